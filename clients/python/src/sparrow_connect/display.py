"""Rows as a table of HTML, for notebooks. Everything in it is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .rows import Row

shown_rows = 20
"""Rows that are shown; where there are more, it says so."""
cell_length_max = 200
columns_max = 100


def html_table(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """A table of the first 20 rows and the first 100 columns."""
    names = "".join(f"<th>{escape(one)}</th>" for one in columns[:columns_max])
    lines = [f"<tr>{''.join(_cell(value) for value in row[:columns_max])}</tr>" for row in rows[:shown_rows]]
    notes = []
    if len(rows) > shown_rows:
        notes.append(f"only the first {shown_rows} rows are shown")
    if len(columns) > columns_max:
        notes.append(f"only the first {columns_max} of {len(columns)} columns are shown")
    note = f"<p>{'; '.join(notes)}</p>" if notes else ""
    return f"<table border='1'><thead><tr>{names}</tr></thead><tbody>{''.join(lines)}</tbody></table>{note}"


def _cell(value: object) -> str:
    text = "NULL" if value is None else str(value)
    return f"<td>{escape(text if len(text) <= cell_length_max else text[:cell_length_max] + '...')}</td>"
