//! What was found, reduced: of all inputs the smallest that together reach every edge that any of them reaches.

use std::fs;
use std::io;
use std::path::Path;

use plimsoll_fuzz::targets::Target;
use plimsoll_fuzz::{kept, packed};

use crate::{folder, run};

/// Longer inputs are not kept: what they reach a shorter one reaches too, sooner or later.
const LONGEST: u64 = 1024;

/// Reduces the inputs of a target and writes them; says how many there are.
pub(crate) fn keep(fuzzer: &Path, target: &Target) -> io::Result<String> {
    let (short, reduced) = (folder().join("short"), folder().join("reduced"));
    for folder in [&short, &reduced] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    for entry in fs::read_dir(run::inputs(target))? {
        let entry = entry?;
        if entry.metadata()?.len() <= LONGEST {
            fs::copy(entry.path(), short.join(entry.file_name()))?;
        }
    }
    let merged = run::command(fuzzer, target)
        // By the edges alone, not by how often each is taken.
        .args(["-merge=1", "-use_counters=0"])
        .args([&reduced, &short])
        .output()?;
    if !merged.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&merged.stderr).into_owned()));
    }
    let inputs =
        fs::read_dir(&reduced)?.map(|entry| fs::read(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    let text = packed::file(inputs);
    fs::create_dir_all(kept::folder())?;
    fs::write(kept::reduced(target.name), &text)?;
    Ok(format!("fuzz {}: {} inputs kept, {} bytes", target.name, text.lines().count(), text.len()))
}
