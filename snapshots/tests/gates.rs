//! The gates of a phase, asked of a real Prometheus that has evaluated the generated rules.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::ffi::OsString;
use std::path::Path;
use std::time;

use plimsoll::cli::console::Console;
use plimsoll::cli::{Outcome, execute};
use plimsoll::prelude::*;
use plimsoll_snapshots::oracles::prometheus::Prometheus;
use plimsoll_snapshots::oracles::{self, Oracle, Result};

/// The period of the gates: long enough for several firings, and short enough for a test.
const PERIOD: Duration = seconds(6);

const FAILING: Threshold<Ratio> = Threshold::above("failing", percent(5.0)).hold(Duration::ZERO);

/// A pack whose error ratio is this expression, with both gates on its way out of the dry run.
fn pack(name: &'static str, ratio: &str, period: Duration) -> Pack {
    let text = format!(
        "max by (namespace, service) (label_replace(label_replace({ratio}, \"namespace\", \"{name}\", \"\", \"\"), \
         \"service\", \"cart\", \"\", \"\"))"
    );
    let signal = Signal::<Ratio>::raw(text, &["namespace", "service"], Duration::ZERO);
    let policy = RollbackPolicy::new(minutes(20));
    let counter: &'static str = if name == "loud" { "loud_rollback_total" } else { "calm_rollback_total" };
    Pack::new(name)
        .owner("sales")
        .timing(Timing::new(seconds(1), seconds(1)))
        .metrics(&[MetricDef::new(counter, MetricType::Counter, Unit::COUNT)])
        .service(Service::new("cart"))
        .threshold(FAILING)
        .phase(
            Phase::new("dry-run", Enforcement::DryRun)
                .exit(ExitGates::new().quiet(period).no_rollback(period)),
        )
        .phase(Phase::new("armed", Enforcement::Rollback))
        .environment(Environment::new("live", "dry-run").namespace(name))
        .alerts([Alert::new("CartFailing", Response::Rollback(policy), signal.crosses(FAILING))])
}

/// Its generated rules.
fn rules(pack: &Pack) -> String {
    let plan = plimsoll::plan::lower(pack, "live", None).unwrap();
    let artifacts = plimsoll::render::all(&plan);
    artifacts.into_iter().find(|artifact| artifact.path.ends_with("/rules.yaml")).unwrap().text
}

/// The actor's counter as a recording, since nothing is scraped.
fn counter(name: &str, value: &str) -> String {
    format!(
        "groups:\n- name: actor-{name}\n  interval: 1s\n  rules:\n  - record: {name}_rollback_total\n    expr: {value}\n    \
         labels: {{ namespace: {name}, deployment: cart, reason: error_rate, result: success }}\n"
    )
}

fn ask(pack: &Pack, url: &str) -> (Outcome, String, String) {
    let traffic = if pack.traffic.is_some() { " --traffic" } else { "" };
    let line = format!("xtask gates {} live --prometheus {url}{traffic}", pack.name);
    let arguments = line.split(' ').map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console::plain(&mut out, &mut err);
    let outcome =
        execute(arguments, &Catalog::new([pack.clone()]), Path::new("/nowhere"), &mut console).unwrap();
    (outcome, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// The same pack with its machine armed, and a version on trial in the first of two traffic phases.
fn on_trial(name: &'static str, ratio: &str) -> Pack {
    let mut pack = pack(name, ratio, PERIOD);
    let phase = |name, weight| TrafficPhase::new(name, percent(weight), 2).dwell(PERIOD);
    pack.traffic = Some(Traffic::new(3).phase(phase("some", 5.0)).phase(phase("all", 100.0)));
    pack.environments[0].phase = Some("armed");
    pack.environments[0].traffic = Some("some");
    pack
}

fn expect(what: &str, holds: bool, said: &(Outcome, String, String)) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("{what}:\n{}{}", said.1, said.2).into()) }
}

