//! A shop's packs: what a repository outside of Plimsoll's holds.
//!
//! `checkout` is wholly in Rust, `search` takes its numbers from YAML. Both are rendered alike.

mod checkout;
mod search;

/// All packs.
pub fn catalog() -> plimsoll::model::Catalog {
    plimsoll::model::Catalog::new([checkout::pack(), search::pack()])
}
