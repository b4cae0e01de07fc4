//! What backs a tick: references that a document holds beside its items.

mod failure;
mod inline;
pub mod key;

pub use failure::{Beside, Failure, failure};
pub mod record;
pub mod signing;

pub use inline::{Evidence, Kind, below, own};
