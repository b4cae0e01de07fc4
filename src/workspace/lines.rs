//! Which lines of a text are other than they were.

use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

/// How long is thought about two texts that have little in common; then more lines count as changed.
const PATIENCE: Duration = Duration::from_millis(500);

/// The lines of `now`, counted from 0, that `before` does not have in that order. White space tells no lines apart:
/// a table whose columns were made wider is the same table.
pub fn changed(before: &str, now: &str) -> HashSet<usize> {
    let mut ids: FxHashMap<String, u32> = FxHashMap::default();
    let mut number = |text: &str| -> Vec<u32> {
        let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines()
            .map(|text| {
                let next = ids.len() as u32;
                *ids.entry(line(text)).or_insert(next)
            })
            .collect()
    };
    let (before, now) = (number(before), number(now));
    // What only one of them has is no part of what they share, and would make the search long.
    let [in_before, in_now]: [HashSet<u32>; 2] = [&before, &now].map(|lines| lines.iter().copied().collect());
    let kept: Vec<(usize, u32)> = now.iter().copied().enumerate().filter(|(_, id)| in_before.contains(id)).collect();
    let old: Vec<u32> = before.into_iter().filter(|id| in_now.contains(id)).collect();
    let new: Vec<u32> = kept.iter().map(|(_, id)| *id).collect();
    let mut changed: HashSet<usize> = (0..now.len()).collect();
    let deadline = Some(Instant::now() + PATIENCE);
    for op in capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline) {
        if let DiffOp::Equal { new_index, len, .. } = op {
            for (line, _) in &kept[new_index..new_index + len] {
                changed.remove(line);
            }
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(before: &str, now: &str) -> Vec<usize> {
        let mut lines: Vec<usize> = changed(before, now).into_iter().collect();
        lines.sort_unstable();
        lines
    }

    #[test]
    fn lines_that_were_added_or_changed() {
        assert_eq!(lines("a\nb\nc\n", "a\nx\nb\ny\n"), [1, 3]);
        assert_eq!(lines("", "a\nb"), [0, 1]);
        assert_eq!(lines("a\nb\n", "b\n"), [0; 0]);
        assert_eq!(lines("| a | b |\r\n", "|a | b |\n"), [0], "a blank that was not there divides words");
        assert_eq!(lines("| a | b |\r\n", "| a   |  b |\n"), [0; 0]);
    }

    #[test]
    fn large_texts_take_their_time_and_no_more() {
        let text = |salt: usize| (0..100_000).map(|i| format!("{}\n", (i * 7_919 + salt) % 1_000)).collect::<String>();
        let (before, now) = (text(0), text(500));
        let start = Instant::now();
        changed(&before, &now);
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }
}
