//! Operations on the columns of a frame.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::expression::{Alias, ExprType};
use sparrow_proto::spark::connect::relation::RelType;
use sparrow_proto::spark::connect::unpivot::Values;
use sparrow_proto::spark::connect::with_columns_renamed::Rename;

use super::DataFrame;
use super::plan::Parts;
use crate::column::{Argument, Column, expr};
use crate::types::Schema;

impl DataFrame {
    /// These columns.
    pub fn select(&self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        self.derive(Parts::of(columns), |input, expressions| {
            RelType::Project(Box::new(proto::Project { input: Some(input), expressions }))
        })
    }

    /// These columns, as texts of SQL.
    pub fn select_expr<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Self {
        self.select(texts.into_iter().map(expr))
    }

    /// The frame with a column added, or replaced where there is one of the name.
    pub fn with_column(&self, name: &str, column: impl Into<Column>) -> Self {
        self.with_columns([(name, column.into())])
    }

    /// The frame with several columns added or replaced, none of which sees the others.
    pub fn with_columns<'a>(&self, columns: impl IntoIterator<Item = (&'a str, Column)>) -> Self {
        let (names, columns): (Vec<String>, Vec<Column>) =
            columns.into_iter().map(|(name, column)| (name.to_owned(), column)).unzip();
        self.derive(Parts::of(columns), move |input, expressions| {
            let aliases = names.iter().zip(expressions).map(|(name, expression)| Alias {
                expr: Some(Box::new(expression)),
                name: vec![name.clone()],
                metadata: None,
            });
            RelType::WithColumns(Box::new(proto::WithColumns { input: Some(input), aliases: aliases.collect() }))
        })
    }

    /// The frame with a column under another name; a column that is not there is no error.
    pub fn with_column_renamed(&self, from: &str, to: &str) -> Self {
        self.with_columns_renamed([(from, to)])
    }

    /// The frame with several columns under other names.
    pub fn with_columns_renamed<'a>(&self, names: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let renames = names.into_iter().map(|(from, to)| Rename { col_name: from.into(), new_col_name: to.into() });
        let renames: Vec<Rename> = renames.collect();
        self.step(move |input| {
            RelType::WithColumnsRenamed(Box::new(proto::WithColumnsRenamed {
                input: Some(input),
                rename_columns_map: Default::default(),
                renames: renames.clone(),
            }))
        })
    }

    /// The frame without the columns of these names; a name that is not there is no error.
    pub fn drop<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let column_names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        self.step(move |input| {
            let column_names = column_names.clone();
            RelType::Drop(Box::new(proto::Drop { input: Some(input), columns: Vec::new(), column_names }))
        })
    }

    /// The frame without these columns, which may be those of one side of a join.
    pub fn drop_columns(&self, columns: impl IntoIterator<Item = Column>) -> Self {
        self.derive(Parts::of(columns), |input, columns| {
            RelType::Drop(Box::new(proto::Drop { input: Some(input), columns, column_names: Vec::new() }))
        })
    }

    /// The frame with all its columns under new names, in order.
    pub fn to_df<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let column_names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        self.step(move |input| {
            RelType::ToDf(Box::new(proto::ToDf { input: Some(input), column_names: column_names.clone() }))
        })
    }

    /// The frame with the columns of a schema, by name, as the schema's types.
    pub fn to(&self, schema: &Schema) -> Self {
        let schema = schema.to_proto();
        self.step(move |input| {
            RelType::ToSchema(Box::new(proto::ToSchema { input: Some(input), schema: Some(schema.clone()) }))
        })
    }

    /// The frame under a name, by which columns can be qualified.
    pub fn alias(&self, name: &str) -> Self {
        let name = name.to_owned();
        self.step(move |input| {
            RelType::SubqueryAlias(Box::new(proto::SubqueryAlias {
                input: Some(input),
                alias: name.clone(),
                qualifier: Vec::new(),
            }))
        })
    }

    /// The frame with a hint for the planner, such as `broadcast`.
    pub fn hint(&self, name: &str, parameters: impl IntoIterator<Item = impl Into<Argument>>) -> Self {
        let name = name.to_owned();
        let parameters = parameters.into_iter().map(|parameter| parameter.into().0);
        self.derive(Parts::of(parameters), move |input, parameters| {
            RelType::Hint(Box::new(proto::Hint { input: Some(input), name: name.clone(), parameters }))
        })
    }

    /// Turns columns into rows: for each of `values` a row with its name in `variable` and its value in `value`.
    /// Without `values`, all columns that are not in `ids`.
    pub fn unpivot(
        &self,
        ids: impl IntoIterator<Item = impl Into<Column>>,
        values: Option<Vec<Column>>,
        variable: &str,
        value: &str,
    ) -> Self {
        let mut parts = Parts::of(ids);
        let ids = parts.expressions.len();
        let has_values = values.is_some();
        values.into_iter().flatten().for_each(|column| parts.push(column));
        let (variable_column_name, value_column_name) = (variable.to_owned(), value.to_owned());
        self.derive(parts, move |input, mut ids_and_values| {
            let values = ids_and_values.split_off(ids);
            RelType::Unpivot(Box::new(proto::Unpivot {
                input: Some(input),
                ids: ids_and_values,
                values: has_values.then_some(Values { values }),
                variable_column_name: variable_column_name.clone(),
                value_column_name: value_column_name.clone(),
            }))
        })
    }

    /// Turns rows into columns, named by the values of `index`, or of the first column.
    pub fn transpose(&self, index: Option<Column>) -> Self {
        self.derive(Parts::of(index), |input, index_columns| {
            RelType::Transpose(Box::new(proto::Transpose { input: Some(input), index_columns }))
        })
    }

    /// The frame, the rows of which are counted on their way by these aggregates. They are in
    /// [`ResultStream::observed`](crate::ResultStream::observed) once all rows passed.
    pub fn observe(&self, name: &str, metrics: impl IntoIterator<Item = Column>) -> Self {
        let name = name.to_owned();
        let mut parts = Parts::of(metrics);
        if parts.expressions.is_empty() {
            parts.refuse(format!("the observation {name:?} has no metrics: give at least one aggregate"));
        }
        self.derive(parts, move |input, metrics| {
            RelType::CollectMetrics(Box::new(proto::CollectMetrics { input: Some(input), name: name.clone(), metrics }))
        })
    }
}

/// The orders of sort columns, and their parts.
pub(super) fn sort_orders(
    columns: impl IntoIterator<Item = impl Into<Column>>,
) -> (Vec<proto::expression::SortOrder>, Parts) {
    let mut parts = Parts::default();
    let mut orders = Vec::new();
    for column in columns {
        let column = column.into();
        parts.depth = parts.depth.max(column.depth as usize + 1);
        let (order, problem) = column.into_sort_order();
        parts.problem = parts.problem.take().or(problem);
        orders.push(order);
    }
    (orders, parts)
}

/// An order as an expression.
pub(super) fn order_expression(order: proto::expression::SortOrder) -> proto::Expression {
    proto::Expression { expr_type: Some(ExprType::SortOrder(Box::new(order))), common: None }
}
