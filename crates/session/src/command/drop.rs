//! `DROP TABLE` and `DROP VIEW`.

use sparrow_catalog::TableKind;
use sparrow_spark_error::{Result, SparkError};

use super::{Run, conditions};
use crate::CommandOutcome;
use crate::resolve::{SearchPath, not_found};

/// Like Spark, takes a temporary view of the name before anything else, and lets `DROP TABLE` drop a view.
pub(super) async fn run(run: Run<'_>, name: &[String], if_exists: bool, view: bool) -> Result<CommandOutcome> {
    if drop_temp_view(run, name) {
        return Ok(CommandOutcome::Done);
    }
    let table = run.table_name(name)?;
    let Some(found) = run.find_table(&table).await? else {
        if if_exists {
            return Ok(CommandOutcome::Done);
        }
        let full: Vec<String> = table.parts().map(str::to_owned).to_vec();
        return Err(not_found(run.session, &full, SearchPath::Catalog));
    };
    if view && found.kind != TableKind::View {
        return Err(SparkError::new(&conditions::WRONG_COMMAND_FOR_OBJECT_TYPE)
            .with("operation", "DROP VIEW")
            .with("requiredType", "VIEW or METRIC_VIEW")
            .with("objectName", table.to_string())
            .with("foundType", found.kind.name())
            .with("alternative", "DROP TABLE"));
    }
    run.session.services().shared.catalog.drop_table(run.session.principal(), &table).await?;
    run.session.workspace().cache().outdate(Some(&table), None).await;
    if found.kind == TableKind::Managed {
        run.delete(&found.location).await?;
    }
    Ok(CommandOutcome::Done)
}

/// Drops the temporary view of this name, if there is one; what is kept of it is let go of.
pub(super) fn drop_temp_view(run: Run<'_>, name: &[String]) -> bool {
    let Some(view) = run.session.temp_view(name) else { return false };
    run.session.workspace().cache().remove(view.fingerprint.renamed(&view.columns));
    if view.global {
        run.session.services().shared.drop_global_view(run.session.principal(), &view.name);
    } else {
        run.session.workspace().drop_view(&view.name);
    }
    true
}
