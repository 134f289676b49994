//! A function fits on a screen. Exceptions are listed with a reason, and leave the list when they fit.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Attribute, Block, Signature, Type};

use super::source::{Source, is_test_code};

/// The exceptions, one a line: `path function: reason`, a method as `Type::method`.
pub const ALLOWED: &str = "xtask/tidy-allow.txt";

const FUNCTION_LINES_MAX: usize = 70;

/// A line of the list of exceptions.
struct Exception<'a> {
    line: usize,
    /// The path and the function.
    place: &'a str,
    reason: &'a str,
}

/// A function that does not fit.
struct LongFunction {
    name: String,
    line: usize,
    lines: usize,
}

/// Checks the length of every function outside tests; `allowed` is the text of [`ALLOWED`].
pub fn check(sources: &[Source], allowed: &str) -> Vec<String> {
    let exceptions = parse(allowed);
    let mut found = BTreeSet::new();
    let mut problems = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test) {
        for function in long_functions(source) {
            let place = format!("{} {}", source.path, function.name);
            if !exceptions.iter().any(|exception| exception.place == place) {
                problems.push(describe(&source.path, &function));
            }
            found.insert(place);
        }
    }
    problems.extend(exceptions.iter().filter_map(|exception| check_exception(exception, &found)));
    problems
}

fn describe(path: &str, function: &LongFunction) -> String {
    let LongFunction { name, line, lines } = function;
    format!("{path}:{line}: {name} has {lines} lines, at most {FUNCTION_LINES_MAX}: move straight parts into helpers")
}

fn check_exception(exception: &Exception, found: &BTreeSet<String>) -> Option<String> {
    let Exception { line, place, reason } = exception;
    if reason.is_empty() {
        return Some(format!("{ALLOWED}:{line}: give a reason: `path function: reason`"));
    }
    let is_needed = found.contains(*place);
    (!is_needed).then(|| format!("{ALLOWED}:{line}: `{place}` fits or is gone: remove the line"))
}

fn parse(allowed: &str) -> Vec<Exception<'_>> {
    let lines = allowed.lines().enumerate().map(|(at, text)| (at + 1, text.trim()));
    let entries = lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
    let exceptions = entries.map(|(line, text)| {
        let (place, reason) = text.split_once(": ").unwrap_or((text, ""));
        Exception { line, place, reason: reason.trim() }
    });
    exceptions.collect()
}

fn long_functions(source: &Source) -> Vec<LongFunction> {
    let mut visitor = Visitor::default();
    visitor.visit_file(&source.syntax);
    visitor.found
}

/// Walks a file, skips test code, and remembers whose methods it is among.
#[derive(Default)]
struct Visitor {
    owner: Option<String>,
    found: Vec<LongFunction>,
}

impl Visitor {
    fn measure(&mut self, signature: &Signature, body: &Block) {
        let line = signature.fn_token.span.start().line;
        let lines = body.brace_token.span.close().end().line + 1 - line;
        if lines > FUNCTION_LINES_MAX {
            let owner = self.owner.iter().map(|owner| format!("{owner}::")).collect::<String>();
            self.found.push(LongFunction { name: format!("{owner}{}", signature.ident), line, lines });
        }
    }

    fn among(&mut self, owner: Option<String>, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.owner, owner);
        walk(self);
        self.owner = outer;
    }

    fn unless_test(&mut self, attributes: &[Attribute], walk: impl FnOnce(&mut Self)) {
        if !is_test_code(attributes) {
            walk(self);
        }
    }
}

impl<'ast> Visit<'ast> for Visitor {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.unless_test(&module.attrs, |this| visit::visit_item_mod(this, module));
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.unless_test(&function.attrs, |this| {
            this.measure(&function.sig, &function.block);
            this.among(None, |this| visit::visit_item_fn(this, function));
        });
    }

    fn visit_item_impl(&mut self, implementation: &'ast syn::ItemImpl) {
        let owner = match &*implementation.self_ty {
            Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        self.unless_test(&implementation.attrs, |this| {
            this.among(owner, |this| visit::visit_item_impl(this, implementation));
        });
    }

    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        self.unless_test(&method.attrs, |this| {
            this.measure(&method.sig, &method.block);
            visit::visit_impl_item_fn(this, method);
        });
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.among(Some(item.ident.to_string()), |this| visit::visit_item_trait(this, item));
    }

    fn visit_trait_item_fn(&mut self, method: &'ast syn::TraitItemFn) {
        if let Some(body) = &method.default {
            self.measure(&method.sig, body);
        }
        visit::visit_trait_item_fn(self, method);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::one;

    /// A function of so many lines.
    fn function(name: &str, lines: usize) -> String {
        format!("fn {name}() {{\n{}}}\n", "    a();\n".repeat(lines - 2))
    }

    fn check_text(text: &str, allowed: &str, expected: &[&str]) {
        assert_eq!(check(&one("x/src/y.rs", text), allowed), expected);
    }

    #[test]
    fn functions_of_a_screen_are_fine() {
        check_text(&function("a", 70), "", &[]);
    }

    #[test]
    fn long_functions_are_found_wherever_they_are() {
        let long = function("a", 71);
        let rest = "has 71 lines, at most 70: move straight parts into helpers";
        check_text(&format!("/// A.\n{long}"), "", &[&format!("x/src/y.rs:2: a {rest}")]);
        check_text(&format!("impl B<u8> {{\n{long}}}"), "", &[&format!("x/src/y.rs:2: B::a {rest}")]);
        check_text(&format!("trait C {{\n{long}}}"), "", &[&format!("x/src/y.rs:2: C::a {rest}")]);
        check_text(&format!("mod m {{\n{long}}}"), "", &[&format!("x/src/y.rs:2: a {rest}")]);
    }

    #[test]
    fn tests_may_be_long() {
        check_text(&format!("#[test]\n{}", function("a", 99)), "", &[]);
        check_text(&format!("#[tokio::test]\n{}", function("a", 99)), "", &[]);
        check_text(&format!("#[cfg(test)]\nmod t {{\n{}}}", function("a", 99)), "", &[]);
    }

    #[test]
    fn exceptions_need_a_reason_and_a_use() {
        let long = function("a", 71);
        check_text(&long, "# Comment.\n\nx/src/y.rs a: a table, not logic\n", &[]);
        check_text(&long, "x/src/y.rs a\n", &["xtask/tidy-allow.txt:1: give a reason: `path function: reason`"]);
        check_text(
            "fn a() {}",
            "x/src/y.rs a: a table\n",
            &["xtask/tidy-allow.txt:1: `x/src/y.rs a` fits or is gone: remove the line"],
        );
    }
}
