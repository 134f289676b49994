//! What `observe` collected, as messages.

use sparrow_proto::spark::connect::execute_plan_response::ObservedMetrics;
use sparrow_session::Observed;
use sparrow_spark_connect::encode;
use sparrow_spark_error::Result;

/// The message for an observation; without values when the query never came to them.
pub(super) fn message(observed: &Observed) -> Result<ObservedMetrics> {
    let (mut keys, mut values) = (Vec::new(), Vec::new());
    if let Some(row) = observed.values.get() {
        for (field, column) in observed.fields.iter().zip(row.columns()) {
            keys.push(field.name.clone());
            values.push(encode::literal(column, 0, &field.data_type)?);
        }
    }
    Ok(ObservedMetrics {
        name: observed.name.clone(),
        values,
        keys,
        plan_id: observed.plan_id.unwrap_or_default(),
        root_error_idx: None,
        errors: Vec::new(),
    })
}
