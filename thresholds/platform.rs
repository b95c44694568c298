//! Whom the team `platform` tells, whatever pack an alert is of.
//!
//! Fragments of several packs are merged into one Alertmanager: a receiver that two of them name is the same in both.
//! What is a pack's own, such as its machine, carries the pack's name.

use plimsoll::prelude::*;

/// A key of the secret that Alertmanager mounts.
pub(crate) const fn secret(key: &'static str) -> Secret {
    Secret::kubernetes("edgelink-alertmanager", key)
}

/// What fires.
pub(crate) const SLACK_ALERTS: Receiver =
    Receiver::slack("slack-alerts", "#edgelink-alerts", secret("slack-url"));
/// Progress, and whatever nothing else takes.
pub(crate) const SLACK_OPS: Receiver = Receiver::slack("slack-ops", "#edgelink-ops", secret("slack-url"));
/// Whoever is on call.
pub(crate) const PAGERDUTY: Receiver =
    Receiver::pagerduty("pagerduty-platform", secret("pagerduty-routing-key"));
/// Another way than PagerDuty.
pub(crate) const EMAIL: Receiver = Receiver::email(
    "email-ops",
    "ops@edgelink.com",
    "alertmanager@edgelink.com",
    "smtp.gmail.com:587",
    Some(("alertmanager@edgelink.com", secret("smtp-password"))),
);
