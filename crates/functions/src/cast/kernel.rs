//! The cast kernel: `spark_cast(value, 'ansi'|'legacy'|'try'[, from, to], NULL::target)`. The types are spelt out where Arrow's do not
//! say all about them.

use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use sparrow_spark_error::SparkError;
use sparrow_spark_types::{DataType, arrow::from_arrow, ddl};

use super::options::Options;
use super::{Mode, cast_array};
use crate::kernel::{Kernel, Returns, over_arrays, text_argument};

pub(super) static CAST: Kernel = Kernel::new("spark_cast", Returns::Last, run);

fn run(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let mode = Mode::of(text_argument(args, 1).unwrap_or_default());
    let options = Options::new(mode, &args.config_options)?;
    let (from, to) = types(args)?;
    over_arrays(args, 1, |arrays| cast_array(&arrays[0], &from, &to, &options))
}

fn types(args: &ScalarFunctionArgs) -> Result<(DataType, DataType), SparkError> {
    match (text_argument(args, 2), text_argument(args, 3)) {
        (Some(from), Some(to)) => Ok((ddl::parse_data_type(from)?, ddl::parse_data_type(to)?)),
        _ => Ok((from_arrow(&args.args[0].data_type())?, from_arrow(args.return_field.data_type())?)),
    }
}

/// `spark_display(value, type)`: the cell `show()` prints, never NULL.
pub(super) static DISPLAY: Kernel = Kernel::new("spark_display", Returns::Type(|| ArrowType::Utf8), display);

fn display(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let from = ddl::parse_data_type(text_argument(args, 1).unwrap_or_default())?;
    let zone = args.config_options.execution.time_zone.clone().unwrap_or_else(|| "UTC".to_owned());
    over_arrays(args, 1, |arrays| {
        let strings = super::to_display_strings(arrays[0].as_ref(), &from, &zone)?;
        Ok(std::sync::Arc::new(strings))
    })
}
