//! Holds our messages against the wire contract of real Spark, in both directions.
//!
//! Both sides are flattened to a [`Surface`], one line for each thing a peer could notice, so that
//! comparing them is comparing two maps.

use std::collections::BTreeMap;

use prost::Message;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet, ServiceDescriptorProto,
};
use serde_json::Value;

use crate::FILE_DESCRIPTOR_SET;

const CONTRACT: &str = include_str!("../contract/spark_connect_descriptors.json");
const PACKAGE: &str = "spark.connect";

/// What a peer could notice, by name: `field spark.connect.Limit.limit` is `2 int32 optional`.
type Surface = BTreeMap<String, String>;

#[test]
fn our_messages_are_the_contract() {
    let differences = differences(&contract(), &surface(&ours()));
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn the_contract_is_read_whole() {
    let count = |kind: &str| contract().keys().filter(|name| name.starts_with(kind)).count();
    assert_eq!((count("message "), count("field ")), (400, 1317));
    assert_eq!((count("enum "), count("value "), count("method ")), (23, 101, 12));
}

#[test]
fn a_changed_number_is_found() {
    check(
        |set| field(set, "Limit", "limit").number = Some(7),
        "field spark.connect.Limit.limit: want `2 int32 optional`, got `7 int32 optional`",
    );
}

#[test]
fn a_changed_type_is_found() {
    check(
        |set| field(set, "Limit", "limit").set_type(Type::Int64),
        "field spark.connect.Limit.limit: want `2 int32 optional`, got `2 int64 optional`",
    );
}

#[test]
fn a_changed_label_is_found() {
    check(
        |set| field(set, "Limit", "limit").set_label(Label::Repeated),
        "field spark.connect.Limit.limit: want `2 int32 optional`, got `2 int32 repeated`",
    );
}

#[test]
fn a_lost_presence_is_found() {
    check(
        |set| field(set, "Range", "start").proto3_optional = None,
        "field spark.connect.Range.start: want `1 int64 proto3_optional`, \
         got `1 int64 optional in _start`",
    );
}

#[test]
fn a_field_outside_its_oneof_is_found() {
    check(
        |set| field(set, "Relation", "sort").oneof_index = None,
        "field spark.connect.Relation.sort: \
         want `7 message:spark.connect.Sort optional in rel_type`, \
         got `7 message:spark.connect.Sort optional`",
    );
}

#[test]
fn a_removed_field_is_found() {
    check(
        |set| message(set, "Limit").field.retain(|field| field.name() != "limit"),
        "missing field spark.connect.Limit.limit: `2 int32 optional`",
    );
}

#[test]
fn an_extra_field_is_found() {
    check(
        |set| {
            let mut extra = field(set, "Limit", "limit").clone();
            extra.name = Some("more".into());
            extra.number = Some(3);
            message(set, "Limit").field.push(extra);
        },
        "extra field spark.connect.Limit.more: `3 int32 optional`",
    );
}

#[test]
fn an_extra_message_is_found() {
    check(
        |set| {
            let extra = DescriptorProto { name: Some("Extra".into()), ..Default::default() };
            file(set, "relations.proto").message_type.push(extra);
        },
        "extra message spark.connect.Extra: `in spark/connect/relations.proto`",
    );
}

#[test]
fn a_removed_message_is_found() {
    check(
        |set| {
            let types = &mut file(set, "relations.proto").message_type;
            types.retain(|message| message.name() != "Unknown");
        },
        "missing message spark.connect.Unknown: `in spark/connect/relations.proto`",
    );
}

#[test]
fn a_changed_enum_value_is_found() {
    check(
        |set| message(set, "Join").enum_type[0].value[1].number = Some(9),
        "value spark.connect.Join.JoinType.JOIN_TYPE_INNER: want `1`, got `9`",
    );
}

#[test]
fn a_changed_stream_is_found() {
    check(
        |set| file(set, "base.proto").service[0].method[0].server_streaming = None,
        "method spark.connect.SparkConnectService.ExecutePlan: \
         want `spark.connect.ExecutePlanRequest -> stream spark.connect.ExecutePlanResponse`, \
         got `spark.connect.ExecutePlanRequest -> spark.connect.ExecutePlanResponse`",
    );
}

#[test]
fn a_removed_method_is_found() {
    check(
        |set| drop(file(set, "base.proto").service[0].method.pop()),
        "missing method spark.connect.SparkConnectService.GetStatus: \
         `spark.connect.GetStatusRequest -> spark.connect.GetStatusResponse`",
    );
}

/// Spoils our descriptors and expects exactly the difference given.
fn check(spoil: impl FnOnce(&mut FileDescriptorSet), expected: &str) {
    let mut set = ours();
    spoil(&mut set);
    assert_eq!(differences(&contract(), &surface(&set)), [expected]);
}

fn file<'a>(set: &'a mut FileDescriptorSet, name: &str) -> &'a mut prost_types::FileDescriptorProto {
    let found = set.file.iter_mut().find(|file| file.name().ends_with(name));
    found.expect("the file is in the contract")
}

fn message<'a>(set: &'a mut FileDescriptorSet, name: &str) -> &'a mut DescriptorProto {
    let mut messages = set.file.iter_mut().flat_map(|file| &mut file.message_type);
    messages.find(|message| message.name() == name).expect("the message is in the contract")
}

fn field<'a>(set: &'a mut FileDescriptorSet, owner: &str, name: &str) -> &'a mut FieldDescriptorProto {
    let mut fields = message(set, owner).field.iter_mut();
    fields.find(|field| field.name() == name).expect("the field is in the contract")
}

