//! What has happened on a mock server: sessions, operations, failures, and how often each fault was used. Calls are let in, or
//! refused as the script says, and checked for what no client should send. It knows no transport.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use tonic::{Code, Status};

use super::messages::{self, Answer, Asked};
use super::observed::{Grade, Observed, higher, lower};
use super::operation::Operation;
use super::script::{Rpc, Script};
use super::statuses;

/// How many sessions, operations, tokens and failed calls are remembered, each.
const REMEMBERED_COUNT_MAX: usize = 100_000;

/// A client may be this late in noticing an answer that another of its calls had.
const NOTICE_MAX: Duration = Duration::from_millis(250);

/// Timers of clients may be this much too short.
const TIMER_ERROR_MAX: Duration = Duration::from_millis(2);

/// The server-side session and the session that wrong answers name.
const OTHER_SESSION: &str = "00000000-0000-4000-8000-00000000beef";

/// All that a mock server remembers.
#[derive(Default)]
pub struct Ledger {
    pub script: Script,
    pub observed: Observed,
    pub operations: HashMap<String, Operation>,
    /// The keys of operations that came, refused ones too.
    attempted: HashSet<String>,
    sessions: HashMap<String, Session>,
    failed: HashMap<String, Failed>,
    spent: HashMap<&'static str, u64>,
    /// For each token's digest, in the order they came: how many executions it let in.
    tokens: Vec<(String, u64)>,
    asking: u64,
    unary: u64,
    streams: u64,
}

/// A call that was let in or refused.
#[derive(Debug, Clone)]
pub struct Call {
    pub rpc: Rpc,
    /// The session and its user, as one text.
    pub session: String,
    pub session_id: String,
    /// What it has in common with its repetitions.
    pub key: String,
    /// The number of the connection it came on.
    pub connection: u64,
}

/// What is done with a call.
#[derive(Debug)]
pub enum Verdict {
    Pass,
    Refuse(Box<Status>),
    NeverAnswer,
}

#[derive(Default)]
struct Session {
    /// The server-side ids that answers named.
    server_sides: Vec<String>,
    /// For each connection: when the first answer was sent on it.
    answered_on: HashMap<u64, Instant>,
    client_type: Option<String>,
    /// It was told that the server is another one.
    changed: bool,
    /// The artifacts the server said it has.
    artifacts: HashSet<String>,
}

struct Failed {
    at: Instant,
    how: Failure,
}

/// How a call failed, which says how it may come again.
#[derive(Debug, Clone, Copy)]
pub enum Failure {
    /// The wire broke, or another stream took over: after a pause.
    Broken,
    /// The stream ended before its result: at once.
    Ended,
    /// The server asked to come again: not before this time has passed.
    ComeAgain(Duration),
    /// The token was refused, so many times for this call: once, with another token.
    Unauthenticated(u64),
    /// Never.
    Permanent,
}

impl Ledger {
    /// An empty ledger of a mock server with this script.
    pub fn new(script: Script) -> Self {
        Self { script, ..Self::default() }
    }

    /// Counts and checks a call, and says what is done with it. `token` is what it has for authorization.
    pub fn admit(&mut self, rpc: Rpc, request: &impl Asked, token: Option<&str>, connection: u64) -> (Call, Verdict) {
        let (session, session_id) = (request.session(), request.session_id().to_owned());
        let call = Call { rpc, session, session_id, key: messages::key(rpc, request), connection };
        if let (Rpc::Execute, Some(operation_id)) = (rpc, request.stream_of()) {
            self.attempted.insert(operation_key(&call, operation_id));
        }
        self.observed.called(rpc);
        self.asking += u64::from(rpc.asks());
        self.unary += u64::from(!matches!(rpc, Rpc::Execute | Rpc::Reattach));
        if self.is_full() {
            let text = format!(
                "the mock server remembers {REMEMBERED_COUNT_MAX} sessions, operations and failures: start another"
            );
            return (call, Verdict::Refuse(Box::new(Status::resource_exhausted(text))));
        }
        self.check_request(&call, request);
        let unauthenticated = self.note_repetition(&call);
        let verdict = self.judge(&call, token, unauthenticated);
        (call, verdict)
    }

    /// Takes a fault from its budget; false when it is used up. `times` is none for ever.
    pub fn take(&mut self, fault: &'static str, times: Option<u64>) -> bool {
        let spent = self.spent.entry(fault).or_default();
        let left = times.is_none_or(|times| *spent < times);
        if left {
            *spent += 1;
            self.observed.faults += 1;
        }
        left
    }

    /// Remembers that a call failed, to know it when it comes again.
    pub fn note_failure(&mut self, call: &Call, how: Failure) {
        self.failed.insert(call.key.clone(), Failed { at: Instant::now(), how });
    }

