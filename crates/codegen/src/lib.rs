//! Build time: threshold and metric YAML, read with places, turned into typed Rust handles.
