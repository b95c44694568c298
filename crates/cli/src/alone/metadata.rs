//! What an exporter or a Prometheus behind a URL shows of its metrics.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use plimsoll_check::Diagnostic;
use plimsoll_lint::catalogue::{Family, Kind, Observed, exposition};
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::catalogue::no_metrics;

/// A server that does not answer within this time is told, and not waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// The series of a large Prometheus are some hundred megabytes; of more an exporter's text is the better source.
const LARGEST_ANSWER: u64 = 512 << 20;

/// What is known of every metric is far less.
const LARGEST_METADATA: u64 = 64 << 20;
/// Nobody has more metrics. What is kept of one takes many times the bytes of a short name.
const MOST_METRICS: usize = 200_000;

/// What Prometheus answers.
#[derive(Deserialize)]
struct Answer<T> {
    status: String,
    data: Option<T>,
}

/// What a target says of one metric.
#[derive(Deserialize)]
struct Said {
    r#type: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    help: String,
}

/// What is seen behind a URL: the text of an exporter if it is one, else what a Prometheus there knows.
pub(super) fn observed(url: &str) -> Result<Observed, Box<Diagnostic>> {
    if url.starts_with("https://") {
        let message = format!("`{url}` is served over TLS, and only plain HTTP is read");
        let help = "forward a port, `kubectl port-forward svc/prometheus 9090`, or save the text to a file";
        return Err(Box::new(Diagnostic::error("catalogue/unreadable", message).help(help)));
    }
    let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    let text = get(&agent, url, LARGEST_ANSWER)?;
    if let Some(observed) = exposition(&text) {
        return Ok(observed);
    }
    drop(text);
    let base = url.trim_end_matches('/');
    let metadata = get(&agent, &format!("{base}/api/v1/metadata"), LARGEST_METADATA)?;
    // Every series that is not a recording rule's.
    let selector = "%7B__name__%21~%22.%2A%3A.%2A%22%2C__name__%21%3D%22%22%7D";
    let series = get(&agent, &format!("{base}/api/v1/series?match%5B%5D={selector}"), LARGEST_ANSWER)?;
    observed_by_prometheus(&metadata, &series).ok_or_else(|| Box::new(no_metrics(url)))
}

/// What a Prometheus shows, out of its answers about metadata and about series. `None` where what answered is none, or
/// knows of more metrics than anybody has.
pub fn observed_by_prometheus(metadata: &str, series: &str) -> Option<Observed> {
    let metadata: BTreeMap<String, First> = data(metadata)?;
    let Series(mut observed) = data(series)?;
    for (name, First(said)) in metadata {
        if let Some(said) = said {
            let family = Family { kind: Kind::of(&said.r#type), unit: said.unit, help: said.help };
            observed.families.insert(name, family);
        }
    }
    Some(observed)
}

/// The data of an answer; `None` where what answers is no Prometheus.
fn data<'de, T: Deserialize<'de>>(text: &'de str) -> Option<T> {
    let answer: Answer<T> = serde_json::from_str(text).ok()?;
    answer.data.filter(|_| answer.status == "success")
}

/// What the first target says: where targets disagree, it speaks.
struct First(Option<Said>);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = First;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what the targets say of a metric")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<First, A::Error> {
                let first = all.next_element()?;
                while all.next_element::<IgnoredAny>()?.is_some() {}
                Ok(First(first))
            }
        }

        from.deserialize_seq(All)
    }
}

/// What is seen of all series, of which none is kept.
struct Series(Observed);

impl<'de> Deserialize<'de> for Series {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Series;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the labels of each series")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Series, A::Error> {
                let mut observed = Observed::default();
                while let Some(labels) = all.next_element::<BTreeMap<String, String>>()? {
                    if let Some(name) = labels.get("__name__") {
                        observed
                            .add(name, labels.iter().map(|(label, value)| (label.as_str(), value.as_str())));
                    }
                    if observed.series.len() > MOST_METRICS {
                        return Err(A::Error::custom("too many metrics"));
                    }
                }
                Ok(Series(observed))
            }
        }

        from.deserialize_seq(All)
    }
}

fn get(agent: &ureq::Agent, url: &str, largest: u64) -> Result<String, Box<Diagnostic>> {
    let lost = |error: ureq::Error| {
        let message = format!("`{url}` does not answer: {error}");
        let help = "is it running, and is the address right?";
        Box::new(Diagnostic::error("catalogue/unreadable", message).help(help))
    };
    let mut answer = agent.get(url).call().map_err(lost)?;
    answer.body_mut().with_config().limit(largest).lossy_utf8(true).read_to_string().map_err(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(metadata: &str, series: &str) -> Option<Observed> {
        let answer = |data: &str| format!("{{\"status\":\"success\",\"data\":{data}}}");
        observed_by_prometheus(&answer(metadata), &answer(series))
    }

    #[test]
    fn the_first_target_speaks_and_every_label_is_seen() {
        let metadata =
            r#"{"x_total":[{"type":"counter","help":"X.","unit":""},{"type":"gauge","help":"Y."}],"y":[]}"#;
        let series = r#"[{"__name__":"x_total","job":"a"},{"__name__":"x_total","zone":"b"},{"job":"c"}]"#;
        let observed = observed(metadata, series).unwrap();
        assert_eq!(observed.families.keys().collect::<Vec<_>>(), ["x_total"]);
        assert_eq!(observed.families["x_total"].kind, Kind::Counter);
        assert_eq!(observed.series["x_total"].labels.iter().collect::<Vec<_>>(), ["__name__", "job", "zone"]);
    }

    #[test]
    fn what_is_no_prometheus_or_knows_too_much_shows_nothing() {
        assert_eq!(observed("{}", "{}"), None);
        assert_eq!(observed_by_prometheus("<html>", "<html>"), None);
        let refused = r#"{"status":"error","data":[]}"#;
        assert_eq!(observed_by_prometheus(r#"{"status":"success","data":{}}"#, refused), None);
        let series = |names: usize| {
            let names = (0..names).map(|at| format!("{{\"__name__\":\"m{at}\"}}"));
            format!("[{}]", names.collect::<Vec<_>>().join(","))
        };
        assert!(observed("{}", &series(MOST_METRICS)).is_some());
        assert_eq!(observed("{}", &series(MOST_METRICS + 1)), None);
    }
}
