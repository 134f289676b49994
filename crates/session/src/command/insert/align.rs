//! Matches a query's columns to a table's: by position, by name or by a list of columns; and casts them.

use sparrow_catalog::Table;
use sparrow_plan::{CastMode, ExprKind, Expression, Literal, RelKind, Relation};
use sparrow_spark_error::{Result, SparkError, condition, quote_parts, to_sql_type};
use sparrow_spark_types::{DataType, Field, StructType, can_store_assign, can_up_cast};

use super::super::{Run, conditions};
use crate::resolve::{Keep, with_stack};

/// How a query's columns find the table's.
#[derive(Clone, Debug)]
pub(in super::super) enum Matching {
    /// The first to the first.
    ByPosition,
    /// Those of one name.
    ByName,
    /// By position to these columns of the table.
    Columns(Vec<String>),
}

/// A query whose columns are the table's.
pub(super) struct Aligned {
    pub relation: Relation,
    pub casts: Vec<CastColumn>,
}

/// A cast of ours, types as errors spell them.
pub(super) struct CastColumn {
    pub column: String,
    pub from: String,
    pub to: String,
}

impl Run<'_> {
    /// Makes a query's columns those of the table.
    pub(super) async fn align(
        &self,
        table: &Table,
        query: Relation,
        matching: Matching,
        statics: &[(String, Expression)],
    ) -> Result<Aligned> {
        let prepared = self.session.prepare(with_stack(&query, || query.clone()), Keep::Ignore).await?;
        let own = self.session.analyze(prepared.relation, prepared.snapshot).await?.schema;
        let sources = sources(table, &own, &matching, statics)?;
        let policy =
            self.session.conf().get_option("spark.sql.storeAssignmentPolicy").unwrap_or_else(|| "ANSI".to_owned());
        let names: Vec<String> = (0..own.fields.len()).map(|index| format!("c{index}")).collect();
        let mut casts = Vec::new();
        let mut columns = Vec::new();
        for (field, source) in table.schema.fields.iter().zip(sources) {
            let value = match source {
                Source::Missing => Expression::literal(Literal::null(field.data_type.clone())),
                Source::Static(value) => cast(value, &field.data_type, &policy),
                Source::Column(index) => {
                    let from = &own.fields[index];
                    check_assignable(table, field, from, &policy)?;
                    let column = Expression::column([names[index].clone()]);
                    if from.data_type == field.data_type {
                        column
                    } else {
                        casts.push(CastColumn {
                            column: quote_parts(&[&field.name]),
                            from: to_sql_type(&from.data_type.sql_name()),
                            to: to_sql_type(&field.data_type.sql_name()),
                        });
                        cast(column, &field.data_type, &policy)
                    }
                }
            };
            columns.push(value.alias(field.name.clone()));
        }
        let input = Relation::new(RelKind::ToDf { input: query, names });
        Ok(Aligned { relation: Relation::new(RelKind::Project { input, expressions: columns }), casts })
    }
}

/// Where a column's values come from.
enum Source {
    Column(usize),
    Static(Expression),
    /// Columns without a default get NULL.
    Missing,
}

