//! Typed alert thresholds and staged rollouts, rendered for Prometheus, Alertmanager and Grafana.
