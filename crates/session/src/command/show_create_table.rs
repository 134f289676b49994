//! `SHOW CREATE TABLE`.

use std::collections::BTreeMap;

use sparrow_catalog::{Table, TableKind, ViewText};
use sparrow_spark_error::{Result, SparkError, quote_parts};
use sparrow_spark_types::{Field, quote_if_needed};

use super::target::Target;
use super::{Run, answer, conditions};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn run(run: Run<'_>, name: &[String]) -> Result<CommandOutcome> {
    let text = text(run, name).await?;
    answer::rows(vec![answer::text("createtab_stmt", [text])])
}

/// The statement that would make the table.
pub(super) async fn text(run: Run<'_>, name: &[String]) -> Result<String> {
    match run.target(name, SearchPath::Command).await? {
        Target::View(view) => Err(SparkError::new(&conditions::EXPECT_PERMANENT_VIEW_NOT_TEMP)
            .with("viewName", quote_parts(&view.qualifier()))
            .with("operation", "SHOW CREATE TABLE")),
        Target::Table(table) => Ok(match &table.view {
            Some(view) => of_view(&table, view),
            None => of_table(&table),
        }),
    }
}

fn of_table(table: &Table) -> String {
    let name: Vec<String> = table.name.parts().into_iter().map(quote_if_needed).collect();
    let columns: Vec<String> = table.schema.fields.iter().map(|field| format!("  {}", definition(field))).collect();
    let mut out = format!("CREATE TABLE {} (\n{})\nUSING {}\n", name.join("."), columns.join(",\n"), table.provider);
    clause(&mut out, "OPTIONS", &table.options);
    if !table.partition_columns.is_empty() {
        let names: Vec<_> = table.partition_columns.iter().map(|name| quote_if_needed(name)).collect();
        out.push_str(&format!("PARTITIONED BY ({})\n", names.join(", ")));
    }
    comment(&mut out, table.comment.as_deref());
    if table.kind == TableKind::External {
        out.push_str(&format!("LOCATION '{}'\n", escaped(&table.location)));
    }
    clause(&mut out, "TBLPROPERTIES", &table.properties);
    out
}

/// Strings name their collation, as Spark writes them.
fn definition(field: &Field) -> String {
    let ddl = field.to_ddl();
    let plain = format!("{} STRING", quote_if_needed(&field.name));
    match ddl.strip_prefix(&plain) {
        Some(rest) => format!("{plain} COLLATE UTF8_BINARY{rest}"),
        None => ddl,
    }
}

fn of_view(table: &Table, view: &ViewText) -> String {
    let name = format!("{}.{}", quote_if_needed(&table.name.database), quote_if_needed(&table.name.table));
    let column = |field: &Field| {
        let comment = field.comment().map(|c| format!(" COMMENT '{}'", escaped(&c))).unwrap_or_default();
        format!("  {}{comment}", quote_if_needed(&field.name))
    };
    let columns: Vec<String> = table.schema.fields.iter().map(column).collect();
    let mut out = format!("CREATE VIEW {name} (\n{})\n", columns.join(",\n"));
    comment(&mut out, table.comment.as_deref());
    clause(&mut out, "TBLPROPERTIES", &table.properties);
    out.push_str(&format!("WITH SCHEMA COMPENSATION\nAS {}\n", view.text));
    out
}

fn comment(out: &mut String, comment: Option<&str>) {
    if let Some(comment) = comment {
        out.push_str(&format!("COMMENT '{}'\n", escaped(comment)));
    }
}

fn clause(out: &mut String, word: &str, entries: &BTreeMap<String, String>) {
    if entries.is_empty() {
        return;
    }
    let entry = |(key, value): (&String, &String)| format!("  '{}' = '{}'", escaped(key), escaped(value));
    let entries: Vec<String> = entries.iter().map(entry).collect();
    out.push_str(&format!("{word} (\n{})\n", entries.join(",\n")));
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}
