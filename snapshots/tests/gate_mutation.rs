//! The gate against the real promtool on expressions that nobody wrote: what promtool refuses is never accepted.
//!
//! Mutations of the upstream parser's cases and of realistic expressions, a hundred thousand of them, judged by the
//! gate and by the newest promtool that is there; the older ones judge a quarter of them. `GATE_SEED` sets another
//! seed, `GATE_MUTANTS` another number, and `GATE_SHOW` how many kinds of false refusals are printed.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test, its helpers included")]

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;
use std::{env, fs, thread};

use plimsoll_promql::gate::{self, Feature, Refusal, Target, Use};
use plimsoll_snapshots::oracles::promtool::{self, Lint};
use plimsoll_snapshots::oracles::{self, Oracle, Result, each_version};
use plimsoll_snapshots::random::Random;

const OURS: &str = include_str!("gate_mutation/expressions.promql");
const UPSTREAM: &str = "../../shared/conformance/promql_parse_cases.json";
const SEED: u64 = 0x51ed_2701;
const MUTANTS: usize = 100_000;

/// What a mutation inserts: every kind of token, and the odd ones of each.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "(", ")", "{", "}", "[", "]", ",", ":", "@", "+", "-", "*", "/", "%", "^", "==", "!=", "<=", ">=", "<",
    ">", "=", "=~", "!~", "and", "or", "unless", "atan2", "by", "without", "on", "ignoring", "group_left",
    "group_right", "bool", "offset", "sum", "count", "topk", "quantile", "count_values", "limitk", "group",
    "start", "end", "start()", "end()", "step()", "fill", "fill_left", "anchored", "smoothed", "step", "inf",
    "NaN", "Inf", "x", "a:b", ":a", "__name__", "rate", "rate(", "time()", "vector(", "scalar(", "absent",
    "round", "hour", "label_replace", "info(", "ln(", "exp(", "pi()", "holt_winters", "integral",
    "first_over_time", "histogram_avg", "0", "1", "5", "0.5", "1e3", "1e400", "0x1f", "0755", "08", "1_000",
    "1_", "5m", "0s", "1h30m", "30m1h", "300y", "9.5e10", "9223372036854775808", "5ms", "\"a\"", "'b'", "`c`",
    "\"\"", "\"\\xff\"", "\"a.b\"", "\"\\d\"", "\"un", "# c\n", "\n", "\t", "[5m]", "[1h:5m]", "[1h:]", "[5]",
    "[-5m]", "[+5m]", "[5m+1m]", "[(5m)]", "[step()]", " offset 5m", " offset -5m", " offset +5m",
    " offset --5m", " offset 0", " @ 0", " @ 5m", " @ -1", " @ end()", " @ Inf", "{a=\"b\"}", "{a=~\".*\"}",
    "{}", "{a=\"b\",}", "{,}", "{\"m\"}", "{a!~\"\"}", "{a=\"b\" or c=\"d\"}", "{__name__=\"x\"}", " by (a)",
    " by ()", " by (a,)", " by (\"a\")", " without (a:b)", " on (a) group_left (a) ", " on (a) ",
    " ignoring () ", " group_left ", " bool ", "é", "\u{fffd}", "\0", "\u{7f}", "$", "&&", "!", ".", "\\",
    ";", "?", "\u{feff}",
];

/// What the regular expressions of matchers are made of.
#[rustfmt::skip]
const REGEX_PIECES: &[&str] = &[
    "a", "b|c", ".", ".*", ".+", "?", "*", "+", "??", "{2}", "{2,}", "{2,5}", "{,5}", "{1000}", "{1001}",
    "{0,1000}", "{0,900}", "(a{0,30}){0,30}", "/{id}", "{}", "{", "}", "{x}", "(", ")", "(?:", "(?i)", "(?x)",
    "(?U)", "(?-s:", "(?P<n>", "(?<n>", "(?=a)", "[", "]", "[a-z]", "[^b]", "[]a]", "[a-]", "[a&&b]",
    "[a--b]", "[[:alpha:]]", "[[:foo:]]", "[a[b]]", "[\\d-z]", "[\\w]", "\\d", "\\w+", "\\s", "\\b", "\\B",
    "\\A", "\\z", "\\Z", "\\<", "\\>", "\\Q", "\\E", "\\C", "\\1", "\\0", "\\07", "\\x41", "\\x{41}",
    "\\u0041", "\\pL", "\\p{Greek}", "\\p{L}", "\\p{Lu}", "\\p{Foo}", "\\PN", "\\p{^Lu}", "\\-", "\\.", "\\/",
    "\\_", "\\ ", "\\\"", "\\é", "é", "^", "$", "|", "-", ",", "#", " ", "~", "&&", "\\n", "\\t", "\\a",
    "\\f", "\\v", "\\e", "(?s)", "(?ii)", "()", "(?)", "{2}{3}", "**", "(a{10}){10}", "(a{100}){20}",
    "(a{0}){1000}", "a{01}", "a{ 1 }", "\\b{start}", "0", "[:a:]",
];

fn ours() -> Vec<String> {
    OURS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
}

