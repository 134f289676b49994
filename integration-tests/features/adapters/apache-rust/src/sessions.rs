//! Opens the client's sessions and keeps them by name. Knows connection strings, TLS roots and tokens; refuses to know plans.

use std::collections::HashMap;
use std::io::Read;

use serde_json::{json, Value as Json};
use spark_connect::{DataFrame, SparkSession};

use crate::failure::Failure;
use crate::text;

const ROOTS: &str = "SSL_CERT_FILE";
const TOKEN_BYTES_MAX: u64 = 64 * 1024;

/// A session of the server, and the frames that `let` has named in it.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) spark: SparkSession,
    pub(crate) frames: HashMap<String, DataFrame>,
}

#[derive(Default)]
pub(crate) struct Sessions {
    sessions: HashMap<String, Session>,
    /// Every token that was used here, kept to take it out of answers.
    secrets: Vec<String>,
}

impl Sessions {
    pub(crate) fn connect(&mut self, request: &Json) -> Result<Json, Failure> {
        if let Some(file) = request["ca_file"].as_str() {
            trust(file)?;
        }
        let address = self.address(request)?;
        let spark = SparkSession::builder().remote(&address).get_or_create()?;
        // The first call is made here, so that what is wrong with the address is this step's error.
        spark.conf().get("spark.sql.session.timeZone")?;
        self.sessions.insert(name(request), Session { spark, frames: HashMap::new() });
        Ok(json!({}))
    }

    pub(crate) fn named(&self, request: &Json) -> Result<Session, Failure> {
        let name = name(request);
        self.sessions.get(&name).cloned().ok_or_else(|| {
            Failure::Client(format!("no session {name:?} is connected; there are {:?}", self.sessions.keys()))
        })
    }

    pub(crate) fn name_frame(&mut self, request: &Json, frame: &str, built: DataFrame) -> Result<Json, Failure> {
        if let Some(session) = self.sessions.get_mut(&name(request)) {
            session.frames.insert(frame.to_owned(), built);
        }
        Ok(json!({}))
    }

    /// The session stays known, so that what happens after its end can be seen.
    pub(crate) fn close(&self, request: &Json) -> Result<Json, Failure> {
        self.named(request)?.spark.stop()?;
        Ok(json!({}))
    }

    pub(crate) fn close_all(&self) {
        for session in self.sessions.values().filter(|session| !session.spark.is_stopped()) {
            if let Err(error) = session.spark.stop() {
                eprintln!("a session was not closed: condition {:?}", error.get_condition());
            }
        }
    }

    /// The answer without the tokens that were ever used here.
    pub(crate) fn redact(&self, answer: &mut Json) {
        match answer {
            Json::String(text) => {
                for secret in &self.secrets {
                    if text.contains(secret.as_str()) {
                        *text = text.replace(secret.as_str(), "<token>");
                    }
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| self.redact(item)),
            Json::Object(pairs) => pairs.values_mut().for_each(|value| self.redact(value)),
            _ => {}
        }
    }

    fn address(&mut self, request: &Json) -> Result<String, Failure> {
        let port = request["port"].as_u64().unwrap_or(15002);
        let mut address = format!("sc://{}:{port}/", text(request, "host")?);
        for key in ["session_id", "user_id"] {
            if let Some(value) = request[key].as_str() {
                address.push_str(&format!(";{key}={}", encoded(value)));
            }
        }
        if request["use_ssl"] == json!(true) {
            address.push_str(";use_ssl=true");
        }
        if let Some(token) = token(request)? {
            address.push_str(&format!(";token={}", encoded(&token)));
            self.secrets.push(encoded(&token));
            self.secrets.push(token);
        }
        let suffix = request["url_suffix"].as_str().unwrap_or_default();
        if !suffix.is_empty() && !suffix.starts_with(';') {
            address.push(';');
        }
        Ok(address + suffix)
    }
}

fn name(request: &Json) -> String {
    request["session"].as_str().unwrap_or("main").to_owned()
}

fn token(request: &Json) -> Result<Option<String>, Failure> {
    if let Some(token) = request["token"].as_str() {
        return Ok(Some(token.to_owned()));
    }
    let Some(path) = request["token_file"].as_str() else {
        return Ok(None);
    };
    let mut token = String::new();
    std::fs::File::open(path)?.take(TOKEN_BYTES_MAX).read_to_string(&mut token)?;
    Ok(Some(token.trim().to_owned()))
}

/// Makes the CA the process's roots, which the client reads for each connection. It knows no CA of its own.
fn trust(file: &str) -> Result<(), Failure> {
    match std::env::var(ROOTS) {
        Ok(before) if before == file => Ok(()),
        Ok(before) => Err(Failure::Client(format!(
            "this process trusts {before} already and cannot trust {file} too: use another process"
        ))),
        Err(_) => {
            std::env::set_var(ROOTS, file);
            Ok(())
        }
    }
}

/// The text as it stands in an address, all but letters, digits and `-._~` as percent signs.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
