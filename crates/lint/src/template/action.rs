//! What may stand in an action.

use std::ops::Range;

use super::token::{Kind, Token};
use super::{Block, Fault, Scope};

/// Functions of Go's templates and those that Prometheus adds, the newest included.
const FUNCTIONS: [&str; 45] = [
    "and",
    "args",
    "call",
    "eq",
    "externalURL",
    "first",
    "ge",
    "graphLink",
    "gt",
    "html",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "index",
    "js",
    "label",
    "le",
    "len",
    "lt",
    "match",
    "ne",
    "not",
    "now",
    "or",
    "parseDuration",
    "pathPrefix",
    "print",
    "printf",
    "println",
    "query",
    "reReplaceAll",
    "safeHtml",
    "slice",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "tmpl",
    "toDuration",
    "toLower",
    "toTime",
];
const MORE_FUNCTIONS: [&str; 4] = ["toUpper", "urlQueryEscape", "urlquery", "value"];
const CONSTANTS: [&str; 3] = ["false", "nil", "true"];

const NO_FUNCTION: &str =
    "a label is `$labels.name`, the value `$value`; functions are such as `humanize` and `printf`";
const NO_VARIABLE: &str = "there are `$labels`, `$value`, `$externalLabels` and `$externalURL`";

/// Judges one action, and opens or closes what it does.
pub(super) fn check(
    text: &str,
    whole: Range<usize>,
    tokens: &[Token],
    scope: &mut Scope,
) -> Result<(), Fault> {
    let slice = |token: &Token| text.get(token.span.clone()).unwrap_or_default();
    let Some(first) = tokens.first() else {
        return Err(Fault::new(whole, "this action is empty", "write what is to stand there, or remove it"));
    };
    let keyword = if first.kind == Kind::Word { slice(first) } else { "" };
    let rest = tokens.get(1..).unwrap_or_default();
    match keyword {
        "if" | "with" | "range" | "block" | "define" => {
            if rest.is_empty() {
                let message = format!("this `{keyword}` asks for nothing");
                return Err(Fault::new(whole, message, "write what it asks for behind it"));
            }
            let variables = scope.variables.len();
            let defines = keyword == "define";
            if defines {
                // A template of its own sees nothing but its dot.
                scope.variables.push("$".to_owned());
            }
            pipeline(text, if matches!(keyword, "block" | "define") { &rest[1..] } else { rest }, scope)?;
            let keyword = keyword.to_owned();
            scope.blocks.push(Block { span: whole, keyword, has_else: false, variables });
            Ok(())
        }
        "else" => {
            let Some(block) = scope.blocks.last_mut().filter(|block| !block.has_else) else {
                let message = "there is nothing that this `else` belongs to";
                return Err(Fault::new(whole, message, "remove it, or open an `if` before it"));
            };
            let chained = rest.first().map(slice);
            if matches!(chained, Some("if" | "with")) {
                return pipeline(text, &rest[1..], scope);
            }
            block.has_else = true;
            match rest.first() {
                Some(token) => Err(Fault::new(
                    token.span.clone(),
                    "only `if` or `with` stands behind `else`",
                    "write `{{ else if ... }}`",
                )),
                None => Ok(()),
            }
        }
        "end" => {
            let Some(block) = scope.blocks.pop() else {
                let message = "there is nothing that this `end` closes";
                return Err(Fault::new(
                    whole,
                    message,
                    "remove it, or open an `if`, `with` or `range` before it",
                ));
            };
            scope.variables.truncate(block.variables);
            Ok(())
        }
        "break" | "continue" if rest.is_empty() => Ok(()),
        "template" => pipeline(text, rest.get(1..).unwrap_or_default(), scope),
        _ => pipeline(text, tokens, scope),
    }
}

