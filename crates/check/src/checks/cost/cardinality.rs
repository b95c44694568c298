//! A rule, or a target of a scrape job, with more series than the pack allows.
//!
//! An alert for each of a thousand nodes is a thousand alerts when a link is cut, and a histogram of each of them is
//! what fills a Prometheus. A pack that declares its `cardinality` says how many series a rule may have and how many are
//! stored of a target, and how many values its labels have; from that every rule and every job is estimated. Where an
//! estimate needs a label of which nothing is said, that is told too.
//!
//! # Fix
//!
//! Aggregate by a label with fewer values, keep fewer metrics, or raise the budget.

use plimsoll_model::{Cardinality, ScrapeJob};
use plimsoll_promql::gate::Node;

use crate::estimate::Estimator;
use crate::registry::Check;
use crate::subject::Place;
use crate::{Diagnostic, Subject};

const ID: &str = "cost/cardinality";

pub(crate) const CHECK: Check =
    Check::warning(ID, "a rule or a scrape target with more series than the pack allows", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(declared) = &subject.pack.cardinality else { return };
    let estimator = Estimator { pack: subject.pack, catalogue: &subject.catalogue, declared };
    for (expression, accepted) in subject.accepted() {
        let costs = match expression.place {
            Place::Alert(..) => "may fire so often at once",
            Place::Record(..) => "records so many series",
            Place::Gate | Place::Panel(_) | Place::Annotation => continue,
        };
        let tree = &accepted.tree;
        let warning = match estimator.series(tree) {
            Ok(series) if series > u64::from(declared.per_rule) => {
                let budget = declared.per_rule;
                let message =
                    format!("{series} series by estimate, and the budget of a rule is {budget}: it {costs}");
                Diagnostic::warning(ID, message).help(aggregate(subject, declared, tree))
            }
            Ok(_) => continue,
            Err(label) => unknown(&label),
        };
        found.push(expression.at(warning, &tree.span));
    }
    for job in &subject.pack.scrape {
        let about = format!("{} job {}", subject.plan.folder(), job.name);
        found.extend(target(&estimator, job).map(|finding| finding.at(job.origin).about(about)));
    }
}

/// What is wrong with what is stored of one target.
fn target(estimator: &Estimator<'_>, job: &ScrapeJob) -> Option<Diagnostic> {
    let budget = estimator.declared.per_target?;
    match estimator.of_target(job) {
        None => {
            let message = format!(
                "`{}` keeps everything that a target exposes, and the budget is {budget} series",
                job.name
            );
            Some(Diagnostic::warning(ID, message).help("name the metrics that are read, with `keeps`"))
        }
        Some(Ok(series)) if series > u64::from(budget) => {
            let message =
                format!("`{}` stores {series} series of every target, and the budget is {budget}", job.name);
            let help = "keep fewer metrics; a histogram has a series for each of its buckets";
            Some(Diagnostic::warning(ID, message).help(help))
        }
        Some(Ok(_)) => None,
        Some(Err(label)) => Some(unknown(&label)),
    }
}

fn unknown(label: &str) -> Diagnostic {
    let message =
        format!("how many series this has cannot be estimated: nothing says how many values `{label}` has");
    let help = format!("add `{label}` to the labels of the pack's `cardinality`, or aggregate it away");
    Diagnostic::warning(ID, message).help(help)
}

