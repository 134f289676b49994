"""Windows: which rows a window function sees, as `Window.partition_by("a").order_by("b").rows_between(-1, 0)`."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from .column import Column, ColumnOrValue, as_column, operand
from .errors import ClientError
from .generated import messages as m


class WindowSpec:
    """A window: how rows are parted, ordered, and which of a part count. It does not change; each method makes a new one."""

    __slots__ = ("_frame", "_order", "_parts")

    def __init__(
        self,
        parts: tuple[m.Expression, ...] = (),
        order: tuple[m.ExpressionSortOrder, ...] = (),
        frame: m.ExpressionWindowWindowFrame | None = None,
    ) -> None:
        self._parts = parts
        self._order = order
        self._frame = frame

    def partition_by(self, *columns: ColumnOrValue) -> WindowSpec:
        """Rows with equal values in these columns are a part."""
        return WindowSpec(tuple(as_column(one).expression for one in flattened(columns)), self._order, self._frame)

    def order_by(self, *columns: ColumnOrValue) -> WindowSpec:
        """The order within a part."""
        return WindowSpec(self._parts, tuple(sort_order(one) for one in flattened(columns)), self._frame)

    def rows_between(self, start: int, end: int) -> WindowSpec:
        """Rows by their distance to this one: -1 is the one before, 0 this one."""
        return self._between(m.ExpressionWindowWindowFrameFrameType.FRAME_TYPE_ROW, start, end)

    def range_between(self, start: Any, end: Any) -> WindowSpec:
        """Rows by the distance of their ordering value to this row's; a distance may be a Column, such as an interval."""
        return self._between(m.ExpressionWindowWindowFrameFrameType.FRAME_TYPE_RANGE, start, end)

    def _between(self, kind: m.ExpressionWindowWindowFrameFrameType, start: Any, end: Any) -> WindowSpec:
        rows = kind == m.ExpressionWindowWindowFrameFrameType.FRAME_TYPE_ROW
        frame = m.ExpressionWindowWindowFrame(frame_type=kind, lower=_bound(start, rows), upper=_bound(end, rows))
        return WindowSpec(self._parts, self._order, frame)

    def message(self, function: m.Expression) -> m.ExpressionWindow:
        """The window with the function that sees it."""
        return m.ExpressionWindow(
            window_function=function, partition_spec=self._parts, order_spec=self._order, frame_spec=self._frame
        )

    def __repr__(self) -> str:
        return f"WindowSpec<{len(self._parts)} partitioning, {len(self._order)} ordering columns>"


class Window:
    """Where windows begin: its methods make a WindowSpec."""

    unbounded_preceding: ClassVar[int] = -sys.maxsize
    unbounded_following: ClassVar[int] = sys.maxsize
    current_row: ClassVar[int] = 0

    @staticmethod
    def partition_by(*columns: ColumnOrValue) -> WindowSpec:
        return WindowSpec().partition_by(*columns)

    @staticmethod
    def order_by(*columns: ColumnOrValue) -> WindowSpec:
        return WindowSpec().order_by(*columns)

    @staticmethod
    def rows_between(start: int, end: int) -> WindowSpec:
        return WindowSpec().rows_between(start, end)

    @staticmethod
    def range_between(start: Any, end: Any) -> WindowSpec:
        return WindowSpec().range_between(start, end)


_Boundary = m.ExpressionWindowWindowFrameFrameBoundary


def _bound(value: Any, rows: bool) -> m.ExpressionWindowWindowFrameFrameBoundary:
    if isinstance(value, Column):
        if rows:
            raise ClientError("rows are counted: a bound of rows_between is an integer, not a Column")
        return _Boundary(value=value.expression)
    if isinstance(value, int) and not isinstance(value, bool):
        if value == 0:
            return _Boundary(current_row=True)
        if value <= Window.unbounded_preceding or value >= Window.unbounded_following:
            return _Boundary(unbounded=True)
        if rows and not -(2**31) <= value < 2**31:
            raise ClientError(
                f"a bound of rows_between fits 32 bits, {value} does not: use Window.unbounded_preceding or _following"
            )
    elif rows:
        raise ClientError(f"a bound of rows_between is an integer, not a {type(value).__name__}")
    return _Boundary(value=operand(value))


def flattened(columns: tuple[Any, ...]) -> tuple[Any, ...]:
    """Columns given one by one, or as one list."""
    return tuple(columns[0]) if len(columns) == 1 and isinstance(columns[0], (list, tuple)) else columns


def sort_order(column: ColumnOrValue) -> m.ExpressionSortOrder:
    """The order by a column: its own where it has one, else ascending with NULL first."""
    made = as_column(column)
    order = made.expression.sort_order
    if order is None:
        order = made.asc().expression.sort_order
    assert order is not None
    return order
