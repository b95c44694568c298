//! The tests of one alert: worlds that are built, evaluated, and refused where they do not do what they were built for.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use plimsoll_model::Pack;
use plimsoll_plan::{AlertRule, names};
use plimsoll_promql::{Expr, MatchOp, Matcher, flow};
use plimsoll_units::Duration;

use crate::brink::Brink;
use crate::drive::{Builder, PAST, Truth, Undrivable, Way, alternatives, atoms};
use crate::eval::{Evaluator, Records, Sample, Semantics};
use crate::simulate::{History, simulate};
use crate::test::{BehaviourTest, Check, expected};
use crate::timeline::Timeline;
use crate::world::{Samples, Series};
use crate::{Labels, decoys};

/// The rules of one alert.
pub(crate) struct Subject<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) records: &'a Records<'a>,
    pub(crate) rules: &'a [&'a AlertRule],
}

/// One thing that decides.
struct Case<'a> {
    rule: &'a AlertRule,
    focus: Option<&'a Expr>,
    second: Option<&'a Expr>,
}

pub(crate) type Derived<T> = Result<T, Undrivable>;

impl<'a> Subject<'a> {
    /// Every test that follows; the first comparison that cannot be tried is an error. An alternative that cannot decide is
    /// `untried`: `or x * 0` gives 0, and that decides only where another signal is compared with it.
    pub(crate) fn tests(&self, untried: &mut BTreeMap<String, Undrivable>) -> Derived<Vec<BehaviourTest>> {
        let mut tests = Vec::new();
        let mut seen = BTreeSet::new();
        for &rule in self.rules {
            if !seen.insert((whatever_service(&rule.expr), rule.hold)) {
                continue;
            }
            let atoms = atoms(&rule.expr);
            if atoms.is_empty() {
                tests.push(self.test(&Case { rule, focus: None, second: None })?);
            }
            for focus in atoms {
                tests.push(self.test(&Case { rule, focus: Some(focus), second: None })?);
                for second in alternatives(focus, self.records) {
                    match self.test(&Case { rule, focus: Some(focus), second: Some(second) }) {
                        Ok(test) => tests.push(test),
                        Err(why) => {
                            untried.entry(one_line(&second.render())).or_insert(why);
                        }
                    }
                }
            }
        }
        tests.extend(self.scope()?);
        Ok(tests)
    }

    /// The services on which a rule can be tried: those of the pack and one that nobody declared.
    fn services(&self, rule: &AlertRule) -> Vec<String> {
        if !flow::possible(&rule.expr).contains(names::SERVICE) {
            return Vec::new();
        }
        let declared = self.pack.services.iter().map(|service| service.name.to_owned());
        let undeclared = std::iter::once(format!("{}-service", self.pack.name));
        let taken = |service: &String| {
            let matchers = rule.expr.selectors().into_iter().flat_map(|selector| &selector.matchers);
            matchers
                .filter(|matcher| matcher.label == names::SERVICE)
                .all(|matcher| matcher.op.selects(&matcher.value, service) == Some(true))
        };
        declared.chain(undeclared).filter(taken).collect()
    }

    fn test(&self, case: &Case<'a>) -> Derived<BehaviourTest> {
        let rule = case.rule;
        let timeline = Timeline::of(self.pack, rule, self.records);
        let services = self.services(rule);
        let target = labels_of(services.first());
        let mut last = None;
        for way in Way::all(case.focus, case.second, timeline.evaluation) {
            let world = self.world(case, &timeline, way, &target, services.get(1..).unwrap_or_default());
            let found = world.and_then(|(world, own)| {
                let brink = case
                    .focus
                    .filter(|_| way.exact)
                    .and_then(|focus| Brink::of(focus, self.records, &target));
                let world = match &brink {
                    Some(brink) => brink.stand(&world, self.records, &timeline, rule.hold.is_zero())?,
                    None => world,
                };
                let (world, newer) = self.with_decoys(case, &timeline, world, own, &target)?;
                let older = self.history(&timeline, &world, Semantics::Prometheus2)?;
                if brink.is_some() && [&newer, &older].iter().any(|history| history.fires_again(&timeline)) {
                    return Err(Undrivable("it fires by what is rounded when data end".to_owned()));
                }
                self.written(case, &timeline, &world, &[newer, older], &target)
            });
            match found {
                Ok(test) => return Ok(test),
                Err(error) => last = last.or(Some(error)),
            }
        }
        let at = case.focus.map_or_else(String::new, |focus| format!("`{}`: ", focus.render()));
        Err(Undrivable(format!("{at}{}", last.map_or_else(String::new, |last| last.0))))
    }

