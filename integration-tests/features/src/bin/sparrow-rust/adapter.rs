//! The steps of cases, each by one method. It knows sessions, named frames and what runs in the background.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use futures::FutureExt;
use serde_json::{Map, Value, json};
use sparrow_connect::{DataFrame, Error, Session};
use tokio::task::JoinHandle;

use crate::actions;
use crate::answers::value;
use crate::columns::text;
use crate::frames::{Frames, only, spelled};
use crate::problem::{Outcome, Problem};

/// How many actions may run in the background.
const HANDLES_MAX: usize = 64;

/// The state of one run.
#[derive(Default)]
pub struct Adapter {
    sessions: HashMap<String, Connected>,
    running: HashMap<String, Running>,
}

/// A session, and the frames that `let` has named in it.
struct Connected {
    session: Session,
    frames: HashMap<String, DataFrame>,
}

/// An action in the background.
struct Running {
    operation_id: String,
    task: JoinHandle<Outcome<Value>>,
}

impl Adapter {
    /// The answer to one request.
    pub async fn answer(&mut self, request: &Value) -> Value {
        let (key, answer) = match self.step(request).await {
            Ok(answer) => ("ok", answer),
            Err(problem) => problem.answer(),
        };
        json!({"id": request["id"], key: answer})
    }

    /// Ends all sessions.
    pub async fn close(&mut self) {
        for connected in self.sessions.values() {
            if let Err(error) = connected.session.close().await {
                eprintln!("{:?}: {error}", connected.session);
            }
        }
    }

    async fn step(&mut self, request: &Value) -> Outcome<Value> {
        match text(&request["do"])? {
            "describe" => Ok(json!({"client": "sparrow-rust", "version": env!("CARGO_PKG_VERSION")})),
            "connect" => self.connect(request).await,
            "close" => {
                self.connected(request)?.session.close().await?;
                Ok(json!({}))
            }
            "run" => self.action(request, None).await?.await,
            "let" => self.name_frame(request).await,
            "start" => self.start(request).await,
            "wait" => self.wait(text(&request["handle"])?).await,
            "cancel" => {
                let handle = text(&request["handle"])?;
                self.running.get(handle).ok_or_else(|| not_running(handle))?.task.abort();
                Ok(json!({}))
            }
            "interrupt" => self.interrupt(request).await,
            "tags" => self.tags(request),
            "config" => self.config(request).await,
            "version" => Ok(value(!self.connected(request)?.session.version().await?.is_empty())),
            other => Err(Problem::Unsupported(format!("the step {other:?}"))),
        }
    }

    fn connected(&self, request: &Value) -> Outcome<&Connected> {
        let name = request["session"].as_str().unwrap_or("main");
        self.sessions.get(name).ok_or_else(|| Problem::request(format!("no session {name:?} is connected")))
    }

    async fn connect(&mut self, request: &Value) -> Outcome<Value> {
        let (host, port) = (text(&request["host"])?, &request["port"]);
        let suffix = request["url_suffix"].as_str().unwrap_or_default();
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let between = if suffix.is_empty() || suffix.starts_with(['/', '?', '#']) { "" } else { "/" };
        let mut builder = Session::builder().url(&format!("sc://{host}:{port}{between}{suffix}"));
        if let Some(is_encrypted) = request["use_ssl"].as_bool() {
            builder = builder.use_ssl(is_encrypted);
        }
        for (key, option) in request.as_object().into_iter().flatten() {
            builder = match (key.as_str(), option.as_str()) {
                ("ca_file", Some(path)) => builder.tls_ca_file(path),
                ("token", Some(token)) => builder.token(token),
                ("token_file", Some(path)) if request["token"].is_null() => builder.token_file(path),
                ("user_id", Some(user)) => builder.user_id(user),
                ("session_id", Some(id)) => builder.session_id(id),
                _ => builder,
            };
        }
        let session = builder.connect().await?;
        let name = request["session"].as_str().unwrap_or("main").to_owned();
        self.sessions.insert(name, Connected { session, frames: HashMap::new() });
        Ok(json!({}))
    }

    async fn name_frame(&mut self, request: &Value) -> Outcome<Value> {
        let connected = self.connected(request)?;
        let frames = Frames { session: &connected.session, named: &connected.frames };
        let frame = frames.build(&request["frame"]).await?;
        let session = request["session"].as_str().unwrap_or("main");
        if let Some(connected) = self.sessions.get_mut(session) {
            connected.frames.insert(text(&request["name"])?.to_owned(), frame);
        }
        Ok(json!({}))
    }

