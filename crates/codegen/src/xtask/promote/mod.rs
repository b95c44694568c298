//! `promote`: moves the live phase of an environment, in the line of YAML that holds it.
//!
//! - [`options`]: what somebody asked for.
//! - [`ladder`]: which phase may be live next, and when; [`exits`]: whether its gates are open; [`traffic`]: the same
//!   of the traffic phases; [`steps`]: what both have in common.
//!
//! The line itself is [`crate::edit`]'s.
//!
//! The clock is asked here and nowhere else: no generated file shows a day.

mod exits;
mod ladder;
mod options;
mod steps;
#[cfg(test)]
mod tests;
mod traffic;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use plimsoll_units::Date;

use self::ladder::Move;
use self::options::Options;
use super::replace::replace;
use crate::data::Environment;
use crate::edit::{self, Edit};
use crate::suggest::instead;
use crate::{Folder, Problem, read};

/// What a promotion needs of the world.
pub(super) struct World<'a> {
    pub(super) root: &'a Path,
    pub(super) folder: &'a Path,
    pub(super) today: Date,
    /// Runs a command of the packs and gives its exit code.
    pub(super) run: &'a mut dyn FnMut(&str, &[String]) -> u8,
    pub(super) out: &'a mut dyn Write,
    pub(super) err: &'a mut dyn Write,
}

/// The day in UTC.
pub(super) fn today() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Date::from_days_since_epoch(u32::try_from(seconds / 86_400).ok()?)
}

/// Moves, generates and says what changes; gives the exit code.
pub(super) fn promote(world: &mut World<'_>, arguments: &[OsString]) -> io::Result<u8> {
    let options = match options::parse(arguments) {
        Ok(Some(options)) => options,
        Ok(None) => {
            write!(world.out, "{}", options::HELP)?;
            return Ok(0);
        }
        Err(wrong) => {
            write!(world.err, "error: {wrong}\n\n{}", options::HELP)?;
            return Ok(2);
        }
    };
    match prepared(world, &options) {
        Ok(prepared) => world.carry_out(&options, &prepared),
        Err(refusal) => {
            writeln!(world.err, "{refusal}\n\n1 error; nothing was moved")?;
            Ok(1)
        }
    }
}

/// A move that may be made, and both texts of the file.
struct Prepared {
    path: PathBuf,
    /// The place for people: `file:line:column`.
    place: String,
    go: Move,
    old: Vec<u8>,
    new: String,
}

/// Reads, decides and edits; writes nothing. The refusal is drawn.
fn prepared(world: &World<'_>, options: &Options) -> Result<Prepared, String> {
    let packs = super::inputs::packs(world.folder);
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let Some(folder) = packs.iter().find(|path| name(path).as_ref() == Some(&options.pack)) else {
        let names: Vec<String> = packs.iter().filter_map(name).collect();
        let help = instead(&options.pack, "packs", names.iter().map(String::as_str));
        return Err(format!(
            "error[promote/unknown-pack]: there is no pack `{}` whose phases stand in YAML\nhelp: {help}",
            options.pack
        ));
    };
    let path = folder.join("thresholds.yaml");
    let unreadable = |why: String| format!("error[yaml/unreadable]: {why}");
    let known = Folder::new(world.root, folder.clone())
        .read(Some(&options.pack))
        .map_err(|failure| failure.to_string())?
        .thresholds;
    let old = fs::read(&path).map_err(|error| unreadable(format!("cannot read {}: {error}", known.file)))?;
    let text = String::from_utf8_lossy(&old).into_owned();
    // Both readings must have seen one file.
    let known = read::thresholds(&known.file, &old)
        .map_err(|_| unreadable(format!("{} changes just now", known.file)))?;
    let draw = |problem: &Problem| problem.render(&text);
    let go = ladder::decide(&known, options, world.today).map_err(|problem| draw(&problem))?;
    let live = |environment: &Environment| {
        let phase = if options.traffic { &environment.traffic } else { &environment.phase };
        phase.as_ref().map(|phase| phase.place)
    };
    let place = known.environments.get(&options.environment).and_then(live).unwrap_or(known.pack.place);
    let edit = Edit {
        environment: &options.environment,
        phase: &go.to,
        since: (!options.traffic).then_some(world.today),
        because: options.because.as_deref(),
    };
    let new = edit::moved(&known, &text, &edit).map_err(|why| {
        let message = format!("the live phase cannot be moved: {why}");
        let help = format!("write `{}` there yourself, then run `cargo xtask generate`", go.to);
        draw(&Problem::new("promote/not-editable", &known.file, place, message).help(help))
    })?;
    let place = format!("{}:{}:{}", known.file, place.line, place.column);
    Ok(Prepared { path, place, go, old, new })
}

