//! Whatever is built, its text is read back as the same tree: random expressions, in one line and in many.
//!
//! Both trees are written in a form of their own, in which nothing is left to precedence; only the meaning of the layout,
//! its parentheses and its line breaks, is in between. That the gate's tree is the bundled parser's is held by
//! `crates/promql/tests/tree.rs`.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use plimsoll::units::{Duration, minutes, seconds};
use plimsoll_promql::gate::{self, GroupSide, Grouping, Node, NodeKind, PairingLabels, Target, Use};
use plimsoll_promql::{BinaryOp, Expr, Group, MatchOp, Matcher, Matching, Number, Selector, Window};
use plimsoll_snapshots::random::Random;

const EXPRESSIONS: u64 = 4_000;
const NAMES: [&str; 4] = ["http_requests_total", "node_load", "job:errors:rate5m", "x"];
const LABELS: [&str; 4] = ["job", "instance", "service", "le"];
const VALUES: [&str; 6] = ["a", "", "5..", "a\"b\\c", "two\nlines\t", "\u{fc}ber"];
const NUMBERS: [&str; 6] = ["0", "0.05", "41", "-1", "1000000", "0.000001"];
const ARITHMETIC: [BinaryOp; 4] = [BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply, BinaryOp::Divide];
const COMPARISONS: [BinaryOp; 6] = [
    BinaryOp::Above,
    BinaryOp::AtLeast,
    BinaryOp::Below,
    BinaryOp::AtMost,
    BinaryOp::Equal,
    BinaryOp::NotEqual,
];
const SETS: [BinaryOp; 3] = [BinaryOp::And, BinaryOp::Or, BinaryOp::Unless];

/// Expressions by chance, of the types that Prometheus wants.
struct Maker(Random);

impl Maker {
    fn vector(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return Expr::Selector(self.selector());
        }
        let below = depth - 1;
        match self.0.below(9) {
            0 => Expr::Selector(self.selector()),
            1 => Expr::Vector(self.number()),
            2 => Expr::Call("rate", vec![self.range()]),
            3 => Expr::Call("histogram_quantile", vec![Expr::Number(self.number()), self.vector(below)]),
            4 => {
                let texts = (0..4).map(|at| {
                    Expr::Text(if at % 2 == 0 { "label" } else { *self.0.of(&VALUES[..3]) }.into())
                });
                let texts: Vec<Expr> = texts.collect();
                Expr::Call("label_replace", std::iter::once(self.vector(below)).chain(texts).collect())
            }
            5 | 6 => {
                let op = *self.0.of(&["sum", "max", "avg", "count"]);
                Expr::Aggregate { op, by: self.labels(), of: Box::new(self.vector(below)) }
            }
            _ => self.operation(below),
        }
    }

    fn operation(&mut self, below: usize) -> Expr {
        if self.0.once_in(3) {
            let matching = self.0.once_in(2).then(|| Matching { on: self.labels(), group: None });
            let (left, right) = (self.vector(below), self.vector(below));
            return binary(*self.0.of(&SETS), left, right, matching);
        }
        let op = if self.0.once_in(2) { *self.0.of(&ARITHMETIC) } else { *self.0.of(&COMPARISONS) };
        match self.0.below(4) {
            0 => binary(op, self.scalar(below), self.vector(below), None),
            1 => binary(op, self.vector(below), self.scalar(below), None),
            _ => {
                let matching = self.0.once_in(2).then(|| self.matching());
                let (left, right) = (self.vector(below), self.vector(below));
                binary(op, left, right, matching)
            }
        }
    }

    fn scalar(&mut self, depth: usize) -> Expr {
        match self.0.below(4) {
            0 => Expr::Time,
            1 if depth > 0 => {
                let (left, right) = (self.scalar(depth - 1), self.scalar(depth - 1));
                binary(*self.0.of(&ARITHMETIC), left, right, None)
            }
            _ => Expr::Number(self.number()),
        }
    }

    fn number(&mut self) -> Number {
        Number::Fixed((*self.0.of(&NUMBERS)).to_owned())
    }

    fn selector(&mut self) -> Selector {
        let mut selector = Selector::recording(*self.0.of(&NAMES), Vec::new());
        for _ in 0..self.0.below(3) {
            let op = *self.0.of(&[MatchOp::Equal, MatchOp::NotEqual, MatchOp::Matches, MatchOp::NotMatches]);
            let is_regex = matches!(op, MatchOp::Matches | MatchOp::NotMatches);
            let value = if is_regex { *self.0.of(&["5..", "a|b"]) } else { *self.0.of(&VALUES) };
            selector.matchers.push(Matcher::new(*self.0.of(&LABELS), op, value));
        }
        selector.offset = self.0.once_in(4).then(|| Window::Fixed(self.duration()));
        selector
    }

    fn range(&mut self) -> Expr {
        let selector = self.selector();
        Expr::Range(selector, Window::Fixed(self.duration()))
    }

    fn duration(&mut self) -> Duration {
        *self.0.of(&[seconds(30), minutes(5), minutes(90)])
    }

    fn labels(&mut self) -> Vec<String> {
        LABELS.iter().filter(|_| self.0.once_in(2)).map(|&label| label.to_owned()).collect()
    }

    /// A label that is brought over cannot be one on which series are paired.
    fn matching(&mut self) -> Matching {
        let bring = || vec!["zone".to_owned()];
        let group = match self.0.below(4) {
            0 => Some(Group::Left(bring())),
            1 => Some(Group::Right(Vec::new())),
            2 => Some(Group::Right(bring())),
            _ => None,
        };
        Matching { on: self.labels(), group }
    }
}

