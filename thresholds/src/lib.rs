//! The packs of this repository: what people edit.
