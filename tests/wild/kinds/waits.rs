//! What waits for what, as sentences and items say it.

use super::kinds;
use crate::{
    page::{Change, Page, Tick},
    words,
};

kinds! {
    65 "a sentence waits for an id that is not there" ["unknown-dependency" "undefined-reference"] unknown_id;
    90 "a sentence waits for a phase that is not there" ["unknown-dependency" "undefined-reference"] unknown_phase;
    90 "an item waits for itself" ["dependency-cycle"] itself;
    90 "two items wait for each other" ["dependency-cycle" "backward-dependency" "parallel-dependency"] each_other;
    90 "an item is ticked before what it waits for" ["premature-tick" "status-conflict"] too_early;
}

/// What begins behind a label such as "depends on": where that is in the line, if there is one.
fn behind_label(line: &str) -> Option<usize> {
    const LABELS: [&str; 7] = [
        "depends on",
        "blocked by",
        "**dependencies:**",
        "**dependencies**:",
        "**prerequisites:**",
        "**prerequisites**:",
        "_depends:",
    ];
    let lower = line.to_ascii_lowercase();
    let behind = LABELS.iter().find_map(|label| Some(lower.find(label)? + label.len()))?;
    Some(line.len() - line[behind..].trim_start_matches([':', '*', ' ']).len())
}

/// The id that a line waits for, and where it stands.
fn awaited(line: &str) -> Option<(usize, &str)> {
    let value = &line[behind_label(line)?..];
    let value = ["Task ", "Tasks "].iter().find_map(|word| value.strip_prefix(word)).unwrap_or(value);
    Some((line.len() - value.len(), words::id_at(value)?))
}

fn unknown_id(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, line) in page.prose() {
        let Some((start, id)) = awaited(line).filter(|(_, id)| page.text.matches(id).count() > 1) else { continue };
        let other = words::unknown(id, page.text);
        changes.extend(other.map(|other| page.replace(at, start..start + id.len(), &other)));
    }
    changes
}

fn unknown_phase(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, line) in page.prose() {
        let Some(start) = behind_label(line) else { continue };
        let Some((word, rest)) = line[start..].split_once(' ') else { continue };
        let number = &rest[..words::digits(rest)];
        let is_phase = ["Phase", "Wave", "Task", "Step", "Sprint", "Milestone"].contains(&word) && !number.is_empty();
        let name = format!("{word} {number}");
        if is_phase
            && !rest[number.len()..].starts_with('.')
            && page.headings.iter().any(|h| h.title.starts_with(&name))
        {
            let other = words::unknown(&name, page.text);
            changes.extend(other.map(|other| page.replace(at, start..start + name.len(), &other)));
        }
    }
    changes
}

/// Items that wait for another item: each with its id, that other one, and where its id stands in the line.
fn waiting<'p, 't>(page: &'p Page<'t>) -> Vec<(&'p Tick<'t>, &'t str, &'p Tick<'t>, usize)> {
    let id = |item: &Tick<'t>| words::id_at(item.text.trim_start_matches(['*', '[']));
    let items = page.boxes.iter().filter_map(|item| Some((item, id(item)?, awaited(page.lines[item.line])?)));
    let pairs = items.filter_map(|(item, own, (start, awaited))| {
        let other = page.boxes.iter().find(|other| id(other) == Some(awaited))?;
        (own != awaited).then_some((item, own, other, start))
    });
    pairs.collect()
}

fn itself(page: &Page) -> Vec<Change> {
    let items = waiting(page).into_iter();
    let changes = items.filter_map(|(item, own, _, start)| {
        let other = words::id_at(&page.lines[item.line][start..])?;
        Some(page.replace(item.line, start..start + other.len(), own))
    });
    changes.collect()
}

fn each_other(page: &Page) -> Vec<Change> {
    let free = waiting(page).into_iter().filter(|(_, _, other, _)| behind_label(page.lines[other.line]).is_none());
    let back = |line: &str, id: &str| format!("{} (depends on {id})", line.trim_end());
    free.map(|(_, own, other, _)| page.rewrite(other.line, back(page.lines[other.line], own))).collect()
}

fn too_early(page: &Page) -> Vec<Change> {
    let open = waiting(page).into_iter().filter(|(item, _, other, _)| !item.done && !other.done);
    open.map(|(item, ..)| page.replace(item.line, item.mark.clone(), "[x]")).collect()
}
