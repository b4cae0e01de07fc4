//! What backs a tick: references that a document holds beside its items.

mod inline;

pub use inline::{Evidence, Kind, find, own};
