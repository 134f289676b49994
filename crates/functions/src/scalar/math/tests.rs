use super::rand::XorShift;
use super::{java_double, round_text};

/// Answers of Spark 4.2.1: `SELECT rand(42), randn(42) FROM range(3)` in one partition.
#[test]
fn random_numbers_are_sparks() {
    let (mut uniform, mut normal) = (XorShift::new(42), XorShift::new(42));
    let expected = [
        (0.619189370225301, 2.384479054241165),
        (0.5096018842446481, 0.1920934041293524),
        (0.8325259388871524, 0.7337336533286575),
    ];
    for pair in expected {
        assert_eq!((uniform.uniform(), normal.normal()), pair);
    }
}

#[test]
fn rounds_decimal_text() {
    let cases = [
        ("2.5", 0, false, "3"),
        ("2.5", 0, true, "2"),
        ("3.5", 0, true, "4"),
        ("2.345", 2, false, "2.35"),
        ("-2.25", 1, false, "-2.3"),
        ("99.95", 1, false, "100.0"),
        ("12345", -2, false, "12300"),
        ("950", -3, false, "1000"),
        ("7", 3, false, "7.000"),
        ("0.05", 0, false, "0"),
    ];
    for (text, scale, even, expected) in cases {
        assert_eq!(round_text(text, scale, even), expected, "{text} to {scale}");
    }
}

#[test]
fn doubles_are_spelt_as_java_spells_them() {
    let cases = [(1.5, "1.5"), (1e10, "1.0E10"), (1e-5, "1.0E-5"), (9999999.0, "9999999.0"), (-0.0, "-0.0")];
    for (x, expected) in cases {
        assert_eq!(java_double(x), expected);
    }
}
