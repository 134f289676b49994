//! `CREATE`, `DROP` and `DESCRIBE DATABASE`, `USE`.

use sparrow_catalog::{
    DEFAULT_CATALOG, DEFAULT_DATABASE, Database, GLOBAL_TEMP, TableKind, check_name, database_name, schema_not_found,
};
use sparrow_plan::Command;
use sparrow_spark_error::{Result, SparkError, condition, internal, quote_parts};
use sparrow_tenancy::Access;

use super::{Run, answer, conditions};
use crate::CommandOutcome;

/// `CREATE DATABASE [IF NOT EXISTS] name`
pub(super) async fn create(run: Run<'_>, command: Command) -> Result<CommandOutcome> {
    let Command::CreateDatabase { name, if_not_exists, comment, location, properties } = command else {
        return Err(internal("not a CREATE DATABASE"));
    };
    let name = database_name(&name)?;
    if name == GLOBAL_TEMP {
        return Err(SparkError::new(&conditions::RESERVED_DATABASE).with("database", name));
    }
    check_name(&name)?;
    let location = match location {
        Some(location) => sparrow_sources::location::qualified(&run.session.state(), &location, Access::Write)?,
        None => sparrow_sources::location::database(&run.warehouse(), &name),
    };
    let owner = run.session.principal().subject().to_owned();
    let (comment, properties) = (comment.unwrap_or_default(), properties.into_iter().collect());
    let database = Database { name, comment, location, properties, owner };
    let made = run.session.services().shared.catalog.create_database(run.session.principal(), database).await;
    match made {
        Err(error) if if_not_exists && error.is(&condition::SCHEMA_ALREADY_EXISTS) => Ok(CommandOutcome::Done),
        made => made.map(|()| CommandOutcome::Done),
    }
}

/// `DROP DATABASE [IF EXISTS] name [CASCADE]`
pub(super) async fn drop(run: Run<'_>, name: &[String], if_exists: bool, cascade: bool) -> Result<CommandOutcome> {
    let name = database_name(name)?;
    if name == DEFAULT_DATABASE {
        let quoted = quote_parts(&[DEFAULT_CATALOG, &name]);
        return Err(SparkError::new(&conditions::DROP_DEFAULT_DATABASE).with("database", quoted));
    }
    let dropped = run.session.services().shared.catalog.drop_database(run.session.principal(), &name, cascade).await;
    let tables = match dropped {
        Err(error) if if_exists && error.is(&condition::SCHEMA_NOT_FOUND) => return Ok(CommandOutcome::Done),
        dropped => dropped?,
    };
    for table in tables {
        run.session.workspace().cache().outdate(Some(&table.name), None).await;
        if table.kind == TableKind::Managed {
            run.delete(&table.location).await?;
        }
    }
    Ok(CommandOutcome::Done)
}

/// `USE database`
pub(super) async fn use_database(run: Run<'_>, name: &[String]) -> Result<CommandOutcome> {
    if let [catalog] = name
        && catalog.eq_ignore_ascii_case(DEFAULT_CATALOG)
    {
        return Ok(CommandOutcome::Done);
    }
    let name = database_name(name)?;
    run.database(&name).await?;
    run.session.workspace().use_database(&name);
    Ok(CommandOutcome::Done)
}

/// `DESCRIBE DATABASE [EXTENDED] name`
pub(super) async fn describe(run: Run<'_>, name: &[String], extended: bool) -> Result<CommandOutcome> {
    let database = run.database(&database_name(name)?).await?;
    let mut rows = vec![
        ("Catalog Name", DEFAULT_CATALOG.to_owned()),
        ("Namespace Name", database.name.clone()),
        ("Comment", database.comment.clone()),
        ("Location", database.location.clone()),
        ("Owner", database.owner.clone()),
    ];
    if extended {
        let properties: Vec<_> = database.properties.iter().map(|(key, value)| format!("({key},{value})")).collect();
        let properties = if properties.is_empty() { String::new() } else { format!("({})", properties.join(", ")) };
        rows.push(("Properties", properties));
    }
    let (names, values): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    answer::rows(vec![
        answer::text("info_name", names),
        answer::nullable_text("info_value", values.into_iter().map(Some)),
    ])
}

impl Run<'_> {
    /// The database of this name.
    pub(super) async fn database(&self, name: &str) -> Result<std::sync::Arc<Database>> {
        let found = self.session.services().shared.catalog.database(self.session.principal(), name).await?;
        found.ok_or_else(|| schema_not_found(name))
    }

    /// The folder of managed tables, as a URI.
    pub(super) fn warehouse(&self) -> String {
        format!("file:{}", self.session.warehouse().display())
    }

    /// Removes everything below a path.
    pub(super) async fn delete(&self, path: &str) -> Result<()> {
        let state = self.session.state();
        let path = path.to_owned();
        self.session.on_worker(async move { sparrow_sources::location::delete(&state, &path).await }).await
    }

    /// Makes an empty folder.
    pub(super) async fn create_directory(&self, path: &str) -> Result<()> {
        let (state, path) = (self.session.state(), path.to_owned());
        self.session.on_worker(async move { sparrow_sources::location::create_directory(&state, &path).await }).await
    }

    /// Gives a folder another name.
    pub(super) async fn rename(&self, from: &str, to: &str) -> Result<()> {
        let (state, from, to) = (self.session.state(), from.to_owned(), to.to_owned());
        self.session.on_worker(async move { sparrow_sources::location::rename(&state, &from, &to).await }).await
    }

    /// Whether there is anything at a path.
    pub(super) async fn path_exists(&self, path: &str) -> Result<bool> {
        let state = self.session.state();
        let path = path.to_owned();
        self.session.on_worker(async move { sparrow_sources::location::exists(&state, &path).await }).await
    }
}
