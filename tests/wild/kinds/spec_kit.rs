//! Task lists as spec-kit writes them.

use super::kinds;
use crate::{
    page::{Change, Page, Tick},
    words,
};

kinds! {
    90 "two tasks side by side write one file" ["write-conflict"] same_file;
    85 "a task asks for clarification" ["needs-clarification"] unclear;
    85 "a task loses its id" ["malformed-task" "unknown-dependency" "undefined-reference"] no_id;
    65 "a task loses its story" ["malformed-task" "wrong-group"] no_story;
    85 "a task has the mark of another story" ["wrong-group" "malformed-task"] other_story;
    90 "a parallel task waits for the one above" ["parallel-dependency" "edge-mismatch"] parallel_wait;
    55 "the tasks are counted wrong" ["wrong-count" "wrong-total"] other_count;
}

/// The tasks of a list with eight or more.
fn tasks<'p, 't>(page: &'p Page<'t>) -> Vec<&'p Tick<'t>> {
    let is_task = |t: &&Tick| t.text.strip_prefix('T').is_some_and(|rest| words::digits(rest) > 2);
    let tasks: Vec<_> = page.boxes.iter().filter(is_task).collect();
    if tasks.len() > 7 { tasks } else { Vec::new() }
}

fn same_file(page: &Page) -> Vec<Change> {
    let file = |task: &Tick| match &words::paths(page.lines[task.line])[..] {
        [path] if task.text.contains("[P]") && !task.done => Some(path.clone()),
        _ => None,
    };
    let mut changes = Vec::new();
    for pair in page.boxes.windows(2).filter(|pair| pair[1].line == pair[0].line + 1) {
        let (Some(first), Some(second)) = (file(&pair[0]), file(&pair[1])) else { continue };
        let (own, other) = (&page.lines[pair[1].line][second.clone()], &page.lines[pair[0].line][first]);
        changes.extend((own != other).then(|| page.replace(pair[1].line, second, other)));
    }
    changes
}

fn unclear(page: &Page) -> Vec<Change> {
    let asked = |t: &Tick| format!("{} [NEEDS CLARIFICATION: which provider?]", page.lines[t.line].trim_end());
    // What is done has been clarified.
    let open = page.boxes.iter().filter(|task| !task.done);
    open.map(|task| page.rewrite(task.line, asked(task))).collect()
}

fn no_id(page: &Page) -> Vec<Change> {
    let tasks = tasks(page).into_iter().filter_map(|t| Some((t, t.text.split_once(' ')?.0)));
    tasks.map(|(t, id)| page.rewrite(t.line, page.lines[t.line].replacen(&format!("{id} "), "", 1))).collect()
}

fn no_story(page: &Page) -> Vec<Change> {
    let story = |t: &Tick| {
        let start = page.lines[t.line].find("[US")?;
        let end = start + page.lines[t.line][start..].find("] ")? + 2;
        Some((t.line, start..end))
    };
    let told: Vec<_> = tasks(page).into_iter().filter_map(story).collect();
    if told.len() < 6 {
        return Vec::new();
    }
    told[1..told.len() - 1].iter().map(|(line, part)| page.replace(*line, part.clone(), "")).collect()
}

fn other_story(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for task in tasks(page) {
        let line = page.lines[task.line];
        let phase = page.headings.iter().rfind(|h| h.line < task.line && h.title.contains("User Story "));
        for (story, other) in [("1", "2"), ("2", "1"), ("3", "1")] {
            let (own, mark) = (format!("User Story {story}"), format!("[US{story}]"));
            if phase.is_some_and(|h| h.title.contains(&own) && task.line < h.end) && line.contains(&mark) {
                changes.push(page.rewrite(task.line, line.replacen(&mark, &format!("[US{other}]"), 1)));
            }
        }
    }
    changes
}

fn parallel_wait(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for pair in tasks(page).windows(2).filter(|pair| pair[1].line == pair[0].line + 1) {
        let line = page.lines[pair[1].line].trim_end();
        if pair.iter().all(|task| task.text.contains("[P]") && !task.done) && !line.contains("epends") {
            let first = pair[0].text.split(' ').next().unwrap_or_default();
            changes.push(page.rewrite(pair[1].line, format!("{line} (depends on {first})")));
        }
    }
    changes
}

fn other_count(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    let count = tasks(page).len();
    for (at, line) in page.prose().filter(|(_, line)| line.to_lowercase().contains("total tasks")) {
        let told = words::numbers(line).into_iter().next().filter(|n| line[n.clone()].parse() == Ok(count));
        changes.extend(told.map(|told| page.replace(at, told, &(count + 4).to_string())));
    }
    changes
}
