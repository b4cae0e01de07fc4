//! Fences, and what stands in them.

use super::kinds;
use crate::page::{Change, Fence, Page};

kinds! {
    70 "a fence is not closed" ["broken-fence"] not_closed;
    90 "a comma is lost in a payload" ["invalid-payload"] lost_comma;
    90 "the history of all is written anew" ["risky-command"] force_push;
    90 "a home is emptied" ["risky-command"] empty_home;
    85 "a script ends before its last line" ["unreachable-command"] early_exit;
}

fn not_closed(page: &Page) -> Vec<Change> {
    page.fences.iter().map(|fence| page.cut(fence.closes..fence.closes + 1)).collect()
}

fn lost_comma(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for fence in page.fences.iter().filter(|f| f.language == "json") {
        let body = fence.opens + 1..fence.closes;
        if serde_json::from_str::<serde_json::Value>(&page.lines[body.clone()].join("\n")).is_ok() {
            let lines = body.filter_map(|at| Some((at, page.lines[at].trim_end().strip_suffix(',')?)));
            changes.extend(lines.map(|(at, line)| page.rewrite(at, line.to_owned())));
        }
    }
    changes
}

/// The scripts of a document.
fn scripts<'p, 't>(page: &'p Page<'t>) -> impl Iterator<Item = &'p Fence<'t>> {
    page.fences.iter().filter(|f| ["bash", "sh", "shell"].contains(&f.language) && f.closes > f.opens + 1)
}

/// A command above a line of a fence, as far to the right as that.
fn command(page: &Page, line: usize, command: &str) -> Change {
    page.insert(line, format!("{}{command}", page.indent(line)))
}

fn force_push(page: &Page) -> Vec<Change> {
    scripts(page).map(|f| command(page, f.closes, "git push --force origin main")).collect()
}

fn empty_home(page: &Page) -> Vec<Change> {
    scripts(page).map(|f| command(page, f.closes, "rm -rf ~/")).collect()
}

fn early_exit(page: &Page) -> Vec<Change> {
    // A comment may begin another script.
    let plain = |line: &&str| {
        let others = ["<<", "if ", "for ", "while ", "{", "exit", "exec", "\\", "$ ", "#"];
        !line.trim().is_empty() && !others.iter().any(|word| line.contains(word))
    };
    let whole = |f: &&Fence| f.closes > f.opens + 3 && page.lines[f.opens + 1..f.closes].iter().all(plain);
    scripts(page).filter(whole).map(|f| command(page, f.opens + 2, "exit 0")).collect()
}
