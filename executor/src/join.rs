//! Joining a fleet: both sides prove that they have its secret, then the executor says hello and is welcomed.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use sparrow_proto::sparrow::fleet as proto;
use sparrow_proto::sparrow::fleet::fleet_client::FleetClient;
use sparrow_proto::sparrow::fleet::{from_executor, from_server};
use sparrow_runtime::wire;
use sparrow_tenancy::{Answer, Challenge, Confirmation, Secret};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status, Streaming};
use uuid::Uuid;

/// Time for each answer of the server.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(15);
/// Reports that wait to be sent.
const REPORTS_AHEAD_MAX: usize = 4;

/// An open stream.
pub struct Link {
    /// What the server says from now on.
    pub orders: Streaming<proto::FromServer>,
    /// Where reports go.
    pub reports: mpsc::Sender<proto::FromExecutor>,
    /// What the server said first.
    pub welcome: proto::Welcome,
}

/// Why the executor is not in the fleet.
#[derive(Debug)]
pub enum Refusal {
    /// The server cannot be reached now.
    Unreachable(String),
    /// The two do not fit: somebody has to do something.
    Refused(String),
}

impl From<Status> for Refusal {
    fn from(status: Status) -> Self {
        match status.code() {
            Code::FailedPrecondition | Code::InvalidArgument | Code::Unimplemented | Code::ResourceExhausted => {
                Self::Refused(status.message().to_owned())
            }
            _ => match status.source() {
                Some(cause) => Self::Unreachable(unanswered(cause)),
                None => Self::Unreachable(format!("{:?}: {}", status.code(), status.message())),
            },
        }
    }
}

/// A server that takes no such certificate as this one's closes the connection, and nothing of why reaches a call.
fn unanswered(cause: &dyn Error) -> String {
    format!(
        "the server closed the connection without an answer ({}): is this executor's certificate of the server's authority and \
         still good, and do both have certificates, or neither? The server's log says whom it refused",
        wire::said(cause)
    )
}

/// Joins the fleet at the other end of `channel`.
pub async fn join(
    channel: Channel,
    hello: proto::Hello,
    secret: Option<&Secret>,
    message_bytes_max: usize,
) -> Result<Link, Refusal> {
    let mut client =
        FleetClient::new(channel).max_decoding_message_size(message_bytes_max).max_encoding_message_size(usize::MAX);
    let (reports, mut orders) = admitted(&mut client, secret).await?;
    let hello = proto::FromExecutor { message: Some(from_executor::Message::Hello(hello)) };
    let gone = || Refusal::Unreachable("the server closed the stream".to_owned());
    reports.send(hello).await.map_err(|_| gone())?;
    let first = patiently(orders.message()).await?.ok_or_else(gone)?;
    match first.message {
        Some(from_server::Message::Welcome(welcome)) => Ok(Link { orders, reports, welcome }),
        _ => Err(Refusal::Refused("the server's first message is no welcome".to_owned())),
    }
}

type Open = (mpsc::Sender<proto::FromExecutor>, Streaming<proto::FromServer>);

/// Opens the stream, with proofs where there is a secret.
async fn admitted(client: &mut FleetClient<Channel>, secret: Option<&Secret>) -> Result<Open, Refusal> {
    let (opened, secret) = match (call(client, None).await, secret) {
        (Ok((reports, response)), None) => return Ok((reports, response.into_inner())),
        (Ok(_), Some(_)) => return Err(Refusal::Refused(
            "the server asks for no secret, and this executor has one: the server could be anybody; give it the secret"
                .to_owned(),
        )),
        (Err(status), Some(secret)) if status.code() == Code::Unauthenticated => (status, secret),
        (Err(status), _) if status.code() == Code::Unauthenticated => {
            return Err(Refusal::Refused(status.message().to_owned()));
        }
        (Err(status), _) => return Err(status.into()),
    };
    let challenge = field(opened.metadata(), "www-authenticate").and_then(|value| Challenge::parse(&value));
    let challenge = challenge.ok_or_else(|| Refusal::Refused("the server's challenge cannot be read".to_owned()))?;
    let answer = Answer::new(secret, challenge, Uuid::new_v4().simple().to_string());
    let (reports, response) = call(client, Some(&answer)).await.map_err(|status| match status.code() {
        Code::Unauthenticated => Refusal::Refused(status.message().to_owned()),
        _ => status.into(),
    })?;
    let confirmation = field(response.metadata(), "authentication-info").and_then(|value| Confirmation::parse(&value));
    match confirmation {
        Some(confirmation) if answer.is_confirmed_by(&confirmation, secret) => Ok((reports, response.into_inner())),
        _ => Err(Refusal::Refused("the server did not prove that it has the fleet's secret".to_owned())),
    }
}

type Called = (mpsc::Sender<proto::FromExecutor>, Response<Streaming<proto::FromServer>>);

async fn call(client: &mut FleetClient<Channel>, answer: Option<&Answer>) -> Result<Called, Status> {
    let (reports, receiver) = mpsc::channel(REPORTS_AHEAD_MAX);
    let mut request = Request::new(ReceiverStream::new(receiver));
    if let Some(answer) = answer {
        let mut value: MetadataValue<Ascii> =
            answer.to_string().parse().map_err(|_| Status::internal("the answer is not ASCII"))?;
        value.set_sensitive(true);
        request.metadata_mut().insert("authorization", value);
    }
    Ok((reports, patiently(client.join(request)).await?))
}

async fn patiently<T>(answer: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    let late = |_| Status::deadline_exceeded(format!("no answer within {} seconds", ANSWER_TIME_MAX.as_secs()));
    timeout(ANSWER_TIME_MAX, answer).await.map_err(late)?
}

fn field(metadata: &tonic::metadata::MetadataMap, name: &str) -> Option<String> {
    metadata.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) | Self::Refused(why) => f.write_str(why),
        }
    }
}
