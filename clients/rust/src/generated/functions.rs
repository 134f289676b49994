// Written by `cargo xtask codegen` from clients/functions.json; do not edit.

//! Spark's functions, by Spark's names and with Spark's parameters; a name of Rust's own has an underscore behind it.
//!
//! One parameter that may be left out is an `Option`; where there are more they come as one list, `optional`, in Spark's
//! order, so that none of them can be skipped.

use crate::column::{Column, call};

/// Spark's function `abs(expr)`.
pub fn abs(expr: impl Into<Column>) -> Column {
    call("abs", [expr.into()])
}

/// Spark's function `acos(expr)`.
pub fn acos(expr: impl Into<Column>) -> Column {
    call("acos", [expr.into()])
}

/// Spark's function `acosh(expr)`.
pub fn acosh(expr: impl Into<Column>) -> Column {
    call("acosh", [expr.into()])
}

/// Spark's function `add_months(start_date, num_months)`.
pub fn add_months(start_date: impl Into<Column>, num_months: impl Into<Column>) -> Column {
    call("add_months", [start_date.into(), num_months.into()])
}

/// Spark's higher-order function `aggregate(expr, start, merge[, finish])`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn aggregate(
    expr: impl Into<Column>,
    start: impl Into<Column>,
    merge: impl Into<Column>,
    finish: Option<Column>,
) -> Column {
    call("aggregate", [expr.into(), start.into(), merge.into()].into_iter().chain(finish))
}

/// Spark's aggregate function `any(expr)`.
pub fn any(expr: impl Into<Column>) -> Column {
    call("any", [expr.into()])
}

/// Spark's aggregate function `any_value(expr[, isIgnoreNull])`.
pub fn any_value(expr: impl Into<Column>, is_ignore_null: Option<Column>) -> Column {
    call("any_value", [expr.into()].into_iter().chain(is_ignore_null))
}

/// Spark's aggregate function `approx_count_distinct(expr[, relativeSD])`.
pub fn approx_count_distinct(expr: impl Into<Column>, relative_sd: Option<Column>) -> Column {
    call("approx_count_distinct", [expr.into()].into_iter().chain(relative_sd))
}

/// Spark's aggregate function `approx_percentile(col, percentage[, accuracy])`.
pub fn approx_percentile(col: impl Into<Column>, percentage: impl Into<Column>, accuracy: Option<Column>) -> Column {
    call("approx_percentile", [col.into(), percentage.into()].into_iter().chain(accuracy))
}

/// Spark's function `array(expr, ...)`.
pub fn array(exprs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("array", exprs.into_iter().map(Into::into))
}

/// Spark's aggregate function `array_agg(expr)`.
pub fn array_agg(expr: impl Into<Column>) -> Column {
    call("array_agg", [expr.into()])
}

/// Spark's function `array_append(array, element)`.
pub fn array_append(array: impl Into<Column>, element: impl Into<Column>) -> Column {
    call("array_append", [array.into(), element.into()])
}

/// Spark's function `array_compact(array)`.
pub fn array_compact(array: impl Into<Column>) -> Column {
    call("array_compact", [array.into()])
}

/// Spark's function `array_contains(array, value)`.
pub fn array_contains(array: impl Into<Column>, value: impl Into<Column>) -> Column {
    call("array_contains", [array.into(), value.into()])
}

/// Spark's function `array_distinct(array)`.
pub fn array_distinct(array: impl Into<Column>) -> Column {
    call("array_distinct", [array.into()])
}

/// Spark's function `array_except(array1, array2)`.
pub fn array_except(array1: impl Into<Column>, array2: impl Into<Column>) -> Column {
    call("array_except", [array1.into(), array2.into()])
}

/// Spark's function `array_insert(x, pos, val)`.
pub fn array_insert(x: impl Into<Column>, pos: impl Into<Column>, val: impl Into<Column>) -> Column {
    call("array_insert", [x.into(), pos.into(), val.into()])
}

/// Spark's function `array_intersect(array1, array2)`.
pub fn array_intersect(array1: impl Into<Column>, array2: impl Into<Column>) -> Column {
    call("array_intersect", [array1.into(), array2.into()])
}

/// Spark's function `array_join(array, delimiter[, nullReplacement])`.
pub fn array_join(array: impl Into<Column>, delimiter: impl Into<Column>, null_replacement: Option<Column>) -> Column {
    call("array_join", [array.into(), delimiter.into()].into_iter().chain(null_replacement))
}

/// Spark's function `array_max(array)`.
pub fn array_max(array: impl Into<Column>) -> Column {
    call("array_max", [array.into()])
}

/// Spark's function `array_min(array)`.
pub fn array_min(array: impl Into<Column>) -> Column {
    call("array_min", [array.into()])
}

/// Spark's function `array_position(array, element)`.
pub fn array_position(array: impl Into<Column>, element: impl Into<Column>) -> Column {
    call("array_position", [array.into(), element.into()])
}

/// Spark's function `array_prepend(array, element)`.
pub fn array_prepend(array: impl Into<Column>, element: impl Into<Column>) -> Column {
    call("array_prepend", [array.into(), element.into()])
}

/// Spark's function `array_remove(array, element)`.
pub fn array_remove(array: impl Into<Column>, element: impl Into<Column>) -> Column {
    call("array_remove", [array.into(), element.into()])
}

/// Spark's function `array_repeat(element, count)`.
pub fn array_repeat(element: impl Into<Column>, count: impl Into<Column>) -> Column {
    call("array_repeat", [element.into(), count.into()])
}

/// Spark's function `array_size(expr)`.
pub fn array_size(expr: impl Into<Column>) -> Column {
    call("array_size", [expr.into()])
}

/// Spark's higher-order function `array_sort(expr[, func])`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn array_sort(expr: impl Into<Column>, func: Option<Column>) -> Column {
    call("array_sort", [expr.into()].into_iter().chain(func))
}

/// Spark's function `array_union(array1, array2)`.
pub fn array_union(array1: impl Into<Column>, array2: impl Into<Column>) -> Column {
    call("array_union", [array1.into(), array2.into()])
}

/// Spark's function `arrays_overlap(a1, a2)`.
pub fn arrays_overlap(a1: impl Into<Column>, a2: impl Into<Column>) -> Column {
    call("arrays_overlap", [a1.into(), a2.into()])
}

/// Spark's function `arrays_zip(a1, a2, ...)`.
pub fn arrays_zip(arrays: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("arrays_zip", arrays.into_iter().map(Into::into))
}

/// Spark's function `ascii(str)`.
pub fn ascii(str: impl Into<Column>) -> Column {
    call("ascii", [str.into()])
}

/// Spark's function `asin(expr)`.
pub fn asin(expr: impl Into<Column>) -> Column {
    call("asin", [expr.into()])
}

/// Spark's function `asinh(expr)`.
pub fn asinh(expr: impl Into<Column>) -> Column {
    call("asinh", [expr.into()])
}

/// Spark's function `assert_true(expr[, message])`.
pub fn assert_true(expr: impl Into<Column>, message: Option<Column>) -> Column {
    call("assert_true", [expr.into()].into_iter().chain(message))
}

/// Spark's function `atan(expr)`.
pub fn atan(expr: impl Into<Column>) -> Column {
    call("atan", [expr.into()])
}

/// Spark's function `atan2(exprY, exprX)`.
pub fn atan2(expr_y: impl Into<Column>, expr_x: impl Into<Column>) -> Column {
    call("atan2", [expr_y.into(), expr_x.into()])
}

/// Spark's function `atanh(expr)`.
pub fn atanh(expr: impl Into<Column>) -> Column {
    call("atanh", [expr.into()])
}

/// Spark's aggregate function `avg(expr)`.
pub fn avg(expr: impl Into<Column>) -> Column {
    call("avg", [expr.into()])
}

/// Spark's function `base64(bin)`.
pub fn base64(bin: impl Into<Column>) -> Column {
    call("base64", [bin.into()])
}

/// Spark's function `bigint(expr)`.
pub fn bigint(expr: impl Into<Column>) -> Column {
    call("bigint", [expr.into()])
}

/// Spark's function `bin(expr)`.
pub fn bin(expr: impl Into<Column>) -> Column {
    call("bin", [expr.into()])
}

/// Spark's function `binary(expr)`.
pub fn binary(expr: impl Into<Column>) -> Column {
    call("binary", [expr.into()])
}

/// Spark's aggregate function `bit_and(expr)`.
pub fn bit_and(expr: impl Into<Column>) -> Column {
    call("bit_and", [expr.into()])
}

/// Spark's function `bit_count(expr)`.
pub fn bit_count(expr: impl Into<Column>) -> Column {
    call("bit_count", [expr.into()])
}

/// Spark's function `bit_get(expr, pos)`.
pub fn bit_get(expr: impl Into<Column>, pos: impl Into<Column>) -> Column {
    call("bit_get", [expr.into(), pos.into()])
}

/// Spark's function `bit_length(expr)`.
pub fn bit_length(expr: impl Into<Column>) -> Column {
    call("bit_length", [expr.into()])
}

/// Spark's aggregate function `bit_or(expr)`.
pub fn bit_or(expr: impl Into<Column>) -> Column {
    call("bit_or", [expr.into()])
}

/// Spark's aggregate function `bit_xor(expr)`.
pub fn bit_xor(expr: impl Into<Column>) -> Column {
    call("bit_xor", [expr.into()])
}

