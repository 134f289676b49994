"""What a case gets: a session whose traffic is noted, a few small tables, and a folder shared with the server."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from itertools import count
from pathlib import Path

from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.connect.session import SparkSession
from smoke import client
from smoke.wire import Wire

Case = Callable[["World"], object]

PEOPLE = [(1, "Ann", 34, "Oslo", 1200.5), (2, "Bob", None, "Rome", 0.0), (3, None, 51, "Oslo", -7.25),
          (4, "Dan", 28, None, None), (5, "Eve", 34, "Rome", 980.0)]
DAY = datetime.date(2024, 2, 28)
ORDERS = [(10, 1, Decimal("19.99"), DAY), (11, 1, Decimal("5.00"), DAY + datetime.timedelta(days=1)),
          (12, 2, Decimal("100.10"), DAY + datetime.timedelta(days=2)), (13, 9, None, None)]


class World:
    """One session of one run; cases must leave it as they found it."""

    def __init__(self, remote: str) -> None:
        self.remote = remote
        self.wire = Wire()
        self.dir = Path(tempfile.mkdtemp(prefix="sparrow-smoke-"))
        self.numbers = count()
        self.spark = self.connect()
        self.spark.conf.set("spark.sql.session.timeZone", "UTC")

    def connect(self) -> SparkSession:
        """A new session of its own."""
        return client.session(self.remote, (self.wire,))

    def close(self) -> None:
        self.spark.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def mask(self, text: str) -> str:
        return re.sub(re.escape(str(self.dir)) + r"/\d+-", "<dir>/N-", text).replace(str(self.dir), "<dir>")

    def sql(self, text: str, *arguments: object, **named: object) -> DataFrame:
        return self.spark.sql(text, *arguments, **named)

    def new(self, name: str = "out") -> str:
        """A path nothing is at yet."""
        return str(self.dir / f"{next(self.numbers)}-{name}")

    def file(self, name: str, text: str) -> str:
        path = self.new(name)
        Path(path).write_text(text)
        return path

    @cached_property
    def people(self) -> DataFrame:
        schema = "id INT NOT NULL, name STRING, age INT, city STRING, score DOUBLE"
        return self.spark.createDataFrame(PEOPLE, schema)

    @cached_property
    def orders(self) -> DataFrame:
        return self.spark.createDataFrame(ORDERS, "id INT, person BIGINT, amount DECIMAL(10,2), day DATE")

    def view(self, name: str = "people") -> str:
        """Registers the people as a temporary view and returns its name."""
        self.people.createOrReplaceTempView(name)
        return name
