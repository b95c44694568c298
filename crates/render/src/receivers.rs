//! Receivers as Alertmanager reads them. Every field exists since 0.25.

use std::collections::BTreeMap;

use plimsoll_plan::{Receiver, ReceiverKind};
use serde::Serialize;

use crate::messages;
use crate::yaml::Block;

/// A receiver with its one integration.
#[derive(Serialize)]
pub(crate) struct WireReceiver<'a> {
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
    color: Block,
    title: Block,
    title_link: Block,
    text: Block,
    fallback: Block,
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
    headers: BTreeMap<&'static str, Block>,
}

#[derive(Serialize)]
struct PagerDuty<'a> {
    routing_key_file: &'a str,
    send_resolved: bool,
    description: Block,
    severity: Block,
    class: Block,
    component: Block,
    group: Block,
    client: &'static str,
    client_url: Block,
    details: BTreeMap<&'static str, Block>,
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
                wire.slack_configs = Some([Slack {
                    api_url_file,
                    channel,
                    send_resolved,
                    color: template(messages::SLACK_COLOR),
                    title: template(messages::TITLE),
                    title_link: template(messages::LINK),
                    text: Block(messages::slack_text()),
                    fallback: template(messages::TITLE),
                }]);
            }
            ReceiverKind::Email { to, from, smarthost, auth } => {
                wire.email_configs = Some([Email {
                    to,
                    from,
                    smarthost,
                    auth_username: auth.as_ref().map(|(user, _)| user.as_str()),
                    auth_password_file: auth.as_ref().map(|(_, file)| file.as_str()),
                    send_resolved,
                    headers: BTreeMap::from([("Subject", template(messages::TITLE))]),
                }]);
            }
            ReceiverKind::PagerDuty { routing_key_file } => {
                wire.pagerduty_configs = Some([pagerduty(routing_key_file, send_resolved)]);
            }
        }
        wire
    }
}

/// A block, so that the quotes in a template stay as they are.
fn template(text: &str) -> Block {
    Block(text.to_owned())
}

fn pagerduty(routing_key_file: &str, send_resolved: bool) -> PagerDuty<'_> {
    PagerDuty {
        routing_key_file,
        send_resolved,
        description: template(messages::PAGERDUTY_DESCRIPTION),
        severity: template(messages::PAGERDUTY_SEVERITY),
        class: template(messages::ALERT_NAME),
        component: template(messages::SERVICE),
        group: template(messages::NAMESPACE),
        // What the link is called: "View in ...".
        client: "Plimsoll",
        client_url: template(messages::LINK),
        details: BTreeMap::from([
            ("alerts", template(messages::ALERTS)),
            ("runbook", template(messages::RUNBOOK)),
            ("dashboard", template(messages::LINK)),
            ("silence", template(messages::SILENCE)),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fixture, yaml};

    fn receiver(name: &str) -> String {
        let plan = fixture::plan("strict");
        let found = plan.alertmanager.unwrap();
        let found = found.receivers.iter().find(|receiver| receiver.name == name).unwrap();
        yaml::document(&WireReceiver::from(found))
    }

    #[test]
    fn a_webhook_reads_its_credentials_from_a_file() {
        assert_eq!(
            receiver("rollback"),
            "\
name: rollback
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
name: mail
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
