//! Journals and folders that others have made or damaged: nothing outside the target is touched.

use super::*;

/// A dead job in the target whose journal has this body and its checksum.
fn with_journal(world: &World, body: impl Fn(Uuid) -> String) -> PathBuf {
    let mut job = LocalJob::begin(&world.registry(), &world.target(), Uuid::new_v4(), Replace::Nothing).unwrap();
    let claim = job.claim.take().unwrap();
    put(&claim.folder.path().join(ATTEMPTS).join("0/a"), "new");
    put(&claim.folder.path().join(ATTEMPTS).join("0/b"), "new");
    let body = body(claim.job);
    let path = claim.folder.path().join(names::JOURNAL);
    put(&path, &format!("{:08x}\n{body}", crc32fast::hash(body.as_bytes())));
    path
}

fn journal(job: Uuid, steps: &str, deletions: &str) -> String {
    format!(r#"{{"version":1,"job":"{job}","undo":false,"steps":[{steps}],"deletions":[{deletions}],"success":true}}"#)
}

/// A world with something outside the target, and a link to it in the target.
fn world() -> World {
    let world = World::with(&files(&["x"]));
    put(&world.root.join("outside/victim"), "untouched");
    std::os::unix::fs::symlink(world.root.join("outside"), world.target().join("link")).unwrap();
    world
}

fn check_refused(world: &World, told: &str) {
    let before = world.seen();
    let refused = recover(&world.target(), Which::All, &Disk::default());
    assert!(refused.is_err(), "{told}");
    assert!(world.start(&Disk::default()).is_err(), "{told}");
    assert!(world.write(&Disk::default(), &files(&["n"]), Replace::Nothing).is_err(), "{told}");
    assert_eq!(world.seen(), before, "{told}");
    check_outside(world, told);
}

fn check_outside(world: &World, told: &str) {
    let mut outside = Files::new();
    collect(&world.root.join("outside"), "", &mut outside);
    assert_eq!(outside.into_iter().collect::<Vec<_>>(), [("victim".to_owned(), "untouched".to_owned())], "{told}");
}

#[test]
fn paths_that_lead_out_are_refused() {
    let swap = r#"{"Swap":{"at":"../outside","deletions":[]}}"#;
    let cases = [
        ("", r#""../outside/victim""#),
        ("", r#""/etc/passwd""#),
        ("", r#""a/../../outside/victim""#),
        ("", r#""a//b""#),
        ("", r#""_temporary/x""#),
        ("", r#""""#),
        (swap, ""),
        (r#"{"Swap":{"at":"_temporary","deletions":[]}}"#, ""),
        (r#"{"Move":{"from":"attempts/0/a","to":"../outside/a"}}"#, ""),
        (r#"{"Move":{"from":"../../x","to":"y"}}"#, ""),
        (r#"{"Move":{"from":"lock","to":"y"}}"#, ""),
        (r#"{"Move":{"from":"attempts/0/a","to":"_temporary/y"}}"#, ""),
        (r#"{"Burn":{"at":"x"}}"#, ""),
    ];
    for (steps, deletions) in cases {
        let world = world();
        with_journal(&world, |job| journal(job, steps, deletions));
        check_refused(&world, &format!("{steps} {deletions}"));
    }
}

#[test]
fn damaged_journals_and_those_of_other_jobs_are_refused() {
    let world = world();
    with_journal(&world, |_| journal(Uuid::new_v4(), "", ""));
    check_refused(&world, "another job");
    for damage in ["", "00000000\n{}", "no journal", "\u{0}"] {
        let world = self::world();
        let path = with_journal(&world, |job| journal(job, "", ""));
        put(&path, damage);
        check_refused(&world, damage);
    }
    let world = self::world();
    let path = with_journal(&world, |job| journal(job, "", r#""x""#));
    let text = fs::read_to_string(&path).unwrap().replace("\"x\"", "\"y\"");
    put(&path, &text);
    check_refused(&world, "a letter changed");
}

#[test]
fn links_are_not_followed() {
    // The first step is done, so that recovery goes forward until it meets the link; then it goes back.
    let moves = r#"{"Move":{"from":"attempts/0/gone","to":"x"}},{"Move":{"from":"attempts/0/a","to":"link/a"}}"#;
    let world = world();
    with_journal(&world, |job| journal(job, moves, r#""link/victim""#));
    // Taking back moves `x`, which the journal says is the write's, so only what is outside counts here.
    let _ = recover(&world.target(), Which::All, &Disk::default());
    check_outside(&world, "a move");
    let world = self::world();
    let path = with_journal(&world, |job| journal(job, "", r#""link/victim","link""#));
    put(&path.with_file_name(names::DECIDED), "");
    recover(&world.target(), Which::All, &Disk::default()).unwrap();
    check_outside(&world, "a deletion");
    assert!(fs::symlink_metadata(world.target().join("link")).is_err());
    let world = self::world();
    with_journal(&world, |job| {
        journal(
            job,
            r#"{"Move":{"from":"attempts/0/gone","to":"x"}},{"Swap":{"at":"link","deletions":["victim"]}}"#,
            "",
        )
    });
    let _ = recover(&world.target(), Which::All, &Disk::default());
    check_outside(&world, "a swap");
}

#[test]
fn a_job_folder_that_is_a_link_or_has_no_plain_files_is_none() {
    let world = world();
    let path = with_journal(&world, |job| journal(job, "", r#""x""#));
    put(&path.with_file_name(names::DECIDED), "");
    let (folder, hidden) = (path.parent().unwrap().to_owned(), world.root.join("hidden"));
    fs::rename(&folder, &hidden).unwrap();
    std::os::unix::fs::symlink(&hidden, &folder).unwrap();
    recover(&world.target(), Which::All, &Disk::default()).unwrap();
    assert!(world.seen().contains_key("x"));
    fs::remove_file(&folder).unwrap();
    fs::rename(&hidden, &folder).unwrap();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(recover(&world.target(), Which::All, &Disk::default()).is_err());
    assert!(world.seen().contains_key("x"));
}

#[test]
fn a_folder_beside_the_target_only_speaks_for_that_target() {
    let world = world();
    put(&world.root.join("other/y"), "theirs");
    let mut job =
        LocalJob::begin(&world.registry(), &world.root.join("other"), Uuid::new_v4(), Replace::Everything).unwrap();
    let claim = job.claim.take().unwrap();
    put(&claim.folder.path().join("new/stray"), "stray");
    let body = journal(claim.job, r#"{"Swap":{"at":"","deletions":[]}}"#, "");
    put(&claim.folder.path().join(names::JOURNAL), &format!("{:08x}\n{body}", crc32fast::hash(body.as_bytes())));
    drop(claim);
    recover(&world.target(), Which::All, &Disk::default()).unwrap();
    assert!(!world.target().join("stray").exists());
}
