use datafusion::prelude::{col, lit};

use sparrow_operators::partitions::PartitionCounts;

use super::*;

/// Files of these names below a directory, each with one row of CSV.
fn tree(names: &[&str]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (row, name) in names.iter().enumerate() {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, format!("{row}\n")).unwrap();
    }
    directory
}

async fn rows(path: impl AsRef<Path>, pairs: &[(&str, &str)]) -> (String, Vec<String>) {
    let (schema, mut rows) = outcome(request(Format::Csv, path, pairs, None)).await;
    rows.sort();
    (schema, rows)
}

const ONE: &str = "struct<_c0:string>";

#[tokio::test]
async fn missing_paths_are_named_as_spark_does() {
    let directory = tree(&["a.csv"]);
    let base = directory.path().to_string_lossy().into_owned();
    for name in ["nope", "no pe%20x", "nope*"] {
        let (condition, parameters) = rows(format!("{base}/{name}"), &[]).await;
        assert_eq!((condition.as_str(), parameters), ("PATH_NOT_FOUND", vec![format!("path=file:{base}/{name}")]));
    }
    std::fs::create_dir(directory.path().join("empty")).unwrap();
    for (format, label) in [(Format::Csv, "CSV"), (Format::Parquet, "Parquet"), (Format::Json, "JSON")] {
        let found = outcome(request(format, format!("{base}/empty"), &[], None)).await;
        assert_eq!(found, ("UNABLE_TO_INFER_SCHEMA".into(), vec![format!("format={label}")]));
    }
    let text = outcome(request(Format::Text, format!("{base}/empty"), &[], None)).await;
    assert_eq!(text, ("struct<value:string>".into(), vec![]));
    assert_eq!(Format::parse("nofmt").unwrap_err().condition().name, "DATA_SOURCE_NOT_FOUND");
    assert_eq!(Format::parse("ORC").unwrap_err().condition().name, "SPARROW.NOT_YET_SUPPORTED");
}

#[tokio::test]
async fn hidden_files_globs_and_odd_names() {
    let directory = tree(&["_x.csv", ".y.csv", "a b%20c.csv", "_SUCCESS", "sub/z.csv"]);
    let base = directory.path().to_string_lossy().into_owned();
    assert_eq!(rows(&base, &[]).await, (ONE.into(), vec!["2".into()]));
    assert_eq!(rows(format!("file://{base}"), &[]).await.1, ["2"]);
    assert_eq!(rows(format!("file:{base}/"), &[]).await.1, ["2"]);
    let table = table(request(Format::Csv, &base, &[], None)).await.unwrap();
    assert_eq!(table.files, [format!("file://{base}/a%20b%2520c.csv")]);
    assert_eq!(rows(&base, &[("recursiveFileLookup", "true")]).await.1, ["2", "4"]);
    assert_eq!(rows(format!("{base}/_x.csv"), &[]).await.0, "UNABLE_TO_INFER_SCHEMA");
    assert_eq!(rows(format!("{base}/{{a*,sub}}"), &[]).await.1, ["2", "4"]);
    let filtered = rows(&base, &[("pathGlobFilter", "z*"), ("recursiveFileLookup", "true")]).await;
    assert_eq!(filtered.1, ["4"]);
    assert_eq!(rows(&base, &[("pathGlobFilter", "q*")]).await.0, "UNABLE_TO_INFER_SCHEMA");
}

#[test]
fn globs_match_as_hadoops() {
    let check = |pattern, name, expected| {
        assert_eq!(crate::glob::Glob::new(pattern).matches(name), expected, "{pattern} {name}")
    };
    check("*", "abc", true);
    check("a?c", "abc", true);
    check("a?c", "ac", false);
    check("[ab]x", "bx", true);
    check("[^ab]x", "bx", false);
    check("[a-c]x", "bx", true);
    check("a\\*", "a*", true);
    check("a*b*c", "aXbYc", true);
    check("[", "[", true);
}

