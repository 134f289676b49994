//! Rust's functions: a `pub fn` for each in the shape rustfmt gives it, and the registry by name of the adapter.

use super::{Function, Parameter, Role, unless_keyword, words};

/// Where the functions are written, from the workspace's root.
pub const FILE: &str = "clients/rust/src/generated/functions.rs";
/// Where the adapter's registry is written.
pub const REGISTRY: &str = "integration-tests/features/src/bin/sparrow-rust/generated/functions.rs";

/// As in `.rustfmt.toml`.
const LINE_LENGTH_MAX: usize = 120;

const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "optional", "override", "priv", "pub", "ref", "return", "self", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

const HEAD: &str = "\
// Written by `cargo xtask codegen` from clients/functions.json; do not edit.

//! Spark's functions, by Spark's names and with Spark's parameters; a name of Rust's own has an underscore behind it.
//!
//! One parameter that may be left out is an `Option`; where there are more they come as one list, `optional`, in Spark's
//! order, so that none of them can be skipped.

use crate::column::{Column, call};
";

const REGISTRY_HEAD: &str = "\
// Written by `cargo xtask codegen` from clients/functions.json; do not edit.

//! The client's functions by their names, so that a case reaches each of them.

use std::vec::IntoIter;

use sparrow_connect::{Column, call, functions as f};

/// The function of this name, of arguments as Spark's calls order them; `None` for a name that the client does not have.
/// Where the number of arguments is wrong the call is made by name, so that the server says so.
pub fn by_name(name: &str, args: Vec<Column>) -> Option<Column> {
    let at = BY_NAME.binary_search_by_key(&name, |(known, _)| known).ok()?;
    let mut rest = args.clone().into_iter();
    let column = (BY_NAME[at].1)(&mut rest).filter(|_| rest.len() == 0);
    Some(column.unwrap_or_else(|| call(name, args)))
}

/// Takes the arguments it needs; `None` where there are not enough.
type Build = fn(&mut IntoIter<Column>) -> Option<Column>;

/// In the order of the names.
const BY_NAME: &[(&str, Build)] = &[
";

/// The file of all functions.
pub fn functions(functions: &[Function]) -> String {
    let definitions: String = functions.iter().map(definition).collect();
    HEAD.to_owned() + &definitions
}

/// The file of the registry.
pub fn registry(functions: &[Function]) -> String {
    let entries: String = functions.iter().map(entry).collect();
    format!("{REGISTRY_HEAD}{entries}];\n")
}

fn definition(function: &Function) -> String {
    let mut parameters: Vec<String> = function.required().map(declared).collect();
    parameters.extend(rest(function).map(|(name, kind)| format!("{name}: {kind}")));
    let name = identifier(&function.name);
    let line = format!("pub fn {name}({}) -> Column {{", parameters.join(", "));
    let head = if line.len() <= LINE_LENGTH_MAX {
        line
    } else {
        format!("pub fn {name}(\n    {},\n) -> Column {{", parameters.join(",\n    "))
    };
    let documentation = documentation(function);
    format!("\n{documentation}{head}\n    call(\"{}\", {})\n}}\n", function.name, arguments(function))
}

fn declared(parameter: &Parameter) -> String {
    format!("{}: impl Into<Column>", identifier(&parameter.name))
}

/// The parameter that takes what is not required, and its type.
fn rest(function: &Function) -> Option<(String, &'static str)> {
    let last = function.parameters.last()?;
    let name = identifier(&last.name);
    match (last.role, function.optional().count()) {
        (Role::Required, _) => None,
        (Role::Variadic, _) => Some((name, "impl IntoIterator<Item = impl Into<Column>>")),
        (Role::Optional | Role::Leading, 1) => Some((name, "Option<Column>")),
        (Role::Optional | Role::Leading, _) => Some(("optional".to_owned(), "impl IntoIterator<Item = Column>")),
    }
}

fn arguments(function: &Function) -> String {
    let required: Vec<String> =
        function.required().map(|parameter| format!("{}.into()", identifier(&parameter.name))).collect();
    let list = format!("[{}]", required.join(", "));
    let Some((name, _)) = rest(function) else { return list };
    let rest = if function.variadic().is_some() { format!("{name}.into_iter().map(Into::into)") } else { name };
    match (required.is_empty(), function.leading()) {
        (true, _) => rest,
        (false, None) => format!("{list}.into_iter().chain({rest})"),
        (false, Some(_)) => format!("{rest}.into_iter().chain({list})"),
    }
}

fn documentation(function: &Function) -> String {
    let spellings = function.spellings().join("` or `");
    let mut text = format!("/// Spark's {} `{spellings}`.", function.kind_in_words());
    if function.parameters.iter().any(|parameter| parameter.is_lambda) {
        text.push_str("\n/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.");
    }
    text + "\n"
}

fn entry(function: &Function) -> String {
    let name = identifier(&function.name);
    if function.leading().is_some() {
        return format!("    (\"{}\", |a| a.next_back().map(|last| f::{name}(last, a.next()))),\n", function.name);
    }
    let mut arguments: Vec<&str> = function.required().map(|_| "a.next()?").collect();
    arguments.extend(rest(function).map(|(_, kind)| if kind == "Option<Column>" { "a.next()" } else { "a" }));
    let variable = if arguments.is_empty() { "_" } else { "a" };
    format!("    (\"{}\", |{variable}| Some(f::{name}({}))),\n", function.name, arguments.join(", "))
}

fn identifier(name: &str) -> String {
    unless_keyword(words(name).join("_"), KEYWORDS)
}
