//! The traffic split for nginx.
//!
//! Weights 0 and 100 are renderings of their own: `split_clients` takes no `0%`, and an upstream that nobody is sent to
//! need not resolve.

use plimsoll_plan::{Backend, Plan, ServiceSplit, Traffic, Weight};
use plimsoll_units::Duration;
use serde::Serialize;

use crate::{Artifact, artifact, paths, prose};

#[derive(Serialize)]
struct Page<'a> {
    source: String,
    phase: &'a str,
    weight: String,
    breached: bool,
    splits: Vec<Split<'a>>,
}

#[derive(Serialize)]
struct Split<'a> {
    /// The service as the name of a variable.
    variable: String,
    host: &'a str,
    listen: u16,
    port: u16,
    canary: &'a str,
    stable: &'a str,
    /// Those that somebody may be sent to.
    backends: Vec<Upstream<'a>>,
    /// The weight, where clients are split at all.
    share: Option<String>,
    /// What `proxy_pass` is given.
    upstream: String,
    addresses: Vec<String>,
    user: String,
    cookie: Option<Override<'a>>,
    header: Option<Override<'a>>,
    max_fails: u32,
    fail_timeout: String,
    connect: String,
    send: String,
    read: String,
    buffers: u32,
    buffer_size: String,
}

#[derive(Serialize)]
struct Upstream<'a> {
    name: &'a str,
    hosts: &'a [String],
}

/// A variable of the request with whose value a client asks for the canary, and what decides otherwise.
#[derive(Serialize)]
struct Override<'a> {
    variable: String,
    value: &'a str,
    otherwise: &'static str,
}

/// `nginx-canary.conf`
pub(crate) fn render(plan: &Plan, traffic: &Traffic) -> Artifact {
    let splits: Vec<&ServiceSplit> = traffic.splits.iter().collect();
    Artifact::new(paths::of(plan, paths::NGINX), page(plan, traffic, traffic.weight, &splits, false))
}

/// `breach/nginx-canary.conf`: the same with a weight of 0.
pub(crate) fn breach(plan: &Plan, traffic: &Traffic) -> Artifact {
    let breached: Vec<ServiceSplit> = traffic.splits.iter().map(ServiceSplit::breached).collect();
    let splits: Vec<&ServiceSplit> = breached.iter().collect();
    let path = paths::of(plan, &paths::breach(paths::NGINX));
    Artifact::new(path, page(plan, traffic, Weight::ZERO, &splits, true))
}

fn page(plan: &Plan, traffic: &Traffic, weight: Weight, splits: &[&ServiceSplit], breached: bool) -> String {
    let page = Page {
        source: artifact::generated_from(plan.pack),
        phase: traffic.phase,
        weight: weight.percent(),
        breached,
        splits: splits.iter().map(|split| Split::from(*split)).collect(),
    };
    prose::page(prose::NGINX, &page)
}

impl<'a> From<&'a ServiceSplit> for Split<'a> {
    fn from(split: &'a ServiceSplit) -> Self {
        let variable = split.service.replace('-', "_");
        let settings = &split.settings;
        let (canary, stable) = (split.canary.name.as_str(), split.stable.name.as_str());
        let both = split.nginx != Weight::ZERO && split.nginx != Weight::ALL;
        let by_address = if settings.addresses.is_empty() { "_share" } else { "_by_address" };
        let by_cookie = if settings.cookie.is_some() { "_by_cookie" } else { by_address };
        let decides = if settings.header.is_some() { "_by_header" } else { by_cookie };
        let upstream = |backend: &'a Backend| Upstream { name: &backend.name, hosts: &backend.hosts };
        let (backends, sent) = match split.nginx {
            Weight::ZERO => (vec![upstream(&split.stable)], stable.to_owned()),
            Weight::ALL => (vec![upstream(&split.canary)], canary.to_owned()),
            _ => (vec![upstream(&split.stable), upstream(&split.canary)], format!("${variable}{decides}")),
        };
        let proxy = settings.proxy;
        Self {
            host: &split.host,
            listen: settings.listen,
            port: settings.port,
            canary,
            stable,
            backends,
            share: both.then(|| split.nginx.percent()),
            upstream: sent,
            addresses: settings.addresses.iter().map(|(first, last)| format!("{first}-{last}")).collect(),
            user: settings.user.map_or_else(|| "remote_addr".to_owned(), header_variable),
            cookie: settings.cookie.map(|(name, value)| Override {
                variable: format!("cookie_{name}"),
                value,
                otherwise: by_address,
            }),
            header: settings.header.map(|(name, value)| Override {
                variable: header_variable(name),
                value,
                otherwise: by_cookie,
            }),
            max_fails: proxy.max_fails,
            fail_timeout: time(proxy.fail_timeout),
            connect: time(proxy.connect),
            send: time(proxy.send),
            read: time(proxy.read),
            buffers: proxy.buffers.0,
            buffer_size: format!("{}k", proxy.buffers.1.value() / 1024.0),
            variable,
        }
    }
}

/// What nginx calls a header of the request: `http_x_canary_user`.
fn header_variable(name: &str) -> String {
    format!("http_{}", name.to_ascii_lowercase().replace('-', "_"))
}

/// Whole milliseconds where there are any, for nginx writes `1.5s` otherwise than we do.
fn time(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    if milliseconds.is_multiple_of(1_000) {
        format!("{}s", milliseconds / 1_000)
    } else {
        format!("{milliseconds}ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn text(weight: f64) -> String {
        let plan = fixture::canary(weight);
        render(&plan, plan.traffic.as_ref().unwrap()).text
    }

    #[test]
    fn overrides_lead_to_the_canary_before_the_share_decides() {
        let text = text(5.0);
        for line in [
            "# Traffic phase first, weight 5%.",
            "    server checkout-canary-1.shop:8080 max_fails=3 fail_timeout=30s;",
            "    192.168.1.100-192.168.1.102 1;",
            "map $http_x_user_id $checkout_client {",
            "split_clients $checkout_client $checkout_share {\n    5% checkout-canary;\n    * checkout-stable;",
            "map $checkout_address $checkout_by_address {\n    default $checkout_share;",
            "map $cookie_canary $checkout_by_cookie {\n    default $checkout_by_address;\n    \"true\"  checkout-canary;",
            "map $http_x_canary_user $checkout_by_header {\n    default $checkout_by_cookie;",
            "proxy_pass http://$checkout_by_header;",
            "proxy_buffers 8 4k;",
        ] {
            assert!(text.contains(line), "no `{line}` in\n{text}");
        }
    }

    #[test]
    fn nothing_and_everything_are_not_split() {
        let plan = fixture::canary(5.0);
        let breach = breach(&plan, plan.traffic.as_ref().unwrap()).text;
        assert!(
            breach.contains("proxy_pass http://checkout-stable;") && breach.contains("weight 0:"),
            "{breach}"
        );
        assert!(!breach.contains("checkout-canary"), "{breach}");
        let all = text(100.0);
        assert!(
            all.contains("proxy_pass http://checkout-canary;") && !all.contains("split_clients"),
            "{all}"
        );
    }
}