#[tokio::test]
async fn partition_types_are_inferred() {
    let cases: &[(&[&str], &str, &[&str])] = &[
        (&["1", "2"], "int", &["0|1", "1|2"]),
        (&["1", "3000000000"], "bigint", &["0|1", "1|3000000000"]),
        (&["1", "2.5"], "double", &["0|1.0", "1|2.5"]),
        (&["1", "x"], "string", &["0|1", "1|x"]),
        (&["2020-01-01", "2020-01-02"], "date", &["0|2020-01-01", "1|2020-01-02"]),
        (
            &["2020-01-01", "2020-01-02 00%3A00%3A01"],
            "timestamp",
            &["0|2020-01-01T08:00:00Z", "1|2020-01-02T08:00:01Z"],
        ),
        (&["1", "__HIVE_DEFAULT_PARTITION__"], "int", &["0|1", "1|NULL"]),
        (&["1", "12345678901234567890"], "decimal(20,0)", &["0|1", "1|12345678901234567890"]),
        (&["01", "2"], "int", &["0|1", "1|2"]),
        (&["a%2Fb", "c%25d"], "string", &["0|a/b", "1|c%d"]),
        (&["true", "false"], "string", &["0|true", "1|false"]),
        (&["2020-01-01", "1"], "string", &["0|2020-01-01", "1|1"]),
    ];
    for (values, data_type, expected) in cases {
        let names: Vec<String> = values.iter().map(|value| format!("p={value}/f.csv")).collect();
        let directory = tree(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let (schema, found) = rows(directory.path(), &[]).await;
        assert_eq!(schema, format!("struct<_c0:string,p:{data_type}>"), "{values:?}");
        assert_eq!(found, *expected, "{values:?}");
    }
}

#[tokio::test]
async fn partition_columns_and_schemas() {
    let directory = tree(&["p=1/f.csv", "p=2/f.csv"]);
    let base = directory.path().to_string_lossy().into_owned();
    let user = |schema| request(Format::Csv, &base, &[], Some(schema));
    assert_eq!(outcome(user("p string, a int")).await.0, "struct<a:int,p:string>");
    assert_eq!(outcome(user("a int")).await.0, "struct<a:int,p:int>");
    assert_eq!(outcome(user("P string, a int")).await.0, "struct<a:int,P:string>");
    assert_eq!(rows(format!("{base}/p=1"), &[]).await.0, ONE);
    assert_eq!(rows(format!("{base}/p=*"), &[]).await.0, ONE);
    let with_base = rows(format!("{base}/p=1"), &[("basePath", &base)]).await;
    assert_eq!(with_base, ("struct<_c0:string,p:int>".into(), vec!["0|1".into()]));
    let mut plain = request(Format::Csv, &base, &[], None);
    plain.conf.partition_type_inference = false;
    assert_eq!(outcome(plain).await.0, "struct<_c0:string,p:string>");
    assert_eq!(table(user("a int")).await.unwrap().partition_columns, ["p"]);
}

#[tokio::test]
async fn conflicting_directories_are_refused() {
    let directory = tree(&["p=1/f.csv", "f.csv"]);
    assert_eq!(rows(directory.path(), &[]).await, ("struct<_c0:string,p:int>".into(), vec!["0|1".into()]));
    let directory = tree(&["p=1/f.csv", "q=1/f.csv"]);
    let base = directory.path().to_string_lossy().into_owned();
    let (condition, parameters) = rows(&base, &[]).await;
    assert_eq!(condition, "CONFLICTING_PARTITION_COLUMN_NAMES");
    let lists = "distinctPartColLists=\n\tPartition column name list #0: p\n\tPartition column name list #1: q\n";
    assert_eq!(parameters, [lists.to_owned(), format!("suspiciousPaths=\n\tfile:{base}/p=1\n\tfile:{base}/q=1")]);
    let directory = tree(&["x/p=1/f.csv", "y/p=1/f.csv"]);
    assert_eq!(rows(directory.path(), &[]).await.0, "CONFLICTING_DIRECTORY_STRUCTURES");
    let directory = tree(&["p=/f.csv"]);
    assert_eq!(
        rows(directory.path(), &[]).await,
        ("EMPTY_PARTITION_COLUMN_VALUE".into(), vec!["columnSpec=p=".into()])
    );
}

#[tokio::test]
async fn partitions_are_pruned() {
    let directory = tree(&["p=1/f.csv", "p=2/f.csv", "p=3/f.csv"]);
    let context = session();
    let table = open(&context.state(), request(Format::Csv, directory.path(), &[], None)).await.unwrap();
    let frame = context.read_table(table.provider).unwrap();
    let filtered = frame.clone().filter(col("p").gt(lit(1)).and(col("p").not_eq(lit(3)))).unwrap();
    let plan = filtered.select(vec![col("_c0")]).unwrap();
    let physical = plan.clone().create_physical_plan().await.unwrap();
    let shown = datafusion::physical_plan::displayable(physical.as_ref()).indent(false).to_string();
    assert!(shown.contains("p=2/f.csv") && !shown.contains("p=1/f.csv") && !shown.contains("FilterExec"), "{shown}");
    assert_eq!(lines(&plan.collect().await.unwrap()), ["1"]);
    assert_eq!(frame.clone().count().await.unwrap(), 3);
    let none = frame.filter(col("p").gt(lit(7))).unwrap();
    assert_eq!(none.count().await.unwrap(), 0);
}

#[tokio::test]
async fn text_is_lines_or_whole_files() {
    let (_directory, path) = file("a.txt", "hello\nworld\r\n\nlast");
    let read = |pairs: &'static [(&str, &str)], schema| outcome(request(Format::Text, &path, pairs, schema));
    assert_eq!(
        read(&[], None).await,
        ("struct<value:string>".into(), ["hello", "world", "", "last"].map(str::to_owned).to_vec())
    );
    assert_eq!(read(&[("wholetext", "true")], None).await.1, ["hello\nworld\r\n\nlast"]);
    assert_eq!(read(&[("lineSep", "l")], None).await.1, ["he", "", "o\nwor", "d\r\n\n", "ast"]);
    assert_eq!(read(&[], Some("a string")).await.0, "struct<a:string>");
    assert_eq!(read(&[], Some("a string, b int")).await.0, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE");
}

#[tokio::test]
async fn locations_of_managed_tables() {
    use crate::location;
    assert_eq!(location::table("/w", "default", "T"), "/w/t");
    assert_eq!(location::table("/w/", "Db", "t"), "/w/db.db/t");
    let directory = tree(&["t/a.csv", "t/_SUCCESS"]);
    let path = directory.path().join("t").to_string_lossy().into_owned();
    let context = session();
    let state = context.state();
    assert_eq!(location::files(&state, &path).await.unwrap(), [format!("file://{path}/a.csv")]);
    assert!(location::exists(&state, &path).await.unwrap());
    location::delete(&state, &path).await.unwrap();
    assert!(!location::exists(&state, &path).await.unwrap());
    location::delete(&state, &path).await.unwrap();
}

#[tokio::test]
async fn a_large_file_is_read_in_parts_whose_rows_are_whole_and_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    let numbers: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    std::fs::write(&path, numbers.join("\n")).unwrap();
    let count = |leaves, scan_bytes_max| {
        let counts = PartitionCounts { leaves, scan_bytes_max, ..PartitionCounts::default() };
        let mut config = SessionConfig::new()
            .with_target_partitions(7)
            .with_extension(Arc::new(counts))
            .with_extension(Arc::new(crate::Gate::open()));
        let optimizer = &mut config.options_mut().optimizer;
        optimizer.repartition_file_min_size = 1;
        // As in a server's sessions: DataFusion would make as many as shuffles have.
        optimizer.repartition_file_scans = false;
        let (context, request) = (SessionContext::new_with_config(config), request(Format::Csv, &path, &[], None));
        async move {
            let table = open(&context.state(), request).await.unwrap();
            let partitions = context.read_table(table.provider).unwrap().collect_partitioned().await.unwrap();
            let rows: Vec<String> = partitions.iter().flat_map(|batches| lines(batches)).collect();
            (partitions.len(), rows)
        }
    };
    assert_eq!(count(1, None).await, (1, numbers.clone()));
    assert_eq!(count(3, None).await, (3, numbers.clone()));
    // Shuffles have seven, but who reads files asks for no more than bytes do.
    assert_eq!(count(1, Some(1000)).await, (4, numbers));
}
