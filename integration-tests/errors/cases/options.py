"""Confs and the options of readers and writers."""

from __future__ import annotations

from smoke.world import World


def conf(key: str, value: str) -> object:
    return lambda w: w.spark.conf.set(key, value)


def twice(w: World) -> None:
    path = w.new()
    w.people.write.parquet(path)
    w.people.write.parquet(path)


CASES = {
    "static": conf("spark.sql.warehouse.dir", "/elsewhere"),
    "of_the_cluster": conf("spark.executor.memory", "1g"),
    "boolean": conf("spark.sql.ansi.enabled", "maybe"),
    "integer": conf("spark.sql.shuffle.partitions", "many"),
    "too_small": conf("spark.sql.shuffle.partitions", "0"),
    "too_large": conf("spark.sql.shuffle.partitions", "99999999999"),
    "bytes": conf("spark.sql.autoBroadcastJoinThreshold", "10.5m"),
    "time": conf("spark.sql.broadcastTimeout", "soon"),
    "choice": conf("spark.sql.storeAssignmentPolicy", "whatever"),
    "zone": conf("spark.sql.session.timeZone", "Nowhere/Else"),
    "removed": conf("spark.sql.legacy.timeParserPolicy", "sometimes"),
    "absent": lambda w: w.spark.conf.get("my.absent.key"),
    "unset_static": lambda w: w.spark.conf.unset("spark.sql.warehouse.dir"),
    "set_static_sql": "SET spark.sql.warehouse.dir = /elsewhere",
    "reset_static_sql": "RESET spark.sql.warehouse.dir",
    "set_value_sql": "SET spark.sql.shuffle.partitions = many",
    "read_missing": lambda w: w.spark.read.parquet(str(w.dir / "absent")),
    "read_missing_text": lambda w: w.spark.read.text(str(w.dir / "absent")),
    "read_nothing": lambda w: w.spark.read.parquet(),
    "read_format": lambda w: w.spark.read.format("nonsense").load("/x"),
    "read_not_parquet": lambda w: w.spark.read.parquet(w.file("text.parquet", "no parquet")),
    "read_empty_csv": lambda w: w.spark.read.csv(w.file("empty.csv", "")).select("a"),
    "read_schema_text": lambda w: w.spark.read.schema("a NONSENSE").csv("/x"),
    "read_csv_mode": lambda w: w.spark.read.option("mode", "FAILFAST").schema("a INT").csv(w.file("bad.csv", "x\n")),
    "read_json_mode": lambda w: w.spark.read.option("mode", "FAILFAST").schema("a INT").json(w.file("b.json", "{\n")),
    "read_csv_separator": lambda w: w.spark.read.option("sep", "").csv(w.file("a.csv", "1,2\n")),
    "read_csv_quote": lambda w: w.spark.read.option("quote", "ab").csv(w.file("a.csv", "1,2\n")),
    "read_encoding": lambda w: w.spark.read.option("encoding", "nonsense").csv(w.file("a.csv", "1,2\n")),
    "read_csv_nested": lambda w: w.spark.read.schema("a ARRAY<INT>").csv(w.file("a.csv", "1,2\n")),
    "read_corrupt_type": lambda w: w.spark.read.schema("a INT, _corrupt_record INT").json(w.file("a.json", "{}\n")),
    "write_exists": twice,
    "write_format": lambda w: w.people.write.format("nonsense").save(w.new()),
    "write_csv_nested": lambda w: w.sql("SELECT array(1) AS a").write.csv(w.new()),
    "write_text_two": lambda w: w.people.write.text(w.new()),
    "write_text_number": lambda w: w.people.select("id").write.text(w.new()),
    "write_duplicate": lambda w: w.sql("SELECT 1 AS a, 2 AS a").write.parquet(w.new()),
    "write_partition_missing": lambda w: w.people.write.partitionBy("absent").parquet(w.new()),
    "write_partition_all": lambda w: w.people.select("id").write.partitionBy("id").parquet(w.new()),
    "write_bucket": lambda w: w.people.write.bucketBy(2, "id").parquet(w.new()),
    "write_codec": lambda w: w.people.write.option("compression", "nonsense").parquet(w.new()),
    "write_no_path": lambda w: w.people.write.format("parquet").save(),
    "table_exists": lambda w: w.people.write.saveAsTable("items"),
    "table_append_columns": lambda w: w.people.write.mode("append").saveAsTable("items"),
    "table_append_format": lambda w: w.sql("SELECT 1 AS id, 'a' AS name").write.mode("append").format("json")
                                      .saveAsTable("items"),
    "insert_into_missing": lambda w: w.people.write.insertInto("no_such_table"),
    "insert_into_columns": lambda w: w.people.write.insertInto("items"),
    "v2_create_exists": lambda w: w.people.writeTo("items").create(),
    "v2_append_missing": lambda w: w.people.writeTo("no_such_table").append(),
    "v2_replace_missing": lambda w: w.people.writeTo("no_such_table").replace(),
}
