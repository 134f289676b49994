//! Every kind of relation, expression, command and catalog operation of the protocol: decoded, or refused by its name.

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use sparrow_proto::FILE_DESCRIPTOR_SET;
use sparrow_spark_error::Result;

use super::*;

/// What is not for everyday, common or niche use (priority P3), with a word of its refusal.
const REFUSED: [(&str, &str); 25] = [
    ("Relation.with_watermark", "withWatermark"),
    ("Relation.apply_in_pandas_with_state", "applyInPandasWithState"),
    ("Relation.common_inline_user_defined_data_source", "a Python data source"),
    ("Relation.ml_relation", "pyspark.ml"),
    ("Relation.extension", "the relation extension example.com/a"),
    ("Relation.unknown", "UNKNOWN"),
    ("Expression.typed_aggregate_expression", "typed (Scala) aggregate"),
    ("Expression.extension", "the expression extension example.com/a"),
    ("Command.write_stream_operation_start", "writeStream"),
    ("Command.streaming_query_command", "a streaming query"),
    ("Command.streaming_query_manager_command", "spark.streams"),
    ("Command.streaming_query_listener_bus_command", "a streaming query listener"),
    ("Command.create_resource_profile_command", "a resource profile"),
    ("Command.execute_external_command", "an external command"),
    ("Command.pipeline_command", "a declarative pipeline"),
    ("Command.ml_command", "pyspark.ml"),
    ("Command.extension", "the command extension example.com/a"),
    // Alternatives and options of kinds that are decoded.
    ("Join.join_data_type", "joinWith"),
    ("GroupMap.transform_with_state_info", "transformWithState"),
    ("GroupMap.sorting_expressions", "sorted groups"),
    ("CoGroupMap.input_sorting_expressions", "sorted groups"),
    ("MapPartitions.profile_id", "resource profile"),
    ("SubqueryAlias.qualifier", "qualifier"),
    ("Read.DataSource.source_name", "streaming source"),
    ("WriteOperation.with_schema_evolution", "withSchemaEvolution"),
];

/// Fields left empty because others of the same message exclude them, or because they are refused.
const LEFT_OUT: [&str; 21] = [
    "AsOfJoin.using_columns",
    "Join.using_columns",
    "Join.join_data_type",
    "GroupMap.initial_input",
    "GroupMap.is_map_groups_with_state",
    "GroupMap.sorting_expressions",
    "GroupMap.state_schema",
    "GroupMap.transform_with_state_info",
    "CoGroupMap.input_sorting_expressions",
    "CoGroupMap.other_sorting_expressions",
    "LocalRelation.data",
    "MapPartitions.profile_id",
    "MergeIntoTableCommand.match_actions",
    "MergeIntoTableCommand.not_matched_actions",
    "MergeIntoTableCommand.not_matched_by_source_actions",
    "Read.DataSource.source_name",
    "SubqueryAlias.qualifier",
    "WriteOperationV2.overwrite_condition",
    "SqlCommand.input",
    "SqlCommand.pos_args",
    "SqlCommand.pos_arguments",
];

/// Texts that must say something.
const TEXTS: [(&str, &str); 11] = [
    ("SQL.query", "SELECT 1"),
    ("SqlCommand.sql", "SELECT 1"),
    ("Expression.ExpressionString.expression", "a + 1"),
    ("Expression.UnresolvedStar.unparsed_target", "a.*"),
    ("LocalRelation.schema", "a INT"),
    ("Read.DataSource.schema", "a INT"),
    ("AsOfJoin.join_type", "inner"),
    ("AsOfJoin.direction", "backward"),
    ("NearestByJoin.join_type", "leftouter"),
    ("NearestByJoin.direction", "distance"),
    ("NearestByJoin.mode", "exact"),
];

struct Descriptors(Vec<(String, DescriptorProto)>);

impl Descriptors {
    fn new() -> Self {
        let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
        let mut all = Vec::new();
        for message in set.file.iter().flat_map(|file| &file.message_type) {
            add(message.name().to_owned(), message, &mut all);
        }
        Self(all)
    }

    fn find(&self, name: &str) -> &DescriptorProto {
        &self.0.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no message {name}")).1
    }

    /// The alternatives of a message's one list of them.
    fn alternatives(&self, message: &str, list: &str) -> Vec<&FieldDescriptorProto> {
        let descriptor = self.find(message);
        let index = descriptor.oneof_decl.iter().position(|oneof| oneof.name() == list).unwrap() as i32;
        let of_list = |field: &&FieldDescriptorProto| field.oneof_index == Some(index) && !field.proto3_optional();
        descriptor.field.iter().filter(of_list).collect()
    }

