//! How findings are shown: one file a format.

pub mod escape;
pub mod outline;
