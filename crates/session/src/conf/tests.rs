//! Confs behave as real Spark 4.2.1 answered; the expected values are its.

use std::collections::BTreeMap;
use std::sync::Arc;

use sparrow_spark_error::{Condition, condition};

use super::*;

const LIMITS: Limits = Limits { keys_count_max: 3, conf_bytes_max: 200, partitions_count_max: 1000 };

fn conf() -> Conf {
    conf_with(&[])
}

fn conf_with(settings: &[(&str, &str)]) -> Conf {
    let settings = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Conf::new(Arc::new(Defaults::new(settings).unwrap()), LIMITS)
}

fn check_refused(key: &str, value: &str, expected: &'static Condition, parameters: &[(&str, &str)]) {
    let error = conf().set(key, value).expect_err(value);
    assert!(error.is(expected), "{error}");
    let expected: BTreeMap<_, _> = parameters.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    assert_eq!(error.parameters(), &expected);
}

#[test]
fn values_are_checked_by_type() {
    let (ty, req) = (&condition::INVALID_CONF_VALUE_TYPE, &condition::INVALID_CONF_VALUE_REQUIREMENT);
    for (key, value, kind) in [
        ("spark.sql.ansi.enabled", "maybe", "boolean"),
        ("spark.sql.shuffle.partitions", "99999999999", "int"),
        ("spark.sql.pivotMaxValues", "1.5", "int"),
        ("spark.sql.autoBroadcastJoinThreshold", "10.5m", "bytes in BYTE"),
        ("spark.sql.broadcastTimeout", "x", "time in SECONDS"),
        ("spark.sql.adaptive.skewJoin.skewedPartitionFactor", "abc", "double"),
    ] {
        check_refused(key, value, ty, &[("confName", key), ("confValue", value), ("confType", kind)]);
    }
    let requirement = "The value of spark.sql.shuffle.partitions must be positive";
    let key = "spark.sql.shuffle.partitions";
    check_refused(key, "0", req, &[("confName", key), ("confValue", "0"), ("confRequirement", requirement)]);
}

#[test]
fn words_and_zones_are_checked() {
    let key = "spark.sql.storeAssignmentPolicy";
    let parameters = [("confName", key), ("confValue", "weird"), ("confOptions", "ANSI, LEGACY, STRICT")];
    check_refused(key, "weird", &condition::INVALID_CONF_VALUE_OPTIONS, &parameters);
    let key = "spark.sql.session.timeZone";
    let parameters = [("confName", key), ("confValue", "Mars/Olympus")];
    check_refused(key, "Mars/Olympus", &condition::INVALID_CONF_VALUE_TIME_ZONE, &parameters);
}

#[test]
fn static_and_cluster_keys_are_refused() {
    let key = "spark.sql.warehouse.dir";
    check_refused(key, "x", &condition::CANNOT_MODIFY_STATIC_CONFIG, &[("key", "\"spark.sql.warehouse.dir\"")]);
    let docroot = ("docroot", "https://spark.apache.org/docs/latest");
    for key in ["spark.executor.memory", "spark.serializer", "spark.jars"] {
        check_refused(key, "1g", &condition::CANNOT_MODIFY_CONFIG, &[("key", &format!("\"{key}\"")), docroot]);
        assert!(conf().unset(key).is_err());
    }
    for key in ["spark.app.name", "spark.master", "spark.foo.bar", "foo", ""] {
        assert_eq!(conf().set(key, "x").unwrap(), None, "{key}");
    }
    for key in ["spark.executor.foo", "spark.driver.foo", "spark.default.parallelism", "spark.executorEnv.X"] {
        assert!(conf().set(key, "x").unwrap().is_some_and(|warning| warning.contains(key)), "{key}");
    }
}

