//! Uploads, honest and hostile.

use std::sync::Arc;

use sparrow_spark_error::{Condition, condition};

use super::*;

fn artifacts() -> (TempDir, Arc<Artifacts>) {
    let parent = tempfile::tempdir().unwrap();
    let limits = Limits { artifacts_bytes_max: 100, artifacts_count_max: 3 };
    let artifacts = Arc::new(Artifacts::new(parent.path(), limits));
    (parent, artifacts)
}

fn chunk(data: &[u8]) -> Chunk<'_> {
    Chunk { data, crc: i64::from(crc32fast::hash(data)) }
}

fn add(artifacts: &Arc<Artifacts>, name: &str, data: &[u8]) -> Result<Vec<Summary>> {
    let mut upload = artifacts.upload();
    upload.single(name, chunk(data))?;
    upload.finish()
}

fn check_error<T>(result: Result<T>, expected: &'static Condition) {
    let error = result.err().expect("an error");
    assert!(error.is(expected), "{error}");
}

/// SHA-256 of `x`.
const SHA256_OF_X: &str = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

#[test]
fn hostile_names_are_refused_and_nothing_is_written() {
    let (parent, artifacts) = artifacts();
    let long = format!("files/{}", "x".repeat(300));
    for name in [
        "",
        "/",
        "x",
        "foo/x",
        "../../x",
        "/etc/passwd",
        "files/../x",
        "files/a/../../x",
        "files/..",
        "cache/",
        "cache/abc",
        "files\\..\\x",
        "files/\0x",
        "files/%2e%2e/x",
        "files/%2E./x",
        "..%2fx",
        "files/ .. /x",
        "files/a\nb",
        "%252e%252e/x",
        &long,
    ] {
        check_error(add(&artifacts, name, b"x"), &condition::INVALID_ARTIFACT_PATH);
    }
    for name in ["forward_to_fs/tmp/x", "jars/x.jar", "classes/x.class"] {
        check_error(add(&artifacts, name, b"x"), &condition::UNSUPPORTED_FEATURE);
    }
    assert_eq!(artifacts.bytes(), 0);
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[test]
fn a_cached_blob_is_found_by_its_hash_and_gone_with_the_session() {
    let (parent, artifacts) = artifacts();
    let name = format!("cache/{SHA256_OF_X}");
    assert!(!artifacts.is_cached(&name));
    assert!(add(&artifacts, &name, b"x").unwrap()[0].is_intact);
    assert!(artifacts.is_cached(&name));
    assert_eq!(std::fs::read(artifacts.cached(SHA256_OF_X).unwrap()).unwrap(), b"x");
    check_error(artifacts.cached("abc"), &condition::CANNOT_FIND_CACHED_LOCAL_RELATION);
    drop(artifacts);
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[test]
fn a_blob_under_a_wrong_hash_or_with_a_wrong_crc_is_not_stored() {
    let (_parent, artifacts) = artifacts();
    let name = format!("cache/{SHA256_OF_X}");
    assert!(!add(&artifacts, &name, b"y").unwrap()[0].is_intact);
    let mut upload = artifacts.upload();
    upload.single("files/a", Chunk { data: b"x", crc: 5 }).unwrap();
    assert!(!upload.finish().unwrap()[0].is_intact);
    assert_eq!((artifacts.names().len(), artifacts.bytes()), (0, 0));
}

#[test]
fn chunks_are_put_together() {
    let (_parent, artifacts) = artifacts();
    let mut upload = artifacts.upload();
    upload.begin("pyfiles/m.py", 6, 3, chunk(b"ab")).unwrap();
    upload.chunk(chunk(b"cd")).unwrap();
    upload.chunk(chunk(b"ef")).unwrap();
    upload.single("files/./b", chunk(b"")).unwrap();
    let names: Vec<_> = upload.finish().unwrap().into_iter().map(|summary| summary.name).collect();
    assert_eq!(names, ["pyfiles/m.py", "files/./b"]);
    assert_eq!(artifacts.names(), ["files/b", "pyfiles/m.py"]);
    assert_eq!(artifacts.bytes(), 6);
}

#[test]
fn lies_about_the_size_are_errors() {
    let (_parent, artifacts) = artifacts();
    for (bytes, chunks) in [(5, 2), (3, 2), (4, 3), (1, 1), (-1, 1), (4, 0), (4, -1)] {
        let mut upload = artifacts.upload();
        let begun = upload.begin("files/a", bytes, chunks, chunk(b"ab")).and_then(|()| upload.chunk(chunk(b"cd")));
        check_error(begun.and_then(|()| upload.finish()), &condition::INVALID_PLAN_EXCEPTION);
    }
    check_error(artifacts.upload().chunk(chunk(b"x")), &condition::INVALID_PLAN_EXCEPTION);
    assert_eq!((artifacts.names().len(), artifacts.bytes()), (0, 0));
}

#[test]
fn the_same_content_may_come_again_other_content_may_not() {
    let (_parent, artifacts) = artifacts();
    for _ in 0..2 {
        assert!(add(&artifacts, "files/a", b"x").unwrap()[0].is_intact);
    }
    check_error(add(&artifacts, "files/a", b"y"), &condition::ARTIFACT_ALREADY_EXISTS);
    check_error(add(&artifacts, "files/a/b", b"y"), &condition::ARTIFACT_ALREADY_EXISTS);
    assert_eq!(artifacts.bytes(), 1);
}

#[test]
fn there_are_limits() {
    let (_parent, artifacts) = artifacts();
    check_error(add(&artifacts, "files/a", &[0; 101]), &condition::LIMIT_EXCEEDED);
    check_error(artifacts.upload().begin("files/a", i64::MAX, 2, chunk(b"")), &condition::LIMIT_EXCEEDED);
    for name in ["files/a", "files/b", "files/c"] {
        add(&artifacts, name, b"x").unwrap();
    }
    check_error(add(&artifacts, "files/d", b"x"), &condition::LIMIT_EXCEEDED);
}
