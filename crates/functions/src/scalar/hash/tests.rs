use super::{murmur3, xxhash64};

/// Answers of Spark 4.2.1: `hash(x)` and `xxhash64(x)`, seed 42.
#[test]
fn hashes_are_sparks() {
    assert_eq!(murmur3::int(1, 42) as i32, -559_580_957);
    assert_eq!(xxhash64::int(1, 42) as i64, -6_698_625_589_789_238_999);
    let cases = [
        ("a", 1_485_273_170, -8_582_455_328_737_087_284),
        ("", 142_593_372, -7_444_071_767_201_028_348),
        ("日本", -336_983_209, 5_255_273_406_210_089_560),
    ];
    for (text, murmur, xx) in cases {
        assert_eq!(murmur3::bytes(text.as_bytes(), 42) as i32, murmur, "hash('{text}')");
        assert_eq!(xxhash64::bytes(text.as_bytes(), 42) as i64, xx, "xxhash64('{text}')");
    }
    let long = "0123456789012345678901234567890123456789";
    assert_eq!(xxhash64::bytes(long.as_bytes(), 42) as i64, 5_508_798_028_064_852_934);
}