    /// The bytes of a message that says something in each of its fields.
    fn filled(&self, name: &str) -> Vec<u8> {
        match name {
            "Relation" => return range().encode_to_vec(),
            "Expression" => return col("a").encode_to_vec(),
            "Expression.Literal" => return int(1).encode_to_vec(),
            "DataType" => return proto_type("a INT").encode_to_vec(),
            "Any" => {
                return prost_types::Any { type_url: "example.com/a".into(), value: vec![] }.encode_to_vec();
            }
            _ => {}
        }
        let descriptor = self.find(name);
        let mut lists_served = Vec::new();
        let mut out = Vec::new();
        for field in &descriptor.field {
            let path = format!("{name}.{}", field.name());
            let list = field.oneof_index.filter(|_| !field.proto3_optional());
            if LEFT_OUT.contains(&path.as_str()) || list.is_some_and(|list| lists_served.contains(&list)) {
                continue;
            }
            lists_served.extend(list);
            self.field(&path, field, list.is_some(), &mut out);
        }
        out
    }

    fn field(&self, path: &str, field: &FieldDescriptorProto, chosen: bool, out: &mut Vec<u8>) {
        let number = field.number() as u32;
        match field.r#type() {
            Type::Message => {
                let name = message_name(field);
                let is_map = field.label() == Label::Repeated && self.is_map(&name);
                if !is_map {
                    framed(number, &self.filled(&name), out);
                }
            }
            Type::String => {
                let text = TEXTS.iter().find(|(known, _)| *known == path).map_or("a", |(_, text)| text);
                framed(number, text.as_bytes(), out);
            }
            Type::Bytes => framed(number, b"x", out),
            Type::Double => {
                encode_key(number, WireType::SixtyFourBit, out);
                out.extend_from_slice(&0.5_f64.to_le_bytes());
            }
            Type::Bool if !chosen => {}
            _ => {
                encode_key(number, WireType::Varint, out);
                encode_varint(1, out);
            }
        }
    }

    fn is_map(&self, name: &str) -> bool {
        name != "Any" && self.find(name).options.as_ref().is_some_and(|options| options.map_entry())
    }

    /// The bytes of `message` holding this alternative.
    fn holding(&self, alternative: &FieldDescriptorProto) -> Vec<u8> {
        let mut out = Vec::new();
        self.field("", alternative, true, &mut out);
        out
    }
}

fn add(name: String, message: &DescriptorProto, all: &mut Vec<(String, DescriptorProto)>) {
    for nested in &message.nested_type {
        add(format!("{name}.{}", nested.name()), nested, all);
    }
    all.push((name, message.clone()));
}

fn message_name(field: &FieldDescriptorProto) -> String {
    let full = field.type_name().trim_start_matches('.');
    full.strip_prefix("spark.connect.").unwrap_or_else(|| full.rsplit('.').next().unwrap()).to_owned()
}

fn framed(number: u32, inner: &[u8], out: &mut Vec<u8>) {
    encode_key(number, WireType::LengthDelimited, out);
    encode_varint(inner.len() as u64, out);
    out.extend_from_slice(inner);
}

/// Checks one alternative: refused with the words the table has for it, or else decoded.
fn check(path: &str, decoded: Result<()>) {
    match (REFUSED.iter().find(|(known, _)| *known == path), decoded) {
        (Some((_, words)), Err(error)) => assert!(error.message().contains(words), "{path}: {error}"),
        (Some(_), Ok(())) => panic!("{path} is decoded now; take it off the list"),
        (None, Ok(())) => {}
        (None, Err(error)) => panic!("{path}: {error}"),
    }
}

#[test]
fn every_relation_is_decoded_or_refused_by_name() {
    let all = Descriptors::new();
    let alternatives = all.alternatives("Relation", "rel_type");
    assert_eq!(alternatives.len(), 61);
    for alternative in alternatives.iter().filter(|a| a.name() != "catalog") {
        let relation = proto::Relation::decode(&*all.holding(alternative)).unwrap();
        check(&format!("Relation.{}", alternative.name()), crate::decode::relation(&relation).map(drop));
    }
}

#[test]
fn every_expression_is_decoded_or_refused_by_name() {
    let all = Descriptors::new();
    let alternatives = all.alternatives("Expression", "expr_type");
    assert_eq!(alternatives.len(), 22);
    for alternative in alternatives.iter().filter(|a| a.name() != "merge_action") {
        let expression = proto::Expression::decode(&*all.holding(alternative)).unwrap();
        check(&format!("Expression.{}", alternative.name()), crate::decode::expression(&expression).map(drop));
    }
}

fn as_command(bytes: &[u8]) -> Result<Plan> {
    let command = proto::Command::decode(bytes).unwrap();
    crate::decode::plan(&plan_of(proto::plan::OpType::Command(command)))
}

#[test]
fn every_command_is_decoded_or_refused_by_name() {
    let all = Descriptors::new();
    let alternatives = all.alternatives("Command", "command_type");
    assert_eq!(alternatives.len(), 20);
    for alternative in alternatives {
        check(&format!("Command.{}", alternative.name()), as_command(&all.holding(alternative)).map(drop));
    }
}

