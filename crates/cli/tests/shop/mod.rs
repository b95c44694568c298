//! A small plan, and the files that say the same, written by hand.

use std::collections::BTreeMap;

use plimsoll_model::{Direction, Draw, Environment, Severity, State};
use plimsoll_plan::{
    AlertRule, Alertmanager, Annotation, Band, Dashboard, Group, Grouping, InhibitRule, Panel, PanelQuery,
    Plan, Receiver, ReceiverKind, RecordRule, Role, Route, Row, Rule, Variable,
};
use plimsoll_promql::{Expr, Matcher};
use plimsoll_units::{Duration, Origin, TimeScale, Unit, minutes, percent, seconds};

pub(crate) const AT: Origin = Origin::new("thresholds/shop/alerts.rs", 7, 9);

pub(crate) fn raw(text: &str) -> Expr {
    Expr::Raw { text: text.into(), labels: vec!["job".into()], window: minutes(5) }
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn groups() -> Vec<Group> {
    let record = RecordRule {
        record: "job:errors:ratio_rate5m".into(),
        expr: raw("sum by (job) (rate(errors_total[5m]))").into(),
        labels: texts(&[("pack", "shop")]),
        unit: Unit::RATIO,
        origin: AT,
    };
    let alert = AlertRule {
        alert: "ShopErrors".into(),
        of: "ShopErrors",
        expr: raw("job:errors:ratio_rate5m > 0.05").into(),
        hold: minutes(2),
        labels: texts(&[("pack", "shop"), ("severity", "critical")]),
        annotations: texts(&[("summary", "{{ $labels.job }} fails")]),
        role: Role::People(Severity::Critical),
        services: vec![],
        unit: Unit::RATIO,
        runbook: None,
        threshold: None,
        origin: AT,
    };
    vec![Group {
        name: "shop.errors".into(),
        interval: seconds(15),
        rules: vec![Rule::Record(record), Rule::Alert(alert)],
    }]
}

fn route(receiver: &str, matchers: Vec<Matcher>, routes: Vec<Route>) -> Route {
    Route { receiver: receiver.into(), matchers, grouping: None, continues: false, routes, origin: AT }
}

fn alertmanager() -> Alertmanager {
    let mut machine = route("machine", vec![Matcher::equal("auto_rollback", "true")], vec![]);
    machine.grouping = Some(Grouping {
        by: vec!["namespace".into()],
        wait: Duration::ZERO,
        interval: minutes(1),
        repeat: minutes(240),
    });
    let url = "http://machine/".to_owned();
    let credentials_file = Some("/etc/alertmanager/secrets/machine".to_owned());
    let pager = ReceiverKind::PagerDuty { routing_key_file: "/etc/alertmanager/secrets/pager".into() };
    Alertmanager {
        root: "pager".into(),
        grouping: Grouping {
            by: vec!["alertname".into()],
            wait: seconds(30),
            interval: minutes(5),
            repeat: minutes(240),
        },
        route: route("pager", vec![Matcher::equal("pack", "shop")], vec![machine]),
        receivers: vec![
            Receiver { name: "pager".into(), kind: pager, send_resolved: true, origin: AT },
            Receiver {
                name: "machine".into(),
                kind: ReceiverKind::Webhook { url, credentials_file },
                send_resolved: false,
                origin: AT,
            },
        ],
        inhibitions: vec![InhibitRule {
            source: vec![Matcher::equal("severity", "critical")],
            target: vec![Matcher::equal("severity", "warning")],
            equal: vec!["service".into()],
            origin: AT,
        }],
    }
}

fn dashboard() -> Dashboard {
    let query = PanelQuery {
        expr: "job:errors:ratio_rate5m{job=~\"$job\"}".into(),
        substituted: "job:errors:ratio_rate5m{job=~\"api\"}".into(),
        legend: "{{job}}".into(),
        unit: Unit::RATIO,
    };
    let panel = Panel {
        id: 42,
        key: "errors".into(),
        title: "Errors".into(),
        description: String::new(),
        draw: Draw::Stat,
        grid: (0, 1, 24, 8),
        unit: Unit::RATIO,
        axis: Some((percent(0.0).amount(), percent(100.0).amount())),
        queries: vec![query],
        lines: vec![],
        bands: vec![Band { at: percent(5.0).amount(), worse: Direction::Above, threshold: None }],
        states: vec![State::good(percent(0.0), "none")],
        links: vec![],
        alert: None,
        origin: AT,
    };
    Dashboard {
        uid: "shop".into(),
        title: "Shop".into(),
        description: String::new(),
        tags: vec![],
        variables: vec![Variable {
            name: "job".into(),
            label: "Job".into(),
            query: "label_values(up{pack=\"shop\"}, job)".into(),
            default: None,
            multi: false,
        }],
        rows: vec![Row { id: 1, title: "Requests".into(), y: 0, panels: vec![panel] }],
        annotation: Some(Annotation { expr: "ALERTS{job=\"$job\"}".into(), labels: vec!["job".into()] }),
        origin: AT,
    }
}

pub(crate) fn plan() -> Plan {
    Plan {
        pack: "shop",
        team: "sales",
        environment: Environment::new("production", "strict").namespace("shop").rule_label("release", "main"),
        thresholds: vec![],
        groups: groups(),
        alertmanager: Some(alertmanager()),
        dashboards: vec![dashboard()],
        traffic: None,
        scrape: vec![],
        runbooks: vec![],
        reckonings: vec![],
        contract: None,
        time_scale: TimeScale::REAL,
        origin: AT,
    }
}

pub(crate) const GROUPS: &str = "\
groups:
- name: shop.errors
  interval: 15s
  rules:
  - record: job:errors:ratio_rate5m
    expr: |
      sum by (job) (rate(errors_total[5m]))
    labels: { pack: shop }
  - alert: ShopErrors
    expr: job:errors:ratio_rate5m > 0.05
    for: 120s
    labels: { pack: shop, severity: critical }
    annotations: { summary: '{{ $labels.job }} fails' }
";

const ROUTING: &str = r#"
inhibit_rules:
- source_matchers: ['severity="critical"']
  target_matchers: ['severity="warning"']
  equal: [service]
receivers:
- name: pager
  pagerduty_configs:
  - { routing_key_file: /etc/alertmanager/secrets/pager, send_resolved: true, description: any text }
- name: machine
  webhook_configs:
  - url: http://machine/
    send_resolved: false
    http_config: { authorization: { credentials_file: /etc/alertmanager/secrets/machine } }
"#;

const PACK: &str = r#"
- receiver: pager
  matchers: ['pack="shop"']
  routes:
  - receiver: machine
    matchers: ['auto_rollback="true"']
    group_by: [namespace]
    group_wait: 0s
    group_interval: 1m
"#;

const ROOT: &str = "group_by: [alertname]\n  group_wait: 30s\n  group_interval: 5m\n  repeat_interval: 4h\n";

const DASHBOARD: &str = r#"{"uid": "shop", "title": "Shop",
  "annotations": {"list": [{"name": "Alerts", "expr": "ALERTS{job=\"$job\"}"}]},
  "templating": {"list": [
    {"type": "datasource", "name": "datasource"},
    {"type": "query", "name": "job", "query": "label_values(up{pack=\"shop\"}, job)"}
  ]},
  "panels": [
  {"type": "row", "id": 1, "title": "Requests", "panels": []},
  {"id": 42, "type": "stat", "title": "Errors",
   "targets": [{"refId": "A", "expr": "job:errors:ratio_rate5m{job=~\"$job\"}"}],
   "fieldConfig": {"defaults": {"min": 0, "max": 1,
     "mappings": [{"type": "value", "options": {"0": {"text": "none", "color": "green"}}}],
     "thresholds": {"mode": "absolute", "steps": [
       {"value": null, "color": "green"}, {"value": 0.05, "color": "red"}]}}}}
]}"#;

