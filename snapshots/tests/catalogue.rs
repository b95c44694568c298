//! `plimsoll catalogue` of a real Prometheus and of the text that it exposes of itself.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::path::Path;
use std::time::Duration;

use plimsoll_cli::console::Console;
use plimsoll_cli::{Outcome, alone};
use plimsoll_codegen::data::{MetricType, MetricsFile};
use plimsoll_codegen::document::Limits;
use plimsoll_snapshots::oracles::exporter::Exporter;
use plimsoll_snapshots::oracles::prometheus::Prometheus;
use plimsoll_snapshots::oracles::{Result, each_version};

const EXPOSED: &str = "\
# HELP shop_orders_total Orders, by result.
# TYPE shop_orders_total counter
shop_orders_total{result=\"ok\"} 5
shop_orders_total{result=\"failed\",reason=\"card\"} 1
# TYPE shop_order_seconds histogram
shop_order_seconds_bucket{result=\"ok\",le=\"0.5\"} 1
shop_order_seconds_bucket{result=\"ok\",le=\"1\"} 2
shop_order_seconds_bucket{result=\"ok\",le=\"+Inf\"} 2
shop_order_seconds_sum{result=\"ok\"} 1
shop_order_seconds_count{result=\"ok\"} 2
# TYPE shop_memory_bytes gauge
shop_memory_bytes 5
";

/// The catalogue that the command writes, as the reader of catalogues takes it.
fn catalogue(from: &str) -> Result<MetricsFile> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["plimsoll", "catalogue", "--from", from].map(Into::into);
    let outcome = alone::execute(arguments, Path::new("."), &mut Console::plain(&mut out, &mut err))?;
    if outcome != Outcome::Well {
        return Err(String::from_utf8_lossy(&err).into_owned().into());
    }
    let read = plimsoll_codegen::read::metrics_within("metrics.yaml", &out, Limits::LINT);
    read.map_err(|problems| problems[0].to_string().into())
}

fn labels(file: &MetricsFile, metric: &str) -> Vec<String> {
    file.metrics.get(metric).unwrap().labels.iter().map(|label| label.value.clone()).collect()
}

fn shop(file: &MetricsFile) {
    assert_eq!(labels(file, "shop_orders_total"), ["reason", "result"]);
    assert_eq!(labels(file, "shop_order_seconds"), ["result"]);
    let histogram = file.metrics.get("shop_order_seconds").unwrap();
    let bounds: Vec<f64> = histogram.buckets.iter().map(|bound| bound.value).collect();
    assert_eq!((bounds.as_slice(), histogram.kind.value), (&[0.5, 1.0][..], MetricType::Histogram));
    let memory = file.metrics.get("shop_memory_bytes").unwrap();
    assert_eq!((memory.kind.value, memory.unit.value.to_string().as_str()), (MetricType::Gauge, "bytes"));
    assert_eq!(file.metrics.get("up"), None);
}

#[test]
fn an_exporter_and_the_prometheus_that_scrapes_it_give_the_same_catalogue() {
    let exporter = Exporter::start(EXPOSED).unwrap();
    shop(&catalogue(&format!("http://127.0.0.1:{}/metrics", exporter.port())).unwrap());
    each_version("prometheus", |oracle| {
        let config = serde_json::json!({ "scrape_configs": [{
            "job_name": "shop", "scrape_interval": "1s",
            "static_configs": [{ "targets": [format!("127.0.0.1:{}", exporter.port())] }],
        }]});
        let prometheus = Prometheus::configured(oracle, &config.to_string())?;
        prometheus.wait_for("shop_memory_bytes", Duration::from_mins(1))?;
        let file = catalogue(prometheus.address())?;
        shop(&file);
        // What it says of itself is the text of a real exporter.
        let own = catalogue(&format!("{}/metrics", prometheus.address()))?;
        let kind = |name: &str| own.metrics.get(name).map(|metric| metric.kind.value);
        assert_eq!(kind("prometheus_http_requests_total"), Some(MetricType::Counter));
        assert_eq!(kind("prometheus_http_request_duration_seconds"), Some(MetricType::Histogram));
        assert_eq!(kind("go_goroutines"), Some(MetricType::Gauge));
        assert!(own.metrics.len() > 150, "{}", own.metrics.len());
        Ok(format!("{} metrics of its own", own.metrics.len()))
    });
}

#[test]
fn what_shows_no_metrics_is_told() {
    let exporter = Exporter::start("<html>nothing</html>\n").unwrap();
    for (from, said) in [
        (format!("http://127.0.0.1:{}", exporter.port()), "shows no metrics"),
        ("https://prometheus.example.com".to_owned(), "only plain HTTP is read"),
        ("gone.txt".to_owned(), "cannot be read"),
    ] {
        let told = catalogue(&from).unwrap_err().to_string();
        assert!(told.contains(said) && told.contains("= help: "), "{told}");
    }
}
