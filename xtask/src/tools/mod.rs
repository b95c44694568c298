//! `cargo xtask tools`: gets the real oracles that the tests ask, several versions of each.
//!
//! Debian carries them, each suite in another version. `apt-get download` and `dpkg-deb -x` need neither root nor an
//! installation, so on any Debian, old or new, every suite's binaries can be had beside each other under
//! `target/tools/`. On another system what is on `PATH` has to do.
//!
//! - [`catalogue`]: which tools, from which packages and suites
//! - [`mirror`]: where this machine gets its Debian packages from
//! - [`debian`]: one suite: its package lists, a download, an unpacked package
//! - [`unpack`]: a tool out of a package into its folder
//! - [`installed`]: the tools on `PATH`, and what version a binary says it is
//! - [`index`]: `index.json`, which the tests read, and `missing.json`
//! - [`python`]: Grafana's SDK and `amlint`, from Python's package index
//! - [`process`]: child processes that end in bounded time
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to its user")]

mod catalogue;
mod debian;
mod index;
mod installed;
mod mirror;
mod process;
mod python;
mod unpack;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use catalogue::{CATALOGUE, GENERATIONS, Tool};
use debian::Suite;
use index::{Entry, Index, Missing};
use mirror::Mirror;

/// What `cargo xtask tools` takes on its command line.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Only these (default: what `cargo xtask test` needs)
    #[arg(value_name = "TOOL", value_parser = clap::builder::PossibleValuesParser::new(CATALOGUE.iter().map(|tool| tool.name)))]
    tools: Vec<String>,
    /// Also the optional ones
    #[arg(long, conflicts_with = "tools")]
    all: bool,
    /// Ask no package mirror: take what is on PATH
    #[arg(long)]
    offline: bool,
}

impl Args {
    fn wanted(&self) -> Vec<&'static Tool> {
        let named = |tool: &Tool| self.tools.iter().any(|name| name == tool.name);
        let wanted =
            |tool: &Tool| if self.tools.is_empty() { self.all || !tool.optional } else { named(tool) };
        CATALOGUE.iter().filter(|tool| wanted(tool)).collect()
    }
}

/// Gets every wanted tool in every version that can be had, and says what could not be had and why.
///
/// Fails when a wanted tool is there in no version at all. What was missing before is tried again.
pub(crate) fn run(args: &Args) -> ExitCode {
    finish(get(args, Retry::Always))
}

/// The same for a task that needs the tools on its way: when there is one version of each, what could not be had
/// before is not asked for again in every test run.
pub(crate) fn ensure() -> ExitCode {
    finish(get(&Args::default(), Retry::Never))
}

#[derive(Clone, Copy, PartialEq)]
enum Retry {
    Always,
    Never,
}

fn finish(result: io::Result<ExitCode>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("error: cannot write the tools to {}: {error}", folder().display());
        eprintln!("help: make that folder writable, or set CARGO_TARGET_DIR to one that is");
        ExitCode::FAILURE
    })
}

/// Where the tools are kept: `tools` in the target directory.
fn folder() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let target = std::env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty());
    root.join(target.unwrap_or_else(|| "target".into())).join("tools")
}

fn get(args: &Args, retry: Retry) -> io::Result<ExitCode> {
    let folder = folder();
    fs::create_dir_all(&folder)?;
    // Two runs at once would both unpack into the same folders; the second waits and then has nothing to do. The
    // first ends in bounded time, and the lock ends with its process.
    let lock = File::create(folder.join(".lock"))?;
    lock.lock()?;

    let mut index = Index::read(&folder);
    if args.tools.is_empty() && !args.offline {
        python::ensure(&mut index, &folder)?;
    }
    let wanted = args.wanted();
    if index.is_complete(&wanted) {
        println!("tools: all {} are there already: {}", index.had(&wanted).len(), index.path().display());
        return Ok(ExitCode::SUCCESS);
    }
    if retry == Retry::Always || !index.is_settled(&wanted) {
        index.forget_what_may_change(&wanted);
        if !args.offline {
            from_debian(&mut index, &wanted, &folder)?;
        }
        from_path(&mut index, &wanted);
        index.write()?;
    }
    Ok(report(&index, &wanted, args.offline))
}

/// Takes what is not there yet from Debian, one generation of suites after the other.
fn from_debian(index: &mut Index, wanted: &[&'static Tool], folder: &Path) -> io::Result<()> {
    let mirror = Mirror::of_this_machine();
    for generation in GENERATIONS {
        for name in *generation {
            let open: Vec<_> = wanted.iter().copied().filter(|tool| !index.has(tool, generation)).collect();
            if open.is_empty() {
                break;
            }
            eprintln!("tools: {name}: getting {} ...", list(open.iter().map(|tool| tool.name)));
            for result in from_suite(name, &mirror, &open, folder) {
                match result {
                    Ok(entry) => index.add(entry),
                    Err(missing) => index.miss(missing),
                }
            }
            index.write()?;
        }
    }
    match fs::remove_dir_all(work(folder)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn from_suite(
    name: &'static str,
    mirror: &Result<Mirror, String>,
    tools: &[&'static Tool],
    folder: &Path,
) -> Vec<Result<Entry, Missing>> {
    let suite = mirror.as_ref().map_err(Clone::clone);
    let suite = suite.and_then(|mirror| Suite::open(name, mirror, &work(folder)));
    let install = |tool: &&'static Tool| {
        let entry =
            suite.as_ref().map_err(Clone::clone).and_then(|suite| unpack::install(tool, suite, folder));
        entry.map_err(|reason| Missing { tool: tool.name.into(), suite: name.into(), reason })
    };
    tools.iter().map(install).collect()
}

/// Where apt works. It is gone afterwards: the package lists alone have forty megabytes.
fn work(folder: &Path) -> PathBuf {
    folder.join(".apt")
}

/// A tool that Debian did not give in any version may still be installed here.
fn from_path(index: &mut Index, wanted: &[&'static Tool]) {
    for tool in wanted {
        if index.had(&[*tool]).is_empty() {
            match installed::find(tool) {
                Ok(entry) => index.add(entry),
                Err(reason) => index.miss(Missing { tool: tool.name.into(), suite: "PATH".into(), reason }),
            }
        }
    }
}

/// Says what is there and what is not; fails when a tool is there in no version.
fn report(index: &Index, wanted: &[&'static Tool], offline: bool) -> ExitCode {
    let mut without = Vec::new();
    for tool in wanted {
        let had = index.had(&[*tool]);
        if had.is_empty() {
            without.push(tool.name);
        } else {
            println!("tools: {:<12} {}", tool.name, list(had.iter().map(|entry| entry.label())));
        }
    }
    for (tool, suites, reason) in index.missing(wanted) {
        println!("tools: {tool:<12} not from {}: {reason}", list(suites));
    }
    if without.is_empty() {
        println!("tools: written to {}", index.path().display());
        return ExitCode::SUCCESS;
    }
    eprintln!("error: no version of {} could be had", list(without));
    if offline {
        eprintln!("help: run it without --offline on a Debian with a mirror, or put the tools on PATH");
    } else {
        eprintln!("help: put them on PATH and run `cargo xtask tools --offline`");
    }
    ExitCode::FAILURE
}

fn list<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    words.into_iter().map(|word| word.as_ref().to_owned()).collect::<Vec<_>>().join(", ")
}
