//! Confs over the wire.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::KeyValue;
use sparrow_proto::spark::connect::config_request::{GetAll, GetOption, Set};

use crate::server::{OpType, Server, refusal};

fn pair(key: &str, value: Option<&str>) -> KeyValue {
    KeyValue { key: key.to_owned(), value: value.map(str::to_owned) }
}

fn set(key: &str, value: &str, silent: bool) -> OpType {
    OpType::Set(Set { pairs: vec![pair(key, Some(value))], silent: Some(silent) })
}

#[tokio::test]
async fn confs_are_read_and_set() {
    let server = Server::start(&["--set", "spark.sql.session.timeZone=Europe/Paris"]);
    let mut client = server.client().await;
    let zone = "spark.sql.session.timeZone";
    assert_eq!(client.get(zone).await.unwrap().pairs, [pair(zone, Some("Europe/Paris"))]);
    client.config(set(zone, "UTC", false)).await.unwrap();
    assert_eq!(client.get(zone).await.unwrap().pairs, [pair(zone, Some("UTC"))]);
    let prefix = Some("spark.sql.session.".to_owned());
    let all = client.config(OpType::GetAll(GetAll { prefix })).await.unwrap();
    assert_eq!(all.pairs, [pair("timeZone", Some("UTC"))]);
    let keys = vec!["spark.no".to_owned()];
    assert_eq!(client.config(OpType::GetOption(GetOption { keys })).await.unwrap().pairs, [pair("spark.no", None)]);
}

#[tokio::test]
async fn what_spark_refuses_is_refused_or_warned_about() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    assert_eq!(refusal(client.get("spark.no").await), "SQL_CONF_NOT_FOUND");
    let bad = |silent| set("spark.sql.ansi.enabled", "maybe", silent);
    assert_eq!(refusal(client.config(bad(false)).await), "INVALID_CONF_VALUE.TYPE_MISMATCH");
    let warned = client.config(bad(true)).await.unwrap();
    assert!(warned.warnings[0].contains("INVALID_CONF_VALUE.TYPE_MISMATCH"), "{:?}", warned.warnings);
    let without_effect = client.config(set("spark.sql.cbo.enabled", "true", false)).await.unwrap();
    assert_eq!(without_effect.warnings.len(), 1);
    let nothing = proto::ConfigRequest { session_id: client.session_id.clone(), ..Default::default() };
    assert_eq!(refusal(client.stub.config(nothing).await), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
}
