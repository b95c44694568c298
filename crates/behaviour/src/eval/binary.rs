//! Binary operations: how two vectors are paired.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use plimsoll_promql::{BinaryOp, Group, Matching};

use super::{Evaluated, Sample, Value, refuse};
use crate::Labels;

pub(super) fn binary(
    op: BinaryOp,
    left: &Value,
    right: &Value,
    matching: Option<&Matching>,
) -> Evaluated<Value> {
    let vector = |samples: Vec<Sample>| Ok(Value::Vector(Rc::new(samples)));
    match (left, right) {
        (Value::Scalar(left), Value::Scalar(right)) if !op.is_comparison() && !op.is_set() => {
            Ok(Value::Scalar(arithmetic(op, *left, *right)))
        }
        (Value::Vector(left), Value::Scalar(right)) if !op.is_set() => {
            vector(left.iter().filter_map(|sample| one(op, sample, sample.value, *right, true)).collect())
        }
        (Value::Scalar(left), Value::Vector(right)) if !op.is_set() => {
            vector(right.iter().filter_map(|sample| one(op, sample, *left, sample.value, false)).collect())
        }
        (Value::Vector(left), Value::Vector(right)) if op.is_set() => vector(set(op, left, right, matching)),
        (Value::Vector(left), Value::Vector(right)) => vector(pairs(op, left, right, matching)?),
        _ => refuse(format!("`{}` of numbers", op.as_str())),
    }
}

/// A sample against a number. A comparison keeps the sample as it is, on whichever side it stands.
fn one(op: BinaryOp, sample: &Sample, left: f64, right: f64, sample_is_left: bool) -> Option<Sample> {
    let value = if op.is_comparison() {
        holds(op, left, right).then_some(if sample_is_left { left } else { right })?
    } else {
        arithmetic(op, left, right)
    };
    Some(Sample { labels: sample.labels.clone(), value })
}

fn set(op: BinaryOp, left: &[Sample], right: &[Sample], matching: Option<&Matching>) -> Vec<Sample> {
    let there: BTreeSet<Labels> = right.iter().map(|sample| key(sample, matching)).collect();
    let here: BTreeSet<Labels> = left.iter().map(|sample| key(sample, matching)).collect();
    match op {
        BinaryOp::And => {
            left.iter().filter(|sample| there.contains(&key(sample, matching))).cloned().collect()
        }
        BinaryOp::Unless => {
            left.iter().filter(|sample| !there.contains(&key(sample, matching))).cloned().collect()
        }
        _ => {
            let others = right.iter().filter(|sample| !here.contains(&key(sample, matching)));
            left.iter().chain(others).cloned().collect()
        }
    }
}

fn pairs(
    op: BinaryOp,
    left: &[Sample],
    right: &[Sample],
    matching: Option<&Matching>,
) -> Evaluated<Vec<Sample>> {
    let group = matching.and_then(|matching| matching.group.as_ref());
    let swapped = matches!(group, Some(Group::Right(_)));
    let (many, one) = if swapped { (right, left) } else { (left, right) };
    let mut partners: BTreeMap<Labels, &Sample> = BTreeMap::new();
    for sample in one {
        if partners.insert(key(sample, matching), sample).is_some() {
            return refuse(format!(
                "many-to-many matching: more than one series has {}",
                key(sample, matching)
            ));
        }
    }
    let mut taken = BTreeSet::new();
    let mut result = Vec::new();
    for sample in many {
        let key = key(sample, matching);
        let Some(partner) = partners.get(&key) else { continue };
        let (a, b) = if swapped { (partner.value, sample.value) } else { (sample.value, partner.value) };
        let value = if op.is_comparison() {
            if !holds(op, a, b) {
                continue;
            }
            a
        } else {
            arithmetic(op, a, b)
        };
        let labels = match (group, matching) {
            (Some(Group::Left(bring) | Group::Right(bring)), _) => {
                let brought = bring.iter().map(|label| (label, partner.labels.get(label)));
                brought.fold(sample.labels.clone(), |labels, (name, value)| labels.with(name, value))
            }
            (None, Some(matching)) => sample.labels.keep(&matching.on),
            (None, None) => sample.labels.clone(),
        };
        if !taken.insert(labels.clone()) {
            return refuse(format!("many-to-one matching must be explicit: two results have {labels}"));
        }
        result.push(Sample { labels, value });
    }
    Ok(result)
}

