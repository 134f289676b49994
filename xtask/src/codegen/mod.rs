//! `cargo xtask codegen`: writes what is generated: messages from the `.proto` files below `proto`, without `protoc`; the
//! clients' functions; and the snippets of pages.

mod functions;
pub mod go;
mod python;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_types::FileDescriptorSet;

use crate::tidy::snippets;

/// The root of the `.proto` files, from the workspace's root.
const SOURCES: &str = "proto";
/// What is generated, from the workspace's root.
const GENERATED: &str = "proto/src/generated";

/// A package: its folder below [`SOURCES`], and what is generated of it.
struct Package {
    folder: &'static str,
    code: &'static str,
    /// For server reflection, and for those who read messages without trusting them.
    descriptors: Option<&'static str>,
}

const PACKAGES: &[Package] = &[
    Package { folder: "spark/connect", code: "spark.connect.rs", descriptors: Some("descriptors.bin") },
    Package { folder: "sparrow/fleet", code: "sparrow.fleet.rs", descriptors: None },
];

/// A generated file: its path from the workspace's root, and its contents.
type Output = (String, Vec<u8>);

/// Writes the generated files; returns what went wrong.
pub fn write(root: &Path) -> Vec<String> {
    let written = generate(root).and_then(|outputs| {
        for (path, contents) in outputs {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a generated file is in a folder"))?;
            fs::write(path, contents)?;
        }
        snippets::write(root)
    });
    written.err().map(describe).into_iter().collect()
}

/// Returns one line for each committed file that differs from what would be written now.
pub fn check(root: &Path) -> Vec<String> {
    match generate(root) {
        Ok(outputs) => stale(root, &outputs),
        Err(error) => vec![describe(error)],
    }
}

fn stale(root: &Path, outputs: &[Output]) -> Vec<String> {
    outputs
        .iter()
        .filter(|(path, contents)| fs::read(root.join(path)).ok().as_ref() != Some(contents))
        .map(|(path, _)| format!("{path} is stale: run `cargo xtask codegen`"))
        .collect()
}

fn generate(root: &Path) -> Result<Vec<Output>, Box<dyn Error>> {
    let mut outputs = Vec::new();
    for package in PACKAGES {
        let descriptors = descriptors(&root.join(SOURCES), package)?;
        outputs.push((format!("{GENERATED}/{}", package.code), rust_code(package, descriptors.clone())?));
        if let Some(name) = package.descriptors {
            outputs.push((format!("{GENERATED}/{name}"), without_comments(descriptors).encode_to_vec()));
        }
    }
    outputs.push((python::FILE.to_owned(), python::messages(&descriptors(&root.join(SOURCES), &PACKAGES[0])?)?));
    outputs.extend(functions::outputs(root)?);
    Ok(outputs)
}

fn descriptors(sources: &Path, package: &Package) -> Result<FileDescriptorSet, Box<dyn Error>> {
    let mut compiler = protox::Compiler::new([sources])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(proto_files(&sources.join(package.folder))?)?;
    Ok(compiler.file_descriptor_set())
}

/// The `.proto` files in the order of their names, so that the output does not depend on the disk.
fn proto_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn rust_code(package: &Package, descriptors: FileDescriptorSet) -> Result<Vec<u8>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    tonic_prost_build::configure()
        .bytes(".")
        .emit_rerun_if_changed(false)
        .out_dir(folder.path())
        .compile_fds(descriptors)?;
    let code = fs::read_to_string(folder.path().join(package.code))?;
    let header = format!("// Written by `cargo xtask codegen` from {SOURCES}/{}; do not edit.\n\n", package.folder);
    Ok(format!("{header}{code}").into_bytes())
}

/// Comments and positions would make every edit of a comment a change of the binary.
fn without_comments(mut descriptors: FileDescriptorSet) -> FileDescriptorSet {
    for file in &mut descriptors.file {
        file.source_code_info = None;
    }
    descriptors
}

fn describe(error: Box<dyn Error>) -> String {
    format!("codegen: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_and_missing_files_are_stale() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("same.rs"), "a").expect("the folder is writable");
        fs::write(folder.path().join("changed.rs"), "a").expect("the folder is writable");
        let outputs = ["same.rs", "changed.rs", "missing.rs"].map(|name| {
            let contents = if name == "same.rs" { "a" } else { "b" };
            (name.to_owned(), contents.as_bytes().to_vec())
        });
        assert_eq!(
            stale(folder.path(), &outputs),
            ["changed.rs is stale: run `cargo xtask codegen`", "missing.rs is stale: run `cargo xtask codegen`",]
        );
    }
}
