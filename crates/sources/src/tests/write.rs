use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::logical_expr::LogicalPlanBuilder;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::prelude::DataFrame;
use sparrow_spark_types::arrow::to_arrow_schema;

use super::*;
use crate::{SaveMode, WriteRequest, WriteSummary};

fn write_request(format: Format, path: &Path, schema: &str, pairs: &[(&str, &str)]) -> WriteRequest {
    WriteRequest {
        path: path.to_string_lossy().into_owned(),
        format,
        mode: SaveMode::ErrorIfExists,
        partition_by: Vec::new(),
        options: options(pairs),
        schema: struct_of(schema),
        dynamic_overwrite: false,
        case_sensitive: false,
        time_zone: "America/Los_Angeles".into(),
    }
}

/// A frame of rows given as JSON, in one partition.
async fn frame(json: &str, schema: &str, mode: &str) -> (tempfile::TempDir, SessionContext, DataFrame) {
    let context = SessionContext::new_with_config(
        SessionConfig::new().with_target_partitions(1).with_extension(Arc::new(crate::Gate::open())),
    );
    let (directory, path) = file("rows.json", json);
    let mut request = request(Format::Json, path, &[("mode", mode)], Some(schema));
    request.conf.time_zone = "UTC".into();
    let table = open(&context.state(), request).await.unwrap();
    let frame = context.read_table(table.provider).unwrap();
    (directory, context, frame)
}

/// Writes rows given as JSON with the schema of the request.
async fn run(json: &str, request: WriteRequest) -> Result<WriteSummary> {
    let (_directory, context, frame) = frame(json, &request.schema.to_ddl(), "FAILFAST").await;
    let plan = frame.create_physical_plan().await?;
    write(context.task_ctx(), plan, request).await
}

/// Rows with an `id` from 0 to below `count`, and an `m` that is its rest modulo `modulus`.
fn numbered(count: usize, modulus: usize) -> String {
    (0..count).map(|id| format!("{{\"id\":{id},\"m\":{}}}\n", id % modulus)).collect()
}

/// Every file below a directory, names without the job's id, with its text.
fn listed(directory: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().unwrap().is_dir() {
            found.extend(listed(&entry.path()).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned();
            // `part-00000-<36 characters of the job's id>-c000.csv`
            let short = if name.len() > 47 { format!("{}{}", &name[..10], &name[47..]) } else { name };
            found.insert(short, text);
        }
    }
    found
}

fn names(directory: &Path) -> Vec<String> {
    listed(directory).into_keys().collect()
}

fn target() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("out");
    (directory, path)
}

/// The rows Spark's answers below were recorded with.
const ROWS: &str = r#"{"a":1,"d":4,"e":1.5,"f":2.5,"g":1.5,"h":true,"i":"2020-01-02","j":"2020-01-02T03:04:05.000600Z","k":"x","p":"2020-01-02T03:04:05.120"}
{}
{"a":0,"d":0,"e":1e10,"f":1e-7,"g":-0.001,"h":false,"i":"0001-01-01","j":"1970-01-01T00:00:00Z","k":"a,\"b\"\\\nc","p":"1900-01-01T00:00:00"}
{"a":0,"d":0,"e":"NaN","f":"Infinity","g":0,"h":false,"i":"9999-12-31","j":"2020-07-01T00:00:00Z","k":"","p":"2020-01-01T00:00:00"}
{"a":0,"d":0,"e":100.0,"f":123456789.125,"g":0,"h":false,"i":"9999-12-31","j":"2020-07-01T00:00:00Z","k":" sp ","p":"2020-01-01T00:00:00"}
{"a":0,"d":0,"e":0.0,"f":-0.0,"g":0,"h":false,"i":"9999-12-31","j":"2020-07-01T00:00:00Z","k":"q\"q","p":"2020-01-01T00:00:00"}
"#;
const SCHEMA: &str =
    "a tinyint,d bigint,e float,f double,g decimal(15,3),h boolean,i date,j timestamp,k string,p timestamp_ntz";

