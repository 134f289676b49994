"""Columns: expressions over the columns of a frame, built but never evaluated here. It refuses to know sessions and frames."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .errors import ClientError
from .generated import messages as m
from .literals import literal

if TYPE_CHECKING:
    from .types import DataType
    from .window import WindowSpec

ColumnOrValue = Any
"""A Column; a text, which is the name of a column; or any other value, which is a constant."""


class Column:
    """An expression. Operators and methods make new columns; in them a text is a constant, as in `col("name") == "Ann"`."""

    __slots__ = ("expression",)

    def __init__(self, expression: m.Expression) -> None:
        self.expression = expression

    # Arithmetic

    def __add__(self, other: object) -> Column:
        return _operator("+", self, other)

    def __radd__(self, other: object) -> Column:
        return _operator("+", other, self)

    def __sub__(self, other: object) -> Column:
        return _operator("-", self, other)

    def __rsub__(self, other: object) -> Column:
        return _operator("-", other, self)

    def __mul__(self, other: object) -> Column:
        return _operator("*", self, other)

    def __rmul__(self, other: object) -> Column:
        return _operator("*", other, self)

    def __truediv__(self, other: object) -> Column:
        return _operator("/", self, other)

    def __rtruediv__(self, other: object) -> Column:
        return _operator("/", other, self)

    def __mod__(self, other: object) -> Column:
        return _operator("%", self, other)

    def __rmod__(self, other: object) -> Column:
        return _operator("%", other, self)

    def __pow__(self, other: object) -> Column:
        return _operator("power", self, other)

    def __rpow__(self, other: object) -> Column:
        return _operator("power", other, self)

    def __neg__(self) -> Column:
        return _operator("negative", self)

    # Comparison

    def __eq__(self, other: object) -> Column:  # type: ignore[override]
        return _operator("==", self, other)

    def __ne__(self, other: object) -> Column:  # type: ignore[override]
        return _operator("not", _operator("==", self, other))

    def __lt__(self, other: object) -> Column:
        return _operator("<", self, other)

    def __le__(self, other: object) -> Column:
        return _operator("<=", self, other)

    def __gt__(self, other: object) -> Column:
        return _operator(">", self, other)

    def __ge__(self, other: object) -> Column:
        return _operator(">=", self, other)

    __hash__ = None  # type: ignore[assignment]

    def eq_null_safe(self, other: object) -> Column:
        """Equal, where NULL equals NULL: `<=>`."""
        return _operator("<=>", self, other)

    # Logic

    def __and__(self, other: object) -> Column:
        return _operator("and", self, other)

    def __rand__(self, other: object) -> Column:
        return _operator("and", other, self)

    def __or__(self, other: object) -> Column:
        return _operator("or", self, other)

    def __ror__(self, other: object) -> Column:
        return _operator("or", other, self)

    def __invert__(self) -> Column:
        return _operator("not", self)

    def __bool__(self) -> bool:
        raise ClientError("a column is neither true nor false here: use & for and, | for or, ~ for not")

    # Bits

    def bitwise_and(self, other: object) -> Column:
        return _operator("&", self, other)

    def bitwise_or(self, other: object) -> Column:
        return _operator("|", self, other)

    def bitwise_xor(self, other: object) -> Column:
        return _operator("^", self, other)

    # Predicates

    def is_null(self) -> Column:
        return _operator("isNull", self)

    def is_not_null(self) -> Column:
        return _operator("isNotNull", self)

    def is_nan(self) -> Column:
        return _operator("isNaN", self)

    def is_in(self, *values: object) -> Column:
        """One of the values, given one by one or as one list."""
        if len(values) == 1 and isinstance(values[0], (list, tuple, set, frozenset)):
            values = tuple(values[0])
        return _operator("in", self, *values)

    def between(self, low: object, high: object) -> Column:
        """From `low` to `high`, both included."""
        return (self >= low) & (self <= high)

    def like(self, pattern: object) -> Column:
        return _operator("like", self, pattern)

    def ilike(self, pattern: object) -> Column:
        return _operator("ilike", self, pattern)

    def rlike(self, pattern: object) -> Column:
        return _operator("rlike", self, pattern)

    def starts_with(self, prefix: object) -> Column:
        return _operator("startsWith", self, prefix)

    def ends_with(self, suffix: object) -> Column:
        return _operator("endsWith", self, suffix)

    def contains(self, part: object) -> Column:
        return _operator("contains", self, part)

    # Parts

    def substr(self, position: object, length: object) -> Column:
        """So many characters from a position, which counts from 1."""
        return _operator("substr", self, position, length)

    def get_item(self, key: object) -> Column:
        """An element of an array (from 0), the value of a key of a map, or a field of a struct."""
        extraction = operand(key)
        return Column(
            m.Expression(
                unresolved_extract_value=m.ExpressionUnresolvedExtractValue(child=self.expression, extraction=extraction)
            )
        )

    def get_field(self, name: str) -> Column:
        """A field of a struct."""
        return self.get_item(name)

    __getitem__ = get_item

    def __iter__(self) -> Any:
        raise ClientError("a column has no elements here: use functions.explode for rows of them")

    def with_field(self, name: str, value: object) -> Column:
        """The struct with a field added or replaced."""
        return self._update(name, as_column(value, text_is_column=False).expression)

    def drop_fields(self, *names: str) -> Column:
        """The struct without these fields."""
        column = self
        for name in names:
            column = column._update(name, None)
        return column

    def _update(self, name: str, value: m.Expression | None) -> Column:
        update = m.ExpressionUpdateFields(struct_expression=self.expression, field_name=name, value_expression=value)
        return Column(m.Expression(update_fields=update))

    # Types and names

    def cast(self, data_type: DataType | str) -> Column:
        """The value as another type, named as in SQL or by a type of `sparrow_connect.types`."""
        return self._cast(data_type, m.ExpressionCastEvalMode.EVAL_MODE_UNSPECIFIED)

    def try_cast(self, data_type: DataType | str) -> Column:
        """As `cast`, but NULL where the value cannot be cast."""
        return self._cast(data_type, m.ExpressionCastEvalMode.EVAL_MODE_TRY)

    def _cast(self, data_type: DataType | str, mode: m.ExpressionCastEvalMode) -> Column:
        cast = m.ExpressionCast(expr=self.expression, eval_mode=mode)
        if isinstance(data_type, str):
            cast.type_str = data_type
        else:
            from .types_proto import type_to_message

            cast.type = type_to_message(data_type)
        return Column(m.Expression(cast=cast))

    def alias(self, *names: str, metadata: Mapping[str, object] | None = None) -> Column:
        """The column under another name; several names for a function that makes several columns."""
        if not names:
            raise ClientError("alias needs a name")
        text = None
        if metadata is not None:
            import json

            if len(names) > 1:
                raise ClientError(f"metadata goes with one name, not with {len(names)}")
            text = json.dumps(metadata, separators=(",", ":"), ensure_ascii=False)
        return Column(m.Expression(alias=m.ExpressionAlias(expr=self.expression, name=names, metadata=text)))

    # Order

    def asc(self) -> Column:
        return self._order("ASCENDING", "FIRST")

    def asc_nulls_first(self) -> Column:
        return self._order("ASCENDING", "FIRST")

    def asc_nulls_last(self) -> Column:
        return self._order("ASCENDING", "LAST")

    def desc(self) -> Column:
        return self._order("DESCENDING", "LAST")

    def desc_nulls_first(self) -> Column:
        return self._order("DESCENDING", "FIRST")

    def desc_nulls_last(self) -> Column:
        return self._order("DESCENDING", "LAST")

    def _order(self, direction: str, nulls: str) -> Column:
        order = m.ExpressionSortOrder(
            child=self.expression,
            direction=m.ExpressionSortOrderSortDirection[f"SORT_DIRECTION_{direction}"],
            null_ordering=m.ExpressionSortOrderNullOrdering[f"SORT_NULLS_{nulls}"],
        )
        return Column(m.Expression(sort_order=order))

    # Cases and windows

    def when(self, condition: Column, value: object) -> Column:
        """A further case of `functions.when`."""
        return Column(self._branches("when").extended(condition, as_column(value, text_is_column=False)))

    def otherwise(self, value: object) -> Column:
        """What `functions.when` is where no condition holds."""
        return Column(self._branches("otherwise").extended(as_column(value, text_is_column=False)))

    def _branches(self, method: str) -> _Branches:
        function = self.expression.unresolved_function
        if function is None or function.function_name != "when" or len(function.arguments) % 2:
            raise ClientError(
                f"{method} goes on with functions.when, whose last word is otherwise: this column is none, or has it"
            )
        return _Branches(function.arguments)

    def over(self, window: WindowSpec) -> Column:
        """The aggregate or window function over the rows of a window."""
        return Column(m.Expression(window=window.message(self.expression)))

    def __repr__(self) -> str:
        from .column_text import column_text

        return f"Column<{column_text(self.expression)}>"


class _Branches:
    """The arguments of `when`: conditions and values in turn."""

    def __init__(self, arguments: list[m.Expression]) -> None:
        self.arguments = arguments

    def extended(self, *columns: Column) -> m.Expression:
        arguments = [*self.arguments, *(one.expression for one in columns)]
        return m.Expression(unresolved_function=m.ExpressionUnresolvedFunction(function_name="when", arguments=arguments))


def col(name: str) -> Column:
    """The column of a name: `a`, `t.a`, `` `a.b` ``; `*` and `t.*` are all columns."""
    if not isinstance(name, str):
        raise ClientError(f"the name of a column is a text, not a {type(name).__name__}")
    return named(name, None)


def named(name: str, plan_id: int | None) -> Column:
    """The column of a name, of one frame where its plan is given."""
    if name == "*":
        return Column(m.Expression(unresolved_star=m.ExpressionUnresolvedStar(plan_id=plan_id)))
    if name.endswith(".*"):
        return Column(m.Expression(unresolved_star=m.ExpressionUnresolvedStar(unparsed_target=name, plan_id=plan_id)))
    attribute = m.ExpressionUnresolvedAttribute(unparsed_identifier=name, plan_id=plan_id)
    return Column(m.Expression(unresolved_attribute=attribute))


def as_column(value: ColumnOrValue, *, text_is_column: bool = True) -> Column:
    """A column from what stands for one: itself, a name, or a constant; lists are arrays, dictionaries are maps."""
    if isinstance(value, Column):
        return value
    if isinstance(value, str) and text_is_column:
        return col(value)
    if isinstance(value, (list, tuple)):
        return _function("array", [as_column(one, text_is_column=False).expression for one in value])
    if isinstance(value, dict):
        pairs = [as_column(one, text_is_column=False).expression for pair in value.items() for one in pair]
        return _function("map", pairs)
    return Column(m.Expression(literal=literal(value)))


def operand(value: object) -> m.Expression:
    """The expression of an operand, where a text is a constant."""
    return as_column(value, text_is_column=False).expression


def call(name: str, *args: ColumnOrValue | Callable[..., Column], distinct: bool = False) -> Column:
    """Calls a function of Spark's by its name.

    A text is the name of a column, a callable becomes a lambda function over as many variables as it has parameters, other
    values are constants.
    """
    return _function(name, [_argument(one) for one in args], distinct)


def _argument(value: Any) -> m.Expression:
    if callable(value) and not isinstance(value, Column):
        return _lambda(value)
    return as_column(value).expression


_variables = itertools.count()


def _lambda(function: Callable[..., Column]) -> m.Expression:
    """A lambda function; its variables bear the parameters' names and a number, so that one within another is told apart."""
    parameters = list(inspect.signature(function).parameters.values())
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if not 1 <= len(parameters) <= 3 or any(one.kind not in positional for one in parameters):
        raise ClientError(f"a lambda function has one to three plain parameters, not ({', '.join(map(str, parameters))})")
    variables = [m.ExpressionUnresolvedNamedLambdaVariable(name_parts=[f"{one.name}_{next(_variables)}"]) for one in parameters]
    body = function(*(Column(m.Expression(unresolved_named_lambda_variable=one)) for one in variables))
    if not isinstance(body, Column):
        raise ClientError(f"a lambda function returns a Column, not a {type(body).__name__}: wrap a constant in lit")
    return m.Expression(lambda_function=m.ExpressionLambdaFunction(function=body.expression, arguments=variables))


def _operator(name: str, *operands: object) -> Column:
    return _function(name, [operand(one) for one in operands])


def _function(name: str, arguments: list[m.Expression], distinct: bool = False) -> Column:
    function = m.ExpressionUnresolvedFunction(function_name=name, arguments=arguments, is_distinct=distinct)
    return Column(m.Expression(unresolved_function=function))
