//! `summary` and `describe`: one row a statistic, one column of text for each column of numbers or text.

use sparrow_functions::{Builder, Typed, cast};
use sparrow_plan::Expression;
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_spark_types::DataType;

use super::{double, integer, requirement_failed, text};
use crate::analyzer::{Analyzer, Env};
use crate::scope::{Attribute, Node, same_name};

/// What `summary()` computes.
const SUMMARY: [&str; 8] = ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"];
/// What `describe()` computes.
const DESCRIBE: [&str; 5] = ["count", "mean", "stddev", "min", "max"];

impl Analyzer<'_> {
    pub(super) fn summary(&self, input: Node, statistics: &[String]) -> Result<Node> {
        if statistics.is_empty() {
            return self.summarized(input, &SUMMARY);
        }
        self.summarized(input, &statistics.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The columns are selected first, so that one that is not there is an error.
    pub(super) fn describe(&self, env: &Env<'_>, input: Node, columns: &[String]) -> Result<Node> {
        if columns.is_empty() {
            return self.summarized(input, &DESCRIBE);
        }
        let there = |name: &str| input.output.iter().any(|a| same_name(&a.name, name, self.context.case_sensitive));
        let columns = columns.iter().map(|name| match name.as_str() {
            "*" => Expression::star(),
            name if there(name) => Expression::column([name]),
            name => Expression::column(name.split('.')),
        });
        let columns: Vec<Expression> = columns.collect();
        let selected = self.project_over(env, input, &columns)?;
        self.summarized(selected, &DESCRIBE)
    }

    fn summarized(&self, input: Node, statistics: &[&str]) -> Result<Node> {
        let percentages = percentages(statistics)?;
        let counted = |a: &&Attribute| a.data_type.is_numeric() || a.data_type.is_string();
        let columns: Vec<Typed> = input.output.iter().filter(counted).map(Attribute::typed).collect();
        let mut cells = Vec::with_capacity(statistics.len() * columns.len());
        for statistic in statistics {
            for column in &columns {
                let value = self.statistic_of(column.clone(), statistic, &percentages)?;
                cells.push(cast::cast(self.context, value, &DataType::String, cast::Mode::Ansi)?);
            }
        }
        let row = if cells.is_empty() { self.one_row()? } else { self.aggregate_all(input, cells)? };
        self.one_row_each(row, statistics, &columns)
    }

    /// The cells of the one row, a row for each statistic.
    fn one_row_each(&self, row: Node, statistics: &[&str], columns: &[Typed]) -> Result<Node> {
        let mut cells = row.output.iter().map(Attribute::typed);
        let mut args = vec![integer(i32::try_from(statistics.len()).unwrap_or(i32::MAX))];
        for statistic in statistics {
            args.push(text(statistic));
            args.extend(cells.by_ref().take(columns.len()));
        }
        let Some(Builder::Generator(stack)) = sparrow_functions::find("stack").map(|f| &f.builder) else {
            return Err(internal("the built-in generator `stack` is missing"));
        };
        let call = stack(self.context, "stack", args)?;
        let names: Vec<String> =
            std::iter::once("summary".to_owned()).chain(columns.iter().map(|c| c.name.clone())).collect();
        let width = row.output.len();
        let mut node = self.generate_rows(row, call, false, None, &names)?;
        node.output = node.output.split_off(width);
        Ok(node)
    }

    fn statistic_of(&self, column: Typed, statistic: &str, percentages: &[f64]) -> Result<Typed> {
        let aggregate = |name: &str, value: Typed| self.aggregate_builtin(name, vec![value], false);
        if let Some(percentage) = percentage(statistic)? {
            let index = percentages.iter().position(|p| *p == percentage).unwrap_or_default();
            let wanted = self.call_builtin("array", percentages.iter().map(|p| double(*p)).collect())?;
            // Decimals go through doubles and show as such.
            let value = match column.data_type {
                DataType::Decimal { .. } => self.coerced(column, &DataType::Double)?,
                _ => self.number(column)?,
            };
            let all = self.aggregate_builtin("percentile_approx", vec![value, wanted], false)?;
            return self.call_builtin("get", vec![all, integer(i32::try_from(index).unwrap_or(i32::MAX))]);
        }
        match statistic.to_lowercase().as_str() {
            name @ ("count" | "approx_count_distinct" | "min" | "max") => aggregate(name, column),
            "count_distinct" => self.aggregate_builtin("count", vec![column], true),
            name @ ("mean" | "stddev") => aggregate(name, self.number(column)?),
            _ => Err(SparkError::new(&condition::UNRECOGNIZED_STATISTIC).with("stats", format!("'{statistic}'"))),
        }
    }

    /// Text as the number it spells, or NULL.
    fn number(&self, column: Typed) -> Result<Typed> {
        if column.data_type.is_string() {
            return cast::cast(self.context, column, &DataType::Double, cast::Mode::Try);
        }
        Ok(column)
    }
}

/// The percentages among the statistics.
fn percentages(statistics: &[&str]) -> Result<Vec<f64>> {
    let found = statistics.iter().filter_map(|statistic| percentage(statistic).transpose());
    let found = found.collect::<Result<Vec<f64>>>()?;
    if found.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(requirement_failed("Percentiles must be in the range [0, 1]"));
    }
    Ok(found)
}

/// `25%` as 0.25; nothing when the statistic is no percentage.
fn percentage(statistic: &str) -> Result<Option<f64>> {
    let Some(number) = statistic.strip_suffix('%') else { return Ok(None) };
    match number.trim().parse::<f64>() {
        Ok(number) => Ok(Some(number / 100.0)),
        Err(_) => Err(SparkError::new(&condition::UNRECOGNIZED_STATISTIC).with("stats", format!("'{statistic}'"))),
    }
}
