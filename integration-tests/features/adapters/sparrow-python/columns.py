"""Makes columns of the trees of cases. Knows each kind of column; refuses to know frames' operations."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sparrow_connect import Column, Window
from sparrow_connect import functions as F  # noqa: N812 - the name that users give it
from sparrow_connect.column import call

BINARY: dict[str, Callable[[Column, Column], Column]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "%": lambda left, right: left % right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "and": lambda left, right: left & right,
    "or": lambda left, right: left | right,
    "<=>": lambda left, right: left.eq_null_safe(right),
    "&": lambda left, right: left.bitwise_and(right),
    "|": lambda left, right: left.bitwise_or(right),
    "^": lambda left, right: left.bitwise_xor(right),
}
UNARY: dict[str, Callable[[Column], Column]] = {"not": lambda value: ~value, "neg": lambda value: -value}
ORDERS = ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")
TEXT_TESTS = ("like", "ilike", "rlike", "starts_with", "ends_with", "contains")


class Columns:
    """Makes columns; `frames` are those that `let` has named, `variables` those of the lambdas around."""

    def __init__(self, frames: dict[str, Any], variables: dict[str, Column] | None = None) -> None:
        self.frames = frames
        self.variables = variables or {}

    def all(self, trees: list[Any]) -> list[Column]:
        return [self.build(tree) for tree in trees]

    def build(self, tree: Any) -> Column:
        """A text is a column's name; another value that is no tree is a literal."""
        if isinstance(tree, str):
            return F.col(tree)
        if not isinstance(tree, dict):
            return F.lit(tree)
        for kind, make in KINDS.items():
            if kind in tree:
                return make(self, tree)
        raise ValueError(f"no kind of column has the keys {sorted(tree)}")

    def value(self, tree: Any) -> Any:
        """A plain value as it is, or what a literal without type holds; a column otherwise."""
        if isinstance(tree, dict):
            return tree["lit"] if set(tree) == {"lit"} else self.build(tree)
        return tree

    def operator(self, tree: dict[str, Any]) -> Column:
        name, (first, *others) = tree["op"], self.all(tree["args"])
        if not others:
            return UNARY[name](first)
        for other in others:
            first = BINARY[name](first, other)
        return first

    def call(self, tree: dict[str, Any]) -> Column:
        """By the client's own function where it has one that takes so many arguments, else by name."""
        arguments = [self.function(one) if is_lambda(one) else self.build(one) for one in tree.get("args", [])]
        if tree.get("distinct"):
            return call(tree["fn"], *arguments, distinct=True)
        function = getattr(F, tree["fn"], None)
        return function(*arguments) if function is not None else call(tree["fn"], *arguments)

    def function(self, tree: dict[str, Any]) -> Callable[..., Column]:
        """A Python function with as many parameters as the lambda has."""
        names = tree["lambda"]

        def body(*values: Column) -> Column:
            return Columns(self.frames, {**self.variables, **dict(zip(names, values, strict=True))}).build(tree["body"])

        return (lambda x: body(x), lambda x, y: body(x, y), lambda x, y, z: body(x, y, z))[len(names) - 1]

    def choice(self, tree: dict[str, Any]) -> Column:
        (condition, value), *rest = tree["when"]
        result = F.when(self.build(condition), self.build(value))
        for condition, value in rest:
            result = result.when(self.build(condition), self.build(value))
        return result.otherwise(self.build(tree["otherwise"])) if "otherwise" in tree else result

    def window(self, tree: dict[str, Any]) -> Column:
        spec = Window.partition_by(*self.all(tree.get("partition_by", [])))
        if "order_by" in tree:
            spec = spec.order_by(*self.all(tree["order_by"]))
        if "rows" in tree:
            spec = spec.rows_between(*bounds(tree["rows"]))
        if "range" in tree:
            spec = spec.range_between(*bounds(tree["range"]))
        return self.build(tree["over"]).over(spec)

    def method(self, tree: dict[str, Any], key: str, plain: int = 99) -> Column:
        """A method of the same name; arguments from the `plain`-th on are plain values."""
        column, *arguments = tree[key]
        made = [one if at >= plain else self.build(one) for at, one in enumerate(arguments)]
        return getattr(self.build(column), key)(*made)


def literal(tree: dict[str, Any]) -> Column:
    """A literal; a typed one is spelled as in answers: binaries in hex, day-time intervals in microseconds."""
    value, kind = tree["lit"], tree.get("type")
    if kind is None:
        return F.lit(value)
    if kind == "binary" and value is not None:
        value = bytes.fromhex(value)
    if kind.startswith("decimal") and value is not None:
        value = Decimal(value)
    if kind == "day_time_interval":
        kind, value = "interval day to second", None if value is None else datetime.timedelta(microseconds=value)
    if kind in ("float", "double") and isinstance(value, str):
        value = float(value)
    return F.lit(value, kind)


KINDS: dict[str, Callable[[Columns, dict[str, Any]], Column]] = {
    "over": Columns.window,
    "lit": lambda _columns, tree: literal(tree),
    "col": lambda columns, tree: columns.frames[tree["of"]][tree["col"]] if "of" in tree else F.col(tree["col"]),
    "var": lambda columns, tree: columns.variables[tree["var"]],
    "expr": lambda _columns, tree: F.expr(tree["expr"]),
    "fn": Columns.call,
    "op": Columns.operator,
    "is_null": lambda columns, tree: columns.build(tree["is_null"]).is_null(),
    "is_not_null": lambda columns, tree: columns.build(tree["is_not_null"]).is_not_null(),
    "in": lambda columns, tree: columns.build(tree["in"][0]).is_in(*map(columns.value, tree["in"][1:])),
    "between": lambda columns, tree: columns.method(tree, "between"),
    "substr": lambda columns, tree: columns.method(tree, "substr"),
    "get_item": lambda columns, tree: columns.build(tree["get_item"][0]).get_item(columns.value(tree["get_item"][1])),
    "get_field": lambda columns, tree: columns.method(tree, "get_field", 0),
    "with_field": lambda columns, tree: columns.build(tree["with_field"][0]).with_field(
        tree["with_field"][1], columns.build(tree["with_field"][2])
    ),
    "drop_fields": lambda columns, tree: columns.method(tree, "drop_fields", 0),
    "cast": lambda columns, tree: columns.method(tree, "cast", 0),
    "try_cast": lambda columns, tree: columns.method(tree, "try_cast", 0),
    "alias": lambda columns, tree: columns.method(tree, "alias", 0),
    "when": Columns.choice,
    **{name: lambda columns, tree, name=name: getattr(columns.build(tree[name]), name)() for name in ORDERS},
    **{name: lambda columns, tree, name=name: columns.method(tree, name) for name in TEXT_TESTS},
}


def is_lambda(tree: Any) -> bool:
    return isinstance(tree, dict) and "lambda" in tree


def bounds(pair: list[Any]) -> tuple[Any, Any]:
    low, high = pair
    return (
        Window.unbounded_preceding if low == "unbounded" else low,
        Window.unbounded_following if high == "unbounded" else high,
    )
