//! Checks that hold alerts, routes, inhibitions and dashboards against each other.

mod diagnostic;

pub use diagnostic::{Diagnostic, Excerpt, Severity};
