use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::collect;
use datafusion::prelude::{SessionConfig, SessionContext};
use object_store::local::LocalFileSystem;
use object_store::path::Path as StorePath;
use object_store::{ObjectStore, ObjectStoreExt};
use sparrow_spark_error::SparkError;
use sparrow_tenancy::{Access, PathRule};

use super::{Gate, GateRules, GatedStore, OwnPlaces};
use crate::path::Location;
use crate::{Format, Options, ReadConf, ReadRequest, location, open, portable};

/// `acme` is the tenant's, `shared` is for reading, `beta` is another's; each has a file.
struct World {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["acme", "acme/sub", "shared", "beta", "acme2", "warehouse/acme", "own"] {
            fs::create_dir_all(root.join(name)).unwrap();
            fs::write(root.join(name).join("a.csv"), "1\n").unwrap();
        }
        Self { _folder: folder, root }
    }

    fn rules(&self) -> GateRules {
        let rule = |name: &str| PathRule::parse(&format!("{}/{name}", self.root.display())).unwrap();
        GateRules {
            paths: Some(vec![rule("acme"), rule("shared:ro")]),
            local_roots: None,
            warehouse: self.root.join("warehouse/acme"),
            own_places: vec![self.root.join("own"), self.root.join("acme/own")],
        }
    }

    fn gate(&self) -> Gate {
        Gate::new(self.rules())
    }

    /// `name` leads to `target`, which is seen from where it is.
    fn link(&self, name: &str, target: impl AsRef<Path>) {
        symlink(target, self.root.join(name)).unwrap();
    }

    fn resolve(&self, name: &str, access: Access) -> Option<PathBuf> {
        self.gate().resolve(&self.root.join(name), access)
    }

    fn session(&self) -> SessionContext {
        SessionContext::new_with_config(SessionConfig::new().with_extension(Arc::new(self.gate())))
    }

    async fn table(&self, path: &str) -> Result<Arc<dyn TableProvider>, SparkError> {
        let request = ReadRequest {
            format: Format::Csv,
            paths: vec![format!("{}/{path}", self.root.display())],
            user_schema: None,
            options: Options::default(),
            conf: ReadConf::default(),
        };
        Ok(open(&self.session().state(), request).await?.provider)
    }

    async fn rows(&self, path: &str) -> Result<usize, SparkError> {
        let batches = self.session().read_table(self.table(path).await?)?.collect().await?;
        Ok(batches.iter().map(|batch| batch.num_rows()).sum())
    }
}

fn check_refused<T: std::fmt::Debug>(found: Result<T, SparkError>, what: &str) {
    let error = found.expect_err(what);
    assert_eq!((error.condition().name, error.condition().sql_state), ("SPARROW.PATH_NOT_ALLOWED", "42501"), "{what}");
}

#[test]
fn a_path_is_refused_by_its_name_before_anything_is_looked_at() {
    let world = World::new();
    let root = world.root.display();
    let gate = world.gate();
    for path in [
        format!("{root}/beta/a.csv"),
        format!("{root}/beta/missing"),
        format!("{root}/acme2/a.csv"),
        format!("{root}/acme../a.csv"),
        format!("{root}/acme/../beta"),
        format!("{root}//acme//..//./beta"),
        format!("{root}/acme/{{..,sub}}/beta"),
        format!("{root}/{{acme,beta}}/a.csv"),
        format!("{root}/ac*"),
        format!("{root}/acm?/a.csv"),
        format!("{root}/acme/%2e%2E/beta"),
        format!("{root}/acme/a\0.csv"),
        format!("file://localhost{root}/acme"),
        format!("FILE:{root}/acme"),
        format!("http:{root}/acme"),
        format!("~{root}/acme"),
        "/etc/passwd".to_owned(),
        "/proc/self/environ".to_owned(),
        "http://169.254.169.254/latest".to_owned(),
        "hdfs://namenode/x".to_owned(),
        "jar:file:/x.jar!/y".to_owned(),
        "s3a://lake/x".to_owned(),
        "*".to_owned(),
        String::new(),
    ] {
        check_refused(Location::parse(&gate, &path, Access::Read), &path);
        assert!(Gate::open().allows(&path, Access::Read));
    }
    for path in [format!("{root}/acme/*/{{a,b}}.csv"), format!("file://{root}/acme/x"), format!("{root}/x/../acme/y")] {
        assert!(Location::parse(&gate, &path, Access::Write).is_ok(), "{path}");
    }
    assert!(Location::parse(&gate, &format!("{root}/shared/x"), Access::Read).is_ok());
    check_refused(Location::parse(&gate, &format!("{root}/shared/x"), Access::Write), "reading only");
}

