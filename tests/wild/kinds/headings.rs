//! Phases and sections.

use super::kinds;
use crate::{
    page::{Change, Heading, Page},
    words,
};
use std::collections::BTreeMap;

kinds! {
    75 "a heading gets the number of the one before"
        ["duplicate-id" "duplicate-section" "wrong-group" "undetailed-phase"] same_number;
    90 "a section stands twice" ["duplicate-section" "duplicate-id"] section_twice;
    55 "a checkpoint is left out between others" ["missing-gate"] no_gate;
}

fn same_number(page: &Page) -> Vec<Change> {
    const GROUPS: [&str; 8] = ["Task", "Phase", "Step", "Story", "Sprint", "Milestone", "Wave", "Epic"];
    let number = |h: &Heading| {
        let (word, rest) = h.title.split_once(' ')?;
        let digits = words::digits(rest);
        // 2.1 is another form.
        let is_whole = GROUPS.contains(&word) && !rest[digits..].starts_with('.');
        Some((h.level, word.to_owned(), rest[..digits].parse::<u32>().ok().filter(|_| is_whole)?))
    };
    let mut numbers: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for heading in &page.headings {
        number(heading).into_iter().for_each(|n| numbers.entry(n).or_default().push(heading.line));
    }
    // Numbers that begin anew may be there twice.
    numbers.retain(|_, lines| lines.len() == 1);
    let mut changes = Vec::new();
    for ((level, word, own), lines) in &numbers {
        let before = own.checked_sub(1).filter(|before| numbers.contains_key(&(*level, word.clone(), *before)));
        changes.extend(before.map(|before| {
            let new = page.lines[lines[0]].replacen(&format!("{word} {own}"), &format!("{word} {before}"), 1);
            page.rewrite(lines[0], new)
        }));
    }
    changes
}

fn section_twice(page: &Page) -> Vec<Change> {
    let sections = page.headings.iter().filter(|h| h.level > 1 && (6..60).contains(&(h.end - h.line)));
    sections.map(|h| page.insert(h.end, page.lines[h.line..h.end].join("\n"))).collect()
}

fn no_gate(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for word in ["Checkpoint", "Exit Criteria", "Exit criteria", "Gate", "Quality Gate"] {
        let is_label = |line: &str| {
            let label = line.trim_start_matches([' ', '-', '>', '*']);
            line.contains("**") && label.starts_with(word) && label[word.len()..].starts_with([':', '*'])
        };
        let gates: Vec<usize> = page.prose().filter(|(_, line)| is_label(line)).map(|(at, _)| at).collect();
        if let [_, inner @ .., _] = &gates[..]
            && inner.len() > 1
        {
            let is_end = |line: &str| line.trim().is_empty() || line.starts_with('#');
            let behind = |gate| (gate + 1..page.lines.len()).find(|&at| is_end(page.lines[at]));
            // What is done needs none.
            let open = inner.iter().filter(|&&gate| is_open(page, gate));
            changes.extend(open.map(|&gate| page.cut(gate..behind(gate).unwrap_or(page.lines.len()))));
        }
    }
    changes
}

/// Whether a box is open in the smallest section around a line that has boxes.
fn is_open(page: &Page, line: usize) -> bool {
    let around = page.headings.iter().filter(|h| h.line < line && line < h.end);
    let boxes = around.map(|h| page.boxes_below(h)).rfind(|boxes| !boxes.is_empty());
    boxes.is_some_and(|boxes| boxes.iter().any(|b| !b.done))
}
