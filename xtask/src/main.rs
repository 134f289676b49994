//! The project's automation: one command per file, run as `cargo xtask <command>`.

mod codegen;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Sparrow's automation")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the Rust code and the descriptors generated from `proto/spark/connect`.
    Codegen {
        /// Write nothing; fail when the committed files are stale.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let root = workspace::root();
    let problems = match Arguments::parse().command {
        Command::Codegen { check: true } => codegen::check(&root),
        Command::Codegen { check: false } => codegen::write(&root),
    };
    for problem in &problems {
        eprintln!("{problem}");
    }
    if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
