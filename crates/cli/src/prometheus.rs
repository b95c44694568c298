//! A Prometheus that is asked instant and range queries.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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

/// A series over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Range {
    /// Its labels.
    pub(crate) labels: BTreeMap<String, String>,
    /// Seconds since 1970, and a value; one sample for each step at which there was one.
    pub(crate) samples: Vec<(u64, f64)>,
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
struct Answer<S> {
    status: String,
    #[serde(default)]
    error: String,
    data: Option<Data<S>>,
}

#[derive(Deserialize)]
struct Data<S> {
    result: Vec<S>,
}

/// A moment in seconds, and a number as a text.
type Point = (f64, String);

#[derive(Deserialize)]
struct Series {
    metric: BTreeMap<String, String>,
    value: Point,
}

#[derive(Deserialize)]
struct RangeSeries {
    metric: BTreeMap<String, String>,
    values: Vec<Point>,
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

    /// The series that an expression gives now.
    pub(crate) fn query(&self, promql: &str) -> Result<Vec<Sample>, NoAnswer> {
        let series: Vec<Series> = read(&self.ask("query", &[("query", promql)])?)?;
        let sample = |Series { metric: labels, value }| Ok(Sample { labels, value: number(&value)? });
        series.into_iter().map(sample).collect()
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
        let series: Vec<RangeSeries> = read(&self.ask("query_range", &form)?)?;
        let range = |RangeSeries { metric: labels, values }| {
            let samples = values.iter().map(|point| Ok((moment(point.0), number(point)?)));
            Ok(Range { labels, samples: samples.collect::<Result<_, NoAnswer>>()? })
        };
        series.into_iter().map(range).collect()
    }

    fn ask(&self, what: &str, form: &[(&str, &str)]) -> Result<String, NoAnswer> {
        let url = format!("{}/{what}", self.api);
        let lost = |error: ureq::Error| NoAnswer::Lost(format!("{url} does not answer: {error}"));
        let mut answer = self.agent.post(&url).send_form(form.iter().copied()).map_err(lost)?;
        answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string().map_err(lost)
    }
}

fn read<S: DeserializeOwned>(text: &str) -> Result<Vec<S>, NoAnswer> {
    let answer: Answer<S> =
        serde_json::from_str(text).map_err(|error| NoAnswer::Strange(error.to_string()))?;
    if answer.status != "success" {
        return Err(NoAnswer::Refused(answer.error));
    }
    Ok(answer.data.map(|data| data.result).unwrap_or_default())
}

fn number((_, value): &Point) -> Result<f64, NoAnswer> {
    value.parse().map_err(|_| NoAnswer::Strange(format!("`{value}` is no number")))
}

/// Whole seconds: no step is shorter.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a moment after 1970")]
fn moment(seconds: f64) -> u64 {
    seconds.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_series_with_their_values() {
        let text = r#"{"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"alertname":"A"},"value":[1700000000.1,"4"]}]}}"#;
        let [series] = &read::<Series>(text).unwrap()[..] else { panic!("one series") };
        assert_eq!((series.metric["alertname"].as_str(), number(&series.value)), ("A", Ok(4.0)));
    }

    #[test]
    fn a_refusal_and_what_is_no_prometheus_are_told_apart() {
        let refused = read::<Series>(r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#);
        assert!(matches!(refused, Err(NoAnswer::Refused(why)) if why == "parse error"));
        assert!(matches!(read::<Series>("<html>"), Err(NoAnswer::Strange(_))));
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
