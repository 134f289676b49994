use datafusion::prelude::{col, lit};

use super::*;

fn fixture(name: &str) -> std::path::PathBuf {
    sparrow_testkit::crate_folder().join("data").join(name)
}

const ALL_TYPES: &str = "struct<a:tinyint,b:smallint,c:int,d:bigint,e:float,f:double,g:decimal(5,2),g2:decimal(15,3),\
    g3:decimal(30,4),h:boolean,i:date,j:timestamp,k:string,l:binary,m:array<int>,n:map<string,int>,\
    o:struct<x:int,y:string>,p:timestamp_ntz>";

#[tokio::test]
async fn reads_what_spark_wrote() {
    let (schema, mut rows) =
        answer(request(Format::Parquet, fixture("spark_all_types.parquet"), &[], None)).await.unwrap();
    assert_eq!(schema, ALL_TYPES.replace("\n", ""));
    rows.sort();
    let values = "1|2|3|4|1.5|2.5|1.25|1.500|1.5000|true|2020-01-02|2020-01-02T03:04:05.000600Z|x|6162|[1, NULL]|{k: 1}|{x: 1, y: y}|2020-01-02T03:04:05";
    assert_eq!(rows, [values, &["NULL"; 18].join("|")]);
    let (schema, rows) = answer(request(Format::Parquet, fixture("spark_int96.parquet"), &[], None)).await.unwrap();
    assert_eq!(schema, "struct<j:timestamp>");
    assert_eq!(rows.iter().filter(|row| *row == "2020-01-02T03:04:05.000600Z").count(), 1);
}

#[tokio::test]
async fn names_match_without_case_and_types_only_widen() {
    let path = fixture("spark_all_types.parquet");
    let read = |schema| outcome(request(Format::Parquet, &path, &[], Some(schema)));
    let (schema, rows) = read("C bigint, zz string, e double").await;
    assert_eq!(schema, "struct<C:bigint,zz:string,e:double>");
    assert!(rows.contains(&"3|NULL|1.5".to_owned()), "{rows:?}");
    let (condition, parameters) = read("d int").await;
    assert_eq!(condition, "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH");
    assert_eq!(parameters, ["actualType=INT64", "column=[d]", "expectedType=int"]);
    assert_eq!(read("c string").await.0, "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH");
}

#[tokio::test]
async fn filters_prune_and_answer_right() {
    let context = session();
    let request = request(Format::Parquet, fixture("spark_all_types.parquet"), &[], None);
    let frame = context.read_table(open(&context.state(), request).await.unwrap().provider).unwrap();
    let matching = frame.clone().filter(col("c").eq(lit(3))).unwrap().select(vec![col("k")]).unwrap();
    assert_eq!(lines(&matching.collect().await.unwrap()), ["x"]);
    assert_eq!(frame.filter(col("c").eq(lit(4))).unwrap().count().await.unwrap(), 0);
}

#[tokio::test]
async fn broken_files_are_named() {
    for bytes in [b"notparquet".to_vec(), std::fs::read(fixture("spark_all_types.parquet")).unwrap()[..3000].to_vec()] {
        let (_directory, path) = file("a.parquet", &bytes);
        let (condition, parameters) = outcome(request(Format::Parquet, &path, &[], None)).await;
        assert_eq!(condition, "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER");
        assert_eq!(parameters, [format!("path=file:{}", path.display())]);
        let (condition, parameters) = outcome(request(Format::Parquet, &path, &[], Some("a int"))).await;
        assert_eq!(condition, "FAILED_READ_FILE.NO_HINT", "{parameters:?}");
        assert!(parameters.contains(&format!("path=file://{}", path.display())), "{parameters:?}");
    }
    let (_directory, path) = file("a.parquet", "");
    assert_eq!(outcome(request(Format::Parquet, &path, &[], None)).await.0, "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER");
    assert_eq!(outcome(request(Format::Parquet, &path, &[], Some("a int"))).await, ("struct<a:int>".into(), vec![]));
}

#[tokio::test]
async fn damaged_pages_do_not_panic() {
    let mut bytes = std::fs::read(fixture("spark_all_types.parquet")).unwrap();
    for byte in &mut bytes[4..600] {
        *byte ^= 0x5a;
    }
    let (_directory, path) = file("a.parquet", &bytes);
    assert!(answer(request(Format::Parquet, &path, &[], None)).await.is_err());
}

#[tokio::test]
async fn a_footer_that_nests_too_deep_is_refused_before_it_is_decoded() {
    let outcomes = |groups| async move {
        let footer = crate::parquet::nesting::tests::footer(groups);
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        let (_directory, path) = file("a.parquet", [b"PAR1", footer.as_slice(), &length, b"PAR1"].concat());
        let inferred = outcome(request(Format::Parquet, &path, &[], None)).await;
        (inferred, outcome(request(Format::Parquet, &path, &[], Some("a int"))).await)
    };
    let ((schema, rows), _) = outcomes(100).await;
    assert_eq!((schema.matches("struct<").count(), rows), (101, vec![]));
    let ((inferred, _), (read, parameters)) = outcomes(1_000_000).await;
    assert_eq!(inferred, "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER");
    assert_eq!(read, "FAILED_READ_FILE.NO_HINT", "{parameters:?}");
}
