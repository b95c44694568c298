//! What a dashboard is made of.
//!
//! The rules of grafana/dashboard-linter (commit 4d0844b) and who holds them here:
//!
//! | Rule | Held by |
//! |---|---|
//! | `template-datasource-rule`, `panel-datasource-rule` | construction: `render` knows one data source, the variable `datasource`, and writes it everywhere |
//! | `template-label-promql-rule` | `cli::verify`, which asks the gate about every variable |
//! | `template-on-time-change-reload-rule`, `uneditable-dashboard` | construction: `render` writes nothing else |
//! | `panel-title-description-rule` | `panel/no-title`, `panel/no-description` |
//! | `panel-units-rule` | construction: the unit is the signal's, in a format that Grafana has |
//! | `panel-no-targets-rule` | construction: a panel is made from an alert, a threshold or a signal |
//! | `target-promql-rule` | `promql/syntax` and the gate in `cli::verify` |
//! | `target-rate-interval-rule` | `dashboard/fixed-interval` |
//! | `target-counter-agg-rule` | `promql/bare-counter` |
//! | `template-job-rule`, `template-instance-rule`, `target-job-rule`, `target-instance-rule` | do not apply: panels draw the recordings of the alerts, which aggregate `job` and `instance` away; a matcher on them would find nothing |
//! | `target-logql-rule`, `target-logql-auto-rule` | do not apply: no panel asks Loki |

pub(crate) mod duplicate_id;
pub(crate) mod fixed_interval;
pub(crate) mod legend_label;
pub(crate) mod too_large;
pub(crate) mod unknown_variable;
pub(crate) mod unused_variable;