/// Spark's function `bitmap_bit_position(child)`.
pub fn bitmap_bit_position(child: impl Into<Column>) -> Column {
    call("bitmap_bit_position", [child.into()])
}

/// Spark's function `bitmap_bucket_number(child)`.
pub fn bitmap_bucket_number(child: impl Into<Column>) -> Column {
    call("bitmap_bucket_number", [child.into()])
}

/// Spark's function `bitmap_count(child)`.
pub fn bitmap_count(child: impl Into<Column>) -> Column {
    call("bitmap_count", [child.into()])
}

/// Spark's aggregate function `bool_and(expr)`.
pub fn bool_and(expr: impl Into<Column>) -> Column {
    call("bool_and", [expr.into()])
}

/// Spark's aggregate function `bool_or(expr)`.
pub fn bool_or(expr: impl Into<Column>) -> Column {
    call("bool_or", [expr.into()])
}

/// Spark's function `boolean(expr)`.
pub fn boolean(expr: impl Into<Column>) -> Column {
    call("boolean", [expr.into()])
}

/// Spark's function `bround(expr[, d])`.
pub fn bround(expr: impl Into<Column>, d: Option<Column>) -> Column {
    call("bround", [expr.into()].into_iter().chain(d))
}

/// Spark's function `btrim(str[, trimStr])`.
pub fn btrim(str: impl Into<Column>, trim_str: Option<Column>) -> Column {
    call("btrim", [str.into()].into_iter().chain(trim_str))
}

/// Spark's function `cardinality(expr)`.
pub fn cardinality(expr: impl Into<Column>) -> Column {
    call("cardinality", [expr.into()])
}

/// Spark's function `cbrt(expr)`.
pub fn cbrt(expr: impl Into<Column>) -> Column {
    call("cbrt", [expr.into()])
}

/// Spark's function `ceil(expr[, scale])`.
pub fn ceil(expr: impl Into<Column>, scale: Option<Column>) -> Column {
    call("ceil", [expr.into()].into_iter().chain(scale))
}

/// Spark's function `ceiling(expr[, scale])`.
pub fn ceiling(expr: impl Into<Column>, scale: Option<Column>) -> Column {
    call("ceiling", [expr.into()].into_iter().chain(scale))
}

/// Spark's function `char(expr)`.
pub fn char(expr: impl Into<Column>) -> Column {
    call("char", [expr.into()])
}

/// Spark's function `char_length(expr)`.
pub fn char_length(expr: impl Into<Column>) -> Column {
    call("char_length", [expr.into()])
}

/// Spark's function `character_length(expr)`.
pub fn character_length(expr: impl Into<Column>) -> Column {
    call("character_length", [expr.into()])
}

/// Spark's function `chr(expr)`.
pub fn chr(expr: impl Into<Column>) -> Column {
    call("chr", [expr.into()])
}

/// Spark's function `coalesce(expr1, expr2, ...)`.
pub fn coalesce(exprs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("coalesce", exprs.into_iter().map(Into::into))
}

/// Spark's aggregate function `collect_list(expr)`.
pub fn collect_list(expr: impl Into<Column>) -> Column {
    call("collect_list", [expr.into()])
}

/// Spark's aggregate function `collect_set(expr)`.
pub fn collect_set(expr: impl Into<Column>) -> Column {
    call("collect_set", [expr.into()])
}

/// Spark's function `concat(col1, col2, ..., colN)`.
pub fn concat(cols: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("concat", cols.into_iter().map(Into::into))
}

/// Spark's function `concat_ws(sep, strs, ...)`.
pub fn concat_ws(sep: impl Into<Column>, strs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("concat_ws", [sep.into()].into_iter().chain(strs.into_iter().map(Into::into)))
}

/// Spark's function `contains(left, right)`.
pub fn contains(left: impl Into<Column>, right: impl Into<Column>) -> Column {
    call("contains", [left.into(), right.into()])
}

/// Spark's function `conv(num, from_base, to_base)`.
pub fn conv(num: impl Into<Column>, from_base: impl Into<Column>, to_base: impl Into<Column>) -> Column {
    call("conv", [num.into(), from_base.into(), to_base.into()])
}

/// Spark's function `convert_timezone([sourceTz, ]targetTz, sourceTs)`.
pub fn convert_timezone(arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("convert_timezone", arguments.into_iter().map(Into::into))
}

/// Spark's aggregate function `corr(expr1, expr2)`.
pub fn corr(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("corr", [expr1.into(), expr2.into()])
}

/// Spark's function `cos(expr)`.
pub fn cos(expr: impl Into<Column>) -> Column {
    call("cos", [expr.into()])
}

/// Spark's function `cosh(expr)`.
pub fn cosh(expr: impl Into<Column>) -> Column {
    call("cosh", [expr.into()])
}

/// Spark's function `cot(expr)`.
pub fn cot(expr: impl Into<Column>) -> Column {
    call("cot", [expr.into()])
}

/// Spark's aggregate function `count(expr)`.
pub fn count(expr: impl Into<Column>) -> Column {
    call("count", [expr.into()])
}

/// Spark's aggregate function `count_if(expr)`.
pub fn count_if(expr: impl Into<Column>) -> Column {
    call("count_if", [expr.into()])
}

/// Spark's aggregate function `covar_pop(expr1, expr2)`.
pub fn covar_pop(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("covar_pop", [expr1.into(), expr2.into()])
}

/// Spark's aggregate function `covar_samp(expr1, expr2)`.
pub fn covar_samp(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("covar_samp", [expr1.into(), expr2.into()])
}

/// Spark's function `crc32(expr)`.
pub fn crc32(expr: impl Into<Column>) -> Column {
    call("crc32", [expr.into()])
}

/// Spark's function `csc(expr)`.
pub fn csc(expr: impl Into<Column>) -> Column {
    call("csc", [expr.into()])
}

/// Spark's window function `cume_dist()`.
pub fn cume_dist() -> Column {
    call("cume_dist", [])
}

/// Spark's function `curdate()`.
pub fn curdate() -> Column {
    call("curdate", [])
}

/// Spark's function `current_catalog()`.
pub fn current_catalog() -> Column {
    call("current_catalog", [])
}

/// Spark's function `current_database()`.
pub fn current_database() -> Column {
    call("current_database", [])
}

/// Spark's function `current_date()`.
pub fn current_date() -> Column {
    call("current_date", [])
}

/// Spark's function `current_schema()`.
pub fn current_schema() -> Column {
    call("current_schema", [])
}

/// Spark's function `current_timestamp()`.
pub fn current_timestamp() -> Column {
    call("current_timestamp", [])
}

/// Spark's function `current_timezone()`.
pub fn current_timezone() -> Column {
    call("current_timezone", [])
}

/// Spark's function `current_user()`.
pub fn current_user() -> Column {
    call("current_user", [])
}

/// Spark's function `date(expr)`.
pub fn date(expr: impl Into<Column>) -> Column {
    call("date", [expr.into()])
}

/// Spark's function `date_add(start_date, num_days)`.
pub fn date_add(start_date: impl Into<Column>, num_days: impl Into<Column>) -> Column {
    call("date_add", [start_date.into(), num_days.into()])
}

/// Spark's function `date_diff(endDate, startDate)`.
pub fn date_diff(end_date: impl Into<Column>, start_date: impl Into<Column>) -> Column {
    call("date_diff", [end_date.into(), start_date.into()])
}

/// Spark's function `date_format(timestamp, fmt)`.
pub fn date_format(timestamp: impl Into<Column>, fmt: impl Into<Column>) -> Column {
    call("date_format", [timestamp.into(), fmt.into()])
}

/// Spark's function `date_from_unix_date(days)`.
pub fn date_from_unix_date(days: impl Into<Column>) -> Column {
    call("date_from_unix_date", [days.into()])
}

/// Spark's function `date_part(field, source)`.
pub fn date_part(field: impl Into<Column>, source: impl Into<Column>) -> Column {
    call("date_part", [field.into(), source.into()])
}

/// Spark's function `date_sub(start_date, num_days)`.
pub fn date_sub(start_date: impl Into<Column>, num_days: impl Into<Column>) -> Column {
    call("date_sub", [start_date.into(), num_days.into()])
}

/// Spark's function `date_trunc(fmt, ts)`.
pub fn date_trunc(fmt: impl Into<Column>, ts: impl Into<Column>) -> Column {
    call("date_trunc", [fmt.into(), ts.into()])
}

/// Spark's function `dateadd(start_date, num_days)`.
pub fn dateadd(start_date: impl Into<Column>, num_days: impl Into<Column>) -> Column {
    call("dateadd", [start_date.into(), num_days.into()])
}

/// Spark's function `datediff(endDate, startDate)`.
pub fn datediff(end_date: impl Into<Column>, start_date: impl Into<Column>) -> Column {
    call("datediff", [end_date.into(), start_date.into()])
}

/// Spark's function `datepart(field, source)`.
pub fn datepart(field: impl Into<Column>, source: impl Into<Column>) -> Column {
    call("datepart", [field.into(), source.into()])
}

/// Spark's function `day(date)`.
pub fn day(date: impl Into<Column>) -> Column {
    call("day", [date.into()])
}

/// Spark's function `dayname(date)`.
pub fn dayname(date: impl Into<Column>) -> Column {
    call("dayname", [date.into()])
}

/// Spark's function `dayofmonth(date)`.
pub fn dayofmonth(date: impl Into<Column>) -> Column {
    call("dayofmonth", [date.into()])
}

