//! `spark.udf.register` and its kin: nothing here runs the user's code yet, so each is refused by its name.

use sparrow_plan::{UserCode, UserFunction};
use sparrow_spark_error::{SparkError, unsupported};

pub(super) fn function(function: &UserFunction) -> SparkError {
    unsupported(format!("registering the {} function {}", function.code.language(), function.name))
}

pub(super) fn table_function(function: &UserFunction) -> SparkError {
    unsupported(format!("registering the {} table function {}", function.code.language(), function.name))
}

pub(super) fn data_source(name: &str, code: &UserCode) -> SparkError {
    unsupported(format!("registering the {} data source {name}", code.language()))
}
