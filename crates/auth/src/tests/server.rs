//! A server of keys by hand, which also does what no server should.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it does with a request.
#[derive(Clone)]
pub(crate) enum Answer {
    Body(u16, String),
    /// It never answers.
    Stall,
    /// It answers without end.
    Endless,
    Redirect(String),
    /// It closes the connection in the midst of the body.
    Torn,
}

/// What a request for the document that says where keys are has in it.
const DOCUMENT: &[u8] = b"/.well-known/openid-configuration HTTP";

/// A listener that counts its connections.
pub(super) struct Server {
    at: SocketAddr,
    answer: Arc<Mutex<Answer>>,
    /// What it does when it is asked where its keys are.
    document: Arc<Mutex<Answer>>,
    connects: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (answer, connects) = (Arc::new(Mutex::new(answer)), Arc::<AtomicUsize>::default());
        let document = Arc::new(Mutex::new(Answer::Body(404, String::new())));
        let (shared, of_document, counted) = (Arc::clone(&answer), Arc::clone(&document), Arc::clone(&connects));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, SeqCst);
                let answers = (shared.lock().clone(), of_document.lock().clone());
                tokio::spawn(serve(stream, answers));
            }
        });
        Self { at, answer, document, connects, task }
    }

    pub(super) fn address(&self) -> String {
        format!("http://{}/keys", self.at)
    }

    /// What its tokens name as their issuer, where its keys are found by a document.
    pub(super) fn issuer(&self) -> String {
        format!("http://{}", self.at)
    }

    pub(super) fn document(&self, answer: Answer) {
        *self.document.lock() = answer;
    }

    pub(super) fn connects(&self) -> usize {
        self.connects.load(SeqCst)
    }

    pub(super) fn answer(&self, answer: Answer) {
        *self.answer.lock() = answer;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, (keys, document): (Answer, Answer)) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        request.push(byte);
    }
    let is_document = request.windows(DOCUMENT.len()).any(|part| part == DOCUMENT);
    let answer = if is_document { document } else { keys };
    let head = |status: u16, more: &str| format!("HTTP/1.1 {status} Some\r\nConnection: close\r\n{more}\r\n");
    let text = match answer {
        // The type is a lie on purpose: it must not matter.
        Answer::Body(status, body) => {
            head(status, &format!("Content-Type: text/html\r\nContent-Length: {}\r\n", body.len())) + &body
        }
        Answer::Redirect(to) => head(302, &format!("Location: {to}\r\nContent-Length: 0\r\n")),
        Answer::Torn => head(200, "Content-Length: 1000\r\n") + "{\"keys\":[",
        Answer::Stall => std::future::pending().await,
        Answer::Endless => {
            let _ = stream.write_all(head(200, "").as_bytes()).await;
            while stream.write_all(&[b' '; 4096]).await.is_ok() {}
            return;
        }
    };
    let _ = stream.write_all(text.as_bytes()).await;
}
