//! Relations and commands.

use sparrow_plan::{CatalogOp, Command, JoinCondition, JoinKind, Plan, RelKind, SaveMode, StatFunction, WriteTarget};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_types::DataType;

use super::*;

#[test]
fn every_everyday_relation_is_understood() {
    let literal = int(1);
    let alias = proto::expression::Alias { expr: Some(Box::new(col("id"))), name: vec!["x".into()], metadata: None };
    let order = proto::expression::SortOrder { child: Some(Box::new(col("id"))), direction: 1, null_ordering: 0 };
    let read = proto::read::DataSource { format: Some("csv".into()), ..Default::default() };
    let read = proto::Read { is_streaming: false, read_type: Some(proto::read::ReadType::DataSource(read)) };
    let catalog = proto::catalog::CatType::CurrentDatabase(Default::default());
    let cases = [
        (RelType::Read(read), "DataSource"),
        (RelType::Project(Box::new(proto::Project { input: None, expressions: vec![] })), "Project"),
        (RelType::Filter(Box::new(proto::Filter { input: input(), condition: Some(col("id")) })), "Filter"),
        (RelType::Sort(Box::new(proto::Sort { input: input(), order: vec![order], is_global: Some(true) })), "Sort"),
        (RelType::Limit(Box::new(proto::Limit { input: input(), limit: 2 })), "Limit"),
        (RelType::Offset(Box::new(proto::Offset { input: input(), offset: 2 })), "Offset"),
        (RelType::Tail(Box::new(proto::Tail { input: input(), limit: 2 })), "Tail"),
        (
            RelType::Deduplicate(Box::new(proto::Deduplicate {
                input: input(),
                all_columns_as_keys: Some(true),
                ..Default::default()
            })),
            "Deduplicate",
        ),
        (
            RelType::SubqueryAlias(Box::new(proto::SubqueryAlias {
                input: input(),
                alias: "t".into(),
                qualifier: vec![],
            })),
            "SubqueryAlias",
        ),
        (RelType::ToDf(Box::new(proto::ToDf { input: input(), column_names: vec!["a".into()] })), "ToDf"),
        (RelType::WithColumns(Box::new(proto::WithColumns { input: input(), aliases: vec![alias] })), "WithColumns"),
        (RelType::Drop(Box::new(proto::Drop { input: input(), ..Default::default() })), "Drop"),
        (
            RelType::ShowString(Box::new(proto::ShowString { input: input(), num_rows: 20, ..Default::default() })),
            "ShowString",
        ),
        (RelType::FillNa(Box::new(proto::NaFill { input: input(), cols: vec![], values: vec![literal] })), "FillNa"),
        (RelType::DropNa(Box::new(proto::NaDrop { input: input(), ..Default::default() })), "DropNa"),
        (RelType::Summary(Box::new(proto::StatSummary { input: input(), statistics: vec![] })), "Stat"),
        (RelType::CachedLocalRelation(proto::CachedLocalRelation { hash: "ab12".into() }), "CachedLocalRelation"),
        (RelType::Catalog(proto::Catalog { cat_type: Some(catalog) }), "Command"),
    ];
    for (kind, expected) in cases {
        assert_eq!(name_of(&decode_rel(kind).kind), expected);
    }
}

#[test]
fn plan_ids_and_origins_are_kept() {
    let mut relation = range();
    let python = proto::PythonOrigin { fragment: "range".into(), call_site: "a.py:3".into() };
    let origin = proto::Origin { function: Some(proto::origin::Function::PythonOrigin(python)) };
    relation.common = Some(proto::RelationCommon { plan_id: Some(7), origin: Some(origin), ..Default::default() });
    let decoded = crate::decode::relation(&relation).unwrap();
    assert_eq!(decoded.plan_id, Some(7));
    assert_eq!(decoded.origin.unwrap().fragment(), "range");
}

