//! What a person looks at.
//!
//! - [`service`]: every signal by service, with its line
//! - [`auto_rollback`]: what the machine did, and whether it helped
//! - [`rollout`]: how far the machine may go, and what it would have done

mod auto_rollback;
mod rollout;
mod service;

pub(super) use auto_rollback::auto_rollback;
pub(super) use rollout::rollout;
pub(super) use service::service;