/// Realistic expressions and, where they are there, the upstream cases that promtool accepts.
fn seeds() -> Vec<String> {
    let mut seeds = ours();
    if let Ok(text) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(UPSTREAM)) {
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let cases = file["cases"].as_array().unwrap().iter();
        let accepted = cases.filter(|case| case["accepted_by_promtool_3_5_experimental"] == true);
        seeds.extend(accepted.filter_map(|case| case["input"].as_str()).map(str::to_owned));
    }
    seeds
}

/// Words, numbers, strings and single other characters. Joined again they are the text.
fn split(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' | '`' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            c if c.is_ascii_alphanumeric() || c == '_' => rest
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ':' | '.'))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        pieces.push(rest[..length].to_owned());
        rest = &rest[length..];
    }
    pieces
}

fn mutant(random: &mut Random, seeds: &[String]) -> String {
    let mut pieces = split(random.of::<String>(seeds));
    for _ in 0..=random.below(3) {
        let at = random.below(pieces.len() + 1);
        match random.below(12) {
            0 if at < pieces.len() => drop(pieces.remove(at)),
            1 if at < pieces.len() => pieces.insert(at, pieces[at].clone()),
            2 if at < pieces.len() => {
                let other = random.below(pieces.len());
                pieces.swap(at, other);
            }
            3 | 4 => pieces.insert(at, (*random.of::<&str>(PIECES)).to_owned()),
            5 | 6 if at < pieces.len() => (*random.of::<&str>(PIECES)).clone_into(&mut pieces[at]),
            7 => {
                let other = split(random.of::<String>(seeds));
                let from = random.below(other.len() + 1);
                pieces.truncate(at);
                pieces.extend_from_slice(&other[from..]);
            }
            8 => {
                let other = split(random.of::<String>(seeds));
                let from = random.below(other.len() + 1);
                let to = from + random.below(4).min(other.len() - from);
                pieces.splice(at..at, other[from..to].iter().cloned());
            }
            9 => {
                let mut text = pieces.concat();
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                if let Some(at) = (!places.is_empty()).then(|| *random.of::<usize>(&places)) {
                    text.remove(at);
                    if random.below(2) == 0 {
                        text.insert_str(at, random.of::<&str>(PIECES));
                    }
                }
                pieces = split(&text);
            }
            10 => {
                let function =
                    random.of::<&str>(&["rate", "sum", "abs", "scalar", "vector", "absent", "-", ""]);
                pieces.insert(0, format!("{function}("));
                pieces.push(")".to_owned());
            }
            _ => {
                let regex: String = (0..=random.below(4)).map(|_| *random.of::<&str>(REGEX_PIECES)).collect();
                if regex.contains('`') {
                    continue;
                }
                let op = random.of::<&str>(&["=~", "!~"]);
                pieces = vec![format!("x{{a{op}`{regex}`}}")];
            }
        }
    }
    pieces.concat()
}

fn mutants(seed: u64, number: usize) -> Vec<String> {
    let (mut random, from) = (Random::new(seed), seeds());
    let mut known: HashSet<String> = HashSet::new();
    let mut mutants: Vec<String> =
        from.iter().filter(|text| known.insert((*text).clone())).cloned().collect();
    while mutants.len() < number {
        let mutant = mutant(&mut random, &from);
        // promtool checks an expression that is not there as a missing field, not as an expression.
        if mutant.len() < 2000 && !mutant.is_empty() && known.insert(mutant.clone()) {
            mutants.push(mutant);
        }
    }
    mutants
}

/// Which expressions promtool accepts: one rule each, named by its number.
fn promtool_verdicts(oracle: &Oracle, expressions: &[String], features: &[&str]) -> Result<Vec<bool>> {
    let mut file = String::from("groups:\n- name: mutants\n  rules:\n");
    for (number, expression) in expressions.iter().enumerate() {
        writeln!(file, "  - {{record: \"mutant:{number}\", expr: \"{}\"}}", yaml_escaped(expression))?;
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("rules.yaml");
    fs::write(&path, file)?;
    let verdict = promtool::check_rules_with_features(oracle, &[&path], Lint::Off, features)?;
    let mut accepted = vec![true; expressions.len()];
    let text = verdict.text();
    let mut refused = 0;
    for (at, _) in text.match_indices("\"mutant:") {
        let number = text[at + 8..].split('"').next().and_then(|number| number.parse::<usize>().ok());
        // The message may repeat the expression; only `rule 7, "mutant:6": ` is a verdict.
        if let Some(number) = number.filter(|n| text[..at].ends_with(&format!("rule {}, ", n + 1))) {
            accepted[number] = false;
            refused += 1;
        }
    }
    // Were the file itself unreadable, every expression would seem accepted.
    if verdict.success != (refused == 0) || !text.contains("Checking") {
        return Err(
            format!("promtool said something else: {}", text.chars().take(2000).collect::<String>()).into()
        );
    }
    Ok(accepted)
}

fn yaml_escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            ' '..='~' if !matches!(c, '"' | '\\') => escaped.push(c),
            c => write!(escaped, "\\U{:08x}", u32::from(c)).unwrap(),
        }
    }
    escaped
}

