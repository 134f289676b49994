//! Runs cases for every client in every setting, and says what failed; the servers are there already.
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::{Value, json};

use crate::adapter::Adapter;
use crate::answer::Answer;
use crate::case::{Case, FAULTS};
use crate::compare::{Rule, difference, observed_difference};
use crate::known_failing::KnownFailing;
use crate::mock;
use crate::play::{Play, Stage};
use crate::problem::{At, Problem, Result};
use crate::results::Tally;
use crate::world::{Client, Server, Setting, World};

/// How long the mock server may take to see what a client does in the background.
const SETTLING: Duration = Duration::from_secs(6);
const SETTLING_PAUSE: Duration = Duration::from_millis(50);
/// After so many adapters in a row that did not start, no other is tried.
const STARTS_FAILED_MAX: usize = 3;

/// What is run, and how it is told.
pub struct Run<'a> {
    pub world: &'a World,
    pub cases: &'a [Case],
    /// Whether these are all cases there are.
    pub is_whole: bool,
    /// Whether the differences of known failures are shown too.
    pub verbose: bool,
}

/// One client in one setting.
struct Turn<'a> {
    client_name: &'a str,
    client: &'a Client,
    setting_name: &'a str,
    setting: &'a Setting,
    known: KnownFailing,
}

impl Run<'_> {
    /// Plays the cases for these clients in these settings; as many clients at a time as the setting has servers.
    pub async fn play(&self, clients: &[(&String, &Client)], settings: &[(&String, &Setting)]) -> Result<Vec<Tally>> {
        let mut tallies = Vec::new();
        for (setting_name, setting) in settings {
            let turn = |(client_name, client): &(&'_ String, &'_ Client)| {
                let known = KnownFailing::read(&self.world.cases, client_name, self.is_whole.then_some(self.cases))?;
                Ok((client_name.to_string(), (*client).clone(), known))
            };
            let waiting = Mutex::new(clients.iter().map(turn).collect::<Result<VecDeque<_>>>()?);
            let workers = setting.servers.iter().map(|server| async {
                let mut done = Vec::new();
                loop {
                    let next =
                        waiting.lock().map_err(|_| Problem::new("a client's turn ended in a panic"))?.pop_front();
                    let Some((client_name, client, known)) = next else { break };
                    let turn = Turn { client_name: &client_name, client: &client, setting_name, setting, known };
                    done.push(self.client(&turn, server).await?);
                }
                Ok::<_, Problem>(done)
            });
            for done in join_all(workers).await {
                tallies.extend(done?);
            }
        }
        Ok(tallies)
    }

    /// All cases with one client on one server.
    async fn client(&self, turn: &Turn<'_>, server: &Server) -> Result<Tally> {
        let started = Instant::now();
        let mut tally = Tally::new(turn.client_name, turn.setting_name);
        let mut adapter = None;
        let mut starts_failed = 0;
        let (mut passed, mut failed) = (Vec::new(), Vec::new());
        for case in self.cases.iter().filter(|case| case.is_for(turn.setting_name)) {
            if adapter.is_none() && starts_failed < STARTS_FAILED_MAX {
                let log = self.world.own.join(format!("{}-{}.log", turn.client_name, turn.setting_name));
                match Adapter::start(turn.client, &log).await {
                    Ok(started) => {
                        starts_failed = 0;
                        tally.version.clone_from(&started.version);
                        adapter = Some(started);
                    }
                    Err(problem) => {
                        starts_failed += 1;
                        println!("{} does not start: {problem}", turn.client_name);
                    }
                }
            }
            let failure = match &mut adapter {
                Some(running) => match self.case(case, turn, server, running).await {
                    Ok(failure) => failure,
                    Err(problem) => {
                        // Whatever went wrong, the next case has an adapter of its own.
                        if let Some(broken) = adapter.take() {
                            broken.kill().await;
                        }
                        Some(format!("  {problem}"))
                    }
                },
                None => Some("  there is no adapter".to_owned()),
            };
            if failure.is_some() {
                failed.push(&*case.name)
            } else {
                passed.push(&*case.name)
            }
            self.count(case, turn, failure, &mut tally);
        }
        if let Some(adapter) = adapter {
            adapter.end().await.unwrap_or_else(|problem| tally.complain(problem.to_string()));
        }
        // A part of the cases says nothing of a line for many.
        if self.is_whole {
            turn.known.stale(&passed, &failed, turn.setting_name).into_iter().for_each(|line| tally.complain(line));
        }
        tally.seconds = started.elapsed().as_secs_f64();
        Ok(tally)
    }

    fn count(&self, case: &Case, turn: &Turn<'_>, failure: Option<String>, tally: &mut Tally) {
        let is_known = turn.known.has(&case.name, turn.setting_name);
        let Some(difference) = failure else {
            tally.passed += 1;
            return;
        };
        if is_known {
            tally.known_failing += 1;
        } else {
            tally.failed += 1;
        }
        if self.verbose || !is_known {
            let word = if is_known { "known failing" } else { "FAILED" };
            println!("{word} {} [{}] {}\n{difference}", turn.client_name, turn.setting_name, case.name);
        }
    }

    /// One case: the difference, if there is one. An error means that the adapter is not to be used any more.
    async fn case(
        &self,
        case: &Case,
        turn: &Turn<'_>,
        server: &Server,
        adapter: &mut Adapter,
    ) -> Result<Option<String>> {
        let Some(expect) = &case.expect else {
            return Ok(Some("  nothing is expected yet: `make record` asks Spark".to_owned()));
        };
        let standing = json!({"rain": true});
        let script = (turn.setting_name == "mock").then(|| case.mock.as_ref().unwrap_or(&standing));
        let mock = match script {
            Some(script) => {
                Some(mock::start(&format!("{}:{}", server.host, server.port), script).await.at("the mock server")?)
            }
            None => None,
        };
        let stage = Stage {
            setting: turn.setting,
            server: mock.as_ref().map_or(Ok(server.clone()), |mock| server_of(&mock.address(), shows_tokens(case)))?,
            folder: self.world.work.join(turn.client_name).join(case.name.replace('/', "-")),
            own: self
                .world
                .own
                .join(format!("{}-{}", turn.client_name, turn.setting_name))
                .join(case.name.replace('/', "-")),
            tokens: mock.is_some() && shows_tokens(case),
        };
        let held = Box::pin(hold(case, expect, &stage, adapter)).await;
        let seen = match &mock {
            Some(mock) if matches!(held, Ok(None)) => wait_for(case, mock).await,
            _ => None,
        };
        if let Some(mock) = mock {
            mock.stop().await;
        }
        clear(&[&stage.folder, &stage.own]);
        held.map(|held| held.or(seen))
    }
}

