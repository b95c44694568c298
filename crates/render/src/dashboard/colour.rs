//! What tells good from bad: lines, the side of a line on which a value is, and what single values mean.

use plimsoll_model::{Direction, State, Verdict};
use plimsoll_plan::{Band, Panel};
use serde_json::{Map, Value, json};

use super::panel::line_id;

const GOOD: &str = "green";
const NEUTRAL: &str = "blue";
const BAD: &str = "red";

/// Grafana's steps hold *from* their value, and a line at 0 that is bad above means *any*: 0 itself is good.
const ANY: f64 = 1e-9;

/// A number as short as JSON can say it: `1`, not `1.0`.
pub(super) fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole numbers below 2^53 alone")]
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

/// The colours of values by the lines. Without a line everything is neutral: left unsaid, Grafana would turn red
/// from 80 on.
pub(super) fn steps(bands: &[Band]) -> Value {
    let begins = |band: &Band| match band.worse {
        Direction::Above if band.at.value() == 0.0 => ANY,
        _ => band.at.value(),
    };
    let mut from: Vec<f64> = bands.iter().map(begins).collect();
    from.sort_by(f64::total_cmp);
    from.dedup();
    let bad_from = |value: f64| {
        bands.iter().any(|band| match band.worse {
            Direction::Above => begins(band) <= value,
            Direction::Below => value < begins(band),
        })
    };
    let colour = |value| if bad_from(value) { BAD } else { GOOD };
    let base = if bands.is_empty() { NEUTRAL } else { colour(f64::NEG_INFINITY) };
    let first = json!({ "value": null, "color": base });
    let others = from.iter().map(|value| json!({ "value": number(*value), "color": colour(*value) }));
    json!({ "mode": "absolute", "steps": std::iter::once(first).chain(others).collect::<Vec<_>>() })
}

/// Words for single values.
pub(super) fn mappings(states: &[State]) -> Value {
    let results: Map<String, Value> = states
        .iter()
        .enumerate()
        .map(|(index, state)| {
            let colour = match state.verdict {
                Verdict::Good => GOOD,
                Verdict::Neutral => NEUTRAL,
                Verdict::Bad => BAD,
            };
            (state.value.promql(), json!({ "text": state.text, "color": colour, "index": index }))
        })
        .collect();
    json!([{ "type": "value", "options": results }])
}

/// A line is dashed, on top of nothing, and red where beyond it is bad.
pub(super) fn lines(panel: &Panel) -> impl Iterator<Item = Value> {
    panel.lines.iter().enumerate().map(|(at, line)| {
        let colour = if line.worse.is_some() { BAD } else { NEUTRAL };
        let mut properties =
            vec![json!({ "id": "color", "value": { "mode": "fixed", "fixedColor": colour } })];
        if panel.draw.is_graph() {
            properties.extend([
                json!({ "id": "custom.lineStyle", "value": { "fill": "dash", "dash": [10, 10] } }),
                json!({ "id": "custom.lineWidth", "value": 2 }),
                json!({ "id": "custom.fillOpacity", "value": 0 }),
                json!({ "id": "custom.stacking", "value": { "mode": "none", "group": "A" } }),
            ]);
        }
        json!({ "matcher": { "id": "byFrameRefID", "options": line_id(at) }, "properties": properties })
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{Amount, Ratio, Unit, percent};

    use super::*;
    use crate::dashboard::panel::tests::panel;

    fn band(text: &str, worse: Direction) -> Band {
        Band { at: Amount::parse(text, Unit::RATIO).unwrap(), worse, threshold: None }
    }

    fn colours(bands: &[Band]) -> Vec<(Value, String)> {
        let steps = steps(bands)["steps"].as_array().unwrap().clone();
        steps
            .into_iter()
            .map(|step| (step["value"].clone(), step["color"].as_str().unwrap().to_owned()))
            .collect()
    }

    #[test]
    fn values_are_red_on_the_bad_side_of_a_line() {
        let above = colours(&[band("2%", Direction::Above)]);
        assert_eq!(above, [(Value::Null, "green".to_owned()), (json!(0.02), "red".to_owned())]);
        let below = colours(&[band("95%", Direction::Below)]);
        assert_eq!(below, [(Value::Null, "red".to_owned()), (json!(0.95), "green".to_owned())]);
    }

    #[test]
    fn between_two_lines_it_is_green() {
        let both = colours(&[band("100%", Direction::Above), band("50%", Direction::Below)]);
        let expected = [(Value::Null, "red"), (json!(0.5), "green"), (json!(1), "red")];
        assert_eq!(both, expected.map(|(value, colour)| (value, colour.to_owned())));
    }

    #[test]
    fn none_at_all_is_good_where_any_is_bad() {
        assert_eq!(colours(&[band("0%", Direction::Above)])[1].0, json!(1e-9));
    }

    #[test]
    fn without_a_line_nothing_is_red() {
        assert_eq!(colours(&[]), [(Value::Null, "blue".to_owned())]);
    }

    #[test]
    fn a_state_is_a_word_in_the_colour_of_what_it_means() {
        let states = [State::good(percent(100.0), "all"), State::bad::<Ratio>(percent(0.0), "none")];
        let expected = json!([{ "type": "value", "options": {
            "1": { "text": "all", "color": "green", "index": 0 },
            "0": { "text": "none", "color": "red", "index": 1 },
        } }]);
        assert_eq!(mappings(&states), expected);
    }

    #[test]
    fn a_line_that_is_a_target_is_blue_and_one_that_is_a_limit_is_red() {
        let share = panel("share");
        let colours: Vec<&Value> = share["fieldConfig"]["overrides"]
            .as_array()
            .unwrap()
            .iter()
            .map(|over| &over["properties"][0]["value"]["fixedColor"])
            .collect();
        assert_eq!(colours, ["blue", "red"]);
    }
}
