//! The functions of the clients, from `clients/functions.json`: one file for each client, and a registry by name for the adapters in
//! Go and Rust. It knows names and parameters; what a function does, the server knows.

mod go;
mod python;
mod rust;

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Output;

/// The functions with their parameters, from the workspace's root.
pub const SOURCE: &str = "clients/functions.json";

/// What no client gets, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("asc", "the clients' own: an order, no function of the server"),
    ("call", "the clients' own: calls any function by its name"),
    ("col", "the clients' own: a column by its name"),
    ("count_distinct", "the clients' own: a call of count with a mark"),
    ("desc", "the clients' own: an order, no function of the server"),
    ("expr", "the clients' own: a column of SQL"),
    ("lit", "the clients' own: a literal"),
    ("percentile_cont", "needs WITHIN GROUP, which only SQL can say"),
    ("percentile_disc", "needs WITHIN GROUP, which only SQL can say"),
    ("sum_distinct", "the clients' own: a call of sum with a mark"),
    ("when", "the clients' own: goes on with more branches"),
];

/// A function as a client offers it.
#[derive(Debug, PartialEq)]
struct Function {
    /// Spark's name.
    name: String,
    kind: Kind,
    /// Required ones, then those that may be left out or come in any number.
    parameters: Vec<Parameter>,
    /// Spark's spellings of the call, where the parameters do not say all.
    forms: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Scalar,
    Aggregate,
    Window,
    HigherOrder,
    Generator,
}

#[derive(Debug, PartialEq)]
struct Parameter {
    /// Spark's name, in whatever case Spark has it.
    name: String,
    role: Role,
    /// Whether a function of columns is expected.
    is_lambda: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Required,
    Optional,
    /// May be left out, and comes first in the call where it is not; it is the last parameter.
    Leading,
    /// Any number; it is the last parameter, and no optional one comes before it.
    Variadic,
}

/// Every generated file: its path from the workspace's root, and its contents.
pub fn outputs(root: &Path) -> Result<Vec<Output>, Box<dyn Error>> {
    let text = fs::read_to_string(root.join(SOURCE)).map_err(|error| format!("{SOURCE}: {error}"))?;
    let functions = parse(&text).map_err(|problem| format!("{SOURCE}: {problem}"))?;
    let files = [
        (python::FILE, python::functions(&functions)),
        (go::FILE, go::functions(&functions)),
        (go::REGISTRY, go::registry(&functions)),
        (rust::FILE, rust::functions(&functions)),
        (rust::REGISTRY, rust::registry(&functions)),
    ];
    Ok(files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into())
}

/// The functions that clients get, by name.
fn parse(text: &str) -> Result<Vec<Function>, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let entries = document["functions"].as_array().ok_or("has no list `functions`")?;
    let mut functions = entries.iter().map(function).collect::<Result<Vec<_>, _>>()?;
    functions.retain(|function| !LEFT_OUT.iter().any(|(name, _)| *name == function.name));
    functions.sort_by(|a, b| a.name.cmp(&b.name));
    match functions.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => Err(format!("`{}` stands there twice", pair[0].name)),
        None => Ok(functions),
    }
}

fn function(entry: &Value) -> Result<Function, String> {
    let name = entry["name"].as_str().ok_or_else(|| format!("no `name` in {entry}"))?;
    let kind = match entry["kind"].as_str() {
        Some("scalar") => Kind::Scalar,
        Some("aggregate") => Kind::Aggregate,
        Some("window") => Kind::Window,
        Some("higher_order") => Kind::HigherOrder,
        Some("generator") => Kind::Generator,
        _ => return Err(format!("`{name}`: the kind {} is none", entry["kind"])),
    };
    let parameters = entry["parameters"].as_array().ok_or_else(|| format!("`{name}` has no `parameters`"))?;
    let parameters = parameters.iter().map(parameter).collect::<Result<Vec<_>, _>>()?;
    let forms = entry["forms"].as_array().into_iter().flatten();
    let function = Function {
        name: name.to_owned(),
        kind,
        parameters,
        forms: forms.filter_map(|form| form.as_str().map(str::to_owned)).collect(),
    };
    function
        .in_order()
        .then_some(function)
        .ok_or_else(|| format!("`{name}`: its parameters are in no order a call can have"))
}

