//! `na.fill`, `na.drop`, `na.replace`.

use datafusion::logical_expr::{Expr, when};
use sparrow_functions::Typed;
use sparrow_plan::{FillNa, Literal, NullReplace, Relation, Value};
use sparrow_spark_error::{Result, invalid_plan, unresolved_column};
use sparrow_spark_types::DataType;

use crate::analyzer::{Analyzer, Env};
use crate::expression::literal;
use crate::scope::{Attribute, Node, same_name};

impl Analyzer<'_> {
    /// NULLs (and NaNs of numbers) of the columns whose type fits the value become the value.
    pub fn fill_na(&self, env: &Env<'_>, fill: &FillNa) -> Result<Node> {
        let input = self.relation(env, &fill.input)?;
        self.require_columns(&input, &fill.columns)?;
        let value_for = |a: &Attribute| -> Option<&Literal> {
            let position = fill.columns.iter().position(|c| same_name(c, &a.name, self.context.case_sensitive));
            match (fill.columns.is_empty(), position) {
                (true, _) => fill.values.first(),
                (false, None) => None,
                (false, Some(_)) if fill.values.len() == 1 => fill.values.first(),
                (false, Some(index)) => fill.values.get(index),
            }
        };
        let filled = |a: &Attribute| match value_for(a).filter(|v| fits(&v.data_type, &a.data_type)) {
            Some(value) => self.filled(a, value),
            None => Ok(a.typed()),
        };
        let values = input.output.iter().map(filled).collect::<Result<Vec<_>>>()?;
        self.project_typed(input, values)
    }

    fn filled(&self, attribute: &Attribute, value: &Literal) -> Result<Typed> {
        let value = self.coerced(literal(self.context, value)?, &attribute.data_type)?;
        let column = attribute.typed();
        let column = match attribute.data_type.is_fractional() {
            true => self.call_builtin(
                "nanvl",
                vec![column, literal(self.context, &Literal::null(attribute.data_type.clone()))?],
            )?,
            false => column,
        };
        Ok(Typed { nullable: false, ..self.call_builtin("coalesce", vec![column, value])? }
            .named(attribute.name.clone()))
    }

    /// Rows with fewer than `min` values that are neither NULL nor NaN go.
    pub fn drop_na(&self, env: &Env<'_>, input: &Relation, columns: &[String], min: Option<i32>) -> Result<Node> {
        let input = self.relation(env, input)?;
        self.require_columns(&input, columns)?;
        let wanted = |a: &&Attribute| {
            columns.is_empty() || columns.iter().any(|c| same_name(c, &a.name, self.context.case_sensitive))
        };
        let chosen: Vec<&Attribute> = input.output.iter().filter(wanted).collect();
        let total = chosen.len() as i32;
        let ones = chosen.into_iter().map(present).collect::<Result<Vec<_>>>()?;
        let Some(sum) = ones.into_iter().reduce(|a, b| a + b) else { return Ok(input) };
        let test = sum.gt_eq(datafusion::logical_expr::lit(min.unwrap_or(total)));
        self.filter_by(input, Typed::new(test, DataType::Boolean, false, "atleastnnonnulls"))
    }

    /// Values equal to an old one become its new one, in the columns whose type fits.
    pub fn replace(&self, env: &Env<'_>, replace: &NullReplace) -> Result<Node> {
        let input = self.relation(env, &replace.input)?;
        self.require_columns(&input, &replace.columns)?;
        let wanted = |a: &Attribute| {
            replace.columns.is_empty()
                || replace.columns.iter().any(|c| same_name(c, &a.name, self.context.case_sensitive))
        };
        let value = |a: &Attribute| match wanted(a) {
            true => self.replaced_value(a, &replace.replacements),
            false => Ok(a.typed()),
        };
        let values = input.output.iter().map(value).collect::<Result<Vec<_>>>()?;
        self.project_typed(input, values)
    }

    fn replaced_value(&self, attribute: &Attribute, pairs: &[(Literal, Literal)]) -> Result<Typed> {
        let mut args = Vec::new();
        for (old, new) in pairs {
            let applies = old.value == Value::Null || fits(&old.data_type, &attribute.data_type);
            if !applies || (new.value != Value::Null && !fits(&new.data_type, &attribute.data_type)) {
                continue;
            }
            let old = self.coerced(literal(self.context, old)?, &attribute.data_type)?;
            args.push(self.call_builtin("=", vec![attribute.typed(), old])?);
            args.push(self.coerced(literal(self.context, new)?, &attribute.data_type)?);
        }
        if args.is_empty() {
            return Ok(attribute.typed());
        }
        args.push(attribute.typed());
        Ok(self.call_builtin("when", args)?.named(attribute.name.clone()))
    }

    fn require_columns(&self, node: &Node, columns: &[String]) -> Result<()> {
        for column in columns {
            if column.is_empty() {
                return Err(invalid_plan("an empty column name"));
            }
            if !node.output.iter().any(|a| same_name(&a.name, column, self.context.case_sensitive)) {
                let known: Vec<&str> = node.output.iter().map(|a| a.name.as_str()).collect();
                return Err(unresolved_column(std::slice::from_ref(column), known));
            }
        }
        Ok(())
    }
}

/// Whether a fill or replacement of this type applies to a column of that type.
fn fits(value: &DataType, column: &DataType) -> bool {
    (value.is_numeric() && column.is_numeric())
        || (value.is_string() && column.is_string())
        || (*value == DataType::Boolean && *column == DataType::Boolean)
}

/// 1 for a value that is neither NULL nor NaN, else 0.
fn present(attribute: &Attribute) -> Result<Expr> {
    let (one, zero) = (datafusion::logical_expr::lit(1i32), datafusion::logical_expr::lit(0i32));
    let mut test = attribute.expr().is_not_null();
    if attribute.data_type.is_fractional() {
        test = test.and(datafusion::functions::math::expr_fn::isnan(attribute.expr()).is_not_true());
    }
    Ok(when(test, one).otherwise(zero)?)
}