    /// Sees an answer before it is sent: puts in the ids that the script wants, and remembers what the client is told.
    pub fn note_answer(&mut self, call: &Call, answer: &mut impl Answer) {
        let after = |after: Option<super::script::After>, asking| after.is_some_and(|after| asking > after.after_calls);
        let other_server = after(self.script.other_server_session, self.asking);
        let other_session = after(self.script.other_session, self.asking);
        let (session_id, server_side) = answer.session_ids();
        if other_server {
            OTHER_SESSION.clone_into(server_side);
        }
        if other_session {
            OTHER_SESSION.clone_into(session_id);
        }
        let Some(session) = self.sessions.get_mut(&call.session) else { return };
        session.changed |= (other_server || other_session) && call.rpc.asks();
        if call.rpc == Rpc::ReleaseSession {
            session.answered_on.clear();
            session.artifacts.clear();
            session.changed = false;
        } else if !server_side.is_empty() {
            if !session.server_sides.contains(server_side) {
                session.server_sides.push(server_side.clone());
            }
            session.answered_on.entry(call.connection).or_insert_with(Instant::now);
        }
    }

    /// The number of the stream that starts now, from 1.
    pub fn next_stream(&mut self) -> u64 {
        self.streams += 1;
        self.streams
    }

    /// The server's own id of a session, or nothing before upstream has named one.
    pub fn server_side(&self, call: &Call) -> String {
        self.sessions.get(&call.session).and_then(|session| session.server_sides.last().cloned()).unwrap_or_default()
    }

    /// Notes a call for an operation that was not let in, unless it came and was refused.
    pub fn check_attempted(&mut self, call: &Call, operation_id: &str) {
        if !self.attempted.contains(&operation_key(call, operation_id)) {
            self.violation(call, &format!("the operation {operation_id} was never started"));
        }
    }

    /// Notes what no client should have done.
    pub fn violation(&mut self, call: &Call, sentence: &str) {
        self.note(Grade::Wrong, call, sentence);
    }

    /// Notes what a client may do, but should not.
    pub fn carelessness(&mut self, call: &Call, sentence: &str) {
        self.note(Grade::Careless, call, sentence);
    }

    fn note(&mut self, grade: Grade, call: &Call, sentence: &str) {
        self.observed.violation(grade, format!("{:?} of session {}: {sentence}", call.rpc, call.session_id));
    }

    /// The artifacts of a session that the server said it has.
    pub fn artifacts(&mut self, call: &Call) -> &mut HashSet<String> {
        &mut self.sessions.entry(call.session.clone()).or_default().artifacts
    }

    /// What was seen until now.
    pub fn observed(&self) -> Observed {
        let mut observed = self.observed.clone();
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        observed.sessions = count(self.sessions.len());
        observed.operations = count(self.operations.len());
        observed.operations_unreleased =
            count(self.operations.values().filter(|operation| !operation.released).count());
        observed.tokens = count(self.tokens.len());
        observed
    }

    fn is_full(&self) -> bool {
        let longest = [self.sessions.len(), self.attempted.len(), self.failed.len(), self.tokens.len()];
        longest.iter().any(|length| *length >= REMEMBERED_COUNT_MAX)
    }

    /// Checks what every request has.
    fn check_request(&mut self, call: &Call, request: &impl Asked) {
        let mut found = Vec::new();
        if uuid::Uuid::parse_str(&call.session_id).is_err() {
            found.push((Grade::Wrong, format!("the session id {:?} is no UUID", call.session_id)));
        }
        let client_type = request.client_type().unwrap_or_default();
        if !names_a_version(client_type) {
            found.push((Grade::Careless, format!("client_type is {client_type:?}; it should say name/version")));
        }
        let session = self.sessions.entry(call.session.clone()).or_default();
        if session.client_type.get_or_insert_with(|| client_type.to_owned()) != client_type {
            found.push((Grade::Careless, format!("client_type is {client_type:?}, and was another before")));
        }
        if session.changed && call.rpc.asks() {
            found.push((Grade::Wrong, "it goes on after SESSION_CHANGED".to_owned()));
        }
        let answered = session.answered_on.get(&call.connection).is_some_and(|at| at.elapsed() > NOTICE_MAX);
        match request.observed() {
            Some(None) if answered => {
                found.push((Grade::Careless, "the server's id of the session is missing".to_owned()))
            }
            Some(Some(id)) if !session.server_sides.iter().any(|given| given == id) => {
                found.push((Grade::Wrong, format!("the server's id of the session is {id}, which no answer named")));
            }
            _ => {}
        }
        for (grade, sentence) in found {
            self.note(grade, call, &sentence);
        }
    }

