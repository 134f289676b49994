//! As-of joins and `nearestByJoin`: each row of the left with the best of the rows of the right it may meet.

use datafusion::common::ScalarValue;
use sparrow_functions::Typed;
use sparrow_operators::partition_id::{PartitionIdNode, Position};
use sparrow_plan::{
    AsOfDirection, AsOfJoin, Expression, JoinCondition, JoinKind, NearestByJoin, NullOrder, SortOrder, WindowSpec,
};
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::{DataType, Field};

use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::{Attribute, Node};

/// Names no user can write, for the columns the choice is made by.
const ROW: &str = "\0row";
const MATCH: &str = "\0match";
const ORDER: &str = "\0order";

/// Spark takes no more results for a row.
const NEAREST_RESULTS_MAX: i32 = 100_000;

/// Which of the rows that meet are the best.
struct Best {
    /// When rows meet.
    condition: Option<Typed>,
    /// What they are ordered by.
    order: Typed,
    /// The highest are the best.
    highest: bool,
    /// How many are taken.
    count: i32,
    kind: JoinKind,
}

impl Analyzer<'_> {
    pub fn as_of_join(&self, env: &Env<'_>, join: &AsOfJoin) -> Result<Node> {
        let (left, right) = (self.relation(env, &join.left)?, self.relation(env, &join.right)?);
        if !matches!(join.kind, JoinKind::Inner | JoinKind::LeftOuter) {
            let message = format!("requirement failed: Unsupported as-of join type {:?}", join.kind);
            return Err(SparkError::new(&condition::ILLEGAL_ARGUMENT).with("message", message));
        }
        let output: Vec<Attribute> = left.output.iter().chain(&right.output).cloned().collect();
        let hidden: Vec<Attribute> = left.hidden.iter().chain(&right.hidden).cloned().collect();
        let scope = Scope { output: &output, hidden: &hidden, ..Scope::empty(env, "AsOfJoin") };
        let at = self.expression(&scope, &join.left_as_of)?;
        let other = self.expression(&scope, &join.right_as_of)?;
        let tolerance = join.tolerance.as_ref().map(|t| self.tolerance(&scope, t)).transpose()?;
        let mut tests = self.as_of_tests(join, &at, &other, tolerance)?;
        match &join.condition {
            JoinCondition::On(on) => tests.push(self.condition(&scope, on)?),
            JoinCondition::Using(columns) => {
                for name in columns {
                    let (l, r) = (self.using_column(&left, name, "left")?, self.using_column(&right, name, "right")?);
                    tests.push(self.call_builtin("=", vec![l.typed(), r.typed()])?);
                }
            }
            JoinCondition::None | JoinCondition::Natural => {}
        }
        let back = |a: &Typed, b: &Typed| self.call_builtin("-", vec![a.clone(), b.clone()]);
        let order = match join.direction {
            AsOfDirection::Backward => back(&at, &other)?,
            AsOfDirection::Forward => back(&other, &at)?,
            AsOfDirection::Nearest => {
                let later = self.call_builtin(">", vec![at.clone(), other.clone()])?;
                self.call_builtin("if", vec![later, back(&at, &other)?, back(&other, &at)?])?
            }
        };
        let condition = self.all_of(tests)?;
        self.best_matches(env, left, right, Best { condition, order, highest: false, count: 1, kind: join.kind })
    }

    /// Where a row of the right may be.
    fn as_of_tests(&self, join: &AsOfJoin, at: &Typed, other: &Typed, tolerance: Option<Typed>) -> Result<Vec<Typed>> {
        let exact = join.allow_exact_matches;
        let test = |name: &str, a: &Typed, b: &Typed| self.call_builtin(name, vec![a.clone(), b.clone()]);
        let (least, most) = if exact { (">=", "<=") } else { (">", "<") };
        let mut tests = match join.direction {
            AsOfDirection::Backward => vec![test(least, at, other)?],
            AsOfDirection::Forward => vec![test(most, at, other)?],
            AsOfDirection::Nearest if exact => vec![],
            AsOfDirection::Nearest => vec![test("!=", at, other)?],
        };
        let Some(tolerance) = tolerance else { return Ok(tests) };
        if join.direction != AsOfDirection::Forward {
            let first = self.call_builtin("-", vec![at.clone(), tolerance.clone()])?;
            tests.push(test(least, other, &first)?);
        }
        if join.direction != AsOfDirection::Backward {
            let last = self.call_builtin("+", vec![at.clone(), tolerance])?;
            tests.push(test(most, other, &last)?);
        }
        Ok(tests)
    }

    /// A constant that is not negative.
    fn tolerance(&self, scope: &Scope<'_>, tolerance: &Expression) -> Result<Typed> {
        let value = self.expression(scope, tolerance)?;
        let Some(folded) = sparrow_functions::constant::fold(self.context, &value) else {
            return Err(SparkError::new(&condition::AS_OF_JOIN_TOLERANCE_NOT_CONSTANT));
        };
        let zero = ScalarValue::new_zero(&folded.data_type())?;
        if folded.partial_cmp(&zero) == Some(std::cmp::Ordering::Less) {
            return Err(SparkError::new(&condition::AS_OF_JOIN_TOLERANCE_NEGATIVE));
        }
        Ok(value)
    }

    pub fn nearest_by_join(&self, env: &Env<'_>, join: &NearestByJoin) -> Result<Node> {
        let (left, right) = (self.relation(env, &join.left)?, self.relation(env, &join.right)?);
        if !matches!(join.kind, JoinKind::Inner | JoinKind::LeftOuter) {
            return Err(SparkError::new(&condition::NEAREST_BY_JOIN_TYPE)
                .with("joinType", format!("'{:?}'", join.kind))
                .with("supported", "'INNER', 'LEFT OUTER'"));
        }
        if !(1..=NEAREST_RESULTS_MAX).contains(&join.count) {
            return Err(SparkError::new(&condition::NEAREST_BY_JOIN_NUM_RESULTS)
                .with("numResults", join.count.to_string())
                .with("min", "1")
                .with("max", NEAREST_RESULTS_MAX.to_string()));
        }
        let output: Vec<Attribute> = left.output.iter().chain(&right.output).cloned().collect();
        let hidden: Vec<Attribute> = left.hidden.iter().chain(&right.hidden).cloned().collect();
        let scope = Scope { output: &output, hidden: &hidden, ..Scope::empty(env, "NearestByJoin") };
        let order = self.expression(&scope, &join.ranking)?;
        let (highest, count, kind) = (join.highest, join.count, join.kind);
        self.best_matches(env, left, right, Best { condition: None, order, highest, count, kind })
    }

    fn all_of(&self, tests: Vec<Typed>) -> Result<Option<Typed>> {
        let mut all: Option<Typed> = None;
        for test in tests {
            all = Some(match all {
                Some(so_far) => self.call_builtin("and", vec![so_far, test])?,
                None => test,
            });
        }
        Ok(all)
    }

    /// Joins all rows that meet, ranks the matches of each row of the left, and keeps the best.
    fn best_matches(&self, env: &Env<'_>, left: Node, right: Node, best: Best) -> Result<Node> {
        let (left, row) = self.with_row_numbers(left, ROW)?;
        let (right, match_number) = self.with_row_numbers(right, MATCH)?;
        let known = Typed::new(best.order.expr.clone().is_not_null(), DataType::Boolean, false, "known");
        let condition = self.all_of(best.condition.into_iter().chain([known]).collect())?;
        let mut node = self.join_resolved(left, right, best.kind, condition)?;
        let visible = node.output.clone();
        let order = Typed { nullable: true, ..best.order }.named(ORDER);
        node.output.extend([row, Attribute { nullable: true, ..match_number }]);
        let mut values: Vec<Typed> = node.output.iter().map(Attribute::typed).collect();
        values.push(order);
        let node = self.project_typed(node, values)?;
        let by =
            |name: &str, ascending| SortOrder { child: Expression::column([name]), ascending, nulls: NullOrder::Last };
        let spec = WindowSpec {
            partition_by: vec![Expression::column([ROW])],
            order_by: vec![by(ORDER, !best.highest), by(MATCH, best.highest)],
            frame: None,
        };
        let number = {
            let scope = Scope::over(&node, env, "Window");
            self.window(&scope, &Expression::call("row_number", vec![]), &spec)?
        };
        let (node, mut numbers) = self.with_windows(node, vec![number])?;
        let Some(number) = numbers.pop() else { return Ok(node) };
        let count = ScalarValue::Int32(Some(best.count));
        let count = Typed::literal(count, DataType::Integer, best.count.to_string());
        let wanted = self.call_builtin("<=", vec![number, count])?;
        let node = self.filter_by(node, wanted)?;
        Ok(Node { output: visible, hidden: vec![], base: None, ..node })
    }

    /// The relation with a number for each row, beside its output.
    fn with_row_numbers(&self, node: Node, name: &str) -> Result<(Node, Attribute)> {
        let number = self.attribute_of(&Field::new(name, DataType::Long, false));
        let columns = vec![(number.column.clone(), Position::MonotonicId)];
        let plan = super::extension(PartitionIdNode::try_new(super::own(&node.plan), columns)?);
        Ok((node.over(plan), number))
    }
}