/// Spark's function `dayofweek(date)`.
pub fn dayofweek(date: impl Into<Column>) -> Column {
    call("dayofweek", [date.into()])
}

/// Spark's function `dayofyear(date)`.
pub fn dayofyear(date: impl Into<Column>) -> Column {
    call("dayofyear", [date.into()])
}

/// Spark's function `decimal(expr)`.
pub fn decimal(expr: impl Into<Column>) -> Column {
    call("decimal", [expr.into()])
}

/// Spark's function `decode(bin, charset)` or `decode(expr, search, result[, search, result ] ...[, default])`.
pub fn decode(expr: impl Into<Column>, arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("decode", [expr.into()].into_iter().chain(arguments.into_iter().map(Into::into)))
}

/// Spark's function `degrees(expr)`.
pub fn degrees(expr: impl Into<Column>) -> Column {
    call("degrees", [expr.into()])
}

/// Spark's window function `dense_rank()`.
pub fn dense_rank() -> Column {
    call("dense_rank", [])
}

/// Spark's function `div(expr1, expr2)`.
pub fn div(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("div", [expr1.into(), expr2.into()])
}

/// Spark's function `double(expr)`.
pub fn double(expr: impl Into<Column>) -> Column {
    call("double", [expr.into()])
}

/// Spark's function `e()`.
pub fn e() -> Column {
    call("e", [])
}

/// Spark's function `element_at(array, index)` or `element_at(map, key)`.
pub fn element_at(array: impl Into<Column>, index: impl Into<Column>) -> Column {
    call("element_at", [array.into(), index.into()])
}

/// Spark's function `elt(n, input1, input2, ...)`.
pub fn elt(n: impl Into<Column>, inputs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("elt", [n.into()].into_iter().chain(inputs.into_iter().map(Into::into)))
}

/// Spark's function `encode(str, charset)`.
pub fn encode(str: impl Into<Column>, charset: impl Into<Column>) -> Column {
    call("encode", [str.into(), charset.into()])
}

/// Spark's function `endswith(left, right)`.
pub fn endswith(left: impl Into<Column>, right: impl Into<Column>) -> Column {
    call("endswith", [left.into(), right.into()])
}

/// Spark's function `equal_null(expr1, expr2)`.
pub fn equal_null(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("equal_null", [expr1.into(), expr2.into()])
}

/// Spark's aggregate function `every(expr)`.
pub fn every(expr: impl Into<Column>) -> Column {
    call("every", [expr.into()])
}

/// Spark's higher-order function `exists(expr, pred)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn exists(expr: impl Into<Column>, pred: impl Into<Column>) -> Column {
    call("exists", [expr.into(), pred.into()])
}

/// Spark's function `exp(expr)`.
pub fn exp(expr: impl Into<Column>) -> Column {
    call("exp", [expr.into()])
}

/// Spark's generator `explode(expr)`.
pub fn explode(expr: impl Into<Column>) -> Column {
    call("explode", [expr.into()])
}

/// Spark's generator `explode_outer(expr)`.
pub fn explode_outer(expr: impl Into<Column>) -> Column {
    call("explode_outer", [expr.into()])
}

/// Spark's function `expm1(expr)`.
pub fn expm1(expr: impl Into<Column>) -> Column {
    call("expm1", [expr.into()])
}

/// Spark's function `extract(field, source)`.
pub fn extract(field: impl Into<Column>, source: impl Into<Column>) -> Column {
    call("extract", [field.into(), source.into()])
}

/// Spark's function `factorial(expr)`.
pub fn factorial(expr: impl Into<Column>) -> Column {
    call("factorial", [expr.into()])
}

/// Spark's higher-order function `filter(expr, func)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn filter(expr: impl Into<Column>, func: impl Into<Column>) -> Column {
    call("filter", [expr.into(), func.into()])
}

/// Spark's function `find_in_set(str, str_array)`.
pub fn find_in_set(str: impl Into<Column>, str_array: impl Into<Column>) -> Column {
    call("find_in_set", [str.into(), str_array.into()])
}

/// Spark's aggregate function `first(expr[, isIgnoreNull])`.
pub fn first(expr: impl Into<Column>, is_ignore_null: Option<Column>) -> Column {
    call("first", [expr.into()].into_iter().chain(is_ignore_null))
}

/// Spark's aggregate function `first_value(expr[, isIgnoreNull])`.
pub fn first_value(expr: impl Into<Column>, is_ignore_null: Option<Column>) -> Column {
    call("first_value", [expr.into()].into_iter().chain(is_ignore_null))
}

/// Spark's function `flatten(arrayOfArrays)`.
pub fn flatten(array_of_arrays: impl Into<Column>) -> Column {
    call("flatten", [array_of_arrays.into()])
}

/// Spark's function `float(expr)`.
pub fn float(expr: impl Into<Column>) -> Column {
    call("float", [expr.into()])
}

/// Spark's function `floor(expr[, scale])`.
pub fn floor(expr: impl Into<Column>, scale: Option<Column>) -> Column {
    call("floor", [expr.into()].into_iter().chain(scale))
}

/// Spark's higher-order function `forall(expr, pred)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn forall(expr: impl Into<Column>, pred: impl Into<Column>) -> Column {
    call("forall", [expr.into(), pred.into()])
}

/// Spark's function `format_number(expr1, expr2)`.
pub fn format_number(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("format_number", [expr1.into(), expr2.into()])
}

/// Spark's function `format_string(strfmt, obj, ...)`.
pub fn format_string(strfmt: impl Into<Column>, objs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("format_string", [strfmt.into()].into_iter().chain(objs.into_iter().map(Into::into)))
}

/// Spark's function `from_csv(csvStr, schema[, options])`.
pub fn from_csv(csv_str: impl Into<Column>, schema: impl Into<Column>, options: Option<Column>) -> Column {
    call("from_csv", [csv_str.into(), schema.into()].into_iter().chain(options))
}

/// Spark's function `from_json(jsonStr, schema[, options])`.
pub fn from_json(json_str: impl Into<Column>, schema: impl Into<Column>, options: Option<Column>) -> Column {
    call("from_json", [json_str.into(), schema.into()].into_iter().chain(options))
}

/// Spark's function `from_unixtime(unix_time[, fmt])`.
pub fn from_unixtime(unix_time: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("from_unixtime", [unix_time.into()].into_iter().chain(fmt))
}

/// Spark's function `from_utc_timestamp(timestamp, timezone)`.
pub fn from_utc_timestamp(timestamp: impl Into<Column>, timezone: impl Into<Column>) -> Column {
    call("from_utc_timestamp", [timestamp.into(), timezone.into()])
}

/// Spark's function `get(array, index)`.
pub fn get(array: impl Into<Column>, index: impl Into<Column>) -> Column {
    call("get", [array.into(), index.into()])
}

/// Spark's function `get_json_object(json_txt, path)`.
pub fn get_json_object(json_txt: impl Into<Column>, path: impl Into<Column>) -> Column {
    call("get_json_object", [json_txt.into(), path.into()])
}

/// Spark's function `getbit(expr, pos)`.
pub fn getbit(expr: impl Into<Column>, pos: impl Into<Column>) -> Column {
    call("getbit", [expr.into(), pos.into()])
}

/// Spark's function `greatest(expr, ...)`.
pub fn greatest(exprs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("greatest", exprs.into_iter().map(Into::into))
}

/// Spark's function `hash(expr1, expr2, ...)`.
pub fn hash(exprs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("hash", exprs.into_iter().map(Into::into))
}

/// Spark's function `hex(expr)`.
pub fn hex(expr: impl Into<Column>) -> Column {
    call("hex", [expr.into()])
}

/// Spark's function `hour(expr)`.
pub fn hour(expr: impl Into<Column>) -> Column {
    call("hour", [expr.into()])
}

/// Spark's function `hypot(expr1, expr2)`.
pub fn hypot(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("hypot", [expr1.into(), expr2.into()])
}

/// Spark's function `if(expr1, expr2, expr3)`.
pub fn if_(expr1: impl Into<Column>, expr2: impl Into<Column>, expr3: impl Into<Column>) -> Column {
    call("if", [expr1.into(), expr2.into(), expr3.into()])
}

/// Spark's function `ifnull(expr1, expr2)`.
pub fn ifnull(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("ifnull", [expr1.into(), expr2.into()])
}

/// Spark's function `ilike(str, pattern[, escape])`.
pub fn ilike(str: impl Into<Column>, pattern: impl Into<Column>, escape: Option<Column>) -> Column {
    call("ilike", [str.into(), pattern.into()].into_iter().chain(escape))
}

/// Spark's function `initcap(str)`.
pub fn initcap(str: impl Into<Column>) -> Column {
    call("initcap", [str.into()])
}

/// Spark's generator `inline(expr)`.
pub fn inline(expr: impl Into<Column>) -> Column {
    call("inline", [expr.into()])
}

/// Spark's generator `inline_outer(expr)`.
pub fn inline_outer(expr: impl Into<Column>) -> Column {
    call("inline_outer", [expr.into()])
}

/// Spark's function `instr(str, substr)`.
pub fn instr(str: impl Into<Column>, substr: impl Into<Column>) -> Column {
    call("instr", [str.into(), substr.into()])
}

/// Spark's function `int(expr)`.
pub fn int(expr: impl Into<Column>) -> Column {
    call("int", [expr.into()])
}

