//! Receivers as Alertmanager reads them. Every field exists since 0.25.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use plimsoll_plan::{Receiver, ReceiverKind};
use serde::Serialize;

use crate::messages;
use crate::yaml::{self, Block};

/// A receiver with its one integration, but for what it says.
#[derive(Serialize)]
struct WireReceiver<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_configs: Option<[Webhook<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slack_configs: Option<[Slack<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_configs: Option<[Email<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pagerduty_configs: Option<[PagerDuty<'a>; 1]>,
}

#[derive(Serialize)]
struct Webhook<'a> {
    url: &'a str,
    send_resolved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_config: Option<HttpConfig<'a>>,
}

#[derive(Serialize)]
struct HttpConfig<'a> {
    authorization: Authorization<'a>,
}

#[derive(Serialize)]
struct Authorization<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    credentials_file: &'a str,
}

#[derive(Serialize)]
struct Slack<'a> {
    api_url_file: &'a str,
    channel: &'a str,
    send_resolved: bool,
}

#[derive(Serialize)]
struct SlackTexts {
    color: Block<&'static str>,
    title: Block<&'static str>,
    title_link: Block<&'static str>,
    text: Block,
    fallback: Block<&'static str>,
}

#[derive(Serialize)]
struct Email<'a> {
    to: &'a str,
    from: &'a str,
    smarthost: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_password_file: Option<&'a str>,
    send_resolved: bool,
}

#[derive(Serialize)]
struct EmailTexts {
    headers: BTreeMap<&'static str, Block<&'static str>>,
}

#[derive(Serialize)]
struct PagerDuty<'a> {
    routing_key_file: &'a str,
    send_resolved: bool,
}

#[derive(Serialize)]
struct PagerDutyTexts {
    description: Block<&'static str>,
    severity: Block<&'static str>,
    class: Block<&'static str>,
    component: Block<&'static str>,
    group: Block<&'static str>,
    client: &'static str,
    client_url: Block<&'static str>,
    details: BTreeMap<&'static str, Block<&'static str>>,
}

/// A receiver as an item of a list.
pub(crate) fn item(receiver: &Receiver) -> String {
    let said: &str = match receiver.kind {
        ReceiverKind::Webhook { .. } => "",
        ReceiverKind::Slack { .. } => &SLACK,
        ReceiverKind::Email { .. } => &EMAIL,
        ReceiverKind::PagerDuty { .. } => &PAGERDUTY,
    };
    yaml::document(&[WireReceiver::from(receiver)]) + said
}

// What the receivers of a kind say is the same for each, whatever the pack: it is written once. Blocks, so that the quotes
// in a template stay as they are.

static SLACK: LazyLock<String> = LazyLock::new(|| {
    texts(&SlackTexts {
        color: Block(messages::SLACK_COLOR),
        title: Block(messages::TITLE),
        title_link: Block(messages::LINK),
        text: Block(messages::slack_text()),
        fallback: Block(messages::TITLE),
    })
});

static EMAIL: LazyLock<String> =
    LazyLock::new(|| texts(&EmailTexts { headers: BTreeMap::from([("Subject", Block(messages::TITLE))]) }));

static PAGERDUTY: LazyLock<String> = LazyLock::new(|| {
    texts(&PagerDutyTexts {
        description: Block(messages::PAGERDUTY_DESCRIPTION),
        severity: Block(messages::PAGERDUTY_SEVERITY),
        class: Block(messages::ALERT_NAME),
        component: Block(messages::SERVICE),
        group: Block(messages::NAMESPACE),
        // What the link is called: "View in ...".
        client: "Plimsoll",
        client_url: Block(messages::LINK),
        details: BTreeMap::from([
            ("alerts", Block(messages::ALERTS)),
            ("runbook", Block(messages::RUNBOOK)),
            ("dashboard", Block(messages::LINK)),
            ("silence", Block(messages::SILENCE)),
        ]),
    })
});

/// The last fields of an integration, which is a map in a list in a receiver in a list.
fn texts<T: Serialize>(texts: &T) -> String {
    let mut written = String::new();
    yaml::push_indented(&mut written, &yaml::document(texts), 4);
    written
}

impl<'a> From<&'a Receiver> for WireReceiver<'a> {
    fn from(receiver: &'a Receiver) -> Self {
        let mut wire = Self {
            name: &receiver.name,
            webhook_configs: None,
            slack_configs: None,
            email_configs: None,
            pagerduty_configs: None,
        };
        let send_resolved = receiver.send_resolved;
        match &receiver.kind {
            ReceiverKind::Webhook { url, credentials_file } => {
                let authorization = |credentials_file: &'a String| HttpConfig {
                    authorization: Authorization { kind: "Bearer", credentials_file },
                };
                let http_config = credentials_file.as_ref().map(authorization);
                wire.webhook_configs = Some([Webhook { url, send_resolved, http_config }]);
            }
            ReceiverKind::Slack { channel, api_url_file } => {
                wire.slack_configs = Some([Slack { api_url_file, channel, send_resolved }]);
            }
            ReceiverKind::Email { to, from, smarthost, auth } => {
                wire.email_configs = Some([Email {
                    to,
                    from,
                    smarthost,
                    auth_username: auth.as_ref().map(|(user, _)| user.as_str()),
                    auth_password_file: auth.as_ref().map(|(_, file)| file.as_str()),
                    send_resolved,
                }]);
            }
            ReceiverKind::PagerDuty { routing_key_file } => {
                wire.pagerduty_configs = Some([PagerDuty { routing_key_file, send_resolved }]);
            }
        }
        wire
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn receiver(name: &str) -> String {
        let plan = fixture::plan("strict");
        let found = plan.alertmanager.unwrap();
        let found = found.receivers.iter().find(|receiver| receiver.name == name).unwrap();
        item(found)
    }

    #[test]
    fn a_webhook_reads_its_credentials_from_a_file() {
        assert_eq!(
            receiver("rollback"),
            "\
- name: rollback
  webhook_configs:
  - url: http://rollback.shop.svc:8080/webhook
    send_resolved: false
    http_config:
      authorization:
        type: Bearer
        credentials_file: /etc/alertmanager/secrets/rollback/token
"
        );
        assert!(!receiver("watchdog").contains("http_config"));
    }

    #[test]
    fn a_mailbox_reads_its_password_from_a_file() {
        assert!(receiver("mail").starts_with(
            "\
- name: mail
  email_configs:
  - to: ops@shop.example
    from: alerts@shop.example
    smarthost: mail.example:587
    auth_username: alerts
    auth_password_file: /etc/alertmanager/mail
    send_resolved: true
    headers:
      Subject: |-
        [{{ .Status"
        ));
    }

    #[test]
    fn every_receiver_says_whether_it_is_told_of_ends() {
        for name in ["rollback", "dry-run", "watchdog", "pager", "slack-shop", "mail"] {
            assert_eq!(receiver(name).matches("send_resolved: ").count(), 1, "{name}");
        }
    }

    #[test]
    fn people_get_runbook_dashboard_and_silence() {
        for name in ["pager", "slack-shop"] {
            let text = receiver(name);
            for part in ["runbook_url", "dashboard_url", "/#/silences/new?filter=", "summary", "description"]
            {
                assert!(text.contains(part), "{name}: {part}\n{text}");
            }
        }
    }
}
