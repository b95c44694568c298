//! What `promote` takes. Read by hand: a build dependency has no command line of its own.

use std::ffi::OsString;

/// What `--help` says.
pub(super) const HELP: &str = "\
Move the live phase of an environment one step, in the line of YAML that holds it

Usage: cargo xtask promote <PACK> <ENVIRONMENT> [--traffic] [--to <PHASE>] [--because <TEXT>] [--prometheus <URL>]
       cargo xtask promote <PACK> <ENVIRONMENT> [--traffic] --demote [--because <TEXT>]

Options:
      --to <PHASE>        The phase that shall be live [default: the next one]
      --because <TEXT>    Why a phase is skipped, or left before its dwell is over or with a gate shut; kept beside
                          the phase
      --prometheus <URL>  The Prometheus that is asked whether the gates of the live phase's `exit` are open; of a
                          traffic phase, whether it has lasted its dwell without a breach
      --traffic           Move the traffic phase: how much of the traffic a version on trial gets
      --demote            Go back one phase; this is always allowed
  -h, --help              Print help

Stamps `since` (of a traffic phase Prometheus knows it), generates, and says what changes. If that fails, the YAML is put back as it was.
";

/// A reason is one line of a comment.
const LONGEST_REASON: usize = 200;

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Options {
    pub(super) pack: String,
    pub(super) environment: String,
    pub(super) to: Option<String>,
    pub(super) because: Option<String>,
    pub(super) prometheus: Option<String>,
    pub(super) demote: bool,
    pub(super) traffic: bool,
}

/// `None` where help is asked for; in words what was not understood.
pub(super) fn parse(arguments: &[OsString]) -> Result<Option<Options>, String> {
    let mut options = Options::default();
    let mut places = Vec::new();
    let mut rest = arguments
        .iter()
        .map(|argument| argument.to_str().ok_or_else(|| format!("`{}` is not UTF-8", argument.display())));
    while let Some(argument) = rest.next() {
        let argument = argument?;
        let (name, joined) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value)),
            _ => (argument, None),
        };
        let mut value = || match joined {
            Some(value) => Ok(value.to_owned()),
            None => rest.next().unwrap_or_else(|| Err(format!("`{name}` wants a value"))).map(str::to_owned),
        };
        match name {
            "-h" | "--help" => return Ok(None),
            "--to" => options.to = Some(value()?),
            "--because" => options.because = Some(reason(&value()?)?),
            "--prometheus" => options.prometheus = Some(value()?),
            "--demote" if joined.is_none() => options.demote = true,
            "--traffic" if joined.is_none() => options.traffic = true,
            _ if name.starts_with('-') => return Err(format!("there is no option `{name}`")),
            place => places.push(place.to_owned()),
        }
    }
    if options.demote && (options.to.is_some() || options.prometheus.is_some()) {
        return Err("`--demote` goes back one phase; it takes no `--to` and asks no Prometheus".to_owned());
    }
    let [pack, environment] =
        <[String; 2]>::try_from(places).map_err(|_| "a pack and an environment are wanted".to_owned())?;
    Ok(Some(Options { pack, environment, ..options }))
}

/// What can stand in a comment at the end of a line.
fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_REASON || text.contains(char::is_control) {
        return Err(format!("a reason is one line of at most {LONGEST_REASON} characters"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Options>, String> {
        let arguments: Vec<OsString> = line.split('|').map(OsString::from).collect();
        parse(&arguments)
    }

    #[test]
    fn options_stand_anywhere_and_may_be_joined_to_their_values() {
        let expected = Options {
            pack: "edgelink".into(),
            environment: "production".into(),
            to: Some("strict".into()),
            because: Some("a reason".into()),
            prometheus: None,
            demote: false,
            traffic: false,
        };
        assert_eq!(
            parsed("edgelink|--to=strict|production|--because| a reason ").unwrap().unwrap(),
            expected
        );
        assert_eq!(parsed("edgelink|--help"), Ok(None));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "edgelink",
            "a|b|c",
            "a|b|--force",
            "a|b|--to",
            "a|b|--traffic=c",
            "a|b|--demote|--to|c",
            "a|b|--demote|--prometheus|http://c",
            "a|b|--because|",
            "a|b|--because|two\nlines",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
