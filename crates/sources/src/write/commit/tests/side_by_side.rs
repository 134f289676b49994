//! Several jobs, attempts and writers at one target.

use super::*;

fn begin(world: &World, replace: Replace) -> LocalJob {
    LocalJob::begin(&world.registry(), &world.target(), Uuid::new_v4(), replace).unwrap()
}

#[test]
fn a_living_job_is_left_alone() {
    let world = World::with(&files(&["x"]));
    for replace in [Replace::Nothing, Replace::Everything] {
        let job = begin(&world, replace);
        let winners = attempt(&job, 0, &files(&["a"]));
        recover(&world.target(), Which::All, &Disk::default()).unwrap();
        world.start(&Disk::default()).unwrap();
        assert!(job.folder().join(MARKER).exists());
        job.commit(&winners).unwrap();
        assert!(world.seen().contains_key("a"));
        assert_eq!(world.traces(), Vec::<String>::new());
        fs::remove_file(world.target().join("a")).unwrap();
    }
}

#[test]
fn a_dropped_job_leaves_nothing() {
    let world = World::new();
    for replace in [Replace::Nothing, Replace::Everything, Replace::Partitions] {
        let job = begin(&world, replace);
        attempt(&job, 0, &files(&["m=0/a"]));
        drop(job);
        assert!(!world.target().exists());
        assert_eq!(world.traces(), Vec::<String>::new());
    }
}

#[test]
fn an_overwrite_keeps_what_others_write_meanwhile() {
    let world = World::with(&files(&["x"]));
    let append = begin(&world, Replace::Nothing);
    let appended = attempt(&append, 0, &files(&["late"]));
    assert!(append.folder().starts_with(world.target()));
    let overwrite = begin(&world, Replace::Everything);
    let overwritten = attempt(&overwrite, 0, &files(&["a"]));
    overwrite.commit(&overwritten).unwrap();
    assert_eq!(world.seen(), files(&["a"]));
    append.commit(&appended).unwrap();
    assert_eq!(world.seen(), files(&["a", "late"]));
    assert_eq!(world.traces(), Vec::<String>::new());
}

#[test]
fn overwrites_follow_one_another() {
    let world = World::with(&files(&["x"]));
    let jobs: Vec<_> = (0..8)
        .map(|number| {
            let job = begin(&world, Replace::Everything);
            let winners = attempt(&job, 0, &files(&[&format!("a{number}"), &format!("b{number}")]));
            (job, winners)
        })
        .collect();
    std::thread::scope(|scope| {
        for (job, winners) in jobs {
            scope.spawn(move || job.commit(&winners).unwrap());
        }
    });
    let seen: Vec<String> = world.seen().into_keys().collect();
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert_eq!(seen[0][1..], seen[1][1..], "{seen:?}");
    assert_eq!(world.traces(), Vec::<String>::new());
}

#[test]
fn appends_side_by_side_all_count() {
    let world = World::with(&files(&["x"]));
    std::thread::scope(|scope| {
        for number in 0..8 {
            let world = &world;
            scope.spawn(move || {
                world.write(&Disk::default(), &files(&[&format!("a{number}")]), Replace::Nothing).unwrap()
            });
        }
    });
    assert_eq!(world.seen().len(), 9);
    assert_eq!(world.traces(), Vec::<String>::new());
}

#[test]
fn two_that_make_a_target_both_count() {
    let world = World::new();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let world = &world;
            let write = move || world.write(&Disk::default(), &files(&[&format!("a{number}")]), Replace::Nothing);
            scope.spawn(move || write().unwrap());
        }
    });
    assert_eq!(world.seen().len(), 8);
    assert_eq!(world.traces(), Vec::<String>::new());
}

#[test]
fn attempts_that_lost_are_swept() {
    for replace in [Replace::Nothing, Replace::Everything, Replace::Partitions] {
        let world = World::with(&files(&["m=0/x"]));
        let job = begin(&world, replace);
        let winners = attempt(&job, 0, &files(&["m=0/a"]));
        attempt(&job, 1, &files(&["m=0/a", "m=9/b"]));
        job.commit(&winners).unwrap();
        assert_eq!(world.seen().keys().filter(|path| path.ends_with("/a")).count(), 1);
        assert!(!world.target().join("m=9").exists());
        assert_eq!(world.traces(), Vec::<String>::new());
    }
}