#[test]
fn links_that_lead_out_are_refused_wherever_they_are() {
    let world = World::new();
    world.link("acme/out", world.root.join("beta"));
    world.link("acme/relative", "../beta");
    world.link("acme/sub/climbing", "../../beta/a.csv");
    world.link("acme/dangling", world.root.join("beta/missing"));
    world.link("acme/nowhere", "/nonexistent/x");
    world.link("acme/twice", "out");
    world.link("acme/loop", "loop");
    world.link("acme/there_and_back", "../beta/../acme/a.csv");
    world.link("acme/process", "/proc/self/environ");
    for name in [
        "acme/out",
        "acme/out/a.csv",
        "acme/relative/a.csv",
        "acme/sub/climbing",
        "acme/dangling",
        "acme/dangling/x",
        "acme/nowhere",
        "acme/twice/a.csv",
        "acme/loop",
        "acme/there_and_back",
        "acme/process",
        "acme/own/x",
        "beta/a.csv",
        "own/a.csv",
    ] {
        assert_eq!(world.resolve(name, Access::Read), None, "{name}");
        assert_eq!(world.resolve(name, Access::Write), None, "{name}");
    }
}

#[test]
fn links_that_stay_within_are_followed() {
    let world = World::new();
    world.link("acme/inner", "sub/a.csv");
    world.link("acme/up", "sub/../a.csv");
    world.link("acme/to_shared", world.root.join("shared"));
    world.link("elsewhere", world.root.join("acme"));
    let real = |name: &str| Some(world.root.join(name));
    assert_eq!(world.resolve("acme/inner", Access::Write), real("acme/sub/a.csv"));
    assert_eq!(world.resolve("acme/up", Access::Read), real("acme/a.csv"));
    assert_eq!(world.resolve("acme/new/folder", Access::Write), real("acme/new/folder"));
    assert_eq!(world.resolve("acme/to_shared/a.csv", Access::Read), real("shared/a.csv"));
    assert_eq!(world.resolve("acme/to_shared/a.csv", Access::Write), None);
    // Above a rule's prefix links are the operator's.
    let rule = PathRule::parse(&format!("{}/elsewhere", world.root.display())).unwrap();
    let gate = Gate::new(GateRules { paths: Some(vec![rule]), ..GateRules::default() });
    assert_eq!(gate.resolve(&world.root.join("elsewhere/a.csv"), Access::Read), real("acme/a.csv"));
}

