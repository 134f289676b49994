//! What the program does instead of serving: it checks settings, makes tokens, explains refusals.

mod token;

use std::io::Write;
use std::process::ExitCode;

use crate::options::{ConfigTask, Options, Task, TokenTask};
use crate::settings::{self, Problem, Settings};
use crate::{EXIT_SETTINGS, fail};

/// Does it.
pub fn run(task: &Task, options: &Options) -> ExitCode {
    match task {
        Task::Config(ConfigTask::Check) => check(options.settings()),
        Task::Token(TokenTask::Issue(issue)) => match token::issue(issue) {
            Ok(token) => say(&token),
            Err(problem) => fail(1, &problem),
        },
        Task::Token(TokenTask::Explain { token_file }) => match options.settings() {
            Ok(settings) => token::explain(&settings, token_file.as_deref()),
            Err(problem) => fail(EXIT_SETTINGS, &problem),
        },
    }
}

fn check(settings: Result<Settings, Problem>) -> ExitCode {
    let Err(problems) = settings.map_err(|problem| vec![problem]).and_then(settings::accept) else {
        return say(&"the settings are fine");
    };
    for problem in &problems {
        say(problem);
    }
    ExitCode::from(EXIT_SETTINGS)
}

/// A line on standard output.
fn say(line: &dyn std::fmt::Display) -> ExitCode {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
