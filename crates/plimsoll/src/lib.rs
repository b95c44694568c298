//! Typed alert thresholds and staged rollouts, rendered for Prometheus, Alertmanager and Grafana.
//!
//! A Plimsoll line is painted on a ship's hull: load past the line and she may not sail. Plimsoll does that for
//! services. A [`Pack`](model::Pack) says what is measured, where the lines are, who is told and how much a machine
//! may do now; from it come rules, routes, dashboards and runbooks that are checked against each other.
//!
//! # A complete pack
//!
//! ```
//! use plimsoll::prelude::*;
//!
//! // What may be measured. From YAML, `plimsoll-codegen` makes the same at build time.
//! mod m {
//!     plimsoll::metrics! {
//!         labels { namespace, service, status }
//!
//!         /// HTTP requests that were answered.
//!         Counter http_requests_total in Count { namespace, service, status };
//!         /// When the service started last.
//!         Gauge process_start_time_seconds in Timestamp { namespace, service };
//!     }
//! }
//!
//! const GRAIN: &[&str] = &["namespace", "service"];
//!
//! // A load line: a number with a unit and a direction.
//! const ERRORS: Threshold<Ratio> = Threshold::above("errors", percent(5.0)).over(minutes(5)).hold(minutes(2));
//!
//! fn error_ratio() -> Signal<Ratio> {
//!     let failed = m::http_requests_total.filter(m::status.matches("5.."));
//!     ratio(failed.rate(ERRORS.window()), m::http_requests_total.rate(ERRORS.window()))
//!         .by(GRAIN)
//!         .recorded("service", "http_requests_failed", "ratio_rate")
//! }
//!
//! fn pack() -> Pack {
//!     let started = age_of(m::process_start_time_seconds.value().max_by(GRAIN));
//!     let requests = m::http_requests_total.increase(ERRORS.window()).sum_by(GRAIN);
//!     // A ratio with a threshold on a ratio; a threshold in seconds would not compile.
//!     let alert = Alert::new(
//!         "ShopErrors",
//!         Response::Rollback(RollbackPolicy::new(minutes(20))),
//!         error_ratio().crosses(ERRORS),
//!     )
//!     .guarded_by([
//!         Guard::new(GuardKind::RecentDeploy, GRAIN, started.below(Quantity::hours(1.0))),
//!         Guard::new(
//!             GuardKind::MinimumTraffic,
//!             GRAIN,
//!             requests.compared(BinaryOp::AtLeast, ERRORS.enough_events()),
//!         ),
//!     ])
//!     .summary("{service} fails {value} of its requests (line: {line})")
//!     .runbook(Runbook::new("errors", "Too many requests fail.").look_at("The last deploy."));
//!
//!     let chat = Receiver::slack("chat", "#shop", Secret::file("/etc/alertmanager/slack-url"));
//!     let actor = Receiver::webhook("actor", "http://actor.{namespace}.svc.cluster.local/rollback");
//!     let recorder = Receiver::webhook("recorder", "http://actor.{namespace}.svc.cluster.local/record");
//!     Pack::new("shop")
//!         .owner("sales")
//!         .metrics(m::CATALOGUE)
//!         .service(Service::new("cart"))
//!         .service(Service::new("mail").critical(false))
//!         .threshold(ERRORS)
//!         .phase(Phase::new("watch", Enforcement::DryRun).dwell(days(3)))
//!         .phase(Phase::new("mail-only", Enforcement::Rollback).scope(Scope::NonCritical).dwell(days(3)))
//!         .phase(Phase::new("everywhere", Enforcement::Rollback))
//!         .environment(Environment::new("live", "mail-only").namespace("shop"))
//!         .alerts([alert])
//!         .routing(Routing::new(chat.clone()).machine(actor).dry_run(recorder).critical([chat]))
//! }
//!
//! // What it means in one environment, in its live phase.
//! let pack = pack();
//! let plan = plimsoll::plan::lower(&pack, "live", None).map_err(|errors| errors[0].message.clone())?;
//! let machine: Vec<String> = plan
//!     .rules()
//!     .filter_map(|rule| rule.as_alert())
//!     .filter(|rule| rule.labels.contains_key("auto_rollback"))
//!     .map(|rule| format!("{}: {}", rule.labels["auto_rollback"], rule.expr.render().lines().next().unwrap_or("")))
//!     .collect();
//! assert_eq!(
//!     machine,
//!     [
//!         r#"true: service:http_requests_failed:ratio_rate5m{namespace="shop", service="mail"} > 0.05"#,
//!         r#"dry_run: service:http_requests_failed:ratio_rate5m{namespace="shop", service!="mail"} > 0.05"#,
//!     ]
//! );
//!
//! // And the files.
//! let files = plimsoll::render::all(&plan);
//! assert!(files.iter().any(|file| file.path == "shop/live/prometheusrule.yaml"));
//! # Ok::<(), String>(())
//! ```
//!
//! # A repository of packs
//!
//! The program of the packs hands its catalog to the commands, `generate`, `check` and `list`:
//!
//! ```no_run
//! # fn catalog() -> plimsoll::model::Catalog { plimsoll::model::Catalog::default() }
//! fn main() -> std::process::ExitCode {
//!     plimsoll::cli::run(&catalog())
//! }
//! ```
//!
//! `examples/shop` beside this crate is such a repository in miniature, with one pack wholly in Rust and one whose
//! numbers stand in YAML.
//!
//! # Features
//!
//! - `cli` (default): the commands. Without it nothing below does input or output.

pub use plimsoll_behaviour as behaviour;
pub use plimsoll_check as check;
#[cfg(feature = "cli")]
pub use plimsoll_cli as cli;
pub use plimsoll_model as model;
pub use plimsoll_plan as plan;
pub use plimsoll_promql as promql;
pub use plimsoll_promql::metrics;
pub use plimsoll_render as render;
pub use plimsoll_units as units;

pub mod prelude;
