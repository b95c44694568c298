//! Alertmanager has two parsers of matchers, of which each version prefers another one: what is rendered is read alike by both.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use plimsoll::prelude::{MatchOp, Matcher};
use plimsoll_snapshots::oracles::{amtool, each_version};
use plimsoll_snapshots::random::Random;
use serde_json::json;

/// The parser of before 0.27, and the one that takes any label.
const PARSERS: [&str; 2] = ["--enable-feature=classic-mode", "--enable-feature=utf8-strict-mode"];

const VALUES: usize = 40;
const PIECES: [&str; 18] =
    ["a", " ", "\"", "\\", "\n", ",", "=", "{", "}", "~", "!", "ü", "🚢", "\\n", "'", "#", ": ", "$1"];

fn value(random: &mut Random) -> String {
    let length = 1 + random.below(6);
    // It begins with a letter: amtool cuts spaces off what it is asked about.
    "x".to_owned() + &(0..length).map(|_| *random.of(&PIECES)).collect::<String>() + "x"
}

#[test]
fn a_matcher_is_read_alike_by_both_parsers() {
    let mut random = Random::new(20_261_126);
    let values: Vec<String> = (0..VALUES).map(|_| value(&mut random)).collect();
    let routes: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let matcher = Matcher::new("label", MatchOp::Equal, value.as_str()).to_string();
            json!({ "receiver": format!("r{at}"), "matchers": [matcher] })
        })
        .collect();
    let names: Vec<_> = (0..VALUES).map(|at| json!({ "name": format!("r{at}") })).collect();
    let receivers: Vec<_> = names.into_iter().chain([json!({ "name": "root" })]).collect();
    let config = json!({ "route": { "receiver": "root", "routes": routes }, "receivers": receivers });
    let file = tempfile::Builder::new().suffix(".yaml").tempfile().unwrap();
    std::fs::write(file.path(), config.to_string()).unwrap();
    each_version("amtool", |oracle| {
        // 0.25 has one parser alone.
        let parsers = if oracle.release() < (0, 27) {
            vec![&[][..]]
        } else {
            PARSERS.iter().map(std::slice::from_ref).collect()
        };
        for options in &parsers {
            for (at, value) in values.iter().enumerate() {
                let expected = values.iter().position(|first| first == value).unwrap_or(at);
                let told =
                    amtool::routes_test_read_by(oracle, options, file.path(), &[("label", value.as_str())])?;
                assert_eq!(told, [format!("r{expected}")], "{options:?}: {value:?}");
            }
        }
        Ok(format!("{VALUES} values by {} parsers", parsers.len()))
    });
}