#[tokio::test]
async fn csv_text_is_sparks() {
    let (_directory, path) = target();
    run(ROWS, write_request(Format::Csv, &path, SCHEMA, &[])).await.unwrap();
    let expected = r#"1,4,1.5,2.5,1.500,true,2020-01-02,2020-01-01T19:04:05.000-08:00,x,2020-01-02T03:04:05.120
,,,,,,,,,
0,0,1.0E10,1.0E-7,-0.001,false,0001-01-01,1969-12-31T16:00:00.000-08:00,"a,\"b\"\\
c",1900-01-01T00:00:00.000
0,0,NaN,Infinity,0.000,false,9999-12-31,2020-06-30T17:00:00.000-07:00,"",2020-01-01T00:00:00.000
0,0,100.0,1.23456789125E8,0.000,false,9999-12-31,2020-06-30T17:00:00.000-07:00,sp,2020-01-01T00:00:00.000
0,0,0.0,-0.0,0.000,false,9999-12-31,2020-06-30T17:00:00.000-07:00,"q\"q",2020-01-01T00:00:00.000
"#;
    assert_eq!(listed(&path)["part-00000-c000.csv"], expected);
    assert_eq!(names(&path), ["_SUCCESS", "part-00000-c000.csv"]);
}

#[tokio::test]
async fn csv_options_are_sparks() {
    let first = ROWS.lines().next().unwrap();
    let formats = &[
        ("dateFormat", "dd.MM.yyyy"),
        ("timestampFormat", "yyyy/MM/dd HH:mm:ss XXX"),
        ("timestampNTZFormat", "yyyy MM dd"),
        ("header", "true"),
    ];
    let (_directory, path) = target();
    run(first, write_request(Format::Csv, &path, SCHEMA, formats)).await.unwrap();
    let expected = "a,d,e,f,g,h,i,j,k,p\n1,4,1.5,2.5,1.500,true,02.01.2020,2020/01/01 19:04:05 -08:00,x,2020 01 02\n";
    assert_eq!(listed(&path)["part-00000-c000.csv"], expected);
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
    let cases: &[Case] = &[
        (&[("quoteAll", "true")], r#"{"a":"x","c":"","d":"q\"q"}"#, "\"x\",\"\",\"\",\"q\\\"q\"\n"),
        (
            &[("escape", "\"")],
            r#"{"a":"q\"q","b":"b\\","c":"","d":"a,\"b\"\\"}"#,
            "\"q\"\"q\",b\\,\"\",\"a,\"\"b\"\"\\\"\n",
        ),
        (
            &[("nullValue", "NULL"), ("emptyValue", "E"), ("sep", "|")],
            r#"{"b":"","c":"x","d":"|"}"#,
            "NULL|E|x|\"|\"\n",
        ),
        (&[("escapeQuotes", "false")], r#"{"a":"q\"q","b":","}"#, "q\"q,\",\",,\n"),
        (
            &[("ignoreLeadingWhiteSpace", "false"), ("lineSep", ";")],
            r##"{"a":" x ","b":"#a","c":"\t","d":"a\rb"}"##,
            " x,\"#a\",\"\",\"a\rb\";",
        ),
        (&[("quote", "'")], r#"{"a":"a,\"b\"","b":"q\"q","c":"it's"}"#, "'a,\"b\"',q\"q,'it\\'s',\n"),
    ];
    for (pairs, json, expected) in cases {
        let (_directory, path) = target();
        run(json, write_request(Format::Csv, &path, "a string,b string,c string,d string", pairs)).await.unwrap();
        assert_eq!(listed(&path)["part-00000-c000.csv"], *expected, "{pairs:?}");
    }
}

#[tokio::test]
async fn json_text_is_sparks() {
    let (_directory, path) = target();
    run(ROWS, write_request(Format::Json, &path, SCHEMA, &[])).await.unwrap();
    let expected = r#"{"a":1,"d":4,"e":1.5,"f":2.5,"g":1.500,"h":true,"i":"2020-01-02","j":"2020-01-01T19:04:05.000-08:00","k":"x","p":"2020-01-02T03:04:05.120"}
{}
{"a":0,"d":0,"e":1.0E10,"f":1.0E-7,"g":-0.001,"h":false,"i":"0001-01-01","j":"1969-12-31T16:00:00.000-08:00","k":"a,\"b\"\\\nc","p":"1900-01-01T00:00:00.000"}
{"a":0,"d":0,"e":"NaN","f":"Infinity","g":0.000,"h":false,"i":"9999-12-31","j":"2020-06-30T17:00:00.000-07:00","k":"","p":"2020-01-01T00:00:00.000"}
{"a":0,"d":0,"e":100.0,"f":1.23456789125E8,"g":0.000,"h":false,"i":"9999-12-31","j":"2020-06-30T17:00:00.000-07:00","k":" sp ","p":"2020-01-01T00:00:00.000"}
{"a":0,"d":0,"e":0.0,"f":-0.0,"g":0.000,"h":false,"i":"9999-12-31","j":"2020-06-30T17:00:00.000-07:00","k":"q\"q","p":"2020-01-01T00:00:00.000"}
"#;
    assert_eq!(listed(&path)["part-00000-c000.json"], expected);
}

#[tokio::test]
async fn json_nests_as_sparks() {
    let schema = "m map<string,int>,n map<string,int>,s array<struct<x:int,y:int>>,u string,dd array<decimal(5,2)>,b binary,z string";
    let row = r#"{"m":{"1":2},"n":{"a":null},"s":[{"y":1}],"u":"ü\u2028\t\u0001/","dd":[1.0],"b":"YWI="}"#;
    let expected = r#"{"m":{"1":2},"n":{"a":null},"s":[{"y":1}],"u":"ü\t\u0001/","dd":[1.00],"b":"YWI="}"#;
    let (_directory, path) = target();
    run(row, write_request(Format::Json, &path, schema, &[])).await.unwrap();
    assert_eq!(listed(&path)["part-00000-c000.json"].replace('\u{2028}', ""), format!("{expected}\n"));
    let (_directory, path) = target();
    run(row, write_request(Format::Json, &path, schema, &[("ignoreNullFields", "false")])).await.unwrap();
    let text = &listed(&path)["part-00000-c000.json"];
    assert!(text.contains(r#""s":[{"x":null,"y":1}]"#) && text.ends_with("\"z\":null}\n"), "{text}");
}

#[tokio::test]
async fn text_writes_null_as_an_empty_line() {
    let (_directory, path) = target();
    let rows = "{\"x\":\"a\"}\n{}\n{\"x\":\"b\\nc\"}\n";
    run(rows, write_request(Format::Text, &path, "x string", &[])).await.unwrap();
    assert_eq!(listed(&path)["part-00000-c000.txt"], "a\n\nb\nc\n");
}

#[tokio::test]
async fn parquet_comes_back_as_it_was() {
    let (_directory, path) = target();
    let context = session();
    let source = sparrow_testkit::crate_folder().join("data/spark_all_types.parquet");
    let table = open(&context.state(), request(Format::Parquet, &source, &[], None)).await.unwrap();
    let schema = table.schema.to_ddl();
    let plan = context.read_table(table.provider).unwrap().create_physical_plan().await.unwrap();
    let summary = write(context.task_ctx(), plan, write_request(Format::Parquet, &path, &schema, &[])).await.unwrap();
    assert_eq!(summary.rows, 2);
    assert!(summary.bytes > 1000);
    let before = answer(request(Format::Parquet, &source, &[], None)).await.unwrap();
    let after = answer(request(Format::Parquet, &path, &[], None)).await.unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn no_rows_still_make_a_file() {
    let (_directory, path) = target();
    run("", write_request(Format::Parquet, &path, "id int", &[])).await.unwrap();
    assert_eq!(names(&path), ["_SUCCESS", "part-00000-c000.snappy.parquet"]);
    let read = answer(request(Format::Parquet, &path, &[], None)).await.unwrap();
    assert_eq!(read, ("struct<id:int>".into(), vec![]));
    let (_directory, path) = target();
    run("", write_request(Format::Csv, &path, "id int", &[("header", "true")])).await.unwrap();
    assert_eq!(listed(&path)["part-00000-c000.csv"], "id\n");
}

#[tokio::test]
async fn partitions_become_directories() {
    let (_directory, path) = target();
    let rows = "{\"id\":0,\"m\":0}\n{\"id\":1,\"m\":1,\"s\":\"\"}\n{\"id\":2,\"m\":0,\"s\":\"a/b %=:'\\\"#\"}\n{\"id\":3,\"m\":1,\"s\":\"é x\"}\n";
    let mut write = write_request(Format::Csv, &path, "id int, m int, s string", &[]);
    write.partition_by = vec!["s".into(), "m".into()];
    run(rows, write).await.unwrap();
    let expected = [
        "_SUCCESS",
        "s=__HIVE_DEFAULT_PARTITION__/m=0/part-00000c000.csv",
        "s=__HIVE_DEFAULT_PARTITION__/m=1/part-00000c000.csv",
        "s=a%2Fb %25%3D%3A%27%22%23/m=0/part-00000c000.csv",
        "s=é x/m=1/part-00000c000.csv",
    ];
    let dotless = |name: &String| name.replace("00000.c", "00000c");
    assert_eq!(names(&path).iter().map(dotless).collect::<Vec<_>>(), expected);
    let (schema, mut rows) = outcome(request(Format::Csv, &path, &[], None)).await;
    rows.sort();
    assert_eq!(schema, "struct<_c0:string,s:string,m:int>");
    assert_eq!(rows, ["0|NULL|0", "1|NULL|1", "2|a/b %=:'\"#|0", "3|é x|1"]);
}

#[tokio::test]
async fn partition_values_are_spelt_as_casts() {
    let (_directory, path) = target();
    let row = r#"{"x":1,"d":"2020-01-02","t":"2020-01-02T11:04:05.5Z","dec":1.5,"dbl":1.0,"b":true}"#;
    let schema = "x int,d date,t timestamp,dec decimal(3,2),dbl double,b boolean";
    let mut write = write_request(Format::Json, &path, schema, &[]);
    write.partition_by = ["d", "t", "dec", "dbl", "b"].map(str::to_owned).to_vec();
    run(row, write).await.unwrap();
    let directory = "d=2020-01-02/t=2020-01-02 03%3A04%3A05.5/dec=1.50/dbl=1.0/b=true/";
    assert!(names(&path)[1].starts_with(directory), "{:?}", names(&path));
}

#[tokio::test]
async fn many_partitions_do_not_need_many_open_files() {
    let (_directory, path) = target();
    let mut write = write_request(Format::Csv, &path, "id bigint, m bigint", &[]);
    write.partition_by = vec!["m".into()];
    let summary = run(&numbered(1000, 250), write).await.unwrap();
    assert_eq!(summary.rows, 1000);
    assert_eq!(answer(request(Format::Csv, &path, &[], None)).await.unwrap().1.len(), 1000);
}

#[tokio::test]
async fn files_end_at_the_record_limit() {
    let (_directory, path) = target();
    let write = write_request(Format::Csv, &path, "id bigint", &[("maxRecordsPerFile", "4")]);
    run(&numbered(10, 10), write).await.unwrap();
    assert_eq!(names(&path), ["_SUCCESS", "part-00000-c000.csv", "part-00000-c001.csv", "part-00000-c002.csv"]);
}

#[tokio::test]
async fn modes_and_what_is_there_already() {
    let (_directory, path) = target();
    let mode = |mode| WriteRequest { mode, ..write_request(Format::Csv, &path, "id int", &[]) };
    let rows = || async { answer(request(Format::Csv, &path, &[], None)).await.unwrap().1 };
    run("{\"id\":1}", mode(SaveMode::ErrorIfExists)).await.unwrap();
    let exists = run("{\"id\":2}", mode(SaveMode::ErrorIfExists)).await.unwrap_err();
    assert_eq!(exists.condition().name, "PATH_ALREADY_EXISTS");
    assert_eq!(exists.parameters()["outputPath"], format!("file:{}", path.display()));
    assert_eq!(run("{\"id\":3}", mode(SaveMode::Ignore)).await.unwrap(), WriteSummary::default());
    assert_eq!(rows().await, ["1"]);
    run("{\"id\":4}", mode(SaveMode::Append)).await.unwrap();
    let mut found = rows().await;
    found.sort();
    assert_eq!(found, ["1", "4"]);
    run("{\"id\":5}", mode(SaveMode::Overwrite)).await.unwrap();
    assert_eq!(rows().await, ["5"]);
    assert_eq!(names(&path).len(), 2);
}

#[tokio::test]
async fn dynamic_overwrite_replaces_only_partitions_with_rows() {
    let (_directory, path) = target();
    let write = |mode, dynamic_overwrite| WriteRequest {
        mode,
        dynamic_overwrite,
        partition_by: vec!["m".into()],
        ..write_request(Format::Csv, &path, "id bigint, m bigint", &[])
    };
    run(&numbered(4, 2), write(SaveMode::Append, false)).await.unwrap();
    run("{\"id\":4,\"m\":0}", write(SaveMode::Overwrite, true)).await.unwrap();
    let (_, mut found) = answer(request(Format::Csv, &path, &[], None)).await.unwrap();
    found.sort();
    assert_eq!(found, ["1|1", "3|1", "4|0"]);
    run("{\"id\":5,\"m\":1}", write(SaveMode::Overwrite, false)).await.unwrap();
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 2);
}

#[tokio::test]
async fn a_failed_write_leaves_nothing_and_keeps_the_old() {
    let (_directory, path) = target();
    let mode = |mode| WriteRequest { mode, ..write_request(Format::Csv, &path, "id bigint, m bigint", &[]) };
    let failing = format!("{}{{bad", numbered(20_000, 7));
    assert!(run(&failing, mode(SaveMode::ErrorIfExists)).await.is_err());
    assert!(!path.exists());
    run("{\"id\":1}", mode(SaveMode::ErrorIfExists)).await.unwrap();
    let before = listed(&path);
    assert!(run(&failing, mode(SaveMode::Overwrite)).await.is_err());
    assert_eq!(listed(&path), before);
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 2);
}

#[tokio::test]
async fn a_dropped_write_leaves_nothing() {
    let (_directory, path) = target();
    let (_rows, context, frame) = frame(&numbered(2000, 2), "id bigint", "FAILFAST").await;
    let rows = frame.into_unoptimized_plan();
    let endless = LogicalPlanBuilder::from(rows.clone()).alias("a").unwrap();
    let endless =
        endless.cross_join(LogicalPlanBuilder::from(rows.clone()).alias("b").unwrap().build().unwrap()).unwrap();
    let endless = endless.cross_join(LogicalPlanBuilder::from(rows).alias("c").unwrap().build().unwrap()).unwrap();
    let plan = context.state().create_physical_plan(&endless.build().unwrap()).await.unwrap();
    let writing = write(context.task_ctx(), plan, write_request(Format::Csv, &path, "a bigint,b bigint,c bigint", &[]));
    let ended = tokio::time::timeout(std::time::Duration::from_millis(200), writing).await;
    assert!(ended.is_err() && !path.exists());
}

#[tokio::test]
async fn refusals_have_sparks_conditions() {
    let (_directory, path) = target();
    let check = |format, schema: &'static str, partition_by: &'static [&str], pairs: &'static [(&str, &str)]| {
        let mut request = write_request(format, &path, schema, pairs);
        request.partition_by = partition_by.iter().map(ToString::to_string).collect();
        let plan = Arc::new(EmptyExec::new(Arc::new(to_arrow_schema(&request.schema))));
        async move { write(SessionContext::new().task_ctx(), plan, request).await.unwrap_err().condition().name }
    };
    assert_eq!(check(Format::Parquet, "a int", &["a"], &[]).await, "ALL_PARTITION_COLUMNS_NOT_ALLOWED");
    assert_eq!(check(Format::Parquet, "a int, A int", &[], &[]).await, "COLUMN_ALREADY_EXISTS");
    assert_eq!(check(Format::Parquet, "a interval", &[], &[]).await, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE");
    assert_eq!(check(Format::Csv, "a array<int>", &[], &[]).await, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE");
    assert_eq!(check(Format::Csv, "a interval", &[], &[]).await, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE");
    assert_eq!(check(Format::Text, "a int", &[], &[]).await, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE");
    let foo = &[("compression", "foo")];
    assert_eq!(check(Format::Parquet, "a int", &[], foo).await, "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION");
    assert_eq!(check(Format::Csv, "a int", &[], foo).await, "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION");
    assert_eq!(check(Format::Csv, "a int", &[], &[("compression", "snappy")]).await, "SPARROW.NOT_YET_SUPPORTED");
    assert!(!path.exists());
}

#[tokio::test]
async fn compressed_files_have_their_suffix_and_are_read() {
    for (format, codec, name) in [
        (Format::Csv, "gzip", "part-00000-c000.csv.gz"),
        (Format::Csv, "bzip2", "part-00000-c000.csv.bz2"),
        (Format::Json, "gzip", "part-00000-c000.json.gz"),
        (Format::Parquet, "zstd", "part-00000-c000.zstd.parquet"),
        (Format::Parquet, "none", "part-00000-c000.parquet"),
    ] {
        let (_directory, path) = target();
        run("{\"id\":1}\n{\"id\":2}", write_request(format, &path, "id bigint", &[("compression", codec)]))
            .await
            .unwrap();
        assert_eq!(names(&path), ["_SUCCESS", name]);
        assert_eq!(answer(request(format, &path, &[], None)).await.unwrap().1, ["1", "2"]);
    }
}
