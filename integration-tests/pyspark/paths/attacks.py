"""Statements about places that are not the tenant's, each with a place of its own where the same statement succeeds.

Not counted, as they are not built yet: LOAD DATA, ANALYZE TABLE, ALTER TABLE SET LOCATION, ADD PARTITION LOCATION, MSCK REPAIR,
CREATE FUNCTION USING JAR, CACHE TABLE and DESCRIBE of a path, streams, and the formats jdbc, orc, avro and binaryFile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyspark.sql.connect.session import SparkSession

Act = Callable[[SparkSession, str], Any]


@dataclass(frozen=True)
class Attack:
    name: str
    act: Act
    hostile: str
    allowed: str


def read(spark: SparkSession, path: str) -> Any:
    return spark.read.csv(path).collect()


def rows(spark: SparkSession) -> Any:
    return spark.range(2).selectExpr("id", "id AS p")


def save(spark: SparkSession, path: str) -> Any:
    return rows(spark).write.csv(path)


def sql(text: str, after: str | None = None) -> Act:
    """Runs a statement with the path for `$`; what it makes is dropped."""

    def act(spark: SparkSession, path: str) -> Any:
        try:
            return spark.sql(text.replace("$", path)).collect()
        finally:
            if after:
                spark.sql(after)

    return act


def insert_into(spark: SparkSession, path: str) -> Any:
    try:
        spark.sql(f"CREATE TABLE inserted (id BIGINT, p BIGINT) USING csv LOCATION '{path}'")
        rows(spark).write.insertInto("inserted")
    finally:
        spark.sql("DROP TABLE IF EXISTS inserted")


def save_as_table(spark: SparkSession, path: str) -> Any:
    try:
        rows(spark).write.option("path", path).format("csv").saveAsTable("saved")
    finally:
        spark.sql("DROP TABLE IF EXISTS saved")


def managed_in(spark: SparkSession, path: str) -> Any:
    try:
        spark.sql(f"CREATE DATABASE d LOCATION '{path}'")
        spark.sql("CREATE TABLE d.t USING csv AS SELECT 1 AS a")
    finally:
        spark.sql("DROP DATABASE IF EXISTS d CASCADE")


def base_path(spark: SparkSession, path: str) -> Any:
    root = path.removesuffix("/beta").removesuffix("/acme/parts")
    return spark.read.option("basePath", path).csv(f"{root}/acme/parts").collect()


def conf(spark: SparkSession, value: str) -> Any:
    spark.conf.set("spark.hadoop.fs.s3a.endpoint", value)
    spark.conf.unset("spark.hadoop.fs.s3a.endpoint")


OWN = "{root}/acme/a.csv"
HOSTILE_READS = {
    "another_tenant": "{root}/beta/a.csv",
    "another_tenant_missing": "{root}/beta/missing",
    "look_alike": "{root}/acme2/a.csv",
    "look_alike_missing": "{root}/acme3",
    "root_above": "{root}",
    "system_root": "/",
    "password_file": "/etc/passwd",
    "shadow_missing": "/etc/nothing-here",
    "environment": "/proc/self/environ",
    "environment_uri": "file:/proc/1/environ",
    "memory": "/proc/self/mem",
    "descriptor": "/dev/fd/0",
    "kernel": "/sys/kernel/version",
    "parent": "{root}/acme/../beta/a.csv",
    "parents": "{root}/acme/../../../../../../../../etc/passwd",
    "parent_spelt_twice": "{root}/acme/./../beta//a.csv",
    "parent_at_end": "{root}/acme/sub/../..",
    "double_slash": "//{root}//beta//a.csv",
    "trailing_dots": "{root}/acme../a.csv",
    "trailing_space": "{root}/acme /a.csv",
    "encoded_parent": "{root}/acme/%2e%2e/beta/a.csv",
    "encoded_parent_upper": "{root}/acme/%2E./beta/a.csv",
    "encoded_name": "{root}/%61cme/a.csv",
    "nul": "{root}/acme/a.csv\0.txt",
    "look_alike_letter": "{root}/\u0430cme/a.csv",
    "look_alike_slash": "{root}\u2215acme/a.csv",
    "backslash": "{root}\\acme\\a.csv",
    "scheme": "file:{root}/beta/a.csv",
    "scheme_two": "file://{root}/beta/a.csv",
    "scheme_host": "file://localhost{root}/acme/a.csv",
    "scheme_other_host": "file://example.com{root}/acme/a.csv",
    "scheme_upper": "FILE:{root}/acme/a.csv",
    "scheme_mixed": "File:///etc/passwd",
    "relative": "a.csv",
    "relative_parent": "../../etc/passwd",
    "home": "~/.ssh/id_rsa",
    "home_below": "~root/.bashrc",
    "glob_above": "{root}/*/a.csv",
    "glob_look_alike": "{root}/acme*/a.csv",
    "glob_of_one": "{root}/[b]eta/a.csv",
    "glob_question": "/etc/passw?",
    "glob_missing": "/etc/nothing*",
    "braces": "{root}/{{acme,beta}}/a.csv",
    "braces_that_climb": "{root}/acme/{{..,sub}}/beta/a.csv",
    "braces_of_roots": "{{/etc/passwd,{root}/acme/a.csv}}",
    "link_to_file": "{root}/acme/links/file",
    "link_to_folder": "{root}/acme/links/folder",
    "link_in_the_middle": "{root}/acme/links/folder/a.csv",
    "link_relative": "{root}/acme/links/relative/a.csv",
    "link_of_link": "{root}/acme/links/twice/a.csv",
    "link_dangling": "{root}/acme/links/dangling",
    "link_loop": "{root}/acme/deep/loops/loop",
    "link_up": "{root}/acme/links/up/beta/a.csv",
    "link_to_process": "{root}/acme/links/process",
    "link_to_passwords": "{root}/acme/links/password",
    "links_listed": "{root}/acme/links",
    "links_by_glob": "{root}/acme/links/*",
    "links_by_glob_deep": "{root}/acme/*/folder/a.csv",
    "own_settings": "{root}/own/sparrow.toml",
    "state_folder": "{root}/warehouse/.sparrow",
    "warehouse": "{root}/warehouse",
    "warehouse_of_another": "{root}/warehouse/beta",
    "cloud_metadata": "http://169.254.169.254/latest/meta-data/",
    "cloud_metadata_number": "http://2852039166/latest/",
    "https": "https://example.com/a.csv",
    "object_store": "s3a://lake/a.csv",
    "hadoop": "hdfs://namenode:8020/a.csv",
    "archive": "jar:file:{root}/acme/a.jar!/x",
    "unknown_scheme": "gopher://127.0.0.1/a",
}


def others() -> list[Attack]:
    beta, out = "{root}/beta", "{root}/acme/out/"
    return [
        Attack("text", lambda s, p: s.read.text(p).collect(), f"{beta}/a.csv", OWN),
        Attack("json_schema", lambda s, p: s.read.json(p).schema, f"{beta}/a.csv", "{root}/acme/a.json"),
        Attack("with_schema", lambda s, p: s.read.schema("a STRING").csv(p).collect(), f"{beta}/missing", OWN),
        Attack("input_files", lambda s, p: s.read.csv(p).inputFiles(), f"{beta}/a.csv", OWN),
        Attack("several_paths", lambda s, p: s.read.csv([p, p]).collect(), f"{beta}/a.csv", OWN),
        Attack("path_option", lambda s, p: s.read.format("csv").load(path=p).collect(), f"{beta}/a.csv", OWN),
        Attack("base_path", base_path, beta, "{root}/acme/parts"),
        Attack("recursive", lambda s, p: s.read.option("recursiveFileLookup", True).csv(p).collect(), "{root}",
               "{root}/acme/parts"),
        Attack("query_csv", sql("SELECT * FROM csv.`$`"), f"{beta}/a.csv", OWN),
        Attack("query_text", sql("SELECT * FROM text.`$`"), "/etc/passwd", OWN),
        Attack("view_over", sql("CREATE OR REPLACE TEMPORARY VIEW v USING csv OPTIONS (path '$')", "DROP VIEW IF EXISTS v"),
               f"{beta}/a.csv", OWN),
        Attack("create_table", sql("CREATE TABLE t (a STRING) USING csv LOCATION '$'", "DROP TABLE IF EXISTS t"), beta, OWN),
        Attack("create_table_inferred", sql("CREATE TABLE t USING csv LOCATION '$'", "DROP TABLE IF EXISTS t"), beta, OWN),
        Attack("create_table_option", sql("CREATE TABLE t (a STRING) USING csv OPTIONS (path '$')", "DROP TABLE IF EXISTS t"),
               beta, OWN),
        Attack("create_table_link", sql("CREATE TABLE t (a STRING) USING csv LOCATION '$'", "DROP TABLE IF EXISTS t"),
               "{root}/acme/links/folder", "{root}/acme/sub"),
        Attack("create_as_select", sql("CREATE TABLE t USING csv LOCATION '$' AS SELECT 1 AS a", "DROP TABLE IF EXISTS t"),
               f"{beta}/new", out + "ctas"),
        Attack("create_as_select_shared", sql("CREATE TABLE t USING csv LOCATION '$' AS SELECT 1 AS a", "DROP TABLE IF EXISTS t"),
               "{root}/shared/new", out + "ctas_shared"),
        Attack("database", managed_in, f"{beta}/d", out + "d"),
        Attack("database_shared", managed_in, "{root}/shared/d", out + "d_shared"),
        Attack("insert_directory", sql("INSERT OVERWRITE DIRECTORY '$' USING csv SELECT 1"), f"{beta}/x", out + "insert"),
        Attack("insert_directory_parent", sql("INSERT OVERWRITE DIRECTORY '$' USING csv SELECT 1"),
               "{root}/acme/../beta", out + "insert_parent"),
        Attack("insert_into", insert_into, f"{beta}/table", out + "inserted"),
        Attack("insert_into_shared", insert_into, "{root}/shared/table", out + "inserted_shared"),
        Attack("save", save, f"{beta}/x", out + "save"),
        Attack("save_temporary", save, "/tmp/sparrow-paths-suite", out + "save_temporary"),
        Attack("save_shared", save, "{root}/shared/x", out + "save_shared"),
        Attack("save_look_alike", save, "{root}/acme2/x", out + "save_look_alike"),
        Attack("save_through_link", save, "{root}/acme/links/folder/x", out + "save_link"),
        Attack("save_dangling", save, "{root}/acme/links/dangling", out + "save_dangling"),
        Attack("save_dangling_below", save, "{root}/acme/links/dangling/x", out + "save_dangling_below"),
        Attack("save_overwrite", lambda s, p: rows(s).write.mode("overwrite").csv(p), beta, out + "overwrite"),
        Attack("save_ignore", lambda s, p: rows(s).write.mode("ignore").csv(p), beta, out + "ignore"),
        Attack("save_append", lambda s, p: rows(s).write.mode("append").csv(p), beta, out + "append"),
        Attack("save_partitioned", lambda s, p: rows(s).write.partitionBy("p").csv(p), f"{beta}/p", out + "partitioned"),
        Attack("save_s3", save, "s3a://lake/x", out + "save_s3"),
        Attack("save_as_table", save_as_table, f"{beta}/saved", out + "saved"),
        Attack("endpoint", conf, "http://169.254.169.254", "https://s3.example.org"),
        Attack("endpoint_near", conf, "0x7f.1:9000", "https://s3.eu-central-1.amazonaws.com"),
    ]


ATTACKS = [Attack(f"read_{name}", read, path, OWN) for name, path in HOSTILE_READS.items()] + others()
