//! Answers `GET /metrics`, on an address of this host alone.
//!
//! One request a connection, of 8 KiB at most and within 5 s, 8 at a time: whoever is on this host can do no more than read.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::metrics::{exposition, CONTENT_TYPE};
use super::source::Source;

/// Metrics that are served. Dropping it ends that.
pub struct Metrics {
    listener: JoinHandle<()>,
}

/// Why they are not.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {source}")]
pub struct MetricsError {
    address: SocketAddr,
    source: io::Error,
}

impl Metrics {
    /// Serves them. To be called within a runtime.
    pub fn serve(address: SocketAddr, source: Source) -> Result<Metrics, MetricsError> {
        let listen = || {
            let listener = std::net::TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            TcpListener::from_std(listener)
        };
        let listener = listen().map_err(|source| MetricsError { address, source })?;
        Ok(Metrics { listener: tokio::spawn(accept(listener, source)) })
    }
}

impl Drop for Metrics {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn accept(listener: TcpListener, source: Source) {
    let room = Arc::new(Semaphore::new(MOST_CLIENTS));
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // No file descriptor is left, or the like: trying at once would only burn time.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let source = source.clone();
        tokio::spawn(async move {
            // A client that is gone, or too slow, has nobody to complain to.
            let _ = tokio::time::timeout(PATIENCE, converse(stream, &source)).await;
            drop(place);
        });
    }
}

async fn converse(mut stream: TcpStream, source: &Source) -> io::Result<()> {
    let answer = match request(&mut stream).await? {
        Ok(()) => match source.snapshot().await.map(exposition) {
            Some(Ok(text)) => answer("200 OK", CONTENT_TYPE, &text),
            _ => answer("503 Service Unavailable", PLAIN, "the gateway is ending\n"),
        },
        Err(refused) => refused,
    };
    stream.write_all(&answer).await?;
    stream.shutdown().await?;
    // Closing before all is read would reset the connection, and the answer with it.
    tokio::io::copy(&mut stream.take(MOST_UNREAD), &mut tokio::io::sink()).await.map(drop)
}

/// Reads the head of a request; `Err`: what is answered if it is not for the metrics.
async fn request(stream: &mut TcpStream) -> io::Result<Result<(), Vec<u8>>> {
    let mut head = Vec::new();
    loop {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(&head) {
            Ok(httparse::Status::Complete(_)) => return Ok(judge(request.method, request.path)),
            Ok(httparse::Status::Partial) if head.len() < MOST_OCTETS => {}
            Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
                return Ok(Err(answer("431 Request Header Fields Too Large", PLAIN, "too long\n")));
            }
            Err(_) => return Ok(Err(answer("400 Bad Request", PLAIN, "not understood\n"))),
        }
        let mut more = (&mut *stream).take((MOST_OCTETS - head.len()) as u64);
        if more.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn judge(method: Option<&str>, path: Option<&str>) -> Result<(), Vec<u8>> {
    let path = path.and_then(|path| path.split('?').next());
    match (method, path) {
        (Some("GET"), Some("/metrics")) => Ok(()),
        (Some("GET"), _) => Err(answer("404 Not Found", PLAIN, "see /metrics\n")),
        _ => Err(answer("405 Method Not Allowed", PLAIN, "GET /metrics\n")),
    }
}

fn answer(status: &str, kind: &str, text: &str) -> Vec<u8> {
    let length = text.len();
    let allow = if status.starts_with("405") { "Allow: GET\r\n" } else { "" };
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{allow}Connection: close\r\n\r\n{text}")
        .into_bytes()
}

const PLAIN: &str = "text/plain; charset=utf-8";
const MOST_CLIENTS: usize = 8;
const MOST_HEADERS: usize = 64;
const MOST_OCTETS: usize = 8192;
/// Octets behind a request that was too long.
const MOST_UNREAD: u64 = 65_536;
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use super::super::groups::tests::sample;
    use super::*;

    /// Metrics of a gateway that answers, at a port of its own.
    async fn served() -> (Metrics, SocketAddr) {
        let (source, mut asked) = Source::new();
        tokio::spawn(async move {
            while let Some(ask) = asked.recv().await {
                let _ = ask.send(sample());
            }
        });
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound");
        (Metrics::serve(free, source).expect("the port is free"), free)
    }

    async fn said(address: SocketAddr, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).await.expect("somebody listens");
        stream.write_all(request).await.expect("taken");
        let mut answer = Vec::new();
        // Whoever says too much is hung up on.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test]
    async fn a_scrape_is_answered_in_full() {
        let (_metrics, address) = served().await;
        let answer = said(address, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let (head, text) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains(CONTENT_TYPE), "{head}");
        assert!(head.contains(&format!("Content-Length: {}\r\n", text.len())), "{head}");
        assert!(text.contains("respite_card_rx_pkts_total{card=\"sim\"} 100\n") && text.ends_with("# EOF\n"), "{text}");
    }

    #[tokio::test]
    async fn anything_else_is_refused_and_the_next_one_is_served() {
        let (_metrics, address) = served().await;
        for (request, status) in [
            (&b"GET / HTTP/1.1\r\n\r\n"[..], "404"),
            (b"POST /metrics HTTP/1.1\r\n\r\n", "405"),
            (b"\x16\x03\x01\x02\x00\r\n\r\n", "400"),
            (&[b"GET /metrics HTTP/1.1\r\n".to_vec(), b"a: b\r\n".repeat(65), b"\r\n".to_vec()].concat(), "431"),
            (&[b"GET /metrics HTTP/1.1\r\na: ".to_vec(), vec![b'b'; 9000]].concat(), "431"),
        ] {
            let answer = said(address, request).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {answer}");
        }
        assert!(said(address, b"GET /metrics?x=1 HTTP/1.0\r\n\r\n").await.starts_with("HTTP/1.1 200 "));
    }

    #[tokio::test]
    async fn a_port_in_use_is_named() {
        let (_metrics, address) = served().await;
        let (source, _asked) = Source::new();
        let why = Metrics::serve(address, source).err().expect("taken").to_string();
        assert!(why.starts_with(&address.to_string()), "{why}");
    }
}