#[test]
fn local_roots_bound_the_rules_but_not_the_warehouse() {
    let world = World::new();
    let bounded = Gate::new(GateRules { local_roots: Some(vec![world.root.join("acme/sub")]), ..world.rules() });
    let resolve = |gate: &Gate, name: &str| gate.resolve(&world.root.join(name), Access::Write).is_some();
    assert!(resolve(&bounded, "acme/sub/x") && !resolve(&bounded, "acme/x") && resolve(&bounded, "warehouse/acme/t"));
    assert!(!resolve(&bounded, "warehouse/beta/t"));
    let only_roots =
        Gate::new(GateRules { paths: None, local_roots: Some(vec![world.root.join("acme")]), ..world.rules() });
    assert!(resolve(&only_roots, "acme/x") && !resolve(&only_roots, "beta/x"));
    assert!(only_roots.allows("s3a://lake/x", Access::Write) && !only_roots.allows("file:/etc/passwd", Access::Read));
    let parse = |gate: &Gate, text: &str| Location::parse(gate, text, Access::Read).is_ok();
    for text in ["FILE:///etc/passwd", "File:/etc/passwd", "file://localhost/etc/passwd", "file://?/etc/passwd"] {
        assert!(!parse(&only_roots, text) && !parse(&Gate::open(), text), "{text}");
    }
    assert!(parse(&Gate::open(), "file:///etc/passwd"));
}

#[test]
fn files_of_the_server_are_closed_under_every_name_they_have() {
    let world = World::new();
    fs::write(world.root.join("own/tokens.toml"), "canary").unwrap();
    world.link("acme/tokens.toml", world.root.join("own/tokens.toml"));
    world.link("acme/sub/inner.toml", "a.csv");
    let place = |name: &str| world.root.join(name);
    // The folder of the server's file is the tenant's; the file is a link, as those of mounted secrets are.
    let everything = PathRule::parse(&world.root.display().to_string()).unwrap();
    let own_places = vec![place("acme/tokens.toml"), place("acme/sub/inner.toml"), place("warehouse")];
    let gate = Gate::new(GateRules { paths: Some(vec![everything]), own_places, ..world.rules() });
    for (name, read, write) in [
        ("acme/tokens.toml", false, false),
        ("own/tokens.toml", false, false),
        ("acme/sub/inner.toml", false, false),
        ("acme/sub/a.csv", false, false),
        ("warehouse", false, false),
        ("warehouse/beta/t", false, false),
        ("warehouse/acme/t", true, true),
        // Reading a folder fails at the file; writing it would put another in its place.
        ("acme", true, false),
        ("own", true, false),
        ("", true, false),
        ("acme/a.csv", true, true),
        ("acme/new", true, true),
        ("beta", true, true),
    ] {
        assert_eq!(gate.resolve(&place(name), Access::Read).is_some(), read, "reading {name}");
        assert_eq!(gate.resolve(&place(name), Access::Write).is_some(), write, "writing {name}");
    }
}

#[tokio::test]
async fn a_folder_that_holds_a_place_of_the_server_is_neither_listed_nor_removed() {
    let world = World::new();
    fs::create_dir_all(world.root.join("acme/own")).unwrap();
    fs::write(world.root.join("acme/own/a.csv"), "canary\n").unwrap();
    let state = world.session().state();
    let folder = format!("{}/acme", world.root.display());
    check_refused(world.rows("acme").await, "listing");
    check_refused(location::delete(&state, &folder).await, "removing");
    check_refused(location::rename(&state, &folder, &format!("{folder}/sub/x")).await, "moving");
    check_refused(location::delete(&state, &format!("{folder}/own")).await, "removing the place itself");
    assert!(world.root.join("acme/own/a.csv").exists());
    location::delete(&state, &format!("{folder}/sub")).await.unwrap();
    assert!(!world.root.join("acme/sub").exists());
}

#[tokio::test]
async fn a_process_closes_its_own_places_to_the_tasks_it_runs() {
    let world = World::new();
    let table = world.table("acme/sub").await.unwrap();
    let plan = table.scan(&world.session().state(), None, &[], None).await.unwrap();
    let decoded = |context: &TaskContext| {
        let parts = portable::encode_scan(plan.as_ref()).unwrap().unwrap();
        portable::decode_scan(parts, vec![], context).unwrap()
    };
    let context = |own: &str| {
        let own = OwnPlaces(vec![world.root.join(own)]);
        SessionContext::new_with_config(SessionConfig::new().with_extension(Arc::new(own))).task_ctx()
    };
    let elsewhere = context("beta");
    let batches = collect(decoded(&elsewhere), elsewhere).await.unwrap();
    assert_eq!(batches.iter().map(|batch| batch.num_rows()).sum::<usize>(), 1);
    let here = context("acme/sub");
    check_refused(collect(decoded(&here), here).await.map_err(SparkError::from), "the work folder of an executor");
    let (gate, task) = (world.gate(), context("acme/sub"));
    let place = world.root.join("acme/sub/x");
    assert!(gate.resolve(&place, Access::Write).is_some());
    assert!(gate.where_it_runs(&task).resolve(&place, Access::Write).is_none());
    assert!(Gate::open().where_it_runs(&task).is_open());
}

