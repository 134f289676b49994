//! `sampleBy`: a sample of a fraction of its own for each value of a column.

use sparrow_functions::Typed;
use sparrow_operators::partition_id::{PartitionIdNode, Position};
use sparrow_plan::{Expression, Literal};
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, Field};

use super::{double, requirement_failed};
use crate::analyzer::{Analyzer, Env};
use crate::expression::{Scope, literal};
use crate::scope::Node;

impl Analyzer<'_> {
    /// Keeps a row when a random number of its partition is below the fraction of its stratum; other strata have none.
    pub(super) fn sample_by(
        &self,
        env: &Env<'_>,
        input: Node,
        column: &Expression,
        fractions: &[(Literal, f64)],
        seed: Option<i64>,
    ) -> Result<Node> {
        if let Some((_, fraction)) = fractions.iter().find(|(_, fraction)| !(0.0..=1.0).contains(fraction)) {
            return Err(requirement_failed(format!("Fractions must be in [0, 1], but got {fraction}.")));
        }
        let column = self.expression(&Scope::over(&input, env, "Filter"), column)?;
        let mut branches = Vec::with_capacity(2 * fractions.len() + 1);
        for (stratum, fraction) in fractions.iter().filter(|(s, _)| comparable(&s.data_type, &column.data_type)) {
            branches.push(self.call_builtin("<=>", vec![column.clone(), literal(self.context, stratum)?])?);
            branches.push(double(*fraction));
        }
        let fraction = match branches.len() {
            0 => double(0.0),
            _ => {
                branches.push(double(0.0));
                self.call_builtin("when", branches)?
            }
        };
        let random = self.attribute_of(&Field::new("rand", DataType::Double, false));
        let seed = seed.unwrap_or(self.context.now_us);
        let drawn = vec![(random.column.clone(), Position::Random(seed))];
        let plan = PartitionIdNode::try_new(super::super::own(&input.plan), drawn)?;
        let node = Node { base: None, ..input }.over(super::super::extension(plan));
        let kept: Typed = self.call_builtin("<", vec![random.typed(), fraction])?;
        Ok(Node { base: None, ..self.filter_by(node, kept)? })
    }
}

/// Values of other types are never equal to those of the column.
fn comparable(stratum: &DataType, column: &DataType) -> bool {
    stratum.same_type(column)
        || (stratum.is_numeric() && column.is_numeric())
        || (stratum.is_string() && column.is_string())
}
