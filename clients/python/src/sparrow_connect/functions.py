"""The functions of Spark: what is generated from the server's list, and the few that are no plain calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .column import Column as Column
from .column import ColumnOrValue, as_column
from .column import call as call
from .column import col as col
from .errors import ClientError
from .generated import messages as _m
from .generated.functions import *  # noqa: F403
from .literals import literal as _literal

if TYPE_CHECKING:
    from .types import DataType


def lit(value: object, data_type: DataType | str | None = None) -> Column:
    """A constant: `lit("text")`, `lit(1, "bigint")`. A Column is itself."""
    if data_type is None:
        return as_column(value, text_is_column=False)
    if isinstance(value, Column):
        return value.cast(data_type)
    if isinstance(data_type, str):
        from .types_text import parse_type

        data_type = parse_type(data_type)
    return Column(_m.Expression(literal=_literal(value, data_type)))


def expr(text: str) -> Column:
    """A column of SQL, such as `expr("a + 1")`."""
    return Column(_m.Expression(expression_string=_m.ExpressionExpressionString(expression=text)))


def when(condition: Column, value: object) -> Column:
    """The value where the condition holds; go on with `.when(...)` and end with `.otherwise(...)`."""
    if not isinstance(condition, Column):
        raise ClientError(f"the condition of when is a Column, not a {type(condition).__name__}: use expr for SQL")
    return Column(
        _m.Expression(
            unresolved_function=_m.ExpressionUnresolvedFunction(
                function_name="when", arguments=[condition.expression, as_column(value, text_is_column=False).expression]
            )
        )
    )


def call_function(name: str, *args: ColumnOrValue) -> Column:
    """Calls a function by its name, which may be qualified: built in, or one that was registered."""
    arguments = [as_column(one).expression for one in args]
    return Column(_m.Expression(call_function=_m.CallFunction(function_name=name, arguments=arguments)))


def asc(name: ColumnOrValue) -> Column:
    """Ascending, NULL first."""
    return as_column(name).asc()


def desc(name: ColumnOrValue) -> Column:
    """Descending, NULL last."""
    return as_column(name).desc()


def count_distinct(*columns: ColumnOrValue) -> Column:
    """How many different combinations of values without NULL there are."""
    return call("count", *columns, distinct=True)


def sum_distinct(column: ColumnOrValue) -> Column:
    """The sum of the different values."""
    return call("sum", column, distinct=True)


def broadcast(frame: _F) -> _F:
    """Marks a frame as small enough for every executor: the hint `broadcast`."""
    return frame.hint("broadcast")


if TYPE_CHECKING:
    from typing import TypeVar

    from .frame import Frame

    _F = TypeVar("_F", bound=Frame)
