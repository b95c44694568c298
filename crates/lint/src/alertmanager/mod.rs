//! A real `alertmanager.yml` as the route tree, the receivers and the inhibitions of a plan.
//!
//! Only what routes and what keeps quiet is read. Whether Alertmanager takes the rest, such as the settings of a
//! receiver, is for `amtool check-config`.

mod matcher;
mod read;

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Alertmanager;
use plimsoll_units::Origin;

use crate::rules::at;
use crate::yaml::{Lines, Node};

/// Where the parts of a route or an inhibition stand.
#[derive(Debug, Clone, Default)]
struct Parts {
    /// Its matchers, or its first key.
    whole: Range<usize>,
    receiver: Option<Range<usize>>,
    grouping: Option<Range<usize>>,
    times: Option<Range<usize>>,
    equal: Option<Range<usize>>,
    target: Option<Range<usize>>,
}

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Routing {
    /// What the checks are asked about; `None` where there is no route.
    pub(crate) alertmanager: Option<Alertmanager>,
    /// What cannot be read.
    pub(crate) found: Vec<Diagnostic>,
    places: BTreeMap<Origin, Parts>,
}

/// Reads the first document of a file.
pub(crate) fn read(lines: &Lines<'_>, documents: &[Rc<Node>]) -> Routing {
    read::file(lines, documents)
}

impl Routing {
    /// A finding about a route or an inhibition, at the part that it is about.
    pub(crate) fn located(&self, lines: &Lines<'_>, mut finding: Diagnostic) -> Diagnostic {
        let Some(parts) =
            finding.origin.filter(|origin| origin.file == lines.file).and_then(|at| self.places.get(&at))
        else {
            return finding;
        };
        finding.subject = None;
        let part = match finding.id {
            "receiver/unknown" | "receiver/unused" => &parts.receiver,
            "route/group-by-unknown" => &parts.grouping,
            "route/interval-order" => &parts.times,
            "inhibit/equal-missing-both" | "inhibit/equal-missing-one-side" => &parts.equal,
            "inhibit/target-never-fires" => &parts.target,
            _ => &None,
        };
        at(lines, finding, part.as_ref().unwrap_or(&parts.whole))
    }
}
