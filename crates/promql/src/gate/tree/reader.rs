//! From tokens that the gate has accepted to a tree with places.
//!
//! The grammar is that of Prometheus (`promql/parser/generated_parser.y`): operators bind by precedence, `^` to the
//! right, a sign looser than `^`, and what stands in brackets or after `offset` and `@` binds tightest. Nothing is
//! judged here. `tests/tree.rs` holds it against the bundled parser.

use std::sync::Arc;
use std::time::Duration;

use super::super::outline::{Outline, Role};
use super::super::token::{Kind, Token, WORD_OPERATORS};
use super::{GroupSide, Grouping, Node, NodeKind, Pairing, PairingLabels};

/// How tightly `^` binds.
const POWER: u8 = 6;

/// The tree of an accepted expression; nothing where the tokens are none.
pub(in super::super) fn read(tokens: &[Token<'_>], outline: &Outline) -> Option<Node> {
    let mut reader = Reader { tokens, outline, at: 0, selectors: 0 };
    let node = reader.operation(1)?;
    (reader.at == tokens.len()).then_some(node)
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    outline: &'a Outline,
    at: usize,
    /// How many selectors were read: they come in the order of the text.
    selectors: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    fn is(&self, symbol: &str) -> bool {
        self.peek().is_some_and(|token| token.is(symbol))
    }

    fn is_word(&self, words: &[&str]) -> bool {
        self.peek().is_some_and(|token| token.is_any_word(words))
    }

    fn take(&mut self, symbol: &str) -> Option<()> {
        self.is(symbol).then(|| self.at += 1)
    }

    /// One past the last byte that was read.
    fn end(&self) -> usize {
        self.tokens[self.at - 1].span.end
    }

    fn operation(&mut self, least: u8) -> Option<Node> {
        let mut left = self.operand()?;
        while let Some((op, binds)) = self.peek().and_then(operator).filter(|(_, binds)| *binds >= least) {
            self.at += 1;
            let returns_bool = self.is_word(&["bool"]);
            self.at += usize::from(returns_bool);
            let pairing = self.pairing()?;
            let right = self.operation(if binds == POWER { binds } else { binds + 1 })?;
            let span = left.span.start..right.span.end;
            let (op, left_node, right) = (op.to_owned(), Box::new(left), Box::new(right));
            left =
                Node { kind: NodeKind::Binary { op, returns_bool, pairing, left: left_node, right }, span };
        }
        Some(left)
    }

    fn pairing(&mut self) -> Option<Pairing> {
        let mut pairing = Pairing::default();
        if self.is_word(&["on", "ignoring"]) {
            let on = self.is_word(&["on"]);
            self.at += 1;
            let labels = self.labels()?;
            pairing.labels = if on { PairingLabels::On(labels) } else { PairingLabels::Ignoring(labels) };
        }
        if self.is_word(&["group_left", "group_right"]) {
            let side = if self.is_word(&["group_left"]) { GroupSide::Left } else { GroupSide::Right };
            self.at += 1;
            let labels = if self.is("(") { self.labels()? } else { Vec::new() };
            pairing.group = Some((side, labels));
        }
        Some(pairing)
    }

    /// `(a, "b")`
    fn labels(&mut self) -> Option<Vec<String>> {
        self.take("(")?;
        let mut labels = Vec::new();
        while !self.is(")") {
            match &self.peek()?.kind {
                Kind::Word(label) => labels.push((*label).to_owned()),
                Kind::Text(label) => labels.push(label.value.clone().into_owned()),
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        Some(labels)
    }

    fn operand(&mut self) -> Option<Node> {
        let token = self.peek()?;
        if token.is("-") || token.is("+") {
            let (start, negative) = (token.span.start, token.is("-"));
            self.at += 1;
            let mut of = self.operation(POWER)?;
            of.span.start = start;
            return Some(match of.kind {
                _ if !negative => of,
                NodeKind::Number(number) => Node { kind: NodeKind::Number(-number), ..of },
                _ => Node { span: of.span.clone(), kind: NodeKind::Negated(Box::new(of)) },
            });
        }
        let mut node = self.plain_operand()?;
        loop {
            if self.is("[") {
                node = self.bracketed(node)?;
            } else if self.is_word(&["offset"]) {
                self.at += 1;
                self.signed_number()?;
            } else if self.is("@") {
                self.at += 1;
                if self.is_word(&["start", "end"]) {
                    self.at += 3;
                } else {
                    self.signed_number()?;
                }
            } else {
                return Some(node);
            }
            node.span.end = self.end();
        }
    }

    fn signed_number(&mut self) -> Option<()> {
        while self.is("-") || self.is("+") {
            self.at += 1;
        }
        self.peek()?;
        self.at += 1;
        Some(())
    }

    fn plain_operand(&mut self) -> Option<Node> {
        let (at, token) = (self.at, self.peek()?);
        let start = token.span.start;
        if let Some(selector) = self.selector() {
            return Some(selector);
        }
        let kind = match (&token.kind, self.outline.roles[at]) {
            (Kind::Symbol("("), _) => {
                self.at += 1;
                let inner = self.operation(1)?;
                self.take(")")?;
                return Some(Node { span: start..self.end(), ..inner });
            }
            (Kind::Number(number) | Kind::Duration(number), _) => {
                self.at += 1;
                NodeKind::Number(*number)
            }
            (Kind::Text(text), _) => {
                self.at += 1;
                NodeKind::Text(text.value.clone().into_owned())
            }
            (Kind::Word(word), Role::Aggregation) => {
                self.at += 1;
                self.aggregation(word.to_ascii_lowercase())?
            }
            (Kind::Word(word), Role::Function) => {
                self.at += 1;
                NodeKind::Call { function: (*word).to_owned(), arguments: self.arguments()? }
            }
            _ => return None,
        };
        Some(Node { kind, span: start..self.end() })
    }

    fn selector(&mut self) -> Option<Node> {
        let tokens = self.outline.selector_tokens.get(self.selectors)?;
        if tokens.start != self.at {
            return None;
        }
        let selector = Arc::clone(self.outline.selectors.get(self.selectors)?);
        self.selectors += 1;
        self.at = tokens.end;
        Some(Node { span: selector.span.clone(), kind: NodeKind::Selector(selector) })
    }

    /// `[range]`, which the outline has put into the selector, or `[range:step]`.
    fn bracketed(&mut self, of: Node) -> Option<Node> {
        let open = self.at;
        while !self.is("]") {
            self.peek()?;
            self.at += 1;
        }
        let inside = open..self.at;
        self.at += 1;
        if !self.tokens[inside.clone()].iter().any(|token| token.is(":")) {
            return Some(of);
        }
        let mut durations = inside.filter_map(|at| match self.outline.roles[at] {
            Role::Seconds(seconds) => Some(Duration::from_secs_f64(seconds)),
            _ => None,
        });
        let (range, step) = (durations.next()?, durations.next());
        let span = of.span.start..self.end();
        Some(Node { kind: NodeKind::Subquery { of: Box::new(of), range, step }, span })
    }

    fn arguments(&mut self) -> Option<Vec<Node>> {
        self.take("(")?;
        let mut arguments = Vec::new();
        while !self.is(")") {
            arguments.push(self.operation(1)?);
            if !self.is(")") {
                self.take(",")?;
            }
        }
        self.at += 1;
        Some(arguments)
    }

    fn aggregation(&mut self, op: String) -> Option<NodeKind> {
        let before = if self.is_grouped() { Some(self.grouping()?) } else { None };
        let mut arguments = self.arguments()?;
        let behind = if self.is_grouped() { Some(self.grouping()?) } else { None };
        let of = Box::new(arguments.pop()?);
        let parameter = arguments.pop().map(Box::new);
        let grouping = before.or(behind).unwrap_or_else(|| Grouping::By(Vec::new()));
        Some(NodeKind::Aggregate { op, grouping, parameter, of })
    }

    fn is_grouped(&self) -> bool {
        self.is_word(&["by", "without"])
    }

    /// `by (...)` or `without (...)`
    fn grouping(&mut self) -> Option<Grouping> {
        let by = self.is_word(&["by"]);
        self.at += 1;
        let labels = self.labels()?;
        Some(if by { Grouping::By(labels) } else { Grouping::Without(labels) })
    }
}

/// A binary operator, in lower case, and how tightly it binds.
fn operator(token: &Token<'_>) -> Option<(&'static str, u8)> {
    let op = match token.kind {
        Kind::Symbol(symbol) => symbol,
        _ => WORD_OPERATORS.iter().copied().find(|word| token.is_word(word))?,
    };
    let binds = match op {
        "or" => 1,
        "and" | "unless" => 2,
        "==" | "!=" | ">" | "<" | ">=" | "<=" => 3,
        "+" | "-" => 4,
        "*" | "/" | "%" | "atan2" => 5,
        "^" => POWER,
        _ => return None,
    };
    Some((op, binds))
}

#[cfg(test)]
mod tests {
    use super::super::super::{Target, Use, check};
    use super::*;

    fn tree(text: &str) -> Node {
        check(text, &Target::default(), Use::Any).unwrap().tree
    }

    /// Fully parenthesised, without places. All kinds of nodes: see `tests/tree.rs`.
    fn shape(node: &Node) -> String {
        match &node.kind {
            NodeKind::Number(number) => number.to_string(),
            NodeKind::Selector(selector) => selector.metric_name().unwrap_or("?").to_owned(),
            NodeKind::Negated(of) => format!("-{}", shape(of)),
            NodeKind::Binary { op, left, right, .. } => format!("({} {op} {})", shape(left), shape(right)),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn operators_bind_as_in_prometheus() {
        for (text, wanted) in [
            ("a or b and c unless d", "(a or ((b and c) unless d))"),
            ("a + b * c ^ d ^ e > 1", "((a + (b * (c ^ (d ^ e)))) > 1)"),
            ("-a ^ 2 * b", "(-(a ^ 2) * b)"),
            ("a - b - c", "((a - b) - c)"),
            ("a > 1 > 2", "((a > 1) > 2)"),
            ("+a / -2", "(a / -2)"),
            ("(a AND b) Or c", "((a and b) or c)"),
        ] {
            assert_eq!(shape(&tree(text)), wanted, "{text}");
        }
    }

    #[test]
    fn every_part_knows_its_place() {
        let text = "sum by (job) (rate(a{x=\"1\"}[5m])) / on (job) group_left (y) (b > 0)";
        let whole = tree(text);
        let mut places = Vec::new();
        whole.walk(&mut |node| places.push(&text[node.span.clone()]));
        assert_eq!(
            places,
            [
                text,
                "sum by (job) (rate(a{x=\"1\"}[5m]))",
                "rate(a{x=\"1\"}[5m])",
                "a{x=\"1\"}[5m]",
                "(b > 0)",
                "b",
                "0"
            ]
        );
        let NodeKind::Binary { pairing, .. } = &whole.kind else { panic!("no operation") };
        assert_eq!(pairing.labels, PairingLabels::On(vec!["job".to_owned()]));
        assert_eq!(pairing.group, Some((GroupSide::Left, vec!["y".to_owned()])));
    }
}
