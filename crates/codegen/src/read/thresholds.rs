//! `thresholds.yaml`: the file, and its numbers.

use plimsoll_units::{Amount, Unit};

use super::amount::UnitSource;
use super::cardinality::cardinality;
use super::fields::keys;
use super::known::Known;
use super::reader::Reader;
use super::timing;
use super::traffic::traffic;
use crate::data::{Direction, Objective, Rollback, Service, Threshold, ThresholdsFile};
use crate::document::Node;
use crate::{Entries, Located, Place};

/// The whole file.
pub(super) fn file(reader: &mut Reader<'_>, node: &Node) -> Option<ThresholdsFile> {
    let fields = reader.fields(node, Place::START, "the file", keys::THRESHOLDS_FILE)?;
    let pack = fields.require(reader, "pack", "edgelink").and_then(|node| reader.name(node, "a pack's name"));
    let owner = fields.get("owner").and_then(|node| reader.name(node, "a team's name"));
    let place = |key| fields.key_place(key);
    let timing = fields.get("timing").and_then(|node| timing::timing(reader, place("timing"), node));
    let workload = fields.get("workload").and_then(|node| timing::workload(reader, place("workload"), node));
    let budgets = fields.get("budgets").and_then(|node| timing::budgets(reader, place("budgets"), node));
    let cardinality =
        fields.get("cardinality").and_then(|node| cardinality(reader, place("cardinality"), node));
    let services = fields.get("services").map(|node| services(reader, node)).unwrap_or_default();
    let thresholds = fields.get("thresholds").map(|node| thresholds(reader, node)).unwrap_or_default();
    let objectives = fields.get("objectives").map(|node| objectives(reader, node)).unwrap_or_default();
    let known = Known::new(&fields, &services, &thresholds);
    let rollback = fields.get("rollback").and_then(|node| rollback(reader, place("rollback"), node, &known));
    timing::needed_for_rollback(reader, &fields, rollback.as_ref(), timing.as_ref());
    let traffic = fields.get("traffic").and_then(|node| traffic(reader, place("traffic"), node));
    let rollout = fields.get("rollout").map(|node| reader.rollout(node, &known)).unwrap_or_default();
    let overrides = fields.get("overrides").map(|node| reader.overrides(node, &known)).unwrap_or_default();
    let environments =
        fields.get("environments").map(|node| reader.environments(node, &known)).unwrap_or_default();
    let file = reader.file.to_owned();
    let pack = pack?;
    Some(ThresholdsFile {
        file,
        pack,
        owner,
        timing,
        workload,
        budgets,
        cardinality,
        services,
        thresholds,
        objectives,
        rollback,
        rollout,
        traffic,
        overrides,
        environments,
    })
}

fn services(reader: &mut Reader<'_>, node: &Node) -> Entries<Service> {
    reader.named(node, "services", |reader, name, node| {
        reader.valid_name(name, "a service's name");
        let what = format!("service `{}`", name.value);
        let fields = reader.fields(node, name.place, &what, keys::SERVICE)?;
        let critical = fields.get("critical").and_then(|node| reader.boolean(node));
        let tier = fields.get("tier").and_then(|node| reader.name(node, "a tier's name"));
        Some(Service { critical, tier })
    })
}

fn thresholds(reader: &mut Reader<'_>, node: &Node) -> Entries<Threshold> {
    reader.named(node, "thresholds", |reader, name, node| {
        reader.valid_id(name, "a threshold's id");
        let what = format!("threshold `{}`", name.value);
        let fields = reader.fields(node, name.place, &what, keys::THRESHOLD)?;
        let window = fields.get("window").and_then(|node| reader.duration(node, false));
        let hold = fields.get("for").and_then(|node| reader.duration(node, true));
        let (direction, line) = match (fields.get("above"), fields.get("below")) {
            (Some(line), None) => (Direction::Above, line),
            (None, Some(line)) => (Direction::Below, line),
            (above, _) => {
                let has =
                    if above.is_some() { "both `above` and `below`" } else { "neither `above` nor `below`" };
                let help = "say on which side it is bad: `above: 5%` or `below: 50%`, exactly one of them";
                reader.report("yaml/direction", name.place, format!("{what} has {has}"), help);
                return None;
            }
        };
        let source = reader.unit(fields.get("unit"), direction.key(), line)?;
        let said = fields.get("unit").map(|node| Located::<Unit>::new(source.unit, node.place));
        let line = reader.amount(line, &source);
        let baseline = fields.get("baseline").and_then(|node| reader.amount(node, &source));
        let fault = fields.get("fault").and_then(|node| reader.amount(node, &source));
        Some(Threshold { direction, line: line?, unit: said, window, hold, baseline, fault })
    })
}

fn objectives(reader: &mut Reader<'_>, node: &Node) -> Entries<Objective> {
    reader.named(node, "objectives", |reader, name, node| {
        reader.valid_id(name, "an objective's id");
        let what = format!("objective `{}`", name.value);
        let fields = reader.fields(node, name.place, &what, keys::OBJECTIVE)?;
        let objective = fields.require(reader, "objective", "99.9%").and_then(|node| {
            let of = UnitSource { unit: Unit::RATIO, place: node.place, said: String::new() };
            let objective = reader.amount(node, &of)?;
            if (0.0..1.0).contains(&objective.value.value()) && objective.value.value() > 0.0 {
                return Some(objective);
            }
            let message = format!("an objective of {} leaves nothing to decide", objective.value);
            reader.report(
                "yaml/bad-objective",
                node.place,
                message,
                "take more than 0 % and less than 100 %",
            );
            None
        });
        let period = fields.require(reader, "period", "30d").and_then(|node| reader.duration(node, false));
        Some(Objective { objective: objective?, period: period? })
    })
}

fn rollback(reader: &mut Reader<'_>, place: Place, node: &Node, known: &Known) -> Option<Located<Rollback>> {
    let fields = reader.fields(node, place, "`rollback`", keys::ROLLBACK)?;
    let cooldown = fields.require(reader, "cooldown", "20m").and_then(|node| reader.duration(node, false));
    let attempts = fields.get("attempts").and_then(|node| reader.whole(node));
    let timeout = fields.get("timeout").and_then(|node| reader.duration(node, false));
    let verify = fields.get("verify").and_then(|node| reader.duration(node, false));
    let verified = fields.get("verified").map(|node| lines(reader, node, known)).unwrap_or_default();
    let max_concurrent = fields.get("max_concurrent").and_then(|node| reader.whole(node));
    let cooldown = cooldown?;
    Some(Located::new(Rollback { cooldown, attempts, timeout, verify, verified, max_concurrent }, place))
}

/// Other lines of thresholds: `{ error_rate: 1% }`.
fn lines(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Entries<Located<Amount>> {
    reader.named(node, "thresholds", |reader, name, node| {
        if !known.threshold(reader, name) {
            return None;
        }
        let (_, unit) = known.line(&name.value)?;
        reader.amount(node, unit)
    })
}
