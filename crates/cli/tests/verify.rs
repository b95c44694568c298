//! What is shipped says what the plan says, to a reader that did not write it.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod shop;

use plimsoll_check::Diagnostic;
use plimsoll_cli::verify;
use plimsoll_plan::{Annotation, Plan, Rule};
use plimsoll_render::Artifact;

use shop::{AT, GROUPS, plan, raw, shipped};

fn faults_of(plan: &Plan, files: &[(&str, String)]) -> Vec<Diagnostic> {
    let artifacts: Vec<_> = files
        .iter()
        .map(|(path, text)| Artifact::new(format!("shop/production/{path}"), text.clone()))
        .collect();
    verify::faults(&artifacts, std::slice::from_ref(plan))
}

/// The faults when one file says something else.
fn faults_with(path: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = shipped();
    let file = files.iter_mut().find(|(known, _)| *known == path).unwrap();
    assert!(file.1.contains(from), "{path} has no {from:?}:\n{}", file.1);
    file.1 = file.1.replacen(from, to, 1);
    faults_of(&plan(), &files).into_iter().map(|fault| fault.message).collect()
}

#[test]
fn what_agrees_has_no_fault() {
    assert_eq!(faults_of(&plan(), &shipped()), []);
}

#[test]
fn every_difference_of_a_rule_is_a_fault() {
    let differences = [
        ("name: shop.errors", "name: shop.other", "the group `shop.other` is not in the plan"),
        ("interval: 15s", "interval: 1m", "the interval would be read as `1m`, and the plan says `15s`"),
        (
            "record: job:errors",
            "record: job:error",
            "the recording would be read as `job:error:ratio_rate5m`",
        ),
        ("alert: ShopErrors", "alert: ShopError", "the alert would be read as `ShopError`"),
        ("> 0.05", "> 0.5", "the expression would be read as `job:errors:ratio_rate5m > 0.5`"),
        ("for: 120s", "for: 121s", "the hold would be read as `121s`, and the plan says `2m`"),
        ("    for: 120s\n", "", "the hold would be read as `0s`, and the plan says `2m`"),
        ("severity: critical", "severity: warning", "the label `severity` would be read as `warning`"),
        (", severity: critical", "", "the label `severity` would be read as `(none)`"),
        ("pack: shop }", "pack: shop, more: x }", "the label `more` would be read as `x`"),
        ("fails'", "succeeds'", "the annotation `summary` would be read as"),
    ];
    for path in ["rules.yaml", "prometheusrule.yaml"] {
        for (from, to, expected) in differences {
            let from =
                if path == "rules.yaml" { from.to_owned() } else { from.replace("    for", "      for") };
            let faults = faults_with(path, &from, to);
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{path}: {expected}\n{faults:#?}");
        }
    }
}

#[test]
fn a_group_that_is_lost_or_there_twice_is_a_fault() {
    let mut files = shipped();
    files.remove(1);
    let faults = faults_of(&plan(), &files);
    assert!(faults[0].message.contains("`shop.errors` would stand in none of the PrometheusRule objects"));

    let mut files = shipped();
    files.push(("more.yaml", GROUPS.to_owned()));
    assert!(faults_of(&plan(), &files)[0].message.contains("would stand twice in the rule files"));
}

#[test]
fn an_object_that_the_operator_would_not_find_is_a_fault() {
    for (from, to, expected) in [
        ("release: main", "release: other", "the object's label `release` would be read as `other`"),
        ("  namespace: shop\n", "", "the namespace would be read as `(none)`"),
        ("coreos.com/v1", "coreos.com/v2", "an object of another kind"),
    ] {
        let faults = faults_with("prometheusrule.yaml", from, to);
        assert!(faults[0].contains(expected), "{expected}\n{faults:#?}");
    }
}

#[test]
fn every_difference_of_the_routing_is_a_fault() {
    for path in ["alertmanager.yaml", "alertmanager.fragment.yaml"] {
        for (from, to, expected) in [
            ("pack=\"shop\"", "pack=\"shops\"", "a route's matchers would be read as"),
            ("receiver: machine", "receiver: pager", "a route's receiver would be read as `pager`"),
            ("group_wait: 0s", "group_wait: 1s", "a route's grouping would be read as"),
            ("group_interval: 5m", "group_interval: 6m", "grouping would be read as"),
            ("group_by: [namespace]", "continue: true", "a route's `continue` would be read as `true`"),
            ("severity=\"warning\"", "severity=\"info\"", "the target of an inhibition would be read as"),
            ("equal: [service]", "equal: []", "`equal` of an inhibition would be read as ``"),
            ("name: machine", "name: engine", "the receivers would be read as `engine, pager`"),
            ("http://machine/", "http://engine/", "`url` of the receiver `machine`"),
            ("send_resolved: false", "send_resolved: true", "`send_resolved` of `machine`"),
            ("secrets/pager", "secrets/other", "`routing_key_file` of the receiver `pager`"),
            ("secrets/machine", "secrets/other", "`http_config.authorization.credentials_file`"),
            ("description: any text", "routing_key: s3cret", "`routing_key` would be a secret as text"),
        ] {
            let faults = faults_with(path, from, to);
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{path}: {expected}\n{faults:#?}");
        }
    }
}

#[test]
fn every_difference_of_a_dashboard_is_a_fault() {
    for (from, to, expected) in [
        ("\"shop\"", "\"other\"", "the dashboard `other` is not in the plan"),
        ("\"Shop\"", "\"Other\"", "the title would be read as `Other`"),
        ("42", "43", "the panel 42 would not be there"),
        ("Errors", "Faults", "the title would be read as `Faults`"),
        ("\"stat\"", "\"gauge\"", "the kind would be read as `gauge`, and the plan says `stat`"),
        ("\"max\": 1", "\"max\": 100", "the axis would be read as `Some((0.0, 100.0))`"),
        ("none", "nothing", "the states would be read as `0 is nothing`"),
        ("0.05", "5", "the lines would be read as `5`"),
        ("=~\\\"$job", "=~\\\"api", "the queries would be read as"),
        ("ALERTS", "ALERT", "the annotations would be read as `ALERT{"),
        ("label_values(up", "label_values(down", "the variables would be read as `job = label_values(down"),
    ] {
        let faults = faults_with("dashboards/shop.json", from, to);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}\n{faults:#?}");
    }
}

#[test]
fn every_difference_of_a_config_map_is_a_fault() {
    let twice = "  shop.json: |-\n";
    for (from, to, expected) in [
        ("$job", "$jobs", "`shop.json` would not be what `shop/production/dashboards/shop.json` is"),
        ("|-\n", "|\n", "`shop.json` would not be what"),
        ("  shop.json", "  shops.json", "`shops.json` is no dashboard of the plan"),
        ("  shop.json", "  shops.json", "the dashboard would stand in no ConfigMap"),
        (twice, &format!("  more.json: x\n{twice}"), "would hold 2 files, not one"),
        (twice, &format!("  more.json: x\n{twice}"), "`more.json` is no dashboard of the plan"),
        (twice, &format!("  shop.json: x\n{twice}"), "`shop.json` stands there twice"),
        ("production-shop", "production-shops", "the name would be read as `plimsoll-shop-production-shops`"),
        ("  namespace: shop\n", "", "the namespace would be read as `(none)`"),
        ("'1'", "'0'", "the label `grafana_dashboard` would be read as `0`"),
        ("'1'", "1", "expected a string"),
        ("apiVersion: v1", "apiVersion: v2", "an object of another kind"),
        ("\ndata:", "\nbinaryData:", "unknown field `binaryData`"),
    ] {
        let faults = faults_with("dashboards.configmap.yaml", from, to);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}\n{faults:#?}");
    }
    let mut files = shipped();
    files.retain(|(path, _)| *path != "dashboards.configmap.yaml");
    let faults = faults_of(&plan(), &files);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].message.contains("the dashboard would stand in no ConfigMap"));
    let again = shipped().into_iter().find(|(path, _)| *path == "dashboards.configmap.yaml").unwrap().1;
    let mut files = shipped();
    files.push(("more.yaml", again));
    assert!(faults_of(&plan(), &files)[0].message.contains("`shop.json` would stand in two ConfigMaps"));
}

