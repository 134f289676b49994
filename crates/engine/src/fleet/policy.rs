//! Our distribution policy in Ballista's scheduler: it puts our graph in at first sight of a job, before any task of it can run,
//! and gives the tasks of all jobs to the executors with free slots: fairly between tenants, the oldest job of a tenant first.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::serde::protobuf::AvailableVcores;
use ballista_core::serde::scheduler::TaskKey;
use ballista_scheduler::cluster::{BoundTask, DistributionPolicy};
use ballista_scheduler::state::execution_graph::TaskDescription;
use ballista_scheduler::state::task_manager::JobInfoCache;
use parking_lot::Mutex;

use super::graph::FleetGraph;
use super::job::{Bound, Job, Owner};
use super::leaf::JobExec;
use super::ledger::Ledger;
use super::seats::Seats;
use super::shares::{self, Claim};

/// Who runs what only the server can run.
pub(super) const HOME: &str = "home";

/// So long after its last job a tenant is still reckoned with: between two queries of a client its slot waits for it.
const RECENT: Duration = Duration::from_secs(5);

/// Owners by their tenants, as last seen.
type Recent = HashMap<String, (Arc<Owner>, Instant)>;

/// The policy, and the jobs it has seen.
#[derive(Debug)]
pub(super) struct FleetPolicy {
    seats: Arc<Seats>,
    jobs: Mutex<HashMap<JobId, Arc<Job>>>,
    /// Tenants while they count as there: at executors, and at home.
    recent: [Mutex<Recent>; 2],
}

impl FleetPolicy {
    pub fn new(seats: Arc<Seats>) -> Self {
        Self { seats, jobs: Mutex::default(), recent: Default::default() }
    }

    /// The jobs seen and not forgotten.
    pub fn jobs(&self) -> Vec<Arc<Job>> {
        self.jobs.lock().values().cloned().collect()
    }

    /// The slots of executors that each tenant has.
    pub fn slots(&self) -> BTreeMap<String, usize> {
        let (mut slots, busy) = (BTreeMap::new(), self.seats.busy(false));
        for job in self.jobs() {
            *slots.entry(job.owner.tenant.clone()).or_default() += slots_of(&job, &busy);
        }
        slots
    }

    /// Our jobs among the running, oldest first, each with our graph in its place.
    async fn running(&self, running: &HashMap<JobId, JobInfoCache>) -> Vec<Arc<Job>> {
        // What is over is let go of once the scheduler has let go of it, not before: it would be taken over anew.
        self.jobs.lock().retain(|id, job| running.contains_key(id) || !job.look(Ledger::is_over));
        let mut jobs = Vec::with_capacity(running.len());
        for (id, info) in running {
            let known = self.jobs.lock().get(id).cloned();
            match known {
                Some(job) => jobs.push(job),
                None => jobs.extend(self.take_over(id, info).await),
            }
        }
        jobs.sort_by_key(|job| job.since);
        jobs
    }

    /// What each tenant has of the slots of the executors, or of the server's own; whose job is oldest comes first. A job that has
    /// nothing to do there, such as one whose result is being read, claims nothing.
    fn claims(&self, jobs: &[Arc<Job>], home: bool) -> Vec<Claim> {
        let (now, busy) = (Instant::now(), self.seats.busy(home));
        let with_work: Vec<_> = jobs.iter().filter(|job| job.look(|ledger| ledger.has_work(home))).collect();
        let mut recent = self.recent[usize::from(home)].lock();
        for job in &with_work {
            recent.insert(job.owner.tenant.clone(), (Arc::clone(&job.owner), now));
        }
        recent.retain(|_, (_, seen)| now.saturating_duration_since(*seen) <= RECENT);
        let claim = |owner: &Owner| Claim {
            tenant: owner.tenant.clone(),
            weight: owner.terms.weight,
            slots_max: owner.terms.slots_count_max,
            running: jobs.iter().filter(|job| job.owner.tenant == owner.tenant).map(|job| slots_of(job, &busy)).sum(),
            is_present: with_work.iter().any(|job| job.owner.tenant == owner.tenant),
        };
        let mut claims: Vec<Claim> = recent.values().map(|(owner, _)| claim(owner)).collect();
        let place = |claim: &Claim| jobs.iter().position(|job| job.owner.tenant == claim.tenant).unwrap_or(usize::MAX);
        claims.sort_by_cached_key(|claim| (place(claim), claim.tenant.clone()));
        claims
    }

