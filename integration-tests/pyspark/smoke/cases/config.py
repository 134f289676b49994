"""Configuration and the questions a client asks about a plan."""

from __future__ import annotations

from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.types import _parse_datatype_string
from smoke import client
from smoke.client import since
from smoke.world import Case, World

DEFAULTS = (
    "spark.sql.ansi.enabled", "spark.sql.caseSensitive", "spark.sql.shuffle.partitions", "spark.sql.timestampType",
    "spark.sql.sources.default", "spark.sql.storeAssignmentPolicy", "spark.sql.catalogImplementation",
    "spark.sql.execution.pyspark.binaryAsBytes", "spark.sql.execution.pandas.structHandlingMode",
    "spark.sql.session.localRelationCacheThreshold", "spark.sql.autoBroadcastJoinThreshold",
    "spark.sql.execution.pythonUDF.arrow.enabled", "spark.sql.repl.eagerEval.enabled", "spark.sql.defaultCatalog",
    "spark.sql.execution.arrow.useLargeVarTypes", "spark.sql.session.timeZone",
)


def set_get_unset(w: World) -> object:
    key, conf = "spark.sql.shuffle.partitions", w.spark.conf
    shown = [conf.get(key)]
    conf.set(key, 13)
    shown.append(conf.get(key))
    conf.unset(key)
    return [*shown, conf.get(key)]


def own_key(w: World) -> object:
    w.spark.conf.set("my.own.key", "v")
    shown = [w.spark.conf.get("my.own.key"), w.spark.conf.get("my.other", "fallback"), w.spark.conf.get("my.x", None)]
    w.spark.conf.unset("my.own.key")
    return [*shown, w.spark.conf.get("my.own.key", "gone")]


def get_all(w: World) -> object:
    w.spark.conf.set("my.own.key", "v")
    pairs = w.spark.conf.getAll
    w.spark.conf.unset("my.own.key")
    return [pairs["my.own.key"], "spark.sql.session.timeZone" in pairs]


def get_all_prefix(w: World) -> object:
    w.spark.conf.set("my.own.key", "v")
    operation = base.ConfigRequest.Operation(get_all=base.ConfigRequest.GetAll(prefix="my.own."))
    pairs = w.spark._client.config(operation).pairs
    w.spark.conf.unset("my.own.key")
    return [list(pair) for pair in pairs]


def get_option(w: World) -> object:
    keys = ["spark.sql.ansi.enabled", "my.absent"]
    operation = base.ConfigRequest.Operation(get_option=base.ConfigRequest.GetOption(keys=keys))
    return [list(pair) for pair in w.spark._client.config(operation).pairs]


def builder_option(w: World) -> object:
    session = client.session(w.remote, spark__sql__shuffle__partitions="3")
    try:
        return session.conf.get("spark.sql.shuffle.partitions")
    finally:
        session.stop()


def isolated(w: World) -> object:
    other = w.connect()
    try:
        other.conf.set("my.own.key", "other")
        other.range(3).createOrReplaceTempView("only_there")
        return [w.spark.conf.get("my.own.key", "none"), w.spark.catalog.tableExists("only_there"),
                other.catalog.tableExists("only_there")]
    finally:
        other.stop()


CASES: dict[str, Case] = {
    "set_get_unset": set_get_unset,
    "own_key": own_key,
    "get_all": since("4.0", get_all),
    "get_all_prefix": get_all_prefix,
    "get_option": get_option,
    "builder_option": builder_option,
    "defaults": lambda w: [[key, w.spark.conf.get(key)] for key in DEFAULTS],
    "sessions_are_isolated": isolated,
    "is_modifiable": lambda w: [w.spark.conf.isModifiable(key) for key in
                                ("spark.sql.ansi.enabled", "spark.sql.warehouse.dir", "my.own")],
    "spark_version": lambda w: w.spark.version,
    "schema": lambda w: w.people.groupBy("city").count().schema,
    "is_local": lambda w: [w.people.isLocal(), w.spark.range(1).isLocal()],
    "is_streaming": lambda w: w.people.isStreaming,
    "ddl_parse": since("4.0", lambda w: [_parse_datatype_string(text) for text in
                            ("int", "a INT NOT NULL COMMENT 'c', b ARRAY<STRUCT<x: DECIMAL(3,1)>>", "a map<string,date>",
                             "a: timestamp_ntz, `b c` binary")]),
    "time_zone": lambda w: w.sql("SELECT current_timezone(), TIMESTAMP'2024-07-01 00:00:00' AS t"),
    "case_sensitive": lambda w: in_mode(w, "spark.sql.caseSensitive", "true", "SELECT a FROM (SELECT 1 AS a, 2 AS A)"),
    "ansi_off": lambda w: in_mode(w, "spark.sql.ansi.enabled", "false",
                                  "SELECT 1 / 0, CAST('x' AS INT), 2147483647 + 1, CAST(300 AS TINYINT)"),
}


def in_mode(w: World, key: str, value: str, query: str) -> object:
    w.spark.conf.set(key, value)
    try:
        return [list(row) for row in w.sql(query).collect()]
    finally:
        w.spark.conf.unset(key)
