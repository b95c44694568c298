//! What one run of the checks sees: the pack, its plan, and what is worked out once for all checks.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use plimsoll_model::{Alert, Pack};
use plimsoll_plan::simulate::{AlertLabels, Ways};
use plimsoll_plan::{AlertRule, Dashboard, EffectiveThreshold, Group, Panel, Plan, RecordRule, Rule, names};
use plimsoll_promql::gate::{self, Accepted, Refusal, Target, Use};
use plimsoll_promql::{Expr, Number, Window};
use plimsoll_units::Origin;

use crate::Diagnostic;
use crate::catalogue::{Catalogue, World};
use crate::inhibition::OnSides;

/// What the gate says of one text.
pub(crate) type Verdict = Rc<Result<Accepted, Refusal>>;

/// The verdicts of one target, each text judged once for each use.
#[derive(Debug)]
pub(crate) struct Verdicts {
    target: Target,
    world: World,
    known: RefCell<HashMap<Use, HashMap<String, Verdict>>>,
}

impl Verdicts {
    fn new(target: Target, world: World) -> Self {
        Self { target, world, known: RefCell::default() }
    }

    /// What is recorded.
    pub(crate) fn of_record(&self, text: &str) -> Verdict {
        self.of(text, if self.world == World::Open { Use::AnyRule } else { Use::Recording })
    }

    pub(crate) const fn world(&self) -> World {
        self.world
    }

    fn of(&self, text: &str, usage: Use) -> Verdict {
        let mut known = self.known.borrow_mut();
        let of_use = known.entry(usage).or_default();
        if let Some(verdict) = of_use.get(text) {
            return Rc::clone(verdict);
        }
        let verdict = Rc::new(gate::check(text, &self.target, usage));
        of_use.insert(text.to_owned(), Rc::clone(&verdict));
        verdict
    }
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// What fires.
    Alert(&'a Group, &'a AlertRule),
    /// What is recorded.
    Record(&'a Group, &'a RecordRule),
    /// What a gate of a rollout asks.
    Gate,
    /// What a panel draws.
    Panel(&'a Panel),
    /// The alerts that a dashboard draws as annotations.
    Annotation,
}

impl Place<'_> {
    const fn usage(&self, world: World) -> Use {
        match (self, world) {
            (Self::Alert(..) | Self::Record(..), World::Open) => Use::AnyRule,
            (Self::Record(..), World::Closed) => Use::Recording,
            (Self::Alert(..) | Self::Gate | Self::Panel(_) | Self::Annotation, _) => Use::InstantVector,
        }
    }
}

/// An expression as it is rendered, with what it is about.
#[derive(Debug)]
pub(crate) struct Expression<'a> {
    /// PromQL, with the variables of panels replaced.
    pub(crate) text: Cow<'a, str>,
    /// Where it stands.
    pub(crate) place: Place<'a>,
    /// What the gate says.
    pub(crate) verdict: Verdict,
    /// The definition that is at fault where it is wrong.
    pub(crate) origin: Origin,
    /// `edgelink/production alert EdgeLinkHighErrorRate`
    pub(crate) about: String,
}

impl Expression<'_> {
    /// The finding, at the definition and with the bytes at fault.
    pub(crate) fn at(&self, finding: Diagnostic, span: &Range<usize>) -> Diagnostic {
        finding.at(self.origin).about(&*self.about).excerpt(&*self.text, span.clone())
    }

    /// What stands there.
    pub(crate) fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// Whether a panel draws it for itself, and not as what an alert asks: then the alert is at fault.
    pub(crate) const fn is_of_a_panel(&self) -> bool {
        matches!(self.place, Place::Panel(panel) if panel.alert.is_none())
    }

    /// The rule for which it fires, where it is one.
    pub(crate) const fn alert(&self) -> Option<&AlertRule> {
        match self.place {
            Place::Alert(_, rule) => Some(rule),
            _ => None,
        }
    }
}

