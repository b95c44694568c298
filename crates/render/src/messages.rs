//! The texts of notifications, in Alertmanager's template language.
//!
//! Summary and description carry the service, the value and the line with their units already: Prometheus wrote
//! them. A label that an alert lacks is an empty text to these templates, never an error, so each part stands in
//! a `with` of its own. Only functions of Alertmanager 0.25 are used, and no template file, so that a fragment
//! stands alone.

/// Slack's title and the subject of a mail: `[FIRING:2] EdgeLinkHighErrorRate api-gateway (edgelink)`.
pub(crate) const TITLE: &str = concat!(
    r#"[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] "#,
    "{{ .CommonLabels.alertname }}",
    "{{ with .CommonLabels.service }} {{ . }}{{ end }}",
    "{{ with .CommonLabels.namespace }} ({{ . }}){{ end }}",
);

/// The dashboard, else Alertmanager.
pub(crate) const LINK: &str = concat!(
    "{{ if .CommonAnnotations.dashboard_url }}{{ .CommonAnnotations.dashboard_url }}",
    "{{ else }}{{ .ExternalURL }}{{ end }}",
);

/// The form that silences what the notification is about. With the severity, so that silencing people leaves the
/// machine alone and the other way round.
pub(crate) const SILENCE: &str = concat!(
    "{{ .ExternalURL }}/#/silences/new?filter=%7B",
    r#"{{ printf "alertname=%q" .CommonLabels.alertname | urlquery }}"#,
    r#"{{ with .CommonLabels.namespace }}{{ printf ",namespace=%q" . | urlquery }}{{ end }}"#,
    r#"{{ with .CommonLabels.service }}{{ printf ",service=%q" . | urlquery }}{{ end }}"#,
    r#"{{ with .CommonLabels.severity }}{{ printf ",severity=%q" . | urlquery }}{{ end }}"#,
    "%7D",
);

/// Slack's colour.
pub(crate) const SLACK_COLOR: &str = concat!(
    r#"{{ if eq .Status "resolved" }}good"#,
    r#"{{ else if eq .CommonLabels.severity "critical" }}danger"#,
    "{{ else }}warning{{ end }}",
);

/// Slack's text: each alert, then the links.
pub(crate) fn slack_text() -> String {
    [
        r#"{{ range .Alerts }}*{{ .Annotations.summary }}*{{ if eq .Status "resolved" }} (resolved){{ end }}"#,
        "\n{{ with .Annotations.description }}{{ . }}\n{{ end }}{{ end }}",
        "{{ with .CommonAnnotations.runbook_url }}<{{ . }}|Runbook> {{ end }}",
        "{{ with .CommonAnnotations.dashboard_url }}<{{ . }}|Dashboard> {{ end }}",
        "<",
        SILENCE,
        "|Silence>",
    ]
    .concat()
}

/// What PagerDuty shows in a list and reads out. One summary says what, where and how much, even where several
/// alerts of a group differ.
pub(crate) const PAGERDUTY_DESCRIPTION: &str =
    "{{ .CommonLabels.alertname }}: {{ (index .Alerts 0).Annotations.summary }}";

/// Ours in PagerDuty's words: it knows `critical`, `error`, `warning` and `info`.
pub(crate) const PAGERDUTY_SEVERITY: &str = concat!(
    r#"{{ if eq .CommonLabels.severity "critical" }}critical"#,
    r#"{{ else if eq .CommonLabels.severity "warning" }}warning"#,
    r#"{{ else if eq .CommonLabels.severity "info" }}info"#,
    "{{ else }}error{{ end }}",
);

/// Every alert with its description.
pub(crate) const ALERTS: &str = concat!(
    "{{ range .Alerts }}{{ .Annotations.summary }}",
    "{{ with .Annotations.description }}: {{ . }}{{ end }}\n{{ end }}",
);

/// The runbook.
pub(crate) const RUNBOOK: &str = "{{ .CommonAnnotations.runbook_url }}";

/// What PagerDuty calls the class of an event.
pub(crate) const ALERT_NAME: &str = "{{ .CommonLabels.alertname }}";
/// What PagerDuty calls the component.
pub(crate) const SERVICE: &str = "{{ .CommonLabels.service }}";
/// What PagerDuty calls the group.
pub(crate) const NAMESPACE: &str = "{{ .CommonLabels.namespace }}";
