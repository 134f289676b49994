//! Everything that reads bytes from outside, fed with bytes nobody checked. See `sparrow_testkit::fuzz`.

mod messages;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::Strategy;
use prost::Message;
use sparrow_spark_types::{ddl, json};
use sparrow_testkit::fuzz::{Target, damaged, damaged_from, soup};

use super::*;
use crate::decode::{Decoder, Limits, local_relation};

/// Smaller than the server's: a bomb costs less time here.
fn decoder() -> Decoder {
    Decoder::new(Limits { decompressed_bytes_max: 1 << 20, ..Limits::default() })
}

fn target(name: &'static str) -> Target {
    Target { name }
}

/// Messages of the protocol with random content.
fn valid(name: &'static str) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..600).prop_map(move |choices| messages::message(name, &choices))
}

/// Decodes a request as the server does.
fn execute(bytes: &[u8]) {
    let Ok(request) = decoder().message::<proto::ExecutePlanRequest>(&bytes.to_vec().into()) else { return };
    let Some(plan) = request.plan else { return };
    let _ = decoder().plan(&plan);
    if let Ok(plan) = decoder().decompress(&plan)
        && let Some(proto::plan::OpType::Command(command)) = &plan.op_type
        && let Some(proto::command::CommandType::SqlCommand(command)) = &command.command_type
    {
        let _ = decoder().sql_command(command);
    }
}

#[test]
fn fuzz_requests() {
    target("requests").run(valid("spark.connect.ExecutePlanRequest"), execute);
}

#[test]
fn fuzz_damaged_requests() {
    target("damaged_requests").run(damaged_from(valid("spark.connect.ExecutePlanRequest")), execute);
}

#[test]
fn fuzz_expressions() {
    target("expressions").run(damaged_from(valid("spark.connect.Expression")), |bytes| {
        // An expression is no message of its own on the wire; it is inside a request that was measured.
        if let Ok(expression) = proto::Expression::decode(bytes) {
            let _ = decoder().expression(&expression);
        }
    });
}

#[test]
fn fuzz_compressed_plans() {
    let compressed = valid("spark.connect.Relation").prop_map(|bytes| zstd::encode_all(&bytes[..], 1).unwrap());
    target("compressed_plans").run(damaged_from(compressed), |bytes| {
        let operation = proto::plan::CompressedOperation {
            data: bytes.to_vec().into(),
            op_type: proto::plan::compressed_operation::OpType::Relation.into(),
            compression_codec: proto::CompressionCodec::Zstd.into(),
        };
        let _ = decoder().plan(&plan_of(proto::plan::OpType::CompressedOperation(operation)));
    });
}

#[test]
fn fuzz_arrow_streams() {
    let seeds = vec![hostile::stream(&[hostile::batch()]), hostile::stream(&[hostile::batch(), hostile::batch()])];
    // Arrow asserts some of what it reads; those panics are caught where they happen.
    std::panic::set_hook(Box::new(|_| {}));
    target("arrow_streams").run(damaged(seeds), |bytes| {
        if let Ok(batches) = local_relation::batches(&bytes.to_vec().into()) {
            batches.iter().for_each(|batch| drop(format!("{batch:?}")));
        }
    });
    let _ = std::panic::take_hook();
}

const SQL_WORDS: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "t",
    "a",
    "b.c",
    "*",
    "(",
    ")",
    ",",
    "1",
    "1.5e3",
    "'x'",
    "\"y\"",
    "`z`",
    "+",
    "-",
    "NOT",
    "AND",
    "OR",
    "IN",
    "BETWEEN",
    "LIKE",
    "ESCAPE",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "CAST",
    "AS",
    "INT",
    "ARRAY<",
    "MAP<",
    "STRUCT<",
    ">",
    "<",
    "=",
    "[",
    "]",
    "->",
    "::",
    ".",
    ";",
    "JOIN",
    "LEFT",
    "ON",
    "USING",
    "GROUP",
    "BY",
    "HAVING",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "UNION",
    "ALL",
    "WITH",
    "RECURSIVE",
    "OVER",
    "PARTITION",
    "ROWS",
    "UNBOUNDED",
    "PRECEDING",
    "INTERVAL",
    "DAY",
    "TO",
    "SECOND",
    "DATE",
    "TIMESTAMP",
    "'2020-01-01'",
    "X'1F'",
    "X'1'",
    "LATERAL",
    "VIEW",
    "EXPLODE",
    "VALUES",
    "INSERT",
    "INTO",
    "CREATE",
    "TABLE",
    "TEMPORARY",
    "DROP",
    "IF",
    "EXISTS",
    "SHOW",
    "DESCRIBE",
    "SET",
    "PIVOT",
    "FOR",
    "TABLESAMPLE",
    "PERCENT",
    "?",
    ":p",
    "--",
    "/*",
    "*/",
    "\n",
    "é",
    "😀",
    "\\",
    "'",
    "\"",
    "`",
    "@",
    "1Y",
    "9999999999999999999999",
    ".5",
    "1.",
    "e",
    "NULL",
    "TRUE",
    "IDENTIFIER",
    "EXTRACT",
    "SUBSTRING",
    "TRIM",
    "BOTH",
    "OVERLAY",
    "PLACING",
    "POSITION",
    "FILTER",
    "WITHIN",
    "CUBE",
    "ROLLUP",
    "GROUPING",
    "SETS",
    "!",
    "!=",
    "<=>",
    "||",
    "&",
    "r'x'",
    "QUALIFY",
    "|>",
    "AGGREGATE",
    "EXCEPT",
    "MINUS",
    "INTERSECT",
    "DISTINCT",
    "STRUCT",
    "NAMED_STRUCT",
    "TIMESTAMP_NTZ",
];

