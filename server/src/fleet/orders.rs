//! Orders as they go to executors, in messages that these take.

use ballista_core::serde::protobuf::{
    ExecutionError, FailedTask, TaskDefinition, TaskStatus, failed_task, task_status,
};
use ballista_core::serde::scheduler::TaskKey;
use prost::Message as _;
use prost::bytes::Bytes;
use sparrow_proto::sparrow::fleet as proto;
use sparrow_proto::sparrow::fleet::from_server::Message;
use sparrow_spark_error::limit_exceeded;

use super::{Order, OrderedTask, Origin};

/// What a task takes in a message beside its definition, generously.
const KEY_BYTES: usize = 1024;

/// An order, ready to be sent.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    /// One message or more.
    pub messages: Vec<proto::FromServer>,
    /// Tasks that fit into no message, as failed.
    pub refused: Vec<TaskStatus>,
}

/// The order in messages of at most `message_bytes_max`.
pub(super) fn encoded(order: Order, message_bytes_max: usize) -> Encoded {
    let message = match order {
        Order::Run(tasks) => return run(tasks, message_bytes_max),
        Order::Cancel(keys) => Message::Cancel(proto::Cancel { tasks: keys.into_iter().map(key).collect() }),
        Order::Clean { job_id, stages } => Message::Clean(proto::Clean { job_id, stages }),
        Order::Acknowledge(sequence) => Message::Acknowledge(proto::Acknowledge { sequence }),
        Order::Drain => Message::Drain(proto::Drain {}),
    };
    Encoded { messages: vec![said(message)], refused: vec![] }
}

/// A message of the server.
pub(super) fn said(message: Message) -> proto::FromServer {
    proto::FromServer { message: Some(message) }
}

fn run(tasks: Vec<OrderedTask>, message_bytes_max: usize) -> Encoded {
    let mut encoded = Encoded::default();
    let (mut open, mut open_bytes) = (Vec::new(), 0);
    for OrderedTask { definition: task, origin } in tasks {
        let origin = origin_message(&origin);
        let bytes = task.encoded_len() + task.job_id.len() + origin.encoded_len() + KEY_BYTES;
        if bytes > message_bytes_max {
            encoded.refused.push(too_large(&task, message_bytes_max));
            continue;
        }
        if open_bytes + bytes > message_bytes_max {
            encoded.messages.push(said(Message::Run(proto::Run { tasks: std::mem::take(&mut open) })));
            open_bytes = 0;
        }
        open_bytes += bytes;
        open.push(task_message(&task, origin));
    }
    if !open.is_empty() {
        encoded.messages.push(said(Message::Run(proto::Run { tasks: open })));
    }
    encoded
}

fn task_message(task: &TaskDefinition, origin: proto::Origin) -> proto::Task {
    let key = proto::TaskKey { job_id: task.job_id.clone(), stage_id: task.stage_id, task_id: task.task_id };
    let definition = Bytes::from(task.encode_to_vec());
    proto::Task { key: Some(key), stage_attempt: task.stage_attempt_num, definition, origin: Some(origin) }
}

fn origin_message(origin: &Origin) -> proto::Origin {
    let Origin { tenant, operation_id, .. } = origin.clone();
    proto::Origin { tenant, operation_id, trace_parent: origin.trace_parent(), trace_state: origin.trace_state() }
}

/// A task is sent whole or not at all, and trying again makes it no smaller.
fn too_large(task: &TaskDefinition, message_bytes_max: usize) -> TaskStatus {
    let advice = "Write an intermediate result, or raise the limit on the server and its executors.";
    let error = limit_exceeded("The size in bytes of a task", message_bytes_max, "fleet.message_bytes_max", advice);
    let failed = FailedTask {
        error: sparrow_runtime::envelope::pack(&error.into()),
        retryable: false,
        count_to_failures: false,
        failed_reason: Some(failed_task::FailedReason::ExecutionError(ExecutionError {})),
    };
    TaskStatus {
        task_id: task.task_id,
        job_id: task.job_id.clone(),
        stage_id: task.stage_id,
        stage_attempt_num: task.stage_attempt_num,
        launch_time: task.launch_time,
        status: Some(task_status::Status::Failed(failed)),
        ..Default::default()
    }
}

fn key(key: TaskKey) -> proto::TaskKey {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    proto::TaskKey { job_id: key.job_id.into_inner(), stage_id: number(key.stage_id), task_id: number(key.task_id) }
}