/// Spark's function `is_valid_utf8(str)`.
pub fn is_valid_utf8(str: impl Into<Column>) -> Column {
    call("is_valid_utf8", [str.into()])
}

/// Spark's function `isnan(expr)`.
pub fn isnan(expr: impl Into<Column>) -> Column {
    call("isnan", [expr.into()])
}

/// Spark's function `isnotnull(expr)`.
pub fn isnotnull(expr: impl Into<Column>) -> Column {
    call("isnotnull", [expr.into()])
}

/// Spark's function `isnull(expr)`.
pub fn isnull(expr: impl Into<Column>) -> Column {
    call("isnull", [expr.into()])
}

/// Spark's function `json_array_length(jsonArray)`.
pub fn json_array_length(json_array: impl Into<Column>) -> Column {
    call("json_array_length", [json_array.into()])
}

/// Spark's function `json_object_keys(json_object)`.
pub fn json_object_keys(json_object: impl Into<Column>) -> Column {
    call("json_object_keys", [json_object.into()])
}

/// Spark's generator `json_tuple(jsonStr, p1, p2, ..., pn)`.
pub fn json_tuple(json_str: impl Into<Column>, fields: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("json_tuple", [json_str.into()].into_iter().chain(fields.into_iter().map(Into::into)))
}

/// Spark's aggregate function `kurtosis(expr)`.
pub fn kurtosis(expr: impl Into<Column>) -> Column {
    call("kurtosis", [expr.into()])
}

/// Spark's window function `lag(input[, offset[, default]])`.
pub fn lag(input: impl Into<Column>, optional: impl IntoIterator<Item = Column>) -> Column {
    call("lag", [input.into()].into_iter().chain(optional))
}

/// Spark's aggregate function `last(expr[, isIgnoreNull])`.
pub fn last(expr: impl Into<Column>, is_ignore_null: Option<Column>) -> Column {
    call("last", [expr.into()].into_iter().chain(is_ignore_null))
}

/// Spark's function `last_day(date)`.
pub fn last_day(date: impl Into<Column>) -> Column {
    call("last_day", [date.into()])
}

/// Spark's aggregate function `last_value(expr[, isIgnoreNull])`.
pub fn last_value(expr: impl Into<Column>, is_ignore_null: Option<Column>) -> Column {
    call("last_value", [expr.into()].into_iter().chain(is_ignore_null))
}

/// Spark's function `lcase(str)`.
pub fn lcase(str: impl Into<Column>) -> Column {
    call("lcase", [str.into()])
}

/// Spark's window function `lead(input[, offset[, default]])`.
pub fn lead(input: impl Into<Column>, optional: impl IntoIterator<Item = Column>) -> Column {
    call("lead", [input.into()].into_iter().chain(optional))
}

/// Spark's function `least(expr, ...)`.
pub fn least(exprs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("least", exprs.into_iter().map(Into::into))
}

/// Spark's function `left(str, len)`.
pub fn left(str: impl Into<Column>, len: impl Into<Column>) -> Column {
    call("left", [str.into(), len.into()])
}

/// Spark's function `len(expr)`.
pub fn len(expr: impl Into<Column>) -> Column {
    call("len", [expr.into()])
}

/// Spark's function `length(expr)`.
pub fn length(expr: impl Into<Column>) -> Column {
    call("length", [expr.into()])
}

/// Spark's function `levenshtein(str1, str2[, threshold])`.
pub fn levenshtein(str1: impl Into<Column>, str2: impl Into<Column>, threshold: Option<Column>) -> Column {
    call("levenshtein", [str1.into(), str2.into()].into_iter().chain(threshold))
}

/// Spark's function `like(str, pattern[, escape])`.
pub fn like(str: impl Into<Column>, pattern: impl Into<Column>, escape: Option<Column>) -> Column {
    call("like", [str.into(), pattern.into()].into_iter().chain(escape))
}

/// Spark's aggregate function `listagg(expr[, delimiter])`.
pub fn listagg(expr: impl Into<Column>, delimiter: Option<Column>) -> Column {
    call("listagg", [expr.into()].into_iter().chain(delimiter))
}

/// Spark's function `ln(expr)`.
pub fn ln(expr: impl Into<Column>) -> Column {
    call("ln", [expr.into()])
}

/// Spark's function `localtimestamp()`.
pub fn localtimestamp() -> Column {
    call("localtimestamp", [])
}

/// Spark's function `locate(substr, str[, pos])`.
pub fn locate(substr: impl Into<Column>, str: impl Into<Column>, pos: Option<Column>) -> Column {
    call("locate", [substr.into(), str.into()].into_iter().chain(pos))
}

/// Spark's function `log(arg1[, arg2])`.
pub fn log(arg1: impl Into<Column>, arg2: Option<Column>) -> Column {
    call("log", [arg1.into()].into_iter().chain(arg2))
}

/// Spark's function `log10(expr)`.
pub fn log10(expr: impl Into<Column>) -> Column {
    call("log10", [expr.into()])
}

/// Spark's function `log1p(expr)`.
pub fn log1p(expr: impl Into<Column>) -> Column {
    call("log1p", [expr.into()])
}

/// Spark's function `log2(expr)`.
pub fn log2(expr: impl Into<Column>) -> Column {
    call("log2", [expr.into()])
}

/// Spark's function `lower(str)`.
pub fn lower(str: impl Into<Column>) -> Column {
    call("lower", [str.into()])
}

/// Spark's function `lpad(str, len[, pad])`.
pub fn lpad(str: impl Into<Column>, len: impl Into<Column>, pad: Option<Column>) -> Column {
    call("lpad", [str.into(), len.into()].into_iter().chain(pad))
}

/// Spark's function `ltrim([trimStr, ]str)`.
pub fn ltrim(str: impl Into<Column>, trim_str: Option<Column>) -> Column {
    call("ltrim", trim_str.into_iter().chain([str.into()]))
}

/// Spark's function `luhn_check(str)`.
pub fn luhn_check(str: impl Into<Column>) -> Column {
    call("luhn_check", [str.into()])
}

/// Spark's function `make_date(year, month, day)`.
pub fn make_date(year: impl Into<Column>, month: impl Into<Column>, day: impl Into<Column>) -> Column {
    call("make_date", [year.into(), month.into(), day.into()])
}

/// Spark's function `make_dt_interval([days[, hours[, mins[, secs]]]])`.
pub fn make_dt_interval(optional: impl IntoIterator<Item = Column>) -> Column {
    call("make_dt_interval", optional)
}

/// Spark's function `make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])`.
pub fn make_interval(optional: impl IntoIterator<Item = Column>) -> Column {
    call("make_interval", optional)
}

/// Spark's function `make_time(hour, minute, second)`.
pub fn make_time(hour: impl Into<Column>, minute: impl Into<Column>, second: impl Into<Column>) -> Column {
    call("make_time", [hour.into(), minute.into(), second.into()])
}

/// Spark's function `make_timestamp(year, month, day, hour, min, sec[, timezone])` or `make_timestamp(date[, time[, timezone]])`.
pub fn make_timestamp(arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("make_timestamp", arguments.into_iter().map(Into::into))
}

/// Spark's function `make_timestamp_ltz(year, month, day, hour, min, sec[, timezone])` or `make_timestamp_ltz(date, time[, timezone])`.
pub fn make_timestamp_ltz(arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("make_timestamp_ltz", arguments.into_iter().map(Into::into))
}

/// Spark's function `make_timestamp_ntz(year, month, day, hour, min, sec)` or `make_timestamp_ntz(date, time)`.
pub fn make_timestamp_ntz(arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("make_timestamp_ntz", arguments.into_iter().map(Into::into))
}

/// Spark's function `make_valid_utf8(str)`.
pub fn make_valid_utf8(str: impl Into<Column>) -> Column {
    call("make_valid_utf8", [str.into()])
}

/// Spark's function `make_ym_interval([years[, months]])`.
pub fn make_ym_interval(optional: impl IntoIterator<Item = Column>) -> Column {
    call("make_ym_interval", optional)
}

/// Spark's function `map(key0, value0, key1, value1, ...)`.
pub fn map(keys_and_values: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("map", keys_and_values.into_iter().map(Into::into))
}

/// Spark's function `map_concat(map, ...)`.
pub fn map_concat(maps: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("map_concat", maps.into_iter().map(Into::into))
}

/// Spark's function `map_contains_key(map, key)`.
pub fn map_contains_key(map: impl Into<Column>, key: impl Into<Column>) -> Column {
    call("map_contains_key", [map.into(), key.into()])
}

/// Spark's function `map_entries(map)`.
pub fn map_entries(map: impl Into<Column>) -> Column {
    call("map_entries", [map.into()])
}

/// Spark's higher-order function `map_filter(expr, func)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn map_filter(expr: impl Into<Column>, func: impl Into<Column>) -> Column {
    call("map_filter", [expr.into(), func.into()])
}

/// Spark's function `map_from_arrays(keys, values)`.
pub fn map_from_arrays(keys: impl Into<Column>, values: impl Into<Column>) -> Column {
    call("map_from_arrays", [keys.into(), values.into()])
}

/// Spark's function `map_from_entries(arrayOfEntries)`.
pub fn map_from_entries(array_of_entries: impl Into<Column>) -> Column {
    call("map_from_entries", [array_of_entries.into()])
}

/// Spark's function `map_keys(map)`.
pub fn map_keys(map: impl Into<Column>) -> Column {
    call("map_keys", [map.into()])
}

