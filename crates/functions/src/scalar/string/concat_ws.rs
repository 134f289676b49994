//! `concat_ws`: strings and arrays of strings joined by a separator, NULLs left out.

use arrow::array::{Array, AsArray};
use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{Elements, Param, Returns, Spec, accept, call_name, elements_of};
use crate::{Context, Typed};

pub(super) static CONCAT_WS: Spec =
    Spec::new("spark_concat_ws", &[Param::STRING, Param::Any], Returns::STRING, body).variadic(1);

/// `concat_ws(sep[, str | array(str)]+)`
pub(super) fn concat_ws(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if args.is_empty() {
        return Err(wrong_num_args(name, "> 0", 0));
    }
    let call = call_name("concat_ws", &args);
    let nullable = args[0].nullable;
    let fit = |(i, arg): (usize, Typed)| match &arg.data_type {
        DataType::Array { .. } if i > 0 => accept(context, &call, i, arg, Param::Strings),
        DataType::Array { .. } | DataType::Map { .. } | DataType::Struct(_) => {
            let required = if i == 0 { "\"STRING\"" } else { "(\"ARRAY<STRING>\" or \"STRING\")" };
            Err(unexpected_input_type(&call, i, required, &arg.name, &arg.data_type.sql_name()))
        }
        _ => accept(context, &call, i, arg, Param::STRING),
    };
    let args = args.into_iter().enumerate().map(fit).collect::<Result<Vec<_>>>()?;
    Ok(Typed { nullable, ..CONCAT_WS.apply(call.clone(), args)? })
}

/// One argument: text, or lists of text.
enum Part<'a> {
    Text(super::super::spec::Column<'a, &'a str>),
    List(Elements),
}

fn body(call: &super::super::spec::Call) -> datafusion::common::Result<arrow::array::ArrayRef> {
    let separator = call.column::<&str>(0)?;
    let part = |i: usize| match call.type_of(i)? {
        ArrowType::List(_) => elements_of(call, i).map(Part::List),
        _ => call.column(i).map(Part::Text),
    };
    let parts = (1..call.len()).map(part).collect::<datafusion::common::Result<Vec<_>>>()?;
    call.rows(|row| {
        let separator = separator.get(row)?;
        let mut found: Vec<&str> = Vec::new();
        for part in &parts {
            match part {
                Part::Text(text) => found.extend(text.get(row)),
                Part::List(list) => {
                    let values = list.values.as_string_opt::<i32>()?;
                    let valid = list.range(row).into_iter().flatten().filter(|i| values.is_valid(*i));
                    found.extend(valid.map(|i| values.value(i)));
                }
            }
        }
        Some(found.join(separator))
    })
}
