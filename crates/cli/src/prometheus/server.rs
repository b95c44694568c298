//! One server, over plain HTTP.

use std::time::Duration;

use super::answer::{NoAnswer, Range, Sample, counts, over_time};

/// A server that does not answer within this time is told, and not waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// An answer larger than this is none to a question about a handful of alerts, or to ten thousand steps of some hundred
/// series.
const LARGEST_ANSWER: u64 = 64 << 20;

/// One server.
#[derive(Debug, Clone)]
pub(crate) struct Prometheus {
    agent: ureq::Agent,
    /// `http://host:port/api/v1`
    api: String,
}

impl Prometheus {
    /// The server at a URL, with or without a path prefix.
    pub(crate) fn at(url: &str) -> Result<Self, NoAnswer> {
        let host = url.strip_prefix("http://").filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
        if host.is_none() || url.contains(char::is_whitespace) {
            return Err(NoAnswer::Url(url.to_owned()));
        }
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false);
        let api = format!("{}/api/v1", url.trim_end_matches('/'));
        Ok(Self { agent: config.build().into(), api })
    }

    /// The series that an expression which counts gives now.
    pub(crate) fn query(&self, promql: &str) -> Result<Vec<Sample>, NoAnswer> {
        counts(&self.ask("query", &[("query", promql)])?)
    }

    /// The series that an expression gave at every step from a moment to another, both included, in seconds since 1970.
    pub(crate) fn range(
        &self,
        promql: &str,
        (start, end): (u64, u64),
        step: u64,
    ) -> Result<Vec<Range>, NoAnswer> {
        let form = [
            ("query", promql.to_owned()),
            ("start", start.to_string()),
            ("end", end.to_string()),
            ("step", step.to_string()),
        ];
        let form: Vec<(&str, &str)> = form.iter().map(|(key, value)| (*key, value.as_str())).collect();
        over_time(&self.ask("query_range", &form)?, (start, end))
    }

    fn ask(&self, what: &str, form: &[(&str, &str)]) -> Result<String, NoAnswer> {
        let url = format!("{}/{what}", self.api);
        let lost = |error: ureq::Error| NoAnswer::Lost(format!("{url} does not answer: {error}"));
        let mut answer = self.agent.post(&url).send_form(form.iter().copied()).map_err(lost)?;
        answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string().map_err(lost)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn an_address_is_plain_http() {
        for wrong in ["https://prometheus", "prometheus:9090", "http://", "http:///x", "http://a b"] {
            assert!(matches!(Prometheus::at(wrong), Err(NoAnswer::Url(_))), "{wrong}");
        }
        assert!(Prometheus::at("http://127.0.0.1:9090/prometheus/").is_ok());
    }

    #[test]
    fn a_server_that_is_not_there_is_told() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert!(matches!(Prometheus::at(&url).unwrap().query("up"), Err(NoAnswer::Lost(_))));
    }

    /// A server that answers everybody with a beginning, and then with a part for as long as somebody reads.
    fn answering(begin: &'static [u8], part: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // It waits for somebody until the test ends.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut stream = &stream;
                let _ = stream.read(&mut [0; 4096]);
                let mut is_read = stream.write_all(begin).is_ok();
                while is_read && !part.is_empty() {
                    is_read = stream.write_all(part).is_ok();
                }
            }
        });
        url
    }

    #[test]
    fn whatever_a_server_sends_there_is_an_answer_or_an_error() {
        let blanks = " ".repeat(1 << 16);
        let chunk = String::leak(format!("{:x}\r\n{blanks}\r\n", blanks.len())).as_bytes();
        let endless = String::leak(blanks).as_bytes();
        let cases: [(&str, &[u8], &[u8]); 9] = [
            ("nothing", b"", b""),
            ("no HTTP", b"hello\r\n\r\n", b""),
            ("headers without end", b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
            ("a header without end", b"HTTP/1.1 200 OK\r\na: ", b"bbbbbbbbbbbbbbbb"),
            ("a body without end", b"HTTP/1.1 200 OK\r\n\r\n", endless),
            ("chunks without end", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk),
            ("less than was said", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b""),
            ("no text", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\xff", b""),
            (
                "itself, again and again",
                b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
                b"",
            ),
        ];
        for (what, begin, part) in cases {
            let answer = Prometheus::at(&answering(begin, part)).unwrap().query("up");
            assert!(matches!(answer, Err(NoAnswer::Lost(_) | NoAnswer::Strange(_))), "{what}: {answer:?}");
        }
    }
}
