use super::*;

async fn read(text: &str, pairs: &[(&str, &str)], schema: Option<&str>) -> (String, Vec<String>) {
    let (_directory, path) = file("f.csv", text);
    outcome(request(Format::Csv, path, pairs, schema)).await
}

async fn check(text: &str, pairs: &[(&str, &str)], schema: Option<&str>, expected: (&str, &[&str])) {
    let (found, rows) = read(text, pairs, schema).await;
    assert_eq!(
        (found.as_str(), rows),
        (expected.0, expected.1.iter().map(ToString::to_string).collect()),
        "{text:?} {pairs:?}"
    );
}

const HEADER: &[(&str, &str)] = &[("header", "true")];

#[tokio::test]
async fn infers_sparks_types() {
    let cases: &[(&[&str], &str, &[&str])] = &[
        (&["1", "2", "-3"], "int", &["1", "2", "-3"]),
        (&["1", "3000000000"], "bigint", &["1", "3000000000"]),
        (&["1", "12345678901234567890"], "decimal(20,0)", &["1", "12345678901234567890"]),
        (&["123456789012345678901234567890123456789"], "double", &["1.2345678901234568e38"]),
        (&["1", "2.5"], "double", &["1.0", "2.5"]),
        (&["12345678901234567890", "2.5"], "double", &["1.2345678901234567e19", "2.5"]),
        (&["1e5"], "double", &["100000.0"]),
        (&["1.0", "abc"], "string", &["1.0", "abc"]),
        (&["true", "FALSE"], "boolean", &["true", "false"]),
        (&["true", "1"], "string", &["true", "1"]),
        (&["2020-01-02", "2021-12-31"], "date", &["2020-01-02", "2021-12-31"]),
        (
            &["2020-01-02 03:04:05", "2020-01-02T03:04:05Z"],
            "timestamp",
            &["2020-01-02T11:04:05Z", "2020-01-02T03:04:05Z"],
        ),
        (&["2020-01-02", "2020-01-02 01:02:03"], "timestamp", &["2020-01-02T08:00:00Z", "2020-01-02T09:02:03Z"]),
        (&["2020", "2020-01-02"], "string", &["2020", "2020-01-02"]),
        (&["2020-01-02", "2020"], "timestamp", &["2020-01-02T08:00:00Z", "2020-01-01T08:00:00Z"]),
        (&["2020-1-2"], "timestamp", &["2020-01-02T08:00:00Z"]),
        (&["2020-01-02T03:04:05+02:00"], "timestamp", &["2020-01-02T01:04:05Z"]),
        (&["2020-01-02 03:04:05.123456789"], "timestamp", &["2020-01-02T11:04:05.123456Z"]),
        (&["2020-01-02 03:04:05 Europe/Paris"], "timestamp", &["2020-01-02T02:04:05Z"]),
        (&["2020-01-02 03:04:05 PST"], "timestamp", &["2020-01-02T11:04:05Z"]),
        (&["", "1"], "int", &["NULL", "1"]),
        (&["", ""], "string", &["NULL", "NULL"]),
        (&["+5"], "int", &["5"]),
        (&[" 5"], "double", &["5.0"]),
        (&["NaN", "-Inf", "Inf", "Infinity"], "double", &["NaN", "-inf", "inf", "inf"]),
        (&[".5", "5.", "1d", "2f"], "double", &["0.5", "5.0", "1.0", "2.0"]),
        (&["0x10"], "string", &["0x10"]),
        (&["007"], "int", &["7"]),
        (&["-"], "string", &["-"]),
        (&["-9223372036854775808"], "bigint", &["-9223372036854775808"]),
        (&["-9223372036854775809"], "decimal(19,0)", &["-9223372036854775809"]),
        (&["2020-01-02x"], "string", &["2020-01-02x"]),
        (&["1E400"], "double", &["inf"]),
        (&["2020-02-30"], "string", &["2020-02-30"]),
        (&["2020-01-02 03:04:05", "1.5"], "string", &["2020-01-02 03:04:05", "1.5"]),
    ];
    for (cells, data_type, rows) in cases {
        let text = format!("x,y\n{}", cells.iter().map(|cell| format!("{cell},z\n")).collect::<String>());
        let (schema, found) = read(&text, &[("header", "true"), ("inferSchema", "true")], None).await;
        assert_eq!(schema, format!("struct<x:{data_type},y:string>"), "{cells:?}");
        let expected: Vec<String> = rows.iter().map(|row| format!("{row}|z")).collect();
        assert_eq!(found, expected, "{cells:?}");
    }
}

