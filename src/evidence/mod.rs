//! What backs a tick: references that a document holds beside its items.

mod failure;
mod inline;
pub mod reports;

pub use failure::{Beside, Failure, failure};
pub use inline::{Evidence, Kind, below, own};
