//! Numbers that a plan states, with what they are about.

use super::read::Reader;

/// Reads the figures of headings, labels, items and metric tables.
pub(super) fn read(_reader: &mut Reader) {}
