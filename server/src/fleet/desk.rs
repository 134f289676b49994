//! What the door needs of a fleet: a place where executors sign on.

use std::future::Future;
use std::sync::Arc;

use sparrow_engine::fleet::{self as engine, Fleet};
use sparrow_spark_error::Result;
use tokio::sync::mpsc;

pub use sparrow_engine::fleet::{Hello, Order, OrderedTask, Origin, Report};

/// A seat and the orders that come to it.
pub type Joining<S> = Result<(S, mpsc::UnboundedReceiver<Order>)>;

/// Where executors sign on.
pub trait Desk: Send + Sync + 'static {
    /// An executor's place.
    type Seat: Seat;

    /// Takes an executor in, or says what does not fit.
    fn join(&self, hello: Hello) -> impl Future<Output = Joining<Self::Seat>> + Send;
}

/// An executor's place in the fleet. Dropping it is the loss of the executor, at once.
pub trait Seat: Send + Sync + 'static {
    /// Hands in a report.
    fn report(&self, report: Report) -> impl Future<Output = Result<()>> + Send;
}

impl Desk for Arc<Fleet> {
    type Seat = engine::Seat;

    async fn join(&self, hello: Hello) -> Joining<engine::Seat> {
        Fleet::join(self, hello).await
    }
}

impl Seat for engine::Seat {
    async fn report(&self, report: Report) -> Result<()> {
        engine::Seat::report(self, report).await
    }
}
