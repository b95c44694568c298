//! What scrape jobs become, and which of them cannot be.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use plimsoll_model::{Environment, NodeMeta, Pack, Prober, Relabel, ScrapeJob};
use plimsoll_plan::{RelabelRule, ScrapeJob as Planned, lower};
use plimsoll_promql::{MetricDef, MetricType};
use plimsoll_units::{Unit, seconds};

const TEMPERATURE: MetricDef =
    MetricDef::new("till_celsius", MetricType::Gauge, Unit::COUNT).labels(&["node", "zone"]);

fn pack(job: ScrapeJob) -> Pack {
    Pack::new("shop").metrics(&[TEMPERATURE]).environment(Environment::unstaged("live")).scrape(job)
}

fn planned(job: ScrapeJob) -> Planned {
    lower(&pack(job), "live", None).unwrap_or_else(|errors| panic!("{errors:#?}")).scrape.remove(0)
}

/// What is wrong with a job, and how to mend it.
fn refused(job: ScrapeJob) -> Vec<(String, String)> {
    let errors = lower(&pack(job), "live", None).unwrap_err();
    errors.into_iter().map(|error| (error.message, error.help)).collect()
}

fn tills() -> ScrapeJob {
    ScrapeJob::of_nodes("tills", 9100)
        .with_relabel(Relabel::replace("node", NodeMeta::Name))
        .with_relabel(Relabel::label_map("topology.kubernetes.io/", &["zone"]))
        .with_node_label("shop.example/till", "true")
        .keeps(&[TEMPERATURE])
}

#[test]
fn nodes_are_selected_before_they_are_asked_at_the_port_of_the_job() {
    let job = planned(tills());
    assert_eq!(job.targets, None);
    assert_eq!(job.interval, seconds(30));
    assert_eq!(
        job.relabels,
        [
            RelabelRule::keep("__meta_kubernetes_node_label_shop_example_till", "true"),
            RelabelRule::replace("__address__", "(.+):[0-9]+", "__address__", "$1:9100"),
            RelabelRule::copy("__meta_kubernetes_node_name", "node"),
            RelabelRule::label_map("__meta_kubernetes_node_label_topology_kubernetes_io_(zone)"),
        ]
    );
    assert_eq!(job.metric_relabels, [RelabelRule::keep("__name__", "till_celsius")]);
    assert_eq!(job.labels, ["node", "zone"]);
    assert!(job.keeps("till_celsius") && !job.keeps("go_goroutines"));
}

#[test]
fn a_prober_is_asked_for_the_targets_and_their_address_stays_the_instance() {
    let job = planned(tills().probed_by(Prober::new("blackbox:9115", "icmp")));
    assert_eq!((job.path.as_str(), job.module.as_deref()), ("/probe", Some("icmp")));
    assert_eq!(
        job.relabels[1..4],
        [
            RelabelRule::replace("__address__", "(.+):[0-9]+", "__param_target", "$1:9100"),
            RelabelRule::copy("__param_target", "instance"),
            RelabelRule::constant("__address__", "blackbox:9115"),
        ]
    );
}

#[test]
fn a_target_without_a_port_is_told() {
    for address in ["door", "http://door:443/", ":443", "door:https"] {
        assert_eq!(
            refused(ScrapeJob::of_targets("door", &[address])),
            [(
                format!("`door` asks `{address}`, which is no `host:port`"),
                "write it as in `cloudcore:10250`".to_owned()
            )]
        );
    }
}

#[test]
fn what_kubernetes_says_of_nodes_cannot_be_asked_of_named_targets() {
    let found = refused(ScrapeJob::of_targets("door", &["door:443"]).with_node_label("a", "b"));
    assert_eq!(found[0].0, "`door` names its targets, and asks what Kubernetes says of nodes");
}

#[test]
fn a_metric_is_declared_with_the_labels_that_the_job_gives() {
    let rack = tills().with_relabel(Relabel::replace("rack", NodeMeta::Label("rack")));
    assert_eq!(
        refused(rack),
        [(
            "`tills` gives the label `rack` to `till_celsius`, which is declared without it".to_owned(),
            "add `rack` to its labels".to_owned()
        )]
    );
    let unknown = MetricDef::new("till_kelvin", MetricType::Gauge, Unit::COUNT);
    assert_eq!(
        refused(ScrapeJob::of_nodes("tills", 9100).keeps(&[unknown]))[0].0,
        "`tills` keeps `till_kelvin`, which the pack does not declare"
    );
}

#[test]
fn a_target_may_not_be_waited_for_longer_than_the_interval() {
    assert_eq!(
        refused(tills().timeout(seconds(31))),
        [(
            "`tills` waits 31s for an answer and is scraped every 30s".to_owned(),
            "wait 30s or less".to_owned()
        )]
    );
}

#[test]
fn two_jobs_of_one_name_are_told() {
    let errors = lower(&pack(tills()).scrape(tills()), "live", None).unwrap_err();
    assert!(errors[0].message.starts_with("two scrape jobs are called `tills`"), "{errors:#?}");
}
