//! A door that is open, a desk that writes down what it hears, and executors that call.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use parking_lot::Mutex;
use sparrow_proto::sparrow::fleet as proto;
use sparrow_proto::sparrow::fleet::fleet_client::FleetClient;
use sparrow_proto::sparrow::fleet::{from_executor, from_server};
use sparrow_runtime::wire::{self, Encryption};
use sparrow_runtime::worker::flight_service;
use sparrow_spark_error::{Result, internal};
use sparrow_tenancy::{FleetKey, KeyHolder, Secret};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::transport::Channel;
use tonic::{Request, Status, Streaming};

use super::{MESSAGE_BYTES_MAX, PATIENCE};
use crate::fleet::desk::Joining;
use crate::fleet::{Desk, Door, Hello, Order, Report, Seat, Terms, serve};

/// What a desk hears.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Joined(Hello),
    Reported(Report),
    Left(String),
}

#[derive(Clone)]
pub(super) struct Notes {
    pub(super) heard: mpsc::UnboundedSender<Heard>,
    pub(super) orders: Told,
}

/// Where orders go to the executor that joined last.
pub(super) type Told = Arc<Mutex<Option<mpsc::UnboundedSender<Order>>>>;

pub(super) struct Chair {
    executor_id: String,
    notes: Notes,
}

impl Desk for Notes {
    type Seat = Chair;

    async fn join(&self, hello: Hello) -> Joining<Chair> {
        if hello.executor_id == "unwanted" {
            return Err(internal("there is no place for it"));
        }
        let (told, orders) = mpsc::unbounded_channel();
        *self.orders.lock() = Some(told);
        let chair = Chair { executor_id: hello.executor_id.clone(), notes: self.clone() };
        let _ = self.heard.send(Heard::Joined(hello));
        Ok((chair, orders))
    }
}

impl Seat for Chair {
    async fn report(&self, report: Report) -> Result<()> {
        let _ = self.notes.heard.send(Heard::Reported(report));
        Ok(())
    }
}

impl Drop for Chair {
    fn drop(&mut self) {
        let _ = self.notes.heard.send(Heard::Left(self.executor_id.clone()));
    }
}

/// A door that is open.
pub(super) struct Open {
    pub(super) channel: Channel,
    pub(super) heard: mpsc::UnboundedReceiver<Heard>,
    pub(super) orders: Told,
}

impl Open {
    pub(super) async fn new(secret: Option<&str>) -> Self {
        Self::with_terms(secret, |_| {}).await
    }

    pub(super) async fn with_terms(secret: Option<&str>, change: impl FnOnce(&mut Terms)) -> Self {
        let (address, heard, orders) = Self::door(secret, None, change).await;
        let channel = wire::connect(&wire::endpoint(&address.to_string(), None).unwrap()).await.unwrap();
        Self { channel, heard, orders }
    }

    /// The door alone, and what its desk hears.
    pub(super) async fn door(
        secret: Option<&str>,
        encryption: Option<Encryption>,
        change: impl FnOnce(&mut Terms),
    ) -> (SocketAddr, mpsc::UnboundedReceiver<Heard>, Told) {
        let mut terms = Terms {
            version: "1.2.3".to_owned(),
            registry: "f00d".to_owned(),
            report_interval: Duration::from_secs(3),
            silence_duration_max: Duration::from_secs(15),
            message_bytes_max: MESSAGE_BYTES_MAX,
            executors_count_max: 10,
            ticket_key: None,
        };
        change(&mut terms);
        let (noting, heard) = mpsc::unbounded_channel();
        let orders = Told::default();
        let notes = Notes { heard: noting, orders: Arc::clone(&orders) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let door = Door::new(notes, terms, secret.map(|text| Secret::new(text).unwrap()));
        let key = secret.map(|text| FleetKey::of(&Secret::new(text).unwrap()));
        let flight = flight_service(Path::new("/nowhere"), key.map_or_else(KeyHolder::default, KeyHolder::of));
        tokio::spawn(serve(wire::incoming(listener, encryption), door, flight));
        (address, heard, orders)
    }

    pub(super) async fn hear(&mut self) -> Heard {
        timeout(PATIENCE, self.heard.recv()).await.expect("the desk hears something").expect("the desk is there")
    }

    /// A call without a word, and with these fields of authorization.
    pub(super) async fn call(&self, authorization: Option<String>) -> std::result::Result<Called, Status> {
        let (says, words) = futures::channel::mpsc::channel(4);
        let mut request = Request::new(words);
        if let Some(text) = authorization {
            request.metadata_mut().insert("authorization", text.parse().unwrap());
        }
        let response = FleetClient::new(self.channel.clone()).join(request).await?;
        let confirmation = response.metadata().get("authentication-info").map(|v| v.to_str().unwrap().to_owned());
        Ok(Called { says, hears: response.into_inner(), confirmation })
    }

    pub(super) async fn join(&mut self) -> Called {
        let mut called = self.call(None).await.unwrap();
        called.say(from_executor::Message::Hello(hello())).await;
        assert!(matches!(called.hear().await.unwrap(), from_server::Message::Welcome(_)));
        assert!(matches!(self.hear().await, Heard::Joined(_)));
        called
    }

    /// Says hello, and expects to be refused.
    pub(super) async fn refusal(&self, hello: proto::Hello) -> Status {
        let mut called = self.call(None).await.unwrap();
        called.say(from_executor::Message::Hello(hello)).await;
        called.hear().await.unwrap_err()
    }
}

/// An open stream.
pub(super) struct Called {
    pub(super) says: futures::channel::mpsc::Sender<proto::FromExecutor>,
    pub(super) hears: Streaming<proto::FromServer>,
    pub(super) confirmation: Option<String>,
}

impl Called {
    pub(super) async fn say(&mut self, message: from_executor::Message) {
        let _ = self.says.send(proto::FromExecutor { message: Some(message) }).await;
    }

    pub(super) async fn report(&mut self, sequence: u64) {
        let report = proto::Report { sequence, free_slots: 2, ..Default::default() };
        self.say(from_executor::Message::Report(report)).await;
    }

    pub(super) async fn hear(&mut self) -> std::result::Result<from_server::Message, Status> {
        let heard = timeout(PATIENCE, self.hears.next()).await.expect("the server says something");
        heard.expect("the stream goes on").map(|said| said.message.expect("it says something known"))
    }
}

pub(super) fn hello() -> proto::Hello {
    proto::Hello {
        executor_id: "e-1".to_owned(),
        host: "127.0.0.1".to_owned(),
        flight_port: 1234,
        slots: 2,
        version: "1.2.3".to_owned(),
        registry: "f00d".to_owned(),
    }
}

pub(super) fn left() -> Heard {
    Heard::Left("e-1".to_owned())
}
