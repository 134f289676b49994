//! Where managed tables live in the warehouse, and the few things done to whole directories.

use datafusion::catalog::Session;
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt};
use sparrow_spark_error::Result;
use sparrow_tenancy::Access;

use crate::condition::{failed_read, failed_store};
use crate::gate::Gate;
use crate::path::{self, Location};

/// The directory of a database: the warehouse itself for `default`, else `<name>.db` below it, as in Spark.
pub fn database(warehouse: &str, database: &str) -> String {
    let warehouse = warehouse.trim_end_matches('/');
    if database.eq_ignore_ascii_case("default") {
        return warehouse.to_owned();
    }
    format!("{warehouse}/{}.db", database.to_lowercase())
}

/// The directory of a managed table.
pub fn table(warehouse: &str, database_name: &str, table: &str) -> String {
    format!("{}/{}", database(warehouse, database_name), table.to_lowercase())
}

/// Whether there is anything at a path.
pub async fn exists(session: &dyn Session, path: &str) -> Result<bool> {
    let location = Location::parse(&Gate::of(session)?, path, Access::Read)?;
    path::exists(location.open_store(session.runtime_env())?.as_ref(), &location).await
}

/// The URIs of the data files below a path, hidden ones left out.
pub async fn files(session: &dyn Session, path: &str) -> Result<Vec<String>> {
    let location = Location::parse(&Gate::of(session)?, path, Access::Read)?;
    let store = location.open_store(session.runtime_env())?;
    let files = path::files_below(store.as_ref(), &location).await?;
    Ok(files.iter().map(|file| path::file_uri(&location.store, &file.location)).collect())
}

/// A path as Spark stores it in a catalog: `file:/tmp/x` for a plain path. It must be open for `access`.
pub fn qualified(session: &dyn Session, path: &str, access: Access) -> Result<String> {
    let location = Location::parse(&Gate::of(session)?, path, access)?;
    if location.is_local() {
        location.local_path()?;
    }
    Ok(location.display())
}

/// Removes everything at and below a path; that there is nothing is fine.
pub async fn delete(session: &dyn Session, path: &str) -> Result<()> {
    let location = Location::parse(&Gate::of(session)?, path, Access::Write)?;
    delete_all(location.open_store(session.runtime_env())?.as_ref(), &location).await
}

/// See [`delete`].
pub(crate) async fn delete_all(store: &dyn ObjectStore, location: &Location) -> Result<()> {
    let failed = |error: object_store::Error| failed_store(&location.display(), &error);
    if location.is_local() {
        return delete_local(location).await;
    }
    let mut files = store.list(Some(&location.path));
    while let Some(file) = files.try_next().await.map_err(failed)? {
        store.delete(&file.location).await.map_err(failed)?;
    }
    Ok(())
}

async fn delete_local(location: &Location) -> Result<()> {
    let path = location.local_entry()?;
    let removed = match tokio::fs::metadata(&path).await {
        Ok(found) if found.is_dir() => tokio::fs::remove_dir_all(&path).await,
        Ok(_) => tokio::fs::remove_file(&path).await,
        Err(_) => Ok(()),
    };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed_read(&location.display(), error)),
        _ => Ok(()),
    }
}

/// Creates an empty directory where stores have directories.
pub async fn create_directory(session: &dyn Session, path: &str) -> Result<()> {
    let location = Location::parse(&Gate::of(session)?, path, Access::Write)?;
    if location.is_local() {
        let made = tokio::fs::create_dir_all(location.local_path()?).await;
        made.map_err(|error| failed_read(&location.display(), error))?;
    }
    Ok(())
}

/// Gives a directory another name, where stores have directories.
pub async fn rename(session: &dyn Session, from: &str, to: &str) -> Result<()> {
    let gate = Gate::of(session)?;
    let (from, to) = (Location::parse(&gate, from, Access::Write)?, Location::parse(&gate, to, Access::Write)?);
    if from.is_local() && to.is_local() {
        let renamed = tokio::fs::rename(from.local_entry()?, to.local_entry()?).await;
        renamed.map_err(|error| failed_read(&from.display(), error))?;
    }
    Ok(())
}
