//! Whatever a file holds, lint ends, does not panic, and speaks of places that are in the file.

use plimsoll_lint::{File, Known, RoutingFile, lint};

const SEEDS: [&str; 3] = [
    include_str!("../../../snapshots/lint/good/database.yml"),
    include_str!("../../../snapshots/lint/good/kubernetes.yaml"),
    include_str!("../../../snapshots/lint/planted/alertmanager/each-other.yml"),
];

/// Bytes and words that mean something to YAML, to templates or to PromQL.
const PIECES: [&str; 40] = [
    "\n",
    "\n\n",
    "\t",
    " ",
    "  ",
    "- ",
    ": ",
    ":",
    "|",
    "|-\n",
    ">",
    ">-\n",
    "'",
    "\"",
    "\\",
    "\\u00e4",
    "{",
    "}",
    "{{",
    "}}",
    "[",
    "]",
    ",",
    "#",
    "&a ",
    "*a",
    "<<: *a",
    "---\n",
    "...\n",
    "!!str ",
    "null",
    "~",
    "\r\n",
    "ä",
    "€",
    "\u{2028}",
    "(",
    ")",
    "{{ end }}",
    "# plimsoll: allow(promql/never-fires) x",
];

/// A generator of numbers (xorshift): the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or_default()
    }
}

fn mutated(seed: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(4) {
            0 => {
                let end = (at + 1 + random.below(12)).min(bytes.len());
                bytes.drain(at..end);
            }
            1 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            2 => {
                let from = random.below(bytes.len());
                let piece = bytes[from..(from + random.below(60)).min(bytes.len())].to_vec();
                drop(bytes.splice(at..at, piece));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap_or_default();
                }
            }
        }
    }
    bytes
}

fn judge(bytes: &[u8]) {
    let rules = File { name: "r", bytes, searched: false };
    let report = lint(&[rules], Some(RoutingFile { name: "a", bytes }), &Known::default());
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count() + 1).collect();
    for finding in report.found {
        let origin = finding.origin.expect("a place");
        let is_inside = |line: u32, column: u32| {
            lines.get(line as usize - 1).is_some_and(|length| column as usize <= *length)
        };
        assert!(is_inside(origin.line, origin.column), "{finding:?}\n{text}");
        if let Some(end) = finding.end {
            assert!(is_inside(end.line, end.column), "{finding:?}\n{text}");
            assert!((end.line, end.column) >= (origin.line, origin.column), "{finding:?}\n{text}");
        }
    }
}

#[test]
fn mutated_files_are_judged_and_places_are_inside_of_them() {
    let mut random = Random(0x5eed);
    for round in 0..3_000 {
        judge(&mutated(SEEDS[round % SEEDS.len()], &mut random));
    }
}

#[test]
fn every_beginning_of_a_file_is_judged() {
    for seed in SEEDS {
        for end in (0..seed.len()).step_by(7) {
            judge(&seed.as_bytes()[..end]);
        }
    }
}

/// Recordings that read the two behind them: written out they double with every step.
#[test]
fn recordings_of_recordings_end() {
    let step = |at: usize| format!("  - {{record: 'a:b{at}', expr: 'a:b{} + a:b{}'}}\n", at + 1, at + 2);
    for length in [10, 40, 3_000] {
        let steps: String = (0..length).map(step).collect();
        let last = format!(
            "  - {{record: 'a:b{length}', expr: up}}\n  - {{record: 'a:b{}', expr: up}}\n",
            length + 1
        );
        let alert = "  - {alert: A, expr: 'histogram_quantile(0.9, a:b0) > 2 and sum by (x) (a:b0)'}\n";
        judge(format!("groups:\n- name: g\n  rules:\n{steps}{last}{alert}").as_bytes());
    }
    judge(b"groups:\n- name: g\n  rules:\n  - {record: 'a:b', expr: 'c:d + 1'}\n  - {record: 'c:d', expr: 'a:b + 1'}\n");
}

#[test]
fn deep_long_and_repeated_files_end() {
    judge("[".repeat(100_000).as_bytes());
    judge("- ".repeat(100_000).as_bytes());
    judge(format!("a: {}", "{b: ".repeat(10_000)).as_bytes());
    judge(
        format!("groups: [{{name: g, rules: [{{alert: A, expr: '{}up'}}]}}]\n", "(".repeat(5_000)).as_bytes(),
    );
    judge(
        format!("groups: [{{name: g, rules: [{{alert: A, expr: 'up{}'}}]}}]\n", " + up".repeat(5_000))
            .as_bytes(),
    );
    let alias = "    - *a\n".repeat(20_000);
    judge(format!("groups:\n- name: g\n  rules:\n    - &a {{alert: A, expr: up > 2}}\n{alias}").as_bytes());
    let merged = "    - {<<: *a}\n".repeat(2_000);
    judge(format!("groups:\n- name: g\n  rules:\n    - &a {{alert: A, expr: up > 2}}\n{merged}").as_bytes());
    judge(format!("a: \"{}\"", "x\n".repeat(5_000)).as_bytes());
    judge(format!("a:\n  b: \"{}\"", "x\n".repeat(2_000)).as_bytes());
    judge("{{ .Values.x }}\n".repeat(5_000).as_bytes());
    judge("# plimsoll: allow(\n".repeat(5_000).as_bytes());
}
