//! Runs the cases of clients/features against servers, through an adapter for each client.
mod adapter;
mod answer;
mod canonical;
mod case;
mod compare;
mod ddl;
mod known_failing;
mod memory;
mod mock;
mod play;
mod problem;
mod record;
mod release;
mod results;
mod run;
mod spark_type;
mod upload;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::problem::{Problem, Result};
use crate::run::Run;
use crate::world::World;

/// Plays the cases of clients/features through the adapters of clients. `integration-tests/run.py clients` starts servers, writes
/// the world's file and calls this.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays cases for clients in settings, and holds the answers against what is expected.
    Run {
        /// Where servers, adapters and folders are: JSON.
        #[arg(long)]
        world: PathBuf,
        /// Clients of the world, separated by commas; all by default.
        #[arg(long)]
        clients: Option<String>,
        /// Settings of the world, separated by commas; all by default.
        #[arg(long)]
        settings: Option<String>,
        /// `area/case`, with `*` and `?`.
        #[arg(long, default_value = "*")]
        cases: String,
        /// A file that the tallies are kept in, for the matrix.
        #[arg(long)]
        results: Option<PathBuf>,
        /// Shows the differences of known failures too.
        #[arg(long)]
        verbose: bool,
    },
    /// Plays cases against real Spark, and writes its answers into their files.
    Record {
        #[arg(long)]
        world: PathBuf,
        #[arg(long, default_value = "*")]
        cases: String,
    },
    /// Has each of our clients stream 2 GiB, and looks at the memory of its process.
    Memory {
        #[arg(long)]
        world: PathBuf,
    },
    /// Tells the kept tallies, a line each.
    Tallies {
        #[arg(long)]
        results: PathBuf,
    },
    /// Writes the matrix of kept tallies into a page.
    Matrix {
        #[arg(long)]
        results: PathBuf,
        #[arg(long)]
        page: PathBuf,
    },
    /// Checks all cases and counts them.
    List {
        /// The folder of the cases.
        #[arg(long, default_value = "clients/features")]
        features: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match Box::pin(obey(Arguments::parse().command)).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("sparrow-features: {problem}");
            ExitCode::from(2)
        }
    }
}

async fn obey(command: Command) -> Result<bool> {
    match command {
        Command::Run { world, clients, settings, cases, results, verbose } => {
            let world = World::read(&world)?;
            let chosen_clients = World::chosen(&world.clients, clients.as_deref(), "client")?;
            let chosen_settings = World::chosen(&world.settings, settings.as_deref(), "setting")?;
            if results.is_some() && cases != "*" {
                return Err(Problem::new("--results keeps the tallies of all cases: leave --cases out"));
            }
            let found = case::read_all(&world.cases, &cases)?;
            let run = Run { world: &world, cases: &found, is_whole: cases == "*", verbose };
            let tallies = run.play(&chosen_clients, &chosen_settings).await?;
            if let Some(file) = results {
                results::keep(&file, &tallies)?;
            }
            tallies.iter().flat_map(|tally| &tally.complaints).for_each(|complaint| println!("{complaint}"));
            Ok(told(&tallies))
        }
        Command::Record { world, cases } => {
            let world = World::read(&world)?;
            let found = case::read_all(&world.cases, &cases)?;
            record::record(&world, &found).await.map(|()| true)
        }
        Command::Memory { world } => memory::measure(&World::read(&world)?).await,
        Command::Matrix { results, page } => results::write_matrix(&page, &results::read(&results)?).map(|()| true),
        Command::Tallies { results } => Ok(told(&results::read(&results)?)),
        Command::List { features } => list(&features),
    }
}

/// Prints a line for each tally, and says whether all are good.
fn told(tallies: &[results::Tally]) -> bool {
    tallies.iter().for_each(|tally| println!("{}", tally.line()));
    tallies.iter().all(results::Tally::is_good)
}

/// Tells how many cases there are, by area, and over how many operations and actions.
fn list(folder: &Path) -> Result<bool> {
    let cases = case::read_all(folder, "*")?;
    let mut areas: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut operations, mut actions) = (BTreeSet::new(), BTreeSet::new());
    let mut trees = 0;
    for case in &cases {
        *areas.entry(case.area()).or_default() += 1;
        let (of_case, acted) = case.operations();
        trees += usize::from(!of_case.is_empty());
        operations.extend(of_case);
        actions.extend(acted);
    }
    areas.iter().for_each(|(area, count)| println!("{area:<12} {count}"));
    let unrecorded = cases.iter().filter(|case| case.expect.is_none()).count();
    println!(
        "{} cases, {trees} with operations, {} distinct operations, {} actions",
        cases.len(),
        operations.len(),
        actions.len()
    );
    if unrecorded > 0 {
        println!("{unrecorded} are not recorded yet");
    }
    Ok(unrecorded == 0)
}
