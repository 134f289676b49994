//! `cargo xtask codegen`: writes `proto/src/generated` from `proto/spark/connect`, without `protoc`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_types::FileDescriptorSet;

/// The root of the `.proto` files, from the workspace's root.
const SOURCES: &str = "proto";
/// The folder of the `.proto` files below [`SOURCES`].
const PACKAGE: &str = "spark/connect";
/// What is generated, from the workspace's root.
const GENERATED: &str = "proto/src/generated";

const HEADER: &str = "// Written by `cargo xtask codegen` from proto/spark/connect; do not edit.\n\n";

/// A generated file: its name and its contents.
type Output = (&'static str, Vec<u8>);

/// Writes the generated files; returns what went wrong.
pub fn write(root: &Path) -> Vec<String> {
    let written = generate(root).and_then(|outputs| {
        fs::create_dir_all(root.join(GENERATED))?;
        for (name, contents) in outputs {
            fs::write(root.join(GENERATED).join(name), contents)?;
        }
        Ok(())
    });
    written.err().map(describe).into_iter().collect()
}

/// Returns one line for each committed file that differs from what would be written now.
pub fn check(root: &Path) -> Vec<String> {
    match generate(root) {
        Ok(outputs) => stale(&root.join(GENERATED), &outputs),
        Err(error) => vec![describe(error)],
    }
}

fn stale(folder: &Path, outputs: &[Output]) -> Vec<String> {
    outputs
        .iter()
        .filter(|(name, contents)| fs::read(folder.join(name)).ok().as_ref() != Some(contents))
        .map(|(name, _)| format!("{GENERATED}/{name} is stale: run `cargo xtask codegen`"))
        .collect()
}

fn generate(root: &Path) -> Result<Vec<Output>, Box<dyn Error>> {
    let sources = root.join(SOURCES);
    let mut compiler = protox::Compiler::new([&sources])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(proto_files(&sources)?)?;
    let descriptors = compiler.file_descriptor_set();
    Ok(vec![
        ("spark.connect.rs", rust_code(descriptors.clone())?),
        ("descriptors.bin", without_comments(descriptors).encode_to_vec()),
    ])
}

/// The `.proto` files in the order of their names, so that the output does not depend on the disk.
fn proto_files(sources: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(sources.join(PACKAGE))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn rust_code(descriptors: FileDescriptorSet) -> Result<Vec<u8>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    tonic_prost_build::configure()
        .bytes(".")
        .emit_rerun_if_changed(false)
        .out_dir(folder.path())
        .compile_fds(descriptors)?;
    let code = fs::read_to_string(folder.path().join("spark.connect.rs"))?;
    Ok(format!("{HEADER}{code}").into_bytes())
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
            (name, contents.as_bytes().to_vec())
        });
        assert_eq!(
            stale(folder.path(), &outputs),
            [
                "proto/src/generated/changed.rs is stale: run `cargo xtask codegen`",
                "proto/src/generated/missing.rs is stale: run `cargo xtask codegen`",
            ]
        );
    }
}
