//! Whose turn it is: how many operations of a tenant run at once, how many wait, and for how long. Knows no operation.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use sparrow_spark_error::{Result, limit_exceeded, tenant_busy};
use sparrow_tenancy::{Principal, Tenants, Terms};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

/// Lets operations in, tenant by tenant; those of one tenant in the order they came.
pub struct Admission {
    tenants: Tenants,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Of tenants with an operation that runs or waits.
    lanes: HashMap<String, Lane>,
    /// By label, so that strangers add no entries.
    refused: BTreeMap<String, u64>,
    places: u64,
}

#[derive(Default)]
struct Lane {
    running: usize,
    waiting: VecDeque<Waiting>,
}

struct Waiting {
    place: u64,
    called: oneshot::Sender<()>,
}

/// The place of an operation, waiting or running. Dropping it lets the next one in.
pub struct Place {
    admission: Arc<Admission>,
    tenant: String,
    terms: Arc<Terms>,
    number: u64,
    since: Instant,
    called: Option<oneshot::Receiver<()>>,
}

/// Operations of a tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// That run.
    pub running: usize,
    /// That wait.
    pub queued: usize,
    /// That were refused since the process started.
    pub refused: u64,
}

impl Admission {
    /// Nobody runs yet.
    pub fn new(tenants: Tenants) -> Self {
        Self { tenants, state: Mutex::default() }
    }

    /// A place for an operation of this caller's tenant.
    ///
    /// # Errors
    ///
    /// `SPARROW.TENANT_BUSY` when as many wait as may.
    pub fn enter(self: &Arc<Self>, principal: &Principal) -> Result<Place> {
        let (tenant, terms) = (principal.tenant(), self.tenants.terms(principal));
        let state = &mut *self.state.lock();
        state.places += 1;
        let number = state.places;
        let lane = state.lanes.entry(tenant.to_owned()).or_default();
        let called = if lane.waiting.is_empty() && lane.has_room(terms) {
            lane.running += 1;
            None
        } else if let Some(limit) = terms.queued_count_max.filter(|limit| lane.waiting.len() >= *limit) {
            *state.refused.entry(self.tenants.label(tenant).to_owned()).or_default() += 1;
            return Err(tenant_busy(tenant, limit, &self.tenants.setting(tenant, "queued_count_max")));
        } else {
            let (called, receiver) = oneshot::channel();
            lane.waiting.push_back(Waiting { place: number, called });
            Some(receiver)
        };
        let (terms, since) = (Arc::clone(terms), Instant::now());
        Ok(Place { admission: Arc::clone(self), tenant: tenant.to_owned(), terms, number, since, called })
    }

    /// Operations by the label of their tenant.
    pub fn counts(&self) -> BTreeMap<String, Counts> {
        let state = self.state.lock();
        let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
        for (tenant, lane) in &state.lanes {
            let of = counts.entry(self.tenants.label(tenant).to_owned()).or_default();
            of.running += lane.running;
            of.queued += lane.waiting.len();
        }
        for (label, refused) in &state.refused {
            counts.entry(label.clone()).or_default().refused = *refused;
        }
        counts
    }

    fn leave(&self, place: &Place) {
        let mut state = self.state.lock();
        let Some(lane) = state.lanes.get_mut(&place.tenant) else { return };
        match lane.waiting.iter().position(|waiting| waiting.place == place.number) {
            Some(at) => drop(lane.waiting.remove(at)),
            None => lane.running = lane.running.saturating_sub(1),
        }
        while lane.has_room(&place.terms)
            && let Some(next) = lane.waiting.pop_front()
        {
            lane.running += 1;
            // Whoever has gone meanwhile leaves in its own drop, as one that runs.
            let _ = next.called.send(());
        }
        if lane.running == 0 {
            state.lanes.remove(&place.tenant);
        }
    }
}

impl Lane {
    /// A limit of none at all would be a queue without an end.
    fn has_room(&self, terms: &Terms) -> bool {
        terms.running_count_max.is_none_or(|limit| self.running < limit.max(1))
    }
}

impl Place {
    /// Waits for the turn.
    ///
    /// # Errors
    ///
    /// `SPARROW.LIMIT_EXCEEDED` when it does not come in time.
    pub async fn turn(&mut self) -> Result<()> {
        let Some(called) = &mut self.called else { return Ok(()) };
        // The sender is dropped without a call only together with the place.
        match self.terms.queue_duration_max {
            None => drop(called.await),
            Some(limit) => {
                if timeout_at(self.since + limit, called).await.is_err() {
                    let conf = self.admission.tenants.setting(&self.tenant, "queue_seconds_max");
                    let what = format!("The time in seconds an operation of the tenant {} waits", self.tenant);
                    let advice = "Try again when fewer operations of this tenant run.";
                    return Err(limit_exceeded(&what, limit.as_secs(), &conf, advice));
                }
            }
        }
        self.called = None;
        Ok(())
    }

