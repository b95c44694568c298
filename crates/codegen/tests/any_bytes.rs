//! No bytes make it panic: neither reading nor drawing.

use plimsoll_codegen::read;

const THRESHOLDS: &[u8] = include_bytes!("../../../thresholds/edgelink/thresholds.yaml");
const METRICS: &[u8] = include_bytes!("../../../thresholds/edgelink/metrics.yaml");

/// Bytes that YAML gives a meaning to, and some that it does not take.
const SPICE: &[u8] = b":{}[]-#&*!|>'\"%@`,? \t\n\r0\0\xff\xc3\x7f";

/// A generator of its own: the same mutants in every run, on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

fn mutant(dice: &mut Dice, original: &[u8]) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        let spice = SPICE[dice.below(SPICE.len())];
        match dice.below(4) {
            0 => bytes[at] = spice,
            1 => bytes.insert(at, spice),
            2 => drop(bytes.remove(at)),
            _ => bytes.truncate(at + 1),
        }
    }
    bytes
}

#[test]
fn any_mutant_of_a_good_file_is_read_or_refused_with_a_place_and_a_help() {
    let mut dice = Dice(20_251_024);
    let rounds = std::env::var("PLIMSOLL_MUTANTS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(200);
    for round in 0..rounds {
        let bytes = mutant(&mut dice, if round % 2 == 0 { THRESHOLDS } else { METRICS });
        let problems = if round % 2 == 0 {
            read::thresholds("t.yaml", &bytes).err()
        } else {
            read::metrics("m.yaml", &bytes).err()
        };
        let text = String::from_utf8_lossy(&bytes);
        for problem in problems.into_iter().flatten() {
            let drawn = problem.render(&text);
            assert!(problem.line > 0 && problem.column > 0 && problem.help.is_some(), "{problem}");
            assert!(drawn.contains("--> ") && drawn.contains("help: "), "{drawn}");
        }
    }
}