#[test]
fn a_fault_names_the_definition() {
    let mut files = shipped();
    files[0].1 = files[0].1.replace("> 0.05", "> 0.5");
    let fault = faults_of(&plan(), &files).remove(0);
    assert_eq!((fault.id, fault.origin), ("verify/differs", Some(AT)));
    assert_eq!(fault.subject.as_deref(), Some("shop/production rule ShopErrors"));
}

/// Even where file and plan agree, and once although the rule stands in two files.
#[test]
fn an_expression_that_prometheus_would_refuse_is_told_once_with_its_place() {
    let mut plan = plan();
    let bad = "job:errors:ratio_rate5m > 0.05 by (job)";
    if let Rule::Alert(alert) = &mut plan.groups[0].rules[1] {
        alert.expr = raw(bad).into();
    }
    let mut files = shipped();
    for (_, text) in &mut files {
        *text = text.replace("job:errors:ratio_rate5m > 0.05", bad);
    }
    let faults = faults_of(&plan, &files);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!((faults[0].id, faults[0].origin), ("promql/syntax", Some(AT)));
    let excerpt = faults[0].excerpt.as_ref().unwrap();
    assert_eq!(&excerpt.text[excerpt.start..excerpt.end], "by");
}

#[test]
fn a_panel_is_asked_with_its_variables_replaced() {
    let mut plan = plan();
    plan.dashboards[0].rows[0].panels[0].queries[0].substituted = "up[5m]".into();
    let faults = faults_of(&plan, &shipped());
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].id, "promql/result-type");
}

#[test]
fn what_annotations_and_variables_ask_passes_the_gate_too() {
    let mut plan = plan();
    plan.dashboards[0].annotation = Some(Annotation { expr: "ALERTS by (job)".into(), labels: vec![] });
    plan.dashboards[0].variables[0].query = "label_values(rate(up), job)".into();
    let faults = verify::faults(&plimsoll_render::all(&plan), &[plan]);
    let ids: Vec<_> = faults.iter().map(|fault| fault.id).collect();
    assert_eq!(ids, ["promql/syntax", "promql/syntax"], "{faults:#?}");
}

#[test]
fn what_is_rendered_is_read_back_as_planned() {
    let artifacts = plimsoll_render::all(&plan());
    assert_eq!(verify::faults(&artifacts, &[plan()]), []);
    // Not because nothing was compared: each file with a threshold less is a fault.
    for path in ["rules.yaml", "prometheusrule.yaml"] {
        let mut artifacts = artifacts.clone();
        let file = artifacts.iter_mut().find(|artifact| artifact.path.ends_with(path)).unwrap();
        file.text = file.text.replacen("0.05", "0.5", 1);
        assert_eq!(verify::faults(&artifacts, &[plan()]).len(), 1, "{path}");
    }
}
