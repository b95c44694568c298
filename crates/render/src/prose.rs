//! Pages for people, from the templates of this crate.
//!
//! The delimiters are `<< >>` and `<% %>`: `{{ }}` belongs to Prometheus, Alertmanager and Grafana, whose texts
//! the pages quote. What a template names and its context lacks is an error, never an empty text.

use std::borrow::Cow;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;

/// `runbooks/<slug>.md`
pub(crate) const RUNBOOK: &str = "runbook.md";
/// `rollback-contract.md`
pub(crate) const CONTRACT: &str = "rollback-contract.md";
/// `nginx-canary.conf`
pub(crate) const NGINX: &str = "nginx-canary.conf";
/// `routing.md`
pub(crate) const ROUTING: &str = "routing.md";
/// The begin of `INDEX.md`
pub(crate) const INDEX_HEAD: &str = "index-head.md";
/// A section of it.
pub(crate) const INDEX_SECTION: &str = "index-section.md";

const TEMPLATES: [(&str, &str); 6] = [
    (RUNBOOK, include_str!("../templates/runbook.md")),
    (CONTRACT, include_str!("../templates/rollback-contract.md")),
    (NGINX, include_str!("../templates/nginx-canary.conf")),
    (ROUTING, include_str!("../templates/routing.md")),
    (INDEX_HEAD, include_str!("../templates/index-head.md")),
    (INDEX_SECTION, include_str!("../templates/index-section.md")),
];

static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let syntax = SyntaxConfig::builder()
        .variable_delimiters("<<", ">>")
        .block_delimiters("<%", "%>")
        .comment_delimiters("<#", "#>")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()?;
    let mut environment = Environment::new();
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("cell", |text: &str| cell(text).into_owned());
    for (name, template) in TEMPLATES {
        environment.add_template(name, template)?;
    }
    Ok(environment)
});

/// A page. The templates are part of the program, and a test renders each of them: should one fail nevertheless,
/// the page says so where everybody sees it.
pub(crate) fn page<T: Serialize>(template: &str, context: &T) -> String {
    rendered(template, context).unwrap_or_else(|error| format!("The template {template} failed: {error}\n"))
}

fn rendered<T: Serialize>(template: &str, context: &T) -> Result<String, Error> {
    let broken = |error: &Error| Error::new(ErrorKind::SyntaxError, error.to_string());
    ENVIRONMENT.as_ref().map_err(broken)?.get_template(template)?.render(Serde(context))
}

/// A line of a table. Most values of a page stand in its tables, and a template takes several times as long for each.
pub(crate) fn row<const CELLS: usize>(cells: [&str; CELLS]) -> String {
    let mut line = String::with_capacity(1 + cells.iter().map(|cell| cell.len() + 3).sum::<usize>());
    line.push('|');
    for cell in cells {
        line.extend([" ", cell, " |"]);
    }
    line
}

/// A text as it may stand in a cell of a table: what would end the cell, the line or begin a tag is escaped.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(['|', '\\', '\n', '<']) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '|' => escaped.push_str("\\|"),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push(' '),
            '<' if letters.peek().is_some_and(|next| !next.is_whitespace()) => escaped.push_str("&lt;"),
            other => escaped.push(other),
        }
    }
    escaped.into()
}

/// The comment on top of every page.
pub(crate) fn header(source: &str) -> String {
    format!("<!-- {source} -->\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_a_table_is_escaped() {
        assert_eq!(cell("a|b\\c\nd <script> < 50 %"), "a\\|b\\\\c d &lt;script> < 50 %");
    }

    #[test]
    fn every_template_is_well_formed() {
        assert!(ENVIRONMENT.is_ok(), "{:?}", ENVIRONMENT.as_ref().err());
    }

    #[test]
    fn a_name_that_the_context_lacks_is_an_error() {
        assert!(rendered(RUNBOOK, &()).is_err());
    }
}
