//! `cargo xtask codegen --go`: writes the Go code of the messages below `clients/go/internal/proto`, by Go's own
//! generator, without `protoc`. It knows how that generator is asked; it refuses to know what it writes.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use prost::Message;
use prost_types::FileDescriptorSet;
use prost_types::compiler::{CodeGeneratorRequest, CodeGeneratorResponse};

use super::{PACKAGES, SOURCES, describe, descriptors};

/// The generator, at the version that the client's `go.mod` names for its runtime.
const GENERATOR: &str = "google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.11";
/// The `.proto` files that become Go, from [`SOURCES`].
const FOLDER: &str = "spark/connect";
/// The Go package of the messages, by its import path.
const PACKAGE: &str = "github.com/sparrow-connect/sparrow-go/internal/proto/connect";
/// Where that package is, from the workspace's root.
const GENERATED: &str = "clients/go/internal/proto/connect";

/// Writes the Go code; returns what went wrong. It needs Go; a test of the client, which also runs without the
/// generator, notices code that is stale.
pub fn write(root: &Path) -> Vec<String> {
    generate(root).err().map(describe).into_iter().collect()
}

fn generate(root: &Path) -> Result<(), Box<dyn Error>> {
    let package = PACKAGES.iter().find(|package| package.folder == FOLDER).expect("the package is listed");
    let response = ask(&request(descriptors(&root.join(SOURCES), package)?))?;
    if let Some(error) = response.error {
        return Err(error.into());
    }
    let folder = root.join(GENERATED);
    fs::create_dir_all(&folder)?;
    for file in response.file {
        let name = file.name().rsplit('/').next().unwrap_or_default().to_owned();
        fs::write(folder.join(name), file.content())?;
    }
    Ok(())
}

/// Asks for the code of every file in [`FOLDER`]; what they import is described but not generated.
fn request(descriptors: FileDescriptorSet) -> CodeGeneratorRequest {
    let files: Vec<String> =
        descriptors.file.iter().map(|file| file.name().to_owned()).filter(|name| name.starts_with(FOLDER)).collect();
    let packages = files.iter().map(|name| format!("M{name}={PACKAGE}"));
    let parameter = std::iter::once("paths=source_relative".to_owned()).chain(packages).collect::<Vec<_>>().join(",");
    CodeGeneratorRequest {
        parameter: Some(parameter),
        file_to_generate: files,
        proto_file: descriptors.file,
        compiler_version: None,
    }
}

/// Runs the generator: a request on its standard input, a response on its standard output.
fn ask(request: &CodeGeneratorRequest) -> Result<CodeGeneratorResponse, Box<dyn Error>> {
    let mut generator = Command::new("go")
        .args(["run", GENERATOR])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("go did not start: {error}; `--go` needs Go 1.24 or later"))?;
    generator.stdin.take().expect("the input is a pipe").write_all(&request.encode_to_vec())?;
    let output = generator.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("go run {GENERATOR} ended with {}", output.status).into());
    }
    Ok(CodeGeneratorResponse::decode(output.stdout.as_slice())?)
}

#[cfg(test)]
mod tests {
    use prost_types::FileDescriptorProto;

    use super::*;

    #[test]
    fn only_the_files_of_the_folder_are_generated_and_all_are_described() {
        let file = |name: &str| FileDescriptorProto { name: Some(name.to_owned()), ..Default::default() };
        let request = request(FileDescriptorSet {
            file: vec![file("google/protobuf/any.proto"), file("spark/connect/base.proto")],
        });
        assert_eq!(request.file_to_generate, ["spark/connect/base.proto"]);
        assert_eq!(request.proto_file.len(), 2);
        assert_eq!(request.parameter(), format!("paths=source_relative,Mspark/connect/base.proto={PACKAGE}"));
    }
}
