//! Checks that hold alerts, routes, inhibitions and dashboards against each other.
