//! What backs a tick: references that a document holds beside its items.

mod around;
mod failure;
mod inline;

pub use around::Around;
pub use failure::{Beside, Failure, failure};
pub use inline::{Evidence, Kind, below, own};
