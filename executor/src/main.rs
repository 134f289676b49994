//! A worker of a Sparrow fleet: joins a server, runs the tasks it is given, keeps their results until others have read them.

mod bench;
mod counters;
mod dial;
mod drain;
mod executor;
mod health;
mod join;
mod options;
mod orders;
mod outbox;
mod patience;
mod signals;
mod stay;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::options::Options;

#[cfg(all(feature = "jemalloc", not(feature = "system-allocator")))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// `EX_CONFIG` of sysexits.h: something in the options must be changed.
const EXIT_SETTINGS: u8 = 78;

fn main() -> ExitCode {
    let settings = match Options::parse().settings() {
        Ok(settings) => settings,
        Err(problem) => return fail(EXIT_SETTINGS, &problem),
    };
    let telemetry = match wiring::start_telemetry(&settings) {
        Ok(telemetry) => telemetry,
        Err(problem) => return fail(EXIT_SETTINGS, &problem),
    };
    let outcome = wiring::run(settings, telemetry.metrics());
    telemetry.end();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(1, &failure),
    }
}

#[expect(clippy::print_stderr, reason = "the logs may not be there yet, and a person waits at the terminal")]
fn fail(code: u8, problem: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("sparrow-executor: {problem}");
    ExitCode::from(code)
}
