"""The inputs: two tables of more than a million rows each, several Parquet files a table, the same on every machine.

Values come from a mixing function of the row's number, not from a random generator, whose numbers may change with its
version. Made once and kept in the cache. Knows columns; refuses to know queries.
"""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

import env
import numpy
import pyarrow
from pyarrow import parquet

VERSION = 1
FILES = 12
CUSTOMERS = 60_000
ITEMS = 5_000
HOT_KEYS = 1_000
REGIONS = ("north", "east", "south", "west", "overseas", "unknown", "here")
METHODS = ("card", "cash", "transfer", "voucher", "barter")
FIRST_DAY = datetime.date(2026, 1, 1)


@dataclass(frozen=True)
class Size:
    """Rows of the tables."""

    orders: int
    payments: int


FULL = Size(orders=1_200_000, payments=1_050_000)
# For a build without optimization.
SMALL = Size(orders=150_000, payments=131_250)
size = FULL


def tables() -> dict[str, Path]:
    """Table name -> the folder with its files, of the `size` chosen; written when they are not in the cache."""
    home = env.cache_dir() / "chaos" / f"v{VERSION}-{size.orders}-{size.payments}-{FILES}"
    with env.one_at_a_time(home.with_suffix(".lock")):
        if not home.exists():
            write(home)
    return {"orders": home / "orders", "payments": home / "payments"}


def write(home: Path) -> None:
    unfinished = home.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, rows, make in (("orders", size.orders, orders), ("payments", size.payments, payments)):
        folder = unfinished / name
        folder.mkdir(parents=True)
        for number in range(FILES):
            numbers = numpy.arange(rows * number // FILES, rows * (number + 1) // FILES, dtype=numpy.uint64)
            parquet.write_table(make(numbers), folder / f"part-{number:02}.parquet", row_group_size=20_000)
    unfinished.rename(home)


def orders(numbers: numpy.ndarray) -> pyarrow.Table:
    """One row an order. Six in ten have the hot key 0; one note in eleven is missing."""
    hot = numpy.where(mixed(numbers, 3) % 10 < 6, 0, mixed(numbers, 4) % HOT_KEYS)
    return pyarrow.table({
        "order_id": signed(numbers),
        "customer": signed(mixed(numbers, 1) % CUSTOMERS),
        "item": signed(mixed(numbers, 2) % ITEMS),
        "hot": signed(hot),
        "amount": money(mixed(numbers, 5) % 1_000_000),
        "day": days(mixed(numbers, 6) % 365),
        "region": words(REGIONS, mixed(numbers, 7)),
        "note": notes(numbers),
    })


def payments(numbers: numpy.ndarray) -> pyarrow.Table:
    """One row a payment, for orders of which some do not exist; one method in seven is missing."""
    return pyarrow.table({
        "payment_id": signed(numbers),
        "order_id": signed(mixed(numbers, 11) % (size.orders + size.orders // 10)),
        "customer": signed(mixed(numbers, 12) % CUSTOMERS),
        "paid": money(mixed(numbers, 13) % 500_000),
        "day": days(mixed(numbers, 14) % 400),
        "method": words(METHODS, mixed(numbers, 15), missing=mixed(numbers, 16) % 7 == 0),
    })


def mixed(numbers: numpy.ndarray, salt: int) -> numpy.ndarray:
    """SplitMix64 of the numbers: as good as random, and the same everywhere."""
    with numpy.errstate(over="ignore"):
        x = (numbers + numpy.uint64(salt) * numpy.uint64(0xD1342543DE82EF95)) * numpy.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return x ^ (x >> numpy.uint64(31))


def signed(values: numpy.ndarray) -> pyarrow.Array:
    return pyarrow.array(values.astype(numpy.int64))


def money(cents: numpy.ndarray) -> pyarrow.Array:
    """Exact decimals, so that sums do not depend on the order of rows."""
    words_of_16_bytes = numpy.zeros((len(cents), 2), dtype="<i8")
    words_of_16_bytes[:, 0] = cents.astype(numpy.int64)
    buffer = pyarrow.py_buffer(words_of_16_bytes.tobytes())
    return pyarrow.Array.from_buffers(pyarrow.decimal128(12, 2), len(cents), [None, buffer])


def days(offsets: numpy.ndarray) -> pyarrow.Array:
    since_epoch = (FIRST_DAY - datetime.date(1970, 1, 1)).days
    return pyarrow.array(offsets.astype(numpy.int32) + since_epoch).cast(pyarrow.date32())


def words(choices: tuple[str, ...], values: numpy.ndarray, missing: numpy.ndarray | None = None) -> pyarrow.Array:
    picked = pyarrow.array((values % len(choices)).astype(numpy.int64), mask=missing)
    return pyarrow.array(choices).take(picked)


def notes(numbers: numpy.ndarray) -> pyarrow.Array:
    texts = [f"note {value:016x}" for value in mixed(numbers, 8).tolist()]
    return pyarrow.array(texts, mask=mixed(numbers, 9) % 11 == 0)
