"""The functions of everyday work, one line each."""

from __future__ import annotations

from pyspark.sql import functions as f
from smoke.observe import Ordered
from smoke.world import Case

TEXT = "SELECT ' Ab,c ' AS s, CAST(NULL AS STRING) AS n, 'héllo' AS h"
TIME = "SELECT DATE'2024-02-29' AS d, TIMESTAMP'2024-12-31 23:59:58.123456' AS t, CAST(NULL AS DATE) AS n"
NUMBER = "SELECT 2.5D AS x, -7 AS i, 12.345BD AS b, CAST('NaN' AS DOUBLE) AS nan, CAST(NULL AS INT) AS n"
LIST = "SELECT array(3, 1, NULL, 1) AS a, array('x') AS s, map('k', 1, 'l', 2) AS m"


def sql(table: str, *expressions: str) -> Case:
    return lambda w: w.sql(table).selectExpr(*expressions)


CASES: dict[str, Case] = {
    "text_case": sql(TEXT, "upper(s)", "lower(s)", "initcap(h)", "length(h)", "upper(n)"),
    "text_trim": sql(TEXT, "trim(s)", "ltrim(s)", "rtrim(s)", "lpad(h, 7, '*')", "rpad(h, 3, '-')"),
    "text_cut": sql(TEXT, "substring(h, 2, 3)", "substring(h, -2)", "left(h, 2)", "right(h, 2)", "split(s, ',')"),
    "text_join": sql(TEXT, "concat(s, '|', h)", "concat(s, n)", "concat_ws('-', s, n, h)", "s || h", "repeat('ab', 3)"),
    "text_find": sql(TEXT, "instr(h, 'l')", "locate('l', h, 4)", "replace(h, 'l', 'L')", "translate(h, 'lo', 'x')"),
    "text_regexp": sql(TEXT, "regexp_replace(s, '[bc]', '#')", "regexp_extract(s, '([A-Z])(b)', 2)", "reverse(h)"),
    "text_hash": sql(TEXT, "md5(h)", "sha2(h, 256)", "base64(CAST(s AS BINARY))", "hex(h)", "crc32(h)", "xxhash64(h)"),
    "text_format": sql(TEXT, "format_number(12332.123456, 2)", "format_string('%d %s', 7, 'x')"),
    "time_parts": sql(TIME, "year(d)", "month(d)", "day(d)", "dayofweek(d)", "weekofyear(d)", "quarter(d)", "hour(t)",
                      "minute(t)", "second(t)", "last_day(d)"),
    "time_sums": sql(TIME, "date_add(d, 1)", "date_sub(d, 60)", "datediff(t, d)", "add_months(d, 12)",
                     "months_between(t, d)", "date_add(n, 1)"),
    "time_text": sql(TIME, "date_format(t, 'yyyy/MM/dd HH:mm:ss.SSS')", "to_date('2024-03-01')",
                     "to_timestamp('01.03.2024 05', 'dd.MM.yyyy HH')", "CAST(t AS STRING)", "CAST(d AS STRING)"),
    "time_unix": sql(TIME, "unix_timestamp(t)", "from_unixtime(0)", "to_unix_timestamp(d)", "timestamp_seconds(1.5)"),
    "time_trunc": sql(TIME, "trunc(d, 'month')", "date_trunc('hour', t)", "next_day(d, 'Mon')", "make_date(2024, 1, 2)"),
    "time_interval": sql(TIME, "d + INTERVAL 1 DAY", "t - INTERVAL 2 HOURS", "d + INTERVAL 1 MONTH", "t - t"),
    "number_round": sql(NUMBER, "round(x)", "bround(x)", "round(b, 1)", "floor(x)", "ceil(x)", "ceil(b)", "round(-i, -1)"),
    "number_basic": sql(NUMBER, "abs(i)", "sign(i)", "sqrt(x)", "pow(x, 2)", "exp(0)", "ln(1)", "log10(100)", "pmod(i, 3)"),
    "number_compare": sql(NUMBER, "greatest(1, n, 3)", "least(x, 1)", "nan = nan", "nan > 1e308", "isnan(nan)"),
    "null_choice": sql(NUMBER, "coalesce(n, i)", "nvl(n, 0)", "ifnull(n, 1)", "nullif(i, -7)", "if(i > 0, 'p', 'm')",
                       "nvl2(n, 1, 2)", "n <=> NULL"),
    "number_type": sql(NUMBER, "typeof(x)", "typeof(1L)", "typeof(b)", "typeof(b * b)", "typeof(b / 3)", "typeof(i + b)"),
    "list_basic": sql(LIST, "size(a)", "array_contains(a, 3)", "sort_array(a)", "array_distinct(a)", "array_max(a)",
                      "element_at(a, -1)", "array_join(s, ',')", "slice(a, 2, 2)", "cardinality(m)"),
    "list_lambda": sql(LIST, "transform(a, x -> x + 1)", "filter(a, x -> x > 1)", "exists(a, x -> x = 3)",
                       "aggregate(filter(a, x -> x IS NOT NULL), 0, (s, x) -> s + x)"),
    "map_basic": sql(LIST, "map_keys(m)", "map_values(m)", "map_from_arrays(array('a'), array(1))", "m['l']"),
    "struct": sql(LIST, "named_struct('a', 1, 'b', 'x')", "struct(s, m)", "struct(1, 2)"),
    "json": sql("SELECT '{\"a\": 1, \"b\": [1, 2]}' AS j", "get_json_object(j, '$.a')",
                "from_json(j, 'a INT, b ARRAY<INT>')", "to_json(named_struct('x', 1, 'y', array(true)))"),
    "explode": lambda w: w.sql(LIST).select(f.explode("a")),
    "explode_outer": lambda w: w.sql("SELECT 1 AS i, CAST(array() AS ARRAY<INT>) AS e").select(
        "i", f.explode_outer("e").alias("v")),
    "explode_map": lambda w: w.sql(LIST).select(f.explode("m")),
    "posexplode": lambda w: w.sql(LIST).select(f.posexplode("a").alias("p", "v")),
    "lateral_view": lambda w: w.sql(f"SELECT v FROM ({LIST}) LATERAL VIEW explode(a) t AS v"),
    "generator_sql": lambda w: w.sql("SELECT explode(sequence(1, 3))"),
    "aggregate_basic": lambda w: w.people.agg(f.sum("id"), f.min("score"), f.max("city"), f.mean("age"),
                                              f.count_distinct("city"), f.approx_count_distinct("city")),
    "aggregate_spread": lambda w: w.people.agg(f.stddev("score"), f.stddev_pop("score"), f.variance("score"),
                                               f.corr("id", "score"), f.median("score"), f.percentile("score", 0.25)),
    "aggregate_lists": lambda w: w.people.orderBy("id").coalesce(1).groupBy().agg(
        f.sort_array(f.collect_list("city")), f.sort_array(f.collect_set("city"))),
    "aggregate_pick": lambda w: w.people.agg(f.max_by("name", "score"), f.min_by("name", "id"), f.bool_and(f.lit(True))),
    "aggregate_decimal": lambda w: w.orders.agg(f.sum("amount"), f.avg("amount"), f.max("day"), f.min("day")),
    "aggregate_filter": lambda w: w.sql(f"SELECT count(*) FILTER (WHERE age > 30) AS n FROM {w.view()}"),
    "aggregate_if": lambda w: w.people.agg(f.count_if(f.col("age") > 30), f.sum(f.when(f.col("age") > 30, 1))),
    "call_function": lambda w: w.people.select(f.call_function("abs", f.col("score"))),
    "order_by_expression": lambda w: Ordered(w.people.orderBy(f.length("name").desc(), f.col("id"))),
    "sequence_dates": sql("SELECT 1", "sequence(DATE'2024-01-30', DATE'2024-03-30', INTERVAL 1 MONTH)"),
}
