"""Makes PySpark's columns of the trees of cases. Knows each kind of column; refuses to know frames' operations."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import literals
from pyspark.sql.connect import functions as F  # noqa: N812 - the name that users of PySpark give it
from pyspark.sql.connect.column import Column
from pyspark.sql.connect.expressions import UnresolvedFunction
from pyspark.sql.connect.window import Window
from unsupported import Unsupported, needs

BINARY: dict[str, Callable[[Any, Any], Column]] = {
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
    "<=>": lambda left, right: left.eqNullSafe(right),
    "&": lambda left, right: left.bitwiseAND(right),
    "|": lambda left, right: left.bitwiseOR(right),
    "^": lambda left, right: left.bitwiseXOR(right),
}
UNARY: dict[str, Callable[[Any], Column]] = {"not": lambda value: ~value, "neg": lambda value: -value}
ORDERS = ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")
TEXT_TESTS = {"like": "like", "ilike": "ilike", "rlike": "rlike", "starts_with": "startswith", "ends_with": "endswith",
              "contains": "contains"}
LAMBDA_PARAMETERS_MAX = 3


class Columns:
    """Makes columns; `frames` are those that `let` has named."""

    def __init__(self, frames: dict[str, Any], variables: dict[str, Column] | None = None) -> None:
        self._frames = frames
        self._variables = variables or {}

    def all(self, trees: list[Any]) -> list[Column]:
        return [self.build(tree) for tree in trees]

    def build(self, tree: Any) -> Column:
        """A text is a column's name; another value that is no tree is a literal."""
        if isinstance(tree, str):
            return F.col(tree)
        if not isinstance(tree, dict):
            return F.lit(tree)
        for kind in KINDS:
            if kind in tree:
                return KINDS[kind](self, tree)
        if direction := next((order for order in ORDERS if order in tree), None):
            return getattr(self.build(tree[direction]), direction)()
        if test := next((name for name in TEXT_TESTS if name in tree), None):
            left, right = tree[test]
            return getattr(self.build(left), TEXT_TESTS[test])(self.build(right))
        raise ValueError(f"no kind of column has the keys {sorted(tree)}")

    def value(self, tree: Any) -> Any:
        """A plain value as it is, or what a literal without type holds; a column otherwise."""
        if isinstance(tree, dict):
            return tree["lit"] if set(tree) == {"lit"} else self.build(tree)
        return tree

    def literal(self, tree: dict[str, Any]) -> Column:
        return literals.typed(tree["lit"], tree["type"]) if "type" in tree else F.lit(tree["lit"])

    def name(self, tree: dict[str, Any]) -> Column:
        return self._frames[tree["of"]][tree["col"]] if "of" in tree else F.col(tree["col"])

    def variable(self, tree: dict[str, Any]) -> Column:
        if tree["var"] not in self._variables:
            raise KeyError(f"no lambda around has the parameter {tree['var']!r}; there are {sorted(self._variables)}")
        return self._variables[tree["var"]]

    def operator(self, tree: dict[str, Any]) -> Column:
        operator, arguments = tree["op"], self.all(tree["args"])
        if operator in UNARY and len(arguments) == 1:
            return UNARY[operator](*arguments)
        if operator in BINARY and len(arguments) > 1:
            result = arguments[0]
            for argument in arguments[1:]:
                result = BINARY[operator](result, argument)
            return result
        raise ValueError(f"the operator {operator!r} with {len(arguments)} arguments is none of PySpark's")

    def call(self, tree: dict[str, Any]) -> Column:
        """By PySpark's own function where all arguments are columns; by name otherwise, as its functions want plain values
        in some places."""
        name, trees = tree["fn"], tree.get("args", [])
        arguments = [self.function(one) if is_lambda(one) else self.build(one) for one in trees]
        if tree.get("distinct"):
            return Column(UnresolvedFunction(name, [argument._expr for argument in arguments], is_distinct=True))
        function = getattr(F, name, None)
        with_lambda = any(is_lambda(one) for one in trees)
        plain = all(isinstance(one, str) or (isinstance(one, dict) and "lit" not in one) for one in trees)
        if function is not None and (plain or with_lambda) and takes(function, arguments):
            return function(*arguments)
        if with_lambda:
            raise Unsupported(f"PySpark has no function {name!r} that takes a lambda")
        return F.call_function(name, *arguments)

    def function(self, tree: dict[str, Any]) -> Callable[..., Column]:
        """A Python function with as many parameters as the lambda has."""
        names = tree["lambda"]

        def body(*values: Column) -> Column:
            return Columns(self._frames, {**self._variables, **dict(zip(names, values, strict=True))}).build(tree["body"])

        if not 1 <= len(names) <= LAMBDA_PARAMETERS_MAX:
            raise Unsupported(f"PySpark's lambdas have one to {LAMBDA_PARAMETERS_MAX} parameters, not {len(names)}")
        return (lambda x: body(x), lambda x, y: body(x, y), lambda x, y, z: body(x, y, z))[len(names) - 1]

    def among(self, tree: dict[str, Any]) -> Column:
        column, *values = tree["in"]
        return self.build(column).isin(*[self.value(value) for value in values])

    def between(self, tree: dict[str, Any]) -> Column:
        column, low, high = tree["between"]
        return self.build(column).between(self.build(low), self.build(high))

    def substring(self, tree: dict[str, Any]) -> Column:
        column, start, length = tree["substr"]
        plain = isinstance(start, int) and isinstance(length, int)
        return self.build(column).substr(*((start, length) if plain else (self.build(start), self.build(length))))

    def item(self, tree: dict[str, Any]) -> Column:
        column, key = tree["get_item"]
        return self.build(column).getItem(self.value(key))

    def field(self, tree: dict[str, Any]) -> Column:
        column, name = tree["get_field"]
        return self.build(column).getField(name)

    def with_field(self, tree: dict[str, Any]) -> Column:
        column, name, value = tree["with_field"]
        return self.build(column).withField(name, self.build(value))

    def without_fields(self, tree: dict[str, Any]) -> Column:
        column, *names = tree["drop_fields"]
        return self.build(column).dropFields(*names)

    def cast(self, tree: dict[str, Any]) -> Column:
        column, data_type = tree["cast"]
        return self.build(column).cast(data_type)

    def try_cast(self, tree: dict[str, Any]) -> Column:
        column, data_type = tree["try_cast"]
        return needs(self.build(column), "try_cast", "Column.try_cast")(data_type)

    def alias(self, tree: dict[str, Any]) -> Column:
        column, *names = tree["alias"]
        return self.build(column).alias(*names)

    def choice(self, tree: dict[str, Any]) -> Column:
        (condition, value), *rest = tree["when"]
        result = F.when(self.build(condition), self.build(value))
        for condition, value in rest:
            result = result.when(self.build(condition), self.build(value))
        return result.otherwise(self.build(tree["otherwise"])) if "otherwise" in tree else result

    def window(self, tree: dict[str, Any]) -> Column:
        spec = Window.partitionBy(*self.all(tree.get("partition_by", [])))
        if "order_by" in tree:
            spec = spec.orderBy(*self.all(tree["order_by"]))
        if "rows" in tree:
            spec = spec.rowsBetween(*bounds(tree["rows"]))
        if "range" in tree:
            spec = spec.rangeBetween(*bounds(tree["range"]))
        return self.build(tree["over"]).over(spec)


