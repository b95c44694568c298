//! How large an expression may be. Prometheus has no such bounds; far beyond what is useful, the stack has.

use super::refusal::Refusal;
use super::token::{Kind, Token, WORD_OPERATORS};

/// Longer expressions are refused.
pub const MOST_BYTES: usize = 65_536;

/// Expressions with more operators, parentheses and ranges are refused: each may be a level of the tree, and reading,
/// copying and dropping a tree takes stack.
pub const MOST_OPERATIONS: usize = 250;

/// Expressions nested deeper in parentheses and signs are refused, for the same reason.
pub const MOST_NESTED: usize = 50;

/// Refuses a text that is too long.
pub(super) fn length(text: &str) -> Result<(), Refusal> {
    if text.len() <= MOST_BYTES {
        return Ok(());
    }
    let message = format!("an expression of {} bytes; at most {MOST_BYTES} are checked", text.len());
    Err(too_large(Refusal::syntax(0..text.len(), message)))
}

/// Bounds the tree before there is one.
pub(super) fn nesting(tokens: &[Token<'_>]) -> Result<(), Refusal> {
    let mut operations = 0;
    // For each parenthesis that is open, itself and the signs before it.
    let mut open: Vec<usize> = Vec::new();
    let mut nested = 0;
    let mut signs = 0;
    for token in tokens {
        operations += usize::from(is_operation(token));
        signs = match token.kind {
            Kind::Symbol("+" | "-") => signs + 1,
            Kind::Symbol("(") => {
                nested += signs + 1;
                open.push(signs + 1);
                0
            }
            Kind::Symbol(")") => {
                nested -= open.pop().unwrap_or(0);
                0
            }
            _ => 0,
        };
        if operations > MOST_OPERATIONS {
            let message = format!("more than {MOST_OPERATIONS} operations in one expression");
            return Err(too_large(Refusal::syntax(token.span.clone(), message)));
        }
        if nested + signs > MOST_NESTED {
            let message = format!("an expression nested more than {MOST_NESTED} deep");
            return Err(too_large(Refusal::syntax(token.span.clone(), message)));
        }
    }
    Ok(())
}

fn is_operation(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Symbol(symbol) => !matches!(symbol, ")" | "{" | "}" | "]" | "," | "=" | "=~" | "!~" | ":"),
        Kind::Word(_) => token.is_any_word(WORD_OPERATORS),
        Kind::Number(_) | Kind::Duration(_) | Kind::Text(_) => false,
    }
}

fn too_large(refusal: Refusal) -> Refusal {
    refusal.with_help("record parts of it with recording rules")
}