/// One line for each thing that one side has and the other has not, or has otherwise.
fn differences(wanted: &Surface, got: &Surface) -> Vec<String> {
    let lost = wanted.iter().filter_map(|(name, want)| match got.get(name) {
        None => Some(format!("missing {name}: `{want}`")),
        Some(got) if got != want => Some(format!("{name}: want `{want}`, got `{got}`")),
        Some(_) => None,
    });
    let extra = got.iter().filter(|(name, _)| !wanted.contains_key(*name));
    lost.chain(extra.map(|(name, got)| format!("extra {name}: `{got}`"))).collect()
}

fn ours() -> FileDescriptorSet {
    FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).expect("codegen wrote a descriptor set")
}

fn contract() -> Surface {
    let contract: Value = serde_json::from_str(CONTRACT).expect("the contract is JSON");
    let mut surface = Surface::new();
    for (name, message) in object(&contract["messages"]) {
        surface.insert(format!("message {name}"), format!("in {}", text(&message["file"])));
        for field in list(&message["fields"]) {
            let [field, number, kind, label, oneof] = row(field);
            let described = describe_field(integer(number), text(kind), text(label), oneof.as_str());
            surface.insert(format!("field {name}.{}", text(field)), described);
        }
    }
    for (name, values) in object(&contract["enums"]) {
        surface.insert(format!("enum {name}"), String::new());
        for value in list(&values["values"]) {
            let [value, number] = row(value);
            surface.insert(format!("value {name}.{}", text(value)), integer(number).to_string());
        }
    }
    for (name, service) in object(&contract["services"]) {
        surface.insert(format!("service {name}"), String::new());
        for method in list(&service["methods"]) {
            let [method, input, output, client, server] = row(method);
            let described = describe_method((text(input), flag(client)), (text(output), flag(server)));
            surface.insert(format!("method {name}.{}", text(method)), described);
        }
    }
    surface
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().expect("an object").iter()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn row<const N: usize>(value: &Value) -> &[Value; N] {
    list(value).try_into().expect("a row of the width the contract documents")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn integer(value: &Value) -> i32 {
    value.as_i64().and_then(|number| number.try_into().ok()).expect("an integer")
}

fn flag(value: &Value) -> bool {
    value.as_bool().expect("a flag")
}

fn surface(set: &FileDescriptorSet) -> Surface {
    let mut surface = Surface::new();
    for file in set.file.iter().filter(|file| file.package() == PACKAGE) {
        for message in &file.message_type {
            add_message(&mut surface, PACKAGE, message, file.name());
        }
        for enumeration in &file.enum_type {
            add_enum(&mut surface, PACKAGE, enumeration);
        }
        for service in &file.service {
            add_service(&mut surface, service);
        }
    }
    surface
}

fn add_message(surface: &mut Surface, parent: &str, message: &DescriptorProto, file: &str) {
    let name = format!("{parent}.{}", message.name());
    surface.insert(format!("message {name}"), format!("in {file}"));
    for field in &message.field {
        let optional = field.proto3_optional();
        let oneof = field.oneof_index.filter(|_| !optional);
        let oneof = oneof.and_then(|index| message.oneof_decl.get(usize::try_from(index).ok()?));
        let described = describe_field(
            field.number(),
            &type_name(field),
            if optional { "proto3_optional" } else { label_name(field.label()) },
            oneof.map(|oneof| oneof.name()),
        );
        surface.insert(format!("field {name}.{}", field.name()), described);
    }
    for nested in &message.nested_type {
        add_message(surface, &name, nested, file);
    }
    for enumeration in &message.enum_type {
        add_enum(surface, &name, enumeration);
    }
}

fn add_enum(surface: &mut Surface, parent: &str, enumeration: &EnumDescriptorProto) {
    let name = format!("{parent}.{}", enumeration.name());
    surface.insert(format!("enum {name}"), String::new());
    for value in &enumeration.value {
        surface.insert(format!("value {name}.{}", value.name()), value.number().to_string());
    }
}

fn add_service(surface: &mut Surface, service: &ServiceDescriptorProto) {
    let name = format!("{PACKAGE}.{}", service.name());
    surface.insert(format!("service {name}"), String::new());
    for method in &service.method {
        let described = describe_method(
            (method.input_type().trim_start_matches('.'), method.client_streaming()),
            (method.output_type().trim_start_matches('.'), method.server_streaming()),
        );
        surface.insert(format!("method {name}.{}", method.name()), described);
    }
}

fn describe_field(number: i32, kind: &str, label: &str, oneof: Option<&str>) -> String {
    let oneof = oneof.map(|oneof| format!(" in {oneof}")).unwrap_or_default();
    format!("{number} {kind} {label}{oneof}")
}

fn describe_method(input: (&str, bool), output: (&str, bool)) -> String {
    let side = |(name, stream)| {
        if stream { format!("stream {name}") } else { String::from(name) }
    };
    format!("{} -> {}", side(input), side(output))
}

/// The contract's spelling: `int32`, or `message:` and `enum:` with the full name.
fn type_name(field: &FieldDescriptorProto) -> String {
    let scalar = field.r#type().as_str_name().trim_start_matches("TYPE_").to_lowercase();
    match field.type_name().trim_start_matches('.') {
        "" => scalar,
        name => format!("{scalar}:{name}"),
    }
}

fn label_name(label: Label) -> &'static str {
    match label {
        Label::Optional => "optional",
        Label::Required => "required",
        Label::Repeated => "repeated",
    }
}
