//! Scans of every format: written to files, opened as the server opens them, sent, read.

use std::path::Path;

use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::catalog::TableProvider;
use datafusion::datasource::provider_as_source;
use datafusion::execution::SessionState;
use datafusion::logical_expr::{JoinType, LogicalPlan, LogicalPlanBuilder, col, ident, lit};

use sparrow_sources::{Format, Options, ReadConf, ReadRequest, open};
use sparrow_spark_types::ddl::parse_table_schema;

use super::*;
use crate::{Conf, Environment, Limits, session_state};

pub(super) fn environment() -> Environment {
    let spill_folder = std::env::temp_dir();
    Environment::new(Limits { memory_bytes_max: 1 << 30, spill_folder, spill_bytes_max: 1 << 30 }).unwrap()
}

fn state() -> SessionState {
    state_cutting_from(1)
}

/// A state whose scans cut files that have so many bytes in all.
fn state_cutting_from(split_bytes_min: usize) -> SessionState {
    session_state(&environment(), &Conf { target_partitions: 2, split_bytes_min, ..Conf::default() })
}

/// Files of these texts.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn fixture() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../sources/data/spark_all_types.parquet")).unwrap()
}

/// Parquet in two partitions and a file of another spelling of names.
pub(super) fn people() -> tempfile::TempDir {
    folder(&[("p=1/a.parquet", &fixture()), ("p=2/b.parquet", &fixture()), ("p=2/c.parquet", &fixture())])
}

async fn table(
    state: &SessionState,
    format: Format,
    path: &Path,
    options: &[(&str, &str)],
    schema: Option<&str>,
) -> Arc<dyn TableProvider> {
    let request = ReadRequest {
        format,
        paths: vec![path.to_string_lossy().into_owned()],
        user_schema: schema.map(|schema| parse_table_schema(schema).unwrap()),
        options: options.iter().copied().collect::<Options>(),
        conf: ReadConf { time_zone: "America/Los_Angeles".into(), ..ReadConf::default() },
    };
    open(state, request).await.unwrap().provider
}

async fn planned(state: &SessionState, plan: LogicalPlan) -> Arc<dyn ExecutionPlan> {
    state.create_physical_plan(&plan).await.unwrap()
}

fn scan(provider: Arc<dyn TableProvider>) -> LogicalPlanBuilder {
    LogicalPlanBuilder::scan("t", provider_as_source(provider), None).unwrap()
}

pub(super) fn lines(batches: &[RecordBatch]) -> Vec<String> {
    let format = FormatOptions::default().with_null("NULL");
    let mut lines = Vec::new();
    for batch in batches {
        let columns: Vec<_> = batch.columns().iter().map(|c| ArrayFormatter::try_new(c, &format).unwrap()).collect();
        for row in 0..batch.num_rows() {
            lines.push(columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>().join("|"));
        }
    }
    lines.sort();
    lines
}

/// Two scans of the same files, joined where the probe side gets a filter.
pub(super) async fn join(state: &SessionState, path: &Path) -> Arc<dyn ExecutionPlan> {
    let provider = table(state, Format::Parquet, path, &[], None).await;
    let right = LogicalPlanBuilder::scan("r", provider_as_source(provider.clone()), None).unwrap();
    let right = right.filter(col("r.k").eq(lit("x"))).unwrap().build().unwrap();
    let left = scan(provider);
    planned(state, left.join(right, JoinType::Inner, (vec!["t.c"], vec!["r.c"]), None).unwrap().build().unwrap()).await
}

fn leaf(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    match plan.children().first() {
        Some(child) => leaf(Arc::clone(child)),
        None => plan,
    }
}

/// Sends a scan as it is, and with columns, filters and limits pushed into it.
async fn check_all(
    state: &SessionState,
    provider: Arc<dyn TableProvider>,
    filters: Vec<datafusion::logical_expr::Expr>,
) {
    let last = provider.schema().fields().last().unwrap().name().clone();
    let whole = planned(state, scan(provider.clone()).build().unwrap()).await;
    assert!(shown(&whole).contains("DataSourceExec"), "{}", shown(&whole));
    check(whole).await;
    let some = scan(provider.clone()).project(vec![col(last), lit(1)]).unwrap().build().unwrap();
    check(planned(state, some).await).await;
    let limited = planned(state, scan(provider.clone()).limit(0, Some(1)).unwrap().build().unwrap()).await;
    sent(&limited);
    // Which partition's row is taken is a matter of chance, but not what each of them gives.
    check(leaf(limited)).await;
    for filter in filters {
        let some = scan(provider.clone()).filter(filter).unwrap().build().unwrap();
        check(planned(state, some).await).await;
    }
}