/// Judges a pipeline, and declares its variables.
fn pipeline(text: &str, tokens: &[Token], scope: &mut Scope) -> Result<(), Fault> {
    let slice = |token: &Token| text.get(token.span.clone()).unwrap_or_default();
    let mut tokens = tokens;
    if let Some(assign) = tokens.iter().position(|token| token.kind == Kind::Assign) {
        let (names, value) = (&tokens[..assign], &tokens[assign + 1..]);
        let sign = tokens[assign].span.clone();
        let new = slice(&tokens[assign]) == ":=";
        let is_name = |token: &&Token| token.kind == Kind::Variable && !slice(token).contains('.');
        let names: Vec<&Token> = names.iter().filter(|token| token.kind != Kind::Comma).collect();
        if names.is_empty() || !names.iter().all(is_name) {
            return Err(Fault::new(sign, "only a variable can be set", "write `{{ $name := ... }}`"));
        }
        for name in names {
            if new {
                scope.variables.push(slice(name).to_owned());
            } else {
                known(slice(name), name, scope)?;
            }
        }
        tokens = value;
        if tokens.is_empty() {
            return Err(Fault::new(sign, "nothing is set here", "write a value behind it"));
        }
    }
    let mut open: Vec<&Token> = Vec::new();
    // Whether a command begins here, and whether it takes a value from the `|` before it.
    let (mut begins, mut piped) = (true, false);
    for (index, token) in tokens.iter().enumerate() {
        let word = slice(token);
        match token.kind {
            Kind::Pipe => {
                if begins {
                    let span = token.span.clone();
                    return Err(Fault::new(
                        span,
                        "nothing stands before this `|`",
                        "write a value before it",
                    ));
                }
                let next = tokens.get(index + 1);
                // Go lets a `|` at the end hand its value to nobody.
                if next.is_some_and(|next| next.kind == Kind::Pipe) {
                    let span = token.span.clone();
                    return Err(Fault::new(
                        span,
                        "nothing stands behind this `|`",
                        "write a function behind it",
                    ));
                }
                (begins, piped) = (true, true);
                continue;
            }
            Kind::Open => {
                open.push(token);
                (begins, piped) = (true, false);
                continue;
            }
            Kind::Close if open.pop().is_none() => {
                let message = "there is no parenthesis that this closes";
                return Err(Fault::new(token.span.clone(), message, "remove it, or open one before it"));
            }
            Kind::Variable => known(word.split('.').next().unwrap_or(word), token, scope)?,
            Kind::Constant if begins && piped => return Err(no_function(word, token)),
            Kind::Word if CONSTANTS.contains(&word) && begins && piped => {
                return Err(no_function(word, token));
            }
            Kind::Word
                if !CONSTANTS.contains(&word)
                    && !FUNCTIONS.contains(&word)
                    && !MORE_FUNCTIONS.contains(&word) =>
            {
                return Err(Fault::new(
                    token.span.clone(),
                    format!("there is no function `{word}`"),
                    NO_FUNCTION,
                ));
            }
            Kind::Assign | Kind::Comma => {
                let message = format!("`{word}` cannot stand here");
                return Err(Fault::new(token.span.clone(), message, "arguments are parted by spaces"));
            }
            _ => {}
        }
        (begins, piped) = (false, false);
    }
    match open.pop() {
        None => Ok(()),
        Some(open) => {
            Err(Fault::new(open.span.clone(), "this parenthesis is not closed", "close it with `)`"))
        }
    }
}

fn no_function(word: &str, token: &Token) -> Fault {
    let message = format!("`{word}` is no function and takes no value from a `|`");
    Fault::new(token.span.clone(), message, NO_FUNCTION)
}

fn known(name: &str, token: &Token, scope: &Scope) -> Result<(), Fault> {
    if scope.variables.iter().any(|known| known == name) {
        return Ok(());
    }
    let span = token.span.start..token.span.start + name.len();
    Err(Fault::new(span, format!("there is no variable `{name}`"), NO_VARIABLE))
}
