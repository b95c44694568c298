//! Texts of labels and annotations, as Prometheus expands them for one alert.

use crate::Labels;
use crate::eval::{EvalError, Evaluated};
use crate::humanize;

/// Expands `{{ $labels.x }}` and `{{ $value | humanize }}`: what lowering writes. Anything else is an error, never a
/// guess.
pub(crate) fn expand(text: &str, labels: &Labels, value: f64) -> Evaluated<String> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        result.push_str(before);
        let (action, after) =
            after.split_once("}}").ok_or_else(|| EvalError(format!("the template `{text}` does not end")))?;
        result.push_str(&expanded(action.trim(), labels, value)?);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

fn expanded(action: &str, labels: &Labels, value: f64) -> Evaluated<String> {
    if let Some(label) = action.strip_prefix("$labels.") {
        return Ok(labels.get(label).to_owned());
    }
    let show = match action.split_once('|').map(|(input, function)| (input.trim(), function.trim())) {
        Some(("$value", "humanize")) => humanize::humanize,
        Some(("$value", "humanize1024")) => humanize::humanize1024,
        Some(("$value", "humanizePercentage")) => humanize::percentage,
        Some(("$value", "humanizeDuration")) => humanize::duration,
        _ => return Err(EvalError(format!("`{{{{ {action} }}}}` is not a template that lowering writes"))),
    };
    Ok(show(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_values_are_put_in() {
        let labels: Labels = [("service", "shop")].into_iter().collect();
        let expand = |text| expand(text, &labels, 0.051);
        let text = "{{ $labels.service }} fails {{ $value | humanizePercentage }} ({{ $labels.zone }})";
        assert_eq!(expand(text), Ok("shop fails 5.1% ()".to_owned()));
        assert!(expand("{{ query \"up\" }}").is_err());
        assert!(expand("{{ $value").is_err());
    }
}
