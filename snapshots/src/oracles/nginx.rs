//! nginx: whether it takes a split, and whom it sends where. On loopback alone, on ports that nobody else has.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::process::{self, Verdict};
use super::{Oracle, Result};

/// Far above what a start or an answer takes.
const LIMIT: Duration = Duration::from_secs(10);

/// A server that answers every request with its name, until the test ends.
#[derive(Debug)]
pub struct Upstream {
    port: u16,
}

impl Upstream {
    /// Starts answering.
    pub fn start(name: &'static str) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // nginx opens a connection for each request; one thread is enough for one client.
                let _ = answer(stream, name);
            }
        });
        Ok(Self { port })
    }

    /// `127.0.0.1:port`
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

fn answer(mut stream: TcpStream, name: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(LIMIT))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 && line != "\r\n" {
        line.clear();
    }
    let length = name.len();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{name}")
}

/// A running nginx with one configuration; it ends when this is dropped.
#[derive(Debug)]
pub struct Nginx {
    process: Child,
    port: u16,
    _folder: TempDir,
}

/// What stands around a configuration that belongs into the http block: folders that a test may write, and the address
/// of a client from a header, for a test has one address alone.
fn around(folder: &Path) -> String {
    let at = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("    {kind}_temp_path {at}/{kind};\n"))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid {at}/nginx.pid;\nevents {{}}\nhttp {{\n    access_log off;\n{temporary}    \
         set_real_ip_from 127.0.0.1;\n    real_ip_header X-Real-IP;\n    keepalive_requests 100000;\n    include \
         {at}/included.conf;\n}}\n"
    )
}

/// `nginx` with a configuration in a folder of its own.
fn staged(oracle: &Oracle, included: &str) -> Result<(TempDir, Command)> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("included.conf"), included)?;
    let whole = folder.path().join("nginx.conf");
    std::fs::write(&whole, around(folder.path()))?;
    let mut command = Command::new(&oracle.path);
    command.arg("-p").arg(folder.path()).args(["-e", "stderr", "-c"]).arg(&whole);
    Ok((folder, command))
}

/// `nginx -t`
pub fn check_config(oracle: &Oracle, included: &str) -> Result<Verdict> {
    let (_folder, mut command) = staged(oracle, included)?;
    process::run(command.arg("-t"))
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

impl Nginx {
    /// Starts with a configuration that listens on this port of the loopback.
    pub fn start(oracle: &Oracle, included: &str, port: u16) -> Result<Self> {
        let (folder, mut command) = staged(oracle, included)?;
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let nginx = Self { process, port, _folder: folder };
        let until = Instant::now() + LIMIT;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > until {
                return Err(format!("nginx does not listen on port {port}").into());
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(nginx)
    }

    /// A connection over which requests are sent one after the other.
    pub fn client(&self) -> Result<Client> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.set_nodelay(true)?;
        Ok(Client { reader: BufReader::new(stream) })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One connection to nginx.
#[derive(Debug)]
pub struct Client {
    reader: BufReader<TcpStream>,
}

impl Client {
    /// Sends a request with these headers and gives what was answered.
    pub fn ask(&mut self, headers: &[(&str, &str)]) -> Result<String> {
        let headers: String =
            headers.iter().map(|(name, value)| name.to_string() + ": " + value + "\r\n").collect();
        let request = format!("GET / HTTP/1.1\r\nHost: test\r\n{headers}\r\n");
        self.reader.get_mut().write_all(request.as_bytes())?;
        let mut length = 0;
        let mut head = String::new();
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line)? == 0 {
                return Err(format!("nginx closed the connection after {head:?}").into());
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body)?;
        if !head.starts_with("HTTP/1.1 200 ") {
            return Err(format!("nginx answered {head:?}").into());
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}
