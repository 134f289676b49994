use crate::partition::{escape, unescape};
use crate::value::pattern::Pattern;
use crate::value::zone::Zone;
use crate::value::{date, decimal, number, timestamp};

#[test]
fn doubles_print_as_javas() {
    let cases = [
        (1.5, "1.5"),
        (1e10, "1.0E10"),
        (1e-7, "1.0E-7"),
        (123456789.125, "1.23456789125E8"),
        (100.0, "100.0"),
        (-0.0, "-0.0"),
        (0.001, "0.001"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (12345.678, "12345.678"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-Infinity"),
        (1e20, "1.0E20"),
    ];
    for (value, expected) in cases {
        assert_eq!(number::double_to_text(value), expected);
    }
    assert_eq!(number::float_to_text(1e10), "1.0E10");
    assert_eq!(number::float_to_text(0.1), "0.1");
}

#[test]
fn decimals_round_half_up_and_refuse_overflow() {
    assert_eq!(decimal::parse("12.345", 5, 2), Some(1235));
    assert_eq!(decimal::parse("-12.345", 5, 2), Some(-1235));
    assert_eq!(decimal::parse("12345.678", 5, 2), None);
    assert_eq!(decimal::parse("1e2", 5, 2), Some(10000));
    assert_eq!(decimal::parse("1e-9", 5, 2), Some(0));
    assert_eq!(decimal::parse("0.009", 5, 2), Some(1));
    assert_eq!(decimal::parse("999.995", 5, 2), None);
    assert_eq!(decimal::parse("1e99999999999", 5, 2), None);
    assert_eq!(decimal::parse("0e2147483647", 38, 38), Some(0));
    assert_eq!(decimal::parse("", 5, 2), None);
    assert_eq!(decimal::parse(".", 5, 2), None);
    assert_eq!(decimal::to_text(-1, 3), "-0.001");
    assert_eq!(decimal::to_text(1500, 3), "1.500");
}

#[test]
fn dates_and_timestamps_round_trip() {
    for days in [-719_162, -1, 0, 18_262, 2_932_896] {
        assert_eq!(date::parse(&date::to_text(days)), Some(days));
    }
    assert_eq!(date::to_text(-719_162), "0001-01-01");
    let zone = Zone::find("America/Los_Angeles").unwrap();
    assert_eq!(timestamp::parse("2020-01-02 03:04", &zone), Some(1_577_963_040_000_000));
    // 2:30 does not exist on the day clocks go forward, and exists twice on the day they go back.
    assert_eq!(timestamp::parse("2020-03-08 02:30:00", &zone), timestamp::parse("2020-03-08 03:30:00", &zone));
    assert_eq!(timestamp::parse("2020-11-01 01:30:00", &zone), timestamp::parse("2020-11-01T01:30:00-07:00", &zone));
    assert_eq!(timestamp::local_to_text(1_577_934_245_500_000), "2020-01-02 03:04:05.5");
    for malformed in
        ["", "x", "2020-13-01", "2020-01-01 25:00:00", "2020-01-01x", "12020", "T", "2020-01-01 10:00 Nowhere/Zone"]
    {
        assert_eq!(timestamp::parse(malformed, &zone).filter(|_| malformed != "12020"), None, "{malformed}");
    }
}

#[test]
fn patterns_parse_and_print() {
    let utc = Zone::Fixed(0);
    let check = |pattern: &str, text: &str, expected: Option<&str>| {
        let parsed = Pattern::compile(pattern).unwrap().parse_timestamp(text, &utc).map(timestamp::local_to_text);
        assert_eq!(parsed.as_deref(), expected, "{pattern} {text}");
    };
    check("yyyy/MM/dd HH-mm-ss", "2020/01/02 03-04-05", Some("2020-01-02 03:04:05"));
    check("yyyyMMdd", "20200102", Some("2020-01-02 00:00:00"));
    check("dd MMM yyyy hh:mm a", "02 Jan 2020 01:05 PM", Some("2020-01-02 13:05:00"));
    check("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", "2020-01-02T03:04:05.120+01:00", Some("2020-01-02 02:04:05.12"));
    check("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", "2020-01-02T03:04:05", Some("2020-01-02 03:04:05"));
    check("dd/MM/yyyy", "2/1/2020", None);
    check("d/M/yyyy", "2/1/2020", Some("2020-01-02 00:00:00"));
    let pattern = Pattern::compile("yyyy/MM/dd HH:mm:ss XXX").unwrap();
    assert_eq!(pattern.print(1_577_934_245_000_000, Some(-8 * 3600)), "2020/01/02 03:04:05 -08:00");
    assert!(Pattern::compile("yyyy-qq").is_err());
}

#[test]
fn directory_names_are_escaped_as_hives() {
    assert_eq!(escape("a/b %=:'\"#"), "a%2Fb %25%3D%3A%27%22%23");
    assert_eq!(escape("é x"), "é x");
    for text in ["a/b %=:'\"#", "é x", "%", "%zz", "50%"] {
        assert_eq!(unescape(&escape(text)), text);
    }
}
