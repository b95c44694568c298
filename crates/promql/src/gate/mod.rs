//! The gate: every PromQL string that is rendered passes it, for the Prometheus that will read it.
//!
//! It never accepts what that Prometheus refuses. The bundled parser alone would: it reads more than Prometheus does
//! in some places, less in others, and panics on a few inputs. So the gate works in steps:
//!
//! 1. `lexer`: text to tokens with their places, strings decoded, numbers and durations checked.
//!    `bounds` keeps the tree within what the stack holds.
//! 2. `outline`: what each word is; matchers, label lists, ranges, offsets and `@` are judged here, since they are
//!    regular and the place of an error is then exact. Functions (`functions`) and regular expressions (`regex`) too.
//! 3. `respell`: the tokens as text in the one spelling that the parser reads as Prometheus does. For the verdict
//!    only; what is shipped stays as it was written.
//! 4. The parser. Where it refuses, `place` finds out where.
//! 5. `walk`: what the parser accepts and Prometheus does not, and what the expression evaluates to.
//! 6. `tree`: what was accepted as a tree with places, for the checks; `known`: what was accepted, and which spellings
//!    the parser has read: expressions that differ in the values of labels have one.
//!
//! It is stricter than Prometheus where nobody means what Prometheus reads: letters for the colon of `[5m:1m]`,
//! comments in brackets, `offset --5m`, `@ end()` before a range, quoted names before 3.0, regular expressions that
//! Rust and Go read differently. Feature flags other than [`Feature`] lists are taken to be off.
//!
//! How well it agrees is held by two tests: the upstream parser's own cases with the verdicts of the real promtool
//! (`tests/conformance.rs`), and mutated expressions judged by both (`snapshots/tests/gate_mutation.rs`).

mod accepted;
mod bounds;
mod functions;
mod known;
mod lexer;
mod literal;
mod outline;
mod place;
mod refusal;
mod regex;
mod respell;
mod target;
mod token;
mod tree;
mod walk;

pub use accepted::{Accepted, Call, LabelMatcher, Offset, ResultType, Selector, Use};
pub use bounds::{MOST_BYTES, MOST_NESTED, MOST_OPERATIONS};
pub use known::accepts;
pub use refusal::{DIALECT, REGEX, RESULT_TYPE, Refusal, SYNTAX};
pub use target::{Feature, Target, TargetError, Version};
pub use tree::{GroupSide, Grouping, Node, NodeKind, Pairing, PairingLabels};

/// Judges an expression as the Prometheus `target` would, for a use.
///
/// ```
/// use plimsoll_promql::gate::{self, Target, Use};
///
/// let target = Target::default();
/// let accepted = gate::check("sum by (job) (rate(http_requests_total[5m])) > 0.05", &target, Use::InstantVector)?;
/// assert_eq!(accepted.metric_names().collect::<Vec<_>>(), ["http_requests_total"]);
///
/// let refusal = gate::check("http_requests_total by (reason)", &target, Use::InstantVector).unwrap_err();
/// assert_eq!(refusal.id, gate::SYNTAX);
/// assert_eq!(refusal.span, 20..22);
///
/// let refusal = gate::check("up[5m]", &target, Use::InstantVector).unwrap_err();
/// assert_eq!(refusal.message, "an alert or a panel needs an instant vector, this is a range vector");
/// # Ok::<(), gate::Refusal>(())
/// ```
pub fn check(text: &str, target: &Target, usage: Use) -> Result<Accepted, Refusal> {
    bounds::length(text)?;
    let tokens = lexer::lex(text, *target)?;
    if tokens.is_empty() {
        return Err(Refusal::syntax(0..text.len(), "there is no expression"));
    }
    bounds::nesting(&tokens)?;
    let outline = outline::outline(text, &tokens, *target)?;
    let whole = tokens[0].span.start..tokens[tokens.len() - 1].span.end;
    let parsed = |spelled: &str| {
        let expr = promql_parser::parser::parse(spelled)
            .map_err(|message| place::refusal(&message, text, &tokens, &outline))?;
        walk::walk(&expr, &outline, whole.clone())
    };
    let spelled = respell::respell(&tokens, &outline, 0..tokens.len(), respell::Strings::Alike);
    // Of `info` alone it counts how a name was spelled.
    let result = if outline.calls.iter().any(|call| call.function == "info") {
        parsed(&spelled)?
    } else {
        known::spelled(spelled, parsed)?
    };
    if !usage.allows(result) {
        return Err(Refusal::new(RESULT_TYPE, whole, format!("{}, this is {result}", usage.needs())));
    }
    let tree = tree::read(&tokens, &outline)
        .ok_or_else(|| Refusal::syntax(whole, "this is not read as an expression"))?;
    known::remember(text, *target, usage);
    Ok(Accepted { result, tree, selectors: outline.selectors, calls: outline.calls })
}
