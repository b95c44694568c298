//! What a panel asks: signals bound to the variables of its dashboard, and the recordings that hold lines.

use plimsoll_promql::{Expr, MatchOp, Matcher, flow};
use plimsoll_units::{Origin, Unit};

use super::recordings::Recorder;
use super::{Context, LowerError};
use crate::{PanelQuery, names};

/// What the queries of one dashboard are made from.
pub(super) struct Asker<'a, 'b> {
    pub(super) context: &'a Context<'a>,
    pub(super) recorder: &'a mut Recorder<'b>,
    pub(super) errors: &'a mut Vec<LowerError>,
    /// The labels that a person chooses besides namespace and service.
    variables: Vec<&'static str>,
    /// What the gate sees in the place of a variable.
    stand_ins: Vec<(&'static str, String)>,
}

impl<'a, 'b> Asker<'a, 'b> {
    pub(super) fn new(
        context: &'a Context<'a>,
        recorder: &'a mut Recorder<'b>,
        errors: &'a mut Vec<LowerError>,
        variables: Vec<&'static str>,
    ) -> Self {
        let namespace = context.environment.namespace.unwrap_or_default();
        let chosen = std::iter::once(names::SERVICE).chain(variables.iter().copied());
        let stand_ins = [
            ("__rate_interval", context.pack.timing.scrape.to_string()),
            (names::NAMESPACE, namespace.to_owned()),
        ]
        .into_iter()
        .chain(chosen.map(|label| (label, ".+".to_owned())))
        .collect();
        Self { context, recorder, errors, variables, stand_ins }
    }

    /// A signal bound to the dashboard's variables. Without a legend its series are called by their labels.
    pub(super) fn signal(
        &mut self,
        expr: &Expr,
        unit: Unit,
        legend: Option<&str>,
        origin: Origin,
    ) -> Option<PanelQuery> {
        let expr = match expr.clone().resolve(&self.context.values) {
            Ok(expr) => self.recorder.unbound(expr),
            Err(unknown) => {
                let help = "declare it in the pack's thresholds";
                self.errors.push(LowerError::new(origin, unknown.to_string(), help));
                return None;
            }
        };
        let expr = expr.edit_selectors(&mut |selector| {
            let mut binding = Vec::new();
            if self.context.environment.namespace.is_some() && selector.has_label(names::NAMESPACE) {
                binding.push(Matcher::equal(names::NAMESPACE, names::variable(names::NAMESPACE)));
            }
            for label in std::iter::once(names::SERVICE).chain(self.variables.iter().copied()) {
                if selector.has_label(label) {
                    binding.push(Matcher::new(label, MatchOp::Matches, names::variable(label)));
                }
            }
            selector.matchers.splice(..0, binding);
        });
        let legend = legend.map_or_else(|| default_legend(&expr), grafana);
        Some(self.query(expr.render(), unit, legend))
    }

    /// One of the recordings that hold a threshold.
    pub(super) fn threshold(&self, series: &str, id: &str, unit: Unit, legend: &str) -> PanelQuery {
        let [pack, threshold] =
            [Matcher::equal(names::PACK, self.context.pack.name), Matcher::equal("threshold", id)];
        let expr = match self.context.environment.namespace {
            Some(_) => {
                let namespace = Matcher::equal(names::NAMESPACE, names::variable(names::NAMESPACE));
                format!("{series}{{{pack}, {threshold}, {namespace}}}")
            }
            None => format!("{series}{{{pack}, {threshold}}}"),
        };
        self.query(expr, unit, grafana(legend))
    }

    /// An amount that never changes.
    pub(super) fn constant(&self, number: &str, unit: Unit, legend: &str) -> PanelQuery {
        self.query(format!("vector({number})"), unit, grafana(legend))
    }

    fn query(&self, expr: String, unit: Unit, legend: String) -> PanelQuery {
        PanelQuery { substituted: self.substituted(&expr), expr, legend, unit }
    }

    /// A query with a value in the place of each variable.
    fn substituted(&self, expr: &str) -> String {
        let mut parts = expr.split('$');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let known = self
                .stand_ins
                .iter()
                .find_map(|(name, value)| Some((value.as_str(), part.strip_prefix(name)?)));
            match known {
                Some((value, rest)) => text.extend([value, rest]),
                None => text.extend(["$", part]),
            }
        }
        text
    }
}

/// `{service}` in Grafana's notation.
fn grafana(legend: &str) -> String {
    legend.replace('{', "{{").replace('}', "}}")
}

/// The labels that tell the series of a panel apart, but for the namespace, of which one is chosen.
fn default_legend(expr: &Expr) -> String {
    let labels = flow::possible(expr);
    if labels.contains(names::SERVICE) {
        return format!("{{{{{}}}}}", names::SERVICE);
    }
    let own = labels.iter().filter(|label| **label != names::NAMESPACE);
    own.map(|label| format!("{{{{{label}}}}}")).collect::<Vec<_>>().join(" ")
}
