//! `DESCRIBE [EXTENDED] table [column]`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sparrow_catalog::{DEFAULT_CATALOG, Table};
use sparrow_spark_error::{Result, SparkError, quote_parts, to_sql_conf};
use sparrow_spark_types::StructType;

use super::describe_query::Lines;
use super::target::Target;
use super::{Run, answer, conditions};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

/// The statistics Spark lists for a column; none are collected here.
const STATISTICS: [&str; 7] = ["min", "max", "num_nulls", "distinct_count", "avg_col_len", "max_col_len", "histogram"];

pub(super) async fn run(
    run: Run<'_>,
    name: &[String],
    extended: bool,
    column: Option<&[String]>,
) -> Result<CommandOutcome> {
    let target = run.target(name, SearchPath::Query).await?;
    if let Some(column) = column {
        return one_column(run, target.schema(), column, extended);
    }
    let mut lines = Lines::default();
    lines.columns(target.schema());
    if let Target::Table(table) = &target {
        partitioning(table, &mut lines);
        if extended {
            details(table, &mut lines);
        }
    }
    lines.rows()
}

fn partitioning(table: &Table, lines: &mut Lines) {
    if table.partition_columns.is_empty() {
        return;
    }
    lines.header("# Partition Information", "", "");
    lines.header("# col_name", "data_type", "comment");
    let columns = table.schema.fields.iter().filter(|field| table.is_partition_column(&field.name)).cloned();
    lines.columns(&StructType::new(columns.collect()));
}

fn details(table: &Table, lines: &mut Lines) {
    lines.add("", "");
    lines.add("# Detailed Table Information", "");
    lines.add("Catalog", DEFAULT_CATALOG);
    lines.add("Database", &table.name.database);
    lines.add("Table", &table.name.table);
    let created = DateTime::<Utc>::from_timestamp_millis(table.created_ms).unwrap_or_default();
    lines.add("Created Time", created.format("%a %b %d %H:%M:%S UTC %Y").to_string());
    lines.add("Last Access", "UNKNOWN");
    lines.add("Created By", "Spark 4.2.1");
    lines.add("Type", table.kind.name());
    if !table.provider.is_empty() {
        lines.add("Provider", &table.provider);
    }
    if let Some(comment) = &table.comment {
        lines.add("Comment", comment);
    }
    if !table.properties.is_empty() {
        lines.add("Table Properties", listed(&table.properties));
    }
    view_details(table, lines);
    if !table.location.is_empty() {
        lines.add("Location", &table.location);
    }
    if !table.options.is_empty() {
        lines.add("Storage Properties", listed(&table.options));
    }
    if !table.partition_columns.is_empty() {
        lines.add("Partition Provider", "Catalog");
    }
}

fn view_details(table: &Table, lines: &mut Lines) {
    let Some(view) = &table.view else { return };
    lines.add("View Text", &view.text);
    lines.add("View Original Text", &view.text);
    lines.add("View Schema Mode", "COMPENSATION");
    lines.add("View Catalog and Namespace", format!("{DEFAULT_CATALOG}.{}", view.database));
    let columns: Vec<_> = view.query_columns.iter().map(|name| quote_parts(&[name])).collect();
    lines.add("View Query Output Columns", format!("[{}]", columns.join(", ")));
}

fn listed(entries: &BTreeMap<String, String>) -> String {
    let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("[{}]", entries.join(", "))
}

fn one_column(run: Run<'_>, schema: &StructType, column: &[String], extended: bool) -> Result<CommandOutcome> {
    let name = column.join(".");
    let case_sensitive = run.session.context().case_sensitive;
    let position = schema.positions(&name, case_sensitive).first().copied();
    let field = position.and_then(|position| schema.fields.get(position)).ok_or_else(|| {
        SparkError::new(&conditions::COLUMN_NOT_FOUND)
            .with("colName", quote_parts(column))
            .with("caseSensitiveConfig", to_sql_conf("spark.sql.caseSensitive"))
    })?;
    let null = || "NULL".to_owned();
    let mut rows = vec![
        ("col_name", field.name.clone()),
        ("data_type", field.data_type.simple_string()),
        ("comment", field.comment().unwrap_or_else(null)),
    ];
    if extended {
        rows.extend(STATISTICS.map(|name| (name, null())));
    }
    let (names, values): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    answer::rows(vec![answer::text("info_name", names), answer::text("info_value", values)])
}