/// What one run sees.
#[derive(Debug)]
pub struct Subject<'a> {
    /// What was written.
    pub pack: &'a Pack,
    /// What it means in one environment and phase.
    pub plan: &'a Plan,
    pub(crate) catalogue: Catalogue<'a>,
    verdicts: Verdicts,
    alerts: BTreeMap<&'a str, Vec<&'a Alert>>,
    expressions: Vec<Expression<'a>>,
    /// The plans of the phases that are not live, once somebody asks.
    pub(crate) other_phases: OnceCell<Vec<Plan>>,
    /// What is known of the labels of every alert of every phase, in the order of the plans.
    pub(crate) alert_labels: OnceCell<Vec<AlertLabels>>,
    /// The ways of each of these alerts through the tree.
    pub(crate) ways: OnceCell<Vec<Ways<'a>>>,
    /// Which of these alerts are on the sides of each inhibition.
    pub(crate) on_sides: OnceCell<OnSides>,
}

impl<'a> Subject<'a> {
    /// Works out what the checks share.
    pub fn new(pack: &'a Pack, plan: &'a Plan) -> Self {
        Self::in_world(pack, plan, World::Closed)
    }

    /// The same for rules that are no pack's: more may be there than is declared.
    pub fn of_anybody(pack: &'a Pack, plan: &'a Plan) -> Self {
        Self::in_world(pack, plan, World::Open)
    }

    fn in_world(pack: &'a Pack, plan: &'a Plan, world: World) -> Self {
        let (major, minor) = plan.targets().prometheus;
        let verdicts = Verdicts::new(Target::new(major, minor), world);
        let catalogue = Catalogue::new(pack, plan, &verdicts);
        let mut alerts: BTreeMap<&str, Vec<&Alert>> = BTreeMap::new();
        for alert in &pack.alerts {
            alerts.entry(alert.name).or_default().push(alert);
            if let Some(machine) = alert.machine {
                alerts.entry(machine).or_default().push(alert);
            }
        }
        let mut subject = Self {
            pack,
            plan,
            catalogue,
            verdicts,
            alerts,
            expressions: Vec::new(),
            other_phases: OnceCell::new(),
            alert_labels: OnceCell::new(),
            ways: OnceCell::new(),
            on_sides: OnceCell::new(),
        };
        let mut expressions = Vec::new();
        for (group, rule) in
            plan.groups.iter().flat_map(|group| group.rules.iter().map(move |rule| (group, rule)))
        {
            let (place, about) = match rule {
                Rule::Alert(rule) => (Place::Alert(group, rule), subject.about_alert(&rule.alert)),
                Rule::Record(rule) => (Place::Record(group, rule), subject.about_record(&rule.record)),
            };
            expressions.push(expression(
                place,
                rule.expr().render().into(),
                rule.origin(),
                about,
                &subject.verdicts,
            ));
        }
        for gate in plan.traffic.iter().flat_map(|traffic| &traffic.gates) {
            let about = subject.about_alert(gate.alert);
            let text = gate.query.render().into();
            expressions.push(expression(Place::Gate, text, gate.origin, about, &subject.verdicts));
        }
        for dashboard in &plan.dashboards {
            subject.add_dashboard(dashboard, &mut expressions);
        }
        subject.expressions = expressions;
        subject
    }

    fn add_dashboard(&self, dashboard: &'a Dashboard, all: &mut Vec<Expression<'a>>) {
        let verdicts = &self.verdicts;
        let folder = self.plan.folder();
        for panel in dashboard.rows.iter().flat_map(|row| &row.panels) {
            // What a panel draws of an alert is the alert's own: it is told once, where the alert is.
            let drawn = panel.alert.and_then(|name| self.alert(name));
            let (origin, about) = match drawn {
                Some(alert) => (alert.origin, self.about_alert(alert.name)),
                None => (panel.origin, format!("{folder} panel {} of {}", panel.key, dashboard.uid)),
            };
            for query in panel.asked() {
                let place = Place::Panel(panel);
                all.push(expression(
                    place,
                    query.substituted.as_str().into(),
                    origin,
                    about.clone(),
                    verdicts,
                ));
            }
        }
        if let Some(annotation) = &dashboard.annotation {
            let namespace = self.plan.environment.namespace.unwrap_or_default();
            let text = annotation.expr.replace("$namespace", namespace).into();
            let about = format!("{folder} annotations of {}", dashboard.uid);
            all.push(expression(Place::Annotation, text, dashboard.origin, about, verdicts));
        }
    }

