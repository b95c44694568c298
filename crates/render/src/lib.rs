//! A plan rendered as PrometheusRule, Alertmanager, Grafana and Markdown artifacts.