#[tokio::test]
async fn shapes_of_records() {
    let two = "struct<a:string,b:string>";
    check("1,2\n3,4\n", &[], None, ("struct<_c0:string,_c1:string>", &["1|2", "3|4"])).await;
    check("a,b,c\n1,2\n1,2,3,4\n", HEADER, None, ("struct<a:string,b:string,c:string>", &["1|2|NULL", "1|2|3"])).await;
    check("a,a,A,b\n1,2,3,4\n", HEADER, None, ("struct<a0:string,a1:string,A2:string,b:string>", &["1|2|3|4"])).await;
    check("a,,c\n1,2,3\n", HEADER, None, ("struct<a:string,_c1:string,c:string>", &["1|2|3"])).await;
    check("a,b\n\n1,2\n\n\n3,4\n", HEADER, None, (two, &["1|2", "3|4"])).await;
    check("a,b\r\n1,2\r\n3,4\r\n", HEADER, None, (two, &["1|2", "3|4"])).await;
    check("a,b\r1,2\r3,4", HEADER, None, (two, &["1|2", "3|4"])).await;
    check("\u{feff}a,b\n1,2\n", HEADER, None, (two, &["1|2"])).await;
    check("a,b\n", HEADER, None, (two, &[])).await;
    check("", HEADER, None, ("struct<>", &[])).await;
    check("#x\na,b\n#y\n1,2\n", &[("header", "true"), ("comment", "#")], None, (two, &["1|2"])).await;
    check("a||b\n1||2\n", &[("header", "true"), ("sep", "||")], None, (two, &["1|2"])).await;
    check("a\tb\n1\t2\n", &[("header", "true"), ("sep", "\\t")], None, (two, &["1|2"])).await;
    check("a,b;1,2;3,4", &[("header", "true"), ("lineSep", ";")], None, (two, &["1|2", "3|4"])).await;
}

#[tokio::test]
async fn quotes_and_escapes() {
    let two = "struct<a:string,b:string>";
    let text = "a,b\n\"x,y\",\"he said \"\"hi\"\"\"\n\"back\\\"slash\",z\n";
    check(text, HEADER, None, (two, &["x,y|\"he said \"\"hi\"\"\"", "back\"slash|z"])).await;
    check("a,b\n\"x\\\\\",1\n\"x\\ny\",2\n", HEADER, None, (two, &["x\\|1", "x\\ny|2"])).await;
    check("a,b\nx\"y\"z,1\n\"x\"y,2\n", HEADER, None, (two, &["x\"y\"z|1", "\"x\"y|2"])).await;
    check("a,b\n\"x,1\ny,2\n", HEADER, None, (two, &["x,1|NULL", "y|2"])).await;
    check("a\"b,c\n\"a\"b\",c\n", &[], None, ("struct<_c0:string,_c1:string>", &["a\"b|c", "\"a\"b\"|c"])).await;
    check("\"a\",b\n", &[("quote", "")], None, ("struct<_c0:string,_c1:string>", &["\"a\"|b"])).await;
    let multi_line = &[("header", "true"), ("multiLine", "true")];
    check("a,b\n\"x\ny\",1\n", multi_line, None, (two, &["x\ny|1"])).await;
    check("a,b\n\"x\ny\",1\n", HEADER, None, (two, &["x|NULL", "y\"|1"])).await;
}

#[tokio::test]
async fn nulls_blanks_and_empty_quotes() {
    let two = "struct<a:string,b:string>";
    check("a,b\n\"\",1\n,2\n", HEADER, None, (two, &["NULL|1", "NULL|2"])).await;
    check("a,b\n\"\",1\n,2\n", &[("header", "true"), ("emptyValue", "EMP")], None, (two, &["EMP|1", "NULL|2"])).await;
    let na = &[("header", "true"), ("nullValue", "NA")];
    check("a,b\nNA,1\n\"NA\",2\n,3\n", na, None, (two, &["NULL|1", "NULL|2", "NULL|3"])).await;
    check("a,b\n 1 , 2 \n\" x \", y\n", HEADER, None, (two, &[" 1 | 2 ", " x | y"])).await;
    let trim = &[("header", "true"), ("ignoreLeadingWhiteSpace", "true"), ("ignoreTrailingWhiteSpace", "true")];
    check("a,b\n 1 , 2 \n\" x \", y\n", trim, None, (two, &["1|2", " x |y"])).await;
}

#[tokio::test]
async fn malformed_records_by_mode() {
    let text = "1,a\nx,b\n3\n4,d,e\n";
    let corrupt = "i int, s string, _corrupt_record string";
    let rows = &["1|a|NULL", "NULL|b|x,b", "3|NULL|3", "4|d|4,d,e"];
    check(text, &[], Some(corrupt), ("struct<i:int,s:string,_corrupt_record:string>", rows)).await;
    let plain = Some("i int, s string");
    check(text, &[], plain, ("struct<i:int,s:string>", &["1|a", "NULL|b", "3|NULL", "4|d"])).await;
    check(text, &[("mode", "DROPMALFORMED")], plain, ("struct<i:int,s:string>", &["1|a"])).await;
    let (condition, parameters) = read(text, &[("mode", "FAILFAST")], plain).await;
    assert_eq!(condition, "FAILED_READ_FILE.NO_HINT");
    assert!(
        parameters[0].contains("MALFORMED_RECORD_IN_PARSING") && parameters[1].starts_with("path=file:///"),
        "{parameters:?}"
    );
    let named = &[("columnNameOfCorruptRecord", "bad")];
    check("1\nx\n", named, Some("a int, bad string"), ("struct<a:int,bad:string>", &["1|NULL", "NULL|x"])).await;
}

