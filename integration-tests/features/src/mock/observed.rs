//! What a mock server saw: numbers by name, and the sentences of what no client should have done. It judges nothing itself.

use std::collections::HashSet;

use serde::Serialize;

use super::script::Rpc;

/// How many violations are kept as sentences; all are counted.
const VIOLATIONS_COUNT_MAX: usize = 50;

/// How grave a violation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// The call itself is wrong.
    Wrong,
    /// The call is allowed, but not how a client should behave.
    Careless,
}

/// The numbers a case may hold against what it expects; the README beside this file says what each is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Observed {
    pub calls: u64,
    pub execute: u64,
    pub reattach: u64,
    pub release: u64,
    pub release_all: u64,
    pub analyze: u64,
    pub config: u64,
    pub add_artifacts: u64,
    pub artifact_status: u64,
    pub interrupt: u64,
    pub release_session: u64,
    pub fetch_error_details: u64,
    pub clone_session: u64,
    pub get_status: u64,
    pub connections: u64,
    pub sessions: u64,
    pub operations: u64,
    pub operations_unreleased: u64,
    pub faults: u64,
    pub retries: u64,
    pub waited_ms_min: Option<u64>,
    pub backoff_ms_min: Option<u64>,
    pub backoff_ms_max: Option<u64>,
    pub responses_sent: u64,
    pub chunks_sent: u64,
    pub bytes_sent: u64,
    pub responses_released: u64,
    pub released_at_once_min: Option<u64>,
    pub artifacts_sent: u64,
    pub artifact_bytes_max: u64,
    pub artifact_message_bytes_max: u64,
    pub unauthenticated: u64,
    pub tokens: u64,
    pub wrong_calls: u64,
    pub violation_count: u64,
    pub violations: Vec<String>,
    /// What the kept violations are without their numbers and ids.
    #[serde(skip)]
    kinds: HashSet<String>,
}

impl Observed {
    /// Counts a call.
    pub fn called(&mut self, rpc: Rpc) {
        self.calls += 1;
        let count = match rpc {
            Rpc::Execute => &mut self.execute,
            Rpc::Reattach => &mut self.reattach,
            Rpc::Analyze => &mut self.analyze,
            Rpc::Config => &mut self.config,
            Rpc::AddArtifacts => &mut self.add_artifacts,
            Rpc::ArtifactStatus => &mut self.artifact_status,
            Rpc::Interrupt => &mut self.interrupt,
            Rpc::ReleaseSession => &mut self.release_session,
            Rpc::FetchErrorDetails => &mut self.fetch_error_details,
            Rpc::CloneSession => &mut self.clone_session,
            Rpc::GetStatus => &mut self.get_status,
            // Of two kinds, which the request tells apart.
            Rpc::Release => return,
        };
        *count += 1;
    }

    /// Notes what no client should have done. The first of each kind is kept.
    pub fn violation(&mut self, grade: Grade, sentence: String) {
        self.violation_count += 1;
        self.wrong_calls += u64::from(grade == Grade::Wrong);
        let words = sentence.split(' ').filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
        let kind = words.collect::<Vec<_>>().join(" ");
        if self.violations.len() < VIOLATIONS_COUNT_MAX && self.kinds.insert(kind) {
            self.violations.push(sentence);
        }
    }
}

/// Keeps the smaller.
pub fn lower(kept: &mut Option<u64>, value: u64) {
    *kept = Some(kept.map_or(value, |kept| kept.min(value)));
}

/// Keeps the larger.
pub fn higher(kept: &mut Option<u64>, value: u64) {
    *kept = Some(kept.map_or(value, |kept| kept.max(value)));
}
