//! Files whose bytes nobody checked, read as every format. See `sparrow_testkit::fuzz`.

use std::sync::LazyLock;

use arrow::array::{ArrayRef, Int32Array, StringArray};
use sparrow_testkit::fuzz::{Target, damaged, soup};
use tokio::runtime::Runtime;

use super::*;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap());

const SCHEMA: &str = "a INT, b STRING, c ARRAY<STRUCT<x: DECIMAL(5, 2), y: TIMESTAMP>>";
const FLAT: &str = "a INT, b STRING, c DATE, d DOUBLE, e TIMESTAMP, f DECIMAL(5, 2), g BOOLEAN";

/// Reads the bytes as a file, with these options, and with a schema or without.
fn read(format: Format, bytes: &[u8], pairs: &[&[(&str, &str)]], schema: &'static str) {
    let (_directory, path) = file("data", bytes);
    for pairs in pairs {
        for schema in [None, Some(schema)] {
            let answered = RUNTIME.block_on(answer(request(format, &path, pairs, schema)));
            // A panic in a task of the scan comes back as this.
            if let Err(error) = answered {
                assert_ne!(error.condition().name, "INTERNAL_ERROR", "{error:?}");
            }
        }
    }
}

fn target(name: &'static str) -> Target {
    Target { name }
}

const CSV_WORDS: &[&str] = &[
    "a",
    "b",
    ",",
    ",",
    ",",
    "\n",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "\\",
    "'",
    "#",
    " ",
    "1",
    "-1.5",
    "1e400",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "true",
    "NaN",
    "é",
    "😀",
    "\u{feff}",
    "\t",
    "99999999999999999999",
    "|",
    "\r",
];

#[test]
fn fuzz_csv() {
    let options: &[&[(&str, &str)]] = &[
        &[("header", "true"), ("inferSchema", "true")],
        &[("multiLine", "true"), ("mode", "DROPMALFORMED"), ("comment", "#"), ("ignoreLeadingWhiteSpace", "true")],
        &[("sep", "||"), ("quote", "'"), ("escape", "'"), ("mode", "FAILFAST"), ("inferSchema", "true")],
    ];
    let seed = "a,b,c,d\n1,\"x \"\"y\"\"\",2020-01-01,1.5\n2,,\\\"z,NaN\n";
    target("csv_words").run(soup(CSV_WORDS, 40), |bytes| read(Format::Csv, bytes, options, FLAT));
    target("csv").run(damaged(vec![seed.into()]), |bytes| read(Format::Csv, bytes, options, FLAT));
}

const JSON_WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"a\"",
    "\"b\"",
    "\"c\"",
    "\"x\"",
    "\"y\"",
    "1",
    "-0",
    "1.5e3",
    "1e400",
    "null",
    "true",
    "\"2020-01-01T00:00:00\"",
    "\"\\u00\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "'a'",
    "/*",
    "*/",
    "//",
    "\n",
    "\n",
    "NaN",
    "+INF",
    "é",
    "\"",
    "\\",
    "99999999999999999999999999999999999999999",
    "a",
];

#[test]
fn fuzz_json() {
    let options: &[&[(&str, &str)]] = &[
        &[],
        &[("multiLine", "true"), ("mode", "DROPMALFORMED"), ("allowSingleQuotes", "true"), ("allowComments", "true")],
        &[("mode", "FAILFAST"), ("primitivesAsString", "true"), ("allowUnquotedFieldNames", "true")],
    ];
    let seed =
        "{\"a\": 1, \"b\": \"x\\n\", \"c\": [{\"x\": 1.5, \"y\": \"2020-01-01T00:00:00Z\"}, null]}\n{\"a\": null}\n";
    target("json_words").run(soup(JSON_WORDS, 40), |bytes| read(Format::Json, bytes, options, SCHEMA));
    target("json").run(damaged(vec![seed.into()]), |bytes| read(Format::Json, bytes, options, SCHEMA));
}

fn parquet_file() -> Vec<u8> {
    let batch = RecordBatch::try_from_iter([
        ("a", std::sync::Arc::new(Int32Array::from(vec![Some(1), None, Some(3)])) as ArrayRef),
        ("b", std::sync::Arc::new(StringArray::from(vec!["x", "", "zz"])) as ArrayRef),
    ])
    .unwrap();
    let mut out = Vec::new();
    let mut writer = ::parquet::arrow::ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    out
}

#[test]
fn fuzz_parquet() {
    target("parquet")
        .run(damaged(vec![parquet_file()]), |bytes| read(Format::Parquet, bytes, &[&[]], "a INT, b STRING"));
}
