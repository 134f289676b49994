# Written by `cargo xtask codegen` from clients/functions.json; do not edit.
"""Spark's functions, by Spark's names and with Spark's parameters; a name of Python's own has an underscore behind it.

A text is the name of a column, other values are constants, a callable is a function of columns. A parameter that is
None is left out of the call; `lit(None)` is NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sparrow_connect.column import Column, ColumnOrValue, call

__all__ = [
    "abs",
    "acos",
    "acosh",
    "add_months",
    "aggregate",
    "any",
    "any_value",
    "approx_count_distinct",
    "approx_percentile",
    "array",
    "array_agg",
    "array_append",
    "array_compact",
    "array_contains",
    "array_distinct",
    "array_except",
    "array_insert",
    "array_intersect",
    "array_join",
    "array_max",
    "array_min",
    "array_position",
    "array_prepend",
    "array_remove",
    "array_repeat",
    "array_size",
    "array_sort",
    "array_union",
    "arrays_overlap",
    "arrays_zip",
    "ascii",
    "asin",
    "asinh",
    "assert_true",
    "atan",
    "atan2",
    "atanh",
    "avg",
    "base64",
    "bigint",
    "bin",
    "binary",
    "bit_and",
    "bit_count",
    "bit_get",
    "bit_length",
    "bit_or",
    "bit_xor",
    "bitmap_bit_position",
    "bitmap_bucket_number",
    "bitmap_count",
    "bool_and",
    "bool_or",
    "boolean",
    "bround",
    "btrim",
    "cardinality",
    "cbrt",
    "ceil",
    "ceiling",
    "char",
    "char_length",
    "character_length",
    "chr",
    "coalesce",
    "collect_list",
    "collect_set",
    "concat",
    "concat_ws",
    "contains",
    "conv",
    "convert_timezone",
    "corr",
    "cos",
    "cosh",
    "cot",
    "count",
    "count_if",
    "covar_pop",
    "covar_samp",
    "crc32",
    "csc",
    "cume_dist",
    "curdate",
    "current_catalog",
    "current_database",
    "current_date",
    "current_schema",
    "current_timestamp",
    "current_timezone",
    "current_user",
    "date",
    "date_add",
    "date_diff",
    "date_format",
    "date_from_unix_date",
    "date_part",
    "date_sub",
    "date_trunc",
    "dateadd",
    "datediff",
    "datepart",
    "day",
    "dayname",
    "dayofmonth",
    "dayofweek",
    "dayofyear",
    "decimal",
    "decode",
    "degrees",
    "dense_rank",
    "div",
    "double",
    "e",
    "element_at",
    "elt",
    "encode",
    "endswith",
    "equal_null",
    "every",
    "exists",
    "exp",
    "explode",
    "explode_outer",
    "expm1",
    "extract",
    "factorial",
    "filter",
    "find_in_set",
    "first",
    "first_value",
    "flatten",
    "float",
    "floor",
    "forall",
    "format_number",
    "format_string",
    "from_csv",
    "from_json",
    "from_unixtime",
    "from_utc_timestamp",
    "get",
    "get_json_object",
    "getbit",
    "greatest",
    "hash",
    "hex",
    "hour",
    "hypot",
    "if_",
    "ifnull",
    "ilike",
    "initcap",
    "inline",
    "inline_outer",
    "instr",
    "int",
    "is_valid_utf8",
    "isnan",
    "isnotnull",
    "isnull",
    "json_array_length",
    "json_object_keys",
    "json_tuple",
    "kurtosis",
    "lag",
    "last",
    "last_day",
    "last_value",
    "lcase",
    "lead",
    "least",
    "left",
    "len",
    "length",
    "levenshtein",
    "like",
    "listagg",
    "ln",
    "localtimestamp",
    "locate",
    "log",
    "log10",
    "log1p",
    "log2",
    "lower",
    "lpad",
    "ltrim",
    "luhn_check",
    "make_date",
    "make_dt_interval",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamp_ltz",
    "make_timestamp_ntz",
    "make_valid_utf8",
    "make_ym_interval",
    "map",
    "map_concat",
    "map_contains_key",
    "map_entries",
    "map_filter",
    "map_from_arrays",
    "map_from_entries",
    "map_keys",
    "map_values",
    "map_zip_with",
    "mask",
    "max",
    "max_by",
    "md5",
    "mean",
    "median",
    "min",
    "min_by",
    "minute",
    "mod",
    "mode",
    "monotonically_increasing_id",
    "month",
    "monthname",
    "months_between",
    "named_struct",
    "nanvl",
    "negative",
    "next_day",
    "now",
    "nth_value",
    "ntile",
    "nullif",
    "nullifzero",
    "nvl",
    "nvl2",
    "octet_length",
    "overlay",
    "parse_json",
    "parse_url",
    "percent_rank",
    "percentile",
    "percentile_approx",
    "pi",
    "pmod",
    "posexplode",
    "posexplode_outer",
    "position",
    "positive",
    "pow",
    "power",
    "printf",
    "quarter",
    "quote",
    "radians",
    "raise_error",
    "rand",
    "randn",
    "random",
    "randstr",
    "rank",
    "reduce",
    "regexp",
    "regexp_count",
    "regexp_extract",
    "regexp_extract_all",
    "regexp_instr",
    "regexp_like",
    "regexp_replace",
    "regexp_substr",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "repeat",
    "replace",
    "reverse",
    "right",
    "rint",
    "rlike",
    "round",
    "row_number",
    "rpad",
    "rtrim",
    "schema_of_csv",
    "schema_of_json",
    "sec",
    "second",
    "sequence",
    "session_user",
    "sha",
    "sha1",
    "sha2",
    "shiftleft",
    "shiftright",
    "shiftrightunsigned",
    "sign",
    "signum",
    "sin",
    "sinh",
    "size",
    "skewness",
    "slice",
    "smallint",
    "some",
    "sort_array",
    "soundex",
    "space",
    "spark_partition_id",
    "split",
    "split_part",
    "sqrt",
    "stack",
    "startswith",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "str_to_map",
    "string",
    "string_agg",
    "struct",
    "substr",
    "substring",
    "substring_index",
    "sum",
    "tan",
    "tanh",
    "time_diff",
    "time_from_micros",
    "time_from_millis",
    "time_from_seconds",
    "time_to_micros",
    "time_to_millis",
    "time_to_seconds",
    "time_trunc",
    "timestamp",
    "timestamp_micros",
    "timestamp_millis",
    "timestamp_seconds",
    "timestampadd",
    "timestampdiff",
    "tinyint",
    "to_binary",
    "to_csv",
    "to_date",
    "to_json",
    "to_time",
    "to_timestamp",
    "to_timestamp_ltz",
    "to_timestamp_ntz",
    "to_unix_timestamp",
    "to_utc_timestamp",
    "transform",
    "transform_keys",
    "transform_values",
    "translate",
    "trim",
    "trunc",
    "try_add",
    "try_avg",
    "try_divide",
    "try_element_at",
    "try_make_interval",
    "try_make_timestamp",
    "try_make_timestamp_ltz",
    "try_make_timestamp_ntz",
    "try_mod",
    "try_multiply",
    "try_parse_json",
    "try_parse_url",
    "try_subtract",
    "try_sum",
    "try_to_binary",
    "try_to_date",
    "try_to_time",
    "try_to_timestamp",
    "try_url_decode",
    "try_validate_utf8",
    "typeof",
    "ucase",
    "unbase64",
    "unhex",
    "uniform",
    "unix_date",
    "unix_micros",
    "unix_millis",
    "unix_seconds",
    "unix_timestamp",
    "upper",
    "url_decode",
    "url_encode",
    "user",
    "uuid",
    "validate_utf8",
    "var_pop",
    "var_samp",
    "variance",
    "version",
    "weekday",
    "weekofyear",
    "width_bucket",
    "xxhash64",
    "year",
    "zeroifnull",
    "zip_with",
]


def _given(**optional: ColumnOrValue | None) -> Iterator[ColumnOrValue]:
    """The optional arguments up to the first that is None. One behind it has no place in a call, and is refused."""
    missing = ""
    for name, value in optional.items():
        if value is None:
            missing = missing or name
        elif missing:
            raise ValueError(f"{name} is given and {missing} before it is not: give {missing} too, lit(None) for NULL")
        else:
            yield value


def abs(expr: ColumnOrValue) -> Column:
    """Spark's function `abs(expr)`."""
    return call("abs", expr)


def acos(expr: ColumnOrValue) -> Column:
    """Spark's function `acos(expr)`."""
    return call("acos", expr)


def acosh(expr: ColumnOrValue) -> Column:
    """Spark's function `acosh(expr)`."""
    return call("acosh", expr)


def add_months(start_date: ColumnOrValue, num_months: ColumnOrValue) -> Column:
    """Spark's function `add_months(start_date, num_months)`."""
    return call("add_months", start_date, num_months)


def aggregate(
    expr: ColumnOrValue,
    start: ColumnOrValue,
    merge: Callable[..., Column],
    finish: Callable[..., Column] | None = None,
) -> Column:
    """Spark's higher-order function `aggregate(expr, start, merge[, finish])`."""
    return call("aggregate", expr, start, merge, *_given(finish=finish))


