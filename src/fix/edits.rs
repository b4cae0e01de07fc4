//! Which fixes of a document are applied together, and what comes of it.

use crate::{
    check::Checked,
    diagnostic::{Fix, Safety},
    source::Source,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// A document with some of its fixes applied.
pub(super) struct Applied {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The rules of the findings that were fixed, one for each, in order.
    pub rules: Vec<&'static str>,
}

/// Applies as many fixes as do not touch each other, in the order of the text; `None` where there are none.
///
/// A fix is applied as a whole or not at all, and never where it changes nothing.
pub(super) fn apply(checked: &Checked, most: Safety, banned: &BTreeSet<&'static str>) -> Option<Applied> {
    let offered = |fix: &&Fix| fix.safety <= most;
    if !checked.diagnostics.iter().any(|d| d.fix.as_ref().is_some_and(|fix| offered(&fix))) {
        return None;
    }
    let source = checked.source.as_ref()?;
    let bytes = source.bytes();
    let mut taken = Taken::default();
    let mut rules = Vec::new();
    for d in checked.diagnostics.iter().filter(|d| !banned.contains(d.rule.name)) {
        let Some(edits) = d.fix.as_ref().filter(offered).and_then(|fix| on_disk(source, fix)) else { continue };
        let changes = edits.iter().any(|(range, text)| bytes.get(range.clone()) != Some(text.as_bytes()));
        if changes && edits.iter().all(|(range, _)| taken.is_free(range)) {
            taken.0.extend(edits.into_iter().map(|(range, text)| (range.start, (range.end, text))));
            rules.push(d.rule.name);
        }
    }
    if rules.is_empty() {
        return None;
    }
    rules.sort_unstable();
    Some(Applied { bytes: taken.splice(&bytes), rules })
}

/// The edits of a fix in the bytes of the file; `None` where one of them stands in a part of a repaired run.
fn on_disk<'f>(source: &Source, fix: &'f Fix) -> Option<Vec<(Range<usize>, &'f str)>> {
    fix.edits.iter().map(|edit| Some((source.replaceable(edit.span)?, &*edit.text))).collect()
}

/// Ranges that do not touch, by their start: their end, and what they become.
#[derive(Default)]
struct Taken<'f>(BTreeMap<usize, (usize, &'f str)>);

impl Taken<'_> {
    /// Whether no range shares a byte with `range`, or a place where something is put in.
    fn is_free(&self, range: &Range<usize>) -> bool {
        let mut before = self.0.range(..=range.end).rev().take_while(|(_, (end, _))| *end >= range.start);
        before.all(|(&start, &(end, _))| {
            let apart = end <= range.start || range.end <= start;
            apart && start != end && !range.is_empty()
        })
    }

    fn splice(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 64);
        let mut done = 0;
        for (&start, &(end, text)) in &self.0 {
            out.extend_from_slice(&bytes[done..start]);
            out.extend_from_slice(text.as_bytes());
            done = end;
        }
        out.extend_from_slice(&bytes[done..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_are_not_taken_twice() {
        let taken = Taken(BTreeMap::from([(2, (4, "x")), (8, (8, "y"))]));
        for (range, free) in
            [(0..2, true), (0..3, false), (4..6, true), (3..3, false), (2..2, false), (4..4, false), (6..8, false)]
        {
            assert_eq!(taken.is_free(&range), free, "{range:?}");
        }
        assert!(taken.is_free(&(5..7)) && !taken.is_free(&(5..9)) && !taken.is_free(&(0..20)));
        assert_eq!(taken.splice(b"0123456789"), b"01x4567y89");
    }
}
