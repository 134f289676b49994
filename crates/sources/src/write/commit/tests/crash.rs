//! The process ends before each change a commit makes, and before each change its recovery makes.

use super::*;

/// A write over something, and what readers may see before anything is recovered.
struct Case {
    name: &'static str,
    old: &'static [&'static str],
    written: &'static [&'static str],
    replace: Replace,
    /// Files of the old that stay.
    kept: &'static [&'static str],
    may_see: fn(seen: &Files, old: &Files, new: &Files) -> bool,
}

fn old_or_new(seen: &Files, old: &Files, new: &Files) -> bool {
    seen == old || seen == new
}

/// Old files stay, new ones come one by one.
fn more_and_more(seen: &Files, old: &Files, new: &Files) -> bool {
    old.keys().all(|path| seen.contains_key(path)) && seen.keys().all(|path| new.contains_key(path))
}

/// Each partition folder is the old one or the new one. A folder that stands in one, which no write of ours makes, is out of sight
/// on its way from the old to the new.
fn by_partition(seen: &Files, old: &Files, new: &Files) -> bool {
    let folder = |path: &String| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let part = |files: &Files, of: &String| -> Files {
        files.iter().filter(|(path, _)| folder(path) == folder(of)).map(|(p, t)| (p.clone(), t.clone())).collect()
    };
    let on_its_way = |of: &String| of.matches('/').count() > 1 && part(seen, of).is_empty();
    let same = |of: &String| part(seen, of) == part(old, of) || part(seen, of) == part(new, of) || on_its_way(of);
    seen.keys().chain(old.keys()).chain(new.keys()).all(same)
}

/// Nothing old goes before all that is new is there.
fn nothing_is_lost(seen: &Files, old: &Files, new: &Files) -> bool {
    let has = |files: &Files| files.keys().all(|path| seen.contains_key(path));
    has(old) || has(new)
}

const CASES: &[Case] = &[
    Case {
        name: "a new target",
        old: &[],
        written: &["a", "b"],
        replace: Replace::Nothing,
        kept: &[],
        may_see: old_or_new,
    },
    Case {
        name: "a new target with partitions",
        old: &[],
        written: &["m=0/a", "m=1/a", "m=1/b"],
        replace: Replace::Partitions,
        kept: &[],
        may_see: old_or_new,
    },
    Case {
        name: "append",
        old: &["x", "y"],
        written: &["a", "b", "c"],
        replace: Replace::Nothing,
        kept: &["x", "y"],
        may_see: more_and_more,
    },
    Case {
        name: "append of partitions, one of them new",
        old: &["m=0/x", "m=1/n=0/y"],
        written: &["m=0/a", "m=2/n=1/b", "m=2/n=1/c"],
        replace: Replace::Nothing,
        kept: &["m=0/x", "m=1/n=0/y"],
        may_see: more_and_more,
    },
    Case {
        name: "overwrite",
        old: &["x", "y", "_hidden", "sub/z"],
        written: &["a", "b"],
        replace: Replace::Everything,
        kept: &[],
        may_see: old_or_new,
    },
    Case {
        name: "overwrite with nothing",
        old: &["m=0/x", "m=1/y"],
        written: &[],
        replace: Replace::Everything,
        kept: &[],
        may_see: old_or_new,
    },
    Case {
        name: "overwrite with partitions",
        old: &["m=0/x", "m=1/y"],
        written: &["m=1/a", "m=2/n=0/b"],
        replace: Replace::Everything,
        kept: &[],
        may_see: old_or_new,
    },
    Case {
        name: "overwrite of partitions",
        old: &["m=0/x", "m=1/y", "m=1/z", "m=1/below/q", "m=3/x"],
        written: &["m=0/a", "m=1/a", "m=1/b", "m=2/a"],
        replace: Replace::Partitions,
        kept: &["m=3/x", "m=1/below/q"],
        may_see: by_partition,
    },
    Case {
        name: "overwrite of partitions with nothing",
        old: &["m=0/x"],
        written: &[],
        replace: Replace::Partitions,
        kept: &["m=0/x"],
        may_see: old_or_new,
    },
];

fn check(case: &Case) {
    let old = files(case.old);
    let visible =
        |files: Files| -> Files { files.into_iter().filter(|(path, _)| !path.split('/').any(is_hidden)).collect() };
    let new: Files = visible(files(case.written).into_iter().chain(files(case.kept)).collect());
    for steps in 0.. {
        let world = World::with(&old);
        let disk = Disk::ending_after(steps);
        let written = world.write(&disk, &files(case.written), case.replace);
        let (seen, told) = (world.seen(), format!("{}, the end before step {steps}", case.name));
        if !disk.has_ended() {
            written.unwrap();
            assert_eq!(seen, new, "{}", case.name);
            assert_eq!(world.traces(), Vec::<String>::new(), "{}", case.name);
            assert!(world.target().join(SUCCESS).exists(), "{}", case.name);
            assert!(steps > 10, "{}: {steps} steps only", case.name);
            return;
        }
        assert!((case.may_see)(&seen, &visible(old.clone()), &new), "{told}: {seen:?}");
        check_recovery(&world, &visible(old.clone()), &new, &told);
    }
}

