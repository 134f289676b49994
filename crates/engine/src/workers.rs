//! The threads queries run on. Each tenant that the settings name has threads of its own, as many as there are processors, and
//! the kernel shares the processors between the threads of all: a tenant alone has them all, and a flood of queries never has
//! more threads in the race than its tenant has. Weights are steps of the threads' priority. Knows no plan.
//!
//! A scheduler inside the process would have to wait for the end of each batch, and of whatever a query does at once. The
//! kernel takes the processor away in the middle of it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock};

use sparrow_runtime::priority::{self, Priority};
use sparrow_tenancy::{Principal, Tenants};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Semaphore;

/// Tenants with threads of their own, once they needed them; later ones share those of the others.
const CREWS_COUNT_MAX: usize = 256;

/// The threads of all tenants.
#[derive(Clone)]
pub struct Workers(Arc<Crews>);

struct Crews {
    others: Handle,
    /// For work of others that keeps a thread busy.
    others_room: Arc<Semaphore>,
    named: BTreeMap<String, Crew>,
    threads: Threads,
    started: AtomicUsize,
}

/// How many threads a tenant has, and their stacks.
#[derive(Clone, Copy, Debug)]
pub struct Threads {
    /// Threads that poll plans.
    pub count: usize,
    /// The stack of each.
    pub stack_bytes: usize,
}

/// The threads of a tenant, made when it first needs them; none where the system had none left.
struct Crew {
    priority: Priority,
    /// For work that keeps a thread busy.
    room: Arc<Semaphore>,
    runtime: OnceLock<Option<Background>>,
}

/// A runtime that may be dropped anywhere: nobody waits for its threads.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Workers {
    /// Threads for each of the named `tenants`; all others share those of `others`, which have the [`priority_of_others`].
    pub fn new(others: Handle, tenants: &Tenants, threads: Threads) -> Self {
        let room = || Arc::new(Semaphore::new(threads.count.max(1)));
        let crew = |weight| Crew { priority: priority(tenants, weight), room: room(), runtime: OnceLock::new() };
        let named = tenants.named().map(|(name, terms)| (name.to_owned(), crew(terms.weight))).collect();
        let others_room = room();
        Self(Arc::new(Crews { others, others_room, named, threads, started: AtomicUsize::new(0) }))
    }

    /// Permits for work of a caller's tenant that keeps a thread busy, such as the analysis of a plan: one for each of its threads.
    /// It runs on threads beside those that poll, which tokio makes as they are asked for.
    pub fn room(&self, principal: &Principal) -> &Arc<Semaphore> {
        self.0.named.get(principal.tenant()).map_or(&self.0.others_room, |crew| &crew.room)
    }

    /// The threads of a caller's tenant.
    pub fn of(&self, principal: &Principal) -> &Handle {
        let Some(crew) = self.0.named.get(principal.tenant()) else { return self.others() };
        let runtime = crew.runtime.get_or_init(|| self.0.start(principal.tenant(), crew.priority));
        runtime.as_ref().and_then(|runtime| runtime.0.as_ref()).map_or(self.others(), Runtime::handle)
    }

    /// The threads of tenants that the settings do not name, and of work that is nobody's.
    pub fn others(&self) -> &Handle {
        &self.0.others
    }
}

impl From<Handle> for Workers {
    /// The same threads for everybody.
    fn from(others: Handle) -> Self {
        let (threads, started) = (Threads { count: 1, stack_bytes: 0 }, AtomicUsize::new(0));
        let others_room = Arc::new(Semaphore::new(others.metrics().num_workers().max(1)));
        Self(Arc::new(Crews { others, others_room, named: BTreeMap::new(), threads, started }))
    }
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers").field("tenants", &self.0.named.keys()).finish_non_exhaustive()
    }
}

impl Crews {
    fn start(&self, tenant: &str, priority: Priority) -> Option<Background> {
        if self.started.fetch_add(1, Relaxed) >= CREWS_COUNT_MAX {
            tracing::warn!(
                tenant,
                CREWS_COUNT_MAX,
                "a tenant shares the threads of others: as many have their own as may"
            );
            return None;
        }
        start(tenant, self.threads, priority)
    }
}

fn start(tenant: &str, threads: Threads, priority: Priority) -> Option<Background> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads.count.max(1))
        .thread_stack_size(threads.stack_bytes)
        .thread_name("query")
        .on_thread_start(move || priority.take())
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => Some(Background(Some(runtime))),
        Err(error) => {
            tracing::error!(tenant, %error, "no threads for a tenant: its queries run on those of the others");
            None
        }
    }
}

/// The priority of the threads that tenants share which the settings do not name.
pub fn priority_of_others(tenants: &Tenants) -> Priority {
    priority(tenants, tenants.others().weight)
}

/// The priority of the threads of a tenant of this weight: the heaviest has that of the process.
fn priority(tenants: &Tenants, weight: u32) -> Priority {
    Priority::below_process(steps_of(tenants, weight))
}

/// Steps of priority of a tenant of this weight, below the heaviest.
pub(crate) fn steps_of(tenants: &Tenants, weight: u32) -> u32 {
    let named = tenants.named().map(|(_, terms)| terms.weight);
    priority::steps(weight, named.chain([tenants.others().weight]).max().unwrap_or(weight))
}

#[cfg(test)]
mod tests {
    use sparrow_tenancy::Terms;

    use super::*;

    fn tenants(weights: &[(&str, u32)]) -> Tenants {
        let named =
            weights.iter().map(|(name, weight)| ((*name).to_owned(), Terms { weight: *weight, ..Terms::default() }));
        Tenants::new(named.collect(), Terms::default(), None)
    }

    fn of(tenant: &str) -> Principal {
        Principal::verified(tenant, "ann", vec![], vec![])
    }

    #[test]
    fn the_heaviest_tenant_has_the_priority_of_the_process() {
        let tenants = tenants(&[("victim", 400), ("flood", 100)]);
        assert_eq!([400, 100, 1].map(|weight| steps_of(&tenants, weight)), [0, 6, 19]);
        assert_eq!(priority_of_others(&tenants), Priority::below_process(6));
    }

    #[test]
    fn named_tenants_have_threads_of_their_own_and_others_share() {
        let shared = Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let threads = Threads { count: 1, stack_bytes: 1 << 20 };
        let workers = Workers::new(shared.handle().clone(), &tenants(&[("acme", 400), ("beta", 100)]), threads);
        let id = |tenant| workers.of(&of(tenant)).id();
        assert_eq!((id("stranger"), id("other")), (shared.handle().id(), shared.handle().id()));
        assert!(id("acme") != id("beta") && id("acme") != shared.handle().id());
        assert_eq!(id("acme"), id("acme"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn threads_have_the_priority_of_their_tenant_whoever_made_them() {
        let shared = Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let threads = Threads { count: 1, stack_bytes: 1 << 20 };
        let workers = Workers::new(shared.handle().clone(), &tenants(&[("heavy", 400), ("light", 100)]), threads);
        let priority = |tenant| {
            let (sender, receiver) = std::sync::mpsc::channel();
            workers.of(&of(tenant)).spawn(async move {
                let poller = priority::current();
                // A thread that may block is made by one that polls.
                let blocking = tokio::task::spawn_blocking(priority::current).await;
                sender.send((poller, blocking.unwrap())).unwrap();
            });
            receiver.recv().unwrap()
        };
        let own = priority::current();
        let lower = (own + 6).min(19);
        assert_eq!((priority("heavy"), priority("light")), ((own, own), (lower, lower)));
    }
}
