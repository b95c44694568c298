//! A Prometheus that is asked instant queries.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

/// A server that does not answer within this time is told, and not waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// An answer larger than this is none to a question about a handful of alerts.
const LARGEST_ANSWER: u64 = 16 << 20;

/// One server.
#[derive(Debug, Clone)]
pub(crate) struct Prometheus {
    agent: ureq::Agent,
    query: String,
}

/// One series of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    /// Its labels.
    pub(crate) labels: BTreeMap<String, String>,
    /// Its value.
    pub(crate) value: f64,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAnswer {
    #[error("`{0}` is no URL of a Prometheus over plain HTTP")]
    Url(String),
    #[error("{0}")]
    Lost(String),
    #[error("Prometheus refuses the query: {0}")]
    Refused(String),
    #[error("what answers is no Prometheus: {0}")]
    Strange(String),
}

impl NoAnswer {
    /// What to do.
    pub(crate) const fn help(&self) -> &'static str {
        match self {
            Self::Url(_) => {
                "write `http://127.0.0.1:9090`; where it is served over TLS only, forward a port: \
                 `kubectl port-forward svc/prometheus 9090`"
            }
            Self::Lost(_) => "is it running, and is the address that of its web interface?",
            Self::Refused(_) => {
                "does it run a version that the environment's `targets` name, and is it not overloaded?"
            }
            Self::Strange(_) => "give the address of Prometheus itself, with its path prefix if it has one",
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    status: String,
    #[serde(default)]
    error: String,
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    result: Vec<Series>,
}

#[derive(Deserialize)]
struct Series {
    metric: BTreeMap<String, String>,
    /// A moment, and a number as a text.
    value: (f64, String),
}

impl Prometheus {
    /// The server at a URL, with or without a path prefix.
    pub(crate) fn at(url: &str) -> Result<Self, NoAnswer> {
        let host = url.strip_prefix("http://").filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
        if host.is_none() || url.contains(char::is_whitespace) {
            return Err(NoAnswer::Url(url.to_owned()));
        }
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false);
        let query = format!("{}/api/v1/query", url.trim_end_matches('/'));
        Ok(Self { agent: config.build().into(), query })
    }

    /// The series that an expression gives now.
    pub(crate) fn query(&self, promql: &str) -> Result<Vec<Sample>, NoAnswer> {
        let lost = |error: ureq::Error| NoAnswer::Lost(format!("{} does not answer: {error}", self.query));
        let mut answer = self.agent.post(&self.query).send_form([("query", promql)]).map_err(lost)?;
        let text = answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string().map_err(lost)?;
        read(&text)
    }
}

fn read(text: &str) -> Result<Vec<Sample>, NoAnswer> {
    let strange = |error: &dyn std::fmt::Display| NoAnswer::Strange(error.to_string());
    let answer: Answer = serde_json::from_str(text).map_err(|error| strange(&error))?;
    if answer.status != "success" {
        return Err(NoAnswer::Refused(answer.error));
    }
    let series = answer.data.map(|data| data.result).unwrap_or_default();
    let sample = |Series { metric: labels, value: (_, value) }| match value.parse() {
        Ok(value) => Ok(Sample { labels, value }),
        Err(error) => Err(strange(&error)),
    };
    series.into_iter().map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_series_with_their_values() {
        let text = r#"{"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"alertname":"A"},"value":[1700000000.1,"4"]}]}}"#;
        let [sample] = &read(text).unwrap()[..] else { panic!("one series") };
        assert_eq!((sample.labels["alertname"].as_str(), sample.value), ("A", 4.0));
    }

    #[test]
    fn a_refusal_and_what_is_no_prometheus_are_told_apart() {
        let refused = read(r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#);
        assert_eq!(refused, Err(NoAnswer::Refused("parse error".to_owned())));
        assert!(matches!(read("<html>"), Err(NoAnswer::Strange(_))));
    }

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