fn binary(op: BinaryOp, left: Expr, right: Expr, matching: Option<Matching>) -> Expr {
    Expr::Binary { op, left: Box::new(left), right: Box::new(right), matching }
}

/// What was built.
fn built(expr: &Expr) -> String {
    match expr {
        Expr::Number(Number::Fixed(text)) => number(text.parse().unwrap()),
        Expr::Time => "(time)".to_owned(),
        Expr::Vector(Number::Fixed(text)) => format!("(vector {})", number(text.parse().unwrap())),
        Expr::Selector(of) => selected(of, None),
        Expr::Range(of, Window::Fixed(window)) => selected(of, Some(*window)),
        Expr::Call(function, arguments) => called(function, arguments.iter().map(built)),
        Expr::Text(text) => format!("{text:?}"),
        Expr::Aggregate { op, by, of } => format!("({op} {by:?} {})", built(of)),
        Expr::Binary { op, left, right, matching } => {
            let matching = matching.as_ref();
            let group = matching.and_then(|matching| matching.group.as_ref()).map(|group| match group {
                Group::Left(bring) => ("left", bring),
                Group::Right(bring) => ("right", bring),
            });
            let on = matching.map(|matching| &matching.on);
            format!("({} {on:?} {group:?} {} {})", op.as_str(), built(left), built(right))
        }
        other => panic!("not made here: {other:?}"),
    }
}

fn selected(of: &Selector, window: Option<Duration>) -> String {
    let matchers: Vec<String> =
        of.matchers.iter().map(|one| format!("{}{}{:?}", one.label, one.op.as_str(), one.value)).collect();
    let offset = of.offset.map(|offset| match offset {
        Window::Fixed(offset) => offset.as_secs_f64(),
        other => panic!("not made here: {other:?}"),
    });
    format!("({} {matchers:?} {:?} {offset:?})", of.name, window.map(Duration::as_secs_f64))
}

/// What was read.
fn read(node: &Node) -> String {
    match &node.kind {
        NodeKind::Number(value) => number(*value),
        NodeKind::Text(text) => format!("{text:?}"),
        NodeKind::Selector(of) => {
            let matchers: Vec<String> = of
                .matchers
                .iter()
                .map(|one| format!("{}{}{:?}", one.label, one.op.as_str(), one.value))
                .collect();
            let offset = of.offset.map(|offset| match offset {
                gate::Offset::Back(by) => by.as_secs_f64(),
                gate::Offset::Ahead(by) => -by.as_secs_f64(),
            });
            let name = of.name.as_deref().unwrap_or_default();
            format!("({name} {matchers:?} {:?} {offset:?})", of.range.map(|range| range.as_secs_f64()))
        }
        NodeKind::Call { function, arguments } => called(function, arguments.iter().map(read)),
        NodeKind::Aggregate { op, grouping: Grouping::By(by), parameter: None, of } => {
            format!("({op} {by:?} {})", read(of))
        }
        NodeKind::Binary { op, returns_bool: false, pairing, left, right } => {
            let on = match &pairing.labels {
                PairingLabels::All => None,
                PairingLabels::On(labels) => Some(labels),
                PairingLabels::Ignoring(labels) => panic!("never written: {labels:?}"),
            };
            let group = pairing.group.as_ref().map(|(side, bring)| match side {
                GroupSide::Left => ("left", bring),
                GroupSide::Right => ("right", bring),
            });
            format!("({op} {on:?} {group:?} {} {})", read(left), read(right))
        }
        other => panic!("never written: {other:?}"),
    }
}

fn called(function: &str, arguments: impl Iterator<Item = String>) -> String {
    let arguments: Vec<String> = arguments.collect();
    format!("({})", [&[function.to_owned()], arguments.as_slice()].concat().join(" "))
}

fn number(value: f64) -> String {
    format!("{value:e}")
}

#[test]
fn what_is_rendered_is_read_back_as_the_same_tree() {
    let (mut in_one_line, mut in_many) = (0, 0);
    for seed in 0..EXPRESSIONS {
        let depth = 1 + usize::try_from(seed % 6).unwrap();
        let expr = Maker(Random::new(seed)).vector(depth);
        let text = expr.render();
        let accepted = gate::check(&text, &Target::default(), Use::Any)
            .unwrap_or_else(|refusal| panic!("seed {seed}: {refusal}\n{text}"));
        assert_eq!(read(&accepted.tree), built(&expr), "seed {seed}:\n{text}");
        *(if text.contains('\n') { &mut in_many } else { &mut in_one_line }) += 1;
    }
    assert!(in_one_line > 500 && in_many > 500, "{in_one_line} in one line, {in_many} in many");
}
