//! The messages of the Python client, from the descriptors: typed classes with a table of fields each. It knows Python's
//! spelling and which messages the client speaks; how a message becomes bytes is the client's `_wire.py`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet};

/// Where the messages are written, from the workspace's root.
pub const FILE: &str = "clients/python/src/sparrow_connect/generated/messages.py";

/// What the client sends and receives; all that these reach is written too.
const ROOTS: &[&str] = &[
    "AddArtifactsRequest",
    "AddArtifactsResponse",
    "AnalyzePlanRequest",
    "AnalyzePlanResponse",
    "ArtifactStatusesRequest",
    "ArtifactStatusesResponse",
    "ConfigRequest",
    "ConfigResponse",
    "ExecutePlanRequest",
    "ExecutePlanResponse",
    "FetchErrorDetailsRequest",
    "FetchErrorDetailsResponse",
    "InterruptRequest",
    "InterruptResponse",
    "ReattachExecuteRequest",
    "ReleaseExecuteRequest",
    "ReleaseExecuteResponse",
    "ReleaseSessionRequest",
    "ReleaseSessionResponse",
];

/// Parts of the protocol that the client has no interface for; fields of these types are left out, and skipped when they come.
const UNSPOKEN: &[&str] = &[
    "google.protobuf.Any",
    "spark.connect.ApplyInPandasWithState",
    "spark.connect.AsOfJoin",
    "spark.connect.Catalog",
    "spark.connect.CoGroupMap",
    "spark.connect.CommonInlineUserDefinedDataSource",
    "spark.connect.CommonInlineUserDefinedFunction",
    "spark.connect.CommonInlineUserDefinedTableFunction",
    "spark.connect.CreateResourceProfileCommand",
    "spark.connect.CreateResourceProfileCommandResult",
    "spark.connect.ExecuteExternalCommand",
    "spark.connect.GetResourcesCommand",
    "spark.connect.GetResourcesCommandResult",
    "spark.connect.GroupMap",
    "spark.connect.JvmOrigin",
    "spark.connect.MapPartitions",
    "spark.connect.MlCommand",
    "spark.connect.MlCommandResult",
    "spark.connect.MlRelation",
    "spark.connect.PipelineCommand",
    "spark.connect.PipelineCommandResult",
    "spark.connect.PipelineEventResult",
    "spark.connect.PipelineQueryFunctionExecutionSignal",
    "spark.connect.StreamingQueryCommand",
    "spark.connect.StreamingQueryCommandResult",
    "spark.connect.StreamingQueryListenerBusCommand",
    "spark.connect.StreamingQueryListenerEventsResult",
    "spark.connect.StreamingQueryManagerCommand",
    "spark.connect.StreamingQueryManagerCommandResult",
    "spark.connect.TypedAggregateExpression",
    "spark.connect.WriteStreamOperationStart",
    "spark.connect.WriteStreamOperationStartResult",
];

/// Words of Python that cannot be names.
const KEYWORDS: &[&str] =
    &["and", "as", "except", "from", "global", "import", "in", "is", "lambda", "not", "or", "pass", "with"];

/// All messages and enumerations by their full names.
#[derive(Default)]
struct Index<'a> {
    messages: BTreeMap<String, &'a DescriptorProto>,
    enums: BTreeMap<String, &'a EnumDescriptorProto>,
}

/// Returns the module's text; fails where two names become one, or a root is gone.
pub fn messages(descriptors: &FileDescriptorSet) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut index = Index::default();
    for file in &descriptors.file {
        for message in &file.message_type {
            index.add(file.package(), message);
        }
        index.add_enums(file.package(), &file.enum_type);
    }
    let reached = index.reach()?;
    let mut classes = BTreeSet::new();
    let mut text = String::from(HEADER);
    for name in &reached {
        if !classes.insert(class_name(name)) {
            return Err(format!("two messages would be the Python class {}", class_name(name)).into());
        }
        match (index.messages.get(name), index.enums.get(name)) {
            (Some(message), _) if is_entry(message) => {}
            (Some(message), _) => text.push_str(&index.message(name, message)),
            (None, Some(values)) => text.push_str(&enumeration(name, values)),
            (None, None) => return Err(format!("{name} is in no .proto file").into()),
        }
    }
    Ok(text.into_bytes())
}