def any(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `any(expr)`."""
    return call("any", expr)


def any_value(expr: ColumnOrValue, isIgnoreNull: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `any_value(expr[, isIgnoreNull])`."""
    return call("any_value", expr, *_given(isIgnoreNull=isIgnoreNull))


def approx_count_distinct(expr: ColumnOrValue, relativeSD: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `approx_count_distinct(expr[, relativeSD])`."""
    return call("approx_count_distinct", expr, *_given(relativeSD=relativeSD))


def approx_percentile(col: ColumnOrValue, percentage: ColumnOrValue, accuracy: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `approx_percentile(col, percentage[, accuracy])`."""
    return call("approx_percentile", col, percentage, *_given(accuracy=accuracy))


def array(*exprs: ColumnOrValue) -> Column:
    """Spark's function `array(expr, ...)`."""
    return call("array", *exprs)


def array_agg(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `array_agg(expr)`."""
    return call("array_agg", expr)


def array_append(array: ColumnOrValue, element: ColumnOrValue) -> Column:
    """Spark's function `array_append(array, element)`."""
    return call("array_append", array, element)


def array_compact(array: ColumnOrValue) -> Column:
    """Spark's function `array_compact(array)`."""
    return call("array_compact", array)


def array_contains(array: ColumnOrValue, value: ColumnOrValue) -> Column:
    """Spark's function `array_contains(array, value)`."""
    return call("array_contains", array, value)


def array_distinct(array: ColumnOrValue) -> Column:
    """Spark's function `array_distinct(array)`."""
    return call("array_distinct", array)


def array_except(array1: ColumnOrValue, array2: ColumnOrValue) -> Column:
    """Spark's function `array_except(array1, array2)`."""
    return call("array_except", array1, array2)


def array_insert(x: ColumnOrValue, pos: ColumnOrValue, val: ColumnOrValue) -> Column:
    """Spark's function `array_insert(x, pos, val)`."""
    return call("array_insert", x, pos, val)


def array_intersect(array1: ColumnOrValue, array2: ColumnOrValue) -> Column:
    """Spark's function `array_intersect(array1, array2)`."""
    return call("array_intersect", array1, array2)


def array_join(array: ColumnOrValue, delimiter: ColumnOrValue, nullReplacement: ColumnOrValue | None = None) -> Column:
    """Spark's function `array_join(array, delimiter[, nullReplacement])`."""
    return call("array_join", array, delimiter, *_given(nullReplacement=nullReplacement))


def array_max(array: ColumnOrValue) -> Column:
    """Spark's function `array_max(array)`."""
    return call("array_max", array)


def array_min(array: ColumnOrValue) -> Column:
    """Spark's function `array_min(array)`."""
    return call("array_min", array)


def array_position(array: ColumnOrValue, element: ColumnOrValue) -> Column:
    """Spark's function `array_position(array, element)`."""
    return call("array_position", array, element)


def array_prepend(array: ColumnOrValue, element: ColumnOrValue) -> Column:
    """Spark's function `array_prepend(array, element)`."""
    return call("array_prepend", array, element)


def array_remove(array: ColumnOrValue, element: ColumnOrValue) -> Column:
    """Spark's function `array_remove(array, element)`."""
    return call("array_remove", array, element)


def array_repeat(element: ColumnOrValue, count: ColumnOrValue) -> Column:
    """Spark's function `array_repeat(element, count)`."""
    return call("array_repeat", element, count)


def array_size(expr: ColumnOrValue) -> Column:
    """Spark's function `array_size(expr)`."""
    return call("array_size", expr)


def array_sort(expr: ColumnOrValue, func: Callable[..., Column] | None = None) -> Column:
    """Spark's higher-order function `array_sort(expr[, func])`."""
    return call("array_sort", expr, *_given(func=func))


def array_union(array1: ColumnOrValue, array2: ColumnOrValue) -> Column:
    """Spark's function `array_union(array1, array2)`."""
    return call("array_union", array1, array2)


def arrays_overlap(a1: ColumnOrValue, a2: ColumnOrValue) -> Column:
    """Spark's function `arrays_overlap(a1, a2)`."""
    return call("arrays_overlap", a1, a2)


def arrays_zip(*arrays: ColumnOrValue) -> Column:
    """Spark's function `arrays_zip(a1, a2, ...)`."""
    return call("arrays_zip", *arrays)


def ascii(str: ColumnOrValue) -> Column:
    """Spark's function `ascii(str)`."""
    return call("ascii", str)


def asin(expr: ColumnOrValue) -> Column:
    """Spark's function `asin(expr)`."""
    return call("asin", expr)


def asinh(expr: ColumnOrValue) -> Column:
    """Spark's function `asinh(expr)`."""
    return call("asinh", expr)


def assert_true(expr: ColumnOrValue, message: ColumnOrValue | None = None) -> Column:
    """Spark's function `assert_true(expr[, message])`."""
    return call("assert_true", expr, *_given(message=message))


def atan(expr: ColumnOrValue) -> Column:
    """Spark's function `atan(expr)`."""
    return call("atan", expr)


def atan2(exprY: ColumnOrValue, exprX: ColumnOrValue) -> Column:
    """Spark's function `atan2(exprY, exprX)`."""
    return call("atan2", exprY, exprX)


def atanh(expr: ColumnOrValue) -> Column:
    """Spark's function `atanh(expr)`."""
    return call("atanh", expr)


def avg(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `avg(expr)`."""
    return call("avg", expr)


def base64(bin: ColumnOrValue) -> Column:
    """Spark's function `base64(bin)`."""
    return call("base64", bin)


def bigint(expr: ColumnOrValue) -> Column:
    """Spark's function `bigint(expr)`."""
    return call("bigint", expr)


def bin(expr: ColumnOrValue) -> Column:
    """Spark's function `bin(expr)`."""
    return call("bin", expr)


def binary(expr: ColumnOrValue) -> Column:
    """Spark's function `binary(expr)`."""
    return call("binary", expr)


def bit_and(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `bit_and(expr)`."""
    return call("bit_and", expr)


def bit_count(expr: ColumnOrValue) -> Column:
    """Spark's function `bit_count(expr)`."""
    return call("bit_count", expr)


def bit_get(expr: ColumnOrValue, pos: ColumnOrValue) -> Column:
    """Spark's function `bit_get(expr, pos)`."""
    return call("bit_get", expr, pos)


def bit_length(expr: ColumnOrValue) -> Column:
    """Spark's function `bit_length(expr)`."""
    return call("bit_length", expr)


def bit_or(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `bit_or(expr)`."""
    return call("bit_or", expr)


def bit_xor(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `bit_xor(expr)`."""
    return call("bit_xor", expr)


def bitmap_bit_position(child: ColumnOrValue) -> Column:
    """Spark's function `bitmap_bit_position(child)`."""
    return call("bitmap_bit_position", child)


def bitmap_bucket_number(child: ColumnOrValue) -> Column:
    """Spark's function `bitmap_bucket_number(child)`."""
    return call("bitmap_bucket_number", child)


def bitmap_count(child: ColumnOrValue) -> Column:
    """Spark's function `bitmap_count(child)`."""
    return call("bitmap_count", child)


def bool_and(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `bool_and(expr)`."""
    return call("bool_and", expr)


def bool_or(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `bool_or(expr)`."""
    return call("bool_or", expr)


def boolean(expr: ColumnOrValue) -> Column:
    """Spark's function `boolean(expr)`."""
    return call("boolean", expr)


def bround(expr: ColumnOrValue, d: ColumnOrValue | None = None) -> Column:
    """Spark's function `bround(expr[, d])`."""
    return call("bround", expr, *_given(d=d))


def btrim(str: ColumnOrValue, trimStr: ColumnOrValue | None = None) -> Column:
    """Spark's function `btrim(str[, trimStr])`."""
    return call("btrim", str, *_given(trimStr=trimStr))


def cardinality(expr: ColumnOrValue) -> Column:
    """Spark's function `cardinality(expr)`."""
    return call("cardinality", expr)


def cbrt(expr: ColumnOrValue) -> Column:
    """Spark's function `cbrt(expr)`."""
    return call("cbrt", expr)


def ceil(expr: ColumnOrValue, scale: ColumnOrValue | None = None) -> Column:
    """Spark's function `ceil(expr[, scale])`."""
    return call("ceil", expr, *_given(scale=scale))


def ceiling(expr: ColumnOrValue, scale: ColumnOrValue | None = None) -> Column:
    """Spark's function `ceiling(expr[, scale])`."""
    return call("ceiling", expr, *_given(scale=scale))


def char(expr: ColumnOrValue) -> Column:
    """Spark's function `char(expr)`."""
    return call("char", expr)


def char_length(expr: ColumnOrValue) -> Column:
    """Spark's function `char_length(expr)`."""
    return call("char_length", expr)


def character_length(expr: ColumnOrValue) -> Column:
    """Spark's function `character_length(expr)`."""
    return call("character_length", expr)


def chr(expr: ColumnOrValue) -> Column:
    """Spark's function `chr(expr)`."""
    return call("chr", expr)


def coalesce(*exprs: ColumnOrValue) -> Column:
    """Spark's function `coalesce(expr1, expr2, ...)`."""
    return call("coalesce", *exprs)


def collect_list(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `collect_list(expr)`."""
    return call("collect_list", expr)


def collect_set(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `collect_set(expr)`."""
    return call("collect_set", expr)


def concat(*cols: ColumnOrValue) -> Column:
    """Spark's function `concat(col1, col2, ..., colN)`."""
    return call("concat", *cols)


def concat_ws(sep: ColumnOrValue, *strs: ColumnOrValue) -> Column:
    """Spark's function `concat_ws(sep, strs, ...)`."""
    return call("concat_ws", sep, *strs)


def contains(left: ColumnOrValue, right: ColumnOrValue) -> Column:
    """Spark's function `contains(left, right)`."""
    return call("contains", left, right)


def conv(num: ColumnOrValue, from_base: ColumnOrValue, to_base: ColumnOrValue) -> Column:
    """Spark's function `conv(num, from_base, to_base)`."""
    return call("conv", num, from_base, to_base)


def convert_timezone(*arguments: ColumnOrValue) -> Column:
    """Spark's function `convert_timezone([sourceTz, ]targetTz, sourceTs)`."""
    return call("convert_timezone", *arguments)


def corr(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's aggregate function `corr(expr1, expr2)`."""
    return call("corr", expr1, expr2)


def cos(expr: ColumnOrValue) -> Column:
    """Spark's function `cos(expr)`."""
    return call("cos", expr)


def cosh(expr: ColumnOrValue) -> Column:
    """Spark's function `cosh(expr)`."""
    return call("cosh", expr)


def cot(expr: ColumnOrValue) -> Column:
    """Spark's function `cot(expr)`."""
    return call("cot", expr)


def count(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `count(expr)`."""
    return call("count", expr)


def count_if(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `count_if(expr)`."""
    return call("count_if", expr)


def covar_pop(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's aggregate function `covar_pop(expr1, expr2)`."""
    return call("covar_pop", expr1, expr2)


def covar_samp(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's aggregate function `covar_samp(expr1, expr2)`."""
    return call("covar_samp", expr1, expr2)


def crc32(expr: ColumnOrValue) -> Column:
    """Spark's function `crc32(expr)`."""
    return call("crc32", expr)


def csc(expr: ColumnOrValue) -> Column:
    """Spark's function `csc(expr)`."""
    return call("csc", expr)


def cume_dist() -> Column:
    """Spark's window function `cume_dist()`."""
    return call("cume_dist")


def curdate() -> Column:
    """Spark's function `curdate()`."""
    return call("curdate")


def current_catalog() -> Column:
    """Spark's function `current_catalog()`."""
    return call("current_catalog")


def current_database() -> Column:
    """Spark's function `current_database()`."""
    return call("current_database")


def current_date() -> Column:
    """Spark's function `current_date()`."""
    return call("current_date")


def current_schema() -> Column:
    """Spark's function `current_schema()`."""
    return call("current_schema")


def current_timestamp() -> Column:
    """Spark's function `current_timestamp()`."""
    return call("current_timestamp")


def current_timezone() -> Column:
    """Spark's function `current_timezone()`."""
    return call("current_timezone")


def current_user() -> Column:
    """Spark's function `current_user()`."""
    return call("current_user")


def date(expr: ColumnOrValue) -> Column:
    """Spark's function `date(expr)`."""
    return call("date", expr)


def date_add(start_date: ColumnOrValue, num_days: ColumnOrValue) -> Column:
    """Spark's function `date_add(start_date, num_days)`."""
    return call("date_add", start_date, num_days)


def date_diff(endDate: ColumnOrValue, startDate: ColumnOrValue) -> Column:
    """Spark's function `date_diff(endDate, startDate)`."""
    return call("date_diff", endDate, startDate)


def date_format(timestamp: ColumnOrValue, fmt: ColumnOrValue) -> Column:
    """Spark's function `date_format(timestamp, fmt)`."""
    return call("date_format", timestamp, fmt)


def date_from_unix_date(days: ColumnOrValue) -> Column:
    """Spark's function `date_from_unix_date(days)`."""
    return call("date_from_unix_date", days)


def date_part(field: ColumnOrValue, source: ColumnOrValue) -> Column:
    """Spark's function `date_part(field, source)`."""
    return call("date_part", field, source)


def date_sub(start_date: ColumnOrValue, num_days: ColumnOrValue) -> Column:
    """Spark's function `date_sub(start_date, num_days)`."""
    return call("date_sub", start_date, num_days)


def date_trunc(fmt: ColumnOrValue, ts: ColumnOrValue) -> Column:
    """Spark's function `date_trunc(fmt, ts)`."""
    return call("date_trunc", fmt, ts)


def dateadd(start_date: ColumnOrValue, num_days: ColumnOrValue) -> Column:
    """Spark's function `dateadd(start_date, num_days)`."""
    return call("dateadd", start_date, num_days)


def datediff(endDate: ColumnOrValue, startDate: ColumnOrValue) -> Column:
    """Spark's function `datediff(endDate, startDate)`."""
    return call("datediff", endDate, startDate)


def datepart(field: ColumnOrValue, source: ColumnOrValue) -> Column:
    """Spark's function `datepart(field, source)`."""
    return call("datepart", field, source)


def day(date: ColumnOrValue) -> Column:
    """Spark's function `day(date)`."""
    return call("day", date)


def dayname(date: ColumnOrValue) -> Column:
    """Spark's function `dayname(date)`."""
    return call("dayname", date)


def dayofmonth(date: ColumnOrValue) -> Column:
    """Spark's function `dayofmonth(date)`."""
    return call("dayofmonth", date)


def dayofweek(date: ColumnOrValue) -> Column:
    """Spark's function `dayofweek(date)`."""
    return call("dayofweek", date)


def dayofyear(date: ColumnOrValue) -> Column:
    """Spark's function `dayofyear(date)`."""
    return call("dayofyear", date)


def decimal(expr: ColumnOrValue) -> Column:
    """Spark's function `decimal(expr)`."""
    return call("decimal", expr)


def decode(expr: ColumnOrValue, *arguments: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `decode(bin, charset)`
    `decode(expr, search, result[, search, result ] ...[, default])`
    """
    return call("decode", expr, *arguments)


def degrees(expr: ColumnOrValue) -> Column:
    """Spark's function `degrees(expr)`."""
    return call("degrees", expr)


def dense_rank() -> Column:
    """Spark's window function `dense_rank()`."""
    return call("dense_rank")


def div(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `div(expr1, expr2)`."""
    return call("div", expr1, expr2)


def double(expr: ColumnOrValue) -> Column:
    """Spark's function `double(expr)`."""
    return call("double", expr)


def e() -> Column:
    """Spark's function `e()`."""
    return call("e")


def element_at(array: ColumnOrValue, index: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `element_at(array, index)`
    `element_at(map, key)`
    """
    return call("element_at", array, index)


def elt(n: ColumnOrValue, *inputs: ColumnOrValue) -> Column:
    """Spark's function `elt(n, input1, input2, ...)`."""
    return call("elt", n, *inputs)


def encode(str: ColumnOrValue, charset: ColumnOrValue) -> Column:
    """Spark's function `encode(str, charset)`."""
    return call("encode", str, charset)


def endswith(left: ColumnOrValue, right: ColumnOrValue) -> Column:
    """Spark's function `endswith(left, right)`."""
    return call("endswith", left, right)


def equal_null(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `equal_null(expr1, expr2)`."""
    return call("equal_null", expr1, expr2)


def every(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `every(expr)`."""
    return call("every", expr)


def exists(expr: ColumnOrValue, pred: Callable[..., Column]) -> Column:
    """Spark's higher-order function `exists(expr, pred)`."""
    return call("exists", expr, pred)


def exp(expr: ColumnOrValue) -> Column:
    """Spark's function `exp(expr)`."""
    return call("exp", expr)


def explode(expr: ColumnOrValue) -> Column:
    """Spark's generator `explode(expr)`."""
    return call("explode", expr)


def explode_outer(expr: ColumnOrValue) -> Column:
    """Spark's generator `explode_outer(expr)`."""
    return call("explode_outer", expr)


def expm1(expr: ColumnOrValue) -> Column:
    """Spark's function `expm1(expr)`."""
    return call("expm1", expr)


def extract(field: ColumnOrValue, source: ColumnOrValue) -> Column:
    """Spark's function `extract(field, source)`."""
    return call("extract", field, source)


def factorial(expr: ColumnOrValue) -> Column:
    """Spark's function `factorial(expr)`."""
    return call("factorial", expr)


def filter(expr: ColumnOrValue, func: Callable[..., Column]) -> Column:
    """Spark's higher-order function `filter(expr, func)`."""
    return call("filter", expr, func)


def find_in_set(str: ColumnOrValue, str_array: ColumnOrValue) -> Column:
    """Spark's function `find_in_set(str, str_array)`."""
    return call("find_in_set", str, str_array)


def first(expr: ColumnOrValue, isIgnoreNull: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `first(expr[, isIgnoreNull])`."""
    return call("first", expr, *_given(isIgnoreNull=isIgnoreNull))


def first_value(expr: ColumnOrValue, isIgnoreNull: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `first_value(expr[, isIgnoreNull])`."""
    return call("first_value", expr, *_given(isIgnoreNull=isIgnoreNull))


def flatten(arrayOfArrays: ColumnOrValue) -> Column:
    """Spark's function `flatten(arrayOfArrays)`."""
    return call("flatten", arrayOfArrays)


def float(expr: ColumnOrValue) -> Column:
    """Spark's function `float(expr)`."""
    return call("float", expr)


def floor(expr: ColumnOrValue, scale: ColumnOrValue | None = None) -> Column:
    """Spark's function `floor(expr[, scale])`."""
    return call("floor", expr, *_given(scale=scale))


def forall(expr: ColumnOrValue, pred: Callable[..., Column]) -> Column:
    """Spark's higher-order function `forall(expr, pred)`."""
    return call("forall", expr, pred)


def format_number(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `format_number(expr1, expr2)`."""
    return call("format_number", expr1, expr2)


def format_string(strfmt: ColumnOrValue, *objs: ColumnOrValue) -> Column:
    """Spark's function `format_string(strfmt, obj, ...)`."""
    return call("format_string", strfmt, *objs)


def from_csv(csvStr: ColumnOrValue, schema: ColumnOrValue, options: ColumnOrValue | None = None) -> Column:
    """Spark's function `from_csv(csvStr, schema[, options])`."""
    return call("from_csv", csvStr, schema, *_given(options=options))


def from_json(jsonStr: ColumnOrValue, schema: ColumnOrValue, options: ColumnOrValue | None = None) -> Column:
    """Spark's function `from_json(jsonStr, schema[, options])`."""
    return call("from_json", jsonStr, schema, *_given(options=options))


def from_unixtime(unix_time: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `from_unixtime(unix_time[, fmt])`."""
    return call("from_unixtime", unix_time, *_given(fmt=fmt))


def from_utc_timestamp(timestamp: ColumnOrValue, timezone: ColumnOrValue) -> Column:
    """Spark's function `from_utc_timestamp(timestamp, timezone)`."""
    return call("from_utc_timestamp", timestamp, timezone)


def get(array: ColumnOrValue, index: ColumnOrValue) -> Column:
    """Spark's function `get(array, index)`."""
    return call("get", array, index)


def get_json_object(json_txt: ColumnOrValue, path: ColumnOrValue) -> Column:
    """Spark's function `get_json_object(json_txt, path)`."""
    return call("get_json_object", json_txt, path)


def getbit(expr: ColumnOrValue, pos: ColumnOrValue) -> Column:
    """Spark's function `getbit(expr, pos)`."""
    return call("getbit", expr, pos)


def greatest(*exprs: ColumnOrValue) -> Column:
    """Spark's function `greatest(expr, ...)`."""
    return call("greatest", *exprs)


def hash(*exprs: ColumnOrValue) -> Column:
    """Spark's function `hash(expr1, expr2, ...)`."""
    return call("hash", *exprs)


def hex(expr: ColumnOrValue) -> Column:
    """Spark's function `hex(expr)`."""
    return call("hex", expr)


def hour(expr: ColumnOrValue) -> Column:
    """Spark's function `hour(expr)`."""
    return call("hour", expr)


def hypot(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `hypot(expr1, expr2)`."""
    return call("hypot", expr1, expr2)


def if_(expr1: ColumnOrValue, expr2: ColumnOrValue, expr3: ColumnOrValue) -> Column:
    """Spark's function `if(expr1, expr2, expr3)`."""
    return call("if", expr1, expr2, expr3)


def ifnull(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `ifnull(expr1, expr2)`."""
    return call("ifnull", expr1, expr2)


def ilike(str: ColumnOrValue, pattern: ColumnOrValue, escape: ColumnOrValue | None = None) -> Column:
    """Spark's function `ilike(str, pattern[, escape])`."""
    return call("ilike", str, pattern, *_given(escape=escape))


def initcap(str: ColumnOrValue) -> Column:
    """Spark's function `initcap(str)`."""
    return call("initcap", str)


def inline(expr: ColumnOrValue) -> Column:
    """Spark's generator `inline(expr)`."""
    return call("inline", expr)


def inline_outer(expr: ColumnOrValue) -> Column:
    """Spark's generator `inline_outer(expr)`."""
    return call("inline_outer", expr)


def instr(str: ColumnOrValue, substr: ColumnOrValue) -> Column:
    """Spark's function `instr(str, substr)`."""
    return call("instr", str, substr)


def int(expr: ColumnOrValue) -> Column:
    """Spark's function `int(expr)`."""
    return call("int", expr)


def is_valid_utf8(str: ColumnOrValue) -> Column:
    """Spark's function `is_valid_utf8(str)`."""
    return call("is_valid_utf8", str)


def isnan(expr: ColumnOrValue) -> Column:
    """Spark's function `isnan(expr)`."""
    return call("isnan", expr)


def isnotnull(expr: ColumnOrValue) -> Column:
    """Spark's function `isnotnull(expr)`."""
    return call("isnotnull", expr)


def isnull(expr: ColumnOrValue) -> Column:
    """Spark's function `isnull(expr)`."""
    return call("isnull", expr)


def json_array_length(jsonArray: ColumnOrValue) -> Column:
    """Spark's function `json_array_length(jsonArray)`."""
    return call("json_array_length", jsonArray)


def json_object_keys(json_object: ColumnOrValue) -> Column:
    """Spark's function `json_object_keys(json_object)`."""
    return call("json_object_keys", json_object)


def json_tuple(jsonStr: ColumnOrValue, *fields: ColumnOrValue) -> Column:
    """Spark's generator `json_tuple(jsonStr, p1, p2, ..., pn)`."""
    return call("json_tuple", jsonStr, *fields)


def kurtosis(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `kurtosis(expr)`."""
    return call("kurtosis", expr)


def lag(input: ColumnOrValue, offset: ColumnOrValue | None = None, default: ColumnOrValue | None = None) -> Column:
    """Spark's window function `lag(input[, offset[, default]])`."""
    return call("lag", input, *_given(offset=offset, default=default))


def last(expr: ColumnOrValue, isIgnoreNull: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `last(expr[, isIgnoreNull])`."""
    return call("last", expr, *_given(isIgnoreNull=isIgnoreNull))


def last_day(date: ColumnOrValue) -> Column:
    """Spark's function `last_day(date)`."""
    return call("last_day", date)


def last_value(expr: ColumnOrValue, isIgnoreNull: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `last_value(expr[, isIgnoreNull])`."""
    return call("last_value", expr, *_given(isIgnoreNull=isIgnoreNull))


def lcase(str: ColumnOrValue) -> Column:
    """Spark's function `lcase(str)`."""
    return call("lcase", str)


def lead(input: ColumnOrValue, offset: ColumnOrValue | None = None, default: ColumnOrValue | None = None) -> Column:
    """Spark's window function `lead(input[, offset[, default]])`."""
    return call("lead", input, *_given(offset=offset, default=default))


def least(*exprs: ColumnOrValue) -> Column:
    """Spark's function `least(expr, ...)`."""
    return call("least", *exprs)


def left(str: ColumnOrValue, len: ColumnOrValue) -> Column:
    """Spark's function `left(str, len)`."""
    return call("left", str, len)


def len(expr: ColumnOrValue) -> Column:
    """Spark's function `len(expr)`."""
    return call("len", expr)


def length(expr: ColumnOrValue) -> Column:
    """Spark's function `length(expr)`."""
    return call("length", expr)


def levenshtein(str1: ColumnOrValue, str2: ColumnOrValue, threshold: ColumnOrValue | None = None) -> Column:
    """Spark's function `levenshtein(str1, str2[, threshold])`."""
    return call("levenshtein", str1, str2, *_given(threshold=threshold))


def like(str: ColumnOrValue, pattern: ColumnOrValue, escape: ColumnOrValue | None = None) -> Column:
    """Spark's function `like(str, pattern[, escape])`."""
    return call("like", str, pattern, *_given(escape=escape))


def listagg(expr: ColumnOrValue, delimiter: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `listagg(expr[, delimiter])`."""
    return call("listagg", expr, *_given(delimiter=delimiter))


def ln(expr: ColumnOrValue) -> Column:
    """Spark's function `ln(expr)`."""
    return call("ln", expr)


def localtimestamp() -> Column:
    """Spark's function `localtimestamp()`."""
    return call("localtimestamp")


def locate(substr: ColumnOrValue, str: ColumnOrValue, pos: ColumnOrValue | None = None) -> Column:
    """Spark's function `locate(substr, str[, pos])`."""
    return call("locate", substr, str, *_given(pos=pos))


def log(arg1: ColumnOrValue, arg2: ColumnOrValue | None = None) -> Column:
    """Spark's function `log(arg1[, arg2])`."""
    return call("log", arg1, *_given(arg2=arg2))


def log10(expr: ColumnOrValue) -> Column:
    """Spark's function `log10(expr)`."""
    return call("log10", expr)


def log1p(expr: ColumnOrValue) -> Column:
    """Spark's function `log1p(expr)`."""
    return call("log1p", expr)


def log2(expr: ColumnOrValue) -> Column:
    """Spark's function `log2(expr)`."""
    return call("log2", expr)


def lower(str: ColumnOrValue) -> Column:
    """Spark's function `lower(str)`."""
    return call("lower", str)


def lpad(str: ColumnOrValue, len: ColumnOrValue, pad: ColumnOrValue | None = None) -> Column:
    """Spark's function `lpad(str, len[, pad])`."""
    return call("lpad", str, len, *_given(pad=pad))


def ltrim(str: ColumnOrValue, trimStr: ColumnOrValue | None = None) -> Column:
    """Spark's function `ltrim([trimStr, ]str)`."""
    return call("ltrim", *_given(trimStr=trimStr), str)


def luhn_check(str: ColumnOrValue) -> Column:
    """Spark's function `luhn_check(str)`."""
    return call("luhn_check", str)


def make_date(year: ColumnOrValue, month: ColumnOrValue, day: ColumnOrValue) -> Column:
    """Spark's function `make_date(year, month, day)`."""
    return call("make_date", year, month, day)


def make_dt_interval(
    days: ColumnOrValue | None = None,
    hours: ColumnOrValue | None = None,
    mins: ColumnOrValue | None = None,
    secs: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `make_dt_interval([days[, hours[, mins[, secs]]]])`."""
    return call("make_dt_interval", *_given(days=days, hours=hours, mins=mins, secs=secs))


def make_interval(
    years: ColumnOrValue | None = None,
    months: ColumnOrValue | None = None,
    weeks: ColumnOrValue | None = None,
    days: ColumnOrValue | None = None,
    hours: ColumnOrValue | None = None,
    mins: ColumnOrValue | None = None,
    secs: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])`."""
    return call(
        "make_interval",
        *_given(years=years, months=months, weeks=weeks, days=days, hours=hours, mins=mins, secs=secs),
    )


def make_time(hour: ColumnOrValue, minute: ColumnOrValue, second: ColumnOrValue) -> Column:
    """Spark's function `make_time(hour, minute, second)`."""
    return call("make_time", hour, minute, second)


def make_timestamp(*arguments: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `make_timestamp(year, month, day, hour, min, sec[, timezone])`
    `make_timestamp(date[, time[, timezone]])`
    """
    return call("make_timestamp", *arguments)


def make_timestamp_ltz(*arguments: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `make_timestamp_ltz(year, month, day, hour, min, sec[, timezone])`
    `make_timestamp_ltz(date, time[, timezone])`
    """
    return call("make_timestamp_ltz", *arguments)


def make_timestamp_ntz(*arguments: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `make_timestamp_ntz(year, month, day, hour, min, sec)`
    `make_timestamp_ntz(date, time)`
    """
    return call("make_timestamp_ntz", *arguments)


def make_valid_utf8(str: ColumnOrValue) -> Column:
    """Spark's function `make_valid_utf8(str)`."""
    return call("make_valid_utf8", str)


def make_ym_interval(years: ColumnOrValue | None = None, months: ColumnOrValue | None = None) -> Column:
    """Spark's function `make_ym_interval([years[, months]])`."""
    return call("make_ym_interval", *_given(years=years, months=months))


def map(*keys_and_values: ColumnOrValue) -> Column:
    """Spark's function `map(key0, value0, key1, value1, ...)`."""
    return call("map", *keys_and_values)


def map_concat(*maps: ColumnOrValue) -> Column:
    """Spark's function `map_concat(map, ...)`."""
    return call("map_concat", *maps)


def map_contains_key(map: ColumnOrValue, key: ColumnOrValue) -> Column:
    """Spark's function `map_contains_key(map, key)`."""
    return call("map_contains_key", map, key)


def map_entries(map: ColumnOrValue) -> Column:
    """Spark's function `map_entries(map)`."""
    return call("map_entries", map)


def map_filter(expr: ColumnOrValue, func: Callable[..., Column]) -> Column:
    """Spark's higher-order function `map_filter(expr, func)`."""
    return call("map_filter", expr, func)


def map_from_arrays(keys: ColumnOrValue, values: ColumnOrValue) -> Column:
    """Spark's function `map_from_arrays(keys, values)`."""
    return call("map_from_arrays", keys, values)


def map_from_entries(arrayOfEntries: ColumnOrValue) -> Column:
    """Spark's function `map_from_entries(arrayOfEntries)`."""
    return call("map_from_entries", arrayOfEntries)


def map_keys(map: ColumnOrValue) -> Column:
    """Spark's function `map_keys(map)`."""
    return call("map_keys", map)


def map_values(map: ColumnOrValue) -> Column:
    """Spark's function `map_values(map)`."""
    return call("map_values", map)


def map_zip_with(map1: ColumnOrValue, map2: ColumnOrValue, function: Callable[..., Column]) -> Column:
    """Spark's higher-order function `map_zip_with(map1, map2, function)`."""
    return call("map_zip_with", map1, map2, function)


def mask(
    input: ColumnOrValue,
    upperChar: ColumnOrValue | None = None,
    lowerChar: ColumnOrValue | None = None,
    digitChar: ColumnOrValue | None = None,
    otherChar: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `mask(input[, upperChar[, lowerChar[, digitChar[, otherChar]]]])`."""
    return call(
        "mask",
        input,
        *_given(upperChar=upperChar, lowerChar=lowerChar, digitChar=digitChar, otherChar=otherChar),
    )


def max(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `max(expr)`."""
    return call("max", expr)


def max_by(x: ColumnOrValue, y: ColumnOrValue, k: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `max_by(x, y[, k])`."""
    return call("max_by", x, y, *_given(k=k))


def md5(expr: ColumnOrValue) -> Column:
    """Spark's function `md5(expr)`."""
    return call("md5", expr)


def mean(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `mean(expr)`."""
    return call("mean", expr)


def median(col: ColumnOrValue) -> Column:
    """Spark's aggregate function `median(col)`."""
    return call("median", col)


def min(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `min(expr)`."""
    return call("min", expr)


def min_by(x: ColumnOrValue, y: ColumnOrValue, k: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `min_by(x, y[, k])`."""
    return call("min_by", x, y, *_given(k=k))


def minute(expr: ColumnOrValue) -> Column:
    """Spark's function `minute(expr)`."""
    return call("minute", expr)


def mod(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `mod(expr1, expr2)`."""
    return call("mod", expr1, expr2)


def mode(col: ColumnOrValue, deterministic: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `mode(col[, deterministic])`."""
    return call("mode", col, *_given(deterministic=deterministic))


def monotonically_increasing_id() -> Column:
    """Spark's function `monotonically_increasing_id()`."""
    return call("monotonically_increasing_id")


def month(date: ColumnOrValue) -> Column:
    """Spark's function `month(date)`."""
    return call("month", date)


def monthname(date: ColumnOrValue) -> Column:
    """Spark's function `monthname(date)`."""
    return call("monthname", date)


def months_between(
    timestamp1: ColumnOrValue,
    timestamp2: ColumnOrValue,
    roundOff: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `months_between(timestamp1, timestamp2[, roundOff])`."""
    return call("months_between", timestamp1, timestamp2, *_given(roundOff=roundOff))


def named_struct(*names_and_values: ColumnOrValue) -> Column:
    """Spark's function `named_struct(name1, val1, name2, val2, ...)`."""
    return call("named_struct", *names_and_values)


def nanvl(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `nanvl(expr1, expr2)`."""
    return call("nanvl", expr1, expr2)


def negative(expr: ColumnOrValue) -> Column:
    """Spark's function `negative(expr)`."""
    return call("negative", expr)


def next_day(start_date: ColumnOrValue, day_of_week: ColumnOrValue) -> Column:
    """Spark's function `next_day(start_date, day_of_week)`."""
    return call("next_day", start_date, day_of_week)


def now() -> Column:
    """Spark's function `now()`."""
    return call("now")


def nth_value(input: ColumnOrValue, offset: ColumnOrValue) -> Column:
    """Spark's window function `nth_value(input, offset)`."""
    return call("nth_value", input, offset)


def ntile(n: ColumnOrValue) -> Column:
    """Spark's window function `ntile(n)`."""
    return call("ntile", n)


def nullif(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `nullif(expr1, expr2)`."""
    return call("nullif", expr1, expr2)


def nullifzero(expr: ColumnOrValue) -> Column:
    """Spark's function `nullifzero(expr)`."""
    return call("nullifzero", expr)


def nvl(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `nvl(expr1, expr2)`."""
    return call("nvl", expr1, expr2)


def nvl2(expr1: ColumnOrValue, expr2: ColumnOrValue, expr3: ColumnOrValue) -> Column:
    """Spark's function `nvl2(expr1, expr2, expr3)`."""
    return call("nvl2", expr1, expr2, expr3)


def octet_length(expr: ColumnOrValue) -> Column:
    """Spark's function `octet_length(expr)`."""
    return call("octet_length", expr)


def overlay(
    input: ColumnOrValue,
    replace: ColumnOrValue,
    pos: ColumnOrValue,
    len: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `overlay(input, replace, pos[, len])`."""
    return call("overlay", input, replace, pos, *_given(len=len))


def parse_json(jsonStr: ColumnOrValue) -> Column:
    """Spark's function `parse_json(jsonStr)`."""
    return call("parse_json", jsonStr)


def parse_url(url: ColumnOrValue, partToExtract: ColumnOrValue, key: ColumnOrValue | None = None) -> Column:
    """Spark's function `parse_url(url, partToExtract[, key])`."""
    return call("parse_url", url, partToExtract, *_given(key=key))


def percent_rank() -> Column:
    """Spark's window function `percent_rank()`."""
    return call("percent_rank")


def percentile(col: ColumnOrValue, percentage: ColumnOrValue, frequency: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `percentile(col, percentage[, frequency])`."""
    return call("percentile", col, percentage, *_given(frequency=frequency))


def percentile_approx(col: ColumnOrValue, percentage: ColumnOrValue, accuracy: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `percentile_approx(col, percentage[, accuracy])`."""
    return call("percentile_approx", col, percentage, *_given(accuracy=accuracy))


def pi() -> Column:
    """Spark's function `pi()`."""
    return call("pi")


def pmod(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `pmod(expr1, expr2)`."""
    return call("pmod", expr1, expr2)


def posexplode(expr: ColumnOrValue) -> Column:
    """Spark's generator `posexplode(expr)`."""
    return call("posexplode", expr)


def posexplode_outer(expr: ColumnOrValue) -> Column:
    """Spark's generator `posexplode_outer(expr)`."""
    return call("posexplode_outer", expr)


def position(substr: ColumnOrValue, str: ColumnOrValue, pos: ColumnOrValue | None = None) -> Column:
    """Spark's function `position(substr, str[, pos])`."""
    return call("position", substr, str, *_given(pos=pos))


def positive(expr: ColumnOrValue) -> Column:
    """Spark's function `positive(expr)`."""
    return call("positive", expr)


def pow(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `pow(expr1, expr2)`."""
    return call("pow", expr1, expr2)


def power(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `power(expr1, expr2)`."""
    return call("power", expr1, expr2)


def printf(strfmt: ColumnOrValue, *objs: ColumnOrValue) -> Column:
    """Spark's function `printf(strfmt, obj, ...)`."""
    return call("printf", strfmt, *objs)


def quarter(date: ColumnOrValue) -> Column:
    """Spark's function `quarter(date)`."""
    return call("quarter", date)


def quote(str: ColumnOrValue) -> Column:
    """Spark's function `quote(str)`."""
    return call("quote", str)


def radians(expr: ColumnOrValue) -> Column:
    """Spark's function `radians(expr)`."""
    return call("radians", expr)


def raise_error(expr: ColumnOrValue) -> Column:
    """Spark's function `raise_error(expr)`."""
    return call("raise_error", expr)


def rand(seed: ColumnOrValue | None = None) -> Column:
    """Spark's function `rand([seed])`."""
    return call("rand", *_given(seed=seed))


def randn(seed: ColumnOrValue | None = None) -> Column:
    """Spark's function `randn([seed])`."""
    return call("randn", *_given(seed=seed))


def random(seed: ColumnOrValue | None = None) -> Column:
    """Spark's function `random([seed])`."""
    return call("random", *_given(seed=seed))


def randstr(length: ColumnOrValue, seed: ColumnOrValue | None = None) -> Column:
    """Spark's function `randstr(length[, seed])`."""
    return call("randstr", length, *_given(seed=seed))


def rank() -> Column:
    """Spark's window function `rank()`."""
    return call("rank")


def reduce(
    expr: ColumnOrValue,
    start: ColumnOrValue,
    merge: Callable[..., Column],
    finish: Callable[..., Column] | None = None,
) -> Column:
    """Spark's higher-order function `reduce(expr, start, merge[, finish])`."""
    return call("reduce", expr, start, merge, *_given(finish=finish))


def regexp(str: ColumnOrValue, regexp: ColumnOrValue) -> Column:
    """Spark's function `regexp(str, regexp)`."""
    return call("regexp", str, regexp)


def regexp_count(str: ColumnOrValue, regexp: ColumnOrValue) -> Column:
    """Spark's function `regexp_count(str, regexp)`."""
    return call("regexp_count", str, regexp)


def regexp_extract(str: ColumnOrValue, regexp: ColumnOrValue, idx: ColumnOrValue | None = None) -> Column:
    """Spark's function `regexp_extract(str, regexp[, idx])`."""
    return call("regexp_extract", str, regexp, *_given(idx=idx))


def regexp_extract_all(str: ColumnOrValue, regexp: ColumnOrValue, idx: ColumnOrValue | None = None) -> Column:
    """Spark's function `regexp_extract_all(str, regexp[, idx])`."""
    return call("regexp_extract_all", str, regexp, *_given(idx=idx))


def regexp_instr(str: ColumnOrValue, regexp: ColumnOrValue, idx: ColumnOrValue | None = None) -> Column:
    """Spark's function `regexp_instr(str, regexp[, idx])`."""
    return call("regexp_instr", str, regexp, *_given(idx=idx))


def regexp_like(str: ColumnOrValue, regexp: ColumnOrValue) -> Column:
    """Spark's function `regexp_like(str, regexp)`."""
    return call("regexp_like", str, regexp)


def regexp_replace(
    str: ColumnOrValue,
    regexp: ColumnOrValue,
    rep: ColumnOrValue,
    position: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `regexp_replace(str, regexp, rep[, position])`."""
    return call("regexp_replace", str, regexp, rep, *_given(position=position))


def regexp_substr(str: ColumnOrValue, regexp: ColumnOrValue) -> Column:
    """Spark's function `regexp_substr(str, regexp)`."""
    return call("regexp_substr", str, regexp)


def regr_avgx(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_avgx(y, x)`."""
    return call("regr_avgx", y, x)


def regr_avgy(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_avgy(y, x)`."""
    return call("regr_avgy", y, x)


def regr_count(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_count(y, x)`."""
    return call("regr_count", y, x)


def regr_intercept(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_intercept(y, x)`."""
    return call("regr_intercept", y, x)


def regr_r2(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_r2(y, x)`."""
    return call("regr_r2", y, x)


def regr_slope(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_slope(y, x)`."""
    return call("regr_slope", y, x)


def regr_sxx(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_sxx(y, x)`."""
    return call("regr_sxx", y, x)


def regr_sxy(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_sxy(y, x)`."""
    return call("regr_sxy", y, x)


def regr_syy(y: ColumnOrValue, x: ColumnOrValue) -> Column:
    """Spark's aggregate function `regr_syy(y, x)`."""
    return call("regr_syy", y, x)


def repeat(str: ColumnOrValue, n: ColumnOrValue) -> Column:
    """Spark's function `repeat(str, n)`."""
    return call("repeat", str, n)


def replace(str: ColumnOrValue, search: ColumnOrValue, replace: ColumnOrValue | None = None) -> Column:
    """Spark's function `replace(str, search[, replace])`."""
    return call("replace", str, search, *_given(replace=replace))


def reverse(expr: ColumnOrValue) -> Column:
    """Spark's function `reverse(expr)`."""
    return call("reverse", expr)


def right(str: ColumnOrValue, len: ColumnOrValue) -> Column:
    """Spark's function `right(str, len)`."""
    return call("right", str, len)


def rint(expr: ColumnOrValue) -> Column:
    """Spark's function `rint(expr)`."""
    return call("rint", expr)


def rlike(str: ColumnOrValue, regexp: ColumnOrValue) -> Column:
    """Spark's function `rlike(str, regexp)`."""
    return call("rlike", str, regexp)


def round(expr: ColumnOrValue, d: ColumnOrValue | None = None) -> Column:
    """Spark's function `round(expr[, d])`."""
    return call("round", expr, *_given(d=d))


def row_number() -> Column:
    """Spark's window function `row_number()`."""
    return call("row_number")


def rpad(str: ColumnOrValue, len: ColumnOrValue, pad: ColumnOrValue | None = None) -> Column:
    """Spark's function `rpad(str, len[, pad])`."""
    return call("rpad", str, len, *_given(pad=pad))


def rtrim(str: ColumnOrValue, trimStr: ColumnOrValue | None = None) -> Column:
    """Spark's function `rtrim([trimStr, ]str)`."""
    return call("rtrim", *_given(trimStr=trimStr), str)


def schema_of_csv(csv: ColumnOrValue, options: ColumnOrValue | None = None) -> Column:
    """Spark's function `schema_of_csv(csv[, options])`."""
    return call("schema_of_csv", csv, *_given(options=options))


def schema_of_json(json: ColumnOrValue, options: ColumnOrValue | None = None) -> Column:
    """Spark's function `schema_of_json(json[, options])`."""
    return call("schema_of_json", json, *_given(options=options))


def sec(expr: ColumnOrValue) -> Column:
    """Spark's function `sec(expr)`."""
    return call("sec", expr)


def second(expr: ColumnOrValue) -> Column:
    """Spark's function `second(expr)`."""
    return call("second", expr)


def sequence(start: ColumnOrValue, stop: ColumnOrValue, step: ColumnOrValue | None = None) -> Column:
    """Spark's function `sequence(start, stop[, step])`."""
    return call("sequence", start, stop, *_given(step=step))


def session_user() -> Column:
    """Spark's function `session_user()`."""
    return call("session_user")


def sha(expr: ColumnOrValue) -> Column:
    """Spark's function `sha(expr)`."""
    return call("sha", expr)


def sha1(expr: ColumnOrValue) -> Column:
    """Spark's function `sha1(expr)`."""
    return call("sha1", expr)


def sha2(expr: ColumnOrValue, bitLength: ColumnOrValue) -> Column:
    """Spark's function `sha2(expr, bitLength)`."""
    return call("sha2", expr, bitLength)


def shiftleft(base: ColumnOrValue, exp: ColumnOrValue) -> Column:
    """Spark's function `shiftleft(base, exp)`."""
    return call("shiftleft", base, exp)


def shiftright(base: ColumnOrValue, expr: ColumnOrValue) -> Column:
    """Spark's function `shiftright(base, expr)`."""
    return call("shiftright", base, expr)


def shiftrightunsigned(base: ColumnOrValue, expr: ColumnOrValue) -> Column:
    """Spark's function `shiftrightunsigned(base, expr)`."""
    return call("shiftrightunsigned", base, expr)


def sign(expr: ColumnOrValue) -> Column:
    """Spark's function `sign(expr)`."""
    return call("sign", expr)


def signum(expr: ColumnOrValue) -> Column:
    """Spark's function `signum(expr)`."""
    return call("signum", expr)


def sin(expr: ColumnOrValue) -> Column:
    """Spark's function `sin(expr)`."""
    return call("sin", expr)


def sinh(expr: ColumnOrValue) -> Column:
    """Spark's function `sinh(expr)`."""
    return call("sinh", expr)


def size(expr: ColumnOrValue) -> Column:
    """Spark's function `size(expr)`."""
    return call("size", expr)


def skewness(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `skewness(expr)`."""
    return call("skewness", expr)


def slice(x: ColumnOrValue, start: ColumnOrValue, length: ColumnOrValue) -> Column:
    """Spark's function `slice(x, start, length)`."""
    return call("slice", x, start, length)


def smallint(expr: ColumnOrValue) -> Column:
    """Spark's function `smallint(expr)`."""
    return call("smallint", expr)


def some(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `some(expr)`."""
    return call("some", expr)


def sort_array(array: ColumnOrValue, ascendingOrder: ColumnOrValue | None = None) -> Column:
    """Spark's function `sort_array(array[, ascendingOrder])`."""
    return call("sort_array", array, *_given(ascendingOrder=ascendingOrder))


def soundex(str: ColumnOrValue) -> Column:
    """Spark's function `soundex(str)`."""
    return call("soundex", str)


def space(n: ColumnOrValue) -> Column:
    """Spark's function `space(n)`."""
    return call("space", n)


def spark_partition_id() -> Column:
    """Spark's function `spark_partition_id()`."""
    return call("spark_partition_id")


def split(str: ColumnOrValue, regex: ColumnOrValue, limit: ColumnOrValue | None = None) -> Column:
    """Spark's function `split(str, regex[, limit])`."""
    return call("split", str, regex, *_given(limit=limit))


def split_part(str: ColumnOrValue, delimiter: ColumnOrValue, partNum: ColumnOrValue) -> Column:
    """Spark's function `split_part(str, delimiter, partNum)`."""
    return call("split_part", str, delimiter, partNum)


def sqrt(expr: ColumnOrValue) -> Column:
    """Spark's function `sqrt(expr)`."""
    return call("sqrt", expr)


def stack(n: ColumnOrValue, *exprs: ColumnOrValue) -> Column:
    """Spark's generator `stack(n, expr1, ..., exprk)`."""
    return call("stack", n, *exprs)


def startswith(left: ColumnOrValue, right: ColumnOrValue) -> Column:
    """Spark's function `startswith(left, right)`."""
    return call("startswith", left, right)


def std(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `std(expr)`."""
    return call("std", expr)


def stddev(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `stddev(expr)`."""
    return call("stddev", expr)


def stddev_pop(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `stddev_pop(expr)`."""
    return call("stddev_pop", expr)


def stddev_samp(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `stddev_samp(expr)`."""
    return call("stddev_samp", expr)


def str_to_map(
    text: ColumnOrValue,
    pairDelim: ColumnOrValue | None = None,
    keyValueDelim: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `str_to_map(text[, pairDelim[, keyValueDelim]])`."""
    return call("str_to_map", text, *_given(pairDelim=pairDelim, keyValueDelim=keyValueDelim))


def string(expr: ColumnOrValue) -> Column:
    """Spark's function `string(expr)`."""
    return call("string", expr)


def string_agg(expr: ColumnOrValue, delimiter: ColumnOrValue | None = None) -> Column:
    """Spark's aggregate function `string_agg(expr[, delimiter])`."""
    return call("string_agg", expr, *_given(delimiter=delimiter))


def struct(*cols: ColumnOrValue) -> Column:
    """Spark's function `struct(col1, col2, col3, ...)`."""
    return call("struct", *cols)


def substr(str: ColumnOrValue, pos: ColumnOrValue, len: ColumnOrValue | None = None) -> Column:
    """Spark's function `substr(str, pos[, len])`."""
    return call("substr", str, pos, *_given(len=len))


def substring(str: ColumnOrValue, pos: ColumnOrValue, len: ColumnOrValue | None = None) -> Column:
    """Spark's function `substring(str, pos[, len])`."""
    return call("substring", str, pos, *_given(len=len))


def substring_index(str: ColumnOrValue, delim: ColumnOrValue, count: ColumnOrValue) -> Column:
    """Spark's function `substring_index(str, delim, count)`."""
    return call("substring_index", str, delim, count)


def sum(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `sum(expr)`."""
    return call("sum", expr)


def tan(expr: ColumnOrValue) -> Column:
    """Spark's function `tan(expr)`."""
    return call("tan", expr)


def tanh(expr: ColumnOrValue) -> Column:
    """Spark's function `tanh(expr)`."""
    return call("tanh", expr)


def time_diff(unit: ColumnOrValue, start: ColumnOrValue, end: ColumnOrValue) -> Column:
    """Spark's function `time_diff(unit, start, end)`."""
    return call("time_diff", unit, start, end)


def time_from_micros(micros: ColumnOrValue) -> Column:
    """Spark's function `time_from_micros(micros)`."""
    return call("time_from_micros", micros)


def time_from_millis(millis: ColumnOrValue) -> Column:
    """Spark's function `time_from_millis(millis)`."""
    return call("time_from_millis", millis)


def time_from_seconds(seconds: ColumnOrValue) -> Column:
    """Spark's function `time_from_seconds(seconds)`."""
    return call("time_from_seconds", seconds)


def time_to_micros(time: ColumnOrValue) -> Column:
    """Spark's function `time_to_micros(time)`."""
    return call("time_to_micros", time)


def time_to_millis(time: ColumnOrValue) -> Column:
    """Spark's function `time_to_millis(time)`."""
    return call("time_to_millis", time)


def time_to_seconds(time: ColumnOrValue) -> Column:
    """Spark's function `time_to_seconds(time)`."""
    return call("time_to_seconds", time)


def time_trunc(unit: ColumnOrValue, time: ColumnOrValue) -> Column:
    """Spark's function `time_trunc(unit, time)`."""
    return call("time_trunc", unit, time)


def timestamp(expr: ColumnOrValue) -> Column:
    """Spark's function `timestamp(expr)`."""
    return call("timestamp", expr)


def timestamp_micros(microseconds: ColumnOrValue) -> Column:
    """Spark's function `timestamp_micros(microseconds)`."""
    return call("timestamp_micros", microseconds)


def timestamp_millis(milliseconds: ColumnOrValue) -> Column:
    """Spark's function `timestamp_millis(milliseconds)`."""
    return call("timestamp_millis", milliseconds)


def timestamp_seconds(seconds: ColumnOrValue) -> Column:
    """Spark's function `timestamp_seconds(seconds)`."""
    return call("timestamp_seconds", seconds)


def timestampadd(unit: ColumnOrValue, quantity: ColumnOrValue, ts: ColumnOrValue) -> Column:
    """Spark's function `timestampadd(unit, quantity, ts)`."""
    return call("timestampadd", unit, quantity, ts)


def timestampdiff(unit: ColumnOrValue, start: ColumnOrValue, end: ColumnOrValue) -> Column:
    """Spark's function `timestampdiff(unit, start, end)`."""
    return call("timestampdiff", unit, start, end)


def tinyint(expr: ColumnOrValue) -> Column:
    """Spark's function `tinyint(expr)`."""
    return call("tinyint", expr)


def to_binary(str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_binary(str[, fmt])`."""
    return call("to_binary", str, *_given(fmt=fmt))


def to_csv(expr: ColumnOrValue, options: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_csv(expr[, options])`."""
    return call("to_csv", expr, *_given(options=options))


def to_date(date_str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_date(date_str[, fmt])`."""
    return call("to_date", date_str, *_given(fmt=fmt))


def to_json(expr: ColumnOrValue, options: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_json(expr[, options])`."""
    return call("to_json", expr, *_given(options=options))


def to_time(str: ColumnOrValue, format: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_time(str[, format])`."""
    return call("to_time", str, *_given(format=format))


def to_timestamp(timestamp_str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_timestamp(timestamp_str[, fmt])`."""
    return call("to_timestamp", timestamp_str, *_given(fmt=fmt))


def to_timestamp_ltz(timestamp_str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_timestamp_ltz(timestamp_str[, fmt])`."""
    return call("to_timestamp_ltz", timestamp_str, *_given(fmt=fmt))


def to_timestamp_ntz(timestamp_str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_timestamp_ntz(timestamp_str[, fmt])`."""
    return call("to_timestamp_ntz", timestamp_str, *_given(fmt=fmt))


def to_unix_timestamp(timeExp: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `to_unix_timestamp(timeExp[, fmt])`."""
    return call("to_unix_timestamp", timeExp, *_given(fmt=fmt))


def to_utc_timestamp(timestamp: ColumnOrValue, timezone: ColumnOrValue) -> Column:
    """Spark's function `to_utc_timestamp(timestamp, timezone)`."""
    return call("to_utc_timestamp", timestamp, timezone)


def transform(expr: ColumnOrValue, func: Callable[..., Column]) -> Column:
    """Spark's higher-order function `transform(expr, func)`."""
    return call("transform", expr, func)


def transform_keys(expr: ColumnOrValue, func: Callable[..., Column]) -> Column:
    """Spark's higher-order function `transform_keys(expr, func)`."""
    return call("transform_keys", expr, func)


def transform_values(expr: ColumnOrValue, func: Callable[..., Column]) -> Column:
    """Spark's higher-order function `transform_values(expr, func)`."""
    return call("transform_values", expr, func)


def translate(input: ColumnOrValue, from_: ColumnOrValue, to: ColumnOrValue) -> Column:
    """Spark's function `translate(input, from, to)`."""
    return call("translate", input, from_, to)


def trim(str: ColumnOrValue, trimStr: ColumnOrValue | None = None) -> Column:
    """Spark's function `trim([trimStr, ]str)`."""
    return call("trim", *_given(trimStr=trimStr), str)


def trunc(date: ColumnOrValue, fmt: ColumnOrValue) -> Column:
    """Spark's function `trunc(date, fmt)`."""
    return call("trunc", date, fmt)


def try_add(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `try_add(expr1, expr2)`."""
    return call("try_add", expr1, expr2)


def try_avg(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `try_avg(expr)`."""
    return call("try_avg", expr)


def try_divide(dividend: ColumnOrValue, divisor: ColumnOrValue) -> Column:
    """Spark's function `try_divide(dividend, divisor)`."""
    return call("try_divide", dividend, divisor)


def try_element_at(array: ColumnOrValue, index: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `try_element_at(array, index)`
    `try_element_at(map, key)`
    """
    return call("try_element_at", array, index)


def try_make_interval(
    years: ColumnOrValue | None = None,
    months: ColumnOrValue | None = None,
    weeks: ColumnOrValue | None = None,
    days: ColumnOrValue | None = None,
    hours: ColumnOrValue | None = None,
    mins: ColumnOrValue | None = None,
    secs: ColumnOrValue | None = None,
) -> Column:
    """Spark's function `try_make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])`."""
    return call(
        "try_make_interval",
        *_given(years=years, months=months, weeks=weeks, days=days, hours=hours, mins=mins, secs=secs),
    )


def try_make_timestamp(*arguments: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `try_make_timestamp(year, month, day, hour, min, sec[, timezone])`
    `try_make_timestamp(date[, time[, timezone]])`
    """
    return call("try_make_timestamp", *arguments)


def try_make_timestamp_ltz(*arguments: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `try_make_timestamp_ltz(year, month, day, hour, min, sec[, timezone])`
    `try_make_timestamp_ltz(date, time[, timezone])`
    """
    return call("try_make_timestamp_ltz", *arguments)


def try_make_timestamp_ntz(*arguments: ColumnOrValue) -> Column:
    """Spark's function, in these forms:

    `try_make_timestamp_ntz(year, month, day, hour, min, sec)`
    `try_make_timestamp_ntz(date, time)`
    """
    return call("try_make_timestamp_ntz", *arguments)


def try_mod(dividend: ColumnOrValue, divisor: ColumnOrValue) -> Column:
    """Spark's function `try_mod(dividend, divisor)`."""
    return call("try_mod", dividend, divisor)


def try_multiply(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `try_multiply(expr1, expr2)`."""
    return call("try_multiply", expr1, expr2)


def try_parse_json(jsonStr: ColumnOrValue) -> Column:
    """Spark's function `try_parse_json(jsonStr)`."""
    return call("try_parse_json", jsonStr)


def try_parse_url(url: ColumnOrValue, partToExtract: ColumnOrValue, key: ColumnOrValue | None = None) -> Column:
    """Spark's function `try_parse_url(url, partToExtract[, key])`."""
    return call("try_parse_url", url, partToExtract, *_given(key=key))


def try_subtract(expr1: ColumnOrValue, expr2: ColumnOrValue) -> Column:
    """Spark's function `try_subtract(expr1, expr2)`."""
    return call("try_subtract", expr1, expr2)


def try_sum(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `try_sum(expr)`."""
    return call("try_sum", expr)


def try_to_binary(str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `try_to_binary(str[, fmt])`."""
    return call("try_to_binary", str, *_given(fmt=fmt))


def try_to_date(date_str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `try_to_date(date_str[, fmt])`."""
    return call("try_to_date", date_str, *_given(fmt=fmt))


def try_to_time(str: ColumnOrValue, format: ColumnOrValue | None = None) -> Column:
    """Spark's function `try_to_time(str[, format])`."""
    return call("try_to_time", str, *_given(format=format))


def try_to_timestamp(timestamp_str: ColumnOrValue, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `try_to_timestamp(timestamp_str[, fmt])`."""
    return call("try_to_timestamp", timestamp_str, *_given(fmt=fmt))


def try_url_decode(str: ColumnOrValue) -> Column:
    """Spark's function `try_url_decode(str)`."""
    return call("try_url_decode", str)


def try_validate_utf8(str: ColumnOrValue) -> Column:
    """Spark's function `try_validate_utf8(str)`."""
    return call("try_validate_utf8", str)


def typeof(expr: ColumnOrValue) -> Column:
    """Spark's function `typeof(expr)`."""
    return call("typeof", expr)


def ucase(str: ColumnOrValue) -> Column:
    """Spark's function `ucase(str)`."""
    return call("ucase", str)


def unbase64(str: ColumnOrValue) -> Column:
    """Spark's function `unbase64(str)`."""
    return call("unbase64", str)


def unhex(expr: ColumnOrValue) -> Column:
    """Spark's function `unhex(expr)`."""
    return call("unhex", expr)


def uniform(min: ColumnOrValue, max: ColumnOrValue, seed: ColumnOrValue | None = None) -> Column:
    """Spark's function `uniform(min, max[, seed])`."""
    return call("uniform", min, max, *_given(seed=seed))


def unix_date(date: ColumnOrValue) -> Column:
    """Spark's function `unix_date(date)`."""
    return call("unix_date", date)


def unix_micros(timestamp: ColumnOrValue) -> Column:
    """Spark's function `unix_micros(timestamp)`."""
    return call("unix_micros", timestamp)


def unix_millis(timestamp: ColumnOrValue) -> Column:
    """Spark's function `unix_millis(timestamp)`."""
    return call("unix_millis", timestamp)


def unix_seconds(timestamp: ColumnOrValue) -> Column:
    """Spark's function `unix_seconds(timestamp)`."""
    return call("unix_seconds", timestamp)


def unix_timestamp(timeExp: ColumnOrValue | None = None, fmt: ColumnOrValue | None = None) -> Column:
    """Spark's function `unix_timestamp([timeExp[, fmt]])`."""
    return call("unix_timestamp", *_given(timeExp=timeExp, fmt=fmt))


def upper(str: ColumnOrValue) -> Column:
    """Spark's function `upper(str)`."""
    return call("upper", str)


def url_decode(str: ColumnOrValue) -> Column:
    """Spark's function `url_decode(str)`."""
    return call("url_decode", str)


def url_encode(str: ColumnOrValue) -> Column:
    """Spark's function `url_encode(str)`."""
    return call("url_encode", str)


def user() -> Column:
    """Spark's function `user()`."""
    return call("user")


def uuid(seed: ColumnOrValue | None = None) -> Column:
    """Spark's function `uuid([seed])`."""
    return call("uuid", *_given(seed=seed))


def validate_utf8(str: ColumnOrValue) -> Column:
    """Spark's function `validate_utf8(str)`."""
    return call("validate_utf8", str)


def var_pop(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `var_pop(expr)`."""
    return call("var_pop", expr)


def var_samp(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `var_samp(expr)`."""
    return call("var_samp", expr)


def variance(expr: ColumnOrValue) -> Column:
    """Spark's aggregate function `variance(expr)`."""
    return call("variance", expr)


def version() -> Column:
    """Spark's function `version()`."""
    return call("version")


def weekday(date: ColumnOrValue) -> Column:
    """Spark's function `weekday(date)`."""
    return call("weekday", date)


def weekofyear(date: ColumnOrValue) -> Column:
    """Spark's function `weekofyear(date)`."""
    return call("weekofyear", date)


def width_bucket(
    value: ColumnOrValue,
    min_value: ColumnOrValue,
    max_value: ColumnOrValue,
    num_bucket: ColumnOrValue,
) -> Column:
    """Spark's function `width_bucket(value, min_value, max_value, num_bucket)`."""
    return call("width_bucket", value, min_value, max_value, num_bucket)


def xxhash64(*exprs: ColumnOrValue) -> Column:
    """Spark's function `xxhash64(expr1, expr2, ...)`."""
    return call("xxhash64", *exprs)


def year(date: ColumnOrValue) -> Column:
    """Spark's function `year(date)`."""
    return call("year", date)


def zeroifnull(expr: ColumnOrValue) -> Column:
    """Spark's function `zeroifnull(expr)`."""
    return call("zeroifnull", expr)


def zip_with(left: ColumnOrValue, right: ColumnOrValue, func: Callable[..., Column]) -> Column:
    """Spark's higher-order function `zip_with(left, right, func)`."""
    return call("zip_with", left, right, func)