/// Plays the steps and holds each answer against its expectation; the first difference ends it.
async fn hold(case: &Case, expect: &[Value], stage: &Stage<'_>, adapter: &mut Adapter) -> Result<Option<String>> {
    let mut play = Play::new(case, stage)?;
    let held = hold_steps(case, expect, &mut play, adapter).await;
    if held.is_err() {
        play.abandon().await;
    }
    held
}

async fn hold_steps(
    case: &Case,
    expect: &[Value],
    play: &mut Play<'_>,
    adapter: &mut Adapter,
) -> Result<Option<String>> {
    let rule = Rule { ordered: case.ordered, approx: case.approx };
    let mut found =
        failure_of(&play.begin(adapter).await?).map(|error| format!("  connecting the session `main`:\n{error}"));
    for (i, (step, wanted)) in case.steps.iter().zip(expect).enumerate() {
        if found.is_some() {
            break;
        }
        let answer = play.play(adapter, step).await.at(format!("step {} {}", i + 1, step.name))?;
        found = difference(wanted, &answer, rule).map(|text| format!("  step {} {}:\n{text}", i + 1, step.name));
    }
    match play.end(adapter).await {
        // Under a fault, and after a failure, closing may well fail too.
        Ok(wrong) if case.area() != FAULTS => Ok(found.or(wrong)),
        Err(problem) if found.is_none() => Err(problem),
        _ => Ok(found),
    }
}

fn failure_of(answer: &Answer) -> Option<String> {
    difference(&json!({}), answer, Rule::default())
}

/// Waits until the mock server has seen what the case expects of it, as far as it does.
async fn wait_for(case: &Case, mock: &mock::Mock) -> Option<String> {
    let started = Instant::now();
    loop {
        let found = observed_difference(&case.observed, &mock.observed());
        if found.is_none() || started.elapsed() > SETTLING {
            return found;
        }
        tokio::time::sleep(SETTLING_PAUSE).await;
    }
}

/// Whether callers show tokens to the mock server: where it refuses some, or where they are rotated.
fn shows_tokens(case: &Case) -> bool {
    case.steps.iter().any(|step| step.name == "token")
        || case.mock.as_ref().is_some_and(|script| script.get("refuse_token").is_some())
}

/// The address of the mock server. Some clients send a token in the clear to the name `localhost` alone.
fn server_of(address: &str, tokens: bool) -> Result<Server> {
    let (host, port) = address.rsplit_once(':').ok_or_else(|| Problem::new(format!("no host:port: {address}")))?;
    let host = if tokens { "localhost" } else { host };
    Ok(Server { host: host.to_owned(), port: port.parse().at(address)? })
}

/// Takes away what a case has written. What cannot be, goes with the world's folder.
pub fn clear(folders: &[&Path]) {
    for folder in folders {
        std::fs::remove_dir_all(folder).ok();
    }
}