fn gate_verdicts(expressions: &[String], target: Target) -> Vec<std::result::Result<(), Refusal>> {
    let judge = |part: &[String]| -> Vec<_> {
        part.iter().map(|text| gate::check(text, &target, Use::Any).map(drop)).collect()
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let parts = expressions.chunks(expressions.len().div_ceil(threads).max(1));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || judge(part))).collect();
        running.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Compares both and says in one line what came out; what the gate wrongly accepted is an error.
fn compare(oracle: &Oracle, expressions: &[String], target: Target, features: &[&str]) -> Result<String> {
    let started = Instant::now();
    let real = promtool_verdicts(oracle, expressions, features)?;
    let asked = started.elapsed();
    let ours = gate_verdicts(expressions, target);
    let judged = started.elapsed().saturating_sub(asked);

    let mut wrongly_accepted = Vec::new();
    let mut wrongly_refused: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for ((text, accepted), ours) in expressions.iter().zip(&real).zip(&ours) {
        match ours {
            Ok(()) if !accepted => wrongly_accepted.push(text.clone()),
            Err(refusal) if *accepted => {
                wrongly_refused.entry((refusal.id, refusal.message.clone())).or_default().push(text.clone());
            }
            _ => {}
        }
        if let Err(refusal) = ours {
            assert!(text.get(refusal.span.clone()).is_some(), "no place in {text:?}: {refusal:?}");
        }
    }
    let accepted = real.iter().filter(|accepted| **accepted).count();
    let refused: usize = wrongly_refused.values().map(Vec::len).sum();
    let for_regex =
        wrongly_refused.iter().filter(|((id, _), _)| *id == gate::REGEX).map(|(_, texts)| texts.len());
    let for_regex: usize = for_regex.sum();
    let mut shown: Vec<_> = wrongly_refused.into_iter().collect();
    shown.sort_by_key(|(_, texts)| std::cmp::Reverse(texts.len()));
    for ((id, message), texts) in shown.iter().take(setting("GATE_SHOW", 0)) {
        let mut short: Vec<_> = texts.iter().collect();
        short.sort_by_key(|text| text.len());
        println!("{:5} {id}: {message}: {:?}", texts.len(), &short[..short.len().min(3)]);
    }
    if !wrongly_accepted.is_empty() {
        wrongly_accepted.sort_by_key(String::len);
        let (number, shortest) =
            (wrongly_accepted.len(), &wrongly_accepted[..wrongly_accepted.len().min(20)]);
        return Err(format!("{number} wrongly accepted for {target} {features:?}: {shortest:#?}").into());
    }
    Ok(format!(
        "{} mutants {features:?}: it accepts {accepted}, of these the gate refuses {refused}, \
         {for_regex} of them for a regular expression; \
         of the others it accepts none (promtool {:.1} s, gate {:.1} s)",
        expressions.len(),
        asked.as_secs_f64(),
        judged.as_secs_f64()
    ))
}

#[test]
fn the_gate_refuses_no_realistic_expression_that_promtool_accepts() {
    let expressions = ours();
    let flag = Feature::ExperimentalFunctions;
    each_version("promtool", |oracle| {
        let (major, minor) = oracle.release();
        let mut target = Target::new(u16::try_from(major)?, u16::try_from(minor)?);
        let mut features = Vec::new();
        // An older promtool knows this flag of Prometheus' not.
        if major >= 3 {
            target = target.with_feature(flag);
            features.push(flag.flag());
        }
        let real = promtool_verdicts(oracle, &expressions, &features)?;
        for ((text, accepted), ours) in expressions.iter().zip(&real).zip(gate_verdicts(&expressions, target))
        {
            match ours {
                // Quoted names are refused before 3.0, although some versions before it read them.
                Err(refusal) if *accepted && !(major < 3 && refusal.id == gate::DIALECT) => {
                    return Err(format!("{text}\n    {refusal}").into());
                }
                Ok(()) if !accepted => return Err(format!("wrongly accepted: {text}").into()),
                _ => {}
            }
        }
        Ok(format!("{} of {} are good", real.iter().filter(|good| **good).count(), real.len()))
    });
}

#[test]
fn the_gate_accepts_no_mutant_that_promtool_refuses() {
    let seed = setting("GATE_SEED", SEED);
    println!("seed {seed}");
    let expressions = mutants(seed, setting("GATE_MUTANTS", MUTANTS));
    let newest = oracles::find("promtool").pop();
    each_version("promtool", |oracle| {
        let all = newest.as_ref().is_some_and(|newest| newest.version == oracle.version);
        let expressions = &expressions[..if all { expressions.len() } else { expressions.len() / 4 }];
        let (major, minor) = oracle.release();
        let target = Target::new(u16::try_from(major)?, u16::try_from(minor)?);
        let mut said = compare(oracle, expressions, target, &[])?;
        if target.version().major >= 3 {
            let flag = Feature::ExperimentalFunctions;
            let experimental = compare(oracle, expressions, target.with_feature(flag), &[flag.flag()])?;
            write!(said, "; {experimental}")?;
        }
        Ok(said)
    });
}
