//! Databases and catalogs.

use std::sync::Arc;

use sparrow_catalog::{DEFAULT_CATALOG, Database, database_name, matches};
use sparrow_plan::{CatalogOp, Command};
use sparrow_spark_error::{Result, SparkError, condition, internal, quote_identifier, to_sql_conf};

use super::super::{Run, answer, database};
use super::parse;
use crate::CommandOutcome;

pub(super) async fn list(run: Run<'_>, pattern: Option<&str>) -> Result<CommandOutcome> {
    let all = run.session.services().shared.catalog.databases(run.session.principal()).await?;
    let fits = |database: &Arc<Database>| pattern.is_none_or(|pattern| matches(pattern, &database.name));
    as_rows(&all.into_iter().filter(fits).collect::<Vec<_>>())
}

pub(super) async fn get(run: Run<'_>, name: &str) -> Result<CommandOutcome> {
    as_rows(&[run.database(&database_name(&parse(name)?)?).await?])
}

pub(super) async fn exists(run: Run<'_>, name: &str) -> Result<CommandOutcome> {
    match database_name(&parse(name)?) {
        Ok(name) => {
            let found = run.session.services().shared.catalog.database(run.session.principal(), &name).await?;
            answer::flag(found.is_some() || name == sparrow_catalog::GLOBAL_TEMP)
        }
        Err(_) => answer::flag(false),
    }
}

pub(super) async fn create(run: Run<'_>, op: CatalogOp) -> Result<CommandOutcome> {
    let CatalogOp::CreateDatabase { name, if_not_exists, properties } = op else {
        return Err(internal("not a createDatabase"));
    };
    let take = |key: &str| properties.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, value)| value.clone());
    let (comment, location) = (take("comment"), take("location"));
    let is_own = |key: &str| key.eq_ignore_ascii_case("comment") || key.eq_ignore_ascii_case("location");
    let properties = properties.into_iter().filter(|(key, _)| !is_own(key)).collect();
    let name = parse(&name)?;
    database::create(run, Command::CreateDatabase { name, if_not_exists, comment, location, properties }).await?;
    answer::no_value()
}

fn as_rows(databases: &[Arc<Database>]) -> Result<CommandOutcome> {
    let comment = |database: &Arc<Database>| Some(database.comment.clone());
    answer::rows(vec![
        answer::text("name", databases.iter().map(|database| database.name.clone())),
        answer::nullable_text("catalog", databases.iter().map(|_| Some(DEFAULT_CATALOG.to_owned()))),
        answer::nullable_text("description", databases.iter().map(comment)),
        answer::text("locationUri", databases.iter().map(|database| database.location.clone())),
    ])
}

pub(super) fn catalogs(pattern: Option<&str>) -> Result<CommandOutcome> {
    let all = [DEFAULT_CATALOG].into_iter().filter(|name| pattern.is_none_or(|pattern| matches(pattern, name)));
    let names: Vec<&str> = all.collect();
    let descriptions = names.iter().map(|_| None);
    answer::rows(vec![answer::text("name", names.clone()), answer::nullable_text("description", descriptions)])
}

pub(super) fn set_catalog(name: &str) -> Result<CommandOutcome> {
    if name.eq_ignore_ascii_case(DEFAULT_CATALOG) {
        return answer::no_value();
    }
    Err(SparkError::new(&condition::CATALOG_NOT_FOUND)
        .with("catalogName", quote_identifier(name))
        .with("config", to_sql_conf(&format!("spark.sql.catalog.{name}"))))
}
