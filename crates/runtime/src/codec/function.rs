//! Functions that are more than their names: calls with lambdas, and kernels with a state of their own in each call.

use std::sync::{Arc, OnceLock};

use datafusion::common::{Result, internal_datafusion_err, internal_err};
use datafusion::logical_expr::ScalarUDF;
use prost::Message;
use sparrow_functions::begun_anew;
use sparrow_functions::higher_order::HigherOrderParts;
use sparrow_spark_error::{internal, unsupported};

use super::extension::known;
use super::lambda;
use super::message::{Function, function::Kind};
use crate::functions::task_functions;

/// What a function is beside its name: nothing for most. Functions an executor would not find are refused.
pub(super) fn encode(function: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
    let partition = Arc::default();
    let kind = if let Some(parts) = HigherOrderParts::of(function) {
        Kind::HigherOrder(lambda::encode(&parts)?)
    } else if begun_anew(function.name(), &partition).is_some_and(|anew| *anew == *function) {
        Kind::Anew(true)
    } else {
        let found = task_functions().scalar.get(function.name());
        return known(function.name(), found.is_some_and(|found| **found == *function));
    };
    Function { kind: Some(kind) }.encode(buf).map_err(|e| internal("a function cannot be written").caused_by(e))?;
    if decode(function.name(), buf, &partition)?.as_ref() == function {
        return Ok(());
    }
    Err(unsupported(format!("sending a call of {} with all it says", function.name())).into())
}

/// The function of this name and what [`encode`] wrote.
pub(super) fn decode(name: &str, buf: &[u8], partition: &Arc<OnceLock<usize>>) -> Result<Arc<ScalarUDF>> {
    let message = Function::decode(buf).map_err(|e| internal("a function cannot be read").caused_by(e))?;
    match message.kind {
        Some(Kind::Anew(_)) => {
            begun_anew(name, partition).ok_or_else(|| internal_datafusion_err!("no kernel {name} begins anew"))
        }
        Some(Kind::HigherOrder(message)) => Ok(Arc::new(lambda::decode(name, &message, partition)?.function()?)),
        None => internal_err!("the function {name} is not known here"),
    }
}
