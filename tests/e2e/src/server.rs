//! A small HTTP server on a free port of loopback.

use std::io;
use std::net::Ipv4Addr;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

/// An answer, or none: the connection is closed without a word.
pub type Answer = Result<Response<Full<Bytes>>, NoAnswer>;

/// The connection is closed without an answer.
#[derive(Debug)]
pub struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("no answer")
    }
}

impl std::error::Error for NoAnswer {}

/// A running server; dropping it ends it and its connections.
#[derive(Debug)]
pub struct Server {
    port: u16,
    accepting: AbortHandle,
}

impl Server {
    /// Starts a server that answers every request by `answer`.
    ///
    /// A connection serves one request: with a connection kept alive, the browser would by itself repeat
    /// a request that got no answer, and injected faults could not be counted.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start<A>(answer: A) -> Result<Self>
    where
        A: AsyncAnswer,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no free port on loopback")?;
        let port = listener.local_addr()?.port();
        let accepting = tokio::spawn(accept(listener, answer)).abort_handle();
        Ok(Self { port, accepting })
    }

    /// Where the server is, by name.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Where the server is, without a name to resolve: host and port.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What answers requests.
pub trait AsyncAnswer: Clone + Send + Sync + 'static {
    /// The answer to `request`.
    fn answer(&self, request: Request<Incoming>) -> impl Future<Output = Answer> + Send;
}

async fn accept(listener: TcpListener, answer: impl AsyncAnswer) {
    // Connections end with the set, and the set with this task.
    let mut connections = JoinSet::new();
    loop {
        let accepted: io::Result<_> = listener.accept().await;
        let Ok((stream, _)) = accepted else { continue };
        let answer = answer.clone();
        connections.spawn(async move {
            let service = service_fn(move |request| {
                let answer = answer.clone();
                async move { answer.answer(request).await }
            });
            // A browser that goes away, and an answer that is withheld on purpose.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
        while connections.try_join_next().is_some() {}
    }
}

/// A response of `status` with a body.
#[must_use]
pub fn response(status: u16, content_type: &str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() =
        hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    if let Ok(value) = content_type.parse() {
        response
            .headers_mut()
            .insert(hyper::header::CONTENT_TYPE, value);
    }
    response
}
