//! The Rust files of the tree, parsed once, and which of their lines are test code.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::{Attribute, Item, Visibility};

/// A Rust file that people write.
pub struct Source {
    /// From the workspace's root.
    pub path: String,
    pub text: String,
    pub syntax: syn::File,
    /// Whether the file is compiled for tests only.
    pub is_test: bool,
}

/// Reads and parses every `.rs` file that is not generated.
pub fn load(root: &Path, files: &[String]) -> Result<Vec<Source>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for path in files.iter().filter(|path| path.ends_with(".rs") && !is_generated(path)) {
        texts.push((path.clone(), fs::read_to_string(root.join(path))?));
    }
    parse(texts)
}

/// How the names of generated files end that stand where their language wants them.
const GENERATED_ENDINGS: &[&str] = &["_pb2.py", "_pb2_grpc.py", ".pb.go", "_generated.go"];

/// Whether a program wrote the file; such files answer to their generator, not to tidy.
pub fn is_generated(path: &str) -> bool {
    let in_generated = path.split('/').any(|part| part == "generated");
    in_generated || GENERATED_ENDINGS.iter().any(|ending| path.ends_with(ending))
}

impl Source {
    /// Whether a line, counted from 1, is compiled for tests only.
    pub fn is_test_line(&self, line: usize) -> bool {
        self.is_test || in_test(&self.syntax.items, line)
    }
}

/// The attributes and the visibility of an item, where the item has them.
pub fn attributes_and_visibility(item: &Item) -> Option<(&[Attribute], &Visibility)> {
    Some(match item {
        Item::Const(item) => (&item.attrs, &item.vis),
        Item::Enum(item) => (&item.attrs, &item.vis),
        Item::ExternCrate(item) => (&item.attrs, &item.vis),
        Item::Fn(item) => (&item.attrs, &item.vis),
        Item::ForeignMod(item) => (&item.attrs, &Visibility::Inherited),
        Item::Impl(item) => (&item.attrs, &Visibility::Inherited),
        Item::Macro(item) => (&item.attrs, &Visibility::Inherited),
        Item::Mod(item) => (&item.attrs, &item.vis),
        Item::Static(item) => (&item.attrs, &item.vis),
        Item::Struct(item) => (&item.attrs, &item.vis),
        Item::Trait(item) => (&item.attrs, &item.vis),
        Item::TraitAlias(item) => (&item.attrs, &item.vis),
        Item::Type(item) => (&item.attrs, &item.vis),
        Item::Union(item) => (&item.attrs, &item.vis),
        Item::Use(item) => (&item.attrs, &item.vis),
        _ => return None,
    })
}

/// Whether the attributes make a function a test, or compile an item for tests only.
pub fn is_test_code(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_test_function = attribute.path().segments.last().is_some_and(|segment| segment.ident == "test");
        is_test_function || (attribute.path().is_ident("cfg") && asks_for_test(attribute))
    })
}

/// `cfg(test)` and `cfg(all(test, ...))`; `cfg(any(test, ...))` is compiled without tests too.
fn asks_for_test(attribute: &Attribute) -> bool {
    let condition = match attribute.meta.require_list() {
        Ok(list) => list.tokens.to_string().replace(' ', ""),
        Err(_) => return false,
    };
    condition == "test" || condition.starts_with("all(test,")
}

fn in_test(items: &[Item], line: usize) -> bool {
    items.iter().any(|item| {
        let span = item.span();
        if !(span.start().line..=span.end().line).contains(&line) {
            return false;
        }
        let is_test = attributes_and_visibility(item).is_some_and(|(found, _)| is_test_code(found));
        is_test || matches!(item, Item::Mod(module) if inline(module).is_some_and(|items| in_test(items, line)))
    })
}

fn inline(module: &syn::ItemMod) -> Option<&[Item]> {
    module.content.as_ref().map(|(_, items)| items.as_slice())
}

/// Parses the files and marks as tests those that Cargo or a `#[cfg(test)] mod` compiles as tests.
pub fn parse(texts: Vec<(String, String)>) -> Result<Vec<Source>, Box<dyn Error>> {
    let mut sources = Vec::new();
    for (path, text) in texts {
        let syntax =
            syn::parse_file(&text).map_err(|error| format!("{path}:{}: {error}", error.span().start().line))?;
        let is_test = path.split('/').any(|part| ["tests", "benches", "integration-tests"].contains(&part));
        sources.push(Source { path, text, syntax, is_test });
    }
    let test_modules: HashSet<PathBuf> = sources.iter().flat_map(test_modules).collect();
    for source in &mut sources {
        let module = module_folder(Path::new(&source.path));
        source.is_test |= module.ancestors().any(|folder| test_modules.contains(folder));
    }
    Ok(sources)
}

/// The folders of the modules that a file declares with `#[cfg(test)] mod name;`.
fn test_modules(source: &Source) -> Vec<PathBuf> {
    let folder = module_folder(Path::new(&source.path));
    let declared = source.syntax.items.iter().filter_map(|item| match item {
        Item::Mod(module) if is_test_code(&module.attrs) => Some(module.ident.to_string()),
        _ => None,
    });
    declared.map(|name| folder.join(name)).collect()
}

/// Where the modules of a file's module live: `a/b.rs` and `a/b/mod.rs` are both `a/b`.
fn module_folder(path: &Path) -> PathBuf {
    let is_root = ["lib.rs", "main.rs", "mod.rs"].iter().any(|name| path.ends_with(name));
    if is_root { path.parent().unwrap_or(path).to_path_buf() } else { path.with_extension("") }
}

/// A single parsed file, for the tests of the checks.
#[cfg(test)]
pub fn one(path: &str, text: &str) -> Vec<Source> {
    parse(vec![(path.to_string(), text.to_string())]).expect("the test's text is Rust")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_lines_are_those_of_test_items() {
        let text = "fn a() {}\n#[cfg(test)]\nmod t {\n    fn b() {}\n}\n#[test]\nfn c() {}\nmod m {\n    #[cfg(all(test, unix))]\n    fn d() {}\n    #[cfg(any(test, unix))]\n    fn e() {}\n}\n";
        let source = &one("x/src/y.rs", text)[0];
        let lines: Vec<usize> = (1..=13).filter(|line| source.is_test_line(*line)).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 9, 10]);
    }

    #[test]
    fn files_of_test_modules_are_tests() {
        let texts = [
            ("x/src/lib.rs", "#[cfg(test)] mod contract; mod plain;"),
            ("x/src/contract.rs", "mod deep;"),
            ("x/src/contract/deep.rs", ""),
            ("x/src/plain.rs", "#[cfg(test)] mod tests;"),
            ("x/src/plain/tests.rs", ""),
            ("x/benches/speed.rs", ""),
        ];
        let sources = parse(texts.map(|(path, text)| (path.into(), text.into())).to_vec()).unwrap();
        let tests: Vec<bool> = sources.iter().map(|source| source.is_test).collect();
        assert_eq!(tests, [false, true, true, false, true, true]);
    }

    #[test]
    fn generated_files_are_known_by_their_path() {
        assert!(is_generated("proto/src/generated/spark.connect.rs"));
        assert!(is_generated("clients/python/x_pb2.py") && is_generated("clients/go/x.pb.go"));
        assert!(!is_generated("xtask/src/codegen.rs"));
    }
}
