//! A plan rendered as PrometheusRule, Alertmanager, Grafana and Markdown artifacts.

mod artifact;

pub use artifact::Artifact;
