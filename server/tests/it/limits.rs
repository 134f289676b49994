//! Every limit is a setting, and what it refuses is answered with a Spark error that names it.

use std::collections::BTreeSet;
use std::process::Command;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::KeyValue;
use sparrow_proto::spark::connect::analyze_plan_request::{Analyze, Persist};
use sparrow_proto::spark::connect::command::CommandType;
use sparrow_proto::spark::connect::config_request::Set;
use sparrow_proto::spark::connect::plan::OpType as PlanType;
use sparrow_proto::spark::connect::plan::compressed_operation::OpType as Compressed;
use tonic::Status;

use crate::artifacts::add;
use crate::execute::sql;
use crate::plans::{call, column, filter, long, project, range, relation, root, run};
use crate::server::{BINARY, Client, OpType, Server, condition};
use prost::Message;

/// A setting, how low it is set, and what then refuses how.
const REFUSING: &[(&str, &str, &str)] = &[
    ("server.message_bytes_max", "10000", "SPARROW.LIMIT_EXCEEDED"),
    ("plan.relation_levels_max", "10", "SPARROW.PLAN_TOO_DEEP"),
    ("plan.expression_levels_max", "10", "SPARROW.PLAN_TOO_DEEP"),
    ("plan.sql_levels_max", "10", "SPARROW.PLAN_TOO_DEEP"),
    ("plan.nodes_count_max", "10", "SPARROW.LIMIT_EXCEEDED"),
    ("plan.decompressed_bytes_max", "100", "CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX"),
    ("plan.expansion_ratio_max", "1", "CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX"),
    ("engine.memory_bytes_max", "1000", "SPARROW.OUT_OF_MEMORY"),
    ("engine.spill_bytes_max", "1000", "SPARROW.OUT_OF_MEMORY"),
    ("engine.partitions_count_max", "2", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.sessions_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.operations_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.conf_keys_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.conf_bytes_max", "10", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.artifacts_bytes_max", "0", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.artifacts_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.views_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.view_levels_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.checkpoints_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("sessions.kept_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("catalog.databases_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("catalog.tables_count_max", "1", "SPARROW.LIMIT_EXCEEDED"),
    ("spark.driver.maxResultSize", "1000", "SPARROW.LIMIT_EXCEEDED"),
    ("spark.sql.view.maxNestedViewDepth", "1", "VIEW_EXCEED_MAX_NESTED_DEPTH"),
];

/// Limits that refuse no client: something waits, ends in time, or is forgotten, or it is executors that are refused. Their
/// tests are beside their code, in `streams.rs` and in `tls.rs`.
const LETTING_GO: &[&str] = &[
    "server.connections_count_max",
    "server.streams_count_max",
    "server.response_seconds_max",
    "server.response_bytes_max",
    "sessions.idle_seconds_max",
    "sessions.detached_seconds_max",
    "sessions.sent_bytes_max",
    "sessions.unsent_bytes_max",
    "sessions.errors_count_max",
    "sessions.closed_count_max",
    "sessions.ended_count_max",
    "tls.handshake_seconds_max",
    "tls.handshakes_count_max",
    "fleet.executors_wait_seconds_max",
    "fleet.executors_count_max",
    "fleet.silence_seconds_max",
    "fleet.message_bytes_max",
    "fleet.memory_bytes_max",
    "fleet.job_data_seconds_max",
];

#[test]
fn every_limit_is_known_here() {
    let help = Command::new(BINARY).arg("--help").output().expect("the binary starts").stdout;
    let help = String::from_utf8_lossy(&help);
    let keys = help.lines().filter_map(|line| line.trim().split_once(" = ")).map(|(key, _)| key);
    let settings: BTreeSet<&str> = keys.filter(|key| key.ends_with("_max")).collect();
    let refusing = REFUSING.iter().map(|row| row.0).filter(|key| !key.starts_with("spark."));
    let known: BTreeSet<&str> = refusing.chain(LETTING_GO.iter().copied()).collect();
    assert_eq!(settings, known);
}

#[tokio::test]
async fn every_limit_refuses_by_its_name() {
    for (key, value, expected) in REFUSING {
        let warehouse = tempfile::tempdir().unwrap();
        let (setting, folder) = (format!("{key}={value}"), format!("warehouse.folder={}", warehouse.path().display()));
        let mut arguments = vec!["--set", &setting, "--set", &folder];
        if *key == "engine.spill_bytes_max" {
            arguments.extend(["--set", "engine.memory_bytes_max=4000000"]);
        }
        let server = Server::start(&arguments);
        let refused = match reach(&server, key).await {
            Err(status) => status,
            Ok(()) => panic!("{key} refuses nothing"),
        };
        assert_eq!(condition(&refused), *expected, "{key}: {refused:?}");
        assert!(refused.message().contains(key), "{key}: {}", refused.message());
        // It goes on for others, unless nothing at all may pass.
        let mut other = if *key == "sessions.sessions_count_max" { continue } else { server.client().await };
        other.get("spark.sql.ansi.enabled").await.unwrap();
    }
}

type Reached = Result<(), Status>;

/// Does what goes beyond the limit.
async fn reach(server: &Server, key: &str) -> Reached {
    let mut client = server.client().await;
    let client = &mut client;
    match key {
        "server.message_bytes_max" => set(client, "spark.x", &"x".repeat(20_000)).await,
        "plan.relation_levels_max" => {
            let deep = (0..20).fold(range(1), |inner, _| filter(inner, call("isnotnull", vec![column("id")])));
            rows(client, deep).await
        }
        "plan.expression_levels_max" => {
            let deep = (0..20).fold(column("id"), |inner, _| call("abs", vec![inner]));
            rows(client, project(range(1), vec![deep])).await
        }
        "plan.sql_levels_max" => text(client, &format!("SELECT {}1{}", "(".repeat(20), ")".repeat(20))).await,
        "plan.nodes_count_max" => rows(client, project(range(1), vec![long(1); 20])).await,
        "plan.decompressed_bytes_max" => compressed(client, &project(range(1), vec![column(&"x".repeat(1000))])).await,
        "plan.expansion_ratio_max" => compressed(client, &project(range(1), vec![column(&"x".repeat(70 << 20))])).await,
        "engine.memory_bytes_max" | "engine.spill_bytes_max" => {
            let large = "SELECT id, uuid() AS u FROM range(1000000) ORDER BY u";
            text_rows(client, large).await
        }
        "engine.partitions_count_max" => {
            text_rows(client, "SELECT /*+ REPARTITION(2) */ id FROM range(10)").await?;
            assert!(set(client, "spark.sql.shuffle.partitions", "3").await.is_err());
            assert!(text_rows(client, "SELECT id FROM range(0, 10, 1, 3)").await.is_err());
            text_rows(client, "SELECT /*+ REPARTITION(3) */ id FROM range(10)").await
        }
        "sessions.sessions_count_max" => {
            client.get("spark.sql.ansi.enabled").await?;
            server.client().await.get("spark.sql.ansi.enabled").await.map(|_| ())
        }
        "sessions.operations_count_max" => {
            rows(client, range(1)).await?;
            rows(client, range(1)).await
        }
        "sessions.conf_keys_count_max" => {
            set(client, "spark.a", "1").await?;
            set(client, "spark.b", "1").await
        }
        "sessions.conf_bytes_max" => set(client, "spark.a", "12345678").await,
        "sessions.artifacts_bytes_max" | "sessions.artifacts_count_max" => {
            let crc = i64::from(crc32fast::hash(b"x"));
            add(client, "files/a", crc).await?;
            add(client, "files/b", crc).await.map(|_| ())
        }
        "sessions.checkpoints_count_max" => {
            command(client, checkpoint(range(1))).await?;
            command(client, checkpoint(range(2))).await
        }
        "sessions.kept_count_max" => {
            persist(client, range(1)).await?;
            persist(client, range(2)).await
        }
        "spark.driver.maxResultSize" => rows(client, range(10_000)).await,
        other => statements(client, other).await,
    }
}

/// What SQL statements reach.
async fn statements(client: &mut Client, key: &str) -> Reached {
    let statements: &[&str] = match key {
        "sessions.views_count_max" => &["CREATE TEMP VIEW a AS SELECT 1 AS x", "CREATE TEMP VIEW b AS SELECT 2 AS x"],
        "sessions.view_levels_max" => &["CREATE TEMP VIEW a AS SELECT 1 AS x", "CREATE TEMP VIEW b AS SELECT * FROM a"],
        "catalog.databases_count_max" => &["CREATE DATABASE d"],
        "catalog.tables_count_max" => &["CREATE TABLE a (x INT) USING parquet", "CREATE TABLE b (x INT) USING parquet"],
        "spark.sql.view.maxNestedViewDepth" => {
            &["CREATE VIEW a AS SELECT 1 AS x", "CREATE VIEW b AS SELECT * FROM a", "CREATE VIEW c AS SELECT * FROM b"]
        }
        _ => panic!("nothing reaches {key}"),
    };
    for statement in statements {
        text(client, statement).await?;
    }
    Ok(())
}

async fn rows(client: &mut Client, relation: proto::Relation) -> Reached {
    run(client, root(relation)).await.map(|_| ())
}

async fn text(client: &mut Client, statement: &str) -> Reached {
    run(client, sql(statement)).await.map(|_| ())
}

async fn text_rows(client: &mut Client, query: &str) -> Reached {
    let sql = proto::Sql { query: query.to_owned(), ..Default::default() };
    rows(client, relation(proto::relation::RelType::Sql(sql))).await
}

async fn set(client: &mut Client, key: &str, value: &str) -> Reached {
    let pairs = vec![KeyValue { key: key.to_owned(), value: Some(value.to_owned()) }];
    client.config(OpType::Set(Set { pairs, silent: None })).await.map(|_| ())
}

async fn command(client: &mut Client, kind: CommandType) -> Reached {
    let command = proto::Command { command_type: Some(kind) };
    run(client, Some(proto::Plan { op_type: Some(PlanType::Command(command)) })).await.map(|_| ())
}

fn checkpoint(relation: proto::Relation) -> CommandType {
    let relation = Some(relation);
    CommandType::CheckpointCommand(proto::CheckpointCommand { relation, local: true, eager: true, storage_level: None })
}

async fn persist(client: &mut Client, relation: proto::Relation) -> Reached {
    let analyze = Some(Analyze::Persist(Persist { relation: Some(relation), storage_level: None }));
    let request = proto::AnalyzePlanRequest { session_id: client.session_id.clone(), analyze, ..Default::default() };
    client.stub.analyze_plan(request).await.map(|_| ())
}

async fn compressed(client: &mut Client, relation: &proto::Relation) -> Reached {
    let operation = proto::plan::CompressedOperation {
        data: zstd::encode_all(&relation.encode_to_vec()[..], 1).unwrap().into(),
        op_type: Compressed::Relation.into(),
        compression_codec: proto::CompressionCodec::Zstd.into(),
    };
    run(client, Some(proto::Plan { op_type: Some(PlanType::CompressedOperation(operation)) })).await.map(|_| ())
}
