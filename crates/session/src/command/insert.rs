//! `INSERT INTO`, `INSERT OVERWRITE`, and the same from DataFrames: rows are matched to a table's columns, checked as Spark's
//! store assignment does, and written.

mod align;

use std::sync::Arc;

use sparrow_catalog::Table;
use sparrow_plan::{Command, Expression, InsertMode, Relation, SaveMode};
use sparrow_spark_error::{Result, SparkError, condition, internal, quote_parts, unsupported};

pub(super) use align::Matching;

use super::write::Files;
use super::{Run, conditions};
use crate::CommandOutcome;
use crate::resolve::{Keep, Prepared, SearchPath};

pub(super) async fn run(run: Run<'_>, command: Command) -> Result<CommandOutcome> {
    let Command::Insert { table, columns, partition, query, mode, by_name, if_not_exists } = command else {
        return Err(internal("not an INSERT"));
    };
    if if_not_exists {
        return Err(unsupported("INSERT OVERWRITE … IF NOT EXISTS"));
    }
    // Spark would write through a view that is nothing but files; such views are refused here too.
    if run.session.temp_view(&table).is_some() {
        return Err(SparkError::new(&condition::UNSUPPORTED_INSERT_RDD_BASED));
    }
    let table = run.base_table(&table, "INSERT", SearchPath::Query).await?;
    let matching = match (by_name, columns.is_empty()) {
        (true, _) => Matching::ByName,
        (false, false) => Matching::Columns(columns),
        (false, true) => Matching::ByPosition,
    };
    let statics = statics(&table, partition)?;
    run.insert(table, query, matching, statics, mode).await
}

/// The partition columns that were given a value.
fn statics(table: &Table, partition: Vec<(String, Option<Expression>)>) -> Result<Vec<(String, Expression)>> {
    let unknown: Vec<_> = partition.iter().filter(|(name, _)| !table.is_partition_column(name)).collect();
    if !unknown.is_empty() {
        let names: Vec<_> = unknown.iter().map(|(name, _)| quote_parts(&[name])).collect();
        return Err(SparkError::new(&conditions::PARTITIONS_NOT_FOUND)
            .with("partitionList", names.join(", "))
            .with("tableName", table.name.quoted()));
    }
    Ok(partition.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

impl Run<'_> {
    /// Adds a query's rows to a table, or puts them in the place of its rows.
    pub(super) async fn insert(
        &self,
        table: Arc<Table>,
        query: Relation,
        matching: Matching,
        statics: Vec<(String, Expression)>,
        mode: InsertMode,
    ) -> Result<CommandOutcome> {
        let dynamic = self.is_dynamic(&[]);
        self.insert_as(table, query, matching, statics, mode, dynamic).await
    }

    /// The same, told whether overwriting leaves partitions alone that get no rows.
    pub(super) async fn insert_as(
        &self,
        table: Arc<Table>,
        query: Relation,
        matching: Matching,
        statics: Vec<(String, Expression)>,
        mode: InsertMode,
        dynamic: bool,
    ) -> Result<CommandOutcome> {
        let overwrite = mode == InsertMode::Overwrite;
        let all_static = !statics.is_empty() && statics.len() == table.partition_columns.len();
        if overwrite && !dynamic && !statics.is_empty() && !all_static {
            let what = "INSERT OVERWRITE with values for some of the partition columns (unless partitionOverwriteMode is dynamic)";
            return Err(unsupported(what));
        }
        let aligned = self.align(&table, query, matching, &statics).await?;
        let prepared = self.session.prepare(aligned.relation, Keep::Fill).await?;
        if overwrite {
            check_not_read(&prepared, &table)?;
        }
        let files = Files {
            path: table.location.clone(),
            format: table.provider.clone(),
            mode: if overwrite { SaveMode::Overwrite } else { SaveMode::Append },
            partition_by: table.partition_columns.clone(),
            options: table.options.clone().into_iter().collect(),
            dynamic: dynamic || all_static,
        };
        let written = self.write_prepared(prepared, files).await;
        let written = written.map_err(|error| in_column(error, &aligned.casts))?;
        if overwrite && all_static && written.rows == 0 {
            return Err(unsupported("INSERT OVERWRITE of one partition by a query without rows"));
        }
        self.session.workspace().cache().outdate(Some(&table.name), Some(&table.location)).await;
        Ok(written.outcome())
    }
}

/// A table cannot be replaced by rows that are still read from it.
fn check_not_read(prepared: &Prepared, table: &Table) -> Result<()> {
    let is_read = prepared.bindings.table_names().contains(&table.name)
        || prepared.files.iter().any(|file| is_below(file, &table.location));
    if !is_read {
        return Ok(());
    }
    Err(SparkError::new(&conditions::OVERWRITE_WHAT_IS_READ).with("table", table.name.quoted()))
}

fn is_below(file: &str, folder: &str) -> bool {
    let plain = |uri: &str| uri.strip_prefix("file://").or_else(|| uri.strip_prefix("file:")).unwrap_or(uri).to_owned();
    plain(file).starts_with(&format!("{}/", plain(folder).trim_end_matches('/')))
}

/// An overflow of a cast of ours is one of the insert, in the column it was for.
fn in_column(error: SparkError, casts: &[align::CastColumn]) -> SparkError {
    if !error.is(&condition::CAST_OVERFLOW) {
        return error;
    }
    let parameter = |name: &str| error.parameters().get(name).cloned().unwrap_or_default();
    let (from, to) = (parameter("sourceType"), parameter("targetType"));
    let column = casts.iter().find(|cast| cast.from == from && cast.to == to).map(|cast| cast.column.clone());
    SparkError::new(&condition::CAST_OVERFLOW_IN_TABLE_INSERT)
        .with("sourceType", from)
        .with("targetType", to)
        .with("columnName", column.unwrap_or_default())
}
