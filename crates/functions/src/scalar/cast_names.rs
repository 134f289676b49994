//! `int(x)`, `double(x)`, `string(x)` and the others: casts by the name of their type.

use sparrow_spark_error::{Result, wrong_num_args};
use sparrow_spark_types::DataType;

use crate::cast::{self, Mode};
use crate::{Builder, Context, Function, Typed};

/// One function for each type Spark lets be called by name.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "bigint", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "binary", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "boolean", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "date", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "decimal", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "double", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "float", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "int", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "smallint", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "string", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "timestamp", aliases: &[], builder: Builder::Scalar(build) },
    Function { name: "tinyint", aliases: &[], builder: Builder::Scalar(build) },
];

fn build(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let [value] = <[Typed; 1]>::try_from(args).map_err(|args| wrong_num_args(name, 1, args.len()))?;
    let called = name.to_lowercase();
    let to = match called.as_str() {
        "decimal" => DataType::DEFAULT_DECIMAL,
        other => sparrow_spark_types::ddl::parse_data_type(other)?,
    };
    let shown = value.name.clone();
    Ok(cast::cast(context, value, &to, Mode::of_session(context))?.named(shown))
}
