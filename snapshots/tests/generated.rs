//! The real tools take what is generated, in every version that reads it.

use std::collections::BTreeSet;

use plimsoll::promql::gate::{self, Target, Use};
use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::promtool::{self, Lint};
use plimsoll_snapshots::oracles::{Result, amtool, each_version};
use serde_json::json;

#[test]
fn promtool_takes_every_rule_file_with_all_lints() {
    let environments = generated::environments().unwrap();
    assert!(!environments.is_empty());
    each_version("promtool", |oracle| {
        let files: Vec<_> = environments.iter().map(|(p, e)| generated::path(p, e, "rules.yaml")).collect();
        let verdict = promtool::check_rules(oracle, &files, Lint::Fatal)?.accepted()?;
        let rules: u32 = verdict
            .text()
            .lines()
            .filter_map(|line| line.trim().strip_prefix("SUCCESS: ")?.split(' ').next()?.parse::<u32>().ok())
            .sum();
        assert!(rules > 100, "promtool found only {rules} rules:\n{}", verdict.text());
        Ok(format!("{rules} rules in {} files", files.len()))
    });
}

#[test]
fn promtool_takes_every_scrape_configuration() {
    let environments = generated::environments().unwrap();
    let files: Vec<_> = environments.iter().map(|(p, e)| generated::path(p, e, "scrape.yaml")).collect();
    let files: Vec<_> = files.iter().filter(|file| file.is_file()).collect();
    assert!(!files.is_empty());
    each_version("promtool", |oracle| {
        // Debian built 2.42 without the discovery of Kubernetes, and says so.
        let is_complete = oracle.release() != (2, 42);
        for file in &files {
            let verdict = promtool::check_config(oracle, file)?;
            if is_complete {
                verdict.accepted()?;
            } else {
                let text = verdict.refused()?.text();
                assert!(text.contains("kubernetes_sd_configs"), "{text}");
            }
        }
        let how = if is_complete { "accepted" } else { "refused for want of Kubernetes discovery" };
        Ok(format!("{} files with scrape jobs, {how}", files.len()))
    });
}

#[test]
fn promtool_refuses_a_scrape_configuration_that_says_something_else() {
    let text = generated::read("kubeedge", "production", "scrape.yaml").unwrap();
    each_version("promtool", |oracle| {
        for (from, to) in [
            ("action: keep", "action: keeps"),
            ("timeout: 10s", "timeout: 10m"),
            ("role: node", "role: edge"),
        ] {
            let file = tempfile::Builder::new().suffix(".yaml").tempfile()?;
            std::fs::write(file.path(), text.replace(from, to))?;
            promtool::check_config(oracle, file.path())?.refused()?;
        }
        Ok("three mistakes refused".into())
    });
}

#[test]
fn amtool_takes_every_alertmanager_configuration() {
    let environments = generated::environments().unwrap();
    each_version("amtool", |oracle| {
        for (pack, environment) in &environments {
            amtool::check_config(oracle, generated::path(pack, environment, "alertmanager.yaml"))?
                .accepted()?;
        }
        Ok(format!("{} configurations", environments.len()))
    });
}

/// Some labels of an alert, and who is told of it.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);

#[test]
fn every_route_leads_where_it_should() {
    // Whoever is told, by the labels of the rules that are rendered.
    let cases: [Case; 8] = [
        (
            &[("alertname", "EdgeLinkHighErrorRate"), ("severity", "none"), ("auto_rollback", "true")],
            &["rollback-webhook"],
        ),
        (
            &[("alertname", "EdgeLinkHighErrorRate"), ("severity", "none"), ("auto_rollback", "dry_run")],
            &["dry-run-log"],
        ),
        (
            &[("alertname", "EdgeLinkHighErrorRate"), ("severity", "critical")],
            &["pagerduty-platform", "slack-alerts"],
        ),
        (
            &[("alertname", "EdgeLinkHighCPUUsage"), ("severity", "critical")],
            &["pagerduty-platform", "slack-alerts"],
        ),
        (&[("alertname", "EdgeLinkCPUThrottling"), ("severity", "warning")], &["slack-alerts"]),
        (&[("alertname", "EdgeLinkWatchdog"), ("severity", "none")], &["watchdog"]),
        (
            &[("alertname", "EdgeLinkRollbackFailed"), ("severity", "critical")],
            &["email-ops", "pagerduty-platform", "slack-alerts"],
        ),
        (&[("alertname", "EdgeLinkUnheardOf"), ("severity", "unheard-of")], &["slack-ops"]),
    ];
    each_version("amtool", |oracle| {
        for environment in ["staging", "production"] {
            let file = generated::path("edgelink", environment, "alertmanager.yaml");
            for (labels, receivers) in &cases {
                let labels: Vec<_> = labels
                    .iter()
                    .copied()
                    .chain([("pack", "edgelink"), ("service", "api-gateway")])
                    .collect();
                assert_eq!(
                    amtool::routes_test(oracle, &file, &labels)?,
                    *receivers,
                    "{environment}: {labels:?}"
                );
            }
        }
        Ok(format!("{} alerts in 2 environments", cases.len()))
    });
}

/// Every expression that is shipped, panels with their variables replaced, each once.
fn expressions() -> Result<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for pack in &plimsoll_thresholds::catalog().packs {
        for environment in &pack.environments {
            let plan = plimsoll::plan::lower(pack, environment.name, None)
                .map_err(|errors| format!("{errors:?}"))?;
            all.extend(plan.rules().map(|rule| rule.expr().render().to_owned()));
            let panels =
                plan.dashboards.iter().flat_map(|dashboard| &dashboard.rows).flat_map(|row| &row.panels);
            all.extend(panels.flat_map(plimsoll::plan::Panel::asked).map(|query| query.substituted.clone()));
        }
    }
    Ok(all)
}

#[test]
fn the_gate_and_promtool_agree_on_every_expression_that_is_shipped() {
    let expressions = expressions().unwrap();
    assert!(expressions.len() > 80, "only {}", expressions.len());
    each_version("promtool", |oracle| {
        let (major, minor) = oracle.release();
        let target: Target = format!("{major}.{minor}").parse()?;
        let refused: Vec<_> = expressions
            .iter()
            .filter_map(|text| gate::check(text, &target, Use::InstantVector).err())
            .collect();
        assert!(refused.is_empty(), "the gate refuses for {target}: {refused:?}");
        let rules: Vec<_> = expressions
            .iter()
            .enumerate()
            .map(|(at, expr)| json!({ "record": format!("shipped:expression:{at}"), "expr": expr }))
            .collect();
        let file = tempfile::Builder::new().suffix(".yaml").tempfile()?;
        std::fs::write(
            file.path(),
            json!({ "groups": [{ "name": "shipped", "rules": rules }] }).to_string(),
        )?;
        promtool::check_rules(oracle, &[file.path()], Lint::Off)?.accepted()?;
        Ok(format!("{} expressions, all accepted by both", expressions.len()))
    });
}
