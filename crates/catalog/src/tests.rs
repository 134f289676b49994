use sparrow_tenancy::Principal;

use crate::{Limits, Memory, TableName, contract, matches};

#[tokio::test]
async fn memory_keeps_the_contract() {
    let catalog = Memory::new("file:/warehouse", Limits::default());
    contract::check(&catalog, &Principal::local("ann"), None).await;
}

#[test]
fn names_are_read_against_the_current_database() {
    let resolve = |name: &str| {
        let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
        TableName::resolve(&parts, "now").map(|name| name.to_string()).map_err(|e| e.condition().name)
    };
    assert_eq!(resolve("T"), Ok("spark_catalog.now.t".to_owned()));
    assert_eq!(resolve("Db.T"), Ok("spark_catalog.db.t".to_owned()));
    assert_eq!(resolve("SPARK_catalog.db.t"), Ok("spark_catalog.db.t".to_owned()));
    assert_eq!(resolve("other.db.t"), Err("REQUIRES_SINGLE_PART_NAMESPACE"));
    assert_eq!(resolve("a.b.c.d"), Err("REQUIRES_SINGLE_PART_NAMESPACE"));
}

#[test]
fn patterns_know_stars_and_alternatives() {
    for (pattern, name, expected) in [
        ("*", "anything", true),
        ("T*", "table", true),
        ("t", "table", false),
        ("*b*e", "table", true),
        ("a| *le", "table", true),
        ("ta*ta", "ta", false),
        ("", "", true),
    ] {
        assert_eq!(matches(pattern, name), expected, "{pattern} against {name}");
    }
}
