//! What a person looks at.
//!
//! - [`service`]: every signal by service, with its line
//! - [`auto_rollback`]: what the machine did, and whether it helped

mod auto_rollback;
mod service;

pub(super) use auto_rollback::auto_rollback;
pub(super) use service::service;