fn key(sample: &Sample, matching: Option<&Matching>) -> Labels {
    matching.map_or_else(|| sample.labels.clone(), |matching| sample.labels.keep(&matching.on))
}

#[expect(clippy::float_cmp, reason = "PromQL compares numbers exactly")]
pub(crate) fn holds(op: BinaryOp, left: f64, right: f64) -> bool {
    match op {
        BinaryOp::Above => left > right,
        BinaryOp::AtLeast => left >= right,
        BinaryOp::Below => left < right,
        BinaryOp::AtMost => left <= right,
        BinaryOp::Equal => left == right,
        BinaryOp::NotEqual => left != right,
        _ => false,
    }
}

fn arithmetic(op: BinaryOp, left: f64, right: f64) -> f64 {
    match op {
        BinaryOp::Add => left + right,
        BinaryOp::Subtract => left - right,
        BinaryOp::Multiply => left * right,
        BinaryOp::Divide => left / right,
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(labels: &[(&str, &str)], value: f64) -> Sample {
        Sample { labels: labels.iter().copied().collect(), value }
    }

    fn of(
        op: BinaryOp,
        left: Vec<Sample>,
        right: Vec<Sample>,
        matching: Option<&Matching>,
    ) -> Evaluated<String> {
        let (left, right) = (Value::Vector(Rc::new(left)), Value::Vector(Rc::new(right)));
        let Value::Vector(samples) = binary(op, &left, &right, matching)? else { return refuse("a number") };
        Ok(samples
            .iter()
            .map(|sample| format!("{} {}", sample.labels, sample.value))
            .collect::<Vec<_>>()
            .join(" "))
    }

    #[test]
    fn many_are_paired_with_one_whose_labels_are_brought_over() {
        let usage = vec![sample(&[("pod", "a"), ("container", "x")], 2.0), sample(&[("pod", "a")], 3.0)];
        let owner = vec![sample(&[("pod", "a"), ("service", "shop")], 10.0)];
        let matching = Matching::many_to_one(&["pod"], &["service"]);
        let found = of(BinaryOp::Multiply, usage.clone(), owner.clone(), Some(&matching)).unwrap();
        assert_eq!(found, r#"{container="x", pod="a", service="shop"} 20 {pod="a", service="shop"} 30"#);
        let twice = [owner.clone(), owner].concat();
        assert!(of(BinaryOp::Multiply, usage.clone(), twice, Some(&matching)).is_err());
        // Without `group_left` two of the left are too many.
        let one = vec![sample(&[("pod", "a")], 1.0)];
        assert!(of(BinaryOp::Multiply, usage, one, Some(&Matching::on(&["pod"]))).is_err());
    }

    #[test]
    fn a_comparison_on_labels_keeps_those_alone() {
        let left = vec![sample(&[("service", "shop"), ("zone", "x")], 2.0)];
        let right = vec![sample(&[("service", "shop")], 1.0)];
        let found =
            of(BinaryOp::Above, left.clone(), right.clone(), Some(&Matching::on(&["service"]))).unwrap();
        assert_eq!(found, r#"{service="shop"} 2"#);
        assert_eq!(of(BinaryOp::Below, left, right, Some(&Matching::on(&["service"]))).unwrap(), "");
    }

    #[test]
    fn sets_keep_whole_series() {
        let left = vec![sample(&[("a", "1"), ("b", "x")], 1.0), sample(&[("a", "2")], 2.0)];
        let right = vec![sample(&[("a", "1")], 9.0), sample(&[("a", "3")], 3.0)];
        let on = Matching::on(&["a"]);
        let found = |op| of(op, left.clone(), right.clone(), Some(&on)).unwrap();
        assert_eq!(found(BinaryOp::And), r#"{a="1", b="x"} 1"#);
        assert_eq!(found(BinaryOp::Unless), r#"{a="2"} 2"#);
        assert_eq!(found(BinaryOp::Or), r#"{a="1", b="x"} 1 {a="2"} 2 {a="3"} 3"#);
    }
}
