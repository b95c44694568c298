//! Typed PromQL: metric handles, expressions, rendering, and the gate every rendered string passes.
