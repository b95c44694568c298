//! Where a number comes from, over a pack with a phase and overrides.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::ffi::OsString;
use std::path::Path;

use plimsoll_cli::console::Console;
use plimsoll_cli::{Outcome, execute};
use plimsoll_model::{Catalog, Enforcement, Environment, Override, Pack, Phase, Service, Threshold};
use plimsoll_units::{Origin, Ratio, minutes, percent};

const AT: &str = "thresholds/shop/thresholds.yaml";
const ERROR_RATE: Threshold<Ratio> =
    Threshold::above("error_rate", percent(5.0)).over(minutes(5)).hold(minutes(2)).at(Origin::new(AT, 3, 3));

/// One threshold with a value in a phase, in an environment and for a service.
fn catalog() -> Catalog {
    let set = |value, line| ERROR_RATE.to(percent(value)).at(Origin::new(AT, line, 5));
    let pack = Pack::new("shop")
        .service(Service::new("cart"))
        .service(Service::new("search"))
        .threshold(ERROR_RATE)
        .phase(Phase::new("dry-run", Enforcement::DryRun))
        .phase(Phase::new("strict", Enforcement::Rollback).set(set(3.0, 6)))
        .overridden(Override::service("cart").set(set(1.0, 9)))
        .overridden(Override::environment("live").set(set(2.0, 12)))
        .environment(Environment::new("live", "dry-run"))
        .environment(Environment::new("test", "strict"));
    Catalog::new([pack])
}

fn run(arguments: &str) -> (Outcome, String, String) {
    let arguments = ["xtask", "explain"].into_iter().chain(arguments.split_whitespace()).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let nowhere = Path::new("/nowhere");
    let outcome = execute(arguments, &catalog(), nowhere, &mut Console::plain(&mut out, &mut err)).unwrap();
    (outcome, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn the_chain_of_a_service_is_told_from_the_default_on() {
    let (outcome, out, err) = run("shop error_rate --env live --service cart --phase strict");
    assert_eq!((outcome, err.as_str()), (Outcome::Well, ""));
    assert_eq!(
        out,
        "error_rate in shop live, phase strict\n\
         \x20 above 1 %, window 5m, hold 2m for cart\n\
         \x20   1. default, thresholds/shop/thresholds.yaml:3:3\n\
         \x20   2. phase strict, thresholds/shop/thresholds.yaml:6:5\n\
         \x20   3. override for environment live, thresholds/shop/thresholds.yaml:12:5\n\
         \x20   4. override for service cart, thresholds/shop/thresholds.yaml:9:5\n"
    );
}

#[test]
fn every_environment_is_told_in_its_live_phase() {
    let (_, out, _) = run("shop error_rate");
    assert!(
        out.contains(
            "error_rate in shop live, phase dry-run\n  above 2 %, window 5m, hold 2m for everybody else\n"
        ),
        "{out}"
    );
    assert!(out.contains("error_rate in shop test, phase strict\n  above 3 %"), "{out}");
    assert!(
        run("shop error_rate --service search --env test")
            .1
            .contains("above 3 %, window 5m, hold 2m for search\n")
    );
}

#[test]
fn what_there_is_not_is_told_with_what_there_is() {
    for (wrong, help) in [
        ("shp error_rate", "there are `shop`"),
        ("shop eror_rate", "there are `error_rate`"),
        ("shop error_rate --env lvie", "there are `live`, `test`"),
        ("shop error_rate --phase nope", "there are `dry-run`, `strict`"),
        ("shop error_rate --service nope", "there are `cart`, `search`"),
    ] {
        let (outcome, out, err) = run(wrong);
        assert_eq!((outcome, out.as_str()), (Outcome::Problems, ""), "{wrong}");
        assert!(err.contains("error[explain/unknown]") && err.contains(help), "{err}");
    }
}

#[test]
fn the_page_of_a_check_is_printed_with_its_examples() {
    let (outcome, out, err) = run("promql/rate-on-gauge");
    assert_eq!((outcome, err.as_str()), (Outcome::Well, ""));
    assert!(
        out.starts_with(
            "promql/rate-on-gauge\n\nAn error, of anybody's rules too (`cargo xtask lint`).\n\n\
             A rate of something that goes up and down.\n"
        ),
        "{out}"
    );
    assert!(out.contains("# Bad\n\n```promql\nrate(memory_bytes[5m]) > 1000\n```\n"), "{out}");
    let (_, out, _) = run("rollout/weights");
    assert!(out.contains("# Good\n\n```rust\nTraffic::new("), "{out}");
}

#[test]
fn a_page_needs_no_packs() {
    let arguments = ["plimsoll", "explain", "promql/rate-on-gauge"].map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let console = &mut Console::plain(&mut out, &mut err);
    let outcome = plimsoll_cli::alone::execute(arguments, Path::new("/nowhere"), console).unwrap();
    assert_eq!((outcome, err.as_slice()), (Outcome::Well, &b""[..]));
    assert_eq!(String::from_utf8(out).unwrap(), run("promql/rate-on-gauge").1);
    let arguments = ["plimsoll", "explain", "promql/rate-on-gage"].map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let console = &mut Console::plain(&mut out, &mut err);
    let outcome = plimsoll_cli::alone::execute(arguments, Path::new("/nowhere"), console).unwrap();
    assert_eq!(outcome, Outcome::Problems);
    assert!(String::from_utf8(err).unwrap().contains("did you mean `promql/rate-on-gauge`?"));
}

#[test]
fn an_id_that_no_check_has_is_told_with_what_was_meant() {
    for (wrong, help) in
        [("promql/rate-on-gage", "did you mean `promql/rate-on-gauge`?"), ("shop", "name the pack")]
    {
        let (outcome, out, err) = run(wrong);
        assert_eq!((outcome, out.as_str()), (Outcome::Problems, ""), "{wrong}");
        assert!(err.contains(help), "{err}");
    }
}
