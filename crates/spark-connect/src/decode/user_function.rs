//! Functions, table functions and data sources whose code comes with the message. The code itself is not looked at.

use sparrow_plan::{PythonCode, UserCode, UserFunction};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, invalid_plan};

use super::depth::Depth;
use super::{data_type, expression, missing};

/// A function given in place or registered.
pub(super) fn function(depth: Depth, x: &proto::CommonInlineUserDefinedFunction) -> Result<UserFunction> {
    use proto::common_inline_user_defined_function::Function;
    let code = match x.function.as_ref().ok_or_else(|| no_code("function", &x.function_name))? {
        Function::PythonUdf(udf) => UserCode::Python(python(udf)?),
        Function::JavaUdf(udf) => UserCode::Java { class_name: udf.class_name.clone() },
        Function::ScalarScalaUdf(_) => UserCode::Scala,
    };
    Ok(UserFunction {
        name: x.function_name.clone(),
        deterministic: x.deterministic,
        arguments: expression::list(depth, &x.arguments)?,
        distinct: x.is_distinct,
        code,
    })
}

/// The function that relation `what` must have.
pub(super) fn required(
    depth: Depth,
    x: Option<&proto::CommonInlineUserDefinedFunction>,
    what: &str,
) -> Result<UserFunction> {
    function(depth, x.ok_or_else(|| missing(what, "function"))?)
}

/// A table function given in place or registered.
pub(super) fn table_function(depth: Depth, x: &proto::CommonInlineUserDefinedTableFunction) -> Result<UserFunction> {
    use proto::common_inline_user_defined_table_function::Function;
    let Function::PythonUdtf(udtf) = x.function.as_ref().ok_or_else(|| no_code("table function", &x.function_name))?;
    let code = PythonCode {
        output_type: udtf.return_type.as_ref().map(data_type::decode).transpose()?,
        eval_type: udtf.eval_type,
        command: udtf.command.as_ref().into(),
        python_version: udtf.python_ver.clone(),
        includes: vec![],
    };
    Ok(UserFunction {
        name: x.function_name.clone(),
        deterministic: x.deterministic,
        arguments: expression::list(depth, &x.arguments)?,
        distinct: false,
        code: UserCode::Python(code),
    })
}

/// The code of a data source.
pub(super) fn data_source(x: &proto::CommonInlineUserDefinedDataSource) -> Result<UserCode> {
    use proto::common_inline_user_defined_data_source::DataSource;
    let DataSource::PythonDataSource(source) = x.data_source.as_ref().ok_or_else(|| no_code("data source", &x.name))?;
    Ok(UserCode::Python(PythonCode {
        output_type: None,
        eval_type: 0,
        command: source.command.as_ref().into(),
        python_version: source.python_ver.clone(),
        includes: vec![],
    }))
}

fn python(x: &proto::PythonUdf) -> Result<PythonCode> {
    Ok(PythonCode {
        output_type: x.output_type.as_ref().map(data_type::decode).transpose()?,
        eval_type: x.eval_type,
        command: x.command.as_ref().into(),
        python_version: x.python_ver.clone(),
        includes: x.additional_includes.clone(),
    })
}

fn no_code(what: &str, name: &str) -> SparkError {
    invalid_plan(format!("the {what} {name} has no code"))
}
