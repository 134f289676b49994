//! The files of a scan: where they are, which part of them is read, what is known of them.

use std::sync::Arc;

use chrono::DateTime;
use datafusion::common::{Result, ScalarValue, Statistics, internal_datafusion_err};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileGroup;
use object_store::ObjectMeta;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use sparrow_operators::portable::Parts;
use sparrow_spark_error::unsupported;

/// The files of one partition.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Group {
    files: Vec<File>,
    has_statistics: bool,
}

/// One file, or a part of it.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    /// In the store, as the store spells it.
    path: String,
    size: u64,
    /// Seconds since the epoch and nanoseconds: a footer is kept for the file that was last changed just then.
    modified: (i64, u32),
    tag: Option<String>,
    version: Option<String>,
    range: Option<(i64, i64)>,
    metadata_size_hint: Option<usize>,
    has_statistics: bool,
}

impl Group {
    /// Writes a group down; partition values and statistics go to the parts.
    pub fn of(group: &FileGroup, parts: &mut Parts) -> Result<Self> {
        let has_statistics = push_statistics(group.file_statistics(None), parts);
        let files = group.iter().map(|file| File::of(file, parts)).collect::<Result<_>>()?;
        Ok(Self { files, has_statistics })
    }

    /// The group; `columns` is the number of partition columns.
    pub fn open(self, columns: usize, found: &mut Found) -> Result<FileGroup> {
        let statistics = self.has_statistics.then(|| found.statistics()).transpose()?;
        let files = self.files.into_iter().map(|file| file.open(columns, found)).collect::<Result<_>>()?;
        let group = FileGroup::new(files);
        Ok(match statistics {
            Some(statistics) => group.with_statistics(statistics),
            None => group,
        })
    }
}

fn push_statistics(statistics: Option<&Statistics>, parts: &mut Parts) -> bool {
    parts.statistics.extend(statistics.cloned().map(Arc::new));
    statistics.is_some()
}

impl File {
    fn of(file: &PartitionedFile, parts: &mut Parts) -> Result<Self> {
        if file.ordering.is_some() || file.arrow_schema.is_some() || file.table_reference.is_some() {
            return Err(unsupported("sending files with an order or a schema of their own").into());
        }
        parts.values.extend(file.partition_values.iter().cloned());
        let ObjectMeta { location, last_modified, size, e_tag, version } = &file.object_meta;
        Ok(Self {
            path: location.as_ref().to_owned(),
            size: *size,
            modified: (last_modified.timestamp(), last_modified.timestamp_subsec_nanos()),
            tag: e_tag.clone(),
            version: version.clone(),
            range: file.range.as_ref().map(|range| (range.start, range.end)),
            metadata_size_hint: file.metadata_size_hint,
            has_statistics: push_statistics(file.statistics.as_deref(), parts),
        })
    }

    fn open(self, columns: usize, found: &mut Found) -> Result<PartitionedFile> {
        let (seconds, nanoseconds) = self.modified;
        let last_modified = DateTime::from_timestamp(seconds, nanoseconds)
            .ok_or_else(|| internal_datafusion_err!("a file's time is out of range"))?;
        let location = Path::parse(&self.path)?;
        let meta = ObjectMeta { location, last_modified, size: self.size, e_tag: self.tag, version: self.version };
        let mut file = PartitionedFile::new_from_meta(meta).with_partition_values(found.values(columns)?);
        file.metadata_size_hint = self.metadata_size_hint;
        // The statistics cover the partition columns already.
        file.statistics = self.has_statistics.then(|| found.statistics()).transpose()?;
        Ok(match self.range {
            Some((start, end)) => file.with_range(start, end),
            None => file,
        })
    }
}

/// The typed parts of a scan, taken up in the order they were put down.
pub(super) struct Found {
    values: std::vec::IntoIter<ScalarValue>,
    statistics: std::vec::IntoIter<Arc<Statistics>>,
}

impl Found {
    pub fn new(parts: &mut Parts) -> Self {
        let (values, statistics) = (std::mem::take(&mut parts.values), std::mem::take(&mut parts.statistics));
        Self { values: values.into_iter(), statistics: statistics.into_iter() }
    }

    fn values(&mut self, count: usize) -> Result<Vec<ScalarValue>> {
        let values: Vec<_> = self.values.by_ref().take(count).collect();
        if values.len() == count {
            return Ok(values);
        }
        Err(internal_datafusion_err!("a scan misses partition values"))
    }

    pub fn statistics(&mut self) -> Result<Arc<Statistics>> {
        self.statistics.next().ok_or_else(|| internal_datafusion_err!("a scan misses statistics"))
    }
}
