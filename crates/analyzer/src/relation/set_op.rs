//! `UNION`, `INTERSECT`, `EXCEPT`.

use std::sync::Arc;

use datafusion::common::{Column, JoinType, NullEquality};
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::{WindowFunction, WindowFunctionParams};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, Union, WindowFrame, WindowFunctionDefinition};
use sparrow_functions::Typed;
use sparrow_plan::{Literal, SetOp, SetOpKind};
use sparrow_spark_error::{Result, SparkError, condition, unresolved_column};
use sparrow_spark_types::{DataType, find_wider_type};

use super::build::project;
use crate::analyzer::{Analyzer, Env};
use crate::scope::{Attribute, Node, same_name};

impl Analyzer<'_> {
    pub fn set_op(&self, env: &Env<'_>, op: &SetOp) -> Result<Node> {
        let left = self.exactly_output(self.relation(env, &op.left)?)?;
        let right = self.exactly_output(self.relation(env, &op.right)?)?;
        let (left, right) = match op.by_name {
            true => self.aligned_by_name(left, right, op.allow_missing_columns)?,
            false => (left, right),
        };
        let (left, right) = self.aligned(op, left, right)?;
        match (op.kind, op.all) {
            (SetOpKind::Union, true) => union(left, right),
            (SetOpKind::Union, false) => self.distinct(union(left, right)?),
            (kind, all) => self.matched(left, right, kind, all),
        }
    }

    /// The right side in the left's order of names; with `allow_missing` absent columns are NULL.
    fn aligned_by_name(&self, left: Node, right: Node, allow_missing: bool) -> Result<(Node, Node)> {
        let case_sensitive = self.context.case_sensitive;
        let find =
            |node: &Node, name: &str| node.output.iter().find(|a| same_name(&a.name, name, case_sensitive)).cloned();
        let null = |a: &Attribute| -> Result<Typed> {
            let value = crate::expression::literal(self.context, &Literal::null(a.data_type.clone()))?;
            Ok(value.named(a.name.clone()))
        };
        let mut right_values = Vec::new();
        for attribute in &left.output {
            match find(&right, &attribute.name) {
                Some(found) => right_values.push(found.typed()),
                None if allow_missing => right_values.push(null(attribute)?),
                None => {
                    let known: Vec<&str> = right.output.iter().map(|a| a.name.as_str()).collect();
                    return Err(unresolved_column(std::slice::from_ref(&attribute.name), known));
                }
            }
        }
        let extra: Vec<Attribute> = right.output.iter().filter(|a| find(&left, &a.name).is_none()).cloned().collect();
        if !extra.is_empty() && !allow_missing {
            return Err(columns_mismatch("UNION", left.output.len(), right.output.len()));
        }
        let mut left_values: Vec<Typed> = left.output.iter().map(Attribute::typed).collect();
        for attribute in &extra {
            left_values.push(null(attribute)?);
            right_values.push(attribute.typed());
        }
        Ok((self.project_typed(left, left_values)?, self.project_typed(right, right_values)?))
    }

    /// Both sides with as many columns of the same types; the right's columns get the left's internal names.
    fn aligned(&self, op: &SetOp, left: Node, right: Node) -> Result<(Node, Node)> {
        let name = operator(op);
        if left.output.len() != right.output.len() {
            return Err(columns_mismatch(name, left.output.len(), right.output.len()));
        }
        let mut types = Vec::with_capacity(left.output.len());
        for (index, (l, r)) in left.output.iter().zip(&right.output).enumerate() {
            types.push(self.common_of(name, index, l, r)?);
        }
        let left = self.cast_columns(left, &types)?;
        let right = self.cast_columns(right, &types)?;
        let renamed: Vec<Expr> =
            right.output.iter().zip(&left.output).map(|(r, l)| r.expr().alias(l.column.clone())).collect();
        let plan = project(Arc::clone(&right.plan), renamed)?;
        let output =
            left.output.iter().zip(&right.output).map(|(l, r)| Attribute { nullable: r.nullable, ..l.clone() });
        let right = Node::new(plan, output.collect());
        Ok((left, right))
    }

    fn common_of(&self, operator: &str, index: usize, left: &Attribute, right: &Attribute) -> Result<DataType> {
        if left.data_type == right.data_type {
            return Ok(left.data_type.clone());
        }
        find_wider_type(&left.data_type, &right.data_type, self.context.ansi).ok_or_else(|| {
            SparkError::new(&condition::INCOMPATIBLE_COLUMN_TYPE)
                .with("operator", operator)
                .with("columnOrdinalNumber", ordinal(index))
                .with("tableOrdinalNumber", "second")
                .with("dataType1", format!("\"{}\"", right.data_type.sql_name()))
                .with("dataType2", format!("\"{}\"", left.data_type.sql_name()))
                .with("hint", "")
        })
    }

    fn cast_columns(&self, node: Node, types: &[DataType]) -> Result<Node> {
        if node.output.iter().zip(types).all(|(a, t)| a.data_type == *t) {
            return Ok(node);
        }
        let cast = |(a, t): (&Attribute, &DataType)| self.coerced(a.typed(), t);
        let values = node.output.iter().zip(types).map(cast).collect::<Result<Vec<_>>>()?;
        let (expressions, mut output) = self.name_values(&node, values);
        for (new, old) in output.iter_mut().zip(&node.output) {
            new.qualifier.clone_from(&old.qualifier);
        }
        let plan = project(Arc::clone(&node.plan), expressions)?;
        Ok(Node::new(plan, output))
    }

    /// INTERSECT and EXCEPT as semi and anti joins with NULL equal to NULL. With ALL each row carries its number among its equals, so
    /// that duplicates pair off one by one, as Spark counts them.
    fn matched(&self, left: Node, right: Node, kind: SetOpKind, all: bool) -> Result<Node> {
        let join_type = if kind == SetOpKind::Intersect { JoinType::LeftSemi } else { JoinType::LeftAnti };
        let (left, right) =
            if all { (self.numbered(left)?, self.numbered(right)?) } else { (self.distinct(left)?, right) };
        let qualify = |node: &Node, side: &str| -> Result<LogicalPlan> {
            Ok(LogicalPlanBuilder::new_from_arc(Arc::clone(&node.plan)).alias(side)?.build()?)
        };
        let column = |side: &str, name: &str| Column::new(Some(side), name);
        let names: Vec<String> = left.plan.schema().fields().iter().map(|f| f.name().clone()).collect();
        let right_names: Vec<String> = right.plan.schema().fields().iter().map(|f| f.name().clone()).collect();
        let keys: (Vec<Column>, Vec<Column>) = (
            names.iter().map(|n| column("left", n)).collect(),
            right_names.iter().map(|n| column("right", n)).collect(),
        );
        let plan = LogicalPlanBuilder::new(qualify(&left, "left")?)
            .join_detailed(qualify(&right, "right")?, join_type, keys, None, NullEquality::NullEqualsNull)?
            .build()?;
        let bare: Vec<Expr> =
            left.output.iter().map(|a| Expr::Column(column("left", &a.column)).alias(a.column.clone())).collect();
        let plan = LogicalPlanBuilder::new(plan).project(bare)?.build()?;
        Ok(Node::new(plan, left.output))
    }

    fn numbered(&self, node: Node) -> Result<Node> {
        let number = Expr::from(WindowFunction {
            fun: WindowFunctionDefinition::WindowUDF(row_number_udwf()),
            params: WindowFunctionParams {
                args: vec![],
                partition_by: node.output.iter().map(Attribute::expr).collect(),
                order_by: vec![],
                window_frame: WindowFrame::new(None),
                filter: None,
                null_treatment: None,
                distinct: false,
            },
        });
        let column = self.fresh("row_number");
        let plan = self.with_window_columns(Arc::clone(&node.plan), vec![(number, column)])?;
        Ok(Node { plan: Arc::new(plan), base: None, ..node })
    }
}