    /// Builds the frame of a request; gives what runs its action.
    async fn action(
        &self,
        request: &Value,
        operation_id: Option<String>,
    ) -> Outcome<impl Future<Output = Outcome<Value>> + Send + 'static> {
        let connected = self.connected(request)?;
        let deadline = request["timeout_ms"].as_u64().map(Duration::from_millis);
        let session = match deadline {
            Some(deadline) => connected.session.with_deadline(deadline),
            None => connected.session.clone(),
        };
        let frames = Frames { session: &session, named: &connected.frames };
        let mut frame = frames.build(&request["frame"]).await?;
        let collect = json!({"collect": {}});
        let (name, parameters) = match &request["action"] {
            Value::Null => only(&collect)?,
            Value::String(name) => (name.as_str(), &Value::Null),
            action => only(action)?,
        };
        let other = match name {
            "same_semantics" => Some(frames.build(parameters).await?),
            _ => None,
        };
        if let Some(deadline) = deadline {
            frame = frame.with_deadline(deadline);
        }
        if let Some(id) = operation_id {
            frame = frame.with_operation_id(id);
        }
        let calls = request["progress"].as_bool().unwrap_or(false).then(|| Arc::new(AtomicU64::new(0)));
        if let Some(calls) = calls.clone() {
            frame = frame.on_progress(move |_| {
                calls.fetch_add(1, Ordering::Relaxed);
            });
        }
        let action = actions::run(frame, name.to_owned(), parameters.clone(), other);
        Ok(action.map(move |answer| {
            let mut answer = answer?;
            if let Some(calls) = calls {
                answer["progress"] = calls.load(Ordering::Relaxed).into();
            }
            Ok(answer)
        }))
    }

    async fn start(&mut self, request: &Value) -> Outcome<Value> {
        if self.running.len() >= HANDLES_MAX {
            return Err(Problem::request(format!("{HANDLES_MAX} actions run already: wait for one")));
        }
        let operation_id = uuid::Uuid::new_v4().to_string();
        let mut action = Box::pin(self.action(request, Some(operation_id.clone())).await?);
        // Begun here, so that it has the tags the session has now.
        let task = match futures::poll!(action.as_mut()) {
            Poll::Ready(answer) => tokio::spawn(async { answer }),
            Poll::Pending => tokio::spawn(action),
        };
        self.running.insert(text(&request["handle"])?.to_owned(), Running { operation_id, task });
        Ok(json!({}))
    }

    async fn wait(&mut self, handle: &str) -> Outcome<Value> {
        let running = self.running.remove(handle).ok_or_else(|| not_running(handle))?;
        match running.task.await {
            Ok(answer) => answer,
            Err(error) if error.is_cancelled() => {
                Err(Error::Cancelled("the task that ran the action was aborted".into()).into())
            }
            Err(error) => Err(Problem::request(format!("the action failed: {error}"))),
        }
    }

    async fn interrupt(&self, request: &Value) -> Outcome<Value> {
        let session = &self.connected(request)?.session;
        let interrupted = match (&request["tag"], &request["handle"]) {
            (Value::String(tag), _) => session.interrupt_tag(tag).await?,
            (_, Value::String(handle)) => {
                let running = self.running.get(handle).ok_or_else(|| not_running(handle))?;
                session.interrupt_operation(&running.operation_id).await?
            }
            _ => session.interrupt_all().await?,
        };
        Ok(value(interrupted.len()))
    }

    fn tags(&self, request: &Value) -> Outcome<Value> {
        let session = &self.connected(request)?.session;
        if let Some(tag) = request.get("add") {
            session.add_tag(text(tag)?)?;
        }
        if let Some(tag) = request.get("remove") {
            session.remove_tag(text(tag)?)?;
        }
        if request["clear"] == true {
            session.clear_tags();
        }
        Ok(if request["get"] == true { value(session.tags()) } else { json!({}) })
    }

    async fn config(&self, request: &Value) -> Outcome<Value> {
        let config = self.connected(request)?.session.config();
        if let Some(pairs) = request["set"].as_object() {
            for (key, setting) in pairs {
                config.set(key, spelled(setting)).await?;
            }
            return Ok(json!({}));
        }
        if let Some(key) = request["get"].as_str() {
            return Ok(value(config.get(key).await?));
        }
        if let Some([key, default]) = request["get_default"].as_array().map(Vec::as_slice) {
            return Ok(value(config.get_or(text(key)?, &spelled(default)).await?));
        }
        if let Some(key) = request["unset"].as_str() {
            config.unset(key).await?;
            return Ok(json!({}));
        }
        if let Some(prefix) = request.get("get_all") {
            let pairs = config.get_all(prefix.as_str()).await?.into_iter();
            return Ok(value(pairs.map(|(key, setting)| (key, setting.into())).collect::<Map<_, _>>()));
        }
        match request["is_modifiable"].as_str() {
            Some(key) => Ok(value(config.is_modifiable(key).await?)),
            None => Err(Problem::request(format!("{request} says no operation on the settings"))),
        }
    }
}

fn not_running(handle: &str) -> Problem {
    Problem::request(format!("nothing was started as {handle:?}"))
}
