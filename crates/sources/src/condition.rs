//! Conditions only file sources raise.
//!
//! They have the shape of the table in spark-error and belong to it once it lists them.

use std::error::Error;

use sparrow_spark_error::{Condition, Kind, SparkError, condition};

macro_rules! conditions {
    ($($id:ident $kind:ident $state:literal $name:literal $template:literal;)*) => {
        $(#[doc = concat!("`", $name, "`")]
        pub static $id: Condition =
            Condition { name: $name, sql_state: $state, kind: Kind::$kind, template: $template };)*
        /// Every condition of this file.
        pub static ALL: &[&Condition] = &[$(&$id),*];
    };
}

conditions! {
    CANNOT_READ_FILE_FOOTER Spark "KD001" "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER" "The file <path> could not be read: it has no readable footer.";
    PARQUET_TYPE_MISMATCH Spark "KD001" "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH" "The file <path> could not be read: its column <column> holds <actualType>, not <expectedType>.";
    CANNOT_MERGE_SCHEMAS Spark "42KD9" "CANNOT_MERGE_SCHEMAS" "The schemas <left> and <right> cannot be merged.";
    CODEC_NOT_AVAILABLE IllegalArgument "56038" "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION" "The codec <codecName> is not available. Available are <availableCodecs>.";
    CONFLICTING_DIRECTORY_STRUCTURES Runtime "KD009" "CONFLICTING_DIRECTORY_STRUCTURES" "The paths below belong to several tables; read one of them, or set the option `basePath`:<discoveredBasePaths>";
    CONFLICTING_PARTITION_COLUMN_NAMES Runtime "KD009" "CONFLICTING_PARTITION_COLUMN_NAMES" "The directories do not have the same partition columns:<distinctPartColLists>Look at:<suspiciousPaths>";
    EMPTY_PARTITION_COLUMN_NAME Runtime "KD009" "EMPTY_PARTITION_COLUMN_NAME" "A partition column has no name in <columnSpec>.";
    EMPTY_PARTITION_COLUMN_VALUE Runtime "KD009" "EMPTY_PARTITION_COLUMN_VALUE" "A partition column has no value in <columnSpec>.";
    EMPTY_SCHEMA Analysis "0A000" "EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE" "The format <format> cannot hold rows without columns.";
    INVALID_PARTITION_VALUE Runtime "42846" "INVALID_PARTITION_VALUE" "The value <value> of the partition column <columnName> is no <dataType>.";
    ONLY_CORRUPT_RECORDS Analysis "0A000" "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN" "Nothing but the column of corrupt records would be read. Cache or save the parsed rows first, or give a schema.";
    PATH_NOT_ALLOWED Analysis "42501" "SPARROW.PATH_NOT_ALLOWED" "The path <path> is not open to you. <advice>.";
    PARTITION_COLUMN_NOT_FOUND Analysis "42000" "PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA" "The partition column <column> is not in the schema <schema>.";
}

/// The file at `path` (spelt for display) cannot be read; `detail` says why.
pub(crate) fn failed_read(path: &str, detail: impl ToString) -> SparkError {
    SparkError::new(&condition::FAILED_READ_FILE).with("path", path).with("detail", detail.to_string())
}

/// The file at `path` cannot be read because of `error`; what a gate has refused is said as it is.
pub(crate) fn failed_store(path: &str, error: &(dyn Error + 'static)) -> SparkError {
    refusal(error).unwrap_or_else(|| failed_read(path, error))
}

/// The gate's refusal that an error comes from, if it comes from one.
pub(crate) fn refusal(error: &(dyn Error + 'static)) -> Option<SparkError> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<SparkError>()
            && found.is(&PATH_NOT_ALLOWED)
        {
            return Some(found.clone());
        }
        next = current.source();
    }
    None
}

/// An option's value Spark does not take.
pub(crate) fn invalid_option(name: &str, message: impl Into<String>) -> SparkError {
    SparkError::new(&condition::INVALID_OPTION).with("optionName", name).with("message", message)
}
