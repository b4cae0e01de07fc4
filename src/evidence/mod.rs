//! What backs a tick: references that a document holds beside its items, the reports that these
//! lead to, records of checks.

mod around;
pub mod checklist;
pub mod cited;
pub mod drift;
mod failure;
mod inline;
pub mod key;
pub mod ledger;
pub mod record;
pub mod recording;
pub mod signing;
pub mod store;
pub mod tick;
pub mod verify;

pub use around::Around;
pub use failure::{Beside, Failure, failure};
pub use inline::{Evidence, Kind, all, all_own, below, own};
