//! `CACHE TABLE`, `UNCACHE TABLE`, `CLEAR CACHE`, `REFRESH TABLE`.

use sparrow_plan::{RelKind, Relation};
use sparrow_spark_error::{Result, unsupported};

use super::target::Target;
use super::{Run, temp_view};
use crate::cache::{DEFAULT_LEVEL, Fingerprint};
use crate::resolve::{Keep, SearchPath};
use crate::{CommandOutcome, StorageLevel};

/// `CACHE [LAZY] TABLE name [OPTIONS ('storageLevel' …)] [AS query]`
pub(super) async fn cache(
    run: Run<'_>,
    name: &[String],
    query: Option<Relation>,
    lazy: bool,
    options: &[(String, String)],
) -> Result<CommandOutcome> {
    let level = level(options)?;
    if let Some(query) = query {
        let how = temp_view::How { global: false, replace: false };
        let quoted = sparrow_spark_error::quote_parts(name);
        let view = temp_view::view(run, &quoted, vec![], query, false).await?;
        temp_view::add(run, view, how)?;
    }
    let fingerprint = mark(run, name, level).await?;
    if !lazy {
        run.session.kept(fingerprint, Keep::Fill).await?;
    }
    Ok(CommandOutcome::Done)
}

/// Marks a table or view to be kept.
pub(super) async fn mark(run: Run<'_>, name: &[String], level: StorageLevel) -> Result<Fingerprint> {
    run.target(name, SearchPath::Query).await?;
    run.session.mark_kept(relation(name), level).await
}

/// The relation of a name.
pub(super) fn relation(name: &[String]) -> Relation {
    Relation::new(RelKind::NamedTable { name: name.to_vec(), options: vec![] })
}

fn level(options: &[(String, String)]) -> Result<StorageLevel> {
    let Some((_, level)) = options.iter().find(|(key, _)| key.eq_ignore_ascii_case("storageLevel")) else {
        return Ok(DEFAULT_LEVEL);
    };
    match level.to_uppercase().as_str() {
        "MEMORY_AND_DISK_DESER" => Ok(DEFAULT_LEVEL),
        "MEMORY_AND_DISK" | "MEMORY_AND_DISK_SER" => Ok(StorageLevel { deserialized: false, ..DEFAULT_LEVEL }),
        "MEMORY_ONLY" => Ok(StorageLevel { use_disk: false, ..DEFAULT_LEVEL }),
        "DISK_ONLY" => Ok(StorageLevel { use_memory: false, deserialized: false, ..DEFAULT_LEVEL }),
        _ => Err(unsupported(format!("the storage level {level}"))),
    }
}

/// `UNCACHE TABLE [IF EXISTS] name`
pub(super) async fn uncache(run: Run<'_>, name: &[String], if_exists: bool) -> Result<CommandOutcome> {
    if if_exists && run.find(name).await?.is_none() {
        return Ok(CommandOutcome::Done);
    }
    run.target(name, SearchPath::Query).await?;
    let fingerprint = run.session.fingerprint(&relation(name));
    run.session.workspace().cache().remove(fingerprint);
    Ok(CommandOutcome::Done)
}

/// `CLEAR CACHE`
pub(super) fn clear(run: Run<'_>) -> Result<CommandOutcome> {
    run.session.workspace().cache().clear();
    Ok(CommandOutcome::Done)
}

/// `REFRESH TABLE name`: files are listed anew for every query anyway; kept rows are computed anew.
pub(super) async fn refresh(run: Run<'_>, name: &[String], path: SearchPath) -> Result<CommandOutcome> {
    match run.target(name, path).await? {
        Target::Table(table) => {
            let location = Some(table.location.as_str()).filter(|location| !location.is_empty());
            run.session.workspace().cache().outdate(Some(&table.name), location).await;
        }
        Target::View(view) => {
            for table in view.bindings.table_names() {
                run.session.workspace().cache().outdate(Some(&table), None).await;
            }
            for path in view.bindings.paths() {
                run.session.workspace().cache().outdate(None, Some(&path)).await;
            }
        }
    }
    Ok(CommandOutcome::Done)
}
