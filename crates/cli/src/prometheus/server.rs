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
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert!(matches!(Prometheus::at(&url).unwrap().query("up"), Err(NoAnswer::Lost(_))));
    }
}