fn union(left: Node, right: Node) -> Result<Node> {
    let output = left
        .output
        .iter()
        .zip(&right.output)
        .map(|(l, r)| Attribute { nullable: l.nullable || r.nullable, ..l.clone() });
    let output: Vec<Attribute> = output.collect();
    if output.is_empty() {
        return Err(sparrow_spark_error::unsupported("a union of relations without columns"));
    }
    let plan = LogicalPlan::Union(Union::try_new_with_loose_types(vec![left.plan, right.plan])?);
    Ok(Node::new(plan, output))
}

fn operator(op: &SetOp) -> &'static str {
    match (op.kind, op.all) {
        (SetOpKind::Union, _) => "UNION",
        (SetOpKind::Intersect, false) => "INTERSECT",
        (SetOpKind::Intersect, true) => "INTERSECT ALL",
        (SetOpKind::Except, false) => "EXCEPT",
        (SetOpKind::Except, true) => "EXCEPT ALL",
    }
}

fn columns_mismatch(operator: &str, first: usize, second: usize) -> SparkError {
    SparkError::new(&condition::NUM_COLUMNS_MISMATCH)
        .with("operator", operator)
        .with("firstNumColumns", first.to_string())
        .with("invalidOrdinalNum", "second")
        .with("invalidNumColumns", second.to_string())
}

fn ordinal(index: usize) -> String {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    WORDS.get(index).map_or_else(|| format!("{}th", index + 1), |w| (*w).to_owned())
}