    async fn take_over(&self, id: &JobId, info: &JobInfoCache) -> Option<Arc<Job>> {
        let mut graph = info.execution_graph.write().await;
        let job = Arc::clone(graph.physical_plan().downcast_ref::<JobExec>()?.job());
        if self.jobs.lock().contains_key(id) {
            return Some(job);
        }
        let ours = FleetGraph::instead_of(graph.as_ref(), Arc::clone(&job), Arc::clone(&self.seats));
        *graph = Box::new(ours);
        self.jobs.lock().insert(id.clone(), Arc::clone(&job));
        Some(job)
    }
}

#[async_trait]
impl DistributionPolicy for FleetPolicy {
    async fn bind_tasks(
        &self,
        mut budgets: Vec<&mut AvailableVcores>,
        running_jobs: Arc<HashMap<JobId, JobInfoCache>>,
    ) -> datafusion::error::Result<Vec<BoundTask>> {
        let jobs = self.running(&running_jobs).await;
        let mut tables =
            [false, true].map(|home| Table::new(&jobs, self.claims(&jobs, home), self.seats.slots(home), home));
        let mut tasks = Vec::new();
        // One task each in turn, so that the tasks of a stage spread over all executors.
        loop {
            let before = tasks.len();
            budgets.sort_by_key(|budget| std::cmp::Reverse(budget.vcores));
            for at in 0..budgets.len() {
                let home = budgets[at].executor_id == HOME;
                let free = budgets.iter().filter(|budget| (budget.executor_id == HOME) == home);
                let free = free.map(|budget| budget.vcores as usize).sum();
                if budgets[at].vcores == 0 {
                    continue;
                }
                if let Some(task) = tables[usize::from(home)].next(&budgets[at].executor_id, free) {
                    budgets[at].vcores -= 1;
                    tasks.push((budgets[at].executor_id.clone(), task));
                }
            }
            if tasks.len() == before {
                return Ok(tasks);
            }
        }
    }

    fn name(&self) -> &str {
        "fleet"
    }
}

/// The slots that a job has.
fn slots_of(job: &Job, busy: &HashMap<JobId, usize>) -> usize {
    job.id().and_then(|id| busy.get(id)).copied().unwrap_or_default()
}

/// The tenants at the slots of the executors, or at those of the server itself.
struct Table<'a> {
    /// The jobs of each claim, oldest first.
    jobs: Vec<Vec<&'a Job>>,
    claims: Vec<Claim>,
    slots: usize,
    home: bool,
}

impl<'a> Table<'a> {
    fn new(jobs: &'a [Arc<Job>], claims: Vec<Claim>, slots: usize, home: bool) -> Self {
        let of = |claim: &Claim| jobs.iter().map(Arc::as_ref).filter(|job| job.owner.tenant == claim.tenant).collect();
        Self { jobs: claims.iter().map(of).collect(), claims, slots, home }
    }

    /// The next task for an executor, while so many slots are free.
    fn next(&mut self, executor: &str, free: usize) -> Option<TaskDescription> {
        let order = shares::order(&self.claims, self.slots, free);
        let task = |at: usize| {
            let bind = |job: &&Job| {
                let bound = job.bind(executor, 1, self.home, Instant::now());
                describe(job, bound.into_iter().next()?)
            };
            Some((at, self.jobs[at].iter().find_map(bind)?))
        };
        let (at, task) = order.into_iter().find_map(task)?;
        self.claims[at].running += 1;
        Some(task)
    }
}

fn describe(job: &Job, bound: Bound) -> Option<TaskDescription> {
    let Bound { assignment, plan, writes } = bound;
    let job_id = job.id()?.clone();
    Some(TaskDescription {
        session_id: job.session_id.clone(),
        key: TaskKey { job_id, stage_id: assignment.task.stage, task_id: assignment.task.task },
        stage_attempt_num: assignment.epoch,
        task_attempt: assignment.attempt,
        global_input_partition_ids: writes,
        vcores_consumed: 1,
        plan,
        session_config: Arc::clone(&job.config),
    })
}