    /// The series of the target, with those of bystanders after them, and how many are the target's.
    fn world(
        &self,
        case: &Case<'a>,
        timeline: &Timeline,
        way: Way<'a>,
        target: &Labels,
        bystanders: &[String],
    ) -> Derived<(Vec<Series>, usize)> {
        let mut builder = Builder::new(self.records, &timeline.stages, way);
        let truths = [Truth::Fails, Truth::Holds, Truth::Fails, Truth::Gone];
        if case.focus.is_some() {
            builder.add(&case.rule.expr, target.clone(), &truths, true)?;
        }
        let own = builder.len();
        let by_focus = [false, true].into_iter().filter(|_| case.focus.is_some());
        for (bystander, by_focus) in bystanders.iter().zip(by_focus) {
            builder.add_bystander(&case.rule.expr, labels_of(Some(bystander)), by_focus);
        }
        Ok((builder.series(), own))
    }

    /// Adds series that every matcher is there to keep out, as bad as those of the target that it lets in. What is kept out
    /// changes nothing: a series that does is one that another selector takes, and is left away.
    fn with_decoys(
        &self,
        case: &Case<'a>,
        timeline: &Timeline,
        mut world: Vec<Series>,
        own: usize,
        target: &Labels,
    ) -> Derived<(Vec<Series>, History)> {
        let decoys = decoys::of(case.rule, self.records, &world, own);
        // At the end of each stage: what differs there is left away, and what differs anywhere is found at the end.
        let seen = |world: &[Series]| -> Derived<Vec<Rc<Vec<Sample>>>> {
            let samples = Samples::of(world, &timeline.stages);
            let evaluator = Evaluator::new(self.records, &samples, Semantics::Prometheus3);
            let ends = (0..timeline.stages.count()).map(|stage| timeline.last_of(stage));
            let vectors = ends.flat_map(|at| self.rules.iter().map(move |rule| (rule, at)));
            Ok(vectors.map(|(rule, at)| evaluator.vector(&rule.expr, at)).collect::<Result<_, _>>()?)
        };
        let without = seen(&world)?;
        let plain = self.history(timeline, &world, Semantics::Prometheus3)?;
        self.is_as_meant(case, timeline, &plain, target)?;
        let alone = world.clone();
        let all = [world.as_slice(), &decoys].concat();
        if seen(&all).is_ok_and(|with| with == without) {
            world = all;
        } else {
            for decoy in decoys {
                world.push(decoy);
                if !seen(&world).is_ok_and(|with| with == without) {
                    world.pop();
                }
            }
        }
        match self.history(timeline, &world, Semantics::Prometheus3) {
            Ok(with) if with.evaluations == plain.evaluations => Ok((world, with)),
            _ => Ok((alone, plain)),
        }
    }

    /// What Prometheus makes of it.
    fn history(&self, timeline: &Timeline, world: &[Series], semantics: Semantics) -> Derived<History> {
        let samples = Samples::of(world, &timeline.stages);
        let until = timeline.stages.last();
        Ok(simulate(self.rules, self.records, &samples, semantics, timeline.evaluation, until)?)
    }

    /// A world is worth something only if the alert does in it what it was built for.
    fn is_as_meant(
        &self,
        case: &Case<'a>,
        timeline: &Timeline,
        history: &History,
        target: &Labels,
    ) -> Derived<()> {
        let Some(rule) = self.rules.iter().position(|rule| std::ptr::eq(*rule, case.rule)) else {
            return Err(Undrivable("the rule is not one of the alert".to_owned()));
        };
        let active = |at: u64| {
            history.at(at).iter().find(|active| active.rule == rule && active.series.include(target))
        };
        let fires = |at: u64| active(at).is_some_and(|active| active.firing);
        if case.focus.is_none() {
            return if fires(timeline.last_of(PAST)) {
                Ok(())
            } else {
                Err(Undrivable("it never fires".to_owned()))
            };
        }
        let first = timeline.last_of(0);
        let wrong = if active(first).is_some() {
            "it holds although the signal is not past its line"
        } else if !timeline.evaluations(PAST).any(fires) {
            "it does not fire although the signal is past its line"
        } else if fires(timeline.last_of(2)) {
            "it still fires although the signal is not past its line any more"
        } else {
            return Ok(());
        };
        Err(Undrivable(wrong.to_owned()))
    }