/// Everything that the plan says, written by hand.
pub(crate) fn shipped() -> Vec<(&'static str, String)> {
    let spec = GROUPS.replace('\n', "\n  ");
    let object = format!(
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: shop\n  namespace: shop\n  \
         labels: {{ release: main }}\nspec:\n  {spec}\n"
    );
    let below = PACK.replace('\n', "\n  ");
    let whole = format!("{ROUTING}route:\n  receiver: pager\n  {ROOT}  routes:{below}\n");
    let stated = PACK.replacen("  routes:", &format!("  {ROOT}  routes:"), 1);
    let config_map = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plimsoll-shop-production-shop\n  namespace: shop\n  \
         labels: {{ grafana_dashboard: '1' }}\ndata:\n  shop.json: |-\n    {}\n",
        DASHBOARD.replace('\n', "\n    ")
    );
    vec![
        ("rules.yaml", GROUPS.to_owned()),
        ("prometheusrule.yaml", object),
        ("alertmanager.yaml", whole),
        ("alertmanager.fragment.yaml", format!("{ROUTING}routes:{stated}")),
        ("dashboards/shop.json", DASHBOARD.to_owned()),
        ("dashboards.configmap.yaml", config_map),
        ("runbooks/errors.md", "# Errors\n".to_owned()),
    ]
}
