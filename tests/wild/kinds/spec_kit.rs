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
