//! Any sequence of writes, crashes and recoveries: each write counts in full or not at all.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
struct Write {
    replace: Replace,
    /// Partitions that get a file.
    partitions: Vec<u8>,
    /// The end of the process, in steps.
    end: Option<usize>,
    /// How it is recovered, and where that ends first.
    recovery: (Recover, Option<usize>),
}

#[derive(Clone, Copy, Debug)]
enum Recover {
    Start,
    Reader,
    NextWrite,
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let replace = prop_oneof![Just(Replace::Nothing), Just(Replace::Everything), Just(Replace::Partitions)];
    let recover = prop_oneof![Just(Recover::Start), Just(Recover::Reader), Just(Recover::NextWrite)];
    let end = || proptest::option::weighted(0.7, 0..90_usize);
    let write = (replace, proptest::collection::vec(0..4_u8, 0..4), end(), (recover, end()));
    let write = write.prop_map(|(replace, partitions, end, recovery)| Write { replace, partitions, end, recovery });
    proptest::collection::vec(write, 1..8)
}

fn after(old: &Files, written: &Files, replace: Replace) -> Files {
    let folder = |path: &str| path.split_once('/').map(|(folder, _)| folder.to_owned());
    let is_hit = |path: &str| written.keys().any(|new| folder(new) == folder(path));
    let stays = |path: &str| match replace {
        Replace::Nothing => true,
        Replace::Everything => false,
        Replace::Partitions => !is_hit(path),
    };
    let kept = old.iter().filter(|(path, _)| stays(path)).map(|(path, text)| (path.clone(), text.clone()));
    kept.chain(written.clone()).collect()
}

fn disk(end: Option<usize>) -> Disk {
    end.map_or_else(Disk::default, Disk::ending_after)
}

fn check(writes: &[Write]) -> Result<(), TestCaseError> {
    let world = World::new();
    let mut state = Files::new();
    for (number, write) in writes.iter().enumerate() {
        let written: Files =
            write.partitions.iter().map(|p| (format!("m={p}/part-{number}"), format!("{number}"))).collect();
        let ending = disk(write.end);
        let done = world.write(&ending, &written, write.replace);
        let new = after(&state, &written, write.replace);
        if !ending.has_ended() {
            done.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(world.seen(), new.clone());
            state = new;
            continue;
        }
        let ending = disk(write.recovery.1);
        let recover_now = |disk: &Disk| match write.recovery.0 {
            Recover::Start => world.start(disk),
            Recover::Reader => recover(&world.target(), Which::Journals, disk),
            Recover::NextWrite => recover(&world.target(), Which::All, disk),
        };
        let _ = recover_now(&ending);
        recover_now(&Disk::default()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let seen = world.seen();
        prop_assert!(seen == state || seen == new, "{:?} is neither {:?} nor {:?}", seen, state, new);
        state = seen;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_write_counts_in_full_or_not_at_all(writes in writes()) {
        check(&writes)?;
    }
}
