//! What joins the stages of a query: the node that reads another stage's output, and the one that picks a task's partition.
//! Knows where shuffle blocks lie, not who runs the tasks that write them.

mod block;
mod clients;
mod input;
mod message;
mod pick;
mod place;
mod read;

pub(crate) use block::TICKET_FIELD;
pub(crate) use clients::Clients;
pub use input::StageInputExec;
pub use pick::PickPartitionExec;
pub use place::check_job_id;

#[cfg(test)]
mod tests;