/// Recovery ends before each of its steps too, and is begun anew: by a start, by a write, by whoever reads.
fn check_recovery(world: &World, old: &Files, new: &Files, told: &str) {
    for steps in 0.. {
        let world = world.copy();
        let disk = Disk::ending_after(steps);
        let recovered = if steps % 2 == 0 {
            world.start(&disk)
        } else {
            recover(&world.target(), Which::All, &disk).and_then(|()| world.start(&disk))
        };
        let ended = disk.has_ended();
        assert!(ended || recovered.is_ok(), "{told}, {steps} steps of recovery: {recovered:?}");
        recover(&world.target(), Which::All, &Disk::default()).unwrap();
        let seen = world.seen();
        assert!(seen == *old || seen == *new, "{told}, {steps} steps of recovery: {seen:?}");
        world.start(&Disk::default()).unwrap();
        assert_eq!(world.seen(), seen, "{told}, {steps} steps of recovery, and again");
        // A folder that has no marker yet is too young to be swept.
        let traces: Vec<_> = world.traces().into_iter().filter(|path| !is_of_a_beginning(path)).collect();
        assert_eq!(traces, Vec::<String>::new(), "{told}, {steps} steps of recovery");
        if !ended {
            return;
        }
    }
}

fn is_of_a_beginning(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name == LOCK || name == TEMPORARY || name.ends_with(".draft") || path.starts_with("state/")
}

#[test]
fn a_target_is_old_or_new_wherever_a_commit_and_its_recovery_end() {
    CASES.iter().for_each(check);
}

#[test]
fn files_one_by_one_are_old_or_new_after_recovery_too() {
    let old = files(&["x", "m=0/y"]);
    let written = files(&["a", "m=0/b"]);
    for steps in 0.. {
        let world = World::with(&old);
        let disk = Disk::ending_after(steps);
        let done = one_by_one(&world, &disk, &written);
        let (seen, told) = (world.seen(), format!("one by one, the end before step {steps}"));
        if !disk.has_ended() {
            done.unwrap();
            assert_eq!(seen, written);
            return;
        }
        assert!(nothing_is_lost(&seen, &old, &written), "{told}: {seen:?}");
        check_recovery(&world, &old, &written, &told);
    }
}

/// An overwrite where the system cannot exchange folders.
fn one_by_one(world: &World, disk: &Disk, written: &Files) -> io::Result<()> {
    let mut job = LocalJob::begin(&world.registry().on(disk), &world.target(), Uuid::new_v4(), Replace::Everything)?;
    let winners = attempt(&job, 0, written);
    let claim = job.claim.take().unwrap();
    let target = Target::find(&world.target(), disk)?.unwrap();
    let _lock = target.lock()?;
    let settling = Settling { target: &target, claim: &claim };
    stage(&target, &claim, &winners, Replace::Everything)?;
    settling.run(&mut instead(&target, &claim, &winners)?)?;
    settling.close()?;
    job.end(claim, &target);
    Ok(())
}

#[test]
fn a_file_in_the_place_of_the_target_is_replaced() {
    for steps in 0.. {
        let world = World::new();
        put(&world.target(), "a file");
        let disk = Disk::ending_after(steps);
        let written = world.write(&disk, &files(&["a"]), Replace::Everything);
        let is_old = world.target().is_file();
        assert!(is_old || world.seen() == files(&["a"]));
        if !disk.has_ended() {
            written.unwrap();
            assert!(!is_old);
            return;
        }
        world.start(&Disk::default()).unwrap();
        assert_eq!(world.target().is_file(), is_old);
    }
}

#[test]
fn a_step_that_fails_takes_back_those_before_it() {
    // The second of two partitions cannot be made: a file has its name.
    for replace in [Replace::Nothing, Replace::Partitions] {
        let old = files(&["m=0/x", "m=1"]);
        let world = World::with(&old);
        let error = world.write(&Disk::default(), &files(&["m=0/a", "m=1/n=0/b"]), replace).unwrap_err();
        assert!(error.to_string().contains("m=1"), "{error}");
        assert_eq!(world.seen(), old);
        assert_eq!(world.traces(), Vec::<String>::new());
    }
}
