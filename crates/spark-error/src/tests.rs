use std::collections::{BTreeSet, HashMap};

use super::*;

fn recorded() -> HashMap<&'static str, (&'static str, BTreeSet<&'static str>)> {
    let parse = |line: &'static str| {
        let mut cells = line.split('\t');
        let (name, state) = (cells.next().unwrap(), cells.next().unwrap());
        (name, (state, cells.next().unwrap().split(',').filter(|p| !p.is_empty()).collect()))
    };
    include_str!("../data/spark_421_conditions.tsv").lines().skip(1).map(parse).collect()
}

fn parameters_of(template: &str) -> BTreeSet<&str> {
    let open = template.split('<').skip(1);
    open.filter_map(|part| part.split_once('>'))
        .map(|(name, _)| name)
        .filter(|n| n.chars().all(char::is_alphanumeric))
        .collect()
}

#[test]
fn every_condition_is_sparks_or_marked_ours() {
    let spark = recorded();
    for condition in condition::ALL {
        if condition.name.starts_with("SPARROW.") {
            continue;
        }
        let (state, _) =
            spark.get(condition.name).unwrap_or_else(|| panic!("{} is not a Spark condition", condition.name));
        assert_eq!(&condition.sql_state, state, "{}", condition.name);
    }
}

#[test]
fn templates_use_no_parameter_spark_lacks() {
    let spark = recorded();
    for condition in condition::ALL {
        let Some((_, known)) = spark.get(condition.name) else { continue };
        let ours = parameters_of(condition.template);
        let extra: Vec<_> = ours.difference(known).filter(|p| **p != "detail" && **p != "config").collect();
        assert!(extra.is_empty(), "{} uses {extra:?}, Spark has {known:?}", condition.name);
    }
}

#[test]
fn message_has_condition_state_and_position() {
    let error =
        unresolved_column(&["nme".to_owned()], ["name", "age"]).at(QueryContext::sql("SELECT nme\nFROM t", 7, 9));
    let message = error.message();
    assert!(message.starts_with("[UNRESOLVED_COLUMN.WITH_SUGGESTION] "), "{message}");
    assert!(message.contains("`nme`") && message.contains("[`name`, `age`]"), "{message}");
    assert!(message.contains("SQLSTATE: 42703; line 1 pos 7"), "{message}");
}

/// Real Spark 4.2.1's answers for the first two names.
#[test]
fn proposals_are_in_sparks_order() {
    let people = ["people.id", "people.name", "people.age", "people.city", "people.score"];
    let cases = [
        ("nmae", people, "`age`, `id`, `name`, `city`, `score`"),
        ("absent", people, "`age`, `city`, `id`, `name`, `score`"),
        ("id", ["a.id", "a.x", "b.id", "b.y", "b.z"], "`a`.`id`, `b`.`id`, `a`.`x`, `b`.`y`, `b`.`z`"),
    ];
    for (name, known, expected) in cases {
        assert_eq!(unresolved_column(&[name.to_owned()], known).parameters()["proposal"], expected);
    }
}

#[test]
fn survives_the_trip_through_datafusion() {
    let inside = divide_by_zero();
    let outside = datafusion_common::DataFusionError::from(inside).context("while doing something");
    let back: SparkError = outside.into();
    assert!(back.is(&condition::DIVIDE_BY_ZERO));
    let arrow = arrow::error::ArrowError::from(remainder_by_zero());
    let back: SparkError = datafusion_common::DataFusionError::ArrowError(Box::new(arrow), None).into();
    assert!(back.is(&condition::REMAINDER_BY_ZERO));
}

#[test]
fn parameters_cannot_inject_parameters() {
    let error = unsupported("<feature> of <config>");
    assert!(error.message().contains("<feature> of <config>"));
}