#[test]
fn a_gate_opens_on_what_was_watched_and_quiet_alone() {
    // Two seconds of every three: the alert fires anew each time, and the counter grows.
    let loud = pack("loud", "vector(time() % 3 < bool 2)", PERIOD);
    let calm = pack("calm", "vector(0)", PERIOD);
    oracles::each_version("prometheus", |oracle: &Oracle| {
        let texts = [
            rules(&loud),
            rules(&calm),
            counter("loud", "floor(vector(time() / 3))"),
            counter("calm", "vector(0)"),
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let server = Prometheus::start(oracle, &texts)?;

        let patient = pack("calm", "vector(0)", hours(1));
        server.wait_for("plimsoll:phase:info", time::Duration::from_secs(20))?;
        let early = ask(&patient, server.address());
        let watched = early.0 == Outcome::Problems
            && early.2.matches("error[exit/not-watched]").count() == 2
            && early.2.contains("within the last 1h the rules of `dry-run` were evaluated for ");
        expect("an hour was not watched", watched, &early)?;

        // Prometheus starts every group at a moment of its own: all that is asked about must have been watched.
        for series in ["calm_rollback_total", "loud_rollback_total"]
            .map(str::to_owned)
            .into_iter()
            .chain(["calm", "loud"].map(|pack| format!("plimsoll:phase:info{{pack=\"{pack}\"}}")))
        {
            let watched = format!("count_over_time({series}[{PERIOD}]) >= 6");
            server.wait_for(&watched, time::Duration::from_secs(30))?;
        }
        let quiet = ask(&calm, server.address());
        let open = quiet.0 == Outcome::Well
            && quiet.1.contains("calm live, phase dry-run: may it be left for armed?")
            && quiet.1.contains("  yes: nothing that only records has fired for 6s\n")
            && quiet.1.contains("  yes: nothing was rolled back for 6s\n");
        expect("the calm pack's gates are open", open, &quiet)?;

        let shut = ask(&loud, server.address());
        let told = shut.0 == Outcome::Problems
            && shut.2.contains("error[exit/not-quiet]: within the last 6s the dry run was not quiet: CartFailing for namespace loud, service cart with the values of dry-run ")
            && shut.2.contains("s in all")
            && shut.2.contains("error[exit/rolled-back]: within the last 6s the machine rolled back: a rollback for namespace loud, deployment cart, reason error_rate, result success ");
        expect("the loud pack's gates are shut, and it is told what was where and how often", told, &shut)?;
        Ok("not watched, quiet, and twice shut".to_owned())
    });
}

#[test]
fn a_server_that_is_not_there_opens_no_gate() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let said = ask(&pack("calm", "vector(0)", hours(1)), &url);
    assert_eq!(said.0, Outcome::Problems);
    assert!(said.2.contains("error[exit/no-answer]") && said.2.contains("does not answer"), "{}", said.2);
}

#[test]
fn a_traffic_phase_is_left_once_it_has_lasted_and_nothing_broke() {
    let (broken, well) = (on_trial("loud", "vector(time() % 3 < bool 2)"), on_trial("calm", "vector(0)"));
    oracles::each_version("prometheus", |oracle: &Oracle| {
        let texts = [rules(&broken), rules(&well)];
        let server = Prometheus::start(oracle, &texts.each_ref().map(String::as_str))?;
        let weight =
            |pack| format!("plimsoll:threshold:value{{pack=\"{pack}\", threshold=\"traffic_weight\"}}");
        server.wait_for(&weight("calm"), time::Duration::from_secs(20))?;
        let early = ask(&well, server.address());
        let watched = early.0 == Outcome::Problems
            && early.2.contains("error[exit/not-watched]: within the last 6s `some` was live for ");
        expect("six seconds were not watched", watched, &early)?;

        for pack in ["calm", "loud"] {
            let watched = format!("count_over_time({}[{PERIOD}]) >= 6", weight(pack));
            server.wait_for(&watched, time::Duration::from_secs(30))?;
        }
        let said = ask(&well, server.address());
        let open = said.0 == Outcome::Well
            && said.1.contains("calm live, phase some: may it be left for all?")
            && said.1.contains("  yes: some has been live for 6s, and nothing broke\n");
        expect("the gate of what is well is open", open, &said)?;

        let said = ask(&broken, server.address());
        let shut = said.0 == Outcome::Problems
            && said.2.contains("error[exit/breach]: within the last 6s the machine was asked to act: CartFailing for namespace loud, service cart ");
        expect("the gate of what broke is shut", shut, &said)?;
        Ok("not watched, well, and a breach".to_owned())
    });
}
