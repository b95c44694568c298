//! An exporter on loopback that serves metrics to whoever asks, until it is dropped: the same ones, or what they are now.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::Result;

/// How long who asks may take for one request.
const REQUEST_LIMIT: Duration = Duration::from_secs(5);

/// An exporter that answers every request until it is dropped.
#[derive(Debug)]
pub struct Exporter {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    asked: Mutex<Vec<Instant>>,
    stop: AtomicBool,
}

impl Exporter {
    /// Starts to serve this text, in Prometheus' own format, on a free port of loopback.
    pub fn start(metrics: &'static str) -> Result<Self> {
        Self::playing(move || metrics.to_owned())
    }

    /// Starts to serve what the metrics are whenever somebody asks.
    pub fn playing(metrics: impl Fn() -> String + Send + 'static) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (address, shared) = (listener.local_addr()?, Arc::new(Shared::default()));
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                for stream in listener.incoming() {
                    if shared.stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let asked = Instant::now();
                    // Who breaks off gets nothing.
                    if stream.and_then(|stream| answer(&stream, &metrics())).is_ok() {
                        shared.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
                    }
                }
            }
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// When it was asked so far.
    pub fn asked(&self) -> Vec<Instant> {
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The port on which it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // The thread waits for a connection: this is one.
        let woken = TcpStream::connect_timeout(&self.address, REQUEST_LIMIT).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _ = thread.join();
        }
    }
}

/// Reads a request to the end of its headers, and answers it.
fn answer(stream: &TcpStream, metrics: &str) -> io::Result<()> {
    stream.set_read_timeout(Some(REQUEST_LIMIT))?;
    stream.set_write_timeout(Some(REQUEST_LIMIT))?;
    let mut lines = BufReader::new(stream).lines();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let length = metrics.len();
    let mut stream = stream;
    // Prometheus 3 takes no answer whose format it is not told.
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{metrics}"
    )
}
