//! The door of the fleet: a listener of its own where executors join, report and get their orders, and where they fetch what
//! the server computed for them. Knows the channel; refuses to know what tasks do and who gets which.

mod conversation;
mod desk;
mod door;
mod guard;
mod hello;
mod jobs;
mod nonces;
mod orders;
mod reports;
mod serve;
mod shape;

pub use desk::{Desk, Hello, Order, OrderedTask, Origin, Report, Seat};
pub use door::{Door, Terms};
pub use jobs::serve_jobs;
pub use serve::{address, serve};

#[cfg(test)]
mod tests;
