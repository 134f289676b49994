"""Relations: how the operations of a frame become messages. It refuses to know sessions; plans get their numbers elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .column import Column, ColumnOrValue, as_column, named, operand
from .errors import ClientError
from .generated import messages as m
from .literals import literal
from .types import DataType, StructType
from .types_proto import type_to_message
from .types_text import parse_schema

_JOINS = {
    m.JoinJoinType.JOIN_TYPE_INNER: ("inner",),
    m.JoinJoinType.JOIN_TYPE_CROSS: ("cross",),
    m.JoinJoinType.JOIN_TYPE_FULL_OUTER: ("outer", "full", "fullouter"),
    m.JoinJoinType.JOIN_TYPE_LEFT_OUTER: ("left", "leftouter"),
    m.JoinJoinType.JOIN_TYPE_RIGHT_OUTER: ("right", "rightouter"),
    m.JoinJoinType.JOIN_TYPE_LEFT_SEMI: ("semi", "leftsemi"),
    m.JoinJoinType.JOIN_TYPE_LEFT_ANTI: ("anti", "leftanti"),
}
_JOIN_TYPES = {name: kind for kind, names in _JOINS.items() for name in names}


def expressions(columns: Iterable[ColumnOrValue]) -> list[m.Expression]:
    return [as_column(one).expression for one in columns]


def condition(value: Column | str) -> m.Expression:
    """A condition: a Column, or SQL as text."""
    if isinstance(value, str):
        return m.Expression(expression_string=m.ExpressionExpressionString(expression=value))
    if not isinstance(value, Column):
        raise ClientError(f"a condition is a Column or SQL as text, not a {type(value).__name__}")
    return value.expression


def join(left: m.Relation, right: m.Relation, on: Any, how: str) -> m.Join:
    """A join on names that both sides have, on a condition, or on all of several conditions."""
    kind = _JOIN_TYPES.get(how.lower().replace("_", "")) if isinstance(how, str) else None
    if kind is None:
        raise ClientError(f"there is no join {how!r}: there are {', '.join(sorted(_JOIN_TYPES))}")
    made = m.Join(left=left, right=right, join_type=kind)
    parts = [] if on is None else list(on) if isinstance(on, (list, tuple)) else [on]
    if all(isinstance(one, str) for one in parts):
        made.using_columns = parts
    elif all(isinstance(one, Column) for one in parts):
        joined = parts[0]
        for one in parts[1:]:
            joined = joined & one
        made.join_condition = joined.expression
    else:
        raise ClientError("a join is on names or on Columns, not on both: write the names as conditions")
    return made


def set_operation(
    left: m.Relation,
    right: m.Relation,
    kind: m.SetOperationSetOpType,
    *,
    is_all: bool,
    by_name: bool | None = None,
    allow_missing: bool | None = None,
) -> m.SetOperation:
    return m.SetOperation(
        left_input=left, right_input=right, set_op_type=kind, is_all=is_all, by_name=by_name, allow_missing_columns=allow_missing
    )


def aliases(columns: Mapping[str, ColumnOrValue]) -> list[m.ExpressionAlias]:
    """New columns by their names; a text is a column's name."""
    made = []
    for name, value in columns.items():
        _text(name, "the name of a column")
        made.append(m.ExpressionAlias(expr=as_column(value).expression, name=[name]))
    return made


def aggregates(columns: tuple[Any, ...]) -> list[m.Expression]:
    """Aggregates: Columns, or one dictionary from column to the name of a function."""
    if len(columns) == 1 and isinstance(columns[0], Mapping):
        from .column import call

        return [call(str(function), one).expression for one, function in columns[0].items()]
    if not all(isinstance(one, (Column, str)) for one in columns):
        raise ClientError('an aggregate is a Column such as functions.sum("a"), or one dictionary {column: function}')
    return expressions(columns)


