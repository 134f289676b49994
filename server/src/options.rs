//! The command line. Every setting has its place in a file, a variable of the environment, or `--set`; the later wins.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::settings::{Problem, Settings, Sources, help};

/// A Spark Connect server: unmodified PySpark connects to it with
/// `SparkSession.builder.remote("sc://127.0.0.1:15002").getOrCreate()`.
#[derive(Debug, Parser)]
#[command(name = "sparrow-server", version, after_long_help = help())]
pub struct Options {
    /// Address and port to listen on; port 0 takes a free one. Short for `--set server.listen=…`.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,

    /// Address and port where executors join. Short for `--set fleet.listen=…`.
    #[arg(long, value_name = "ADDRESS")]
    fleet_listen: Option<String>,

    /// File with the secret that executors must have. Short for `--set fleet.secret_file=…`.
    #[arg(long, value_name = "FILE")]
    fleet_secret_file: Option<String>,

    /// A TOML file with settings.
    #[arg(long, value_name = "FILE", env = "SPARROW_CONFIG", global = true)]
    config: Option<PathBuf>,

    /// A single setting; may be given many times. `--help` lists them.
    #[arg(long, value_name = "KEY=VALUE", global = true)]
    set: Vec<String>,

    /// What to do; without it the server runs.
    #[command(subcommand)]
    pub task: Option<Task>,
}

/// What to do instead of serving.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Looks at the settings.
    #[command(subcommand)]
    Config(ConfigTask),
    /// Makes tokens, and tells why one is refused.
    #[command(subcommand)]
    Token(TokenTask),
}

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub enum ConfigTask {
    /// Says what must be changed before the server may start; the exit code is then 78.
    Check,
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenTask {
    /// Makes a token and prints it, this once; the file keeps its digest.
    Issue(Issue),
    /// Tells step by step how the server judges a token; it is read from standard input.
    Explain {
        /// Reads the token from this file instead.
        #[arg(long, value_name = "FILE")]
        token_file: Option<PathBuf>,
    },
}

/// For whom a token is made.
#[derive(Debug, Args)]
pub struct Issue {
    /// The tenant its bearer belongs to.
    #[arg(long)]
    pub tenant: String,

    /// The person or program that bears it.
    #[arg(long)]
    pub subject: String,

    /// A group of theirs; may be given many times.
    #[arg(long = "group", value_name = "GROUP")]
    pub groups: Vec<String>,

    /// A role of theirs; may be given many times.
    #[arg(long = "role", value_name = "ROLE")]
    pub roles: Vec<String>,

    /// Days after which it is worth nothing; without it, it never expires.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36500))]
    pub expires_days: Option<u32>,

    /// The file that auth.tokens_file names; made if it is not there.
    #[arg(long, value_name = "FILE")]
    pub file: PathBuf,
}

/// The variables of this process that are text; no other is for us.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

impl Options {
    /// The settings from everywhere.
    pub fn settings(&self) -> Result<Settings, Problem> {
        let mut sources = Sources::default();
        if let Some(path) = &self.config {
            sources.add_file(path)?;
        }
        sources.add_environment(environment())?;
        for pair in &self.set {
            sources.add_pair(pair)?;
        }
        let short = [
            ("server.listen", &self.listen),
            ("fleet.listen", &self.fleet_listen),
            ("fleet.secret_file", &self.fleet_secret_file),
        ];
        for (key, given) in short {
            if let Some(text) = given {
                sources.add(key, text)?;
            }
        }
        sources.finish()
    }
}
