//! Messages that keep the protocol's grammar, made from its descriptors and a string of choices.

use std::collections::HashMap;
use std::sync::LazyLock;

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use sparrow_proto::FILE_DESCRIPTOR_SET;

/// How deep generated messages nest.
const LEVELS_MAX: usize = 24;

/// Texts that mean something where text is read.
const TEXTS: &[&str] = &[
    "",
    "a",
    "a.b",
    "`a b`.c",
    "SELECT 1 AS a",
    "SELECT * FROM t WHERE a = :p",
    "a + 1",
    "a INT, b STRING",
    "count",
    "+",
    "{\"type\":\"struct\",\"fields\":[]}",
    "1.5",
    "-1e9",
    "12345678901234567890123456789012345678901",
    "inner",
    "*",
    "é😀",
    "2020-01-01",
    "x => y",
    "array<int>",
    "spark.sql.ansi.enabled",
    "true",
    "json",
    "cache/00",
    "(",
    "'",
    "explode",
    "window",
    "00112233-4455-6677-8899-aabbccddeeff",
    "interval 1 day",
    "UTC",
    "\u{0}",
];

struct Protocol {
    messages: HashMap<String, DescriptorProto>,
    enums: HashMap<String, EnumDescriptorProto>,
}

static PROTOCOL: LazyLock<Protocol> = LazyLock::new(|| {
    let mut protocol = Protocol { messages: HashMap::new(), enums: HashMap::new() };
    for file in FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap().file {
        let scope = format!(".{}", file.package());
        file.enum_type.iter().for_each(|e| drop(protocol.enums.insert(format!("{scope}.{}", e.name()), e.clone())));
        file.message_type.iter().for_each(|message| protocol.add(&scope, message));
    }
    protocol
});

impl Protocol {
    fn add(&mut self, scope: &str, message: &DescriptorProto) {
        let name = format!("{scope}.{}", message.name());
        message.nested_type.iter().for_each(|inner| self.add(&name, inner));
        message.enum_type.iter().for_each(|e| drop(self.enums.insert(format!("{name}.{}", e.name()), e.clone())));
        self.messages.insert(name, message.clone());
    }
}

/// A message of this name; the choices decide what is in it.
pub(super) fn message(name: &str, choices: &[u8]) -> Vec<u8> {
    let mut maker = Maker { choices: choices.iter() };
    maker.message(&format!(".{name}"), 0)
}

struct Maker<'a> {
    choices: std::slice::Iter<'a, u8>,
}

impl Maker<'_> {
    /// A number below `count`; zero when there are no choices left, so that every message ends.
    fn pick(&mut self, count: usize) -> usize {
        let [low, high] = [(); 2].map(|()| usize::from(self.choices.next().copied().unwrap_or_default()));
        (low | high << 8) % count.max(1)
    }

    fn message(&mut self, name: &str, level: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let Some(message) = PROTOCOL.messages.get(name) else { return out };
        // Of each oneof one alternative, most of the time.
        for index in 0..message.oneof_decl.len() {
            let alternatives: Vec<_> = message.field.iter().filter(|f| f.oneof_index == Some(index as i32)).collect();
            let chosen = self.pick(alternatives.len() + 1);
            if chosen > 0 {
                self.field(alternatives[chosen - 1], level, &mut out);
            }
        }
        for field in message.field.iter().filter(|field| field.oneof_index.is_none()) {
            let most = if field.label() == Label::Repeated { 4 } else { 2 };
            for _ in 0..self.pick(most) {
                self.field(field, level, &mut out);
            }
        }
        out
    }

    fn field(&mut self, field: &FieldDescriptorProto, level: usize, out: &mut Vec<u8>) {
        let number = field.number() as u32;
        match field.r#type() {
            Type::Message if level >= LEVELS_MAX => {}
            Type::Message => {
                let inner = self.message(field.type_name(), level + 1);
                delimited(number, &inner, out);
            }
            Type::String => delimited(number, TEXTS[self.pick(TEXTS.len())].as_bytes(), out),
            Type::Bytes => {
                let bytes = self.choices.by_ref().take(8).copied().collect::<Vec<_>>();
                delimited(number, &bytes, out);
            }
            Type::Double => fixed(number, WireType::SixtyFourBit, &self.double().to_le_bytes(), out),
            Type::Float => fixed(number, WireType::ThirtyTwoBit, &(self.double() as f32).to_le_bytes(), out),
            Type::Enum => {
                let values = PROTOCOL.enums.get(field.type_name()).map_or(&[][..], |e| &e.value[..]);
                let picked = self.pick(values.len() + 1);
                let value = values.get(picked).map_or(99, |value| value.number());
                varint(number, value as u64, out);
            }
            _ => {
                const NUMBERS: &[i64] =
                    &[0, 1, -1, 2, 3, 10, 38, 127, 1000, i32::MAX as i64, i32::MIN as i64, i64::MAX, i64::MIN, 1 << 40];
                varint(number, NUMBERS[self.pick(NUMBERS.len())] as u64, out);
            }
        }
    }

    fn double(&mut self) -> f64 {
        const NUMBERS: &[f64] =
            &[0.0, -0.0, 1.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, f64::MAX];
        NUMBERS[self.pick(NUMBERS.len())]
    }
}

fn delimited(number: u32, inner: &[u8], out: &mut Vec<u8>) {
    encode_key(number, WireType::LengthDelimited, out);
    encode_varint(inner.len() as u64, out);
    out.extend_from_slice(inner);
}

fn varint(number: u32, value: u64, out: &mut Vec<u8>) {
    encode_key(number, WireType::Varint, out);
    encode_varint(value, out);
}

fn fixed(number: u32, wire: WireType, bytes: &[u8], out: &mut Vec<u8>) {
    encode_key(number, wire, out);
    out.extend_from_slice(bytes);
}

#[test]
fn made_messages_are_read() {
    let choices: Vec<u8> = (0..=255_u8).cycle().step_by(7).take(400).collect();
    let bytes = message("spark.connect.Relation", &choices);
    assert!(bytes.len() > 10);
    let relation = sparrow_proto::spark::connect::Relation::decode(&bytes[..]).unwrap();
    assert!(relation.rel_type.is_some());
}
