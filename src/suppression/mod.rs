//! Findings that are held back: those that a comment ignores, and those that a baseline knows; and by what a finding is
//! known again.

pub mod baseline;
pub mod identity;
pub mod ignores;
mod ignoring;

pub use ignoring::ignore;
