//! The past of an expression: asked in parts that a server answers, each kept so that a run that broke off goes on.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::prometheus::{NoAnswer, Prometheus, Range};

/// Prometheus answers at most 11,000 steps at once (`web/api/v1/api.go`).
const MOST_STEPS: u64 = 10_000;

/// What is younger may still change: a sample arrives late.
const YOUNGEST_KEPT: u64 = 300;

/// One server over one stretch of time, all in seconds.
pub(super) struct History<'a> {
    pub(super) server: &'a Prometheus,
    pub(super) url: &'a str,
    /// The first and the last moment.
    pub(super) between: (u64, u64),
    pub(super) step: u64,
    pub(super) now: u64,
    /// Where answers are kept.
    pub(super) cache: PathBuf,
}

/// A kept answer, with what was asked: a name that two questions share keeps the last of them alone.
#[derive(Serialize, Deserialize)]
struct Kept {
    url: String,
    query: String,
    between: (u64, u64),
    step: u64,
    series: Vec<Range>,
}

impl History<'_> {
    /// The parts in which anything is asked: cut at moments that are the same in every run.
    pub(super) fn parts(&self) -> Vec<(u64, u64)> {
        let (first, last) = self.between;
        let length = MOST_STEPS * self.step;
        let mut parts = Vec::new();
        let mut begin = first;
        while begin <= last {
            let end = ((begin / length + 1) * length - self.step).min(last);
            parts.push((begin, end));
            begin = end + self.step;
        }
        parts
    }

    /// Every series of an expression, with all its samples in order; `answered` is called for each part.
    pub(super) fn of(&self, query: &str, mut answered: impl FnMut()) -> Result<Vec<Range>, NoAnswer> {
        // By their labels: of a fleet there are thousands, in each part again.
        let mut all: BTreeMap<BTreeMap<String, String>, Vec<(u64, f64)>> = BTreeMap::new();
        for part in self.parts() {
            for series in self.part(query, part)? {
                all.entry(series.labels).or_default().extend(series.samples);
            }
            answered();
        }
        Ok(all.into_iter().map(|(labels, samples)| Range { labels, samples }).collect())
    }

    fn part(&self, query: &str, between: (u64, u64)) -> Result<Vec<Range>, NoAnswer> {
        let path = self.path(query, between);
        let same = |kept: &Kept| {
            kept.url == self.url
                && kept.query == query
                && kept.between == between
                && kept.step == self.step
                // A file that was damaged is asked about again.
                && kept.series.iter().all(|series| series.is_between(between))
        };
        let kept = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        if let Some(kept) = kept.filter(same) {
            return Ok(kept.series);
        }
        let series = self.server.range(query, between, self.step)?;
        if between.1 + YOUNGEST_KEPT <= self.now {
            let (url, query) = (self.url.to_owned(), query.to_owned());
            let kept = Kept { url, query, between, step: self.step, series: series.clone() };
            // What cannot be kept is asked again the next time.
            let _ = keep(&path, &kept);
        }
        Ok(series)
    }

    fn path(&self, query: &str, between: (u64, u64)) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        (self.url, query, between, self.step).hash(&mut hasher);
        self.cache.join(format!("{:016x}.json", hasher.finish()))
    }
}

/// In one step, so that a run that is killed leaves no half an answer.
fn keep(path: &Path, kept: &Kept) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut file, kept)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_are_cut_at_the_same_moments_in_every_run() {
        let server = Prometheus::at("http://127.0.0.1:9").unwrap();
        let history =
            |between| History { server: &server, url: "", between, step: 15, now: 0, cache: PathBuf::new() };
        let (length, first) = (150_000, 1_700_000_010);
        let parts = history((first, first + 2 * length)).parts();
        assert_eq!(parts.len(), 3);
        assert_eq!((parts[0].0, parts[2].1), (first, first + 2 * length));
        assert!(parts.windows(2).all(|pair| pair[0].1 + 15 == pair[1].0), "{parts:?}");
        assert!(parts.iter().all(|(from, to)| (to - from) / 15 < MOST_STEPS), "{parts:?}");
        assert_eq!(history((first + 150, first + 2 * length)).parts()[1..], parts[1..]);
        assert_eq!(history((first, first)).parts(), [(first, first)]);
    }
}
