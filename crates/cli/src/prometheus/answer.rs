//! What a Prometheus answers, out of its text.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// An answer of more series is none about a handful of alerts. The labels of one take many times the bytes of their text.
const MOST_SERIES: usize = 100_000;

/// A series over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Seconds since 1970, and a value; one sample for each step at which there was one, in order.
    #[serde(with = "samples_as_texts")]
    pub samples: Vec<(u64, f64)>,
}

/// Values as Prometheus itself gives them: JSON has no number that is none, and none without an end.
mod samples_as_texts {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(samples: &[(u64, f64)], into: S) -> Result<S::Ok, S::Error> {
        into.collect_seq(samples.iter().map(|(moment, value)| (moment, value.to_string())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(u64, f64)>, D::Error> {
        let texts: Vec<(u64, String)> = Vec::deserialize(from)?;
        let value = |(moment, text): (u64, String)| Ok((moment, text.parse().map_err(D::Error::custom)?));
        texts.into_iter().map(value).collect()
    }
}

impl Range {
    /// Whether its samples follow each other, and are between two moments, both included.
    pub(crate) fn is_between(&self, (start, end): (u64, u64)) -> bool {
        self.samples.is_sorted_by(|one, next| one.0 < next.0)
            && self.samples.iter().all(|(moment, _)| (start..=end).contains(moment))
    }
}

/// One series of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its value.
    pub value: f64,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// Nobody can be asked there.
    #[error("`{0}` is no URL of a Prometheus over plain HTTP")]
    Url(String),
    /// Nobody answers.
    #[error("{0}")]
    Lost(String),
    /// It does not want to answer.
    #[error("Prometheus refuses the query: {0}")]
    Refused(String),
    /// Something else answers, or it answers something else.
    #[error("what answers is no Prometheus: {0}")]
    Strange(String),
}

impl NoAnswer {
    /// What to do.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Url(_) => {
                "write `http://127.0.0.1:9090`; where it is served over TLS only, forward a port: \
                 `kubectl port-forward svc/prometheus 9090`"
            }
            Self::Lost(_) => "is it running, and is the address that of its web interface?",
            Self::Refused(_) => {
                "does it run a version that the environment's `targets` name, and is it not overloaded?"
            }
            Self::Strange(_) => "give the address of Prometheus itself, with its path prefix if it has one",
        }
    }
}

/// The series of an answer to an instant query that counts.
///
/// # Errors
///
/// As [`NoAnswer`] says; where a value counts nothing.
pub fn counts(text: &str) -> Result<Vec<Sample>, NoAnswer> {
    let series: Vec<Series> = read(text)?;
    let sample = |Series { metric: labels, value }| match number(&value)? {
        count if count.is_finite() && count >= 0.0 => Ok(Sample { labels, value: count }),
        other => Err(NoAnswer::Strange(format!("asked how often something was, it answers {other}"))),
    };
    series.into_iter().map(sample).collect()
}

/// The series of an answer to a range query between two moments, both included, in seconds since 1970.
///
/// # Errors
///
/// As [`NoAnswer`] says; where samples are out of order, or of other moments than those that were asked about.
pub fn over_time(text: &str, between: (u64, u64)) -> Result<Vec<Range>, NoAnswer> {
    let series: Vec<RangeSeries> = read(text)?;
    let range = |RangeSeries { metric: labels, values }| {
        let samples = values.iter().map(|point| Ok((moment(point.0), number(point)?)));
        let range = Range { labels, samples: samples.collect::<Result<_, NoAnswer>>()? };
        if range.is_between(between) {
            return Ok(range);
        }
        let (start, end) = between;
        Err(NoAnswer::Strange(format!("asked about {start} to {end}, it answers about other moments")))
    };
    series.into_iter().map(range).collect()
}

#[derive(Deserialize)]
#[serde(bound = "S: DeserializeOwned")]
struct Answer<S> {
    status: String,
    #[serde(default)]
    error: String,
    data: Option<Data<S>>,
}

#[derive(Deserialize)]
#[serde(bound = "S: DeserializeOwned")]
struct Data<S> {
    #[serde(deserialize_with = "not_too_many")]
    result: Vec<S>,
}

/// A moment in seconds, and a number as a text.
type Point = (f64, String);

#[derive(Deserialize)]
struct Series {
    metric: BTreeMap<String, String>,
    value: Point,
}

#[derive(Deserialize)]
struct RangeSeries {
    metric: BTreeMap<String, String>,
    values: Vec<Point>,
}