#[tokio::test]
async fn parquet_is_read_the_same_once_sent() {
    let (state, folder) = (state(), people());
    let filters =
        || vec![col("c").eq(lit(3)), col("p").gt(lit(1)), col("k").is_not_null().and(col("p").not_eq(lit(2)))];
    check_all(&state, table(&state, Format::Parquet, folder.path(), &[], None).await, filters()).await;
    let schema = Some("C bigint, zz string, K string, e double");
    let other = table(&state, Format::Parquet, folder.path(), &[], schema).await;
    check_all(&state, other.clone(), vec![ident("C").eq(lit(3_i64)), col("zz").is_null()]).await;
    // What the reader adds to DataFusion's own: the file's name in errors, and refusals of types that do not fit.
    let wrong = table(&state, Format::Parquet, folder.path(), &[], Some("c string")).await;
    check(planned(&state, scan(wrong).build().unwrap()).await).await;
    let damaged = self::folder(&[("a.parquet", &fixture()[..3000])]);
    let damaged = table(&state, Format::Parquet, damaged.path(), &[], Some("a int")).await;
    let plan = planned(&state, scan(damaged).build().unwrap()).await;
    let error = rows(sent(&plan)).await.unwrap_err();
    assert!(error.parameters()["path"].ends_with("/a.parquet"), "{error}");
    assert_eq!(rows(plan).await.unwrap_err().message(), error.message());
}

#[tokio::test]
async fn statistics_and_options_go_with_the_scan() {
    use datafusion::physical_plan::statistics::StatisticsArgs;
    // Whole files: partitions made of parts of files know nothing of their own.
    let (state, folder) = (state_cutting_from(1 << 30), people());
    let provider = table(&state, Format::Parquet, folder.path(), &[], None).await;
    let plan = planned(&state, scan(provider).build().unwrap()).await;
    let found = sent(&plan);
    for partition in [None, Some(0), Some(1)] {
        let of = |plan: &Arc<dyn ExecutionPlan>| {
            plan.statistics_from_inputs(&[], &StatisticsArgs::new().with_partition(partition)).unwrap()
        };
        assert_eq!(of(&found), of(&plan));
        assert!(of(&plan).num_rows.get_value().is_some_and(|rows| *rows > 0));
    }
    let debug = |plan: &Arc<dyn ExecutionPlan>| {
        let source = plan.downcast_ref::<datafusion::datasource::source::DataSourceExec>().unwrap();
        let scan =
            source.data_source().downcast_ref::<datafusion::datasource::physical_plan::FileScanConfig>().unwrap();
        let source = scan.file_source().downcast_ref::<datafusion::datasource::physical_plan::ParquetSource>().unwrap();
        let adapter = format!("{:?}", scan.expr_adapter_factory);
        (format!("{:?}", scan.file_groups), source.table_parquet_options().clone(), scan.preserve_order, adapter)
    };
    assert_eq!(debug(&found), debug(&plan));
}

#[tokio::test]
async fn csv_is_read_the_same_once_sent() {
    let state = state();
    let text = b"# no\n1;'a;b';2020/01/02;1.5\n-;x;bad;NaN\n3;'';2021/02/03;-I\n".as_slice();
    let folder = folder(&[("q=x%20y/a.csv", text), ("q=z/b.csv", text)]);
    let options = &[
        ("sep", ";"),
        ("quote", "'"),
        ("comment", "#"),
        ("nullValue", "-"),
        ("dateFormat", "yyyy/MM/dd"),
        ("negativeInf", "-I"),
        ("columnNameOfCorruptRecord", "broken"),
        ("timeZone", "+05:30"),
    ];
    let schema = Some("a int, b string, c date, d double, broken string");
    let provider = table(&state, Format::Csv, folder.path(), options, schema).await;
    check_all(&state, provider, vec![col("q").eq(lit("z")), col("a").gt(lit(1))]).await;
    let strict = [options.as_slice(), &[("mode", "FAILFAST")]].concat();
    let provider = table(&state, Format::Csv, folder.path(), &strict, Some("a int, b string, c date, d double")).await;
    check(planned(&state, scan(provider).build().unwrap()).await).await;
    let header = self::folder(&[("a.csv", b"x,y\n1,2\n\"3\n4\",5\n")]);
    let options = &[("header", "true"), ("multiLine", "true"), ("inferSchema", "true")];
    check_all(&state, table(&state, Format::Csv, header.path(), options, None).await, vec![]).await;
}

#[tokio::test]
async fn json_is_read_the_same_once_sent() {
    let state = state();
    let text =
        b"{\"a\": 1, 'b': {\"c\": [1, null]}, \"t\": \"2020-01-02T03:04:05\"}\n{bad\n{\"a\": \"x\"}\n".as_slice();
    let folder = folder(&[("a.json", text), ("b.json", text)]);
    let provider = table(&state, Format::Json, folder.path(), &[], None).await;
    check_all(&state, provider, vec![col("a").eq(lit("1"))]).await;
    let options =
        &[("mode", "DROPMALFORMED"), ("allowSingleQuotes", "false"), ("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss")];
    let schema = Some("a string, t timestamp");
    check_all(&state, table(&state, Format::Json, folder.path(), options, schema).await, vec![]).await;
    let options = &[("multiLine", "true")];
    check_all(&state, table(&state, Format::Json, folder.path(), options, schema).await, vec![]).await;
}

#[tokio::test]
async fn text_is_read_the_same_once_sent() {
    let state = state();
    let folder = folder(&[("a.txt", b"hello\nworld\r\n\nlast"), ("b.txt", b"one|two|")]);
    for options in [&[][..], &[("wholetext", "true")], &[("lineSep", "|")]] {
        check_all(&state, table(&state, Format::Text, folder.path(), options, None).await, vec![]).await;
    }
}
