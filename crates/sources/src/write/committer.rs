//! The server's half of a write: begins a job, takes its tasks' manifests, and commits the files of one attempt a partition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::catalog::Session;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use object_store::ObjectStore;
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_tenancy::Access;
use uuid::Uuid;

use super::commit::store::StoreJob;
use super::commit::{self, ATTEMPTS, Below, LocalJob, Registry, Replace, Winner};
use super::encode::write_failed;
use super::manifest::{self, Row, WrittenFile};
use super::{SaveMode, WriteExec, WriteRequest, WriteSpec, WriteSummary, check};
use crate::gate::Gate;
use crate::path::{self, Location};

/// A job under way. Dropping it before it is committed gives it up and leaves nothing.
#[derive(Debug)]
pub struct Committer {
    job: Uuid,
    target: Location,
    partitions: usize,
    site: Option<Site>,
    /// Files of attempts that have not ended, by partition and attempt.
    pending: BTreeMap<(u64, String), Vec<WrittenFile>>,
    /// Partitions an attempt of which has ended.
    ended: BTreeSet<u64>,
    files: Vec<WrittenFile>,
    /// The answer once the job is committed.
    committed: Option<WriteSummary>,
}

/// Where the job writes.
#[derive(Debug)]
enum Site {
    Local(LocalJob),
    Store(StoreJob),
}

impl Committer {
    /// Begins to write the rows of `plan`: checks the request, and answers the committer with the plan to run, whose rows are for
    /// [`Committer::add`]. `None` if there is something at the path and the mode says that nothing is to be done then.
    pub async fn begin(
        registry: &Registry,
        session: &dyn Session,
        plan: Arc<dyn ExecutionPlan>,
        request: WriteRequest,
    ) -> Result<Option<(Self, Arc<dyn ExecutionPlan>)>> {
        request.options.check(request.format)?;
        check::layout(&(&request).into(), &plan.schema())?;
        let target = Location::parse(&Gate::of(session)?, &request.path, Access::Write)?;
        let store = target.open_store(session.runtime_env())?;
        commit::recover_for_write(registry, &target).await?;
        let existed = path::exists(store.as_ref(), &target).await?;
        match request.mode {
            SaveMode::ErrorIfExists if existed => {
                return Err(SparkError::new(&condition::PATH_ALREADY_EXISTS).with("outputPath", target.display()));
            }
            SaveMode::Ignore if existed => return Ok(None),
            _ => {}
        }
        let job = Uuid::new_v4();
        let (site, folder) = Site::begin(registry, store, &target, job, replace(&request)).await?;
        let spec = WriteSpec::new(&request, job, &target, folder);
        let partitions = plan.output_partitioning().partition_count();
        let committer = Self {
            job,
            target,
            partitions,
            site: Some(site),
            pending: BTreeMap::new(),
            ended: BTreeSet::new(),
            files: Vec::new(),
            committed: None,
        };
        Ok(Some((committer, Arc::new(WriteExec::try_new(plan, spec)?))))
    }

    /// Takes rows of a manifest. The first attempt of a partition that ends counts; what others have written is swept.
    pub fn add(&mut self, manifest: &RecordBatch) -> Result<()> {
        for Row { partition, attempt, file } in manifest::decode(manifest)? {
            if partition >= self.partitions as u64 {
                return Err(internal("a write's manifest names a partition the plan does not have"));
            }
            match file {
                Some(file) => self.pending.entry((partition, attempt)).or_default().push(file),
                None => {
                    let files = self.pending.remove(&(partition, attempt)).unwrap_or_default();
                    if self.ended.insert(partition) {
                        self.files.extend(files);
                    }
                }
            }
        }
        Ok(())
    }

    /// Gives the files their places. Asked again it answers the same and does nothing. It goes on to its end also when nobody
    /// waits any more.
    pub async fn commit(&mut self) -> Result<WriteSummary> {
        if let Some(summary) = self.committed {
            return Ok(summary);
        }
        if self.ended.len() != self.partitions {
            return Err(internal("a write is to be committed before all its tasks have ended"));
        }
        let winners = self.files.iter().map(|file| self.winner(file)).collect::<Result<Vec<_>>>()?;
        match self.site.take() {
            None => return Err(internal("a write is to be committed that has failed")),
            Some(Site::Store(job)) => job.commit(&winners).await?,
            Some(Site::Local(job)) => {
                // Nobody may have put a link into the path meanwhile.
                self.target.local_path()?;
                let committed = tokio::task::spawn_blocking(move || job.commit(&winners)).await;
                let committed = committed.map_err(|error| internal("a commit died").caused_by(error))?;
                committed.map_err(|error| write_failed(&self.target.display(), error))?;
            }
        }
        let summary = WriteSummary {
            rows: self.files.iter().map(|file| file.rows).sum(),
            files: self.files.len() as u64,
            bytes: self.files.iter().map(|file| file.bytes).sum(),
        };
        self.committed = Some(summary);
        Ok(summary)
    }

    /// A file of a manifest, if it can be one: what comes from another process must not lead elsewhere.
    fn winner(&self, file: &WrittenFile) -> Result<Winner> {
        let below = |path: &str| Below::try_from(path.to_owned()).map_err(internal);
        let (place, folder, name) = (below(&file.file)?, below(&file.directory)?, below(&file.name)?);
        let is_named = file.name.starts_with("part-") && file.name.contains(&self.job.to_string());
        let is_partition = |segment: &str| !path::is_hidden(segment) && segment.contains('=');
        let is_ours = place.is_in(ATTEMPTS) && is_named && name.split().is_some_and(|(folder, _)| folder.is_here());
        if !is_ours || !folder.segments().all(is_partition) {
            return Err(internal("a write's manifest names a file that is none of its own"));
        }
        Ok(Winner { file: place, folder, name: file.name.clone() })
    }
}

impl Site {
    /// Makes the job's folder; answers its path in the store too.
    async fn begin(
        registry: &Registry,
        store: Arc<dyn ObjectStore>,
        target: &Location,
        job: Uuid,
        replace: Replace,
    ) -> Result<(Self, String)> {
        if !target.is_local() {
            let site = StoreJob::begin(store, target.clone(), job, replace);
            let folder = site.folder().to_string();
            return Ok((Self::Store(site), folder));
        }
        let (registry, path) = (registry.clone(), target.local_path()?);
        let begin = if target.allows_beside() { LocalJob::begin } else { LocalJob::begin_inside };
        let begun = tokio::task::spawn_blocking(move || begin(&registry, &path, job, replace)).await;
        let begun = begun.map_err(|error| internal("the begin of a write died").caused_by(error))?;
        let site = begun.map_err(|error| write_failed(&target.display(), error))?;
        match site.folder().to_str().map(|folder| folder.trim_start_matches('/').to_owned()) {
            Some(folder) => Ok((Self::Local(site), folder)),
            None => Err(write_failed(&target.display(), "The path is no text.")),
        }
    }
}

/// What the files that are there become.
fn replace(request: &WriteRequest) -> Replace {
    match request.mode {
        SaveMode::Overwrite if request.dynamic_overwrite && !request.partition_by.is_empty() => Replace::Partitions,
        SaveMode::Overwrite => Replace::Everything,
        SaveMode::ErrorIfExists | SaveMode::Append | SaveMode::Ignore => Replace::Nothing,
    }
}
