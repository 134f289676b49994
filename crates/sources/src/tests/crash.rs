//! Writes of every format that end at every step of their commit, read afterwards as a session reads; attempts; other stores.

use std::collections::BTreeSet;
use std::path::PathBuf;

use arrow::array::Int64Array;
use arrow::datatypes::{DataType as ArrowType, Field, Schema};
use datafusion::datasource::MemTable;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::{col, lit};
use object_store::memory::InMemory;

use super::*;
use crate::SaveMode;
use crate::write::commit::Disk;
use crate::write::{WriteExec, WriteSpec};

/// A way to write, over partitions `m` or none.
#[derive(Clone, Copy)]
struct Way {
    mode: SaveMode,
    dynamic: bool,
    partitioned: bool,
    /// Whether there are rows before.
    over: bool,
}

const WAYS: [Way; 6] = [
    Way { mode: SaveMode::Append, dynamic: false, partitioned: false, over: true },
    Way { mode: SaveMode::Append, dynamic: false, partitioned: true, over: true },
    Way { mode: SaveMode::Overwrite, dynamic: false, partitioned: false, over: true },
    Way { mode: SaveMode::Overwrite, dynamic: false, partitioned: true, over: true },
    Way { mode: SaveMode::Overwrite, dynamic: true, partitioned: true, over: true },
    Way { mode: SaveMode::ErrorIfExists, dynamic: false, partitioned: true, over: false },
];

const OLD: [i64; 6] = [0, 1, 2, 3, 4, 5];
/// Their rests by three are 0 and 1, so that a dynamic overwrite keeps the old rows 2 and 5.
const NEW: [i64; 4] = [10, 12, 13, 15];

/// Ids and their rests by three, in two partitions.
async fn plan_of(context: &SessionContext, ids: &[i64]) -> Arc<dyn ExecutionPlan> {
    let schema =
        Arc::new(Schema::new(vec![Field::new("id", ArrowType::Int64, true), Field::new("m", ArrowType::Int64, true)]));
    let batch = |ids: &[i64]| {
        let rests = ids.iter().map(|id| id % 3).collect::<Vec<_>>();
        let columns: Vec<arrow::array::ArrayRef> =
            vec![Arc::new(Int64Array::from(ids.to_vec())), Arc::new(Int64Array::from(rests))];
        vec![RecordBatch::try_new(schema.clone(), columns).unwrap()]
    };
    let (first, second) = ids.split_at(ids.len() / 2);
    let table = MemTable::try_new(schema.clone(), vec![batch(first), batch(second)]).unwrap();
    context.read_table(Arc::new(table)).unwrap().create_physical_plan().await.unwrap()
}

