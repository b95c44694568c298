//! A query that reads a variable which the dashboard does not have.
//!
//! Grafana leaves `$servce` as it is: the query finds nothing, or is no PromQL.
//!
//! # Bad
//!
//! ```promql
//! sum(rate(http_requests_total{namespace="$namspace"}[$__rate_interval]))
//! ```
//!
//! # Good
//!
//! ```promql
//! sum(rate(http_requests_total{namespace="$namespace"}[$__rate_interval]))
//! ```
//!
//! # Fix
//!
//! Correct the name, or add the variable with `.with_variable(...)`.

use plimsoll_plan::Dashboard;

use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "dashboard/unknown-variable";

pub(crate) const CHECK: Check =
    Check::error(ID, "a query that reads a variable which the dashboard does not have", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (board, panel) in subject.panels() {
        for query in panel.asked() {
            for name in variables_in(&query.expr).into_iter().filter(|name| !knows(board, name)) {
                let message = format!("`{}` has no variable `${name}`", board.uid);
                let known = board.variables.iter().map(|variable| variable.name.as_str());
                let help = match words::meant(name, known) {
                    Some(meant) => format!("did you mean `${meant}`?"),
                    None => format!("add it with `.with_variable(\"{name}\", ...)`, or correct the name"),
                };
                found.push(subject.at_panel(Diagnostic::error(ID, message), board, panel).help(help));
            }
        }
    }
}

/// The dashboard's own, and Grafana's.
fn knows(board: &Dashboard, name: &str) -> bool {
    name.starts_with("__") || board.variables.iter().any(|variable| variable.name == name)
}

/// The names behind every `$`. A regular expression ends with one that names nothing.
pub(super) fn variables_in(expr: &str) -> Vec<&str> {
    let names = expr
        .split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next());
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_misspelt_variable_is_told_with_what_was_meant() {
        let found = fixture::panel("up{namespace=\"$namspace\"}");
        assert_eq!(fixture::ids(&found), ["dashboard/unknown-variable"]);
        assert_eq!(found[0].message, "`shop` has no variable `$namspace`");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `$namespace`?"));
    }

    #[test]
    fn the_dashboards_own_and_grafanas_pass() {
        assert_eq!(fixture::panel("up{namespace=\"$namespace\"}"), []);
        assert_eq!(variables_in("rate(a{b=~\"c$\", d=\"$e\"}[$__rate_interval])"), ["e", "__rate_interval"]);
    }
}