/// Spark's function `map_values(map)`.
pub fn map_values(map: impl Into<Column>) -> Column {
    call("map_values", [map.into()])
}

/// Spark's higher-order function `map_zip_with(map1, map2, function)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn map_zip_with(map1: impl Into<Column>, map2: impl Into<Column>, function: impl Into<Column>) -> Column {
    call("map_zip_with", [map1.into(), map2.into(), function.into()])
}

/// Spark's function `mask(input[, upperChar[, lowerChar[, digitChar[, otherChar]]]])`.
pub fn mask(input: impl Into<Column>, optional: impl IntoIterator<Item = Column>) -> Column {
    call("mask", [input.into()].into_iter().chain(optional))
}

/// Spark's aggregate function `max(expr)`.
pub fn max(expr: impl Into<Column>) -> Column {
    call("max", [expr.into()])
}

/// Spark's aggregate function `max_by(x, y[, k])`.
pub fn max_by(x: impl Into<Column>, y: impl Into<Column>, k: Option<Column>) -> Column {
    call("max_by", [x.into(), y.into()].into_iter().chain(k))
}

/// Spark's function `md5(expr)`.
pub fn md5(expr: impl Into<Column>) -> Column {
    call("md5", [expr.into()])
}

/// Spark's aggregate function `mean(expr)`.
pub fn mean(expr: impl Into<Column>) -> Column {
    call("mean", [expr.into()])
}

/// Spark's aggregate function `median(col)`.
pub fn median(col: impl Into<Column>) -> Column {
    call("median", [col.into()])
}

/// Spark's aggregate function `min(expr)`.
pub fn min(expr: impl Into<Column>) -> Column {
    call("min", [expr.into()])
}

/// Spark's aggregate function `min_by(x, y[, k])`.
pub fn min_by(x: impl Into<Column>, y: impl Into<Column>, k: Option<Column>) -> Column {
    call("min_by", [x.into(), y.into()].into_iter().chain(k))
}

/// Spark's function `minute(expr)`.
pub fn minute(expr: impl Into<Column>) -> Column {
    call("minute", [expr.into()])
}

/// Spark's function `mod(expr1, expr2)`.
pub fn mod_(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("mod", [expr1.into(), expr2.into()])
}

/// Spark's aggregate function `mode(col[, deterministic])`.
pub fn mode(col: impl Into<Column>, deterministic: Option<Column>) -> Column {
    call("mode", [col.into()].into_iter().chain(deterministic))
}

/// Spark's function `monotonically_increasing_id()`.
pub fn monotonically_increasing_id() -> Column {
    call("monotonically_increasing_id", [])
}

/// Spark's function `month(date)`.
pub fn month(date: impl Into<Column>) -> Column {
    call("month", [date.into()])
}

/// Spark's function `monthname(date)`.
pub fn monthname(date: impl Into<Column>) -> Column {
    call("monthname", [date.into()])
}

/// Spark's function `months_between(timestamp1, timestamp2[, roundOff])`.
pub fn months_between(
    timestamp1: impl Into<Column>,
    timestamp2: impl Into<Column>,
    round_off: Option<Column>,
) -> Column {
    call("months_between", [timestamp1.into(), timestamp2.into()].into_iter().chain(round_off))
}

/// Spark's function `named_struct(name1, val1, name2, val2, ...)`.
pub fn named_struct(names_and_values: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("named_struct", names_and_values.into_iter().map(Into::into))
}

/// Spark's function `nanvl(expr1, expr2)`.
pub fn nanvl(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("nanvl", [expr1.into(), expr2.into()])
}

/// Spark's function `negative(expr)`.
pub fn negative(expr: impl Into<Column>) -> Column {
    call("negative", [expr.into()])
}

/// Spark's function `next_day(start_date, day_of_week)`.
pub fn next_day(start_date: impl Into<Column>, day_of_week: impl Into<Column>) -> Column {
    call("next_day", [start_date.into(), day_of_week.into()])
}

/// Spark's function `now()`.
pub fn now() -> Column {
    call("now", [])
}

/// Spark's window function `nth_value(input, offset)`.
pub fn nth_value(input: impl Into<Column>, offset: impl Into<Column>) -> Column {
    call("nth_value", [input.into(), offset.into()])
}

/// Spark's window function `ntile(n)`.
pub fn ntile(n: impl Into<Column>) -> Column {
    call("ntile", [n.into()])
}

/// Spark's function `nullif(expr1, expr2)`.
pub fn nullif(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("nullif", [expr1.into(), expr2.into()])
}

/// Spark's function `nullifzero(expr)`.
pub fn nullifzero(expr: impl Into<Column>) -> Column {
    call("nullifzero", [expr.into()])
}

/// Spark's function `nvl(expr1, expr2)`.
pub fn nvl(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("nvl", [expr1.into(), expr2.into()])
}

/// Spark's function `nvl2(expr1, expr2, expr3)`.
pub fn nvl2(expr1: impl Into<Column>, expr2: impl Into<Column>, expr3: impl Into<Column>) -> Column {
    call("nvl2", [expr1.into(), expr2.into(), expr3.into()])
}

/// Spark's function `octet_length(expr)`.
pub fn octet_length(expr: impl Into<Column>) -> Column {
    call("octet_length", [expr.into()])
}

/// Spark's function `overlay(input, replace, pos[, len])`.
pub fn overlay(
    input: impl Into<Column>,
    replace: impl Into<Column>,
    pos: impl Into<Column>,
    len: Option<Column>,
) -> Column {
    call("overlay", [input.into(), replace.into(), pos.into()].into_iter().chain(len))
}

/// Spark's function `parse_json(jsonStr)`.
pub fn parse_json(json_str: impl Into<Column>) -> Column {
    call("parse_json", [json_str.into()])
}

/// Spark's function `parse_url(url, partToExtract[, key])`.
pub fn parse_url(url: impl Into<Column>, part_to_extract: impl Into<Column>, key: Option<Column>) -> Column {
    call("parse_url", [url.into(), part_to_extract.into()].into_iter().chain(key))
}

/// Spark's window function `percent_rank()`.
pub fn percent_rank() -> Column {
    call("percent_rank", [])
}

/// Spark's aggregate function `percentile(col, percentage[, frequency])`.
pub fn percentile(col: impl Into<Column>, percentage: impl Into<Column>, frequency: Option<Column>) -> Column {
    call("percentile", [col.into(), percentage.into()].into_iter().chain(frequency))
}

/// Spark's aggregate function `percentile_approx(col, percentage[, accuracy])`.
pub fn percentile_approx(col: impl Into<Column>, percentage: impl Into<Column>, accuracy: Option<Column>) -> Column {
    call("percentile_approx", [col.into(), percentage.into()].into_iter().chain(accuracy))
}

/// Spark's function `pi()`.
pub fn pi() -> Column {
    call("pi", [])
}

/// Spark's function `pmod(expr1, expr2)`.
pub fn pmod(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("pmod", [expr1.into(), expr2.into()])
}

/// Spark's generator `posexplode(expr)`.
pub fn posexplode(expr: impl Into<Column>) -> Column {
    call("posexplode", [expr.into()])
}

/// Spark's generator `posexplode_outer(expr)`.
pub fn posexplode_outer(expr: impl Into<Column>) -> Column {
    call("posexplode_outer", [expr.into()])
}

/// Spark's function `position(substr, str[, pos])`.
pub fn position(substr: impl Into<Column>, str: impl Into<Column>, pos: Option<Column>) -> Column {
    call("position", [substr.into(), str.into()].into_iter().chain(pos))
}

/// Spark's function `positive(expr)`.
pub fn positive(expr: impl Into<Column>) -> Column {
    call("positive", [expr.into()])
}

/// Spark's function `pow(expr1, expr2)`.
pub fn pow(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("pow", [expr1.into(), expr2.into()])
}

/// Spark's function `power(expr1, expr2)`.
pub fn power(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("power", [expr1.into(), expr2.into()])
}

/// Spark's function `printf(strfmt, obj, ...)`.
pub fn printf(strfmt: impl Into<Column>, objs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("printf", [strfmt.into()].into_iter().chain(objs.into_iter().map(Into::into)))
}

/// Spark's function `quarter(date)`.
pub fn quarter(date: impl Into<Column>) -> Column {
    call("quarter", [date.into()])
}

/// Spark's function `quote(str)`.
pub fn quote(str: impl Into<Column>) -> Column {
    call("quote", [str.into()])
}

/// Spark's function `radians(expr)`.
pub fn radians(expr: impl Into<Column>) -> Column {
    call("radians", [expr.into()])
}

/// Spark's function `raise_error(expr)`.
pub fn raise_error(expr: impl Into<Column>) -> Column {
    call("raise_error", [expr.into()])
}

/// Spark's function `rand([seed])`.
pub fn rand(seed: Option<Column>) -> Column {
    call("rand", seed)
}

/// Spark's function `randn([seed])`.
pub fn randn(seed: Option<Column>) -> Column {
    call("randn", seed)
}

/// Spark's function `random([seed])`.
pub fn random(seed: Option<Column>) -> Column {
    call("random", seed)
}

/// Spark's function `randstr(length[, seed])`.
pub fn randstr(length: impl Into<Column>, seed: Option<Column>) -> Column {
    call("randstr", [length.into()].into_iter().chain(seed))
}

/// Spark's window function `rank()`.
pub fn rank() -> Column {
    call("rank", [])
}