#[test]
fn every_catalog_operation_is_decoded() {
    let all = Descriptors::new();
    let alternatives = all.alternatives("Catalog", "cat_type");
    assert_eq!(alternatives.len(), 36);
    for alternative in alternatives {
        let catalog = proto::Catalog::decode(&*all.holding(alternative)).unwrap();
        check(
            &format!("Catalog.{}", alternative.name()),
            crate::decode::relation(&rel(RelType::Catalog(catalog))).map(drop),
        );
    }
}

/// The relation or command of this field's message, with the field set.
#[test]
fn options_that_are_not_supported_are_named() {
    let all = Descriptors::new();
    let messages = |path: &str| path.rsplit_once('.').map(|(message, field)| (message.to_owned(), field.to_owned()));
    for (path, words) in REFUSED.iter().skip(17) {
        let (message, field) = messages(path).unwrap();
        let descriptor = all.find(&message).field.iter().find(|f| f.name() == field).unwrap().clone();
        let mut bytes = all.filled(&message);
        all.field(path, &descriptor, true, &mut bytes);
        let error = decode_as(&all, &message, bytes).unwrap_err();
        assert!(error.message().contains(words), "{path}: {error}");
    }
}

fn decode_as(all: &Descriptors, message: &str, bytes: Vec<u8>) -> Result<()> {
    let (outer, inner) = message.split_once('.').unwrap_or((message, ""));
    let bytes = match inner {
        "" => bytes,
        _ => {
            let holder = all.find(outer).field.iter().find(|f| message_name(f) == message).unwrap();
            let mut out = Vec::new();
            framed(holder.number() as u32, &bytes, &mut out);
            out
        }
    };
    let mut out = Vec::new();
    for (holder, list) in [("Relation", "rel_type"), ("Command", "command_type")] {
        if let Some(alternative) = all.alternatives(holder, list).iter().find(|a| message_name(a) == outer) {
            framed(alternative.number() as u32, &bytes, &mut out);
            return match holder {
                "Relation" => crate::decode::relation(&proto::Relation::decode(&*out).unwrap()).map(drop),
                _ => as_command(&out).map(drop),
            };
        }
    }
    panic!("{message} is no alternative");
}

#[test]
fn merge_actions_stand_in_a_merge() {
    use proto::command::CommandType;
    let action = |action_type| {
        let assignment = proto::merge_action::Assignment { key: Some(col("a")), value: Some(col("b")) };
        expr(ExprType::MergeAction(Box::new(proto::MergeAction {
            action_type,
            condition: None,
            assignments: vec![assignment],
        })))
    };
    let merge = |action_type| {
        command(CommandType::MergeIntoTableCommand(proto::MergeIntoTableCommand {
            target_table_name: "t".into(),
            source_table_plan: Some(range()),
            merge_condition: Some(col("a")),
            match_actions: vec![action(action_type)],
            ..Default::default()
        }))
    };
    for known in 1..=5 {
        let decoded = merge(known).unwrap();
        assert!(matches!(decoded, Plan::Command(sparrow_plan::Command::MergeInto(merge)) if merge.matched.len() == 1));
    }
    for unknown in [0, 6, 99] {
        assert_eq!(merge(unknown).unwrap_err().condition().name, "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
    }
    assert!(crate::decode::expression(&action(1)).unwrap_err().message().contains("outside"));
}

#[test]
fn unknown_fields_are_harmless_and_unknown_enum_values_are_refused() {
    let all = Descriptors::new();
    let limit = rel(RelType::Limit(Box::new(proto::Limit { input: input(), limit: 1 })));
    let mut bytes = limit.encode_to_vec();
    framed(15_000, b"from the future", &mut bytes);
    let decoded = crate::decode::relation(&proto::Relation::decode(&*bytes).unwrap()).unwrap();
    assert_eq!(name_of(&decoded.kind), "Limit");
    let enums = [
        ("Join", "join_type"),
        ("LateralJoin", "join_type"),
        ("SetOperation", "set_op_type"),
        ("Aggregate", "group_type"),
        ("Parse", "format"),
        ("WriteOperation", "mode"),
        ("WriteOperationV2", "mode"),
    ];
    for (message, field) in enums {
        let number = all.find(message).field.iter().find(|f| f.name() == field).unwrap().number() as u32;
        let mut bytes = all.filled(message);
        encode_key(number, WireType::Varint, &mut bytes);
        encode_varint(99, &mut bytes);
        let error = decode_as(&all, message, bytes).unwrap_err();
        assert_eq!(error.condition().name, "CONNECT_INVALID_PLAN.ASSERTION_FAILURE", "{message}.{field}: {error}");
        assert!(error.message().contains("99"), "{message}.{field}: {error}");
    }
}
