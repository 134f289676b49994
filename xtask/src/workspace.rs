//! What the workspace consists of: its root, its crates with their dependencies, its files.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A crate of the workspace.
#[derive(Debug, Default, PartialEq)]
pub struct Crate {
    /// Its folder from the workspace's root, such as `crates/plan`: the name the layer table uses.
    pub folder: String,
    /// What its manifest asks for.
    pub dependencies: Vec<Dependency>,
}

/// One line of a manifest.
#[derive(Debug, PartialEq)]
pub struct Dependency {
    /// The folder of a crate of ours, or the name of a package of others.
    pub target: Target,
    /// Whether only tests, examples and benchmarks use it.
    pub dev: bool,
}

/// Whose crate a dependency is.
#[derive(Debug, PartialEq)]
pub enum Target {
    Ours(String),
    Theirs(String),
}

/// The folder of the root `Cargo.toml`, as Cargo says while it runs: another checkout that shares the target directory may have
/// built this.
pub fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.parent().expect("xtask is a folder of the workspace").to_path_buf()
}

/// Every member of the workspace, as Cargo reads the manifests.
pub fn crates(root: &Path) -> Result<Vec<Crate>, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version=1"];
    let metadata = run(Command::new(cargo).args(arguments).current_dir(root))?;
    parse_metadata(root, &metadata)
}

/// The files of the repository, tracked or about to be, from the root and in order.
pub fn files(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let listing = run(Command::new("git").args(arguments).current_dir(root))?;
    let mut files: Vec<String> = listing.lines().map(String::from).collect();
    files.retain(|file| root.join(file).is_file());
    files.sort();
    files.dedup();
    Ok(files)
}

fn run(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = command.output()?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command:?}: {reason}").into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn parse_metadata(root: &Path, metadata: &str) -> Result<Vec<Crate>, Box<dyn Error>> {
    let metadata: Value = serde_json::from_str(metadata)?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata has no packages")?;
    packages.iter().map(|package| parse_package(root, package)).collect()
}

fn parse_package(root: &Path, package: &Value) -> Result<Crate, Box<dyn Error>> {
    let manifest = package["manifest_path"].as_str().ok_or("a package has no manifest")?;
    let folder = Path::new(manifest).parent().ok_or("a manifest has no folder")?;
    let dependencies = package["dependencies"].as_array().ok_or("a package has no dependencies")?;
    Ok(Crate {
        folder: relative(root, folder),
        dependencies: dependencies
            .iter()
            .map(|dependency| parse_dependency(root, dependency))
            .collect::<Result<_, _>>()?,
    })
}

fn parse_dependency(root: &Path, dependency: &Value) -> Result<Dependency, Box<dyn Error>> {
    let name = dependency["name"].as_str().ok_or("a dependency has no name")?;
    let target = match dependency["path"].as_str() {
        Some(path) => Target::Ours(relative(root, Path::new(path))),
        None => Target::Theirs(name.to_string()),
    };
    Ok(Dependency { target, dev: dependency["kind"].as_str() == Some("dev") })
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_names_folders_and_kinds() {
        let metadata = r#"{"packages": [{
            "name": "sparrow-sql", "manifest_path": "/w/crates/sql/Cargo.toml", "dependencies": [
                {"name": "sparrow-plan", "path": "/w/crates/plan", "kind": null},
                {"name": "prost", "kind": "build"},
                {"name": "sparrow-testkit", "path": "/w/crates/testkit", "kind": "dev"}]}]}"#;
        let ours = |folder: &str, dev| Dependency { target: Target::Ours(folder.into()), dev };
        let expected = Crate {
            folder: "crates/sql".into(),
            dependencies: vec![
                ours("crates/plan", false),
                Dependency { target: Target::Theirs("prost".into()), dev: false },
                ours("crates/testkit", true),
            ],
        };
        assert_eq!(parse_metadata(Path::new("/w"), metadata).unwrap(), [expected]);
    }
}