/// Spark's higher-order function `reduce(expr, start, merge[, finish])`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn reduce(
    expr: impl Into<Column>,
    start: impl Into<Column>,
    merge: impl Into<Column>,
    finish: Option<Column>,
) -> Column {
    call("reduce", [expr.into(), start.into(), merge.into()].into_iter().chain(finish))
}

/// Spark's function `regexp(str, regexp)`.
pub fn regexp(str: impl Into<Column>, regexp: impl Into<Column>) -> Column {
    call("regexp", [str.into(), regexp.into()])
}

/// Spark's function `regexp_count(str, regexp)`.
pub fn regexp_count(str: impl Into<Column>, regexp: impl Into<Column>) -> Column {
    call("regexp_count", [str.into(), regexp.into()])
}

/// Spark's function `regexp_extract(str, regexp[, idx])`.
pub fn regexp_extract(str: impl Into<Column>, regexp: impl Into<Column>, idx: Option<Column>) -> Column {
    call("regexp_extract", [str.into(), regexp.into()].into_iter().chain(idx))
}

/// Spark's function `regexp_extract_all(str, regexp[, idx])`.
pub fn regexp_extract_all(str: impl Into<Column>, regexp: impl Into<Column>, idx: Option<Column>) -> Column {
    call("regexp_extract_all", [str.into(), regexp.into()].into_iter().chain(idx))
}

/// Spark's function `regexp_instr(str, regexp[, idx])`.
pub fn regexp_instr(str: impl Into<Column>, regexp: impl Into<Column>, idx: Option<Column>) -> Column {
    call("regexp_instr", [str.into(), regexp.into()].into_iter().chain(idx))
}

/// Spark's function `regexp_like(str, regexp)`.
pub fn regexp_like(str: impl Into<Column>, regexp: impl Into<Column>) -> Column {
    call("regexp_like", [str.into(), regexp.into()])
}

/// Spark's function `regexp_replace(str, regexp, rep[, position])`.
pub fn regexp_replace(
    str: impl Into<Column>,
    regexp: impl Into<Column>,
    rep: impl Into<Column>,
    position: Option<Column>,
) -> Column {
    call("regexp_replace", [str.into(), regexp.into(), rep.into()].into_iter().chain(position))
}

/// Spark's function `regexp_substr(str, regexp)`.
pub fn regexp_substr(str: impl Into<Column>, regexp: impl Into<Column>) -> Column {
    call("regexp_substr", [str.into(), regexp.into()])
}