def integer(value: Any, what: str, *, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 2**31:
        raise ClientError(f"{what} is an integer from {least} to {2**31 - 1}, not {value!r}")
    return value


def names(columns: Iterable[Any], what: str) -> list[str]:
    return [_text(one, what) for one in columns]


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise ClientError(f"{what} is a text, not a {type(value).__name__}")
    return value


def plan_column(plan: m.Relation, name: str) -> Column:
    """The column of a plan: it stays that plan's in a join with itself."""
    assert plan.common is not None
    return named(_text(name, "the name of a column"), plan.common.plan_id)


def fill(input_: m.Relation, value: Any, subset: Sequence[str] | None) -> m.NAFill:
    if isinstance(value, Mapping):
        if subset is not None:
            raise ClientError("values by column need no subset: leave it out")
        literals = [literal(one) for one in value.values()]
        return m.NAFill(input=input_, cols=names(value, "the name of a column"), values=literals)
    if value is None or not isinstance(value, (bool, int, float, str)):
        raise ClientError(f"a NULL is filled with a number, a text or a boolean, not with a {type(value).__name__}")
    # Spark fills by type: one BIGINT serves all integers.
    one = m.ExpressionLiteral(long=value) if isinstance(value, int) and not isinstance(value, bool) else literal(value)
    return m.NAFill(input=input_, cols=names(subset or (), "the name of a column"), values=[one])


def drop_nulls(input_: m.Relation, how: str, thresh: int | None, subset: Sequence[str] | None) -> m.NADrop:
    if how not in ("any", "all"):
        raise ClientError(f"how is 'any' or 'all', not {how!r}")
    least = thresh if thresh is not None else 1 if how == "all" else None
    return m.NADrop(input=input_, cols=names(subset or (), "the name of a column"), min_non_nulls=least)


def replace(input_: m.Relation, pairs: Iterable[tuple[Any, Any]], subset: Sequence[str] | None) -> m.NAReplace:
    replacements = [m.NAReplaceReplacement(old_value=_loose(old), new_value=_loose(new)) for old, new in pairs]
    return m.NAReplace(input=input_, cols=names(subset or (), "the name of a column"), replacements=replacements)


def _loose(value: Any) -> m.ExpressionLiteral:
    """Spark replaces numbers as doubles, whatever the column's type."""
    if isinstance(value, int) and not isinstance(value, bool):
        return m.ExpressionLiteral(double=float(value))
    return literal(value)


def sample(input_: m.Relation, fraction: float, seed: int | None, with_replacement: bool) -> m.Sample:
    import random

    if (
        isinstance(fraction, bool)
        or not isinstance(fraction, (int, float))
        or fraction < 0
        or (fraction > 1 and not with_replacement)
    ):
        raise ClientError(f"a fraction is a number from 0 to 1, not {fraction!r}")
    number = seed if seed is not None else random.randrange(2**63)
    return m.Sample(input=input_, lower_bound=0.0, upper_bound=float(fraction), with_replacement=with_replacement, seed=number)


def hint(input_: m.Relation, name: str, parameters: tuple[Any, ...]) -> m.Hint:
    return m.Hint(input=input_, name=_text(name, "a hint"), parameters=[operand(one) for one in parameters])


def to_schema(input_: m.Relation, schema: StructType | str) -> m.ToSchema:
    parsed = parse_schema(schema) if isinstance(schema, str) else schema
    if not isinstance(parsed, StructType):
        raise ClientError(f"a schema is a StructType or DDL, not a {type(schema).__name__}")
    return m.ToSchema(input=input_, schema=type_to_message(parsed))


def unpivot(
    input_: m.Relation, ids: Sequence[ColumnOrValue], values: Sequence[ColumnOrValue] | None, variable: str, value: str
) -> m.Unpivot:
    chosen = m.UnpivotValues(values=expressions(values)) if values is not None else None
    return m.Unpivot(input=input_, ids=expressions(ids), values=chosen, variable_column_name=variable, value_column_name=value)


def local_schema(schema: StructType | str | DataType) -> StructType:
    """The schema of rows: a StructType, DDL, or the type of one column `value`."""
    from .types import StructField

    if isinstance(schema, str):
        return parse_schema(schema)
    return schema if isinstance(schema, StructType) else StructType((StructField("value", schema),))