const SQL_SEEDS: &[&str] = &[
    "SELECT a, count(*) FILTER (WHERE b > 1) OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
    "WITH x AS (SELECT 1 AS a) SELECT CASE a WHEN 1 THEN 'x' ELSE \"y\" END FROM x JOIN y USING (a) WHERE a IN (SELECT b FROM z)",
    "SELECT CAST(a AS STRUCT<x: INT, y: ARRAY<MAP<STRING, DECIMAL(10, 2)>>>), INTERVAL '1-2' YEAR TO MONTH, X'1F', DATE '2020-01-01'",
    "CREATE TABLE IF NOT EXISTS a.b (c INT NOT NULL COMMENT 'x', d STRING) USING parquet PARTITIONED BY (c) OPTIONS ('k' 'v')",
    "INSERT OVERWRITE TABLE t PARTITION (p = 1) SELECT * FROM s LATERAL VIEW explode(a) e AS x",
    "SELECT * FROM t PIVOT (sum(a) AS s FOR b IN ('x' AS X, 'y')) TABLESAMPLE (10 PERCENT) GROUP BY ROLLUP(a, b) LIMIT 3",
    "SELECT transform(a, (x, i) -> x + i), f(x => 1), a[0].b::int, :p, ? FROM VALUES (1, 'a'), (2, NULL) AS v(a, b)",
];

#[test]
fn fuzz_sql_text() {
    let check = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let _ = sparrow_sql::parse_statement(&text);
        let _ = sparrow_sql::parse_expression(&text);
        let _ = sparrow_sql::parse_multipart_identifier(&text);
    };
    target("sql_words").run(soup(SQL_WORDS, 30), check);
    target("sql_text").run(damaged(SQL_SEEDS.iter().map(|text| text.as_bytes().to_vec()).collect()), check);
}

const TYPE_WORDS: &[&str] = &[
    "a",
    "b",
    "`c d`",
    "INT",
    "STRING",
    "array<",
    "map<",
    "struct<",
    ">",
    ",",
    ":",
    "(",
    ")",
    "decimal",
    "10",
    "-1",
    "99999999999",
    "NOT",
    "NULL",
    "COMMENT",
    "'x'",
    "'",
    "interval",
    "day",
    "to",
    "second",
    "{",
    "}",
    "[",
    "]",
    "\"type\"",
    "\"struct\"",
    "\"fields\"",
    "\"name\"",
    "\"array\"",
    "\"elementType\"",
    "\"containsNull\"",
    "true",
    "\"integer\"",
    "\"nullable\"",
    "\"metadata\"",
    "\"map\"",
    "\"udt\"",
    "\"sqlType\"",
    "char",
    "varchar",
    "timestamp_ntz",
    "é",
    "\\u0000",
    "\"decimal(10,2)\"",
    "\"interval day to second\"",
    "collate",
    "UTF8_BINARY",
    "default",
    "generated",
    "variant",
];

#[test]
fn fuzz_types() {
    let check = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        for parsed in
            [ddl::parse_schema_text(&text), ddl::parse_data_type(&text), json::from_json(&text)].into_iter().flatten()
        {
            // What was read can be written and read again.
            let _ = ddl::parse_data_type(&parsed.simple_string());
            assert_eq!(json::from_json(&json::to_json(&parsed)).ok().as_ref(), Some(&parsed), "{parsed}");
            let _ = crate::encode::data_type(&parsed);
        }
    };
    target("type_words").run(soup(TYPE_WORDS, 20), check);
    let json = r#"{"type":"struct","fields":[{"name":"a","type":{"type":"array","elementType":"integer","containsNull":true},"nullable":true,"metadata":{"k":1}},{"name":"b","type":{"type":"map","keyType":"string","valueType":"decimal(10,2)","valueContainsNull":false},"nullable":false,"metadata":{}}]}"#;
    let ddl = "a STRUCT<x: INT NOT NULL COMMENT 'c', y: MAP<STRING, DECIMAL(38, 18)>>, `b c` INTERVAL DAY TO SECOND, d TIME(3)";
    target("type_text").run(damaged(vec![json.as_bytes().to_vec(), ddl.as_bytes().to_vec()]), check);
}