/// The label with most values of those that fit, of the labels that the result has.
fn aggregate(subject: &Subject<'_>, declared: &Cardinality, tree: &Node) -> String {
    let labels = subject.catalogue.labels(tree);
    let fits =
        declared.labels.iter().filter(|(label, values)| labels.has(label) && *values <= declared.per_rule);
    match fits.max_by_key(|(_, values)| *values) {
        Some((label, values)) => {
            format!("aggregate it by a label with fewer values, such as `{label}` with {values}")
        }
        None => "aggregate it over all series, or by a label with fewer values".to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        changed(|pack| {
            let nodes = Cardinality::new(50).with_label("node", 1000).with_label("zone", 20);
            pack.cardinality = Some(nodes.with_label("namespace", 1));
            pack.alerts.push(probe("max by (node) (node_disk_info) == 0"));
        })
    }

    /// Everything that a target exposes is stored.
    pub(crate) fn bad_of_a_target() -> Planted {
        changed(|pack| {
            let fleet =
                Cardinality::new(50).per_target(5).with_label("node", 1000).with_label("namespace", 1);
            pack.cardinality = Some(fleet);
            pack.scrape.push(ScrapeJob::of_nodes("nodes", 9100));
        })
    }

    /// How many zones there are is not said.
    pub(crate) fn bad_by_a_label_without_a_number() -> Planted {
        changed(|pack| {
            pack.cardinality = Some(Cardinality::new(50).with_label("namespace", 1));
            pack.alerts.push(probe("max by (zone) (node_disk_info) == 0"));
        })
    }

    pub(crate) fn good() -> Planted {
        changed(|pack| {
            let nodes = Cardinality::new(50).with_label("node", 1000).with_label("zone", 20);
            pack.cardinality = Some(nodes.with_label("namespace", 1));
            pack.alerts.push(probe("count by (zone) (node_disk_info == 0) > 10"));
        })
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Cardinality, NodeMeta, Pack, Relabel, ScrapeJob};
    use plimsoll_promql::{MetricDef, MetricType};
    use plimsoll_units::Unit;

    use crate::{Diagnostic, fixture};

    const UP: MetricDef =
        MetricDef::new("up", MetricType::Gauge, Unit::COUNT).labels(&["node", "zone"]).identity(&["node"]);
    const PULL: MetricDef = MetricDef::new("pull_seconds", MetricType::Histogram, Unit::SECONDS)
        .labels(&["node", "zone"])
        .buckets(&[1.0, 5.0, 10.0, 30.0, 60.0]);

    /// The shop with a thousand nodes in twenty zones, of which these metrics are kept.
    fn fleet(pack: &mut Pack, keeps: &[MetricDef]) {
        let cardinality = Cardinality::new(50).per_target(5);
        pack.cardinality =
            Some(cardinality.with_label("node", 1000).with_label("zone", 20).with_label("namespace", 1));
        pack.metrics.extend([UP, PULL]);
        let nodes = ScrapeJob::of_nodes("edge", 10_000)
            .with_relabel(Relabel::replace("node", NodeMeta::Name))
            .with_relabel(Relabel::label_map("topology.kubernetes.io/", &["zone"]));
        pack.scrape.push(nodes.keeps(keeps));
    }

    /// What is found of an alert with this expression.
    fn alert(text: &str) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            fleet(pack, &[UP]);
            pack.alerts.push(fixture::probe(text));
        })
    }

    #[test]
    fn an_alert_for_each_node_is_found() {
        let found = alert("up{job=\"edge\"} == 0");
        assert_eq!(fixture::ids(&found), ["cost/cardinality"]);
        assert_eq!(
            found[0].message,
            "1000 series by estimate, and the budget of a rule is 50: it may fire so often at once"
        );
        assert_eq!(
            found[0].help.as_deref(),
            Some("aggregate it by a label with fewer values, such as `zone` with 20")
        );
    }

    #[test]
    fn an_alert_for_each_zone_passes() {
        assert_eq!(alert("count by (zone) (up{job=\"edge\"} == 0)"), []);
        assert_eq!(
            alert("max by (zone) (up{job=\"edge\"} == 0) and on (zone) max by (zone) (up{job=\"edge\"}) < 1"),
            []
        );
    }

    #[test]
    fn a_label_that_is_selected_has_one_value() {
        assert_eq!(alert("max by (pod) (memory_bytes{pod=\"a\"}) > 1"), []);
        assert_eq!(alert("up{job=\"edge\", node=\"a\"} == 0"), []);
        assert_eq!(alert("up{job=\"edge\", zone=\"a\"} == 0").len(), 1);
    }

    #[test]
    fn a_product_is_never_more_than_what_is_aggregated() {
        let found = alert("max by (node, zone) (up{job=\"edge\"}) == 0");
        assert!(found[0].message.starts_with("1000 series by estimate"), "{found:#?}");
    }

    #[test]
    fn what_is_recorded_of_each_node_is_found_through_the_alert_too() {
        let found = fixture::findings(|pack| {
            fleet(pack, &[UP]);
            pack.metrics.retain(|metric| metric.name != "node_load");
            pack.metrics.push(MetricDef::new("node_load", MetricType::Gauge, Unit::COUNT).labels(&["node"]));
            pack.alerts.push(fixture::recorded_probe("node", "node_load", "max"));
        });
        let of_record = |finding: &&Diagnostic| finding.message.ends_with("it records so many series");
        assert_eq!(found.iter().filter(of_record).count(), 1, "{found:#?}");
        assert_eq!(found.len(), 2, "{found:#?}");
    }

    #[test]
    fn a_label_of_which_nothing_is_said_is_told() {
        let found = alert("max by (pod) (memory_bytes) > 1");
        assert_eq!(fixture::ids(&found), ["cost/cardinality"]);
        assert_eq!(
            found[0].message,
            "how many series this has cannot be estimated: nothing says how many values `pod` has"
        );
        assert_eq!(
            found[0].help.as_deref(),
            Some("add `pod` to the labels of the pack's `cardinality`, or aggregate it away")
        );
    }

    #[test]
    fn a_quantile_has_a_series_for_all_its_buckets_together() {
        let by = |labels: &str| {
            alert(&format!("histogram_quantile(0.9, sum by ({labels}) (rate(pull_seconds_bucket[5m]))) > 1"))
        };
        assert_eq!(by("zone, le"), []);
        assert!(by("node, le")[0].message.starts_with("1000 series by estimate"));
    }

    /// What is found of a job that keeps these metrics.
    fn job(keeps: &[MetricDef]) -> Vec<String> {
        let found = fixture::findings(|pack| fleet(pack, keeps));
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_histogram_of_every_node_is_found() {
        assert_eq!(job(&[UP]), Vec::<String>::new());
        assert_eq!(job(&[PULL]), ["`edge` stores 8 series of every target, and the budget is 5"]);
        assert_eq!(job(&[]), ["`edge` keeps everything that a target exposes, and the budget is 5 series"]);
    }

    #[test]
    fn a_label_that_another_job_gives_tells_no_series_of_this_one_apart() {
        let found = fixture::findings(|pack| {
            fleet(pack, &[UP]);
            pack.scrape.push(ScrapeJob::of_targets("door", &["door:443"]).keeps(&[UP]));
            pack.alerts.push(fixture::probe("up{job=\"door\"} == 0"));
        });
        assert_eq!(found, []);
    }

    #[test]
    fn without_a_budget_nothing_is_said() {
        let found = fixture::findings(|pack| {
            fleet(pack, &[PULL]);
            pack.cardinality = None;
            pack.alerts.push(fixture::probe("up{job=\"edge\"} == 0"));
        });
        assert_eq!(found, []);
    }
}