#[test]
fn joins_take_a_condition_or_columns() {
    let join = |condition, using: &[&str], join_type| {
        RelType::Join(Box::new(proto::Join {
            left: input(),
            right: input(),
            join_condition: condition,
            join_type,
            using_columns: using.iter().map(|c| (*c).to_owned()).collect(),
            join_data_type: None,
        }))
    };
    let RelKind::Join(decoded) = *decode_rel(join(None, &["id"], 3)).kind else { panic!() };
    assert_eq!(decoded.kind, JoinKind::LeftOuter);
    assert!(matches!(decoded.condition, JoinCondition::Using(columns) if columns == ["id"]));
    let RelKind::Join(decoded) = *decode_rel(join(Some(col("a")), &[], 1)).kind else { panic!() };
    assert!(matches!(decoded.condition, JoinCondition::On(_)));
    assert_eq!(refused(join(Some(col("a")), &["id"], 1)), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
    assert_eq!(refused(join(None, &[], 0)), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
    assert_eq!(refused(join(None, &[], 99)), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
}

#[test]
fn aggregations_select_their_groups_first() {
    let aggregate = |group_type, pivot| {
        RelType::Aggregate(Box::new(proto::Aggregate {
            input: input(),
            group_type,
            grouping_expressions: vec![col("g")],
            aggregate_expressions: vec![col("a")],
            pivot,
            grouping_sets: vec![proto::aggregate::GroupingSets { grouping_set: vec![] }],
        }))
    };
    for group_type in [1, 2, 3, 5] {
        let RelKind::Aggregate(decoded) = *decode_rel(aggregate(group_type, None)).kind else { panic!() };
        assert_eq!((decoded.grouping.len(), decoded.select.len()), (1, 2));
    }
    let pivot = proto::aggregate::Pivot { col: Some(col("p")), values: vec![] };
    let RelKind::Pivot(decoded) = *decode_rel(aggregate(4, Some(pivot))).kind else { panic!() };
    assert!(decoded.values.is_none());
    assert_eq!(refused(aggregate(4, None)), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
    assert_eq!(refused(aggregate(0, None)), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
}

#[test]
fn deprecated_renames_are_honoured() {
    let renamed = proto::WithColumnsRenamed {
        input: input(),
        rename_columns_map: [("b".to_owned(), "y".to_owned()), ("a".to_owned(), "x".to_owned())].into(),
        renames: vec![proto::with_columns_renamed::Rename { col_name: "c".into(), new_col_name: "z".into() }],
    };
    let decoded = decode_rel(RelType::WithColumnsRenamed(Box::new(renamed)));
    let RelKind::WithColumnsRenamed { renames, .. } = *decoded.kind else { panic!() };
    let pairs: Vec<_> = renames.iter().map(|(old, new)| format!("{old}{new}")).collect();
    assert_eq!(pairs, ["ax", "by", "cz"]);
}

#[test]
fn unpivot_keeps_nulls_and_takes_all_other_columns_without_values() {
    let unpivot = proto::Unpivot {
        input: input(),
        ids: vec![col("id")],
        values: None,
        variable_column_name: "k".into(),
        value_column_name: "v".into(),
    };
    let RelKind::Unpivot(decoded) = *decode_rel(RelType::Unpivot(Box::new(unpivot))).kind else { panic!() };
    assert!(decoded.include_nulls && decoded.values.is_none() && decoded.ids.is_some_and(|ids| ids.len() == 1));
}

#[test]
fn schemas_come_as_json_ddl_or_messages() {
    for text in ["a INT", "{\"type\":\"struct\",\"fields\":[]}", "a: int", "int"] {
        let local = proto::LocalRelation { data: None, schema: Some(text.into()) };
        assert_eq!(name_of(&decode_rel(RelType::LocalRelation(local)).kind), "LocalRelation");
    }
    assert_eq!(refused(RelType::LocalRelation(Default::default())), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
    let to = proto::ToSchema { input: input(), schema: Some(proto_type("a INT")) };
    let RelKind::ToSchema { schema, .. } = *decode_rel(RelType::ToSchema(Box::new(to))).kind else { panic!() };
    assert_eq!(schema.fields[0].data_type, DataType::Integer);
    let to = proto::ToSchema { input: input(), schema: Some(proto_type("int")) };
    assert_eq!(refused(RelType::ToSchema(Box::new(to))), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
}

#[test]
fn what_is_not_supported_is_named() {
    let cases = [
        (RelType::WithWatermark(Default::default()), "withWatermark"),
        (RelType::MlRelation(Default::default()), "pyspark.ml"),
    ];
    for (kind, name) in cases {
        let error = crate::decode::relation(&rel(kind)).unwrap_err();
        assert_eq!(error.condition().name, "SPARROW.NOT_YET_SUPPORTED");
        assert!(error.message().contains(name), "{error}");
    }
    assert_eq!(refused(RelType::Unknown(proto::Unknown {})), "CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SUPPORTED");
    let no_kind = proto::Relation { common: None, rel_type: None };
    assert!(crate::decode::relation(&no_kind).is_err());
    assert!(crate::decode::plan(&proto::Plan { op_type: None }).is_err());
}

#[test]
fn statistics_keep_their_parameters() {
    let quantiles = proto::StatApproxQuantile {
        input: input(),
        cols: vec!["a".into()],
        probabilities: vec![0.5],
        relative_error: 0.1,
    };
    let RelKind::Stat { function, .. } = *decode_rel(RelType::ApproxQuantile(Box::new(quantiles))).kind else {
        panic!()
    };
    assert!(
        matches!(function, StatFunction::ApproxQuantile(columns, p, e) if columns == ["a"] && p == [0.5] && e == 0.1)
    );
}

#[test]
fn writes_default_to_error_if_exists() {
    use proto::command::CommandType;
    use proto::write_operation::SaveType;
    let write = proto::WriteOperation {
        input: Some(range()),
        save_type: Some(SaveType::Path("/tmp/x".into())),
        options: [("b".to_owned(), "2".to_owned()), ("a".to_owned(), "1".to_owned())].into(),
        ..Default::default()
    };
    let Ok(Plan::Command(Command::Write(decoded))) = command(CommandType::WriteOperation(write.clone())) else {
        panic!()
    };
    assert_eq!(decoded.mode, SaveMode::ErrorIfExists);
    assert_eq!(decoded.format, None);
    assert!(matches!(decoded.target, WriteTarget::Path(path) if path == "/tmp/x"));
    assert_eq!(decoded.options[0].0, "a");
    let evolving = proto::WriteOperation { with_schema_evolution: true, ..write };
    assert!(command(CommandType::WriteOperation(evolving)).is_err());
}

#[test]
fn commands_without_a_query_are_understood() {
    use proto::command::CommandType;
    let clean = proto::ml_command::Command::CleanCache(Default::default());
    let farewell = command(CommandType::MlCommand(proto::MlCommand { command: Some(clean) }));
    assert!(matches!(farewell, Ok(Plan::Command(Command::CleanMlCache))));
    let relation = Some(proto::CachedRemoteRelation { relation_id: "r".into() });
    let removal = proto::RemoveCachedRemoteRelationCommand { relation };
    let removal = command(CommandType::RemoveCachedRemoteRelationCommand(removal));
    assert!(matches!(removal, Ok(Plan::Command(Command::RemoveCachedRemoteRelation { id })) if id == "r"));
    let checkpoint =
        proto::CheckpointCommand { relation: Some(range()), local: true, eager: true, storage_level: None };
    assert!(command(CommandType::CheckpointCommand(checkpoint)).is_ok());
}

#[test]
fn catalog_operations_treat_empty_names_as_not_given() {
    use proto::catalog::CatType;
    let list = proto::ListTables { db_name: Some(String::new()), pattern: Some("a*".into()) };
    let decoded = decode_rel(RelType::Catalog(proto::Catalog { cat_type: Some(CatType::ListTables(list)) }));
    let RelKind::Command(command) = *decoded.kind else { panic!() };
    let Command::Catalog(CatalogOp::ListTables { database, pattern }) = *command else { panic!() };
    assert_eq!((database, pattern.as_deref()), (None, Some("a*")));
}