const HEADER: &str = "# Written by `cargo xtask codegen` from proto/spark/connect; do not edit.\n\
\"\"\"The messages of Spark Connect that this client speaks, as typed classes. How they become bytes, `_wire` knows.\"\"\"\n\n\
from __future__ import annotations\n\n\
import builtins\n\
from collections.abc import Iterable, Mapping\n\
from enum import IntEnum\n\n\
from sparrow_connect._wire import Message\n";

impl<'a> Index<'a> {
    fn add(&mut self, scope: &str, message: &'a DescriptorProto) {
        let name = format!("{scope}.{}", message.name());
        for nested in &message.nested_type {
            self.add(&name, nested);
        }
        self.add_enums(&name, &message.enum_type);
        self.messages.insert(name, message);
    }

    fn add_enums(&mut self, scope: &str, enums: &'a [EnumDescriptorProto]) {
        self.enums.extend(enums.iter().map(|one| (format!("{scope}.{}", one.name()), one)));
    }

    /// The full names of everything that is written.
    fn reach(&self) -> Result<BTreeSet<String>, Box<dyn Error>> {
        let mut reached = BTreeSet::new();
        let mut pending: Vec<String> = ROOTS.iter().map(|root| format!("spark.connect.{root}")).collect();
        while let Some(name) = pending.pop() {
            if !reached.insert(name.clone()) {
                continue;
            }
            let Some(message) = self.messages.get(&name) else {
                if self.enums.contains_key(&name) {
                    continue;
                }
                return Err(format!("{name} is in no .proto file").into());
            };
            let types =
                message.field.iter().filter(|field| is_spoken(field)).filter_map(|field| field.type_name.as_deref());
            pending.extend(types.map(|full| full.trim_start_matches('.').to_owned()));
        }
        Ok(reached)
    }

    fn message(&self, name: &str, message: &DescriptorProto) -> String {
        let fields: Vec<Field> =
            message.field.iter().filter(|field| is_spoken(field)).map(|field| self.field(message, field)).collect();
        let mut text = format!("\n\nclass {}(Message):\n    \"\"\"`{name}`.\"\"\"\n\n", class_name(name));
        let slots: String = fields.iter().map(|field| format!("\"{}\", ", field.name)).collect();
        let _ = writeln!(text, "    __slots__ = ({})", trimmed(&slots, fields.len()));
        let _ = writeln!(text, "    _name_ = \"{name}\"");
        if fields.is_empty() {
            return text;
        }
        text.push_str("    _fields_ = (\n");
        for field in &fields {
            let Field { number, name, label, kind, class, oneof, .. } = field;
            let _ =
                writeln!(text, "        ({number}, \"{name}\", \"{label}\", \"{kind}\", \"{class}\", \"{oneof}\"),");
        }
        text.push_str("    )\n");
        for field in &fields {
            let _ = writeln!(text, "    {}: {}", field.name, field.annotation);
        }
        text.push_str("\n    def __init__(\n        self,\n        *,\n");
        for field in &fields {
            let _ = writeln!(text, "        {}: {} = {},", field.name, field.parameter, field.default);
        }
        text.push_str("    ) -> None:\n");
        for field in &fields {
            let _ = writeln!(text, "        self.{} = {}", field.name, field.value);
        }
        text
    }

    fn field(&self, message: &DescriptorProto, field: &FieldDescriptorProto) -> Field {
        let name = python_name(field.name());
        let oneof = match field.oneof_index {
            Some(at) if !field.proto3_optional() => message.oneof_decl[at as usize].name().to_owned(),
            _ => String::new(),
        };
        let (kind, class, python) = scalar(field);
        let mut made = Field { number: field.number(), name: name.clone(), kind, class, oneof, ..Field::default() };
        let entry = field.type_name.as_deref().and_then(|full| self.messages.get(full.trim_start_matches('.')));
        if let Some(entry) = entry.filter(|entry| is_entry(entry)) {
            let (key_kind, _, key) = scalar(&entry.field[0]);
            let (value_kind, class, value) = scalar(&entry.field[1]);
            made.label = "map";
            made.kind = format!("{key_kind}:{value_kind}");
            made.class = class;
            made.annotation = format!("dict[{key}, {value}]");
            made.parameter = format!("Mapping[{key}, {value}] | None");
            made.default = "None".to_owned();
            made.value = format!("dict({name}) if {name} else {{}}");
        } else if field.label() == Label::Repeated {
            made.label = "repeated";
            made.annotation = format!("list[{python}]");
            made.parameter = format!("Iterable[{python}]");
            made.default = "()".to_owned();
            made.value = format!("list({name})");
        } else if field.r#type() == Type::Message || field.oneof_index.is_some() {
            made.label = "optional";
            made.annotation = format!("{python} | None");
            made.parameter = made.annotation.clone();
            made.default = "None".to_owned();
            made.value = name;
        } else {
            made.annotation = python.clone();
            made.parameter = python;
            made.default = zero(field).to_owned();
            made.value = name;
        }
        made
    }
}

