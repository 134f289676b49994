//! Sessions come, go and are told apart.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use async_trait::async_trait;
use sparrow_engine::{Engine, Explained, Job, Planned, Running};
use sparrow_runtime::Environment;
use sparrow_spark_error::unsupported;
use sparrow_tenancy::{Tenants, Terms};
use tokio::runtime::Runtime;

use super::*;
use crate::conf::Defaults;
use crate::operation::{LogLimits, Request, Started};
use crate::workspace::{self, FrontEnds, Shared};
use crate::{artifacts, conf, operation, services};

const ID: &str = "00112233-4455-6677-8899-aabbccddeeff";
const OTHER_ID: &str = "10112233-4455-6677-8899-aabbccddeeff";
/// Where sessions would do long work.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().build().expect("a runtime"));

const HOUR: Duration = Duration::from_secs(3600);

/// These tests run no plan.
struct NoEngine;

#[async_trait]
impl Engine for NoEngine {
    async fn plan(&self, _principal: &Principal, _job: &Job) -> Result<Planned> {
        Err(unsupported("plan"))
    }

    async fn run_physical(&self, _principal: &Principal, _planned: Planned, _id: &str) -> Result<Running> {
        Err(unsupported("run"))
    }

    async fn explain(&self, _principal: &Principal, _job: &Job) -> Result<Explained> {
        Err(unsupported("explain"))
    }
}

fn sessions_of(tenants: Tenants) -> Sessions {
    let log = LogLimits { sent_bytes_max: 10, unsent_bytes_max: 10 };
    let operations = operation::Limits {
        operations_count_max: 2,
        operations_remembered_max: 2,
        detached_duration_max: 2 * HOUR,
        log,
    };
    let limits = services::Limits {
        sessions_count_max: 2,
        sessions_remembered_max: 2,
        idle_duration_max: HOUR,
        errors_count_max: 2,
        conf: conf::Limits { keys_count_max: 10, conf_bytes_max: 1000, partitions_count_max: 1000 },
        artifacts: artifacts::Limits { artifacts_bytes_max: 10, artifacts_count_max: 10 },
        workspace: workspace::Limits {
            views_count_max: 2,
            view_levels_max: 2,
            checkpoints_count_max: 2,
            kept_count_max: 2,
        },
        operations,
    };
    let folder = std::env::temp_dir();
    let memory =
        sparrow_runtime::Limits { memory_bytes_max: 1 << 20, spill_folder: folder.clone(), spill_bytes_max: 0 };
    let front_ends = FrontEnds {
        local_relation: |_| Err(unsupported("rows")),
        batches: |_| Err(unsupported("rows")),
        query: |_| Err(unsupported("text")),
    };
    Sessions::new(Arc::new(Services {
        engine: Arc::new(NoEngine),
        environment: Environment::new(memory).unwrap(),
        shared: Shared::new(
            &folder,
            front_ends,
            RUNTIME.handle().clone(),
            sparrow_catalog::Limits::default(),
            tenants.clone(),
        ),
        writes: sparrow_sources::write::Registry::new(&folder),
        warehouse: PathBuf::new(),
        temp: folder,
        own_places: vec![],
        conf_defaults: Arc::new(Defaults::new(BTreeMap::new()).unwrap()),
        limits,
        admission: Arc::new(crate::Admission::new(tenants.clone())),
        analyses: Arc::new(crate::Admission::new(tenants.clone())),
        tenants,
    }))
}

fn sessions() -> Sessions {
    sessions_of(Tenants::default())
}

fn ann() -> Principal {
    Principal::local("ann")
}

fn check_error<T>(result: Result<T>, expected: &str) {
    let error = result.err().expect("an error");
    assert_eq!(error.condition().name, expected, "{error}");
}

#[test]
fn a_session_is_its_users_whatever_groups_a_credential_names() {
    let sessions = sessions();
    let user = |tenant, groups: &[&str]| {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        Principal::verified(tenant, "ann", groups, Vec::new())
    };
    let first = sessions.open(&user("acme", &["etl"]), ID, None).unwrap();
    assert!(Arc::ptr_eq(&first, &sessions.open(&user("acme", &[]), ID, None).unwrap()));
    assert!(!Arc::ptr_eq(&first, &sessions.open(&user("beta", &["etl"]), ID, None).unwrap()));
    check_error(sessions.find(&user("gamma", &[]), ID, None), "INVALID_HANDLE.SESSION_NOT_FOUND");
}

#[test]
fn a_session_is_made_once_for_each_user_and_id() {
    let sessions = sessions();
    let first = sessions.open(&ann(), ID, None).unwrap();
    assert!(Arc::ptr_eq(&first, &sessions.open(&ann(), ID, Some(first.server_side_id())).unwrap()));
    let other = sessions.open(&Principal::local("bob"), ID, None).unwrap();
    assert_ne!(first.server_side_id(), other.server_side_id());
    check_error(sessions.open(&ann(), OTHER_ID, None), "SPARROW.LIMIT_EXCEEDED");
}

#[test]
fn a_tenant_with_as_many_sessions_as_it_may_have_gets_no_more() {
    let named = BTreeMap::from([("acme".to_owned(), Terms { sessions_count_max: Some(1), ..Terms::default() })]);
    let sessions = sessions_of(Tenants::new(named, Terms::default(), None));
    let user = |tenant, subject| Principal::verified(tenant, subject, Vec::new(), Vec::new());
    let first = sessions.open(&user("acme", "ann"), ID, None).unwrap();
    let refused = sessions.open(&user("acme", "bob"), ID, None).err().expect("it is refused");
    assert!(refused.message().contains("limit of 1 (tenant.acme.sessions_count_max)"), "{refused}");
    check_error(sessions.copy(&first, OTHER_ID), "SPARROW.LIMIT_EXCEEDED");
    sessions.open(&user("beta", "ann"), ID, None).unwrap();
    sessions.release(&user("acme", "ann"), ID, false).unwrap();
    sessions.open(&user("acme", "bob"), ID, None).unwrap();
}

