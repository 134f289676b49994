//! Groups of rows, and what is computed of each.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::aggregate::{GroupType, GroupingSets, Pivot};
use sparrow_proto::spark::connect::relation::RelType;

use super::DataFrame;
use super::plan::Parts;
use crate::column::{Column, Literal, call, col, lit};

/// Rows in groups; [`Grouped::agg`] says what is computed of each.
#[derive(Clone, Debug)]
#[must_use]
pub struct Grouped {
    frame: DataFrame,
    kind: GroupType,
    by: Vec<Column>,
    sets: Vec<Vec<Column>>,
    pivot: Option<(Column, Vec<Literal>)>,
    problem: Option<String>,
}

impl DataFrame {
    /// The rows in groups that agree in these columns.
    pub fn group_by(&self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Grouped {
        self.grouped(GroupType::Groupby, columns)
    }

    /// The same, and in groups by fewer and fewer of the columns, down to all rows.
    pub fn rollup(&self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Grouped {
        self.grouped(GroupType::Rollup, columns)
    }

    /// The same, and in groups by each selection of the columns.
    pub fn cube(&self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Grouped {
        self.grouped(GroupType::Cube, columns)
    }

    /// The rows in groups by each of these sets of columns; `by` are the columns of the result.
    pub fn grouping_sets(
        &self,
        sets: impl IntoIterator<Item = Vec<Column>>,
        by: impl IntoIterator<Item = impl Into<Column>>,
    ) -> Grouped {
        Grouped { sets: sets.into_iter().collect(), ..self.grouped(GroupType::GroupingSets, by) }
    }

    /// Computes of all rows together.
    pub fn agg(&self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        self.group_by(Vec::<Column>::new()).agg(columns)
    }

    fn grouped(&self, kind: GroupType, by: impl IntoIterator<Item = impl Into<Column>>) -> Grouped {
        let by = by.into_iter().map(Into::into).collect();
        Grouped { frame: self.clone(), kind, by, sets: Vec::new(), pivot: None, problem: None }
    }
}

impl Grouped {
    /// Turns the values of a column into columns; without values, those that are there, which costs a query.
    pub fn pivot(mut self, column: impl Into<Column>, values: impl IntoIterator<Item = impl Into<Literal>>) -> Self {
        if self.kind != GroupType::Groupby {
            self.problem =
                Some("a pivot belongs to group_by, not to rollup, cube, grouping sets or another pivot".into());
        }
        self.kind = GroupType::Pivot;
        self.pivot = Some((column.into(), values.into_iter().map(Into::into).collect()));
        self
    }

    /// Computes these aggregates of each group. The result has the columns of the groups first.
    pub fn agg(self, columns: impl IntoIterator<Item = impl Into<Column>>) -> DataFrame {
        let mut parts = Parts::of(self.by);
        let by = parts.expressions.len();
        columns.into_iter().for_each(|column| parts.push(column.into()));
        let aggregates = parts.expressions.len() - by;
        let sets: Vec<usize> = self.sets.iter().map(Vec::len).collect();
        self.sets.into_iter().flatten().for_each(|column| parts.push(column));
        let values = self.pivot.map(|(column, values)| {
            parts.push(column);
            let problem = values.iter().find_map(|value| value.problem.clone());
            problem.into_iter().for_each(|problem| parts.refuse(problem));
            values.into_iter().map(|value| value.value).collect::<Vec<_>>()
        });
        self.problem.into_iter().for_each(|problem| parts.refuse(problem));
        let kind = self.kind;
        self.frame.derive(parts, move |input, expressions| {
            let mut expressions = expressions.into_iter();
            let mut take = |count: usize| expressions.by_ref().take(count).collect::<Vec<_>>();
            RelType::Aggregate(Box::new(proto::Aggregate {
                input: Some(input),
                group_type: kind.into(),
                grouping_expressions: take(by),
                aggregate_expressions: take(aggregates),
                grouping_sets: sets.iter().map(|count| GroupingSets { grouping_set: take(*count) }).collect(),
                pivot: values.clone().map(|values| Pivot { col: take(1).pop(), values }),
            }))
        })
    }

    /// How many rows each group has, as `count`.
    pub fn count(self) -> DataFrame {
        self.agg([call("count", [lit(1)]).alias("count")])
    }

    /// The sums of these columns.
    pub fn sum<'a>(self, names: impl IntoIterator<Item = &'a str>) -> DataFrame {
        self.each("sum", names)
    }

    /// The averages of these columns.
    pub fn avg<'a>(self, names: impl IntoIterator<Item = &'a str>) -> DataFrame {
        self.each("avg", names)
    }

    /// The smallest values of these columns.
    pub fn min<'a>(self, names: impl IntoIterator<Item = &'a str>) -> DataFrame {
        self.each("min", names)
    }

    /// The largest values of these columns.
    pub fn max<'a>(self, names: impl IntoIterator<Item = &'a str>) -> DataFrame {
        self.each("max", names)
    }

    fn each<'a>(self, function: &str, names: impl IntoIterator<Item = &'a str>) -> DataFrame {
        let columns: Vec<Column> = names.into_iter().map(|name| call(function, [col(name)])).collect();
        self.agg(columns)
    }
}
