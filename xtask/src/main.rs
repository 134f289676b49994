//! The project's automation: one command per file, run as `cargo xtask <command>`.

mod codegen;
mod integration_tests;
mod tidy;
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
    /// Write what is generated: messages from the `.proto` files below `proto`, the clients' functions, snippets of pages.
    Codegen {
        /// Write nothing; fail when the committed files are stale.
        #[arg(long)]
        check: bool,
        /// Write the Go client's messages instead; needs Go.
        #[arg(long, conflicts_with = "check")]
        go: bool,
    },
    /// Ask real Spark 4.2.1 for the answers the suites expect and write them beside the cases (needs Java 17).
    Record {
        /// The suites to record; all when none is named.
        suites: Vec<String>,
    },
    /// Write the pages of docs/reference, and the facts they stand on, from what the built server answers.
    Reference {
        /// Ask no server: write the pages from the facts that are there.
        #[arg(long)]
        quick: bool,
    },
    /// Check layers, purpose lines, sizes, words and the freshness of generated files.
    Tidy,
}

fn main() -> ExitCode {
    let root = workspace::root();
    let report = match Arguments::parse().command {
        Command::Codegen { go: true, .. } => codegen::go::write(&root).into(),
        Command::Codegen { check: true, .. } => codegen::check(&root).into(),
        Command::Codegen { check: false, .. } => codegen::write(&root).into(),
        Command::Record { suites } => integration_tests::run(&root, "record", &suites).into(),
        Command::Reference { quick } => {
            let arguments = if quick { vec!["--quick".to_owned()] } else { vec![] };
            integration_tests::run(&root, "reference", &arguments).into()
        }
        Command::Tidy => tidy::check(&root),
    };
    report.print()
}

/// What a command found.
#[derive(Debug, Default)]
struct Report {
    /// What makes the command fail.
    problems: Vec<String>,
    /// What is allowed but worth a look.
    notes: Vec<String>,
}

impl From<Vec<String>> for Report {
    fn from(problems: Vec<String>) -> Self {
        Self { problems, notes: Vec::new() }
    }
}

impl Report {
    fn print(&self) -> ExitCode {
        for note in &self.notes {
            eprintln!("note: {note}");
        }
        for problem in &self.problems {
            eprintln!("error: {problem}");
        }
        if self.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
