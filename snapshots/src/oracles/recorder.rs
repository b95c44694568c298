//! A webhook on loopback that records the notifications it gets: who was *really* notified, and of what.
//!
//! One recorder serves several receivers, each with a path of its own: [`Recorder::url`].

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Result;
use super::process::TICK;

/// How long a sender may take for one request.
const REQUEST_LIMIT: Duration = Duration::from_secs(5);
/// A group of a thousand alerts has about a megabyte.
const SIZE_LIMIT: u64 = 16 * 1024 * 1024;

/// One notification as it arrived.
#[derive(Debug, Clone)]
pub struct Notification {
    /// When it arrived.
    pub at: Instant,
    /// The receiver that it was meant for: what [`Recorder::url`] was called with.
    pub to: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The body; for a webhook receiver the payload version 4. `Null` if it is no JSON.
    pub body: Value,
}

impl Notification {
    /// One label of each alert in a webhook's payload; empty where an alert does not have it.
    pub fn label(&self, name: &str) -> Vec<&str> {
        let alerts = self.body["alerts"].as_array().map(Vec::as_slice).unwrap_or_default();
        alerts.iter().map(|alert| alert["labels"][name].as_str().unwrap_or_default()).collect()
    }

    /// `firing` or `resolved`, of a webhook's payload.
    pub fn status(&self) -> &str {
        self.body["status"].as_str().unwrap_or_default()
    }
}

/// A webhook that answers everything with 200 until it is dropped.
#[derive(Debug)]
pub struct Recorder {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    notifications: Mutex<Vec<Notification>>,
    stop: AtomicBool,
}

impl Recorder {
    /// Starts to listen on a free port of loopback.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || serve(&listener, &shared)
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// The address to give to one receiver.
    pub fn url(&self, receiver: &str) -> String {
        format!("http://{}/{receiver}", self.address)
    }

    /// What has arrived so far, in that order.
    pub fn notifications(&self) -> Vec<Notification> {
        self.shared.notifications.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until what has arrived is what a test waits for, and gives it; an error tells what has arrived instead.
    pub fn wait_for(
        &self,
        limit: Duration,
        mut enough: impl FnMut(&[Notification]) -> bool,
    ) -> Result<Vec<Notification>> {
        let end = Instant::now() + limit;
        loop {
            let notifications = self.notifications();
            if enough(&notifications) {
                return Ok(notifications);
            }
            if Instant::now() >= end {
                let limit = limit.as_secs_f64();
                return Err(
                    format!("not notified as expected within {limit} s, but: {notifications:#?}").into()
                );
            }
            thread::sleep(TICK);
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // The thread waits for a connection: this is one.
        let woken = TcpStream::connect_timeout(&self.address, REQUEST_LIMIT).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _ = thread.join();
        }
    }
}

fn serve(listener: &TcpListener, shared: &Shared) {
    for stream in listener.incoming() {
        if shared.stop.load(Ordering::SeqCst) {
            return;
        }
        // A sender that breaks off has sent no notification.
        if let Ok(notification) = stream.and_then(|stream| receive(&stream)) {
            shared.notifications.lock().unwrap_or_else(PoisonError::into_inner).push(notification);
        }
    }
}

/// Reads one request and answers it. Alertmanager states the length of what it sends, so that is all that is read.
fn receive(stream: &TcpStream) -> io::Result<Notification> {
    stream.set_read_timeout(Some(REQUEST_LIMIT))?;
    stream.set_write_timeout(Some(REQUEST_LIMIT))?;
    let mut reader = BufReader::new(stream.take(SIZE_LIMIT));
    let (request, at) = (line(&mut reader)?, Instant::now());
    let mut headers = BTreeMap::new();
    while let Some((name, value)) = line(&mut reader)?.split_once(':') {
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;

    let mut answer = stream;
    answer.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")?;
    Ok(Notification {
        at,
        to: request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned(),
        authorization: headers.remove("authorization"),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    line.truncate(line.trim_end().len());
    Ok(line)
}
