"""Whether two answers are the same, row by row. Rows without an order are sorted by all their columns first."""

from __future__ import annotations

from collections import Counter

import pyarrow
from pyarrow import compute

SHOWN = 3


def canonical(table: pyarrow.Table, ordered: bool) -> pyarrow.Table:
    """The rows as they are compared."""
    table = table.combine_chunks()
    if ordered or table.num_rows == 0:
        return table
    keys = [(name, "ascending") for name in table.column_names]
    return table.take(compute.sort_indices(table, sort_keys=keys)).combine_chunks()


def difference(expected: pyarrow.Table, actual: pyarrow.Table) -> str | None:
    """What is wrong with `actual`, or nothing. Both are canonical."""
    if not expected.schema.equals(actual.schema):
        return f"schema {actual.schema} instead of {expected.schema}"
    if expected.equals(actual):
        return None
    wanted, got = Counter(rows(expected)), Counter(rows(actual))
    missing, extra = wanted - got, got - wanted
    if not missing and not extra:
        return "the rows are right, their order is not"
    return (f"{actual.num_rows} rows instead of {expected.num_rows}: {missing.total()} missing {few(missing)},"
            f" {extra.total()} too many {few(extra)}")


def rows(table: pyarrow.Table) -> list[tuple[object, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def few(rows_of: Counter[tuple[object, ...]]) -> str:
    return str([tuple(map(str, row)) for row in sorted(rows_of, key=str)[:SHOWN]])
