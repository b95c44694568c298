//! The real nginx splits as the traffic phases say: overrides first, then the share, and nobody changes sides while the
//! weight only grows.

use std::collections::BTreeSet;

use plimsoll_snapshots::oracles::nginx::{self, Client, Nginx, Upstream};
use plimsoll_snapshots::oracles::{Oracle, Result, each_version};

/// As many clients as are asked for their side at each weight.
const CLIENTS: usize = 4_000;

/// 99.9 % of a normal distribution lie within so many standard deviations.
const DEVIATIONS: f64 = 3.291;

/// What is rendered for a traffic phase, or for a breach in it.
fn rendered(phase: &'static str, file: &str) -> Result<String> {
    let catalog = plimsoll_thresholds::catalog();
    let pack = catalog.packs.iter().find(|pack| pack.name == "canary").ok_or("no pack canary")?;
    let plan = plimsoll::plan::lower_with_traffic(pack, "production", None, phase)
        .map_err(|errors| format!("{errors:?}"))?;
    let files = plimsoll::render::all(&plan);
    let path = format!("canary/production/{file}");
    Ok(files.into_iter().find(|artifact| artifact.path == path).ok_or("no split")?.text)
}

/// The same with other addresses, and nothing else changed.
fn readdressed(text: &str, canary: &Upstream, stable: &Upstream, port: u16) -> String {
    let line = |line: &str| match line.trim_start().strip_prefix("server recommendation-service-") {
        Some(host) => {
            let upstream = if host.starts_with("canary") { canary } else { stable };
            let rest = line.split_once(" max_fails").map_or("", |(_, rest)| rest);
            format!("    server {} max_fails{rest}", upstream.address())
        }
        None => line.replace("listen 80;", &format!("listen 127.0.0.1:{port};")),
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

struct Servers {
    canary: Upstream,
    stable: Upstream,
}

impl Servers {
    fn start() -> Result<Self> {
        Ok(Self { canary: Upstream::start("canary")?, stable: Upstream::start("stable")? })
    }

    fn split(&self, oracle: &Oracle, phase: &'static str, file: &str) -> Result<Nginx> {
        let port = nginx::free_port()?;
        let text = readdressed(&rendered(phase, file)?, &self.canary, &self.stable, port);
        nginx::check_config(oracle, &text)?.accepted()?;
        Nginx::start(oracle, &text, port)
    }
}

/// The users that reach the canary.
fn on_trial(client: &mut Client) -> Result<BTreeSet<usize>> {
    let mut reached = BTreeSet::new();
    for user in 0..CLIENTS {
        if client.ask(&[("X-User-Id", &format!("user-{user}"))])? == "canary" {
            reached.insert(user);
        }
    }
    Ok(reached)
}

/// The share and the interval in which it lies; an error outside of it.
fn judged(reached: usize, part: f64) -> Result<String> {
    let clients = f64::from(u32::try_from(CLIENTS)?);
    let (mean, limit) = (clients * part, DEVIATIONS * (clients * part * (1.0 - part)).sqrt());
    let told =
        format!("{reached} at {part}, within {:.0} to {:.0}", (mean - limit).ceil(), (mean + limit).floor());
    if (f64::from(u32::try_from(reached)?) - mean).abs() <= limit {
        Ok(told)
    } else {
        Err(format!("not {told}").into())
    }
}

fn shares(oracle: &Oracle) -> Result<String> {
    let servers = Servers::start()?;
    let mut told = Vec::new();
    let mut before = BTreeSet::new();
    for (phase, part) in [("phase-1", 0.05), ("phase-2", 0.25), ("phase-3", 0.5)] {
        let nginx = servers.split(oracle, phase, "nginx-canary.conf")?;
        let reached = on_trial(&mut nginx.client()?)?;
        assert!(before.is_subset(&reached), "somebody changed sides in {phase}");
        told.push(judged(reached.len(), part)?);
        before = reached;
    }
    let nobody = on_trial(&mut servers.split(oracle, "phase-3", "breach/nginx-canary.conf")?.client()?)?;
    let everybody = on_trial(&mut servers.split(oracle, "phase-4", "nginx-canary.conf")?.client()?)?;
    assert_eq!((nobody.len(), everybody.len()), (0, CLIENTS));
    Ok(format!("of {CLIENTS} (99.9 % intervals): {}, none after a breach, all at the end", told.join(", ")))
}

/// Clients whose share is stable, until they ask for the canary.
fn overrides(oracle: &Oracle) -> Result<String> {
    let servers = Servers::start()?;
    let nginx = servers.split(oracle, "phase-1", "nginx-canary.conf")?;
    let mut client = nginx.client()?;
    let mut user = 0;
    while client.ask(&[("X-User-Id", &format!("user-{user}"))])? == "canary" {
        user += 1;
    }
    let user = format!("user-{user}");
    let stable: &[&[(&str, &str)]] = &[
        &[],
        &[("X-Canary-User", "false")],
        &[("Cookie", "canary=false")],
        &[("Cookie", "other=true")],
        &[("X-Real-IP", "192.168.1.99")],
        &[("X-Real-IP", "192.168.1.103")],
    ];
    let canary: &[&[(&str, &str)]] = &[
        &[("X-Canary-User", "true")],
        &[("Cookie", "a=b; canary=true")],
        &[("X-Real-IP", "192.168.1.100")],
        &[("X-Real-IP", "192.168.1.101")],
        &[("X-Real-IP", "192.168.1.102")],
        &[("X-Canary-User", "true"), ("Cookie", "canary=false"), ("X-Real-IP", "10.0.0.1")],
    ];
    for (expected, requests) in [("stable", stable), ("canary", canary)] {
        for headers in requests {
            let all: Vec<(&str, &str)> =
                headers.iter().copied().chain([("X-User-Id", user.as_str())]).collect();
            assert_eq!(client.ask(&all)?, expected, "{headers:?}");
        }
    }
    // Without a user the address tells clients apart, and keeps each on its side.
    let mut sides = BTreeSet::new();
    for host in 0..200 {
        let address = format!("10.0.0.{host}");
        let side = client.ask(&[("X-Real-IP", &address)])?;
        assert_eq!(client.ask(&[("X-Real-IP", &address)])?, side);
        sides.insert(side);
    }
    assert_eq!(sides.len(), 2, "{sides:?}");

    // After a breach nobody reaches the canary, whoever asks for it.
    let breached = servers.split(oracle, "phase-1", "breach/nginx-canary.conf")?;
    let mut client = breached.client()?;
    for headers in canary {
        assert_eq!(client.ask(headers)?, "stable", "{headers:?}");
    }
    Ok(format!("{} requests to stable, {} to the canary", stable.len(), canary.len()))
}

#[test]
fn every_weight_splits_as_it_says_and_nobody_changes_sides() {
    each_version("nginx", shares);
}

#[test]
fn who_asks_for_the_canary_reaches_it_unless_it_broke() {
    each_version("nginx", overrides);
}

#[test]
fn a_split_that_is_no_split_is_refused() {
    each_version("nginx", |oracle| {
        let text = rendered("phase-1", "nginx-canary.conf")?.replace("    5% ", "    0% ");
        let servers = Servers::start()?;
        let text = readdressed(&text, &servers.canary, &servers.stable, nginx::free_port()?);
        let refused = nginx::check_config(oracle, &text)?.refused()?;
        assert!(refused.text().contains("0%"), "{}", refused.text());
        Ok("a share of 0%".into())
    });
}
