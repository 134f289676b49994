//! Plays one case: sends its steps to an adapter and brings the answers home; does not know what is expected of them.
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::adapter::Adapter;
use crate::answer::Answer;
use crate::case::{Case, Step, frame};
use crate::problem::{At, Problem, Result};
use crate::release::{Left, release};
use crate::upload;
use crate::world::{Server, Setting};

/// How long a step may take.
const STEP: Duration = Duration::from_secs(60);
/// How long an interrupt is sent again while there is nothing to interrupt.
const INTERRUPT: Duration = Duration::from_secs(20);
const INTERRUPT_PAUSE: Duration = Duration::from_millis(100);

/// Where a case is played.
pub struct Stage<'a> {
    pub setting: &'a Setting,
    pub server: Server,
    /// The case's own folder, which stands as `${tmp}`.
    pub folder: PathBuf,
    /// A folder for tokens and uploads, which no server reads.
    pub own: PathBuf,
    /// Whether callers show tokens although the setting asks for none: what the mock server judges.
    pub tokens: bool,
}

/// A session that a case has asked for.
struct Session {
    name: String,
    id: String,
    tenant: String,
    is_open: bool,
}

/// A case that is being played.
pub struct Play<'a> {
    case: &'a Case,
    stage: &'a Stage<'a>,
    /// In the order of their connections.
    sessions: Vec<Session>,
    rotations: usize,
    uploads: usize,
}

impl<'a> Play<'a> {
    /// Makes the folders of the case.
    pub fn new(case: &'a Case, stage: &'a Stage<'a>) -> Result<Self> {
        for folder in [&stage.folder, &stage.own] {
            std::fs::create_dir_all(folder).at(folder.display())?;
        }
        open_to_all(&stage.folder)?;
        let play = Self { case, stage, sessions: Vec::new(), rotations: 0, uploads: 0 };
        for tenant in stage.setting.tenants.keys() {
            play.write_token(tenant)?;
        }
        Ok(play)
    }

    /// Connects the session `main`, unless the case does so itself as its first step. The answer is an error or nothing.
    pub async fn begin(&mut self, adapter: &mut Adapter) -> Result<Answer> {
        let first = &self.case.steps[0];
        if first.name == "connect" && first.session() == "main" {
            return Ok(Answer::default());
        }
        let step =
            Step { name: "connect".to_owned(), parameters: Map::from_iter([("session".to_owned(), json!("main"))]) };
        self.play(adapter, &step).await
    }

    /// Plays one step.
    pub async fn play(&mut self, adapter: &mut Adapter, step: &Step) -> Result<Answer> {
        let answer = match step.name.as_str() {
            "token" => {
                self.rotations += 1;
                self.stage.setting.tenants.keys().try_for_each(|tenant| self.write_token(tenant))?;
                json!({"ok": {}})
            }
            "connect" => {
                let request = self.connection(step)?;
                let answer = adapter.ask("connect", request, STEP).await?;
                self.mark(step.session(), answer.get("ok").is_some());
                answer
            }
            "interrupt" => self.interrupt(adapter, step).await?,
            name => {
                let request = self.request(step)?;
                let answer = adapter.ask(name, request, STEP).await?;
                if name == "close" && answer.get("ok").is_some() {
                    self.mark(step.session(), false);
                }
                answer
            }
        };
        Answer::read(&answer, &self.stage.folder.display().to_string())
    }

    /// Closes what is open, so that nothing stays behind. What goes wrong with that is the answer.
    pub async fn end(&mut self, adapter: &mut Adapter) -> Result<Option<String>> {
        let mut wrong = None;
        for session in self.sessions.iter_mut().filter(|session| session.is_open) {
            let request = Map::from_iter([("session".to_owned(), json!(session.name))]);
            let answer = adapter.ask("close", request, STEP).await?;
            session.is_open = false;
            if answer.get("ok").is_none() {
                wrong = Some(format!(
                    "  closing the session `{}`: {}",
                    session.name,
                    answer.get("error").or(answer.get("unsupported")).unwrap_or(&answer)
                ));
            }
        }
        Ok(wrong)
    }

    /// Releases what the adapter cannot close any more. What goes wrong with that is told: the cases after it may be slow.
    pub async fn abandon(&self) {
        for session in &self.sessions {
            let file = self.token_file(&session.tenant);
            let left = Left {
                server: &self.stage.server,
                ca_file: self.stage.setting.ca_file.as_deref(),
                user_id: &self.stage.setting.tenants[&session.tenant].user_id,
                session_id: &session.id,
                token_file: file.exists().then_some(&*file),
            };
            if let Err(problem) = release(&left).await {
                println!("{}: the session `{}` is left behind: {problem}", self.case.name, session.name);
            }
        }
    }

