//! A server that plays back answers, the faulty ones included, and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use authsignal::{Client, ClientBuilder, SecretKey};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
pub(crate) enum Answer {
    /// Answers with status and body.
    Json(u16, &'static str),
    /// Answers with exactly these bytes, then closes.
    Raw(String),
    /// Closes without an answer.
    Drop,
    /// Keeps the connection and says nothing.
    Hang,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) method: String,
    pub(crate) target: String,
    head: String,
    pub(crate) body: Value,
}

impl Recorded {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

pub(crate) struct Server {
    url: String,
    recorded: Arc<Mutex<Vec<Recorded>>>,
}

impl Server {
    /// Plays the answers in order; a request beyond them is dropped.
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let recorded = Arc::new(Mutex::new(Vec::new()));
        let record = recorded.clone();
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read(&mut stream).await;
                record.lock().unwrap().push(request);
                tokio::spawn(play(stream, answers.pop_front().unwrap_or(Answer::Drop)));
            }
        });
        Self { url, recorded }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A client of this server that does not wait between tries.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(self.url(), SecretKey::new("the-secret-key")).retry_delay(Duration::ZERO)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn recorded(&self) -> Vec<Recorded> {
        self.recorded.lock().unwrap().clone()
    }
}

async fn read(stream: &mut TcpStream) -> Recorded {
    let mut bytes = Vec::new();
    let head_end = loop {
        assert_ne!(
            stream.read_buf(&mut bytes).await.unwrap(),
            0,
            "the request ended early"
        );
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut first = head.lines().next().unwrap().split(' ');
    let (method, target) = (
        first.next().unwrap().to_owned(),
        first.next().unwrap().to_owned(),
    );
    let mut request = Recorded {
        method,
        target,
        head,
        body: Value::Null,
    };
    let length: usize = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head_end + length {
        assert_ne!(
            stream.read_buf(&mut bytes).await.unwrap(),
            0,
            "the body ended early"
        );
    }
    if length > 0 {
        request.body = serde_json::from_slice(&bytes[head_end..]).unwrap();
    }
    request
}

async fn play(mut stream: TcpStream, answer: Answer) {
    let bytes = match answer {
        Answer::Json(status, body) => format!(
            "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
        Answer::Raw(bytes) => bytes,
        Answer::Drop => return,
        Answer::Hang => std::future::pending().await,
    };
    // The client may have gone away already, which is its right.
    let _ = stream.write_all(bytes.as_bytes()).await;
}
