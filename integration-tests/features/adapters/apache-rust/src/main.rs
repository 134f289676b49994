//! The adapter of Apache's client for Rust: requests on standard input, answers on standard output, one JSON object a line.
//! Knows which function answers which step (clients/features/README.md); refuses to know what a frame, column or action is.

mod actions;
mod background;
mod catalogue;
mod columns;
mod configuration;
mod failure;
mod frames;
mod functions;
mod literals;
mod operations;
mod printed;
mod sessions;
mod values;

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use serde_json::{json, Value as Json};

use background::Background;
use failure::{guarded, Failure};
use printed::Printed;
use sessions::Sessions;

/// The longest request, in bytes.
const LINE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The client as Cargo.toml pins it; the crate does not tell its version.
const VERSION: &str = "4.2.0";

struct Adapter {
    sessions: Sessions,
    background: Background,
    printed: Printed,
}

type Step = fn(&mut Adapter, &Json) -> Result<Json, Failure>;

const STEPS: &[(&str, Step)] = &[
    ("describe", |_, _| Ok(json!({"client": "apache-rust", "version": VERSION}))),
    ("connect", |adapter, request| adapter.sessions.connect(request)),
    ("close", |adapter, request| adapter.sessions.close(request)),
    ("run", |adapter, request| {
        let session = adapter.sessions.named(request)?;
        actions::run(&session, request, Some(&mut adapter.printed))
    }),
    ("let", let_frame),
    ("start", start),
    ("wait", |adapter, request| adapter.background.wait(text(request, "handle")?)),
    ("cancel", |_, _| {
        Err(Failure::Unsupported("this client's calls block, and an action cannot be stopped but by interrupting".to_owned()))
    }),
    ("interrupt", interrupt),
    ("tags", tags),
    ("config", |adapter, request| configuration::answer(&adapter.sessions.named(request)?.spark.conf(), request)),
    ("version", |adapter, request| {
        Ok(json!({"value": !adapter.sessions.named(request)?.spark.version()?.is_empty()}))
    }),
];

fn main() -> std::io::Result<()> {
    let (mut answers, printed) = Printed::take_over()?;
    let mut adapter = Adapter { sessions: Sessions::default(), background: Background::default(), printed };
    let mut requests = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if std::io::Read::take(&mut requests, LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let answer = match serde_json::from_slice::<Json>(&line) {
            Ok(request) => adapter.answer(&request),
            Err(error) => json!({"error": {"kind": "client", "message": format!("a request is not JSON: {error}")}}),
        };
        writeln!(answers, "{answer}")?;
        answers.flush()?;
    }
    adapter.sessions.close_all();
    Ok(())
}

impl Adapter {
    fn answer(&mut self, request: &Json) -> Json {
        let name = request["do"].as_str().unwrap_or_default();
        let mut answer = match STEPS.iter().find(|(step, _)| *step == name) {
            Some((_, step)) => guarded(|| step(self, request)),
            None => {
                let steps: Vec<_> = STEPS.iter().map(|(step, _)| *step).collect();
                json!({"unsupported": format!("the step {name:?} is none of {}", steps.join(", "))})
            }
        };
        self.sessions.redact(&mut answer);
        answer["id"] = request["id"].clone();
        answer
    }
}

fn let_frame(adapter: &mut Adapter, request: &Json) -> Result<Json, Failure> {
    let session = adapter.sessions.named(request)?;
    let frame = frames::build(&session, &request["frame"])?;
    adapter.sessions.name_frame(request, text(request, "name")?, frame)
}

fn start(adapter: &mut Adapter, request: &Json) -> Result<Json, Failure> {
    let session = adapter.sessions.named(request)?;
    let request = request.clone();
    let handle = text(&request, "handle")?.to_owned();
    adapter.background.start(handle, move || guarded(|| actions::run(&session, &request, None)))
}

/// How many operations the server says it has interrupted.
fn interrupt(adapter: &mut Adapter, request: &Json) -> Result<Json, Failure> {
    let spark = &adapter.sessions.named(request)?.spark;
    if let Some(tag) = request["tag"].as_str() {
        return Ok(json!({"value": spark.interrupt_tag(tag)?.len()}));
    }
    if !request["handle"].is_null() {
        return Err(Failure::Unsupported("this client tells no operation's id while it runs".to_owned()));
    }
    if request["all"] == json!(true) {
        return Ok(json!({"value": spark.interrupt_all()?.len()}));
    }
    Err(Failure::Client(format!("interrupt has none of all, tag and handle: {request}")))
}

fn tags(adapter: &mut Adapter, request: &Json) -> Result<Json, Failure> {
    let spark = &adapter.sessions.named(request)?.spark;
    if let Some(tag) = request["add"].as_str() {
        spark.add_tag(tag)?;
    }
    if let Some(tag) = request["remove"].as_str() {
        spark.remove_tag(tag);
    }
    if request["clear"] == json!(true) {
        spark.clear_tags();
    }
    if request["get"] == json!(true) {
        let tags: BTreeSet<String> = spark.get_tags().into_iter().collect();
        return Ok(json!({"value": tags}));
    }
    Ok(json!({}))
}

/// The text below `key`, which must be there.
pub(crate) fn text<'a>(node: &'a Json, key: &str) -> Result<&'a str, Failure> {
    node[key].as_str().ok_or_else(|| Failure::Client(format!("`{key}` must be a text, received {node}")))
}
