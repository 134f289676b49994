//! The adapter of our Rust client: reads requests from standard input, one JSON object a line, and answers each with a line
//! on standard output, as clients/features/README.md says. It refuses to know what is expected.

mod actions;
mod adapter;
mod answers;
mod columns;
mod frames;
mod generated;
mod literals;
mod problem;

use std::io::{self, BufRead, Read, Write};
use std::process::ExitCode;

use serde_json::Value;

/// How long a request may be.
const LINE_BYTES_MAX: u64 = 256 * 1024 * 1024;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = serve(&runtime);
    if let Err(error) = outcome {
        eprintln!("the adapter ends: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn serve(runtime: &tokio::runtime::Runtime) -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut adapter = adapter::Adapter::default();
    loop {
        let mut line = String::new();
        if input.by_ref().take(LINE_BYTES_MAX).read_line(&mut line)? == 0 {
            runtime.block_on(adapter.close());
            return Ok(());
        }
        if line.trim().is_empty() {
            continue;
        }
        let request: Value = serde_json::from_str(&line)?;
        let answer = runtime.block_on(adapter.answer(&request));
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
}
