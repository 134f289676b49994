//! `SORT BY`: rows in order within each partition, as `sortWithinPartitions` asks; between partitions there is none.

use std::fmt;
use std::sync::Arc;

use datafusion::common::{DFSchemaRef, Result, internal_datafusion_err};
use datafusion::logical_expr::expr::Sort;
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sorts::sort::SortExec;

use crate::node::{PlannedNode, only};
use crate::planner::Planning;

/// A logical plan whose partitions are each sorted by these keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortWithinPartitionsNode {
    input: LogicalPlan,
    keys: Vec<Sort>,
}

unordered!(SortWithinPartitionsNode);

impl SortWithinPartitionsNode {
    /// `keys` must not be empty.
    pub fn new(input: LogicalPlan, keys: Vec<Sort>) -> Self {
        Self { input, keys }
    }
}

impl UserDefinedLogicalNodeCore for SortWithinPartitionsNode {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        self.input.schema()
    }

    fn expressions(&self) -> Vec<Expr> {
        self.keys.iter().map(|key| key.expr.clone()).collect()
    }

    fn prevent_predicate_push_down_columns(&self) -> std::collections::HashSet<String> {
        std::collections::HashSet::new()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let keys: Vec<String> = self.keys.iter().map(ToString::to_string).collect();
        write!(f, "{}: {}", Self::NAME, keys.join(", "))
    }

    fn with_exprs_and_inputs(&self, exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        let keys = self.keys.iter().zip(exprs).map(|(key, expr)| Sort { expr, ..key.clone() }).collect();
        Ok(Self::new(only(inputs)?, keys))
    }
}

impl PlannedNode for SortWithinPartitionsNode {
    const NAME: &'static str = "SortWithinPartitions";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        let key = |key: &Sort| {
            let options = arrow::compute::SortOptions { descending: !key.asc, nulls_first: key.nulls_first };
            Ok(PhysicalSortExpr::new(planning.expression(&key.expr)?, options))
        };
        let keys = self.keys.iter().map(key).collect::<Result<Vec<_>>>()?;
        let ordering = LexOrdering::new(keys).ok_or_else(|| internal_datafusion_err!("a sort without keys"))?;
        Ok(Arc::new(SortExec::new(ordering, planning.input.clone()).with_preserve_partitioning(true)))
    }
}