    /// The test: what is so at every change, and at the end of every stage.
    fn written(
        &self,
        case: &Case<'a>,
        timeline: &Timeline,
        world: &[Series],
        both: &[History; 2],
        target: &Labels,
    ) -> Derived<BehaviourTest> {
        let step = timeline.evaluation;
        let mut times: BTreeSet<u64> =
            (0..timeline.stages.count()).map(|stage| timeline.last_of(stage)).collect();
        for history in both {
            for at in (step..=timeline.stages.last()).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
                if history.firing(at) != history.firing(at - step) {
                    times.extend([at - step, at]);
                }
            }
        }
        if case.focus.is_none() {
            times.insert(0);
        }
        let mut checks = Vec::new();
        let mut texts = true;
        for at in times.into_iter().filter(|at| both[0].firing(*at) == both[1].firing(*at)) {
            let firing = expected(self.rules, &both[0], at)?;
            let agreed = firing == expected(self.rules, &both[1], at)?;
            let shown = texts && agreed && !firing.is_empty();
            texts &= !shown;
            checks.push(Check {
                at: Duration::from_millis(at),
                names: self.rules.iter().map(|rule| rule.alert.clone()).collect(),
                firing,
                texts: shown,
            });
        }
        let service = target.get(names::SERVICE);
        let about = if service.is_empty() { String::new() } else { format!(" of {service}") };
        let name = match case.focus {
            Some(focus) => {
                let second = if case.second.is_some() { " by its other alternative" } else { "" };
                let focus = one_line(&focus.render());
                format!("{}{about}, decided by {focus}{second}: {}", case.rule.of, timeline.words())
            }
            None => format!("{}: always", case.rule.of),
        };
        Ok(BehaviourTest {
            name,
            alert: case.rule.of,
            evaluation: Duration::from_millis(step),
            interval: Duration::from_millis(timeline.interval),
            series: world
                .iter()
                .map(|series| {
                    (format!("{}{}", series.name, series.labels), series.notation(&timeline.stages))
                })
                .collect(),
            checks,
            samples: Some(Samples::of(world, &timeline.stages)),
        })
    }

    /// Every service at once, with one that nobody declared: each alerts as its scope says, and only so.
    fn scope(&self) -> Derived<Option<BehaviourTest>> {
        let Some(&rule) = self.rules.first() else { return Ok(None) };
        let mut services: Vec<String> = self.rules.iter().flat_map(|rule| self.services(rule)).collect();
        services.sort();
        services.dedup();
        if services.len() < 2 {
            return Ok(None);
        }
        let timeline = Timeline::of(self.pack, rule, self.records);
        let truths = [Truth::Fails, Truth::Holds, Truth::Fails, Truth::Gone];
        let mut last = None;
        for tries in 0..4 {
            let evaluation = timeline.evaluation;
            let way = Way {
                focus: None,
                second: None,
                focus_first: false,
                steady: false,
                exact: false,
                evaluation,
                tries,
            };
            let mut builder = Builder::new(self.records, &timeline.stages, way);
            let built = services.iter().try_for_each(|service| {
                let about = self.rules.iter().find(|rule| self.services(rule).contains(service));
                let expr = about.map_or(&rule.expr, |rule| &rule.expr);
                builder.add(expr, labels_of(Some(service)), &truths, false)
            });
            if let Err(error) = built {
                last = last.or(Some(error));
                continue;
            }
            let world = builder.series();
            let newer = self.history(&timeline, &world, Semantics::Prometheus3)?;
            let firing = newer.at(timeline.last_of(PAST));
            let missing = services.iter().find(|service| {
                !firing.iter().any(|active| active.firing && active.series.get(names::SERVICE) == **service)
            });
            if let Some(missing) = missing {
                last = last.or(Some(Undrivable(format!("it does not fire for `{missing}`"))));
                continue;
            }
            let older = self.history(&timeline, &world, Semantics::Prometheus2)?;
            let case = Case { rule, focus: None, second: None };
            let mut test = self.written(&case, &timeline, &world, &[newer, older], &Labels::default())?;
            test.name = format!("{} of every service: {}", rule.of, timeline.words());
            return Ok(Some(test));
        }
        Err(last.unwrap_or_else(|| Undrivable("no service".to_owned())))
    }
}

fn labels_of(service: Option<&String>) -> Labels {
    service.map_or_else(Labels::default, |service| Labels::default().with(names::SERVICE, service))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The expression without what binds it to services: rules of one alert that differ in that alone do the same.
fn whatever_service(expr: &Expr) -> String {
    let is_open = |matcher: &Matcher| {
        matcher.label != names::SERVICE || matcher.op == MatchOp::Equal && matcher.value.is_empty()
    };
    expr.clone().edit_selectors(&mut |selector| selector.matchers.retain(is_open)).render()
}