/// Spark's aggregate function `regr_avgx(y, x)`.
pub fn regr_avgx(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_avgx", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_avgy(y, x)`.
pub fn regr_avgy(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_avgy", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_count(y, x)`.
pub fn regr_count(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_count", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_intercept(y, x)`.
pub fn regr_intercept(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_intercept", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_r2(y, x)`.
pub fn regr_r2(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_r2", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_slope(y, x)`.
pub fn regr_slope(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_slope", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_sxx(y, x)`.
pub fn regr_sxx(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_sxx", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_sxy(y, x)`.
pub fn regr_sxy(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_sxy", [y.into(), x.into()])
}

/// Spark's aggregate function `regr_syy(y, x)`.
pub fn regr_syy(y: impl Into<Column>, x: impl Into<Column>) -> Column {
    call("regr_syy", [y.into(), x.into()])
}

/// Spark's function `repeat(str, n)`.
pub fn repeat(str: impl Into<Column>, n: impl Into<Column>) -> Column {
    call("repeat", [str.into(), n.into()])
}

/// Spark's function `replace(str, search[, replace])`.
pub fn replace(str: impl Into<Column>, search: impl Into<Column>, replace: Option<Column>) -> Column {
    call("replace", [str.into(), search.into()].into_iter().chain(replace))
}

/// Spark's function `reverse(expr)`.
pub fn reverse(expr: impl Into<Column>) -> Column {
    call("reverse", [expr.into()])
}

/// Spark's function `right(str, len)`.
pub fn right(str: impl Into<Column>, len: impl Into<Column>) -> Column {
    call("right", [str.into(), len.into()])
}

/// Spark's function `rint(expr)`.
pub fn rint(expr: impl Into<Column>) -> Column {
    call("rint", [expr.into()])
}

/// Spark's function `rlike(str, regexp)`.
pub fn rlike(str: impl Into<Column>, regexp: impl Into<Column>) -> Column {
    call("rlike", [str.into(), regexp.into()])
}

/// Spark's function `round(expr[, d])`.
pub fn round(expr: impl Into<Column>, d: Option<Column>) -> Column {
    call("round", [expr.into()].into_iter().chain(d))
}

/// Spark's window function `row_number()`.
pub fn row_number() -> Column {
    call("row_number", [])
}

/// Spark's function `rpad(str, len[, pad])`.
pub fn rpad(str: impl Into<Column>, len: impl Into<Column>, pad: Option<Column>) -> Column {
    call("rpad", [str.into(), len.into()].into_iter().chain(pad))
}

/// Spark's function `rtrim([trimStr, ]str)`.
pub fn rtrim(str: impl Into<Column>, trim_str: Option<Column>) -> Column {
    call("rtrim", trim_str.into_iter().chain([str.into()]))
}

/// Spark's function `schema_of_csv(csv[, options])`.
pub fn schema_of_csv(csv: impl Into<Column>, options: Option<Column>) -> Column {
    call("schema_of_csv", [csv.into()].into_iter().chain(options))
}

/// Spark's function `schema_of_json(json[, options])`.
pub fn schema_of_json(json: impl Into<Column>, options: Option<Column>) -> Column {
    call("schema_of_json", [json.into()].into_iter().chain(options))
}

/// Spark's function `sec(expr)`.
pub fn sec(expr: impl Into<Column>) -> Column {
    call("sec", [expr.into()])
}

/// Spark's function `second(expr)`.
pub fn second(expr: impl Into<Column>) -> Column {
    call("second", [expr.into()])
}

/// Spark's function `sequence(start, stop[, step])`.
pub fn sequence(start: impl Into<Column>, stop: impl Into<Column>, step: Option<Column>) -> Column {
    call("sequence", [start.into(), stop.into()].into_iter().chain(step))
}

/// Spark's function `session_user()`.
pub fn session_user() -> Column {
    call("session_user", [])
}

/// Spark's function `sha(expr)`.
pub fn sha(expr: impl Into<Column>) -> Column {
    call("sha", [expr.into()])
}

/// Spark's function `sha1(expr)`.
pub fn sha1(expr: impl Into<Column>) -> Column {
    call("sha1", [expr.into()])
}

/// Spark's function `sha2(expr, bitLength)`.
pub fn sha2(expr: impl Into<Column>, bit_length: impl Into<Column>) -> Column {
    call("sha2", [expr.into(), bit_length.into()])
}

/// Spark's function `shiftleft(base, exp)`.
pub fn shiftleft(base: impl Into<Column>, exp: impl Into<Column>) -> Column {
    call("shiftleft", [base.into(), exp.into()])
}

/// Spark's function `shiftright(base, expr)`.
pub fn shiftright(base: impl Into<Column>, expr: impl Into<Column>) -> Column {
    call("shiftright", [base.into(), expr.into()])
}

/// Spark's function `shiftrightunsigned(base, expr)`.
pub fn shiftrightunsigned(base: impl Into<Column>, expr: impl Into<Column>) -> Column {
    call("shiftrightunsigned", [base.into(), expr.into()])
}

/// Spark's function `sign(expr)`.
pub fn sign(expr: impl Into<Column>) -> Column {
    call("sign", [expr.into()])
}

/// Spark's function `signum(expr)`.
pub fn signum(expr: impl Into<Column>) -> Column {
    call("signum", [expr.into()])
}

/// Spark's function `sin(expr)`.
pub fn sin(expr: impl Into<Column>) -> Column {
    call("sin", [expr.into()])
}

/// Spark's function `sinh(expr)`.
pub fn sinh(expr: impl Into<Column>) -> Column {
    call("sinh", [expr.into()])
}

/// Spark's function `size(expr)`.
pub fn size(expr: impl Into<Column>) -> Column {
    call("size", [expr.into()])
}

/// Spark's aggregate function `skewness(expr)`.
pub fn skewness(expr: impl Into<Column>) -> Column {
    call("skewness", [expr.into()])
}

/// Spark's function `slice(x, start, length)`.
pub fn slice(x: impl Into<Column>, start: impl Into<Column>, length: impl Into<Column>) -> Column {
    call("slice", [x.into(), start.into(), length.into()])
}

/// Spark's function `smallint(expr)`.
pub fn smallint(expr: impl Into<Column>) -> Column {
    call("smallint", [expr.into()])
}

/// Spark's aggregate function `some(expr)`.
pub fn some(expr: impl Into<Column>) -> Column {
    call("some", [expr.into()])
}

/// Spark's function `sort_array(array[, ascendingOrder])`.
pub fn sort_array(array: impl Into<Column>, ascending_order: Option<Column>) -> Column {
    call("sort_array", [array.into()].into_iter().chain(ascending_order))
}

/// Spark's function `soundex(str)`.
pub fn soundex(str: impl Into<Column>) -> Column {
    call("soundex", [str.into()])
}

/// Spark's function `space(n)`.
pub fn space(n: impl Into<Column>) -> Column {
    call("space", [n.into()])
}

/// Spark's function `spark_partition_id()`.
pub fn spark_partition_id() -> Column {
    call("spark_partition_id", [])
}

/// Spark's function `split(str, regex[, limit])`.
pub fn split(str: impl Into<Column>, regex: impl Into<Column>, limit: Option<Column>) -> Column {
    call("split", [str.into(), regex.into()].into_iter().chain(limit))
}

/// Spark's function `split_part(str, delimiter, partNum)`.
pub fn split_part(str: impl Into<Column>, delimiter: impl Into<Column>, part_num: impl Into<Column>) -> Column {
    call("split_part", [str.into(), delimiter.into(), part_num.into()])
}

/// Spark's function `sqrt(expr)`.
pub fn sqrt(expr: impl Into<Column>) -> Column {
    call("sqrt", [expr.into()])
}

/// Spark's generator `stack(n, expr1, ..., exprk)`.
pub fn stack(n: impl Into<Column>, exprs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("stack", [n.into()].into_iter().chain(exprs.into_iter().map(Into::into)))
}

/// Spark's function `startswith(left, right)`.
pub fn startswith(left: impl Into<Column>, right: impl Into<Column>) -> Column {
    call("startswith", [left.into(), right.into()])
}

/// Spark's aggregate function `std(expr)`.
pub fn std(expr: impl Into<Column>) -> Column {
    call("std", [expr.into()])
}

/// Spark's aggregate function `stddev(expr)`.
pub fn stddev(expr: impl Into<Column>) -> Column {
    call("stddev", [expr.into()])
}

/// Spark's aggregate function `stddev_pop(expr)`.
pub fn stddev_pop(expr: impl Into<Column>) -> Column {
    call("stddev_pop", [expr.into()])
}

/// Spark's aggregate function `stddev_samp(expr)`.
pub fn stddev_samp(expr: impl Into<Column>) -> Column {
    call("stddev_samp", [expr.into()])
}

/// Spark's function `str_to_map(text[, pairDelim[, keyValueDelim]])`.
pub fn str_to_map(text: impl Into<Column>, optional: impl IntoIterator<Item = Column>) -> Column {
    call("str_to_map", [text.into()].into_iter().chain(optional))
}

/// Spark's function `string(expr)`.
pub fn string(expr: impl Into<Column>) -> Column {
    call("string", [expr.into()])
}

/// Spark's aggregate function `string_agg(expr[, delimiter])`.
pub fn string_agg(expr: impl Into<Column>, delimiter: Option<Column>) -> Column {
    call("string_agg", [expr.into()].into_iter().chain(delimiter))
}

/// Spark's function `struct(col1, col2, col3, ...)`.
pub fn struct_(cols: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("struct", cols.into_iter().map(Into::into))
}

/// Spark's function `substr(str, pos[, len])`.
pub fn substr(str: impl Into<Column>, pos: impl Into<Column>, len: Option<Column>) -> Column {
    call("substr", [str.into(), pos.into()].into_iter().chain(len))
}

/// Spark's function `substring(str, pos[, len])`.
pub fn substring(str: impl Into<Column>, pos: impl Into<Column>, len: Option<Column>) -> Column {
    call("substring", [str.into(), pos.into()].into_iter().chain(len))
}

/// Spark's function `substring_index(str, delim, count)`.
pub fn substring_index(str: impl Into<Column>, delim: impl Into<Column>, count: impl Into<Column>) -> Column {
    call("substring_index", [str.into(), delim.into(), count.into()])
}

/// Spark's aggregate function `sum(expr)`.
pub fn sum(expr: impl Into<Column>) -> Column {
    call("sum", [expr.into()])
}

/// Spark's function `tan(expr)`.
pub fn tan(expr: impl Into<Column>) -> Column {
    call("tan", [expr.into()])
}

/// Spark's function `tanh(expr)`.
pub fn tanh(expr: impl Into<Column>) -> Column {
    call("tanh", [expr.into()])
}

/// Spark's function `time_diff(unit, start, end)`.
pub fn time_diff(unit: impl Into<Column>, start: impl Into<Column>, end: impl Into<Column>) -> Column {
    call("time_diff", [unit.into(), start.into(), end.into()])
}

/// Spark's function `time_from_micros(micros)`.
pub fn time_from_micros(micros: impl Into<Column>) -> Column {
    call("time_from_micros", [micros.into()])
}

/// Spark's function `time_from_millis(millis)`.
pub fn time_from_millis(millis: impl Into<Column>) -> Column {
    call("time_from_millis", [millis.into()])
}

/// Spark's function `time_from_seconds(seconds)`.
pub fn time_from_seconds(seconds: impl Into<Column>) -> Column {
    call("time_from_seconds", [seconds.into()])
}

/// Spark's function `time_to_micros(time)`.
pub fn time_to_micros(time: impl Into<Column>) -> Column {
    call("time_to_micros", [time.into()])
}

/// Spark's function `time_to_millis(time)`.
pub fn time_to_millis(time: impl Into<Column>) -> Column {
    call("time_to_millis", [time.into()])
}

/// Spark's function `time_to_seconds(time)`.
pub fn time_to_seconds(time: impl Into<Column>) -> Column {
    call("time_to_seconds", [time.into()])
}

/// Spark's function `time_trunc(unit, time)`.
pub fn time_trunc(unit: impl Into<Column>, time: impl Into<Column>) -> Column {
    call("time_trunc", [unit.into(), time.into()])
}

/// Spark's function `timestamp(expr)`.
pub fn timestamp(expr: impl Into<Column>) -> Column {
    call("timestamp", [expr.into()])
}

/// Spark's function `timestamp_micros(microseconds)`.
pub fn timestamp_micros(microseconds: impl Into<Column>) -> Column {
    call("timestamp_micros", [microseconds.into()])
}

/// Spark's function `timestamp_millis(milliseconds)`.
pub fn timestamp_millis(milliseconds: impl Into<Column>) -> Column {
    call("timestamp_millis", [milliseconds.into()])
}

/// Spark's function `timestamp_seconds(seconds)`.
pub fn timestamp_seconds(seconds: impl Into<Column>) -> Column {
    call("timestamp_seconds", [seconds.into()])
}

/// Spark's function `timestampadd(unit, quantity, ts)`.
pub fn timestampadd(unit: impl Into<Column>, quantity: impl Into<Column>, ts: impl Into<Column>) -> Column {
    call("timestampadd", [unit.into(), quantity.into(), ts.into()])
}

/// Spark's function `timestampdiff(unit, start, end)`.
pub fn timestampdiff(unit: impl Into<Column>, start: impl Into<Column>, end: impl Into<Column>) -> Column {
    call("timestampdiff", [unit.into(), start.into(), end.into()])
}

/// Spark's function `tinyint(expr)`.
pub fn tinyint(expr: impl Into<Column>) -> Column {
    call("tinyint", [expr.into()])
}

/// Spark's function `to_binary(str[, fmt])`.
pub fn to_binary(str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("to_binary", [str.into()].into_iter().chain(fmt))
}

/// Spark's function `to_csv(expr[, options])`.
pub fn to_csv(expr: impl Into<Column>, options: Option<Column>) -> Column {
    call("to_csv", [expr.into()].into_iter().chain(options))
}

/// Spark's function `to_date(date_str[, fmt])`.
pub fn to_date(date_str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("to_date", [date_str.into()].into_iter().chain(fmt))
}

/// Spark's function `to_json(expr[, options])`.
pub fn to_json(expr: impl Into<Column>, options: Option<Column>) -> Column {
    call("to_json", [expr.into()].into_iter().chain(options))
}

/// Spark's function `to_time(str[, format])`.
pub fn to_time(str: impl Into<Column>, format: Option<Column>) -> Column {
    call("to_time", [str.into()].into_iter().chain(format))
}

/// Spark's function `to_timestamp(timestamp_str[, fmt])`.
pub fn to_timestamp(timestamp_str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("to_timestamp", [timestamp_str.into()].into_iter().chain(fmt))
}

/// Spark's function `to_timestamp_ltz(timestamp_str[, fmt])`.
pub fn to_timestamp_ltz(timestamp_str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("to_timestamp_ltz", [timestamp_str.into()].into_iter().chain(fmt))
}

/// Spark's function `to_timestamp_ntz(timestamp_str[, fmt])`.
pub fn to_timestamp_ntz(timestamp_str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("to_timestamp_ntz", [timestamp_str.into()].into_iter().chain(fmt))
}

/// Spark's function `to_unix_timestamp(timeExp[, fmt])`.
pub fn to_unix_timestamp(time_exp: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("to_unix_timestamp", [time_exp.into()].into_iter().chain(fmt))
}

/// Spark's function `to_utc_timestamp(timestamp, timezone)`.
pub fn to_utc_timestamp(timestamp: impl Into<Column>, timezone: impl Into<Column>) -> Column {
    call("to_utc_timestamp", [timestamp.into(), timezone.into()])
}

/// Spark's higher-order function `transform(expr, func)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn transform(expr: impl Into<Column>, func: impl Into<Column>) -> Column {
    call("transform", [expr.into(), func.into()])
}

/// Spark's higher-order function `transform_keys(expr, func)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn transform_keys(expr: impl Into<Column>, func: impl Into<Column>) -> Column {
    call("transform_keys", [expr.into(), func.into()])
}

/// Spark's higher-order function `transform_values(expr, func)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn transform_values(expr: impl Into<Column>, func: impl Into<Column>) -> Column {
    call("transform_values", [expr.into(), func.into()])
}

/// Spark's function `translate(input, from, to)`.
pub fn translate(input: impl Into<Column>, from: impl Into<Column>, to: impl Into<Column>) -> Column {
    call("translate", [input.into(), from.into(), to.into()])
}

/// Spark's function `trim([trimStr, ]str)`.
pub fn trim(str: impl Into<Column>, trim_str: Option<Column>) -> Column {
    call("trim", trim_str.into_iter().chain([str.into()]))
}

/// Spark's function `trunc(date, fmt)`.
pub fn trunc(date: impl Into<Column>, fmt: impl Into<Column>) -> Column {
    call("trunc", [date.into(), fmt.into()])
}

/// Spark's function `try_add(expr1, expr2)`.
pub fn try_add(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("try_add", [expr1.into(), expr2.into()])
}

/// Spark's aggregate function `try_avg(expr)`.
pub fn try_avg(expr: impl Into<Column>) -> Column {
    call("try_avg", [expr.into()])
}

/// Spark's function `try_divide(dividend, divisor)`.
pub fn try_divide(dividend: impl Into<Column>, divisor: impl Into<Column>) -> Column {
    call("try_divide", [dividend.into(), divisor.into()])
}

/// Spark's function `try_element_at(array, index)` or `try_element_at(map, key)`.
pub fn try_element_at(array: impl Into<Column>, index: impl Into<Column>) -> Column {
    call("try_element_at", [array.into(), index.into()])
}

/// Spark's function `try_make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])`.
pub fn try_make_interval(optional: impl IntoIterator<Item = Column>) -> Column {
    call("try_make_interval", optional)
}

/// Spark's function `try_make_timestamp(year, month, day, hour, min, sec[, timezone])` or `try_make_timestamp(date[, time[, timezone]])`.
pub fn try_make_timestamp(arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("try_make_timestamp", arguments.into_iter().map(Into::into))
}

/// Spark's function `try_make_timestamp_ltz(year, month, day, hour, min, sec[, timezone])` or `try_make_timestamp_ltz(date, time[, timezone])`.
pub fn try_make_timestamp_ltz(arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("try_make_timestamp_ltz", arguments.into_iter().map(Into::into))
}

/// Spark's function `try_make_timestamp_ntz(year, month, day, hour, min, sec)` or `try_make_timestamp_ntz(date, time)`.
pub fn try_make_timestamp_ntz(arguments: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("try_make_timestamp_ntz", arguments.into_iter().map(Into::into))
}

/// Spark's function `try_mod(dividend, divisor)`.
pub fn try_mod(dividend: impl Into<Column>, divisor: impl Into<Column>) -> Column {
    call("try_mod", [dividend.into(), divisor.into()])
}

/// Spark's function `try_multiply(expr1, expr2)`.
pub fn try_multiply(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("try_multiply", [expr1.into(), expr2.into()])
}

/// Spark's function `try_parse_json(jsonStr)`.
pub fn try_parse_json(json_str: impl Into<Column>) -> Column {
    call("try_parse_json", [json_str.into()])
}

/// Spark's function `try_parse_url(url, partToExtract[, key])`.
pub fn try_parse_url(url: impl Into<Column>, part_to_extract: impl Into<Column>, key: Option<Column>) -> Column {
    call("try_parse_url", [url.into(), part_to_extract.into()].into_iter().chain(key))
}

/// Spark's function `try_subtract(expr1, expr2)`.
pub fn try_subtract(expr1: impl Into<Column>, expr2: impl Into<Column>) -> Column {
    call("try_subtract", [expr1.into(), expr2.into()])
}

/// Spark's aggregate function `try_sum(expr)`.
pub fn try_sum(expr: impl Into<Column>) -> Column {
    call("try_sum", [expr.into()])
}

/// Spark's function `try_to_binary(str[, fmt])`.
pub fn try_to_binary(str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("try_to_binary", [str.into()].into_iter().chain(fmt))
}

/// Spark's function `try_to_date(date_str[, fmt])`.
pub fn try_to_date(date_str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("try_to_date", [date_str.into()].into_iter().chain(fmt))
}

/// Spark's function `try_to_time(str[, format])`.
pub fn try_to_time(str: impl Into<Column>, format: Option<Column>) -> Column {
    call("try_to_time", [str.into()].into_iter().chain(format))
}

/// Spark's function `try_to_timestamp(timestamp_str[, fmt])`.
pub fn try_to_timestamp(timestamp_str: impl Into<Column>, fmt: Option<Column>) -> Column {
    call("try_to_timestamp", [timestamp_str.into()].into_iter().chain(fmt))
}

/// Spark's function `try_url_decode(str)`.
pub fn try_url_decode(str: impl Into<Column>) -> Column {
    call("try_url_decode", [str.into()])
}

/// Spark's function `try_validate_utf8(str)`.
pub fn try_validate_utf8(str: impl Into<Column>) -> Column {
    call("try_validate_utf8", [str.into()])
}

/// Spark's function `typeof(expr)`.
pub fn typeof_(expr: impl Into<Column>) -> Column {
    call("typeof", [expr.into()])
}

/// Spark's function `ucase(str)`.
pub fn ucase(str: impl Into<Column>) -> Column {
    call("ucase", [str.into()])
}

/// Spark's function `unbase64(str)`.
pub fn unbase64(str: impl Into<Column>) -> Column {
    call("unbase64", [str.into()])
}

/// Spark's function `unhex(expr)`.
pub fn unhex(expr: impl Into<Column>) -> Column {
    call("unhex", [expr.into()])
}

/// Spark's function `uniform(min, max[, seed])`.
pub fn uniform(min: impl Into<Column>, max: impl Into<Column>, seed: Option<Column>) -> Column {
    call("uniform", [min.into(), max.into()].into_iter().chain(seed))
}

/// Spark's function `unix_date(date)`.
pub fn unix_date(date: impl Into<Column>) -> Column {
    call("unix_date", [date.into()])
}

/// Spark's function `unix_micros(timestamp)`.
pub fn unix_micros(timestamp: impl Into<Column>) -> Column {
    call("unix_micros", [timestamp.into()])
}

/// Spark's function `unix_millis(timestamp)`.
pub fn unix_millis(timestamp: impl Into<Column>) -> Column {
    call("unix_millis", [timestamp.into()])
}

/// Spark's function `unix_seconds(timestamp)`.
pub fn unix_seconds(timestamp: impl Into<Column>) -> Column {
    call("unix_seconds", [timestamp.into()])
}

/// Spark's function `unix_timestamp([timeExp[, fmt]])`.
pub fn unix_timestamp(optional: impl IntoIterator<Item = Column>) -> Column {
    call("unix_timestamp", optional)
}

/// Spark's function `upper(str)`.
pub fn upper(str: impl Into<Column>) -> Column {
    call("upper", [str.into()])
}

/// Spark's function `url_decode(str)`.
pub fn url_decode(str: impl Into<Column>) -> Column {
    call("url_decode", [str.into()])
}

/// Spark's function `url_encode(str)`.
pub fn url_encode(str: impl Into<Column>) -> Column {
    call("url_encode", [str.into()])
}

/// Spark's function `user()`.
pub fn user() -> Column {
    call("user", [])
}

/// Spark's function `uuid([seed])`.
pub fn uuid(seed: Option<Column>) -> Column {
    call("uuid", seed)
}

/// Spark's function `validate_utf8(str)`.
pub fn validate_utf8(str: impl Into<Column>) -> Column {
    call("validate_utf8", [str.into()])
}

/// Spark's aggregate function `var_pop(expr)`.
pub fn var_pop(expr: impl Into<Column>) -> Column {
    call("var_pop", [expr.into()])
}

/// Spark's aggregate function `var_samp(expr)`.
pub fn var_samp(expr: impl Into<Column>) -> Column {
    call("var_samp", [expr.into()])
}

/// Spark's aggregate function `variance(expr)`.
pub fn variance(expr: impl Into<Column>) -> Column {
    call("variance", [expr.into()])
}

/// Spark's function `version()`.
pub fn version() -> Column {
    call("version", [])
}

/// Spark's function `weekday(date)`.
pub fn weekday(date: impl Into<Column>) -> Column {
    call("weekday", [date.into()])
}

/// Spark's function `weekofyear(date)`.
pub fn weekofyear(date: impl Into<Column>) -> Column {
    call("weekofyear", [date.into()])
}

/// Spark's function `width_bucket(value, min_value, max_value, num_bucket)`.
pub fn width_bucket(
    value: impl Into<Column>,
    min_value: impl Into<Column>,
    max_value: impl Into<Column>,
    num_bucket: impl Into<Column>,
) -> Column {
    call("width_bucket", [value.into(), min_value.into(), max_value.into(), num_bucket.into()])
}

/// Spark's function `xxhash64(expr1, expr2, ...)`.
pub fn xxhash64(exprs: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    call("xxhash64", exprs.into_iter().map(Into::into))
}

/// Spark's function `year(date)`.
pub fn year(date: impl Into<Column>) -> Column {
    call("year", [date.into()])
}

/// Spark's function `zeroifnull(expr)`.
pub fn zeroifnull(expr: impl Into<Column>) -> Column {
    call("zeroifnull", [expr.into()])
}

/// Spark's higher-order function `zip_with(left, right, func)`.
/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.
pub fn zip_with(left: impl Into<Column>, right: impl Into<Column>, func: impl Into<Column>) -> Column {
    call("zip_with", [left.into(), right.into(), func.into()])
}
