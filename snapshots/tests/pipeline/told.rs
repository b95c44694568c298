//! What the recorder heard, whatever the way by which it was told.

use std::time::Instant;

use plimsoll_snapshots::oracles::recorder::Notification;
use serde_json::Value;

/// What is told of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// It fires.
    Firing,
    /// It fires, and something else keeps it quiet.
    Quiet,
    /// It is over.
    Resolved,
}

/// One alert of one notification.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) at: Instant,
    pub(crate) to: String,
    pub(crate) status: Status,
    pub(crate) alert: String,
    pub(crate) service: String,
    pub(crate) namespace: String,
    /// The number of the Alertmanager that sent it, as its external URL says.
    pub(crate) by: usize,
}

/// Everything that was told, in the order of arrival.
pub(crate) fn all(arrived: &[Notification]) -> Vec<Told> {
    arrived.iter().flat_map(read).collect()
}

/// The alerts of one notification: of a webhook as many as it says, of the others one.
fn read(notification: &Notification) -> Vec<Told> {
    let body = &notification.body;
    let told = |status: &str, [alert, service, namespace]: [&str; 3]| Told {
        at: notification.at,
        to: notification.to.clone(),
        status: if matches!(status, "firing" | "trigger") { Status::Firing } else { Status::Resolved },
        alert: alert.to_owned(),
        service: service.to_owned(),
        namespace: namespace.to_owned(),
        by: sender(body),
    };
    match notification.to.as_str() {
        "pagerduty" => {
            let parts = ["class", "component", "group"].map(|part| text(&body["payload"][part]));
            vec![told(text(&body["event_action"]), parts)]
        }
        "slack" => {
            // `[FIRING:1] EdgeLinkHighErrorRate device-service (edgelink)`
            let title = text(&body["attachments"][0]["title"]);
            let mut words = title.split(' ');
            let status = words.next().unwrap_or_default().to_lowercase();
            let status = if status.starts_with("[firing") { "firing" } else { "resolved" };
            let [alert, service, namespace] = [(); 3].map(|()| words.next().unwrap_or_default());
            vec![told(status, [alert, service, namespace.trim_matches(['(', ')'])])]
        }
        _ => {
            let alerts = body["alerts"].as_array().map(Vec::as_slice).unwrap_or_default();
            let of = |alert: &Value| {
                let labels = ["alertname", "service", "namespace"].map(|name| text(&alert["labels"][name]));
                told(text(&alert["status"]), labels)
            };
            alerts.iter().map(of).collect()
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Every way names the sender somewhere: the silence link of a message, or the payload of a webhook.
fn sender(body: &Value) -> usize {
    let body = body.to_string();
    let at = body.split("http://alertmanager-").nth(1).and_then(|rest| rest.split('.').next());
    at.and_then(|number| number.parse().ok()).unwrap_or(usize::MAX)
}

/// The external URL of an Alertmanager.
pub(crate) fn url_of(number: usize) -> String {
    format!("http://alertmanager-{number}.test/")
}