    /// Looks whether the call failed before, and how long the client waited. The answer is how often it was unauthenticated.
    fn note_repetition(&mut self, call: &Call) -> u64 {
        let Some(failed) = self.failed.remove(&call.key) else { return 0 };
        let waited = failed.at.elapsed();
        let waited_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
        self.observed.retries += 1;
        match failed.how {
            Failure::Broken => {
                lower(&mut self.observed.backoff_ms_min, waited_ms);
                higher(&mut self.observed.backoff_ms_max, waited_ms);
            }
            Failure::ComeAgain(delay) => {
                lower(&mut self.observed.waited_ms_min, waited_ms);
                if waited + TIMER_ERROR_MAX < delay {
                    let asked = delay.as_millis();
                    self.violation(
                        call,
                        &format!("it came again after {waited_ms} ms, and was asked to wait {asked} ms"),
                    );
                }
            }
            Failure::Permanent => self.violation(call, "it came again after an error that is not to be repeated"),
            Failure::Unauthenticated(times) => return times,
            Failure::Ended => {}
        }
        0
    }

    /// What the script says of this call, the first fault that concerns it.
    fn judge(&mut self, call: &Call, token: Option<&str>, unauthenticated: u64) -> Verdict {
        let rpc = call.rpc;
        let script = self.script.clone();
        if let Some(refusal) = self.judge_token(call, token, unauthenticated) {
            return refusal;
        }
        if script.session_changed.is_some_and(|after| self.asking > after.after_calls) {
            self.observed.faults += 1;
            if let Some(session) = self.sessions.get_mut(&call.session).filter(|_| rpc.asks()) {
                session.changed = true;
            }
            return refuse(statuses::session_changed(&call.session_id));
        }
        if script.never_answer.is_some_and(|fault| fault.calls.has(rpc) && self.take("never_answer", fault.times)) {
            return Verdict::NeverAnswer;
        }
        if let Some(fault) = script.permanent.filter(|fault| fault.calls.has(rpc))
            && self.take("permanent", fault.times)
        {
            self.note_failure(call, Failure::Permanent);
            return refuse(Status::new(fault.code.into(), "the mock server refuses the call for good"));
        }
        if script.unavailable.is_some_and(|fault| fault.calls.has(rpc) && self.take("unavailable", fault.times)) {
            self.note_failure(call, Failure::Broken);
            return refuse(statuses::unavailable());
        }
        let asked = script.retry_info.filter(|fault| fault.calls.has(rpc));
        if let Some(fault) = asked
            && self.take("retry_info", fault.times)
        {
            return self.come_again(call, fault.code.into(), Duration::from_millis(fault.delay_ms));
        }
        let unary = !matches!(rpc, Rpc::Execute | Rpc::Reattach);
        if script.rain && unary && self.unary.is_multiple_of(11) {
            self.observed.faults += 1;
            return self.come_again(call, Code::ResourceExhausted, Duration::from_millis(20));
        }
        if rpc == Rpc::FetchErrorDetails && script.no_details {
            self.observed.faults += 1;
            return refuse(Status::unimplemented("the mock server has no details of errors"));
        }
        Verdict::Pass
    }

    fn come_again(&mut self, call: &Call, code: Code, delay: Duration) -> Verdict {
        self.note_failure(call, Failure::ComeAgain(delay));
        refuse(statuses::retry_later(code, delay))
    }

    /// Refuses a call whose token has had its time. Calls that tidy up are let in.
    fn judge_token(&mut self, call: &Call, token: Option<&str>, unauthenticated: u64) -> Option<Verdict> {
        let fault = self.script.refuse_token?;
        let token = messages::digest(token.unwrap_or_default().as_bytes());
        let number = self.tokens.iter().position(|(known, _)| *known == token).unwrap_or_else(|| {
            self.tokens.push((token, 0));
            self.tokens.len() - 1
        });
        let let_in = &mut self.tokens[number].1;
        let refused = u64::try_from(number).is_ok_and(|number| number < fault.first) && *let_in >= fault.after;
        if !refused || !(call.rpc.asks() || call.rpc == Rpc::Reattach) {
            *let_in += u64::from(call.rpc == Rpc::Execute);
            return None;
        }
        self.observed.faults += 1;
        self.observed.unauthenticated += 1;
        if unauthenticated >= 2 {
            self.violation(call, "it came with a refused token again, after it was repeated once");
        }
        self.note_failure(call, Failure::Unauthenticated(unauthenticated + 1));
        Some(refuse(Status::unauthenticated("the mock server refuses this token")))
    }
}

/// An operation's key: its session and its id.
pub fn operation_key(call: &Call, operation_id: &str) -> String {
    format!("{} {operation_id}", call.session)
}

fn refuse(status: Status) -> Verdict {
    Verdict::Refuse(Box::new(status))
}

/// Whether a client's name has a part like `sparrow-go/0.1.0`.
fn names_a_version(client_type: &str) -> bool {
    client_type.split_whitespace().any(|word| {
        let version = word
            .split_once('/')
            .map(|(name, version)| !name.is_empty() && version.starts_with(|c: char| c.is_ascii_digit()));
        version == Some(true)
    })
}