fn request_of(format: Format, path: &Path, way: Way) -> WriteRequest {
    WriteRequest {
        path: path.to_string_lossy().into_owned(),
        format,
        mode: way.mode,
        partition_by: way.partitioned.then(|| "m".to_owned()).into_iter().collect(),
        options: Options::default(),
        schema: struct_of("id bigint, m bigint"),
        dynamic_overwrite: way.dynamic,
        case_sensitive: false,
        time_zone: "UTC".into(),
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The ids a session reads, twice read ones twice.
async fn ids(format: Format, path: &Path) -> Vec<i64> {
    let read = request(format, path, &[], Some("id bigint"));
    let (_, mut rows) = answer(read).await.unwrap();
    rows.iter_mut().for_each(|row| *row = row.split('|').next().unwrap().to_owned());
    let mut ids: Vec<i64> = rows.iter().map(|id| id.parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

async fn check_way(format: Format, way: Way) {
    let context = SessionContext::new();
    let (old, new) = (plan_of(&context, &OLD).await, plan_of(&context, &NEW).await);
    let home = tempfile::tempdir().unwrap();
    let template = home.path().join("template");
    if way.over {
        let before = Way { mode: SaveMode::Append, ..way };
        write(context.task_ctx(), old, request_of(format, &template, before)).await.unwrap();
    }
    let before: Vec<i64> = if way.over { OLD.to_vec() } else { Vec::new() };
    let kept = |id: &&i64| way.mode == SaveMode::Append || (way.dynamic && **id % 3 == 2);
    let mut after: Vec<i64> = before.iter().filter(kept).chain(&NEW).copied().collect();
    after.sort_unstable();
    for steps in 0.. {
        let (path, state): (PathBuf, _) = (home.path().join(format!("{steps}/t")), home.path().join("state"));
        if way.over {
            copy(&template, &path);
        }
        let disk = Disk::ending_after(steps);
        let registry = Registry::new(&state).on(&disk);
        let written = write_noted(&registry, context.task_ctx(), new.clone(), request_of(format, &path, way)).await;
        if steps % 2 == 0 {
            Registry::new(&state).recover().unwrap();
        }
        let seen = if path.exists() { ids(format, &path).await } else { Vec::new() };
        if !disk.has_ended() {
            written.unwrap();
            assert_eq!(seen, after);
            return;
        }
        assert!(seen == before || seen == after, "the end before step {steps}: {seen:?}");
        std::fs::remove_dir_all(home.path().join(steps.to_string())).unwrap();
    }
}

async fn check_ways(format: Format) {
    for way in WAYS {
        check_way(format, way).await;
    }
}

#[tokio::test]
async fn parquet_is_old_or_new_wherever_a_write_ends() {
    check_ways(Format::Parquet).await;
}

#[tokio::test]
async fn csv_is_old_or_new_wherever_a_write_ends() {
    check_ways(Format::Csv).await;
}

#[tokio::test]
async fn json_is_old_or_new_wherever_a_write_ends() {
    check_ways(Format::Json).await;
}

#[tokio::test]
async fn readers_above_and_below_a_dead_write_recover_it() {
    let context = SessionContext::new();
    let way = WAYS[1];
    let plan = plan_of(&context, &NEW).await;
    let mut forward = BTreeSet::new();
    for steps in 0.. {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/t");
        let old = plan_of(&context, &OLD).await;
        write(context.task_ctx(), old, request_of(Format::Json, &path, way)).await.unwrap();
        let disk = Disk::ending_after(steps);
        let registry = Registry::new(&home.path().join("state")).on(&disk);
        let _ = write_noted(&registry, context.task_ctx(), plan.clone(), request_of(Format::Json, &path, way)).await;
        if !disk.has_ended() {
            break;
        }
        let from = if steps % 2 == 0 { home.path().join("a") } else { path.join("m=0") };
        let seen = ids(Format::Json, &from).await;
        let (all, part): (&[i64], &[i64]) =
            if steps % 2 == 0 { (&[0, 1, 2, 3, 4, 5, 10, 12, 13, 15], &OLD) } else { (&[0, 3, 12, 15], &[0, 3]) };
        assert!(seen == all || seen == part, "{steps}: {seen:?}");
        forward.insert(seen == all);
    }
    assert_eq!(forward.len(), 2, "some writes count, some do not");
}

#[tokio::test]
async fn of_two_attempts_of_a_partition_one_counts() {
    let context = SessionContext::new();
    let home = tempfile::tempdir().unwrap();
    let (path, registry) = (home.path().join("t"), Registry::new(&home.path().join("state")));
    for way in WAYS {
        let way = Way { mode: SaveMode::Overwrite, ..way };
        let plan = plan_of(&context, &NEW).await;
        let request = request_of(Format::Csv, &path, way);
        let begun =
            Committer::begin(&registry, &super::session_over(&context.task_ctx()), plan, request).await.unwrap();
        let (mut committer, plan) = begun.unwrap();
        let early = committer.commit().await.unwrap_err();
        assert_eq!(early.condition().name, "INTERNAL_ERROR");
        for partition in [1, 0, 1, 0] {
            let rows = plan.execute(partition, context.task_ctx()).unwrap();
            rows.try_collect::<Vec<_>>().await.unwrap().iter().for_each(|manifest| committer.add(manifest).unwrap());
        }
        let summary = committer.commit().await.unwrap();
        assert_eq!(summary.rows, 4);
        assert_eq!(committer.commit().await.unwrap(), summary);
        let names = |path: &Path| std::fs::read_dir(path).unwrap().flatten().map(|e| e.file_name()).collect::<Vec<_>>();
        assert!(names(&path).iter().all(|name| !name.to_string_lossy().starts_with("_temp")));
        assert_eq!(names(home.path()).len(), 2, "the target and the state");
    }
}

#[tokio::test]
async fn a_task_that_fails_removes_its_attempt_and_one_that_is_late_writes_nothing() {
    let context = SessionContext::new();
    let home = tempfile::tempdir().unwrap();
    let (path, registry) = (home.path().join("t"), Registry::new(&home.path().join("state")));
    let request = request_of(Format::Csv, &path, WAYS[0]);
    let plan = plan_of(&context, &NEW).await;
    let begun = Committer::begin(&registry, &super::session_over(&context.task_ctx()), plan, request).await.unwrap();
    let (committer, plan) = begun.unwrap();
    let spec = plan.downcast_ref::<WriteExec>().unwrap().spec().clone();
    let attempts = Path::new("/").join(&spec.folder).join("attempts");
    let rows = plan.execute(0, context.task_ctx()).unwrap();
    rows.try_collect::<Vec<_>>().await.unwrap();
    let count = || std::fs::read_dir(&attempts).unwrap().count();
    assert_eq!(count(), 1);
    let broken = context.read_empty().unwrap().select(vec![lit(1_i64).alias("id"), lit(2_i64).alias("m")]).unwrap();
    let divided = (lit(1_i64) / (col("id") - lit(1_i64))).alias("id");
    let broken = broken.select(vec![divided, col("m")]).unwrap();
    // Not optimized, so that the division is not seen to fail before it is made.
    let (state, broken) = (context.state(), broken.into_unoptimized_plan());
    let broken = state.query_planner().create_physical_plan(&broken, &state).await.unwrap();
    let failing = WriteExec::try_new(broken, spec.clone()).unwrap();
    let failed = failing.execute(0, context.task_ctx()).unwrap().try_collect::<Vec<_>>().await;
    assert!(failed.is_err() && count() == 1);
    drop(committer);
    let late = plan.execute(1, context.task_ctx()).unwrap().try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(SparkError::from(late).condition().name, "TASK_WRITE_FAILED");
    assert!(!Path::new("/").join(&spec.folder).exists());
}

#[tokio::test]
async fn a_spec_travels() {
    let context = SessionContext::new();
    let home = tempfile::tempdir().unwrap();
    let registry = Registry::new(&home.path().join("state"));
    let mut request = request_of(Format::Csv, &home.path().join("t"), WAYS[4]);
    request.options = options(&[("header", "true"), ("Sep", "|")]);
    let plan = plan_of(&context, &NEW).await;
    let begun = Committer::begin(&registry, &super::session_over(&context.task_ctx()), plan, request).await.unwrap();
    let (_committer, plan) = begun.unwrap();
    let spec = plan.downcast_ref::<WriteExec>().unwrap().spec();
    assert_eq!(&WriteSpec::from_bytes(&spec.to_bytes().unwrap()).unwrap(), spec);
    assert!(WriteSpec::from_bytes(b"{}").is_err());
}

#[tokio::test]
async fn other_stores_are_written_by_copies() {
    let runtime = Arc::new(RuntimeEnv::default());
    runtime.register_object_store(&"mem://bucket".parse().unwrap(), Arc::new(InMemory::new()));
    let context =
        SessionContext::new_with_config_rt(SessionConfig::new().with_extension(Arc::new(crate::Gate::open())), runtime);
    let read = || async {
        let mut read = request(Format::Csv, "", &[], Some("id bigint"));
        read.paths = vec!["mem://bucket/t".to_owned()];
        let table = open(&context.state(), read).await.unwrap();
        let rows = context.read_table(table.provider).unwrap().collect().await.unwrap();
        let mut rows = lines(&rows);
        rows.sort();
        rows
    };
    for (way, expected) in [(WAYS[1], 6), (WAYS[1], 12), (WAYS[4], 6), (WAYS[3], 6)] {
        let mut request = request_of(Format::Csv, Path::new(""), way);
        request.path = "mem://bucket/t".to_owned();
        let ids = OLD;
        let plan = plan_of(&context, &ids).await;
        let state = tempfile::tempdir().unwrap();
        write_noted(&Registry::new(state.path()), context.task_ctx(), plan, request).await.unwrap();
        assert_eq!(read().await.len(), expected);
    }
}
