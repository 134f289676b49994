//! `DataFrame.to(schema)`: columns by name, in the schema's order and types.

use sparrow_plan::{Literal, Relation};
use sparrow_spark_error::{Result, SparkError, condition, unresolved_column};
use sparrow_spark_types::{Field, StructType, can_ansi_cast};

use crate::analyzer::{Analyzer, Env};
use crate::scope::{Attribute, Node, same_name};

impl Analyzer<'_> {
    pub fn to_schema(&self, env: &Env<'_>, input: &Relation, schema: &StructType) -> Result<Node> {
        let input = self.relation(env, input)?;
        let value = |field: &Field| {
            let found: Vec<&Attribute> =
                input.output.iter().filter(|a| same_name(&a.name, &field.name, self.context.case_sensitive)).collect();
            match found.as_slice() {
                [one] if can_ansi_cast(&one.data_type, &field.data_type) => {
                    Ok(self.coerced(one.typed(), &field.data_type)?.named(field.name.clone()))
                }
                [one] => Err(SparkError::new(&condition::INVALID_COLUMN_OR_FIELD_DATA_TYPE)
                    .with("name", sparrow_spark_error::quote_identifier(&field.name))
                    .with("type", format!("\"{}\"", one.data_type.sql_name()))
                    .with("expectedType", format!("\"{}\"", field.data_type.sql_name()))),
                [] if field.nullable => {
                    let null = crate::expression::literal(self.context, &Literal::null(field.data_type.clone()))?;
                    Ok(null.named(field.name.clone()))
                }
                [] => {
                    let known: Vec<&str> = input.output.iter().map(|a| a.name.as_str()).collect();
                    Err(unresolved_column(std::slice::from_ref(&field.name), known))
                }
                several => Err(SparkError::new(&condition::AMBIGUOUS_REFERENCE)
                    .with("name", sparrow_spark_error::quote_identifier(&field.name))
                    .with(
                        "referenceNames",
                        format!("[{}]", several.iter().map(|a| a.qualified_name()).collect::<Vec<_>>().join(", ")),
                    )),
            }
        };
        let values = schema.fields.iter().map(value).collect::<Result<Vec<_>>>()?;
        let mut node = self.project_typed(input, values)?;
        for (attribute, field) in node.output.iter_mut().zip(&schema.fields) {
            attribute.metadata.extend(field.metadata.clone());
        }
        Ok(node)
    }
}