impl World<'_> {
    fn carry_out(&mut self, options: &Options, prepared: &Prepared) -> io::Result<u8> {
        let Prepared { path, place, go, old, new } = prepared;
        let Options { pack, environment, .. } = options;
        if let Some(url) = options.prometheus.as_ref().filter(|_| go.asks) {
            let asked = [pack, environment, "--prometheus", url].map(ToString::to_string).into_iter();
            let asked = asked.chain(options.traffic.then(|| "--traffic".to_owned()));
            let code = (self.run)("gates", &asked.collect::<Vec<_>>());
            // With a reason its answer is told, and decides nothing.
            if code != 0 && options.because.is_none() {
                writeln!(
                    self.err,
                    "\nerror[promote/gate-shut]: {place} is as it was\nhelp: say why it may be left all the same with `--because`"
                )?;
                return Ok(code);
            }
        }
        if let Err(error) = replace(path, new.as_bytes()) {
            writeln!(
                self.err,
                "error[promote/not-written]: {place}: {error}\nhelp: is the folder writable?"
            )?;
            return Ok(1);
        }
        let code = (self.run)("generate", &[]);
        if code != 0 {
            self.put_back(path, place, old, new)?;
            return Ok(code);
        }
        let since = if options.traffic { String::new() } else { format!(", since {}", self.today) };
        writeln!(self.out, "{place}: {pack} {environment}: `{}` to `{}`{since}\n", go.from, go.to)?;
        self.out.flush()?;
        let axis = if options.traffic { "traffic" } else { "phase" };
        let arguments = ["--pack", pack, "--env", environment]
            .map(str::to_owned)
            .into_iter()
            .chain(["--from".to_owned(), format!("{axis}:{}", go.from)])
            .chain(["--to".to_owned(), format!("{axis}:{}", go.to)]);
        let code = (self.run)("diff", &arguments.collect::<Vec<_>>());
        let order = match (options.traffic, options.demote) {
            (true, _) => "the split and the rules together",
            (false, true) => "rules before Alertmanager",
            (false, false) => "Alertmanager before rules",
        };
        writeln!(self.out, "\nReview the diff of generated/, then apply {order}.")?;
        Ok(code)
    }

    /// Unless somebody else has written the file meanwhile.
    fn put_back(&mut self, path: &Path, place: &str, old: &[u8], new: &str) -> io::Result<()> {
        let is_ours = fs::read(path).is_ok_and(|now| now == new.as_bytes());
        match if is_ours { replace(path, old) } else { Err(io::Error::other("it was changed meanwhile")) } {
            Ok(()) => writeln!(
                self.err,
                "\nerror[promote/not-generated]: the phase could not be moved; {place} is as it was\n\
                 help: repair what is told above, then promote again"
            ),
            Err(error) => writeln!(
                self.err,
                "\nerror[promote/not-put-back]: {place} holds the new phase and cannot be put back: {error}\n\
                 help: repair what is told above and run `cargo xtask generate`, or put the phase back yourself"
            ),
        }
    }
}
