//! An adapter: a process that is asked by a line of JSON and answers by one; knows nothing of what is asked.
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::problem::{At, Problem, Result};
use crate::world::Client;

/// The longest line an adapter may answer.
const ANSWER_BYTES_MAX: u64 = 512 << 20;
/// How much of an adapter's log is shown when it dies.
const LOG_LINES_SHOWN: usize = 15;
/// How long an adapter has to end when its input does.
const ENDING: Duration = Duration::from_secs(10);
/// How long it may take to start: virtual machines, imports.
const STARTING: Duration = Duration::from_secs(60);

/// A running adapter.
pub struct Adapter {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    log: PathBuf,
    last_id: u64,
    /// The client's own version.
    pub version: String,
}

impl Adapter {
    /// Starts the process, and asks who it is. What it says on standard error goes into the file `log`.
    pub async fn start(client: &Client, log: &Path) -> Result<Self> {
        let errors = File::options().create(true).append(true).open(log).at(log.display())?;
        let mut child = Command::new(&client.command[0])
            .args(&client.command[1..])
            .envs(&client.environment)
            // Nothing it may write by itself lands in the checkout.
            .current_dir(log.parent().unwrap_or(Path::new("/")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .kill_on_drop(true)
            .spawn()
            .at(&client.command[0])?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Problem::new("the adapter has no standard input and output"));
        };
        let output = BufReader::new(output);
        let mut adapter = Self { child, input, output, log: log.to_owned(), last_id: 0, version: String::new() };
        let answer = adapter.ask("describe", Map::new(), STARTING).await?;
        let version = answer["ok"]["version"].as_str();
        adapter.version =
            version.ok_or_else(|| Problem::new(format!("`describe` answered no version: {answer}")))?.to_owned();
        Ok(adapter)
    }

    /// Asks for one thing, and waits for its answer: an object with `ok`, `error` or `unsupported`. After an error the adapter is
    /// in an unknown state: it is to be ended.
    pub async fn ask(&mut self, name: &str, parameters: Map<String, Value>, within: Duration) -> Result<Value> {
        self.last_id += 1;
        let mut request = Map::from_iter([("id".to_owned(), json!(self.last_id)), ("do".to_owned(), json!(name))]);
        request.extend(parameters);
        let line = format!("{}\n", Value::Object(request));
        match timeout(within, self.exchange(&line)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(problem)) => {
                Err(Problem::new(format!("{problem}{}", self.last_words())).at(format!("asked to {name}")))
            }
            Err(_) => Err(Problem::new(format!(
                "no answer to {name} within {} seconds{}",
                within.as_secs_f64(),
                self.last_words()
            ))),
        }
    }

    async fn exchange(&mut self, line: &str) -> Result<Value> {
        self.input.write_all(line.as_bytes()).await.at("the adapter takes no input")?;
        self.input.flush().await.at("the adapter takes no input")?;
        let mut answer = Vec::new();
        let mut output = (&mut self.output).take(ANSWER_BYTES_MAX);
        output.read_until(b'\n', &mut answer).await.at("the adapter gives no output")?;
        if answer.is_empty() {
            return Err(Problem::new("the adapter has ended"));
        }
        if answer.last() != Some(&b'\n') {
            return Err(Problem::new(format!(
                "the answer ends after {} bytes without the end of a line",
                answer.len()
            )));
        }
        let answer: Value = serde_json::from_slice(&answer).map_err(|error| not_json(&error, &answer))?;
        if answer["id"] == self.last_id {
            Ok(answer)
        } else {
            Err(Problem::new(format!("asked {}, answered {}", self.last_id, answer["id"])))
        }
    }

    /// The process id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// The last lines it wrote to its log.
    fn last_words(&self) -> String {
        let log = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<_> = text.lines().collect();
        let tail = &lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..];
        if tail.is_empty() {
            String::new()
        } else {
            format!("; the end of {}:\n    {}", self.log.display(), tail.join("\n    "))
        }
    }

    /// Ends its input and waits for the process, which is killed when it stays.
    pub async fn end(mut self) -> Result<()> {
        drop(self.input);
        if timeout(ENDING, self.child.wait()).await.is_err() {
            self.child.kill().await.at("ending the adapter")?;
            return Err(Problem::new(format!(
                "the adapter did not end within {} seconds of its input",
                ENDING.as_secs()
            )));
        }
        Ok(())
    }

    /// Ends the process at once.
    pub async fn kill(mut self) {
        // It may have ended already, which is as well.
        self.child.kill().await.ok();
    }
}

fn not_json(error: &serde_json::Error, answer: &[u8]) -> Problem {
    let start = String::from_utf8_lossy(&answer[..answer.len().min(200)]).into_owned();
    Problem::new(format!("the answer is not JSON ({error}): {start}"))
}