fn parameter(entry: &Value) -> Result<Parameter, String> {
    let is = |key: &str| entry[key].as_bool().unwrap_or(false);
    let role = match (is("optional"), is("leading"), is("variadic")) {
        (false, false, false) => Role::Required,
        (true, false, false) => Role::Optional,
        (true, true, false) => Role::Leading,
        (false, false, true) => Role::Variadic,
        _ => return Err(format!("a parameter cannot be all of {entry}")),
    };
    let name = entry["name"].as_str().ok_or_else(|| format!("a parameter has no `name`: {entry}"))?;
    Ok(Parameter { name: name.to_owned(), role, is_lambda: is("lambda") })
}

impl Function {
    fn in_order(&self) -> bool {
        let required = self.required().count();
        match self.parameters[required..].iter().map(|parameter| parameter.role).collect::<Vec<_>>()[..] {
            [Role::Leading] => required == 1,
            [Role::Variadic] => true,
            ref rest => rest.iter().all(|role| *role == Role::Optional),
        }
    }

    /// The parameters that every call has; they come first.
    fn required(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().take_while(|parameter| parameter.role == Role::Required)
    }

    /// The parameters that may be left out.
    fn optional(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| matches!(parameter.role, Role::Optional | Role::Leading))
    }

    fn last_if(&self, role: Role) -> Option<&Parameter> {
        self.parameters.last().filter(|parameter| parameter.role == role)
    }

    /// The parameter of which there may be any number.
    fn variadic(&self) -> Option<&Parameter> {
        self.last_if(Role::Variadic)
    }

    /// The parameter that comes first in the call where it is given.
    fn leading(&self) -> Option<&Parameter> {
        self.last_if(Role::Leading)
    }

    /// The call as Spark spells it, such as `substring(str, pos[, len])`; more than one where one does not say all.
    fn spellings(&self) -> Vec<String> {
        if !self.forms.is_empty() {
            return self.forms.clone();
        }
        let mut inner = self.required().map(|parameter| parameter.name.as_str()).collect::<Vec<_>>().join(", ");
        if let Some(parameter) = self.leading() {
            inner = format!("[{}, ]{inner}", parameter.name);
        } else if let Some(parameter) = self.variadic() {
            inner = format!("{inner}{}{}, ...", separator(&inner), parameter.name);
        } else {
            let mut brackets = String::new();
            for parameter in self.optional() {
                inner = format!("{inner}[{}{}", separator(&inner), parameter.name);
                brackets.push(']');
            }
            inner.push_str(&brackets);
        }
        vec![format!("{}({inner})", self.name)]
    }

    /// What kind of function it is, for the middle of a sentence.
    fn kind_in_words(&self) -> &'static str {
        match self.kind {
            Kind::Scalar => "function",
            Kind::Aggregate => "aggregate function",
            Kind::Window => "window function",
            Kind::HigherOrder => "higher-order function",
            Kind::Generator => "generator",
        }
    }
}

fn separator(before: &str) -> &'static str {
    if before.is_empty() { "" } else { ", " }
}

/// The words of a name in whatever case, in lower case: `trimStr` and `trim_str` are `trim` and `str`, `relativeSD` ends in `sd`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_capital = false;
    for letter in name.chars() {
        let begins = letter == '_' || letter.is_uppercase() && !after_capital;
        after_capital = letter.is_uppercase();
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter != '_', words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

/// A word with a capital.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// The name, or with an underscore where the language has the name for itself.
fn unless_keyword(name: String, keywords: &[&str]) -> String {
    if keywords.contains(&name.as_str()) { name + "_" } else { name }
}

#[cfg(test)]
mod tests;