#[test]
fn what_is_written_after_a_jobs_end_is_swept_when_it_is_old() {
    let world = World::with(&files(&["x"]));
    let job = Uuid::new_v4();
    let folders = [world.target().join(TEMPORARY).join(job.to_string()), world.root.join(names::beside(job))];
    for folder in &folders {
        put(&folder.join(format!("{ATTEMPTS}/00000-1/m=0/part-00000-{job}.c000.csv")), "late");
        put(&folder.join("not ours"), "kept");
    }
    recover(&world.target(), Which::All, &Disk::default()).unwrap();
    assert!(folders.iter().all(|folder| folder.join(ATTEMPTS).exists()));
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    for folder in &folders {
        fs::File::open(folder).unwrap().set_modified(long_ago).unwrap();
    }
    recover(&world.target(), Which::All, &Disk::default()).unwrap();
    for folder in &folders {
        assert!(!folder.join(ATTEMPTS).exists());
        assert_eq!(fs::read_to_string(folder.join("not ours")).unwrap(), "kept");
    }
}

#[test]
fn folders_of_others_are_left_alone() {
    let world = World::with(&files(&["x"]));
    let theirs = [
        world.target().join(TEMPORARY).join("0/_temporary/attempt_1/part-0"),
        world.target().join(TEMPORARY).join("not-a-uuid/lock"),
        world.root.join(".sparrow-no/lock"),
        world.root.join(".other/job.json"),
    ];
    theirs.iter().for_each(|path| put(path, "theirs"));
    world.write(&Disk::default(), &files(&["a"]), Replace::Everything).unwrap();
    world.write(&Disk::default(), &files(&["b"]), Replace::Nothing).unwrap();
    assert_eq!(world.seen(), files(&["a", "b"]));
    assert!(theirs.iter().all(|path| path.exists()));
}

#[test]
fn a_link_to_the_target_stays_and_a_link_in_it_is_not_followed() {
    let world = World::with(&files(&["x"]));
    let link = world.root.join("link");
    std::os::unix::fs::symlink(world.target(), &link).unwrap();
    put(&world.root.join("outside/kept"), "kept");
    std::os::unix::fs::symlink(world.root.join("outside"), world.target().join("inside")).unwrap();
    let job = LocalJob::begin(&world.registry(), &link, Uuid::new_v4(), Replace::Everything).unwrap();
    let winners = attempt(&job, 0, &files(&["a"]));
    job.commit(&winners).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(world.seen(), files(&["a"]));
    assert!(!world.target().join("inside").exists());
    assert_eq!(fs::read_to_string(world.root.join("outside/kept")).unwrap(), "kept");
}

#[test]
fn a_new_folder_has_the_permissions_of_the_old_one() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::with(&files(&["m=0/x"]));
    for folder in [world.target(), world.target().join("m=0")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o2751)).unwrap();
    }
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    world.write(&Disk::default(), &files(&["m=0/a"]), Replace::Partitions).unwrap();
    assert_eq!(mode(world.target().join("m=0")), 0o2751);
    world.write(&Disk::default(), &files(&["a"]), Replace::Everything).unwrap();
    assert_eq!(mode(world.target()), 0o2751);
}

#[test]
fn a_missing_file_of_an_attempt_fails_the_write_before_anything_is_seen() {
    let old = files(&["x"]);
    for replace in [Replace::Nothing, Replace::Everything] {
        let world = World::with(&old);
        let job = begin(&world, replace);
        let winners = attempt(&job, 0, &files(&["a", "b"]));
        fs::remove_file(job.folder().join(winners[1].file.as_str())).unwrap();
        assert!(job.commit(&winners).unwrap_err().to_string().contains("is not in"));
        assert_eq!(world.seen(), old);
        assert_eq!(world.traces(), Vec::<String>::new());
    }
}
