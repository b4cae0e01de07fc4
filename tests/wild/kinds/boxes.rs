//! Checklists.

use super::kinds;
use crate::{
    page::{Change, Page, Tick},
    words,
};

kinds! {
    90 "an item gets the id of the item above" ["duplicate-id" "wrong-group"] id_of_item_above;
    85 "an item gets the number of another group" ["wrong-group" "duplicate-id" "malformed-task"] other_group;
    90 "a child of a ticked item is opened" ["open-children"] opened_child;
    70 "an item is ticked over open children" ["open-children" "status-conflict" "progress-mismatch"] ticked_parent;
    90 "a box is malformed" ["malformed-checkbox" "malformed-task"] malformed_box;
    90 "items are left out with three dots" ["elided-content"] left_out;
    90 "an open item names a file in somebody's home" ["machine-path"] home_path;
}

/// The items with ids, where each has its own.
fn numbered<'p, 't>(page: &'p Page<'t>) -> Vec<(&'p Tick<'t>, &'t str)> {
    let id = |item: &'p Tick<'t>| Some((item, words::id_at(item.text.trim_start_matches(['*', '[']))?));
    let items: Vec<_> = page.boxes.iter().filter_map(id).collect();
    let mut ids: Vec<&str> = items.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    if ids.len() > 3 && ids.is_sorted_by(|a, b| a < b) { items } else { Vec::new() }
}

/// The item with another id.
fn with_id(page: &Page, item: &Tick, id: &str, new: &str) -> Change {
    let at = item.mark.end + page.lines[item.line][item.mark.end..].find(id).expect("the item has the id");
    page.replace(item.line, at..at + id.len(), new)
}

fn id_of_item_above(page: &Page) -> Vec<Change> {
    let items = numbered(page);
    let pairs = items.windows(2).filter(|pair| pair[0].1.as_bytes()[0] == pair[1].1.as_bytes()[0]);
    pairs.map(|pair| with_id(page, pair[1].0, pair[1].1, pair[0].1)).collect()
}

fn other_group(page: &Page) -> Vec<Change> {
    let parts = |id: &'_ str| {
        let (group, own) = id.split_once('.')?;
        Some((group.parse::<u32>().ok()?, own.parse::<u32>().ok()?))
    };
    let items: Vec<_> = numbered(page).into_iter().filter_map(|(item, id)| Some((item, id, parts(id)?))).collect();
    // Where those above and below it are of its group, and their numbers go on.
    let inner = items.windows(3).filter(|three| three.iter().map(|(.., (group, _))| group).is_sorted_by(|a, b| a == b));
    let moved = |(item, id, (group, own)): &(&Tick, &str, _)| with_id(page, item, id, &format!("{}.{own}", group + 20));
    inner.map(|three| moved(&three[1])).collect()
}

/// Items with two children or more, and no empty line between them.
fn families<'p, 't>(page: &'p Page<'t>) -> impl Iterator<Item = (&'p Tick<'t>, &'p [Tick<'t>])> {
    page.boxes.iter().enumerate().filter_map(|(at, parent)| {
        let behind = &page.boxes[at + 1..];
        let count = behind.iter().take_while(|b| b.indent > parent.indent).count();
        let last = behind.get(count.checked_sub(1)?)?;
        let close = page.lines[parent.line..last.line].iter().all(|line| !line.trim().is_empty());
        (count > 1 && close).then_some((parent, &behind[..count]))
    })
}

fn opened_child(page: &Page) -> Vec<Change> {
    let done = families(page).filter(|(parent, children)| parent.done && children.iter().all(|c| c.done));
    done.flat_map(|(_, children)| children).map(|c| page.replace(c.line, c.mark.clone(), "[ ]")).collect()
}

fn ticked_parent(page: &Page) -> Vec<Change> {
    let open = families(page).filter(|(parent, children)| !parent.done && children.iter().all(|c| !c.done));
    open.map(|(parent, _)| page.replace(parent.line, parent.mark.clone(), "[x]")).collect()
}

fn malformed_box(page: &Page) -> Vec<Change> {
    let form = |item: &Tick| if item.done { "[x ]" } else { "[]" };
    page.boxes.iter().map(|item| page.replace(item.line, item.mark.clone(), form(item))).collect()
}

fn left_out(page: &Page) -> Vec<Change> {
    let items = page.boxes.iter().skip(2).filter(|_| page.boxes.len() > 4);
    items.map(|item| page.insert(item.line, "... (remaining tasks unchanged)")).collect()
}

fn home_path(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for item in page.boxes.iter().filter(|b| !b.done) {
        let line = page.lines[item.line];
        let quoted = words::paths(line).into_iter().find(|path| line[..path.start].ends_with('`'));
        changes.extend(quoted.map(|path| page.replace(item.line, path.start..path.start, "/Users/dana/projects/app/")));
    }
    changes
}
