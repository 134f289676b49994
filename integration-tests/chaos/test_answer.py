"""Answers are compared row by row: nothing missing, nothing twice, nothing else."""

from __future__ import annotations

import datetime
from decimal import Decimal

import numpy
import pyarrow
import pytest
from chaos import answer, data
from chaos.run import Results

ROWS = {"id": [3, 1, 2, 1], "name": ["c", None, "b", "a"]}


def table(rows: dict[str, list[object]], ordered: bool = False) -> pyarrow.Table:
    return answer.canonical(pyarrow.table(rows), ordered)


def test_rows_in_another_order_are_the_same() -> None:
    other = {name: values[::-1] for name, values in ROWS.items()}
    assert answer.difference(table(ROWS), table(other)) is None
    assert answer.difference(table(ROWS), pyarrow.concat_tables([table(ROWS).slice(0, 1), table(ROWS).slice(1)])) is None


def test_the_order_counts_where_the_query_gives_one() -> None:
    other = {name: values[::-1] for name, values in ROWS.items()}
    found = answer.difference(table(ROWS, ordered=True), table(other, ordered=True))
    assert found == "the rows are right, their order is not"


@pytest.mark.parametrize(("ids", "names", "expected"), [
    ([3, 1, 2], ["c", None, "b"], "3 rows instead of 4: 1 missing [('1', 'a')], 0 too many []"),
    ([3, 1, 2, 1, 1], ["c", None, "b", "a", "a"], "5 rows instead of 4: 0 missing [], 1 too many [('1', 'a')]"),
    ([3, 1, 2, 1], ["c", "x", "b", "a"], "4 rows instead of 4: 1 missing [('1', 'None')], 1 too many [('1', 'x')]")])
def test_missing_and_doubled_rows_are_found(ids: list[int], names: list[str | None], expected: str) -> None:
    assert answer.difference(table(ROWS), table({"id": ids, "name": names})) == expected


def test_another_type_is_a_difference() -> None:
    other = pyarrow.table({"id": pyarrow.array([3, 1, 2, 1], pyarrow.int32()), "name": ROWS["name"]})
    assert "int32" in (answer.difference(table(ROWS), answer.canonical(other, ordered=False)) or "")


def test_an_empty_answer_is_an_answer() -> None:
    empty = pyarrow.table({"id": pyarrow.array([], pyarrow.int64())})
    assert answer.difference(answer.canonical(empty, False), answer.canonical(empty, False)) is None


def test_inputs_are_the_same_everywhere() -> None:
    """The numbers are typed by hand: they must never change."""
    numbers = numpy.arange(3, dtype=numpy.uint64)
    assert data.mixed(numbers, 0).tolist() == [0, 16294208416658607535, 7960286522194355700]
    rows = data.orders(numbers).to_pylist()
    assert [row["order_id"] for row in rows] == [0, 1, 2]
    assert all(isinstance(row["amount"], Decimal) and 0 <= row["amount"] < 10_000 for row in rows)
    assert all(datetime.date(2026, 1, 1) <= row["day"] <= datetime.date(2026, 12, 31) for row in rows)
    many = data.orders(numpy.arange(20_000, dtype=numpy.uint64))
    share = sum(key == 0 for key in many["hot"].to_pylist()) / 20_000
    assert 0.59 < share < 0.62, "six keys of ten are the hot one"


def test_the_last_line_counts() -> None:
    results = Results(wrong_undisturbed={"a": "3 rows instead of 4"})
    assert results.line() == "chaos: runs=0 wrong=1 hung=0 hit_running=0 lost_output=0"
    assert results.problems() == ["a, undisturbed: 3 rows instead of 4"]
