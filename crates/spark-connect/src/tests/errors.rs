//! Errors as clients see them.

use sparrow_spark_error::{QueryContext, SparkError, condition, internal};

use crate::encode::{error_details, error_info};

#[test]
fn error_info_has_what_clients_read() {
    let error =
        SparkError::new(&condition::TABLE_OR_VIEW_NOT_FOUND).with("relationName", "`t`").with("searchPath", "x");
    let info = error_info(&error, "id-1");
    assert_eq!(info.reason, "org.apache.spark.sql.catalyst.ExtendedAnalysisException");
    assert_eq!(info.domain, "org.apache.spark");
    assert_eq!(info.metadata["errorClass"], "TABLE_OR_VIEW_NOT_FOUND");
    assert_eq!(info.metadata["sqlState"], "42P01");
    assert_eq!(info.metadata["errorId"], "id-1");
    assert_eq!(info.metadata["messageParameters"], r#"{"relationName":"`t`","searchPath":"x"}"#);
    let classes: Vec<String> = serde_json::from_str(&info.metadata["classes"]).unwrap();
    assert!(classes.contains(&"org.apache.spark.sql.AnalysisException".to_owned()));
    assert_eq!(classes.last().unwrap(), "java.lang.Object");
}

#[test]
fn long_parts_are_cut_as_spark_cuts_them() {
    let error = SparkError::new(&condition::INTERNAL_ERROR).with("message", "é".repeat(5_000));
    let info = error_info(&error, "id");
    assert_eq!(info.message.chars().count(), 2_048);
    assert!(!info.metadata.contains_key("messageParameters") && !info.metadata.contains_key("errorClass"));
    assert!(error_details(&error).errors[0].message.chars().count() > 5_000);
}

#[test]
fn details_hold_contexts_and_causes() {
    let cause = internal("inner");
    let error = SparkError::new(&condition::DIVIDE_BY_ZERO)
        .with("config", "c")
        .at(QueryContext::sql("SELECT 1/0", 7, 9))
        .at(QueryContext::DataFrame { fragment: "divide".into(), call_site: "a.py:1".into() })
        .caused_by(cause);
    let details = error_details(&error);
    assert_eq!(details.root_error_idx, Some(0));
    assert_eq!(details.errors.len(), 2);
    assert_eq!(details.errors[0].cause_idx, Some(1));
    let throwable = details.errors[0].spark_throwable.clone().unwrap();
    assert_eq!(throwable.error_class.as_deref(), Some("DIVIDE_BY_ZERO"));
    let [sql, frame] = &throwable.query_contexts[..] else { panic!() };
    assert_eq!((sql.start_index, sql.stop_index, sql.fragment.as_str()), (7, 9, "1/0"));
    assert_eq!((frame.call_site.as_str(), frame.context_type), ("a.py:1", 1));
}