#[tokio::test]
async fn converts_to_given_types() {
    let schema = "a byte,b short,c int,d long,e float,f double,g decimal(5,2),h boolean,i date,j timestamp,k string";
    let good = "1,2,3,4,1.5,2.5,12.345,true,2020-01-01,2020-01-01 01:02:03,x\n";
    let (_, rows) = read(good, &[], Some(schema)).await;
    assert_eq!(rows, ["1|2|3|4|1.5|2.5|12.35|true|2020-01-01|2020-01-01T09:02:03Z|x"]);
    let bad = "300,70000,3000000000,99999999999999999999,a,b,12345.678,yes,2020-13-01,x,x\n";
    let (_, rows) = read(bad, &[], Some(schema)).await;
    assert_eq!(rows, ["NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|x"]);
    check("1.0\n1.\n 1\n1e2\n", &[], Some("a int"), ("struct<a:int>", &["NULL", "NULL", "NULL", "NULL"])).await;
    check("2020-01-01 10:00:00\n", &[], Some("a date"), ("struct<a:date>", &["2020-01-01"])).await;
    let ntz = ("struct<a:timestamp_ntz>", &["2020-01-01T01:02:03", "NULL"] as &[&str]);
    check("2020-01-01 01:02:03\n2020-01-01T01:02:03Z\n", &[], Some("a timestamp_ntz"), ntz).await;
    let formats = &[
        ("header", "true"),
        ("inferSchema", "true"),
        ("dateFormat", "dd/MM/yyyy"),
        ("timestampFormat", "yyyy/MM/dd HH-mm-ss"),
    ];
    let expected = ("struct<d:date,t:timestamp>", &["2020-01-02|2020-01-02T11:04:05Z"] as &[&str]);
    check("d,t\n02/01/2020,2020/01/02 03-04-05\n", formats, None, expected).await;
    let words = &[("nanValue", "nan"), ("positiveInf", "+I"), ("negativeInf", "-I")];
    let expected = ("struct<a:double,b:double,c:float>", &["NaN|inf|-inf"] as &[&str]);
    check("nan,+I,-I\n", words, Some("a double,b double,c float"), expected).await;
}

#[tokio::test]
async fn refuses_what_it_cannot_do() {
    let array = read("1\n", &[], Some("a array<int>")).await;
    assert_eq!(array.0, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE");
    assert_eq!(array.1, ["columnName=`a`", "columnType=\"ARRAY<INT>\"", "format=CSV"]);
    assert_eq!(read("1\n", &[("encoding", "UTF-16")], None).await.0, "SPARROW.NOT_YET_SUPPORTED");
    assert_eq!(read("1\n", &[("header", "maybe")], None).await.0, "STDS_INVALID_OPTION_VALUE.WITH_MESSAGE");
    let (_directory, path) = file("f.csv", "1\n");
    let table = table(request(Format::Csv, path, &[("fooBar", "1")], None)).await.unwrap();
    assert_eq!(table.unknown_options, ["fooBar"]);
}

#[tokio::test]
async fn header_must_conform_when_asked_to() {
    check("b,a\n1,2\n", HEADER, Some("a string, b string"), ("struct<a:string,b:string>", &["1|2"])).await;
    let strict = &[("header", "true"), ("enforceSchema", "false")];
    assert_eq!(read("b,a\n1,2\n", strict, Some("a string, b string")).await.0, "FAILED_READ_FILE.NO_HINT");
}

#[tokio::test]
async fn splits_lose_and_repeat_nothing() {
    let text: String = (0..5000).map(|i| format!("{i},{}\n", "x".repeat(i % 50))).collect();
    let (_directory, path) = file("f.csv", &text);
    let (_, rows) = answer(request(Format::Csv, &path, &[], Some("i int, s string"))).await.unwrap();
    let mut numbers: Vec<i32> = rows.iter().map(|row| row.split('|').next().unwrap().parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..5000).collect::<Vec<_>>());
}

#[tokio::test]
async fn garbage_does_not_panic() {
    let bytes: Vec<u8> = (0..=255).cycle().take(1024).collect();
    let (_directory, path) = file("f.csv", &bytes);
    // Spark loses the second cell, in which there is a NUL.
    let (schema, rows) = outcome(request(Format::Csv, &path, &[], None)).await;
    let expected: String = (14..=43).map(char::from).collect();
    assert_eq!(schema, "struct<_c0:string,_c1:string>");
    assert!(rows[0].starts_with(&format!("{expected}|")), "{rows:?}");
    outcome(request(Format::Csv, &path, &[("multiLine", "true")], Some("a int, b date"))).await;
    let (_directory, path) = file("x.csv.gz", "notgzip");
    assert_eq!(outcome(request(Format::Csv, path, &[], None)).await.0, "FAILED_READ_FILE.NO_HINT");
}