    /// A step as it is sent: with the folder put in, and with files for what it uploads.
    fn request(&mut self, step: &Step) -> Result<Map<String, Value>> {
        let mut parameters = Value::Object(step.parameters.clone());
        put_in(&mut parameters, &self.stage.folder.display().to_string());
        if parameters.get("session").is_none() {
            parameters["session"] = json!("main");
        }
        for place in ["/frame", "/action/same_semantics"] {
            if let Some(frame) = parameters.pointer_mut(place) {
                frame::each_source_mut(frame, &mut |name, source| self.add_file(name, source))?;
            }
        }
        match parameters {
            Value::Object(parameters) => Ok(parameters),
            other => Err(Problem::new(format!("the parameters of a step are a map, not {other}"))),
        }
    }

    fn add_file(&mut self, name: &str, source: &mut Value) -> Result<()> {
        let write = match name {
            "local" => upload::write_local,
            "generated" => upload::write_generated,
            _ => return Ok(()),
        };
        self.uploads += 1;
        let file = self.stage.own.join(format!("upload-{}.arrow", self.uploads));
        write(source, &file)?;
        source["arrow_file"] = json!(file);
        Ok(())
    }

    /// A connection as it is asked for: the step's parameters, and the address of the server.
    fn connection(&mut self, step: &Step) -> Result<Map<String, Value>> {
        let mut request = self.request(step)?;
        let name = step.session().to_owned();
        let tenant = request
            .remove("tenant")
            .and_then(|tenant| tenant.as_str().map(str::to_owned))
            .unwrap_or_else(|| "a".to_owned());
        let same = request.remove("same_as");
        let same = same.as_ref().and_then(|same| self.sessions.iter().find(|session| session.name == *same));
        let id = same.map_or_else(|| Uuid::new_v4().to_string(), |session| session.id.clone());
        let caller = &self.stage.setting.tenants[&tenant];
        let has_token = !caller.tokens.is_empty() || self.stage.tokens;
        let added = [
            ("host", Some(json!(self.stage.server.host))),
            ("port", Some(json!(self.stage.server.port))),
            ("user_id", Some(json!(caller.user_id))),
            ("session_id", Some(json!(id))),
            ("use_ssl", Some(json!(self.stage.setting.ca_file.is_some()))),
            ("ca_file", self.stage.setting.ca_file.as_ref().map(|file| json!(file))),
            ("token_file", (has_token && !request.contains_key("token")).then(|| json!(self.token_file(&tenant)))),
        ];
        for (key, value) in added {
            if let Some(value) = value {
                request.entry(key).or_insert(value);
            }
        }
        self.sessions.retain(|session| session.name != name);
        self.sessions.push(Session { name, id, tenant, is_open: false });
        Ok(request)
    }

    fn mark(&mut self, name: &str, is_open: bool) {
        for session in self.sessions.iter_mut().filter(|session| session.name == name) {
            session.is_open = is_open;
        }
    }

    async fn interrupt(&mut self, adapter: &mut Adapter, step: &Step) -> Result<Value> {
        let started = Instant::now();
        loop {
            let mut answer = adapter.ask("interrupt", self.request(step)?, STEP).await?;
            let Some(value) = answer.pointer_mut("/ok/value") else { return Ok(answer) };
            let interrupted =
                value.as_u64().ok_or_else(|| Problem::new(format!("interrupt answers how many, received {value}")))?;
            *value = json!(interrupted > 0);
            if interrupted > 0 || started.elapsed() > INTERRUPT {
                return Ok(answer);
            }
            tokio::time::sleep(INTERRUPT_PAUSE).await;
        }
    }

    fn token_file(&self, tenant: &str) -> PathBuf {
        self.stage.own.join(format!("token-{tenant}"))
    }

    /// Writes the token of this time of the case: the first, or the one it was rotated to.
    fn write_token(&self, tenant: &str) -> Result<()> {
        let tokens = &self.stage.setting.tenants[tenant].tokens;
        let token = match tokens.get(self.rotations.min(tokens.len().saturating_sub(1))) {
            Some(file) => std::fs::read_to_string(file).at(file.display())?,
            None if self.stage.tokens => format!("token-{}-of-{tenant}", self.rotations + 1),
            None => return Ok(()),
        };
        let file = self.token_file(tenant);
        // Moved into place: a client that reads at this moment has the one or the other.
        let new = file.with_extension("new");
        write_secret(&new, token.trim()).at(new.display())?;
        std::fs::rename(&new, &file).at(file.display())
    }
}

fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::File::options().write(true).create(true).truncate(true).mode(0o600).open(file)?.write_all(text.as_bytes())
}

/// Servers may run as another user than clients.
fn open_to_all(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).at(folder.display())
}

/// Puts the folder in for `${tmp}`, in every text.
fn put_in(value: &mut Value, folder: &str) {
    match value {
        Value::String(text) => *text = text.replace("${tmp}", folder),
        Value::Array(items) => items.iter_mut().for_each(|item| put_in(item, folder)),
        Value::Object(keys) => keys.values_mut().for_each(|item| put_in(item, folder)),
        _ => {}
    }
}
