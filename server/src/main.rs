//! The program: reads its settings, puts the parts together, serves until it is told to stop.

mod auth;
mod exposition;
mod files;
mod fleet;
mod machine;
mod metrics;
mod options;
mod rpc;
mod settings;
mod shutdown;
mod status;
mod tasks;
mod tls;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::options::Options;

#[cfg(all(feature = "mimalloc", not(feature = "system-allocator")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(all(feature = "jemalloc", not(feature = "mimalloc"), not(feature = "system-allocator")))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// `EX_CONFIG` of sysexits.h: something in the settings must be changed.
const EXIT_SETTINGS: u8 = 78;

fn main() -> ExitCode {
    let options = Options::parse();
    match &options.task {
        Some(task) => tasks::run(task, &options),
        None => serve(&options),
    }
}

fn serve(options: &Options) -> ExitCode {
    let settings = match options.settings() {
        Ok(settings) => settings,
        Err(error) => return fail(EXIT_SETTINGS, &error),
    };
    let accepted = match settings::accept(settings) {
        Ok(accepted) => accepted,
        Err(problems) => {
            for problem in &problems {
                fail(EXIT_SETTINGS, problem);
            }
            return ExitCode::from(EXIT_SETTINGS);
        }
    };
    let telemetry = match wiring::start_telemetry(&accepted.telemetry) {
        Ok(telemetry) => telemetry,
        Err(error) => return fail(1, &error),
    };
    let outcome = wiring::run(accepted, telemetry.metrics());
    telemetry.end();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(1, &error),
    }
}

#[expect(clippy::print_stderr, reason = "the logs may not be there yet, and a person waits at the terminal")]
fn fail(code: u8, error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("sparrow-server: {error}");
    ExitCode::from(code)
}
