//! Routes and inhibitions as Alertmanager would load them, against the plan.

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Alertmanager, Grouping, Plan, Route};
use plimsoll_promql::Matcher;
use plimsoll_units::Duration;

use super::fault::Place;
use super::shipped::Shipped;
use super::{File, matcher, receivers, wire};

/// The whole configuration and the fragment of it both say what the plan says.
pub(super) fn compare(plan: &Plan, files: &[File<'_>], faults: &mut Vec<Diagnostic>) {
    let place = |path| Place { path, subject: plan.folder(), origin: plan.origin };
    for (path, shipped) in files {
        let Shipped::Routing(read) = shipped else { continue };
        let Some(planned) = &plan.alertmanager else {
            faults.push(place(path).differs("the plan has no routing"));
            continue;
        };
        let mut comparison = Comparison { place: place(path), faults };
        comparison.routes(planned, read);
        comparison.inhibitions(planned, read);
        receivers::compare(&place(path), planned, read, faults);
    }
    let shipped = files.iter().any(|(_, shipped)| matches!(shipped, Shipped::Routing(_)));
    if plan.alertmanager.is_some() && !shipped {
        faults.push(place(&plan.folder()).differs("the routing would stand in no file"));
    }
}

struct Comparison<'a> {
    place: Place<'a>,
    faults: &'a mut Vec<Diagnostic>,
}

/// What a route groups by and waits for, its parents' included.
#[derive(Clone, Default, PartialEq)]
struct Effective {
    by: Option<Vec<String>>,
    wait: Option<Duration>,
    interval: Option<Duration>,
    repeat: Option<Duration>,
}

impl Effective {
    fn planned(grouping: &Grouping) -> Self {
        Self {
            by: Some(grouping.by.clone()),
            wait: Some(grouping.wait),
            interval: Some(grouping.interval),
            repeat: Some(grouping.repeat),
        }
    }

    fn below(&self, route: &wire::Route) -> Self {
        let read = |text: &Option<wire::Text>, above| text.as_deref().map_or(above, |text| text.parse().ok());
        Self {
            by: route.group_by.as_deref().map(owned).or_else(|| self.by.clone()),
            wait: read(&route.group_wait, self.wait),
            interval: read(&route.group_interval, self.interval),
            repeat: read(&route.repeat_interval, self.repeat),
        }
    }
}

impl std::fmt::Display for Effective {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time =
            |time: Option<Duration>| time.map_or_else(|| "inherited".to_owned(), |time| time.to_string());
        let by = self.by.as_ref().map_or_else(|| "inherited".to_owned(), |by| by.join(", "));
        let (wait, interval, repeat) = (time(self.wait), time(self.interval), time(self.repeat));
        write!(f, "by {by}; wait {wait}, interval {interval}, repeat {repeat}")
    }
}

impl Comparison<'_> {
    fn routes(&mut self, planned: &Alertmanager, read: &wire::Routing) {
        match (&read.route, read.routes.as_slice()) {
            // The whole: a root that takes everything, and the pack below it.
            (Some(route), []) if route.matchers.is_empty() => {
                let above = Effective::default().below(route);
                let receiver = route.receiver.as_deref().unwrap_or_default();
                self.faults.extend(self.place.same("the root's receiver", receiver, &planned.root));
                self.faults.extend(self.place.same(
                    "the root's grouping",
                    &above,
                    &Effective::planned(&planned.grouping),
                ));
                self.children(
                    &route.routes,
                    std::slice::from_ref(&planned.route),
                    &above,
                    &above,
                    &planned.root,
                );
            }
            // The fragment: the pack alone, below somebody else's root.
            (None, routes) => self.pack(routes, planned),
            (Some(route), []) => self.pack(std::slice::from_ref(route), planned),
            (Some(_), _) => {
                self.faults.push(self.place.differs("`route` and `routes` would stand in one file"));
            }
        }
    }

    fn pack(&mut self, routes: &[wire::Route], planned: &Alertmanager) {
        // Nothing is inherited from a root that is not ours: what the root would give, the fragment states.
        let above = Effective::planned(&planned.grouping);
        self.children(routes, std::slice::from_ref(&planned.route), &Effective::default(), &above, "");
    }

    fn children(
        &mut self,
        read: &[wire::Route],
        planned: &[Route],
        read_above: &Effective,
        planned_above: &Effective,
        receiver_above: &str,
    ) {
        if read.len() != planned.len() {
            let message = format!("{} routes would be read where the plan has {}", read.len(), planned.len());
            self.faults.push(self.place.differs(message));
            return;
        }
        for (read, planned) in read.iter().zip(planned) {
            self.route(read, planned, read_above, planned_above, receiver_above);
        }
    }

    fn route(
        &mut self,
        read: &wire::Route,
        planned: &Route,
        read_above: &Effective,
        planned_above: &Effective,
        receiver_above: &str,
    ) {
        let place =
            Place { origin: planned.origin, subject: self.place.subject.clone(), path: self.place.path };
        let receiver = read.receiver.as_deref().unwrap_or(receiver_above);
        let effective = read_above.below(read);
        let wanted = match &planned.grouping {
            Some(grouping) => Effective::planned(grouping),
            None => planned_above.clone(),
        };
        self.faults.extend(place.same("a route's receiver", receiver, &planned.receiver));
        self.faults.extend(place.same("a route's grouping", &effective, &wanted));
        self.faults.extend(place.same("a route's `continue`", &read.continues, &planned.continues));
        self.faults.extend(matchers(&place, "a route's matchers", &read.matchers, &planned.matchers));
        self.children(&read.routes, &planned.routes, &effective, &wanted, &planned.receiver);
    }

    fn inhibitions(&mut self, planned: &Alertmanager, read: &wire::Routing) {
        let (found, wanted) = (read.inhibit_rules.len(), planned.inhibitions.len());
        self.faults.extend(self.place.same("the number of inhibitions", &found, &wanted));
        for (read, planned) in read.inhibit_rules.iter().zip(&planned.inhibitions) {
            let place =
                Place { origin: planned.origin, subject: self.place.subject.clone(), path: self.place.path };
            self.faults.extend(matchers(
                &place,
                "the source of an inhibition",
                &read.source_matchers,
                &planned.source,
            ));
            self.faults.extend(matchers(
                &place,
                "the target of an inhibition",
                &read.target_matchers,
                &planned.target,
            ));
            self.faults.extend(place.same(
                "`equal` of an inhibition",
                &read.equal.join(", "),
                &planned.equal.join(", "),
            ));
        }
    }
}

fn owned(texts: &[wire::Text]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// The same matchers in the same order, each read as Alertmanager reads it.
fn matchers(place: &Place<'_>, what: &str, read: &[wire::Text], planned: &[Matcher]) -> Option<Diagnostic> {
    let matches = read.len() == planned.len()
        && read.iter().zip(planned).all(|(read, planned)| matcher::read(read).as_ref() == Some(planned));
    if matches {
        return None;
    }
    let planned: Vec<String> = planned.iter().map(ToString::to_string).collect();
    place.same(what, &read.join(", "), &planned.join(", "))
}