#[tokio::test]
async fn reads_meet_links_with_one_answer_whether_something_is_there_or_not() {
    let world = World::new();
    assert_eq!(world.rows("acme").await.unwrap(), 1);
    assert_eq!(world.rows("acme/*.csv").await.unwrap(), 1);
    for (name, target) in [("there", "beta/a.csv"), ("folder", "beta"), ("missing", "beta/missing")] {
        let link = format!("acme/sub/{name}");
        world.link(&link, world.root.join(target));
        let below = format!("acme/*/{name}/*");
        for path in [link.as_str(), "acme", "acme/sub", "acme/sub/[a-z]*", "acme/*/*", below.as_str()] {
            check_refused(world.rows(path).await, path);
        }
        assert_eq!(world.rows("acme/a.csv").await.unwrap(), 1);
        let state = world.session().state();
        let path = format!("{}/{link}", world.root.display());
        check_refused(location::exists(&state, &path).await, &path);
        check_refused(location::files(&state, &path).await, &path);
        check_refused(location::create_directory(&state, &format!("{path}/new")).await, &path);
        check_refused(location::delete(&state, &path).await, &path);
        fs::remove_file(world.root.join(&link)).unwrap();
    }
    assert!(world.root.join("beta/a.csv").exists());
}

#[tokio::test]
async fn what_is_opened_is_checked_again() {
    let world = World::new();
    let store = GatedStore::wrap(Arc::new(LocalFileSystem::new()), "file:///", &world.gate());
    let path =
        |name: &str| StorePath::parse(format!("{}/{name}", world.root.display()).trim_start_matches('/')).unwrap();
    let file = path("acme/a.csv");
    assert_eq!(store.get_ranges(&file, &[0..1, 1..9]).await.unwrap(), ["1", "\n"]);
    assert_eq!(store.get(&file).await.unwrap().bytes().await.unwrap(), "1\n");
    // The file gives way to a link after it was listed.
    fs::remove_file(world.root.join("acme/a.csv")).unwrap();
    world.link("acme/a.csv", world.root.join("beta/a.csv"));
    assert!(store.get(&file).await.is_err() && store.get_ranges(&file, std::slice::from_ref(&(0..1))).await.is_err());
    assert!(store.put(&file, "x".into()).await.is_err() && store.delete(&file).await.is_err());
    assert!(store.put(&path("shared/new"), "x".into()).await.is_err());
    assert!(store.copy(&file, &path("acme/copy")).await.is_err());
    assert_eq!(fs::read_to_string(world.root.join("beta/a.csv")).unwrap(), "1\n");
}

#[test]
fn a_gate_travels_whole() {
    let world = World::new();
    for gate in [Gate::open(), world.gate()] {
        let text = serde_json::to_string(&gate).unwrap();
        assert_eq!(serde_json::from_str::<Gate>(&text).unwrap(), gate);
    }
    assert!(serde_json::from_str::<Gate>("null").is_err());
}

#[tokio::test]
async fn a_session_without_a_gate_may_touch_nothing() {
    let session = SessionContext::new();
    let error = location::exists(&session.state(), "/tmp").await.unwrap_err();
    assert_eq!(error.condition().name, "INTERNAL_ERROR");
}
