use super::*;

async fn check(text: &str, pairs: &[(&str, &str)], schema: Option<&str>, expected: (&str, &[&str])) {
    let (_directory, path) = file("f.json", text);
    let (found, rows) = outcome(request(Format::Json, path, pairs, schema)).await;
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!((found.as_str(), rows.as_slice()), expected, "{text:?} {pairs:?}");
}

#[tokio::test]
async fn infers_sparks_schema() {
    let basic = "{\"a\":1,\"b\":\"x\"}\n{\"b\":null,\"c\":1.5}\n";
    check(basic, &[], None, ("struct<a:bigint,b:string,c:double>", &["1|x|NULL", "NULL|NULL|1.5"])).await;
    let mixed = "{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":{\"b\":1}}\n";
    check(mixed, &[], None, ("struct<a:string>", &["1", "x", "{\"b\":1}"])).await;
    let numbers = "{\"a\":1}\n{\"a\":2.5}\n{\"a\":true}\n";
    check(numbers, &[], None, ("struct<a:string>", &["1", "2.5", "true"])).await;
    let arrays = "{\"a\":[1,\"x\"]}\n{\"a\":[{\"b\":1},{\"c\":2}]}\n";
    check(arrays, &[], None, ("struct<a:array<string>>", &["[1, x]", "[{\"b\":1}, {\"c\":2}]"])).await;
    let order = ("struct<M:bigint,a:bigint,z:bigint>", &["3|2|1"] as &[&str]);
    check("{\"z\":1,\"a\":2,\"M\":3}\n", &[], None, order).await;
    let nulls = "{\"a\":null,\"b\":[],\"c\":{},\"d\":1}\n";
    check(nulls, &[], None, ("struct<a:string,b:array<string>,d:bigint>", &["NULL|[]|1"])).await;
    check(nulls, &[("dropFieldIfAllNull", "true")], None, ("struct<d:bigint>", &["1"])).await;
    let primitives = ("struct<a:string,b:string,c:string>", &["1|true|1.50"] as &[&str]);
    check("{\"a\":1,\"b\":true,\"c\":1.50}\n", &[("primitivesAsString", "true")], None, primitives).await;
    check("{\"a\":1.5}\n", &[("prefersDecimal", "true")], None, ("struct<a:decimal(2,1)>", &["1.5"])).await;
    let big = "{\"a\":12345678901234567890}\n";
    check(big, &[], None, ("struct<a:decimal(20,0)>", &["12345678901234567890"])).await;
    let time = "{\"a\":\"2020-01-01T00:00:00Z\"}\n";
    check(time, &[], None, ("struct<a:string>", &["2020-01-01T00:00:00Z"])).await;
    check(time, &[("inferTimestamp", "true")], None, ("struct<a:timestamp>", &["2020-01-01T00:00:00Z"])).await;
    check("{\"a\":1,\"A\":2}\n", &[], None, ("COLUMN_ALREADY_EXISTS", &["columnName=`a`"])).await;
    check("", &[], None, ("struct<>", &[])).await;
}

#[tokio::test]
async fn malformed_records_by_mode() {
    let corrupt = "{\"a\":1}\n{bad\n{\"a\":3}\n";
    check(corrupt, &[], None, ("struct<_corrupt_record:string,a:bigint>", &["NULL|1", "{bad|NULL", "NULL|3"])).await;
    let text = "{\"a\":1}\n{bad\n{\"a\":\"x\"}\n[{\"a\":5}]\n7\n";
    let rows = &["1|NULL", "NULL|{bad", "NULL|{\"a\":\"x\"}", "5|NULL", "NULL|7"];
    check(text, &[], Some("a int, _corrupt_record string"), ("struct<a:int,_corrupt_record:string>", rows)).await;
    let drop = &[("mode", "DROPMALFORMED")];
    check("{\"a\":1}\n{bad\n{\"a\":\"x\"}\n", drop, Some("a int"), ("struct<a:int>", &["1"])).await;
    check("{'a':'x'}\n", &[], None, ("struct<a:string>", &["x"])).await;
    let only = ("UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN", &[] as &[&str]);
    check("{'a':'x'}\n", &[("allowSingleQuotes", "false")], None, only).await;
    check("{\"a\":01}\n", &[], None, only).await;
    check("{\"a\":NaN}\n", &[], None, ("struct<a:double>", &["NaN"])).await;
    check("{\"a\":1} x\n{\"a\":2}{\"a\":3}\n", &[], None, ("struct<a:bigint>", &["1", "2"])).await;
    check("\n{\"a\":1}\n\n  \n{\"a\":2}\n", &[], None, ("struct<a:bigint>", &["1", "2"])).await;
}

#[tokio::test]
async fn converts_to_given_types() {
    let strings = "{\"a\":1.50}\n{\"a\":{\"x\": 1}}\n{\"a\":[1, 2]}\n{\"a\":true}\n{\"a\":\"t\"}\n{\"a\":null}\n";
    let rows = &["1.50", "{\"x\": 1}", "[1, 2]", "true", "t", "NULL"];
    check(strings, &[], Some("a string"), ("struct<a:string>", rows)).await;
    let text = "{\"i\":1.0,\"d\":1,\"l\":\"5\",\"b\":\"true\",\"dec\":1.256,\"dt\":\"2020-01-01\",\"ts\":\"2020-01-01 10:00:00\",\"f\":\"NaN\"}\n";
    let schema = "i int,d double,l bigint,b boolean,dec decimal(5,2),dt date,ts timestamp,f float";
    let (_directory, path) = file("f.json", text);
    let (_, rows) = outcome(request(Format::Json, path, &[], Some(schema))).await;
    assert_eq!(rows, ["NULL|1.0|NULL|NULL|1.26|2020-01-01|2020-01-01T18:00:00Z|NaN"]);
    let seconds = ("struct<t:timestamp,d:date>", &["2020-01-01T00:00:00Z|NULL"] as &[&str]);
    check("{\"t\":1577836800,\"d\":18000}\n", &[], Some("t timestamp,d date"), seconds).await;
    let nested = "{\"m\":{\"a\":1,\"b\":2},\"arr\":[{\"x\":1}],\"st\":{\"p\":{\"q\":1}}}\n";
    let schema = "m map<string,int>, arr array<struct<x:int,y:string>>, st struct<p:struct<q:int>>";
    let (_directory, path) = file("f.json", nested);
    let (_, rows) = outcome(request(Format::Json, path, &[], Some(schema))).await;
    assert_eq!(rows, ["{a: 1, b: 2}|[{x: 1, y: NULL}]|{p: {q: 1}}"]);
    let partial = ("struct<st:struct<q:int,r:int>,z:int>", &["{q: NULL, r: 1}|5"] as &[&str]);
    check("{\"st\":{\"q\":\"x\",\"r\":1},\"z\":5}\n", &[], Some("st struct<q:int,r:int>, z int"), partial).await;
    let whole = ("struct<st:array<int>,z:int>", &["NULL|5"] as &[&str]);
    check("{\"st\":[1,\"x\"],\"z\":5}\n", &[], Some("st array<int>, z int"), whole).await;
    check("{\"a\":\"aGVsbG8=\"}\n", &[], Some("a binary"), ("struct<a:binary>", &["68656c6c6f"])).await;
    check("{\"a\":\"\\u00e9\\ud83d\\ude00\\n\\/\"}\n", &[], None, ("struct<a:string>", &["é😀\n/"])).await;
}

#[tokio::test]
async fn whole_files() {
    let multi = &[("multiLine", "true")];
    check("[{\"a\":1},{\"a\":2}]", multi, None, ("struct<a:bigint>", &["1", "2"])).await;
    check("{\"a\":\n1}", multi, None, ("struct<a:bigint>", &["1"])).await;
}

#[tokio::test]
async fn garbage_does_not_panic() {
    let bytes: Vec<u8> = (0..=255).cycle().take(1024).collect();
    let (_directory, path) = file("f.json", &bytes);
    let (condition, _) = outcome(request(Format::Json, path, &[], None)).await;
    assert_eq!(condition, "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN");
    let (_directory, path) = file("f.json", "[".repeat(100_000));
    outcome(request(Format::Json, path, &[], Some("a int"))).await;
}
