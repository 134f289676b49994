//! Python's functions: a `def` for each, with types and a line of documentation.

use std::fmt::Write as _;

use super::{Function, Parameter, Role, unless_keyword};

/// Where the functions are written, from the workspace's root.
pub const FILE: &str = "clients/python/src/sparrow_connect/generated/functions.py";

const LINE_LENGTH_MAX: usize = 120;

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

const HEAD: &str = r#"# Written by `cargo xtask codegen` from clients/functions.json; do not edit.
"""Spark's functions, by Spark's names and with Spark's parameters; a name of Python's own has an underscore behind it.

A text is the name of a column, other values are constants, a callable is a function of columns. A parameter that is
None is left out of the call; `lit(None)` is NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sparrow_connect.column import Column, ColumnOrValue, call

"#;

const GIVEN: &str = r#"

def _given(**optional: ColumnOrValue | None) -> Iterator[ColumnOrValue]:
    """The optional arguments up to the first that is None. One behind it has no place in a call, and is refused."""
    missing = ""
    for name, value in optional.items():
        if value is None:
            missing = missing or name
        elif missing:
            raise ValueError(f"{name} is given and {missing} before it is not: give {missing} too, lit(None) for NULL")
        else:
            yield value
"#;

/// The file of all functions.
pub fn functions(functions: &[Function]) -> String {
    let mut text = HEAD.to_owned();
    text.push_str("__all__ = [\n");
    for function in functions {
        let _ = writeln!(text, "    \"{}\",", identifier(&function.name));
    }
    text.push_str("]\n");
    text.push_str(GIVEN);
    for function in functions {
        text.push_str(&definition(function));
    }
    text
}

fn definition(function: &Function) -> String {
    let name = identifier(&function.name);
    let parameters: Vec<String> = function.parameters.iter().map(declared).collect();
    let line = format!("def {name}({}) -> Column:", parameters.join(", "));
    let head = if line.len() <= LINE_LENGTH_MAX {
        line
    } else {
        format!("def {name}(\n    {},\n) -> Column:", parameters.join(",\n    "))
    };
    let call = format!("    return call({})", arguments(function).join(", "));
    let call = if call.len() <= LINE_LENGTH_MAX {
        call
    } else {
        format!("    return call(\n        {},\n    )", arguments(function).join(",\n        "))
    };
    format!("\n\n{head}\n    \"\"\"{}\"\"\"\n{call}\n", documentation(function))
}

fn declared(parameter: &Parameter) -> String {
    let name = identifier(&parameter.name);
    let kind = if parameter.is_lambda { "Callable[..., Column]" } else { "ColumnOrValue" };
    match parameter.role {
        Role::Required => format!("{name}: {kind}"),
        Role::Optional | Role::Leading => format!("{name}: {kind} | None = None"),
        Role::Variadic => format!("*{name}: {kind}"),
    }
}

fn arguments(function: &Function) -> Vec<String> {
    let given: Vec<String> = function.optional().map(|p| format!("{0}={0}", identifier(&p.name))).collect();
    let given = (!given.is_empty()).then(|| format!("*_given({})", given.join(", ")));
    let (first, last) = if function.leading().is_some() { (given, None) } else { (None, given) };
    let mut arguments = vec![format!("\"{}\"", function.name)];
    arguments.extend(first);
    arguments.extend(function.required().map(|parameter| identifier(&parameter.name)));
    arguments.extend(last);
    arguments.extend(function.variadic().map(|parameter| format!("*{}", identifier(&parameter.name))));
    arguments
}

fn documentation(function: &Function) -> String {
    let kind = function.kind_in_words();
    match &function.spellings()[..] {
        [one] => format!("Spark's {kind} `{one}`."),
        forms => format!("Spark's {kind}, in these forms:\n\n    `{}`\n    ", forms.join("`\n    `")),
    }
}

fn identifier(name: &str) -> String {
    unless_keyword(name.to_owned(), KEYWORDS)
}