#[test]
fn values_are_kept_as_written() {
    let conf = conf();
    for (key, value) in [("spark.sql.ansi.enabled", " true "), ("spark.sql.storeAssignmentPolicy", "ansi")] {
        assert_eq!(conf.set(key, value).unwrap(), None);
        assert_eq!(conf.get(key).unwrap().as_deref(), Some(value));
    }
}

#[test]
fn defaults_are_those_of_spark() {
    let conf = conf();
    for (key, value) in [
        ("spark.sql.ansi.enabled", Some("true")),
        ("spark.sql.shuffle.partitions", Some("200")),
        ("spark.sql.autoBroadcastJoinThreshold", Some("10485760b")),
        ("spark.sql.execution.arrow.pyspark.enabled", Some("true")),
        ("spark.connect.session.planCompression.threshold", Some("10485760")),
        ("spark.sql.session.localRelationSizeLimit", Some("3221225472")),
        ("spark.python.sql.dataFrameDebugging.enabled", Some("true")),
        ("spark.sql.connect.serverStacktrace.enabled", Some("false")),
        ("spark.sql.binaryOutputStyle", None),
    ] {
        assert_eq!(conf.get(key).unwrap().as_deref(), value, "{key}");
    }
    for key in ["spark.sql.nosuch", "spark.executor.memory"] {
        let error = conf.get(key).unwrap_err();
        assert!(error.is(&condition::SQL_CONF_NOT_FOUND));
        assert_eq!(error.parameters()["sqlConf"], format!("\"{key}\""));
        assert_eq!(conf.get_option(key), None);
    }
}

#[test]
fn a_given_default_wins_over_sparks_and_is_checked() {
    let conf = conf();
    assert_eq!(conf.get_with_default("spark.sql.nosuch", Some("a")).unwrap().as_deref(), Some("a"));
    assert_eq!(conf.get_with_default("spark.sql.nosuch", None).unwrap(), None);
    assert_eq!(conf.get_with_default("spark.sql.pivotMaxValues", Some("5")).unwrap().as_deref(), Some("5"));
    assert!(conf.get_with_default("spark.sql.ansi.enabled", Some("DEF")).is_err());
    conf.set("spark.sql.pivotMaxValues", "7").unwrap();
    assert_eq!(conf.get_with_default("spark.sql.pivotMaxValues", Some("5")).unwrap().as_deref(), Some("7"));
}

#[test]
fn all_lists_what_was_set_without_the_prefix() {
    let conf = conf_with(&[("spark.sql.session.timeZone", "UTC")]);
    conf.set("spark.sql.x", "1").unwrap();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(conf.get_all(None), [pair("spark.sql.session.timeZone", "UTC"), pair("spark.sql.x", "1")]);
    assert_eq!(conf.get_all(Some("spark.sql.s")), [pair("ession.timeZone", "UTC")]);
}

#[test]
fn unsetting_returns_to_the_setting_of_the_server() {
    let conf = conf_with(&[("spark.sql.session.timeZone", "+01:00")]);
    conf.set("spark.sql.session.timeZone", "UTC").unwrap();
    conf.unset("spark.sql.session.timeZone").unwrap();
    assert_eq!(conf.get("spark.sql.session.timeZone").unwrap().as_deref(), Some("+01:00"));
    conf.unset("spark.sql.nosuch").unwrap();
}

#[test]
fn only_known_session_keys_are_modifiable() {
    for (key, expected) in [
        ("spark.sql.ansi.enabled", true),
        ("spark.sql.warehouse.dir", false),
        ("spark.executor.memory", false),
        ("spark.sql.nosuch", false),
        ("spark.sql.catalogImplementation", false),
    ] {
        assert_eq!(conf().is_modifiable(key), expected, "{key}");
    }
}

#[test]
fn a_wish_without_effect_is_answered_with_a_warning() {
    let conf = conf();
    assert!(conf.set("spark.sql.cbo.enabled", "true").unwrap().is_some());
    assert!(conf.set("spark.sql.cbo.enabled", "FALSE").unwrap().is_none());
    assert!(conf.set("spark.sql.ansi.enabled", "false").unwrap().is_none());
    assert!(conf.set("spark.sql.repl.eagerEval.enabled", "true").unwrap().is_none());
}

