//! What rules ask of a plan that is read: sums, lengths, progress, what waits for what.

pub(super) mod homes;
pub mod known;
pub(super) mod lengths;
pub(super) mod listed;
pub(super) mod orders;
pub(super) mod parts;
pub(super) mod progress;
pub(super) mod standing;
pub mod sums;
pub(super) mod tally;
pub(super) mod units;
pub(super) mod waived;
pub(super) mod whole;
