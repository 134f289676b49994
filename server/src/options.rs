//! The command line. Every setting has its place in a file, a variable of the environment, or `--set`; the later wins.

use std::path::PathBuf;

use clap::Parser;

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
    #[arg(long, value_name = "FILE", env = "SPARROW_CONFIG")]
    config: Option<PathBuf>,

    /// A single setting; may be given many times. `--help` lists them.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl Options {
    /// The settings from everywhere.
    pub fn settings(self) -> Result<Settings, Problem> {
        let mut sources = Sources::default();
        if let Some(path) = &self.config {
            sources.add_file(path)?;
        }
        sources.add_environment(std::env::vars())?;
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
