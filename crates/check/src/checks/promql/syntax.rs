//! An expression that Prometheus cannot read.
//!
//! Prometheus refuses the whole file for one of them.
//!
//! # Bad
//!
//! ```promql
//! http_requests_total by (status)
//! ```
//!
//! # Good
//!
//! ```promql
//! sum by (status) (rate(http_requests_total[5m])) > 10
//! ```
//!
//! # Fix
//!
//! Correct the expression where the caret points.

use plimsoll_promql::gate;

use crate::registry::Check;

pub(crate) const CHECK: Check =
    Check::error(gate::SYNTAX, "an expression that Prometheus cannot read", |subject, found| {
        super::refusals::find(subject, gate::SYNTAX, found);
    });

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let found = fixture::expression("http_requests_total by (status)");
        assert_eq!(fixture::ids(&found), ["promql/syntax"]);
        let excerpt = found[0].excerpt.as_ref().unwrap();
        assert_eq!(&excerpt.text[excerpt.start..excerpt.end], "by");
        assert_eq!(found[0].subject.as_deref(), Some("shop/production alert Probe"));
    }

    #[test]
    fn a_panel_is_read_too_and_its_variables_are_replaced() {
        assert_eq!(fixture::ids(&fixture::panel("sum(")), ["promql/syntax"]);
        assert_eq!(fixture::panel("sum by (node) (node_load{node=~\"$service\"})"), []);
    }

    #[test]
    fn what_can_be_read_passes() {
        assert_eq!(fixture::expression("sum by (status) (rate(http_requests_total[5m])) > 1"), []);
    }
}