    /// Runs `work` for as long as an operation of this tenant may run.
    ///
    /// # Errors
    ///
    /// Those of `work`, and `SPARROW.LIMIT_EXCEEDED` when it takes too long; then it is dropped.
    pub async fn in_time<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(limit) = self.terms.run_duration_max else { return work.await };
        match tokio::time::timeout(limit, work).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let conf = self.admission.tenants.setting(&self.tenant, "run_seconds_max");
                let what = format!("The time in seconds an operation of the tenant {} runs", self.tenant);
                Err(limit_exceeded(&what, limit.as_secs(), &conf, "Read less at once, or read the result faster."))
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.admission.leave(self);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt;

    use super::*;

    fn admission(terms: Terms) -> Arc<Admission> {
        let named = BTreeMap::from([("acme".to_owned(), terms)]);
        Arc::new(Admission::new(Tenants::new(named, Terms::default(), None)))
    }

    fn one_runs_two_wait() -> Terms {
        let wait = Some(Duration::from_secs(60));
        Terms {
            running_count_max: Some(1),
            queued_count_max: Some(2),
            queue_duration_max: wait,
            run_duration_max: wait,
            ..Terms::default()
        }
    }

    fn of(tenant: &str) -> Principal {
        Principal::verified(tenant, "ann", vec![], vec![])
    }

    fn counts(admission: &Admission, label: &str) -> (usize, usize, u64) {
        let counts = admission.counts().get(label).copied().unwrap_or_default();
        (counts.running, counts.queued, counts.refused)
    }

    fn is_called(place: &mut Place) -> bool {
        place.turn().now_or_never().is_some_and(|turn| turn.is_ok())
    }

    #[tokio::test]
    async fn operations_run_in_the_order_they_came_and_too_many_are_refused() {
        let admission = admission(one_runs_two_wait());
        let mut first = admission.enter(&of("acme")).unwrap();
        let (mut second, mut third) = (admission.enter(&of("acme")).unwrap(), admission.enter(&of("acme")).unwrap());
        let error = admission.enter(&of("acme")).err().expect("it is refused");
        assert_eq!(error.condition().name, "SPARROW.TENANT_BUSY");
        assert!(error.message().contains("tenant.acme.queued_count_max"), "{error}");
        assert_eq!(counts(&admission, "acme"), (1, 2, 1));
        assert_eq!((is_called(&mut first), is_called(&mut second), is_called(&mut third)), (true, false, false));
        drop(first);
        assert_eq!((is_called(&mut second), is_called(&mut third)), (true, false));
        drop(second);
        assert!(is_called(&mut third));
        drop(third);
        assert_eq!(counts(&admission, "acme"), (0, 0, 1));
    }

    #[tokio::test]
    async fn tenants_do_not_wait_for_each_other() {
        let admission = admission(one_runs_two_wait());
        let _acme: Vec<Place> = (0..3).map(|_| admission.enter(&of("acme")).unwrap()).collect();
        let mut beta: Vec<Place> = (0..5).map(|_| admission.enter(&of("beta")).unwrap()).collect();
        assert!(beta.iter_mut().all(is_called));
        assert_eq!(counts(&admission, "others"), (5, 0, 0));
    }

    #[tokio::test]
    async fn whoever_goes_while_waiting_leaves_its_place_to_others() {
        let admission = admission(one_runs_two_wait());
        let first = admission.enter(&of("acme")).unwrap();
        let (second, mut third) = (admission.enter(&of("acme")).unwrap(), admission.enter(&of("acme")).unwrap());
        drop(second);
        assert_eq!(counts(&admission, "acme"), (1, 1, 0));
        // Called, but gone before it could hear it.
        drop(first);
        assert_eq!(counts(&admission, "acme"), (1, 0, 0));
        let mut fourth = admission.enter(&of("acme")).unwrap();
        assert_eq!((is_called(&mut third), is_called(&mut fourth)), (true, false));
        drop(third);
        assert!(is_called(&mut fourth));
    }

    #[tokio::test]
    async fn waiting_and_running_end_in_time() {
        let at_once = Some(Duration::ZERO);
        let terms = Terms { queue_duration_max: at_once, run_duration_max: at_once, ..one_runs_two_wait() };
        let admission = admission(terms);
        let (first, mut second) = (admission.enter(&of("acme")).unwrap(), admission.enter(&of("acme")).unwrap());
        let late = second.turn().await.unwrap_err();
        assert_eq!(late.condition().name, "SPARROW.LIMIT_EXCEEDED");
        assert!(late.message().contains("limit of 0 (tenant.acme.queue_seconds_max)"), "{late}");
        let long = first.in_time(std::future::pending::<Result<()>>()).await.unwrap_err();
        assert!(long.message().contains("limit of 0 (tenant.acme.run_seconds_max)"), "{long}");
        assert_eq!(first.in_time(async { Ok(7) }).await.unwrap(), 7);
        drop((first, second));
        assert_eq!(counts(&admission, "acme"), (0, 0, 0));
    }
}
