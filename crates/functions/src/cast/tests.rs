use super::calendar::{add_months, civil_from_days, days_from_civil, write_timestamp};
use super::datetime_text::{parse_date, parse_timestamp, parse_timestamp_ntz};
use super::decimal::{java_text, plain_text, rescale};
use super::interval_text::{parse_calendar, parse_day_time, parse_year_month};
use super::number_text::{Parsed, double_text, float_text, parse_decimal, parse_double, parse_integral};
use super::zone::Zone;
use sparrow_spark_types::{DayTimeField, YearMonthField};

/// Answers of Spark 4.2.1: `CAST(x AS STRING)`.
#[test]
fn doubles_are_spelt_as_spark_spells_them() {
    let cases = [
        (1.0, "1.0"),
        (100.0, "100.0"),
        (1_234_567.0, "1234567.0"),
        (12_345_678.0, "1.2345678E7"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (1.0e300, "1.0E300"),
        (-0.0, "-0.0"),
        (123.456, "123.456"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-Infinity"),
    ];
    for (value, expected) in cases {
        assert_eq!(double_text(value), expected);
    }
    assert_eq!(float_text(1.1), "1.1");
    assert_eq!(float_text(16_777_216.0), "1.6777216E7");
}

#[test]
fn numbers_are_read_as_spark_reads_them() {
    let cases = [
        ("1", Some(1)),
        ("+1", Some(1)),
        (" -1 ", Some(-1)),
        ("", None),
        ("-", None),
        ("1e3", None),
        ("0001", Some(1)),
    ];
    for (text, expected) in cases {
        assert_eq!(parse_integral(text, false), expected, "{text:?}");
    }
    assert_eq!(
        (parse_integral("1.9", false), parse_integral("1.9", true), parse_integral(".", true)),
        (None, Some(1), Some(0))
    );
    assert_eq!(
        (parse_integral("9223372036854775808", false), parse_integral("-9223372036854775808", false)),
        (None, Some(i64::MIN))
    );
    let cases = [
        (".5", Some(0.5)),
        ("5.", Some(5.0)),
        ("1d", Some(1.0)),
        ("1.5F", Some(1.5)),
        ("0x1p3", Some(8.0)),
        ("x", None),
        ("", None),
    ];
    for (text, expected) in cases {
        assert_eq!(parse_double(text), expected, "{text:?}");
    }
}

#[test]
fn decimals_round_half_up() {
    let cases =
        [("1.005", 2, 101), ("1.004", 2, 100), ("-1.005", 2, -101), ("1e2", 2, 10_000), ("1e-2", 2, 1), ("5e-3", 2, 1)];
    for (text, scale, expected) in cases {
        assert_eq!(parse_decimal(text, scale), Some(Parsed::Value(expected)), "{text}");
    }
    assert_eq!((parse_decimal("1e40", 0), parse_decimal("x", 0)), (Some(Parsed::TooLarge), None));
    assert_eq!((rescale(125, 2, 1), rescale(-125, 2, 1), rescale(124, 2, 1)), (Some(13), Some(-13), Some(12)));
    assert_eq!(
        (plain_text(-5, 2), java_text(1, 7), java_text(15, 8)),
        ("-0.05".to_owned(), "1E-7".to_owned(), "1.5E-7".to_owned())
    );
}

#[test]
fn calendar_goes_both_ways() {
    for days in [-719_528, -1, 0, 59, 60, 18_262, 2_932_896] {
        let (year, month, day) = civil_from_days(days);
        assert_eq!(days_from_civil(year, month, day), Some(days));
    }
    assert_eq!(days_from_civil(2020, 2, 30), None);
    assert_eq!(civil_from_days(add_months(days_from_civil(2020, 1, 31).unwrap(), 1)), (2020, 2, 29));
}

/// Answers of Spark 4.2.1: `TRY_CAST(x AS DATE)`.
#[test]
fn dates_are_read_as_spark_reads_them() {
    let cases = [
        ("2020-1-2", Some((2020, 1, 2))),
        ("2020-1-2x", None),
        ("2020-1-2 x", Some((2020, 1, 2))),
        ("2020-1-2T", Some((2020, 1, 2))),
        ("2020", Some((2020, 1, 1))),
        ("2020-02-30", None),
        ("12020-01-01", Some((12020, 1, 1))),
        ("-2020-01-01", Some((-2020, 1, 1))),
        ("20-01-01", None),
        ("", None),
    ];
    for (text, expected) in cases {
        assert_eq!(parse_date(text).map(|days| civil_from_days(days.into())), expected, "{text:?}");
    }
}

/// Answers of Spark 4.2.1: `CAST(x AS TIMESTAMP)` in UTC.
#[test]
fn timestamps_are_read_as_spark_reads_them() {
    let cases = [
        ("2020-1", Some("2020-01-01 00:00:00")),
        ("2020-01-02 3:4:5", Some("2020-01-02 03:04:05")),
        ("2020-01-02T03:04:05.1234567", Some("2020-01-02 03:04:05.123456")),
        ("2020-01-02 03:04:05+2", Some("2020-01-02 01:04:05")),
        ("2020-01-02 03:04:05 Europe/Paris", Some("2020-01-02 02:04:05")),
        ("2020-01-02 03:04:05 UTC+1", Some("2020-01-02 02:04:05")),
        ("2020-03-08 02:30:00 America/Los_Angeles", Some("2020-03-08 10:30:00")),
        ("2020-11-01 01:30:00 America/Los_Angeles", Some("2020-11-01 08:30:00")),
        ("2020-13-01", None),
        ("2020-01-02 25:00:00", None),
        ("20200102", None),
        ("2020-01-02 03:04:05 Mars/Base", None),
        ("02-01-2020", None),
    ];
    for (text, expected) in cases {
        let shown = parse_timestamp(text, Zone::UTC, || 0).map(|us| {
            let mut out = String::new();
            write_timestamp(&mut out, us);
            out
        });
        assert_eq!(shown.as_deref(), expected, "{text:?}");
    }
    assert_eq!(
        (parse_timestamp_ntz("12:00:00"), parse_timestamp_ntz("1970-01-01 00:00:01+02:00")),
        (None, Some(1_000_000))
    );
}

#[test]
fn zones_are_known_by_all_their_names() {
    for (name, seconds) in [
        ("UTC", 0),
        ("Z", 0),
        ("+02:00", 7_200),
        ("-0330", -12_600),
        ("GMT+1", 3_600),
        ("+5", 18_000),
        ("EST", -18_000),
    ] {
        assert_eq!(Zone::find(name), Some(Zone::Fixed(seconds)), "{name}");
    }
    assert!(matches!(Zone::find("PST"), Some(Zone::Region(_))));
    assert_eq!((Zone::find("+19:00"), Zone::find("Mars/Base"), Zone::find("+1:2:3:4")), (None, None, None));
}

#[test]
fn intervals_are_read_bare_and_as_literals() {
    let (day, second) = (DayTimeField::Day, DayTimeField::Second);
    assert_eq!(parse_day_time("1 2:3:4.5", day, second), Some(93_784_500_000));
    assert_eq!(parse_day_time("INTERVAL '-1 02:03:04' DAY TO SECOND", day, second), Some(-93_784_000_000));
    assert_eq!(
        (parse_day_time("x", day, day), parse_day_time("3", DayTimeField::Hour, DayTimeField::Hour)),
        (None, Some(10_800_000_000))
    );
    assert_eq!(parse_year_month("1-2", YearMonthField::Year, YearMonthField::Month), Some(14));
    assert_eq!(
        parse_calendar("1 day 2 hours").map(|i| (i.months, i.days, i.nanoseconds)),
        Some((0, 1, 7_200_000_000_000))
    );
    assert_eq!(parse_calendar("1 fortnight"), None);
}
