//! The Prometheus that will read an expression: its version and its feature flags.

use std::fmt;
use std::str::FromStr;

/// A Prometheus version, without its patch level: the language does not change in a patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// `3` of `3.5`.
    pub major: u16,
    /// `5` of `3.5`.
    pub minor: u16,
}

impl Version {
    /// The oldest version the gate knows.
    pub const OLDEST: Self = Self::new(2, 42);

    /// A version.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A feature flag of Prometheus that changes what it accepts.
///
/// Flags that are not listed (duration expressions, extended range selectors, fill modifiers) are not supported:
/// an expression that needs one is refused for every target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// `--enable-feature=promql-experimental-functions`
    ExperimentalFunctions,
}

impl Feature {
    /// As given to `--enable-feature`.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::ExperimentalFunctions => "promql-experimental-functions",
        }
    }
}

/// The Prometheus that will read an expression. The default is 3.5 without feature flags.
///
/// ```
/// use plimsoll_promql::gate::{Feature, Target};
///
/// let target: Target = "3.5".parse()?;
/// assert_eq!(target, Target::default());
/// assert_eq!(target.with_feature(Feature::ExperimentalFunctions).to_string(), "3.5");
/// # Ok::<(), plimsoll_promql::gate::TargetError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    version: Version,
    experimental_functions: bool,
}

impl Target {
    /// A version without feature flags.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { version: Version::new(major, minor), experimental_functions: false }
    }

    /// The same with a feature flag on.
    pub const fn with_feature(mut self, feature: Feature) -> Self {
        match feature {
            Feature::ExperimentalFunctions => self.experimental_functions = true,
        }
        self
    }

    /// The version.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Whether a feature flag is on.
    pub const fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::ExperimentalFunctions => self.experimental_functions,
        }
    }

    /// Whether the version is this one or newer.
    pub(super) fn since(self, version: Version) -> bool {
        self.version >= version
    }
}

impl Default for Target {
    fn default() -> Self {
        Self::new(3, 5)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.version.fmt(f)
    }
}

impl FromStr for Target {
    type Err = TargetError;

    /// Reads `3.5`, `v3.5` or `3.5.3`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || TargetError { text: text.to_owned(), too_old: false };
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let mut number = || parts.next().and_then(plain_number).ok_or_else(unreadable);
        let (major, minor) = (number()?, number()?);
        if let Some(patch) = parts.next() {
            plain_number(patch).ok_or_else(unreadable)?;
        }
        if parts.next().is_some() {
            return Err(unreadable());
        }
        if Version::new(major, minor) < Version::OLDEST {
            return Err(TargetError { text: text.to_owned(), too_old: true });
        }
        Ok(Self::new(major, minor))
    }
}

/// `u16::from_str` alone would also read `+3`.
fn plain_number(text: &str) -> Option<u16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A target that is no version, or older than the gate knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetError {
    text: String,
    too_old: bool,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, too_old } = self;
        if *too_old {
            write!(f, "Prometheus {text} is older than {}, the oldest version supported", Version::OLDEST)
        } else {
            write!(f, "{text:?} is not a Prometheus version such as 3.5")
        }
    }
}

impl std::error::Error for TargetError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_with_and_without_its_patch_level() {
        for text in ["3.5", "v3.5", "3.5.3"] {
            assert_eq!(text.parse::<Target>().unwrap(), Target::new(3, 5), "{text}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "3", "3.", "3.x", "+3.5", "3.5.1.2", "latest"] {
            assert!(
                text.parse::<Target>().unwrap_err().to_string().contains("not a Prometheus version"),
                "{text}"
            );
        }
        assert_eq!(
            "2.41".parse::<Target>().unwrap_err().to_string(),
            "Prometheus 2.41 is older than 2.42, the oldest version supported"
        );
    }

    #[test]
    fn versions_are_ordered_as_numbers() {
        assert!(Version::new(3, 10) > Version::new(3, 9));
        assert!(Version::new(3, 0) > Version::new(2, 55));
    }
}
