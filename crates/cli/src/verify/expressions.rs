//! The PromQL in what is shipped.

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;
use serde_yaml::Value;

use super::Document;

/// A PromQL expression, as it would be read from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// The file, below `generated/`.
    pub path: String,
    /// Where in the file: `groups[0].rules[2].expr`.
    pub place: String,
    /// The alert or recording, as far as it has a name.
    pub rule: String,
    /// The expression; `None` if something else than text stands there.
    pub text: Option<String>,
}

/// The expressions of a rule file or a `PrometheusRule` object.
pub(super) fn find(artifact: &Artifact, document: &Document) -> Vec<Expression> {
    let (groups, above) = match document.value.get("spec").and_then(|spec| spec.get("groups")) {
        Some(groups) => (Some(groups), "spec."),
        None => (document.value.get("groups"), ""),
    };
    let mut found = Vec::new();
    for (group_index, group) in sequence(groups).enumerate() {
        for (rule_index, rule) in sequence(group.get("rules")).enumerate() {
            let named = rule.get("alert").or_else(|| rule.get("record")).and_then(Value::as_str);
            found.push(Expression {
                path: artifact.path.clone(),
                place: format!("{above}groups[{group_index}].rules[{rule_index}].expr"),
                rule: named.unwrap_or_default().to_owned(),
                text: rule.get("expr").and_then(Value::as_str).map(str::to_owned),
            });
        }
    }
    found
}

fn sequence(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_sequence).into_iter().flatten()
}

/// What is wrong with an expression as it is shipped.
pub(super) fn fault(expression: Expression) -> Option<Diagnostic> {
    let Expression { path, place, rule, text } = expression;
    match text {
        Some(text) if !text.trim().is_empty() => None,
        Some(_) => {
            Some(super::fault("verify/expression", format!("`{path}` {place} of {rule} would be empty")))
        }
        None => {
            Some(super::fault("verify/expression", format!("`{path}` {place} of {rule} would not be text")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expressions(text: &str) -> Vec<Expression> {
        let artifact = Artifact::new("a.yaml", text);
        Document::read(&artifact).unwrap().iter().flat_map(|document| find(&artifact, document)).collect()
    }

    #[test]
    fn rule_files_and_objects_are_searched_alike() {
        let file = expressions("groups:\n- name: g\n  rules:\n  - alert: Down\n    expr: |\n      up == 0\n");
        assert_eq!(file.len(), 1);
        assert_eq!((file[0].place.as_str(), file[0].rule.as_str()), ("groups[0].rules[0].expr", "Down"));
        assert_eq!(file[0].text.as_deref(), Some("up == 0\n"));
        let object = expressions(
            "kind: PrometheusRule\nspec:\n  groups:\n  - rules:\n    - record: a:b\n      expr: up\n",
        );
        assert_eq!(object[0].place, "spec.groups[0].rules[0].expr");
    }

    #[test]
    fn an_expression_that_is_read_as_something_else_is_a_fault() {
        let number = expressions("groups:\n- rules:\n  - alert: A\n    expr: 1\n").remove(0);
        assert_eq!(fault(number).map(|fault| fault.id), Some("verify/expression"));
        let missing = expressions("groups:\n- rules:\n  - alert: A\n").remove(0);
        assert!(fault(missing).is_some());
    }
}
