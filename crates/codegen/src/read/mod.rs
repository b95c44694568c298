//! YAML to checked data, with all problems of a file at once.
//!
//! A problem in one value does not hide the next: what cannot be read is left out, and reading goes on. Only
//! what makes the bytes no YAML at all (see [`document`](crate::document)) stops at once.

mod amount;
mod cardinality;
mod environments;
mod exits;
mod fields;
mod known;
mod metrics;
mod names;
mod reader;
mod rollout;
mod scalars;
mod settings;
mod thresholds;
mod timing;
mod traffic;

use crate::Problem;
use crate::data::{MetricsFile, PackFiles, ThresholdsFile};
use crate::document::Limits;

#[cfg(all(test, feature = "schema"))]
pub(crate) use self::{amount::UNITS, fields::keys};

/// A file: its name for messages (relative to the workspace, with forward slashes) and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The name.
    pub file: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Reads `thresholds.yaml`.
///
/// # Errors
///
/// Every [`Problem`] of the file, in the order of the file; at most the first hundred.
pub fn thresholds(file: &str, bytes: &[u8]) -> Result<ThresholdsFile, Vec<Problem>> {
    reader::read(file, bytes, Limits::PACK, thresholds::file)
}

/// Reads `metrics.yaml`.
///
/// # Errors
///
/// As [`thresholds`].
pub fn metrics(file: &str, bytes: &[u8]) -> Result<MetricsFile, Vec<Problem>> {
    metrics_within(file, bytes, Limits::PACK)
}

/// Reads a metric catalogue that may be larger than one written by hand.
///
/// # Errors
///
/// As [`thresholds`].
pub fn metrics_within(file: &str, bytes: &[u8], limits: Limits) -> Result<MetricsFile, Vec<Problem>> {
    reader::read(file, bytes, limits, metrics::file)
}

/// Reads both files of a pack and checks what becomes a name in Rust.
///
/// # Errors
///
/// Every [`Problem`] of both files, those of the thresholds first.
pub fn pack(thresholds: Source<'_>, metrics: Source<'_>) -> Result<PackFiles, Vec<Problem>> {
    let thresholds = self::thresholds(thresholds.file, thresholds.bytes);
    let metrics = self::metrics(metrics.file, metrics.bytes).and_then(|metrics| {
        let problems = names::handles(&metrics);
        if problems.is_empty() { Ok(metrics) } else { Err(problems) }
    });
    match (thresholds, metrics) {
        (Ok(thresholds), Ok(metrics)) => Ok(PackFiles { thresholds, metrics }),
        (thresholds, metrics) => {
            let both = [thresholds.err(), metrics.err()];
            Err(both.into_iter().flatten().flatten().collect())
        }
    }
}
