//! Orders as they come from the server. It is not trusted to make no mistakes: a task that cannot be read has failed, and an
//! order that cannot be followed ends the stay.

use ballista_core::serde::protobuf::{
    ExecutionError, FailedTask, TaskDefinition, TaskKilled, TaskStatus, failed_task::FailedReason, task_status,
};
use ballista_core::serde::scheduler::TaskKey;
use prost::Message as _;
use sparrow_proto::sparrow::fleet as proto;
use sparrow_proto::sparrow::fleet::from_server::Message;
use sparrow_spark_error::internal;

/// What the executor is told.
#[derive(Debug, PartialEq)]
pub enum Order {
    /// Run these.
    Run(Vec<Task>),
    /// Give these up.
    Cancel(Vec<TaskKey>),
    /// Remove files.
    Clean { job_id: String, stages: Vec<u32> },
    /// Reports were heard.
    Acknowledge(u64),
    /// Leave.
    Drain,
}

/// A task, or what is known of one that cannot be read.
#[derive(Debug, PartialEq)]
pub struct Task {
    /// Which it is.
    pub key: TaskKey,
    stage_attempt: u32,
    /// Where it comes from.
    pub origin: proto::Origin,
    /// What to do, or why nobody knows.
    pub definition: Result<TaskDefinition, String>,
}

/// The server says what no server says; the text tells what.
pub fn read(message: proto::FromServer) -> Result<Order, String> {
    match message.message {
        Some(Message::Run(run)) => Ok(Order::Run(run.tasks.into_iter().map(task).collect::<Result<_, _>>()?)),
        Some(Message::Cancel(cancel)) => Ok(Order::Cancel(cancel.tasks.into_iter().map(key).collect())),
        Some(Message::Clean(proto::Clean { job_id, stages })) => Ok(Order::Clean { job_id, stages }),
        Some(Message::Acknowledge(heard)) => Ok(Order::Acknowledge(heard.sequence)),
        Some(Message::Drain(_)) => Ok(Order::Drain),
        Some(Message::Welcome(_)) => Err("a second welcome".to_owned()),
        None => Err("an order that this executor does not know".to_owned()),
    }
}

fn task(task: proto::Task) -> Result<Task, String> {
    let key = key(task.key.ok_or("a task without a key")?);
    let definition = TaskDefinition::decode(task.definition).map_err(|e| format!("its definition cannot be read: {e}"));
    let definition = definition.and_then(|read| match key_of(&read) == key {
        true => Ok(read),
        false => Err(format!("its definition is of task {}/{}/{}", read.job_id, read.stage_id, read.task_id)),
    });
    let origin = task.origin.unwrap_or_default();
    Ok(Task { key, stage_attempt: task.stage_attempt, origin, definition })
}

fn key(key: proto::TaskKey) -> TaskKey {
    TaskKey { job_id: key.job_id.into(), stage_id: key.stage_id as usize, task_id: key.task_id as usize }
}

fn key_of(task: &TaskDefinition) -> TaskKey {
    TaskKey { job_id: task.job_id.clone().into(), stage_id: task.stage_id as usize, task_id: task.task_id as usize }
}

/// A task key as a message.
pub fn key_message(key: &TaskKey) -> proto::TaskKey {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (stage_id, task_id) = (number(key.stage_id), number(key.task_id));
    proto::TaskKey { job_id: key.job_id.as_str().to_owned(), stage_id, task_id }
}

impl Task {
    /// The status of a task that cannot be run as it was sent: every attempt would end so.
    pub fn unreadable(&self, why: &str) -> TaskStatus {
        self.failed(why, FailedReason::ExecutionError(ExecutionError {}), false)
    }

    /// The status of a task that came when no more were taken: others may run it.
    pub fn declined(&self) -> TaskStatus {
        self.failed("the executor is leaving", FailedReason::TaskKilled(TaskKilled {}), true)
    }

    fn failed(&self, why: &str, reason: FailedReason, retryable: bool) -> TaskStatus {
        let error = sparrow_runtime::envelope::pack(&internal(format!("a task cannot be run: {why}")).into());
        let failed = FailedTask { error, retryable, count_to_failures: false, failed_reason: Some(reason) };
        let key = key_message(&self.key);
        TaskStatus {
            task_id: key.task_id,
            job_id: key.job_id,
            stage_id: key.stage_id,
            stage_attempt_num: self.stage_attempt,
            status: Some(task_status::Status::Failed(failed)),
            ..Default::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(key: Option<proto::TaskKey>, definition: Vec<u8>) -> proto::FromServer {
        let tasks = vec![proto::Task { key, stage_attempt: 3, definition: definition.into(), origin: None }];
        proto::FromServer { message: Some(Message::Run(proto::Run { tasks })) }
    }

    fn key(task_id: u32) -> proto::TaskKey {
        proto::TaskKey { job_id: "j".to_owned(), stage_id: 1, task_id }
    }

    fn only_task(message: proto::FromServer) -> Task {
        let Ok(Order::Run(mut tasks)) = read(message) else { panic!("it is a run") };
        tasks.pop().unwrap()
    }

    #[test]
    fn a_task_is_read() {
        let definition = TaskDefinition { job_id: "j".to_owned(), stage_id: 1, task_id: 2, ..Default::default() };
        let task = only_task(sent(Some(key(2)), definition.encode_to_vec()));
        assert_eq!(task.definition, Ok(definition));
    }

    #[test]
    fn a_task_that_cannot_be_read_has_failed() {
        let other = TaskDefinition { job_id: "other".to_owned(), ..Default::default() };
        for (definition, expected) in [(vec![0xff, 0xff], "cannot be read"), (other.encode_to_vec(), "other/0/0")] {
            let task = only_task(sent(Some(key(2)), definition));
            let status = task.unreadable(task.definition.as_ref().unwrap_err());
            assert_eq!((status.task_id, status.stage_id, status.stage_attempt_num), (2, 1, 3));
            let Some(task_status::Status::Failed(failed)) = status.status else { panic!("it failed") };
            let error = sparrow_runtime::envelope::unpack(&failed.error).unwrap().message();
            assert!(error.contains(expected) && !failed.retryable, "{error}");
        }
    }

    #[test]
    fn what_no_server_says_is_refused() {
        assert!(read(sent(None, vec![])).unwrap_err().contains("without a key"));
        assert!(read(proto::FromServer { message: None }).unwrap_err().contains("does not know"));
        let welcome = proto::FromServer { message: Some(Message::Welcome(proto::Welcome::default())) };
        assert!(read(welcome).unwrap_err().contains("second welcome"));
    }
}
