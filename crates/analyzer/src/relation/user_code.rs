//! Relations and expressions that run the user's own code, which nothing here runs yet.

use sparrow_plan::UserFunction;
use sparrow_spark_error::{SparkError, unsupported};

/// The refusal of `what` with a function of the user's.
pub fn refused(what: &str, function: &UserFunction) -> SparkError {
    unsupported(format!("{what} with the {} user-defined function {}", function.code.language(), function.name))
}

/// The refusal of a call.
pub fn refused_call(function: &UserFunction) -> SparkError {
    unsupported(format!("the {} user-defined function {}", function.code.language(), function.name))
}