/// One field as Python spells it.
#[derive(Default)]
struct Field {
    number: i32,
    name: String,
    /// `""` for a scalar without presence, `optional`, `repeated` or `map`.
    label: &'static str,
    kind: String,
    class: String,
    oneof: String,
    annotation: String,
    parameter: String,
    default: String,
    value: String,
}

/// The kind on the wire, the class of a message or enumeration, and the annotation of one value.
fn scalar(field: &FieldDescriptorProto) -> (String, String, String) {
    let class = field.type_name.as_deref().map(|full| class_name(full.trim_start_matches('.'))).unwrap_or_default();
    let (kind, python) = match field.r#type() {
        Type::Message | Type::Group => ("message", class.clone()),
        Type::Enum => ("enum", format!("{class} | builtins.int")),
        Type::String => ("string", "builtins.str".to_owned()),
        Type::Bytes => ("bytes", "builtins.bytes | memoryview".to_owned()),
        Type::Bool => ("bool", "builtins.bool".to_owned()),
        Type::Double => ("double", "builtins.float".to_owned()),
        Type::Float => ("float", "builtins.float".to_owned()),
        Type::Int32 => ("int32", "builtins.int".to_owned()),
        Type::Int64 => ("int64", "builtins.int".to_owned()),
        Type::Uint32 => ("uint32", "builtins.int".to_owned()),
        Type::Uint64 => ("uint64", "builtins.int".to_owned()),
        Type::Sint32 => ("sint32", "builtins.int".to_owned()),
        Type::Sint64 => ("sint64", "builtins.int".to_owned()),
        Type::Fixed32 => ("fixed32", "builtins.int".to_owned()),
        Type::Fixed64 => ("fixed64", "builtins.int".to_owned()),
        Type::Sfixed32 => ("sfixed32", "builtins.int".to_owned()),
        Type::Sfixed64 => ("sfixed64", "builtins.int".to_owned()),
    };
    (kind.to_owned(), class, python)
}

fn zero(field: &FieldDescriptorProto) -> &'static str {
    match field.r#type() {
        Type::String => "\"\"",
        Type::Bytes => "b\"\"",
        Type::Bool => "False",
        Type::Double | Type::Float => "0.0",
        _ => "0",
    }
}

fn enumeration(name: &str, values: &EnumDescriptorProto) -> String {
    let mut text = format!("\n\nclass {}(IntEnum):\n    \"\"\"`{name}`.\"\"\"\n\n", class_name(name));
    for value in &values.value {
        let _ = writeln!(text, "    {} = {}", python_name(value.name()), value.number());
    }
    text
}

/// `spark.connect.Expression.Literal` is `ExpressionLiteral`.
fn class_name(full: &str) -> String {
    full.trim_start_matches("spark.connect.").split('.').collect()
}

fn python_name(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

fn is_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(|options| options.map_entry())
}

fn is_spoken(field: &FieldDescriptorProto) -> bool {
    !field.type_name.as_deref().is_some_and(|full| UNSPOKEN.contains(&full.trim_start_matches('.')))
}

/// A tuple's inside: one element keeps its comma, more lose the last.
fn trimmed(slots: &str, count: usize) -> &str {
    if count == 1 { slots.trim_end() } else { slots.trim_end_matches(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_flat_and_never_keywords() {
        assert_eq!(class_name("spark.connect.Expression.Literal"), "ExpressionLiteral");
        assert_eq!(python_name("with"), "with_");
        assert_eq!(python_name("float"), "float");
    }

    #[test]
    fn a_root_that_is_gone_is_said() {
        let error = messages(&FileDescriptorSet::default()).expect_err("no file has the roots");
        assert!(error.to_string().ends_with("is in no .proto file"), "{error}");
    }
}
