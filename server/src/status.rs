//! Spark errors as gRPC statuses. The only place that knows status codes.

use std::time::Duration;

use sparrow_spark_connect::encode;
use sparrow_spark_error::{SparkError, condition};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// Trailers must stay below what clients allow for all metadata, 8 KiB. The message is in them twice.
const MESSAGE_ENCODED_BYTES_MAX: usize = 2600;

/// When a client whose operation found no place should come again.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// The status of an error whose details are kept under `error_id`, if they are.
pub fn status(error: &SparkError, error_id: Option<&str>) -> Status {
    let mut info = encode::error_info(error, error_id.unwrap_or_default());
    if error_id.is_none() {
        info.metadata.remove("errorId");
    }
    let metadata: std::collections::HashMap<_, _> = info.metadata.into_iter().collect();
    let mut details = ErrorDetails::with_error_info(info.reason, info.domain, metadata);
    let code = code(error);
    if code == Code::ResourceExhausted {
        details.set_retry_info(Some(RETRY_DELAY));
    }
    Status::with_error_details(code, cut(&info.message), details)
}

/// Spark answers every error of its own with the same code. What goes well when tried again has another, so that clients, which
/// look for the delay, and proxies, which look for the code, both know.
fn code(error: &SparkError) -> Code {
    if error.is(&condition::TENANT_BUSY) { Code::ResourceExhausted } else { Code::Internal }
}

/// The start of a message that fits into the trailers; whole messages are fetched by error id.
fn cut(message: &str) -> String {
    let mut bytes = 0;
    let fits = |c: &char| {
        bytes += encoded_bytes(*c);
        bytes <= MESSAGE_ENCODED_BYTES_MAX
    };
    message.chars().take_while(fits).collect()
}

/// gRPC sends what is not printable ASCII as `%XX` for each byte.
fn encoded_bytes(c: char) -> usize {
    if matches!(c, ' '..='~') && c != '%' { 1 } else { 3 * c.len_utf8() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_spark_error::{divide_by_zero, internal, tenant_busy};

    #[test]
    fn a_status_names_class_condition_and_parameters() {
        let status = status(&divide_by_zero(), Some("id"));
        assert_eq!(status.code(), Code::Internal);
        let info = status.get_details_error_info().unwrap();
        assert_eq!(
            (info.domain.as_str(), info.reason.as_str()),
            ("org.apache.spark", "org.apache.spark.SparkArithmeticException")
        );
        assert_eq!(info.metadata["errorClass"], "DIVIDE_BY_ZERO");
        assert_eq!(info.metadata["messageParameters"], r#"{"config":"\"spark.sql.ansi.enabled\""}"#);
        assert_eq!(info.metadata["errorId"], "id");
        assert!(info.metadata["classes"].ends_with("\"java.lang.Object\"]"));
    }

    #[test]
    fn a_busy_tenant_is_told_when_to_come_again() {
        let busy = status(&tenant_busy("acme", 3, "tenant.acme.queued_count_max"), Some("id"));
        assert_eq!(busy.code(), Code::ResourceExhausted);
        assert_eq!(busy.get_details_retry_info().unwrap().retry_delay, Some(RETRY_DELAY));
        assert_eq!(busy.get_details_error_info().unwrap().metadata["errorClass"], "SPARROW.TENANT_BUSY");
        assert!(status(&divide_by_zero(), Some("id")).get_details_retry_info().is_none());
    }

    #[test]
    fn trailers_stay_small_whatever_the_message() {
        for text in ["x", "é", "漢", "%", "\n"] {
            let status = status(&internal(text.repeat(10_000)), Some("id"));
            let encoded: usize = status.message().chars().map(encoded_bytes).sum();
            // The details travel as base 64.
            let size = encoded + status.details().len() * 4 / 3;
            assert!(size < 8000, "{text}: {size}");
            assert!(!status.get_details_error_info().unwrap().metadata.contains_key("errorClass"));
        }
    }
}
