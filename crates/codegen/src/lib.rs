//! Build time: threshold and metric YAML, read with places, turned into typed Rust handles.
//!
//! The whole of a `build.rs`:
//!
//! ```no_run
//! plimsoll_codegen::build(&["edgelink"]);
//! ```
//!
//! and in the crate, `include!(concat!(env!("OUT_DIR"), "/edgelink.rs"));` gives `t::error_rate`,
//! `m::http_requests_total`, `o::availability` and `pack()`.
//!
//! Three steps, each usable alone:
//!
//! - [`document`]: bytes to a YAML tree in which every key and value knows its place.
//! - [`read`]: the tree to checked [`data`], with all [`Problem`]s of a file at once.
//! - [`emit`]: the data to Rust source text.
//!
//! [`mod@edit`] moves a live phase in the text, and leaves every other byte.
//!
//! The feature `schema` adds JSON Schemas of both files.
//!
//! ```
//! let file = "thresholds.yaml";
//! let text = "pack: shop\nthresholds: { errors: { above: 5%, windwo: 5m } }\n";
//! let problems = plimsoll_codegen::read::thresholds(file, text.as_bytes()).unwrap_err();
//! assert_eq!(
//!     problems[0].render(text),
//!     "\
//! error[yaml/unknown-key]: threshold `errors` has no key `windwo`
//!  --> thresholds.yaml:2:36
//!   |
//! 2 | thresholds: { errors: { above: 5%, windwo: 5m } }
//!   |                                    ^^^^^^
//!   |
//! help: did you mean `window`?"
//! );
//! ```
//!
//! It depends on the units alone: a build script must not wait for a PromQL parser.

mod build;
pub mod data;
pub mod document;
pub mod edit;
pub mod emit;
mod entries;
mod place;
mod problem;
pub mod read;
#[cfg(feature = "schema")]
pub mod schema;
mod suggest;
#[cfg(feature = "xtask")]
pub mod xtask;

pub use build::{Build, Failure, Folder, build, workspace_root};
pub use entries::{Duplicate, Entries};
pub use place::{Located, Place};
pub use problem::{Problem, Related, Severity, harmless};
