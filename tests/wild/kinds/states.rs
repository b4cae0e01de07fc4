//! What is said to be done and is not.

use super::kinds;
use crate::{
    page::{Change, Heading, Page},
    words,
};

kinds! {
    40 "a row is done at less than half" ["status-conflict" "progress-mismatch" "wrong-percentage"] done_at_part;
    85 "a section is done over open boxes"
        ["status-conflict" "progress-mismatch" "open-children" "unfilled-placeholder"] done_label;
    85 "a heading is done over open boxes" ["status-conflict" "progress-mismatch" "open-children"] done_heading;
}

fn done_at_part(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for table in &page.tables {
        let status = table.column(|head| ["status", "state"].contains(&head));
        let progress =
            table.column(|head| ["progress", "% complete", "complete", "%", "completion", "% done"].contains(&head));
        let (Some(status), Some(progress)) = (status, progress) else { continue };
        for row in &table.rows {
            let share = row.plain(progress).strip_suffix('%').and_then(|n| n.trim().parse::<u8>().ok());
            let state = row.plain(status);
            if share.is_some_and(|share| share <= 40) && !state.is_empty() && !words::says_done(state) {
                changes.push(row.with(page, status, " ✅ Complete "));
            }
        }
    }
    changes
}

/// The headings over nothing but open boxes, three at least.
fn open<'p, 't>(page: &'p Page<'t>) -> impl Iterator<Item = &'p Heading<'t>> {
    page.headings.iter().filter(|heading| {
        let boxes = page.boxes_below(heading);
        boxes.len() > 2 && boxes.iter().all(|b| !b.done) && !words::says_done(heading.title)
    })
}

fn done_label(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for heading in open(page) {
        let own = page.prose().skip_while(|(at, _)| *at <= heading.line).take_while(|(_, line)| !line.starts_with('#'));
        let label = own.take(12).find_map(|(at, line)| {
            let name = ["**Status:**", "**Status**:", "**State:**"].into_iter().find(|name| line.contains(name))?;
            Some((at, line, line.find(name)? + name.len()))
        });
        if let Some((at, line, behind)) = label.filter(|(_, line, behind)| !words::says_done(&line[*behind..])) {
            changes.push(page.replace(at, behind..line.len(), " ✅ Complete"));
        }
    }
    changes
}

fn done_heading(page: &Page) -> Vec<Change> {
    const GROUPS: [&str; 9] = ["Phase", "Task", "Step", "Sprint", "Milestone", "Wave", "Stage", "Epic", "Week"];
    let is_group = |heading: &&Heading| {
        heading.title.split_once(' ').is_some_and(|(word, rest)| GROUPS.contains(&word) && words::digits(rest) > 0)
    };
    let groups = open(page).filter(is_group);
    let marks = [" ✅", " ✅ COMPLETE", " (COMPLETE)", " - DONE"].into_iter().cycle();
    groups
        .zip(marks)
        .map(|(h, mark)| page.rewrite(h.line, format!("{}{mark}", page.lines[h.line].trim_end())))
        .collect()
}