fn read<S: DeserializeOwned>(text: &str) -> Result<Vec<S>, NoAnswer> {
    let answer: Answer<S> =
        serde_json::from_str(text).map_err(|error| NoAnswer::Strange(error.to_string()))?;
    if answer.status != "success" {
        return Err(NoAnswer::Refused(answer.error));
    }
    Ok(answer.data.map(|data| data.result).unwrap_or_default())
}

/// Stops at the first series that is one too many.
fn not_too_many<'de, S: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<Vec<S>, D::Error> {
    struct NotTooMany<S>(PhantomData<S>);

    impl<'de, S: DeserializeOwned> Visitor<'de> for NotTooMany<S> {
        type Value = Vec<S>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "at most {MOST_SERIES} series")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<S>, A::Error> {
            let mut all = Vec::new();
            while let Some(one) = from.next_element()? {
                if all.len() == MOST_SERIES {
                    return Err(A::Error::custom(format!("it answers with more than {MOST_SERIES} series")));
                }
                all.push(one);
            }
            Ok(all)
        }
    }

    from.deserialize_seq(NotTooMany(PhantomData))
}

fn number((_, value): &Point) -> Result<f64, NoAnswer> {
    value.parse().map_err(|_| NoAnswer::Strange(format!("`{value}` is no number")))
}

/// Whole seconds: no step is shorter.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is before 1970 or never becomes a moment at which nothing was asked"
)]
fn moment(seconds: f64) -> u64 {
    seconds.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_series_with_their_values() {
        let text = r#"{"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"alertname":"A"},"value":[1700000000.1,"4"]}]}}"#;
        let [series] = &counts(text).unwrap()[..] else { panic!("one series") };
        assert_eq!((series.labels["alertname"].as_str(), series.value), ("A", 4.0));
    }

    #[test]
    fn a_refusal_and_what_is_no_prometheus_are_told_apart() {
        let refused = counts(r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#);
        assert!(matches!(refused, Err(NoAnswer::Refused(why)) if why == "parse error"));
        assert!(matches!(counts("<html>"), Err(NoAnswer::Strange(_))));
    }

    #[test]
    fn what_counts_nothing_is_no_count() {
        for strange in ["NaN", "+Inf", "-Inf", "-1", "one"] {
            let text = format!(
                "{{\"status\":\"success\",\"data\":{{\"result\":[{{\"metric\":{{}},\"value\":[0,\"{strange}\"]}}]}}}}"
            );
            assert!(matches!(counts(&text), Err(NoAnswer::Strange(_))), "{strange}");
        }
    }

    fn answered(points: &str) -> Result<Vec<Range>, NoAnswer> {
        let result = format!("[{{\"metric\":{{}},\"values\":[{points}]}}]");
        over_time(&format!("{{\"status\":\"success\",\"data\":{{\"result\":{result}}}}}"), (30, 60))
    }

    #[test]
    fn samples_are_those_that_were_asked_for() {
        assert_eq!(answered("[30,\"1\"],[45.001,\"2\"],[60,\"NaN\"]").unwrap()[0].samples.len(), 3);
        for other in [
            "[15,\"1\"]",
            "[75,\"1\"]",
            "[45,\"1\"],[30,\"1\"]",
            "[45,\"1\"],[45,\"1\"]",
            "[1e300,\"1\"]",
            "[-1,\"1\"]",
        ] {
            assert!(matches!(answered(other), Err(NoAnswer::Strange(_))), "{other}");
        }
    }

    #[test]
    fn samples_that_are_kept_are_read_back_whatever_they_are_worth() {
        let kept = answered("[30,\"NaN\"],[45,\"+Inf\"],[59,\"0.1\"],[60,\"-0\"]").unwrap();
        let text = serde_json::to_string(&kept).unwrap();
        let read: Vec<Range> = serde_json::from_str(&text).unwrap();
        let bits = |series: &[Range]| -> Vec<(u64, u64)> {
            series[0].samples.iter().map(|(moment, value)| (*moment, value.to_bits())).collect()
        };
        assert_eq!(bits(&read), bits(&kept), "{text}");
    }

    #[test]
    fn more_series_than_anybody_asked_about_are_no_answer() {
        let series = |many: usize| {
            let one = "{\"metric\":{},\"value\":[0,\"1\"]}";
            format!("{{\"status\":\"success\",\"data\":{{\"result\":[{}]}}}}", vec![one; many].join(","))
        };
        assert_eq!(counts(&series(MOST_SERIES)).map(|all| all.len()), Ok(MOST_SERIES));
        let refused = counts(&series(MOST_SERIES + 1)).unwrap_err();
        assert!(refused.to_string().contains("more than 100000 series"), "{refused}");
    }
}
