//! Free ports, and just enough HTTP to see whether a local service answers.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use crate::failure::{Failure, Result};

/// How many ports after the wanted one are tried before any free one is taken.
const NEARBY: u16 = 20;
const PATIENCE: Duration = Duration::from_secs(5);

/// Ports given out so far, so that two services of this process never get the same one.
#[derive(Debug, Default)]
pub(crate) struct Ports {
    given: Vec<u16>,
}

impl Ports {
    /// `wanted`, or a free one near it, or any free one.
    pub(crate) fn take(&mut self, wanted: u16) -> Result<u16> {
        let nearby = wanted..=wanted.saturating_add(NEARBY);
        let port = nearby
            .filter(|port| !self.given.contains(port))
            .find(|port| free(*port))
            .map_or_else(any, Ok)?;
        self.given.push(port);
        Ok(port)
    }
}

/// Nobody listens there: on loopback, on all addresses, or on IPv6's loopback, where `localhost`
/// would lead a browser first.
fn free(port: u16) -> bool {
    let listening = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, port)),
    ]
    .iter()
    .any(|address| TcpStream::connect_timeout(address, Duration::from_millis(200)).is_ok());
    !listening && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn any() -> Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no free port on loopback: {error}")))
}

/// The status of `GET path` on a local port; `None` while nobody answers.
pub(crate) fn get_status(port: u16, path: &str) -> Option<u16> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut head = [0_u8; 12];
    stream.read_exact(&mut head).ok()?;
    std::str::from_utf8(&head)
        .ok()?
        .strip_prefix("HTTP/1.1 ")
        .or_else(|| std::str::from_utf8(&head).ok()?.strip_prefix("HTTP/1.0 "))?
        .parse()
        .ok()
}

/// Status line and headers of `GET path` on a local port, under a host name; `None` while nobody answers.
pub(crate) fn get_head(port: u16, host: &str, path: &str) -> Option<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, _) = answer.split_once("\r\n\r\n")?;
    Some(head.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let got = Ports::default().take(port).unwrap();
        assert_ne!(got, port);
        assert!(free(got));
    }

    #[test]
    fn no_port_is_given_twice() {
        let mut ports = Ports::default();
        let first = ports.take(42_000).unwrap();
        let second = ports.take(42_000).unwrap();
        assert_ne!(first, second);
    }

    #[test]
    fn a_status_is_read_and_silence_is_none() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0_u8; 1024];
            let length = stream.read(&mut request).unwrap();
            stream
                .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
                .unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        assert_eq!(get_status(port, "/health"), Some(204));
        assert!(server.join().unwrap().starts_with("GET /health HTTP/1.1"));
        assert_eq!(get_status(port, "/health"), None);
    }
}
