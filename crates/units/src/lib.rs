//! Units, quantities and Prometheus durations: parse, print, compute.
