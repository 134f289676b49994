//! All sessions of a process: made on first use, found by who asks and their id, closed on request or when idle.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use sparrow_spark_error::{Condition, Result, SparkError, condition, limit_exceeded};
use sparrow_tenancy::Principal;

use crate::conditions;
use crate::handle::check_uuid;
use crate::services::Services;
use crate::session::Session;
use crate::tombstones::Tombstones;

/// The sessions.
pub struct Sessions {
    services: Arc<Services>,
    state: Mutex<State>,
}

struct State {
    live: HashMap<Key, Arc<Session>>,
    closed: Tombstones<Key, ()>,
}

/// Nobody reaches a session of another tenant or user, even knowing its id. Groups and roles may change between two credentials
/// of a user, whose sessions stay.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    tenant: String,
    subject: String,
    id: String,
}

impl Key {
    fn new(principal: &Principal, id: &str) -> Self {
        Self { tenant: principal.tenant().to_owned(), subject: principal.subject().to_owned(), id: id.to_owned() }
    }
}

impl Sessions {
    /// No sessions yet.
    pub fn new(services: Arc<Services>) -> Self {
        let closed = Tombstones::new(services.limits.sessions_remembered_max);
        Self { services, state: Mutex::new(State { live: HashMap::new(), closed }) }
    }

    /// The session of this id, made if it is not there. `observed` is the server side id the client has seen.
    pub fn open(&self, principal: &Principal, id: &str, observed: Option<&str>) -> Result<Arc<Session>> {
        let key = Key::new(principal, check_uuid(id)?);
        let mut state = self.state.lock();
        if let Some(session) = state.live.get(&key) {
            return used(session, observed);
        }
        if state.closed.contains(&key) {
            return Err(handle_error(&condition::INVALID_HANDLE_SESSION_CLOSED, id));
        }
        if observed.is_some_and(|observed| !observed.is_empty()) {
            return Err(handle_error(&condition::INVALID_HANDLE_SESSION_CHANGED, id));
        }
        self.insert(&mut state, key, principal, |key| Session::new(&self.services, principal, &key.id))
    }

    /// The session of this id, which must be there.
    pub fn find(&self, principal: &Principal, id: &str, observed: Option<&str>) -> Result<Arc<Session>> {
        // An id that is no UUID is not found, as in Spark; only making a session looks at its form.
        let key = Key::new(principal, id);
        let state = self.state.lock();
        match state.live.get(&key) {
            Some(session) => used(session, observed),
            None if state.closed.contains(&key) => Err(handle_error(&condition::INVALID_HANDLE_SESSION_CLOSED, id)),
            None => Err(handle_error(&condition::INVALID_HANDLE_SESSION_NOT_FOUND, id)),
        }
    }

    /// Closes a session: cancels its operations and drops its state. Later use is an error, unless `allow_reconnect`
    /// lets a fresh one be made under the same id. The answer is the session that was closed, if there was one.
    pub fn release(&self, principal: &Principal, id: &str, allow_reconnect: bool) -> Result<Option<Arc<Session>>> {
        let key = Key::new(principal, check_uuid(id)?);
        let mut state = self.state.lock();
        let session = state.live.remove(&key);
        if allow_reconnect {
            state.closed.remove(&key);
        } else {
            state.closed.insert(key, ());
        }
        drop(state);
        if let Some(session) = &session {
            session.close();
        }
        Ok(session)
    }

    /// Makes a session that starts with the confs and the workspace of `source`.
    pub fn copy(&self, source: &Session, new_id: &str) -> Result<Arc<Session>> {
        let refused = |condition| SparkError::new(condition).with("targetSessionId", new_id);
        check_uuid(new_id).map_err(|_| refused(&conditions::CLONE_TARGET_FORMAT))?;
        let key = Key::new(source.principal(), new_id);
        let mut state = self.state.lock();
        if state.live.contains_key(&key) {
            return Err(refused(&conditions::CLONE_TARGET_ALREADY_EXISTS));
        }
        if state.closed.contains(&key) {
            return Err(refused(&conditions::CLONE_TARGET_ALREADY_CLOSED));
        }
        self.insert(&mut state, key, source.principal(), |key| source.copy(&key.id))
    }

    /// Closes sessions idle for too long and abandons operations nobody reads. To be called now and then.
    pub fn sweep(&self, now: Instant) {
        let limit = self.services.limits.idle_duration_max;
        let all: Vec<Arc<Session>> = self.state.lock().live.values().cloned().collect();
        for session in all {
            session.operations().abandon_detached(now);
            if now.saturating_duration_since(session.last_used(now)) <= limit {
                continue;
            }
            tracing::info!(session_id = session.id(), "session closed: idle for too long");
            // Its id is a UUID, or it would not be in the registry.
            let _ = self.release(session.principal(), session.id(), false);
        }
    }

    /// Closes every session.
    pub fn close_all(&self) {
        let all: Vec<Arc<Session>> = self.state.lock().live.drain().map(|(_, session)| session).collect();
        all.iter().for_each(|session| session.close());
    }

    /// Whether any session runs an operation.
    pub fn is_any_running(&self) -> bool {
        self.state.lock().live.values().any(|session| session.operations().is_any_running())
    }

    /// Sessions alive now.
    pub fn count(&self) -> usize {
        self.state.lock().live.len()
    }

    /// Sessions alive now, by the label of their tenant.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for key in self.state.lock().live.keys() {
            *counts.entry(self.services.tenants.label(&key.tenant).to_owned()).or_default() += 1;
        }
        counts
    }

    /// The sessions alive now, and how many closed ones are remembered.
    pub(crate) fn all(&self) -> (Vec<Arc<Session>>, usize) {
        let state = self.state.lock();
        (state.live.values().cloned().collect(), state.closed.count())
    }

    fn insert(
        &self,
        state: &mut State,
        key: Key,
        principal: &Principal,
        make: impl FnOnce(&Key) -> Session,
    ) -> Result<Arc<Session>> {
        let limit = self.services.limits.sessions_count_max;
        if state.live.len() >= limit {
            let advice = "Close sessions that are not needed.";
            return Err(limit_exceeded("The number of sessions", limit, "sessions.sessions_count_max", advice));
        }
        self.check_tenant(state, principal)?;
        let session = Arc::new(make(&key));
        tracing::info!(session_id = session.id(), server_side_session_id = session.server_side_id(), "session opened");
        state.live.insert(key, Arc::clone(&session));
        Ok(session)
    }
}

impl Sessions {
    /// Whether the caller's tenant may have one session more.
    fn check_tenant(&self, state: &State, principal: &Principal) -> Result<()> {
        let (tenants, tenant) = (&self.services.tenants, principal.tenant());
        let Some(limit) = tenants.terms(principal).sessions_count_max else { return Ok(()) };
        if state.live.keys().filter(|key| key.tenant == tenant).count() < limit {
            return Ok(());
        }
        let (what, conf) = (format!("The number of sessions of the tenant {tenant}"), "sessions_count_max");
        Err(limit_exceeded(&what, limit, &tenants.setting(tenant, conf), "Close sessions that are not needed."))
    }
}

fn used(session: &Arc<Session>, observed: Option<&str>) -> Result<Arc<Session>> {
    match observed {
        Some(observed) if !observed.is_empty() && observed != session.server_side_id() => {
            Err(handle_error(&condition::INVALID_HANDLE_SESSION_CHANGED, session.id()))
        }
        _ => {
            session.touch();
            Ok(Arc::clone(session))
        }
    }
}

fn handle_error(condition: &'static Condition, handle: &str) -> SparkError {
    SparkError::new(condition).with("handle", handle)
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
