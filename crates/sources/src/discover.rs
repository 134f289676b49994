//! Which files a read means, and which partition values their directories give them.

use std::sync::Arc;

use datafusion::catalog::Session;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};
use sparrow_spark_types::{Field, StructType};
use sparrow_tenancy::Access;

use crate::Options;
use crate::format::Format;
use crate::gate::Gate;
use crate::glob::Glob;
use crate::partition::{self, PartitionFacts, PartitionedFiles};
use crate::path::{self, Location};
use crate::read::ReadConf;

/// The files of a read.
pub(crate) struct Discovered {
    /// `file://` or `s3a://bucket`
    pub location: Location,
    /// The store that holds them all.
    pub store: Arc<dyn ObjectStore>,
    /// The files with the values of their partition columns.
    pub files: PartitionedFiles,
}

impl Discovered {
    /// The files themselves.
    pub fn metas(&self) -> Vec<ObjectMeta> {
        self.files.files.iter().map(|file| file.meta.clone()).collect()
    }
}

/// Finds the files of `paths`. Without paths there is nothing to infer a schema from, as in Spark.
pub(crate) async fn discover(
    session: &dyn Session,
    format: Format,
    paths: &[String],
    options: &Options,
    user_schema: Option<&StructType>,
    conf: &ReadConf,
) -> Result<Discovered> {
    let gate = Gate::of(session)?;
    let parse = |path: &str| Location::parse(&gate, path, Access::Read);
    let locations = paths.iter().map(|path| parse(path)).collect::<Result<Vec<_>>>()?;
    let base = options.get("basePath").map(parse).transpose()?;
    let Some(first) = locations.first().cloned() else {
        return Err(SparkError::new(&condition::UNABLE_TO_INFER_SCHEMA).with("format", format.label()));
    };
    if locations.iter().any(|location| location.store != first.store) {
        return Err(unsupported("reading from several stores at once"));
    }
    let store = first.open_store(session.runtime_env())?;
    let mut roots = Vec::new();
    for location in &locations {
        roots.extend(path::expand(store.as_ref(), location).await?);
    }
    let recursive = options.flag("recursiveFileLookup", false)?;
    let filter = options.get("pathGlobFilter").map(Glob::new);
    let mut found: Vec<(Path, ObjectMeta)> = Vec::new();
    for root in &roots {
        let files = path::files_below(store.as_ref(), root).await?;
        let wanted = |file: &ObjectMeta| {
            filter.as_ref().is_none_or(|glob| file.location.filename().is_some_and(|name| glob.matches(name)))
        };
        found.extend(files.into_iter().filter(wanted).map(|file| (base_of(root, &file), file)));
    }
    let facts = PartitionFacts {
        store: &first.store,
        infer_types: conf.partition_type_inference,
        case_sensitive: conf.case_sensitive,
        time_zone: &conf.time_zone,
        base: base.map(|base| base.path),
        user_fields: user_schema.map_or(&[], |schema: &StructType| &schema.fields as &[Field]),
    };
    let files = if recursive { PartitionedFiles::flat(found) } else { partition::discover(found, &facts)? };
    Ok(Discovered { location: first, store, files })
}

/// Where partition directories begin: the root itself, or the directory of a root that is a file.
fn base_of(root: &Location, file: &ObjectMeta) -> Path {
    if root.path == file.location { parent(&file.location) } else { root.path.clone() }
}

pub(crate) fn parent(path: &Path) -> Path {
    path.parent().unwrap_or_default()
}
