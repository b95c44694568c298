//! What Prometheus and people pay for.

pub(crate) mod cardinality;
