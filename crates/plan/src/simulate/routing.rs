//! Alertmanager's walk through the route tree (`dispatch/route.go`, `Route.Match`): depth first; the first child that
//! matches and does not continue ends it; a route whose children do not match tells its own receiver.

use plimsoll_promql::Matcher;

use super::{AlertLabels, Verdict};
use crate::{Alertmanager, Grouping, Route};

/// A receiver that an alert reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached<'a> {
    /// The receiver's name.
    pub receiver: &'a str,
    /// The routes that led to it, the outermost first; empty at the root.
    pub path: Vec<&'a Route>,
    /// How it is grouped and repeated: what the route states, else what it inherits.
    pub grouping: &'a Grouping,
    /// Whether it is reached whatever values the series bring along; never `No`.
    pub certainty: Verdict,
}

/// The ways of an alert through the tree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ways<'a> {
    /// The receivers, in the order in which Alertmanager tells them.
    pub reached: Vec<Reached<'a>>,
    /// The routes that are asked about it, and select it: those before them have left it to them.
    pub asked: Vec<&'a Route>,
}

/// Walks an alert through the tree.
pub fn ways<'a>(alertmanager: &'a Alertmanager, labels: &AlertLabels) -> Ways<'a> {
    let mut walk = Walk { labels, path: Vec::new(), ways: Ways::default() };
    let matched = walk.visit(&alertmanager.route, &alertmanager.grouping, Verdict::Yes);
    let mut ways = walk.ways;
    if matched != Verdict::Yes {
        ways.reached.push(Reached {
            receiver: &alertmanager.root,
            path: Vec::new(),
            grouping: &alertmanager.grouping,
            certainty: matched.not(),
        });
    }
    ways
}

/// The receivers of an alert, in the order in which Alertmanager tells them.
pub fn reached<'a>(alertmanager: &'a Alertmanager, labels: &AlertLabels) -> Vec<Reached<'a>> {
    ways(alertmanager, labels).reached
}

/// Whether all of these matchers select an alert.
pub fn selects(matchers: &[Matcher], labels: &AlertLabels) -> Verdict {
    let mut all = Verdict::Yes;
    for matcher in matchers {
        all = all.and(labels.selected_by(matcher));
        // No other can change that, and a fleet asks this millions of times.
        if all == Verdict::No {
            break;
        }
    }
    all
}

struct Walk<'a, 'l> {
    labels: &'l AlertLabels,
    path: Vec<&'a Route>,
    ways: Ways<'a>,
}

impl<'a> Walk<'a, '_> {
    /// Walks below a route that is asked with this certainty; gives whether its matchers select the alert.
    fn visit(&mut self, route: &'a Route, inherited: &'a Grouping, asked: Verdict) -> Verdict {
        let matched = selects(&route.matchers, self.labels);
        let here = asked.and(matched);
        if here == Verdict::No {
            return matched;
        }
        let grouping = route.grouping.as_ref().unwrap_or(inherited);
        self.ways.asked.push(route);
        self.path.push(route);
        let (mut taken, mut asked) = (Verdict::No, here);
        for child in &route.routes {
            let child_matched = self.visit(child, grouping, asked);
            taken = taken.or(child_matched);
            if !child.continues {
                asked = asked.and(child_matched.not());
            }
            if asked == Verdict::No {
                break;
            }
        }
        let certainty = here.and(taken.not());
        if certainty.is_possible() {
            let path = self.path.clone();
            self.ways.reached.push(Reached { receiver: &route.receiver, path, grouping, certainty });
        }
        self.path.pop();
        matched
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::MatchOp;
    use plimsoll_units::Origin;

    use super::*;

    fn route(receiver: &str, matchers: &[Matcher], continues: bool, routes: Vec<Route>) -> Route {
        let (receiver, matchers) = (receiver.to_owned(), matchers.to_vec());
        Route { receiver, matchers, grouping: None, continues, routes, origin: Origin::new("t", 1, 1) }
    }

    fn tree(routes: Vec<Route>) -> Alertmanager {
        Alertmanager {
            root: "root".to_owned(),
            grouping: Grouping::default(),
            route: route("pack", &[Matcher::equal("pack", "shop")], false, routes),
            receivers: Vec::new(),
            inhibitions: Vec::new(),
        }
    }

    fn told(tree: &Alertmanager, labels: &AlertLabels) -> Vec<(String, Verdict)> {
        let found = reached(tree, labels);
        found.into_iter().map(|found| (found.receiver.to_owned(), found.certainty)).collect()
    }

    fn severity(value: &str) -> [Matcher; 1] {
        [Matcher::equal("severity", value)]
    }

    #[test]
    fn a_route_that_continues_lets_its_siblings_be_told_too() {
        let tree = tree(vec![
            route("pager", &severity("critical"), true, vec![]),
            route("chat", &severity("critical"), false, vec![]),
            route("never", &severity("critical"), false, vec![]),
        ]);
        let labels = AlertLabels::known([("pack", "shop"), ("severity", "critical")]);
        assert_eq!(
            told(&tree, &labels),
            [("pager".to_owned(), Verdict::Yes), ("chat".to_owned(), Verdict::Yes)]
        );
        let other = AlertLabels::known([("pack", "shop")]);
        assert_eq!(told(&tree, &other), [("pack".to_owned(), Verdict::Yes)]);
        assert_eq!(told(&tree, &AlertLabels::default()), [("root".to_owned(), Verdict::Yes)]);
    }

    #[test]
    fn a_value_that_nobody_knows_leaves_both_ways_open() {
        let labels = AlertLabels::known([("pack", "shop")]).with("service", super::super::Known::Any);
        let one = [Matcher::equal("service", "cart")];
        let tree = tree(vec![
            route("cart", &one, false, vec![]),
            route("some", &[Matcher::new("service", MatchOp::NotEqual, "")], false, vec![]),
        ]);
        assert_eq!(
            told(&tree, &labels),
            [("cart".to_owned(), Verdict::Maybe), ("some".to_owned(), Verdict::Maybe)]
        );
    }
}
