//! Compare what was rendered with what lies in `generated/`, and write the difference.
//!
//! Three promises hold, however a run ends:
//!
//! - **Each file is old or new.** Every file is written beside its place and renamed over it. All of them
//!   are written before the first is renamed, so a full disk or a directory that refuses changes nothing. That may
//!   be while others are still being made ([`Gathering`]).
//! - **Nothing of anybody else's is lost.** `generated/MANIFEST` lists what we wrote. Only what it lists is ever
//!   overwritten or deleted; any other file is [`State::Foreign`], an error with a fix.
//! - **The next run goes on.** While files change, the manifest lists the old and the new paths together, so a run
//!   that was killed leaves nothing that the next one would call foreign.
//!
//! ```no_run
//! # use plimsoll_cli::sync::Tree;
//! # use plimsoll_render::Artifact;
//! # let artifacts: Vec<Artifact> = Vec::new();
//! let tree = Tree::new("generated");
//! let comparison = tree.compare(&artifacts);
//! match comparison.changes() {
//!     Ok(changes) => drop(tree.write(&changes)),
//!     Err(problems) => println!("{} problems, nothing written", problems.len()),
//! }
//! ```

mod compare;
mod comparison;
mod created;
mod gather;
mod manifest;
mod path;
mod problem;
mod temporary;
mod tree;
mod walk;
mod write;

pub use comparison::{Changes, Comparison, Entry, State};
pub use gather::{Differing, Gathered, Gathering, Staged};
pub use manifest::MANIFEST;
pub use tree::Tree;
pub use write::Written;
