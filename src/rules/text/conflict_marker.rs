//! See `rules/text/conflict-marker.md`.

use crate::rules::{Context, Findings};

/// Finds unresolved merge conflicts.
pub fn check(_cx: &Context, _out: &mut Findings) {}
