//! Spark errors as gRPC statuses. The only place that knows status codes.

use sparrow_connect::encode;
use sparrow_spark_error::SparkError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// Trailers must stay below what clients allow for all metadata, 8 KiB. The message is in them twice.
const MESSAGE_ENCODED_BYTES_MAX: usize = 2600;

/// The status of an error whose details are kept under `error_id`, if they are.
pub fn status(error: &SparkError, error_id: Option<&str>) -> Status {
    let mut info = encode::error_info(error, error_id.unwrap_or_default());
    if error_id.is_none() {
        info.metadata.remove("errorId");
    }
    let metadata: std::collections::HashMap<_, _> = info.metadata.into_iter().collect();
    let details = ErrorDetails::with_error_info(info.reason, info.domain, metadata);
    Status::with_error_details(Code::Internal, cut(&info.message), details)
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
    use sparrow_spark_error::{divide_by_zero, internal};

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
