//! What messages are made of: quotations, text that is harmless on a terminal, and what was perhaps meant.

pub mod escape;
mod likeness;
mod quote;

pub use likeness::{did_you_mean, proposing};
pub use quote::{QUOTE_MAX, listed, quote};
