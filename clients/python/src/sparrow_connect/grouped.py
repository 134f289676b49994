"""Grouped frames: what stands between `group_by` and `agg`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from . import relations as r
from .column import Column, ColumnOrValue, as_column, call
from .errors import ClientError
from .generated import messages as m
from .literals import literal

if TYPE_CHECKING:
    from .frame import Frame

F = TypeVar("F", bound="Frame")
_KIND = m.AggregateGroupType


class Grouped(Generic[F]):
    """The rows of a frame in groups; an aggregate makes a frame of them again."""

    def __init__(
        self,
        frame: F,
        columns: list[m.Expression],
        kind: m.AggregateGroupType,
        *,
        pivot: m.AggregatePivot | None = None,
        sets: Sequence[m.AggregateGroupingSets] = (),
    ) -> None:
        self._frame = frame
        self._columns = columns
        self._kind = kind
        self._pivot = pivot
        self._sets = sets

    def agg(self, *columns: Column | Mapping[str, str]) -> F:
        """One row for each group: the grouping columns, then these aggregates."""
        if not columns:
            raise ClientError('agg needs an aggregate, such as functions.count("*")')
        made = m.Aggregate(
            input=self._frame._plan,
            group_type=self._kind,
            grouping_expressions=self._columns,
            aggregate_expressions=r.aggregates(columns),
            pivot=self._pivot,
            grouping_sets=self._sets,
        )
        return self._frame._derived(aggregate=made)

    def pivot(self, column: ColumnOrValue, values: Sequence[Any] | None = None) -> Grouped[F]:
        """A column for each of the values, or for each value there is, which takes a query of its own on the server."""
        if self._kind != _KIND.GROUP_TYPE_GROUPBY:
            raise ClientError("pivot follows group_by, once: rollup, cube and a second pivot have none")
        pivot = m.AggregatePivot(col=as_column(column).expression, values=[literal(one) for one in values or ()])
        return Grouped(self._frame, self._columns, _KIND.GROUP_TYPE_PIVOT, pivot=pivot)

    def count(self) -> F:
        """How many rows each group has."""
        return self.agg(call("count", 1).alias("count"))

    def sum(self, *columns: str) -> F:
        return self._each("sum", columns)

    def avg(self, *columns: str) -> F:
        return self._each("avg", columns)

    mean = avg

    def min(self, *columns: str) -> F:
        return self._each("min", columns)

    def max(self, *columns: str) -> F:
        return self._each("max", columns)

    def _each(self, function: str, columns: tuple[str, ...]) -> F:
        if not columns:
            raise ClientError(f"{function} needs the names of columns")
        return self.agg(*(call(function, one) for one in columns))

    def __repr__(self) -> str:
        return f"Grouped[{len(self._columns)} columns]"