#[test]
fn there_are_limits() {
    let conf = conf();
    for key in ["a", "b", "c", "c"] {
        conf.set(key, "1").unwrap();
    }
    assert!(conf.set("d", "1").unwrap_err().is(&condition::LIMIT_EXCEEDED));
    assert!(conf.set("a", &"x".repeat(200)).unwrap_err().is(&condition::LIMIT_EXCEEDED));
    let conf = self::conf();
    conf.set("spark.sql.shuffle.partitions", "1000").unwrap();
    let refused = conf.set("spark.sql.shuffle.partitions", "1001").unwrap_err();
    assert!(refused.is(&condition::LIMIT_EXCEEDED) && refused.message().contains("engine.partitions_count_max"));
}

#[test]
fn a_snapshot_is_shared_until_something_changes() {
    let conf = conf();
    let first = conf.snapshot();
    assert!(Arc::ptr_eq(&first, &conf.snapshot()));
    conf.set("x", "1").unwrap();
    assert_eq!(conf.snapshot().get("x").map(String::as_str), Some("1"));
    assert_eq!(conf.copy().snapshot(), conf.snapshot());
}

#[test]
fn bad_settings_of_the_server_are_refused() {
    let settings = [("spark.sql.ansi.enabled".to_owned(), "x".to_owned())].into();
    assert!(Defaults::new(settings).is_err());
}

#[test]
fn endpoints_of_tenants_with_rules_are_public() {
    for key in [
        "spark.hadoop.fs.s3a.endpoint",
        "fs.s3a.bucket.b.endpoint",
        "spark.hadoop.fs.defaultFS",
        "spark.hadoop.FS.S3A.ENDPOINT",
    ] {
        let held = conf().with_egress_held(Arc::default());
        let error = held.set(key, "http://169.254.169.254").expect_err(key);
        assert_eq!(error.condition().name, "SPARROW.PATH_NOT_ALLOWED", "{key}");
        assert!(held.set(key, "https://s3.example.org").is_ok(), "{key}");
        assert!(conf().set(key, "http://169.254.169.254").is_ok(), "{key}");
    }
    let held = conf().with_egress_held(Arc::default());
    assert!(held.set("spark.hadoop.fs.s3a.endpoint.region", "eu-central-1").is_ok());
    assert!(held.copy().set("spark.hadoop.fs.s3a.endpoint", "localhost").is_err());
}

#[test]
fn secrets_of_the_server_are_shown_to_nobody() {
    let key = "spark.hadoop.fs.s3a.secret.key";
    let conf = conf_with(&[(key, "canary"), ("spark.hadoop.fs.s3a.endpoint", "s3.example.org")]);
    let hidden = Some("*********(redacted)".to_owned());
    assert_eq!(conf.get(key).unwrap(), hidden);
    assert_eq!(conf.get_with_default(key, Some("x")).unwrap(), hidden);
    assert!(!format!("{:?}", conf.get_all(None)).contains("canary"));
    assert_eq!(conf.get("spark.hadoop.fs.s3a.endpoint").unwrap().as_deref(), Some("s3.example.org"));
    // What runs plans has it, and what a client has set itself it may read.
    assert_eq!(conf.get_option(key).as_deref(), Some("canary"));
    conf.set(key, "own").unwrap();
    assert_eq!(conf.get(key).unwrap().as_deref(), Some("own"));
}

#[test]
fn hosts_that_the_operator_allows_may_be_named() {
    let held = conf().with_egress_held(vec!["minio.internal:9000".to_owned()].into());
    assert!(held.set("spark.hadoop.fs.s3a.endpoint", "http://minio.internal:9000").is_ok());
    assert!(held.set("spark.hadoop.fs.s3a.endpoint", "http://minio.internal:9001").is_err());
}