# In this order: the first key that a tree has says what it is.
KINDS: dict[str, Callable[[Columns, dict[str, Any]], Column]] = {
    "over": Columns.window,
    "lit": Columns.literal,
    "col": Columns.name,
    "var": Columns.variable,
    "expr": lambda _columns, tree: F.expr(tree["expr"]),
    "fn": Columns.call,
    "op": Columns.operator,
    "is_null": lambda columns, tree: columns.build(tree["is_null"]).isNull(),
    "is_not_null": lambda columns, tree: columns.build(tree["is_not_null"]).isNotNull(),
    "in": Columns.among,
    "between": Columns.between,
    "substr": Columns.substring,
    "get_item": Columns.item,
    "get_field": Columns.field,
    "with_field": Columns.with_field,
    "drop_fields": Columns.without_fields,
    "cast": Columns.cast,
    "try_cast": Columns.try_cast,
    "alias": Columns.alias,
    "when": Columns.choice,
}


def is_lambda(tree: Any) -> bool:
    return isinstance(tree, dict) and "lambda" in tree


def takes(function: Callable[..., Any], arguments: list[Any]) -> bool:
    """Whether the function can be called with these arguments."""
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return False
    return True


def bounds(pair: list[Any]) -> tuple[int, int]:
    low, high = pair
    return (Window.unboundedPreceding if low == "unbounded" else low,
            Window.unboundedFollowing if high == "unbounded" else high)
