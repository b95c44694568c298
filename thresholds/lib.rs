//! The packs of this repository: what people edit.
//!
//! One folder for each pack beside this one, with the numbers in YAML and the definitions in Rust.

mod canary;
mod edgelink;
mod kubeedge;
mod platform;

/// All packs.
pub fn catalog() -> plimsoll::model::Catalog {
    plimsoll::model::Catalog::new([canary::canary(), edgelink::edgelink(), kubeedge::kubeedge()])
}
