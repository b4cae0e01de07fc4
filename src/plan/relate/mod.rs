//! The readers of how that hangs together: orders, and who has what.

pub(super) mod drawings;
pub(super) mod keepers;
pub(super) mod lanes;
pub(super) mod parallels;
pub(super) mod resolve;
pub(super) mod sentences;
