//! What an exporter or a Prometheus behind a URL shows of its metrics.

use std::collections::BTreeMap;
use std::time::Duration;

use plimsoll_check::Diagnostic;
use plimsoll_lint::catalogue::{Family, Kind, Observed, exposition};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::catalogue::no_metrics;

/// A server that does not answer within this time is told, and not waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// The series of a large Prometheus are some hundred megabytes; of more an exporter's text is the better source.
const LARGEST_ANSWER: u64 = 512 << 20;

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
    let text = get(&agent, url)?;
    if let Some(observed) = exposition(&text) {
        return Ok(observed);
    }
    let base = url.trim_end_matches('/');
    let metadata: Option<BTreeMap<String, Vec<Said>>> = asked(&agent, &format!("{base}/api/v1/metadata"))?;
    // Every series that is not a recording rule's.
    let selector = "%7B__name__%21~%22.%2A%3A.%2A%22%2C__name__%21%3D%22%22%7D";
    let series: Option<Vec<BTreeMap<String, String>>> =
        asked(&agent, &format!("{base}/api/v1/series?match%5B%5D={selector}"))?;
    let (Some(metadata), Some(series)) = (metadata, series) else { return Err(Box::new(no_metrics(url))) };
    let mut observed = Observed::default();
    for (name, said) in metadata {
        // Where targets disagree, the first one speaks.
        if let Some(said) = said.into_iter().next() {
            let family = Family { kind: Kind::of(&said.r#type), unit: said.unit, help: said.help };
            observed.families.insert(name, family);
        }
    }
    for labels in &series {
        if let Some(name) = labels.get("__name__") {
            observed.add(name, labels.iter().map(|(label, value)| (label.as_str(), value.as_str())));
        }
    }
    Ok(observed)
}

/// The data of an answer; `None` where what answers is no Prometheus.
fn asked<T: DeserializeOwned>(agent: &ureq::Agent, url: &str) -> Result<Option<T>, Box<Diagnostic>> {
    let answer: Option<Answer<T>> = serde_json::from_str(&get(agent, url)?).ok();
    Ok(answer.filter(|answer| answer.status == "success").and_then(|answer| answer.data))
}

fn get(agent: &ureq::Agent, url: &str) -> Result<String, Box<Diagnostic>> {
    let lost = |error: ureq::Error| {
        let message = format!("`{url}` does not answer: {error}");
        let help = "is it running, and is the address right?";
        Box::new(Diagnostic::error("catalogue/unreadable", message).help(help))
    };
    let mut answer = agent.get(url).call().map_err(lost)?;
    answer.body_mut().with_config().limit(LARGEST_ANSWER).lossy_utf8(true).read_to_string().map_err(lost)
}
