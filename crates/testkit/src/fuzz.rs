//! Fuzzing on stable Rust: inputs are made by strategies, checked on a small stack, and shrunk when they panic.
//!
//! Every target first reads its corpus, the files below `fuzz-corpus/<target>` of the crate under test: each find becomes
//! one. Then a short run follows, the same every time; `SPARROW_FUZZ_SECONDS` makes it longer, and another one each time.

mod damage;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::crate_folder;

pub use damage::{damaged, damaged_from, soup};

/// How long a target runs when nobody asks for more.
const SHORT: Duration = Duration::from_millis(600);
/// Inputs between two looks at the clock.
const CASES: u32 = 64;
/// Less than the server gives its threads, so that what fits here fits there.
const STACK_BYTES: usize = 16 << 20;

/// Something that reads bytes from outside.
pub struct Target {
    /// Its name, and its corpus's folder.
    pub name: &'static str,
}

impl Target {
    /// Feeds `check` with the corpus, then with what `inputs` makes. A panic is a failure, whose input is printed and kept.
    pub fn run<S>(&self, inputs: S, check: impl Fn(&[u8]) + Send)
    where
        S: Strategy<Value = Vec<u8>> + Send,
    {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK_BYTES).name(self.name.to_owned());
            let run = thread.spawn_scoped(scope, move || self.run_here(&inputs, &check)).expect("a thread starts");
            if let Err(panic) = run.join() {
                panic::resume_unwind(panic);
            }
        });
    }

    fn run_here<S: Strategy<Value = Vec<u8>>>(&self, inputs: &S, check: &dyn Fn(&[u8])) {
        for (path, bytes) in self.corpus() {
            let passes = panic::catch_unwind(AssertUnwindSafe(|| check(&bytes)));
            assert!(passes.is_ok(), "{} fails again", path.display());
        }
        let (duration, seed) = asked();
        let mut runner = TestRunner::new_with_rng(config(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let end = Instant::now() + duration;
        while Instant::now() < end {
            let failed = runner.run(inputs, |bytes| {
                check(&bytes);
                Ok(())
            });
            match failed {
                Ok(()) => {}
                Err(TestError::Fail(why, bytes)) => panic!("{}: {why}\n{}", self.name, self.keep(&bytes)),
                Err(TestError::Abort(why)) => panic!("{}: {why}", self.name),
            }
        }
    }

    fn folder(&self) -> PathBuf {
        crate_folder().join("fuzz-corpus").join(self.name)
    }

    fn corpus(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let Ok(files) = fs::read_dir(self.folder()) else { return Vec::new() };
        let mut paths: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        paths.sort();
        paths.into_iter().filter_map(|path| Some((path.clone(), fs::read(path).ok()?))).collect()
    }

    /// Keeps a find where the next run begins.
    fn keep(&self, bytes: &[u8]) -> String {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned();
        let hash =
            bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
        let path = self.folder().join(format!("found-{hash:016x}"));
        let kept = fs::create_dir_all(self.folder()).and_then(|()| fs::write(&path, bytes));
        match kept {
            Ok(()) => format!("kept as {}, which begins: {shown:?}", path.display()),
            Err(error) => format!("not kept ({error}): {bytes:?}"),
        }
    }
}

fn config() -> Config {
    Config { cases: CASES, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() }
}

/// How long to run, and from which seed.
fn asked() -> (Duration, [u8; 32]) {
    let seconds = std::env::var("SPARROW_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let Some(seconds) = seconds else { return (SHORT, [7; 32]) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut seed = [0; 32];
    seed[..16].copy_from_slice(&now.as_nanos().to_le_bytes());
    (Duration::from_secs(seconds), seed)
}