#[test]
fn ids_are_uuids_and_must_be_those_seen_before() {
    let sessions = sessions();
    check_error(sessions.open(&ann(), "abc", None), "INVALID_HANDLE.FORMAT");
    check_error(sessions.open(&ann(), ID, Some("zz")), "INVALID_HANDLE.SESSION_CHANGED");
    sessions.open(&ann(), ID, Some("")).unwrap();
    check_error(sessions.open(&ann(), ID, Some("zz")), "INVALID_HANDLE.SESSION_CHANGED");
    check_error(sessions.find(&ann(), OTHER_ID, None), "INVALID_HANDLE.SESSION_NOT_FOUND");
}

#[test]
fn a_released_session_is_closed_for_good() {
    let sessions = sessions();
    let session = sessions.open(&ann(), ID, None).unwrap();
    assert!(sessions.release(&ann(), ID, false).unwrap().is_some());
    assert!(sessions.release(&ann(), ID, false).unwrap().is_none());
    check_error(sessions.open(&ann(), ID, None), "INVALID_HANDLE.SESSION_CLOSED");
    check_error(sessions.find(&ann(), ID, None), "INVALID_HANDLE.SESSION_CLOSED");
    check_error(session.operations().start(request()), "OPERATION_CANCELED");
}

#[test]
fn a_session_released_for_reconnecting_is_made_anew() {
    let sessions = sessions();
    let first = sessions.open(&ann(), ID, None).unwrap();
    sessions.release(&ann(), ID, true).unwrap();
    let second = sessions.open(&ann(), ID, None).unwrap();
    assert_ne!(first.server_side_id(), second.server_side_id());
}

#[test]
fn idle_sessions_expire_unless_something_runs() {
    let sessions = sessions();
    sessions.open(&ann(), ID, None).unwrap();
    let busy = sessions.open(&ann(), OTHER_ID, None).unwrap();
    let Ok(Started::New(operation)) = busy.operations().start(request()) else { panic!("it is new") };
    sessions.sweep(Instant::now() + HOUR + Duration::from_secs(1));
    assert_eq!(sessions.count(), 1);
    check_error(sessions.open(&ann(), ID, None), "INVALID_HANDLE.SESSION_CLOSED");
    operation.finish(Ok(()));
    sessions.sweep(Instant::now() + HOUR + Duration::from_secs(1));
    assert_eq!(sessions.count(), 0);
}

#[test]
fn a_clone_starts_with_the_same_confs_and_goes_its_own_way() {
    let sessions = sessions();
    let source = sessions.open(&ann(), ID, None).unwrap();
    source.conf().set("spark.x", "1").unwrap();
    let target = sessions.copy(&source, OTHER_ID).unwrap();
    source.conf().set("spark.x", "2").unwrap();
    assert_eq!(target.conf().get_option("spark.x").as_deref(), Some("1"));
    check_error(sessions.copy(&source, "zz"), "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_FORMAT");
    check_error(sessions.copy(&source, ID), "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_EXISTS");
    sessions.release(&ann(), OTHER_ID, false).unwrap();
    check_error(sessions.copy(&source, OTHER_ID), "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_CLOSED");
}

#[test]
fn the_oldest_closed_session_is_forgotten_first() {
    let sessions = sessions();
    let ids = [ID, OTHER_ID, "20112233-4455-6677-8899-aabbccddeeff"];
    for id in ids {
        sessions.open(&ann(), id, None).unwrap();
        sessions.release(&ann(), id, false).unwrap();
    }
    assert_eq!(sessions.usage().sessions_remembered, 2);
    check_error(sessions.open(&ann(), ids[2], None), "INVALID_HANDLE.SESSION_CLOSED");
    assert!(sessions.open(&ann(), ids[0], None).is_ok(), "nobody remembers it");
}

#[test]
fn the_oldest_operation_and_error_are_forgotten_first() {
    let sessions = sessions();
    let session = sessions.open(&ann(), ID, None).unwrap();
    let start = |id: &str| session.operations().start(Request { operation_id: Some(id.to_owned()), ..request() });
    let ids = [ID, OTHER_ID, "20112233-4455-6677-8899-aabbccddeeff"];
    for id in ids {
        let Ok(Started::New(operation)) = start(id) else { panic!("it is new") };
        operation.finish(Err(unsupported(id)));
        session.operations().release(id);
    }
    let usage = sessions.usage();
    assert_eq!((usage.operations, usage.operations_remembered, usage.errors), (0, 2, 2));
    check_error(start(ids[2]), "INVALID_HANDLE.OPERATION_ABANDONED");
    assert!(start(ids[0]).is_ok(), "nobody remembers it");
}

#[test]
fn usage_is_the_most_any_session_holds() {
    let sessions = sessions();
    let [first, second] = [ID, OTHER_ID].map(|id| sessions.open(&ann(), id, None).unwrap());
    first.conf().set("spark.x", "1").unwrap();
    second.conf().set("spark.x", "12").unwrap();
    second.conf().set("spark.y", "1").unwrap();
    let usage = sessions.usage();
    assert_eq!((usage.sessions, usage.conf_keys, usage.conf_bytes), (2, 2, 17));
}

fn request() -> Request {
    Request { operation_id: None, fingerprint: [0; 32], tags: Vec::new(), reattachable: true }
}
