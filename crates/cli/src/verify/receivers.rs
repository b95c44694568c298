//! Receivers as Alertmanager would load them, against the plan.

use std::rc::Rc;

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Alertmanager, Receiver, ReceiverKind};
use serde_yaml::Value;

use super::fault::Place;
use super::wire;

/// The receivers of the plan and no others, each with its one way, its address and its secrets as files.
pub(super) fn compare(
    place: &Place<'_>,
    planned: &Alertmanager,
    read: &wire::Routing,
    faults: &mut Vec<Diagnostic>,
) {
    let name = |receiver: &Value| text(receiver, &["name"]).unwrap_or_default().to_owned();
    let mut read_names: Vec<String> = read.receivers.iter().map(|read| name(read)).collect();
    let mut planned_names: Vec<String> =
        planned.receivers.iter().map(|planned| planned.name.clone()).collect();
    read_names.sort();
    planned_names.sort();
    faults.extend(place.same("the receivers", &read_names.join(", "), &planned_names.join(", ")));
    for planned in &planned.receivers {
        if let Some(read) = read.receivers.iter().find(|read| name(read) == planned.name) {
            compare_one(place, read, planned, faults);
        }
    }
    // Whatever wrote it, and wherever it stands.
    for value in read.receivers.iter().map(Rc::as_ref).chain(&read.global) {
        if let Some(key) = secret_as_text(value) {
            faults
                .push(place.differs(format!("`{key}` would be a secret as text; only a file may be named")));
        }
    }
}

fn compare_one(place: &Place<'_>, read: &Value, planned: &Receiver, faults: &mut Vec<Diagnostic>) {
    let (way, fields) = ways(&planned.kind);
    let configs = read.get(way).and_then(Value::as_sequence).map(Vec::as_slice);
    let keys = read.as_mapping().map_or(0, serde_yaml::Mapping::len);
    // The name and the way: a third key would be another way.
    let Some([config]) = configs.filter(|_| keys == 2) else {
        let message = format!("the receiver `{}` would not be a single entry of `{way}`", planned.name);
        faults.push(place.differs(message));
        return;
    };
    let resolved = config.get("send_resolved").and_then(Value::as_bool);
    if resolved != Some(planned.send_resolved) {
        let message = format!("`send_resolved` of `{}` would be read as {resolved:?}", planned.name);
        faults.push(place.differs(message));
    }
    for (path, wanted) in fields {
        let what = format!("`{}` of the receiver `{}`", path.join("."), planned.name);
        let found = text(config, &path).unwrap_or("(none)");
        faults.extend(place.same(&what, found, wanted.unwrap_or("(none)")));
    }
}

/// The key of a receiver's way, and what must stand in its one entry.
type Fields<'a> = Vec<(Vec<&'static str>, Option<&'a str>)>;

fn ways(kind: &ReceiverKind) -> (&'static str, Fields<'_>) {
    match kind {
        ReceiverKind::Webhook { url, credentials_file } => (
            "webhook_configs",
            vec![
                (vec!["url"], Some(url)),
                (vec!["http_config", "authorization", "credentials_file"], credentials_file.as_deref()),
            ],
        ),
        ReceiverKind::Slack { channel, api_url_file } => (
            "slack_configs",
            vec![(vec!["channel"], Some(channel)), (vec!["api_url_file"], Some(api_url_file))],
        ),
        ReceiverKind::Email { to, from, smarthost, auth } => (
            "email_configs",
            vec![
                (vec!["to"], Some(to)),
                (vec!["from"], Some(from)),
                (vec!["smarthost"], Some(smarthost)),
                (vec!["auth_username"], auth.as_ref().map(|(user, _)| user.as_str())),
                (vec!["auth_password_file"], auth.as_ref().map(|(_, file)| file.as_str())),
            ],
        ),
        ReceiverKind::PagerDuty { routing_key_file } => {
            ("pagerduty_configs", vec![(vec!["routing_key_file"], Some(routing_key_file))])
        }
    }
}

/// The text at a path of keys.
fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(value, |value, key| value.get(key))?.as_str()
}

/// Keys of Alertmanager's configuration whose value is the secret itself.
const SECRETS: [&str; 12] = [
    "api_key",
    "api_secret",
    "api_url",
    "auth_password",
    "auth_secret",
    "bearer_token",
    "bot_token",
    "client_secret",
    "credentials",
    "password",
    "routing_key",
    "service_key",
];

fn secret_as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Mapping(mapping) => mapping.iter().find_map(|(key, value)| {
            let key = key.as_str().unwrap_or_default();
            if SECRETS.contains(&key) { Some(key) } else { secret_as_text(value) }
        }),
        Value::Sequence(values) => values.iter().find_map(secret_as_text),
        _ => None,
    }
}
