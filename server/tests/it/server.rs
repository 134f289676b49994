//! The server as a process of its own, and a client for it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::spark_connect_service_client::SparkConnectServiceClient;
use tonic::Status;
use tonic::transport::Channel;
use tonic_types::StatusExt;
use uuid::Uuid;

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_sparrow-server");

/// A running server; it ends with the value.
pub struct Server {
    pub process: Child,
    pub address: String,
    log: Arc<Mutex<String>>,
}

/// Time for something to be logged.
const LOG_DURATION_MAX: Duration = Duration::from_secs(20);

impl Server {
    /// Starts it on a free port with these arguments more.
    pub fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(BINARY)
            .args(["--listen", "127.0.0.1:0", "--set", "log.filter=error"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let log = keep(process.stderr.take().expect("it is piped"));
        let mut line = String::new();
        let out = process.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut line).expect("it says something");
        let (_, rest) = line.split_once("sc://").unwrap_or_else(|| panic!("no address in {line:?}"));
        let address = rest.split('"').next().expect("a split has a first part").to_owned();
        Self { process, address, log }
    }

    /// Waits until it has logged `text`.
    pub async fn logs(&self, text: &str) {
        let deadline = Instant::now() + LOG_DURATION_MAX;
        while !self.log.lock().contains(text) {
            assert!(Instant::now() < deadline, "'{text}' is not logged, but: {}", self.log.lock());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A client in a session of its own.
    pub async fn client(&self) -> Client {
        let channel = Channel::from_shared(format!("http://{}", self.address)).expect("an address");
        let stub = SparkConnectServiceClient::new(channel.connect().await.expect("it listens"))
            .max_decoding_message_size(usize::MAX);
        Client { stub, session_id: Uuid::new_v4().to_string() }
    }
}

/// Keeps what is written, and hands it on to whoever runs the tests.
fn keep(written: ChildStderr) -> Arc<Mutex<String>> {
    let log = Arc::<Mutex<String>>::default();
    let kept = Arc::clone(&log);
    std::thread::spawn(move || {
        for line in BufReader::new(written).lines().map_while(Result::ok) {
            // Nobody reading is no reason not to keep it.
            let _ = writeln!(std::io::stderr(), "{line}");
            kept.lock().push_str(&(line + "\n"));
        }
    });
    log
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A client in a session.
#[derive(Clone)]
pub struct Client {
    pub stub: SparkConnectServiceClient<Channel>,
    pub session_id: String,
}

impl Client {
    /// A Config request.
    pub async fn config(&mut self, operation: OpType) -> Result<proto::ConfigResponse, Status> {
        let request = proto::ConfigRequest {
            session_id: self.session_id.clone(),
            operation: Some(proto::config_request::Operation { op_type: Some(operation) }),
            ..Default::default()
        };
        self.stub.config(request).await.map(tonic::Response::into_inner)
    }

    /// Asks for one conf.
    pub async fn get(&mut self, key: &str) -> Result<proto::ConfigResponse, Status> {
        self.config(OpType::Get(proto::config_request::Get { keys: vec![key.to_owned()] })).await
    }

    /// Ends the session.
    pub async fn release(&mut self, allow_reconnect: bool) -> Result<proto::ReleaseSessionResponse, Status> {
        let session_id = self.session_id.clone();
        let request = proto::ReleaseSessionRequest { session_id, allow_reconnect, ..Default::default() };
        self.stub.release_session(request).await.map(tonic::Response::into_inner)
    }
}

pub use proto::config_request::operation::OpType;

/// The condition a status names.
pub fn condition(status: &Status) -> String {
    let info = status.get_details_error_info().expect("every Spark error has its ErrorInfo");
    info.metadata.get("errorClass").cloned().unwrap_or_default()
}

/// The condition of a call that must fail.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, Status>) -> String {
    condition(&result.expect_err("it must be refused"))
}