fn sources(
    table: &Table,
    own: &StructType,
    matching: &Matching,
    statics: &[(String, Expression)],
) -> Result<Vec<Source>> {
    let given = |name: &str| statics.iter().find(|(s, _)| s.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
    let open: Vec<&Field> = table.schema.fields.iter().filter(|field| given(&field.name).is_none()).collect();
    let found = match matching {
        Matching::ByPosition => by_position(table, own, &open, statics)?,
        Matching::ByName => by_name(table, own, &open)?,
        Matching::Columns(columns) => by_list(table, own, &open, columns, statics)?,
    };
    let mut found = found.into_iter();
    let source = |field: &Field| match given(&field.name) {
        Some(value) => Source::Static(value),
        None => found.next().flatten().map_or(Source::Missing, Source::Column),
    };
    Ok(table.schema.fields.iter().map(source).collect())
}

fn by_position(
    table: &Table,
    own: &StructType,
    open: &[&Field],
    statics: &[(String, Expression)],
) -> Result<Vec<Option<usize>>> {
    check_arity(table, own, open.len(), statics)?;
    Ok((0..open.len()).map(Some).collect())
}

fn by_name(table: &Table, own: &StructType, open: &[&Field]) -> Result<Vec<Option<usize>>> {
    let is_known = |name: &str| open.iter().any(|field| field.name.eq_ignore_ascii_case(name));
    let extra: Vec<_> =
        own.fields.iter().filter(|field| !is_known(&field.name)).map(|f| quote_parts(&[&f.name])).collect();
    if !extra.is_empty() {
        return Err(SparkError::new(&conditions::EXTRA_COLUMNS)
            .with("tableName", table.name.quoted())
            .with("extraColumns", extra.join(", ")));
    }
    Ok(open.iter().map(|field| own.positions(&field.name, false).first().copied()).collect())
}

fn by_list(
    table: &Table,
    own: &StructType,
    open: &[&Field],
    columns: &[String],
    statics: &[(String, Expression)],
) -> Result<Vec<Option<usize>>> {
    let mut seen = std::collections::HashSet::new();
    for column in columns {
        if table.schema.positions(column, false).is_empty() {
            let names = table.schema.fields.iter().map(|f| f.name.as_str());
            return Err(sparrow_spark_error::unresolved_column(std::slice::from_ref(column), names));
        }
        if !seen.insert(column.to_lowercase()) {
            let name = quote_parts(&[column.to_lowercase()]);
            return Err(SparkError::new(&condition::COLUMN_ALREADY_EXISTS).with("columnName", name));
        }
    }
    check_arity(table, own, columns.len(), statics)?;
    Ok(open.iter().map(|field| columns.iter().position(|column| column.eq_ignore_ascii_case(&field.name))).collect())
}

fn check_arity(table: &Table, own: &StructType, wanted: usize, statics: &[(String, Expression)]) -> Result<()> {
    if own.fields.len() == wanted {
        return Ok(());
    }
    let quoted =
        |schema: &StructType| schema.fields.iter().map(|f| quote_parts(&[&f.name])).collect::<Vec<_>>().join(", ");
    let condition = match (statics.is_empty(), own.fields.len() > wanted) {
        (false, _) => &conditions::INSERT_PARTITION_COLUMN_ARITY_MISMATCH,
        (true, true) => &condition::INSERT_TOO_MANY_COLUMNS,
        (true, false) => &condition::INSERT_NOT_ENOUGH_COLUMNS,
    };
    let error = SparkError::new(condition)
        .with("tableName", table.name.quoted())
        .with("tableColumns", quoted(&table.schema))
        .with("dataColumns", quoted(own));
    if statics.is_empty() {
        return Err(error);
    }
    let mut names: Vec<_> = statics.iter().map(|(name, _)| quote_parts(&[name])).collect();
    names.sort_unstable();
    Err(error.with("staticPartCols", names.join(", ")))
}

/// Spark's store assignment: what may go into a column of which type.
fn check_assignable(table: &Table, to: &Field, from: &Field, policy: &str) -> Result<()> {
    let allowed = match policy.to_uppercase().as_str() {
        "LEGACY" => true,
        "STRICT" => can_up_cast(&from.data_type, &to.data_type),
        _ => can_store_assign(&from.data_type, &to.data_type),
    };
    if allowed {
        return Ok(());
    }
    Err(SparkError::new(&condition::CANNOT_SAFELY_CAST)
        .with("tableName", table.name.quoted())
        .with("colName", quote_parts(&[&to.name]))
        .with("srcType", to_sql_type(&from.data_type.sql_name()))
        .with("targetType", to_sql_type(&to.data_type.sql_name())))
}

fn cast(value: Expression, to: &DataType, policy: &str) -> Expression {
    let mode = if policy.eq_ignore_ascii_case("LEGACY") { CastMode::Legacy } else { CastMode::Ansi };
    Expression::new(ExprKind::Cast { child: Box::new(value), to: to.clone(), mode })
}