    /// What the gate says of the text of a panel.
    pub(crate) fn verdict(&self, text: &str) -> Verdict {
        self.verdicts.of(text, Use::InstantVector)
    }

    /// Every expression: of rules in order, then of dashboards.
    pub(crate) fn expressions(&self) -> &[Expression<'a>] {
        &self.expressions
    }

    /// Every expression that passed the gate.
    pub(crate) fn accepted(&self) -> impl Iterator<Item = (&Expression<'a>, &Accepted)> {
        self.expressions
            .iter()
            .filter_map(|expression| Some((expression, expression.verdict.as_ref().as_ref().ok()?)))
    }

    /// Whether more may be there than is declared: the rules are no pack's.
    pub(crate) fn is_open(&self) -> bool {
        self.catalogue.is_open()
    }

    /// Every alerting rule.
    pub(crate) fn alert_rules(&self) -> impl Iterator<Item = &'a AlertRule> {
        self.plan.rules().filter_map(Rule::as_alert)
    }

    /// What is written about an alert, by its name.
    pub(crate) fn alert(&self, name: &str) -> Option<&'a Alert> {
        self.alerts.get(name)?.first().copied()
    }

    /// The alert from which a rule was made.
    pub(crate) fn written(&self, rule: &AlertRule) -> Option<&'a Alert> {
        let of_name = self.alerts.get(rule.alert.as_str())?;
        of_name.iter().find(|alert| alert.origin == rule.origin).or(of_name.first()).copied()
    }

    /// The thresholds whose lines or windows an expression takes, as they are here. Worked out from what is written:
    /// what is rendered has numbers.
    pub(crate) fn thresholds_in(&self, expression: &Expression<'_>) -> Vec<&'a EffectiveThreshold> {
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let conditions = self.pack.alerts.iter().flat_map(|alert| {
            let guards = alert.guards.iter().map(|guard| &guard.condition);
            std::iter::once(&alert.condition).chain(guards).map(move |condition| (alert, condition))
        });
        for (alert, condition) in conditions {
            match expression.place {
                Place::Alert(_, rule) if alert.origin == rule.origin => {
                    ids.extend(thresholds_of(condition.expr()));
                }
                Place::Record(_, rule) => condition.expr().walk(&mut |part| match part {
                    Expr::Recorded(recording, of) if recording.origin == rule.origin => {
                        ids.extend(thresholds_of(of));
                    }
                    _ => {}
                }),
                _ => {}
            }
        }
        self.plan.thresholds.iter().filter(|threshold| ids.contains(threshold.id)).collect()
    }

    /// A threshold as the slice of a rule sees it.
    pub(crate) fn threshold(&self, id: &str, rule: &AlertRule) -> Option<&'a EffectiveThreshold> {
        let slice = rule.labels.get(names::SLICE).map(String::as_str);
        let of_id = || self.plan.thresholds.iter().filter(|threshold| threshold.id == id);
        of_id().find(|threshold| threshold.slice == slice).or_else(|| of_id().next())
    }

    /// `edgelink/production alert EdgeLinkHighErrorRate`
    pub(crate) fn about_alert(&self, name: &str) -> String {
        format!("{} alert {name}", self.plan.folder())
    }

    /// `edgelink/production recording service:http_requests:rate5m`
    pub(crate) fn about_record(&self, name: &str) -> String {
        format!("{} recording {name}", self.plan.folder())
    }
}

/// The thresholds whose lines or windows an expression takes, those of its recordings included.
pub(crate) fn thresholds_of(expr: &Expr) -> BTreeSet<&'static str> {
    let mut ids = BTreeSet::new();
    expr.walk(&mut |part| match part {
        Expr::Range(_, Window::Of(id)) | Expr::Number(Number::Line(id)) => {
            ids.insert(*id);
        }
        _ => {}
    });
    ids
}

fn expression<'a>(
    place: Place<'a>,
    text: Cow<'a, str>,
    origin: Origin,
    about: String,
    verdicts: &Verdicts,
) -> Expression<'a> {
    let verdict = verdicts.of(&text, place.usage(verdicts.world));
    Expression { text, place, verdict, origin, about }
}
