"""What differs between the PySpark versions the suite runs with, all of it here, and which version has which API.

The cases are written for the newest client. An older one shows less of an error and builds its channel another way;
what it shows of the same answers from real Spark is recorded for it (`differences/`), never loosened for the newest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc
import pyspark
from pyspark.errors import PySparkException
from pyspark.sql.connect import client as connect_client
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.connect.plan import LogicalPlan
from pyspark.sql.connect.session import SparkSession

# PySpark logs each error it raises, with the server's stack; the suites expect errors.
for context in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
    logging.getLogger(context).setLevel(logging.CRITICAL)

Version = tuple[int, ...]
CONDITION = re.compile(r"\[([A-Z][A-Z0-9_.]+)\]")
SQL_STATE = re.compile(r"SQLSTATE: (\w{5})")


def parse(version: str) -> Version:
    return tuple(int(part) for part in version.split(".")[:2])


VERSION = parse(pyspark.__version__)


@dataclass(frozen=True)
class Api:
    """A case of the clients from `since` on, and before `until`."""

    run: Callable[[Any], object]
    since: Version = (3, 5)
    until: Version = (99,)

    def __call__(self, world: Any) -> object:
        return self.run(world)

    def is_here(self) -> bool:
        return self.since <= VERSION < self.until


def since(version: str, run: Callable[[Any], object]) -> Api:
    """Marks a case whose API came with this version of PySpark."""
    return Api(run, since=parse(version))


def until(version: str, run: Callable[[Any], object]) -> Api:
    """Marks a case whose API this version of PySpark no longer has."""
    return Api(run, until=parse(version))


def session(remote: str, interceptors: tuple[Any, ...] = (), **options: str) -> SparkSession:
    """A new session of its own, its channel under the interceptors."""
    builder = SparkSession.Builder().channelBuilder(channel_builder(remote, interceptors))
    for key, value in options.items():
        builder = builder.config(key.replace("__", "."), value)
    created = builder.create()
    KEPT.append(created)
    return created


# Sessions are not collected: the end of one shuts down, in 3.5, what all of them release their responses with.
KEPT: list[SparkSession] = []


def channel_builder(remote: str, interceptors: tuple[Any, ...]) -> Any:
    if VERSION < (4, 0):
        return Intercepted(remote, interceptors)
    builder = connect_client.DefaultChannelBuilder(remote)
    for interceptor in interceptors:
        builder.add_interceptor(interceptor)
    return builder


class Intercepted(connect_client.ChannelBuilder):
    """The channel of 3.5, which takes no interceptors of its own accord."""

    def __init__(self, remote: str, interceptors: tuple[Any, ...]) -> None:
        super().__init__(remote)
        self._wrappers = interceptors

    def toChannel(self) -> grpc.Channel:  # noqa: N802
        return grpc.intercept_channel(super().toChannel(), *self._wrappers)


def condition(error: PySparkException) -> str | None:
    """The error condition; 3.5 has it in the words of a server's error only."""
    if VERSION >= (4, 0):
        return error.getCondition()
    found = CONDITION.search(str(error))
    return error.getErrorClass() or (found[1] if found else None)


def sql_state(error: PySparkException) -> str | None:
    if VERSION >= (4, 0):
        return error.getSqlState()
    found = SQL_STATE.search(str(error))
    return found[1] if found else None


def contexts(error: PySparkException) -> list[Any]:
    return (error.getQueryContext() or []) if VERSION >= (4, 0) else []



def frame(plan: LogicalPlan, spark: SparkSession) -> DataFrame:
    """The data frame of a plan."""
    return DataFrame(plan, spark) if VERSION >= (4, 0) else DataFrame.withPlan(plan, spark)


def plan_id(plan: LogicalPlan) -> int:
    """The id a plan's outermost relation bears."""
    return plan._root_plan_id if VERSION >= (4, 0) else plan._plan_id
