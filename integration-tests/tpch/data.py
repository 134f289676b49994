"""TPC-H's tables as Parquet files in the cache, and its queries as text.

Standard library only, so that benchmarks of engines without PySpark can use it too.
"""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import env

TABLES = ("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier")
NAMES = tuple(f"q{number:02}" for number in range(1, 23))
QUERIES = Path(__file__).resolve().parent / "queries"
GENERATOR = "4.0.0"
LIMIT = re.compile(r"\nLIMIT (\d+)\s*$")
ORDER_BY = re.compile(r"\nORDER BY ([^()]+?)(?:\nLIMIT \d+)?\s*$")


def tables(scale: str) -> dict[str, Path]:
    """Table name -> its Parquet file at this scale factor, generated when it is not in the cache."""
    home = env.cache_dir() / "tpch" / f"{GENERATOR}-sf{scale}"
    with env.one_at_a_time(home.with_suffix(".lock")):
        if not home.exists():
            generate(home, scale)
    return {name: home / f"{name}.parquet" for name in TABLES}


def generate(home: Path, scale: str) -> None:
    unfinished = home.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    generator = env.python("client").with_name("tpchgen-cli")
    env.run_quietly([str(generator), "parquet", "--quiet", "-s", scale, "-o", str(unfinished)])
    unfinished.rename(home)


def query(name: str, scale: str) -> str:
    """The text of one query; Q11's fraction depends on the scale factor."""
    fraction = f"{Decimal('0.0001') / Decimal(scale):.10f}"
    return (QUERIES / f"{name}.sql").read_text().replace("{fraction}", fraction).strip()


def limit_of(text: str) -> int | None:
    found = LIMIT.search(text)
    return int(found[1]) if found else None


def without_limit(text: str) -> str:
    return LIMIT.sub("", text)


def order_of(text: str) -> list[str]:
    """The columns of the outermost ORDER BY, all of them columns of the answer."""
    found = ORDER_BY.search(text)
    return [key.strip().split(" ")[0] for key in found[1].split(",")] if found else []
