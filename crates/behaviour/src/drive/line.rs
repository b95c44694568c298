//! Values beside a line: just past it and just not, or far from it.

use plimsoll_promql::BinaryOp;

use crate::digits::last_digit;

/// A number that a signal is compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    value: f64,
    /// One in the last digit that is not 0: what a person changes first.
    digit: f64,
}

/// How far a signal is from its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distance {
    /// As near as its values can be told from the line. `exact`: the signal can be the line itself.
    Near { exact: bool },
    /// Clearly on its side. What is clear may be impossible beside other conditions: each further try is nearer.
    Far(usize),
}

impl Line {
    /// A line as PromQL writes it: `0.05`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let value: f64 = text.parse().ok()?;
        Some(Self { value, digit: last_digit(value) })
    }

    /// A line that no person wrote.
    pub(super) fn at(value: f64) -> Self {
        Self { value, digit: if value == 0.0 { 1.0 } else { value.abs() / 50.0 } }
    }

    /// A value for which `value op line` holds.
    pub(super) fn holding(self, op: BinaryOp, distance: Distance) -> Option<f64> {
        Some(match op {
            BinaryOp::Above | BinaryOp::AtLeast => self.beyond(op == BinaryOp::AtLeast, 1.0, distance),
            BinaryOp::Below | BinaryOp::AtMost => self.beyond(op == BinaryOp::AtMost, -1.0, distance),
            BinaryOp::Equal => self.value,
            BinaryOp::NotEqual => self.value - self.digit,
            _ => return None,
        })
    }

    /// A value for which it does not.
    pub(super) fn failing(self, op: BinaryOp, distance: Distance) -> Option<f64> {
        self.holding(op.negated()?, distance)
    }

    fn beyond(self, may_be_on_it: bool, side: f64, distance: Distance) -> f64 {
        let Self { value, digit } = self;
        if value == 0.0 {
            // Of nothing and one, one is the nearest that is something.
            return if may_be_on_it { 0.0 } else { side };
        }
        match distance {
            Distance::Near { exact: true } if may_be_on_it => value,
            Distance::Near { .. } => value + side * (digit / 2.0).min(value.abs() / 50.0),
            Distance::Far(0) => value + side * value.abs() / 2.0,
            // A part of a whole lies between 0 and 1.
            Distance::Far(1) if (0.0..1.0).contains(&value) && side > 0.0 => f64::midpoint(value, 1.0),
            Distance::Far(1) => value + side * value.abs() / 10.0,
            Distance::Far(_) => value + side * value.abs() / 100.0,
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must be exact")]
mod tests {
    use super::*;

    #[test]
    fn values_lie_on_their_side() {
        for text in ["0.05", "0.95", "1", "0", "41", "3600", "67108864", "-3"] {
            let line = Line::read(text).unwrap();
            for op in [BinaryOp::Above, BinaryOp::AtLeast, BinaryOp::Below, BinaryOp::AtMost] {
                for distance in [
                    Distance::Near { exact: true },
                    Distance::Near { exact: false },
                    Distance::Far(0),
                    Distance::Far(1),
                    Distance::Far(2),
                ] {
                    let holding = line.holding(op, distance).unwrap();
                    let failing = line.failing(op, distance).unwrap();
                    assert!(
                        crate::eval::binary::holds(op, holding, line.value),
                        "{holding} {op:?} {text} {distance:?}"
                    );
                    assert!(
                        !crate::eval::binary::holds(op, failing, line.value),
                        "{failing} {op:?} {text} {distance:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn near_is_within_half_a_step() {
        let line = Line::read("0.05").unwrap();
        let near = line.holding(BinaryOp::Above, Distance::Near { exact: false }).unwrap();
        assert!((near - 0.051).abs() < 1e-9, "{near}");
        let near = line.failing(BinaryOp::Above, Distance::Near { exact: true }).unwrap();
        assert_eq!(near, 0.05);
    }
}
