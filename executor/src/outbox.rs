//! What the server has to be told and may not have heard: the ends of tasks, repeated until a report with them is acknowledged.
//! A state machine; it knows no stream and no clock.

use std::collections::VecDeque;

use ballista_core::serde::scheduler::TaskKey;
use prost::bytes::Bytes;

/// A server that acknowledges nothing for so many tasks does not listen.
const STATUSES_COUNT_MAX: usize = 10_000;

/// What a status takes in a message beside its bytes.
const STATUS_EXTRA_BYTES: usize = 16;

/// The ends of tasks, oldest first.
#[derive(Debug, Default)]
pub struct Outbox {
    sequence: u64,
    waiting: VecDeque<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    key: TaskKey,
    status: Bytes,
    /// The first report that had it.
    sent: Option<u64>,
}

/// The part of a report that an outbox knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sending {
    /// The report's number.
    pub sequence: u64,
    /// The ends of tasks that go with it.
    pub statuses: Vec<Bytes>,
    /// How many of them went before.
    pub repeated: usize,
    /// The tasks whose ends did not fit: for the server they are not over.
    pub held_back: Vec<TaskKey>,
}

/// There are more than a listening server would leave.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

impl Outbox {
    /// A task has ended.
    pub fn add(&mut self, key: TaskKey, status: Bytes) -> Result<(), Full> {
        if self.waiting.len() >= STATUSES_COUNT_MAX {
            return Err(Full);
        }
        self.waiting.push_back(Waiting { key, status, sent: None });
        Ok(())
    }

    /// The next report: as many ends of tasks as fit, oldest first, and one at least.
    pub fn next(&mut self, bytes_max: usize) -> Sending {
        self.sequence += 1;
        let mut sending = Sending { sequence: self.sequence, ..Sending::default() };
        let mut bytes = 0;
        for waiting in &mut self.waiting {
            bytes += waiting.status.len() + STATUS_EXTRA_BYTES;
            if bytes > bytes_max && !sending.statuses.is_empty() {
                sending.held_back.push(waiting.key.clone());
                continue;
            }
            sending.repeated += usize::from(waiting.sent.is_some());
            waiting.sent.get_or_insert(self.sequence);
            sending.statuses.push(waiting.status.clone());
        }
        sending
    }

    /// The server has heard all reports up to this one.
    pub fn acknowledged(&mut self, sequence: u64) {
        self.waiting.retain(|waiting| waiting.sent.is_none_or(|sent| sent > sequence));
    }

    /// Whether the server has heard everything.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether there is something that was not sent yet.
    pub fn has_news(&self) -> bool {
        self.waiting.back().is_some_and(|waiting| waiting.sent.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(task_id: usize) -> TaskKey {
        TaskKey { job_id: "j".into(), stage_id: 1, task_id }
    }

    fn add(outbox: &mut Outbox, status: &'static str) -> Result<(), Full> {
        outbox.add(key(0), Bytes::from_static(status.as_bytes()))
    }

    fn filled(statuses: &[&'static str]) -> Outbox {
        let mut outbox = Outbox::default();
        for status in statuses {
            add(&mut outbox, status).unwrap();
        }
        outbox
    }

    fn check_next(outbox: &mut Outbox, sequence: u64, statuses: &[&'static str], repeated: usize) {
        let statuses = statuses.iter().map(|status| Bytes::from_static(status.as_bytes())).collect();
        assert_eq!(outbox.next(1000), Sending { sequence, statuses, repeated, held_back: vec![] });
    }

    #[test]
    fn an_end_is_repeated_until_it_was_heard() {
        let mut outbox = filled(&["a"]);
        assert!(outbox.has_news());
        check_next(&mut outbox, 1, &["a"], 0);
        assert!(!outbox.has_news() && !outbox.is_empty());
        add(&mut outbox, "b").unwrap();
        check_next(&mut outbox, 2, &["a", "b"], 1);
        outbox.acknowledged(1);
        check_next(&mut outbox, 3, &["b"], 1);
        outbox.acknowledged(2);
        assert!(outbox.is_empty());
        check_next(&mut outbox, 4, &[], 0);
    }

    #[test]
    fn what_ended_after_a_report_is_not_acknowledged_with_it() {
        let mut outbox = filled(&["a"]);
        check_next(&mut outbox, 1, &["a"], 0);
        add(&mut outbox, "b").unwrap();
        outbox.acknowledged(1);
        outbox.acknowledged(1);
        outbox.acknowledged(0);
        check_next(&mut outbox, 2, &["b"], 0);
        // Ahead of what was ever sent: nothing that is still to be sent goes.
        add(&mut outbox, "c").unwrap();
        outbox.acknowledged(u64::MAX);
        check_next(&mut outbox, 3, &["c"], 0);
    }

    #[test]
    fn a_report_is_as_large_as_it_may_be() {
        let mut outbox = filled(&["aaaa", "bbbb", "cccc"]);
        let two = outbox.next(2 * (4 + STATUS_EXTRA_BYTES));
        assert_eq!((two.statuses.len(), two.repeated, two.held_back), (2, 0, vec![key(0)]));
        assert!(outbox.has_news());
        // Even one that is larger than all reports goes alone, for the server to refuse.
        assert_eq!(outbox.next(1).statuses.len(), 1);
        outbox.acknowledged(2);
        assert_eq!(outbox.next(1000).statuses, [Bytes::from_static(b"cccc")]);
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut outbox = Outbox::default();
        for _ in 0..STATUSES_COUNT_MAX {
            add(&mut outbox, "").unwrap();
        }
        assert_eq!(add(&mut outbox, ""), Err(Full));
        outbox.next(usize::MAX);
        outbox.acknowledged(1);
        assert_eq!(add(&mut outbox, ""), Ok(()));
    }
}
