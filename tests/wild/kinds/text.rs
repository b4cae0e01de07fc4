//! What editing, copying and chatting leave behind.

use super::kinds;
use crate::page::{Change, Page};

kinds! {
    90 "a character is garbled" ["mojibake"] garbled;
    90 "a word stands twice" ["doubled-word"] word_twice;
    90 "a chat begins the document" ["chat-residue"] chat_at_top;
    90 "a chat ends the document" ["chat-residue"] chat_at_end;
    90 "a merge is left unfinished" ["conflict-marker"] unfinished_merge;
    80 "line breaks are escaped" ["escaped-newlines"] escaped_breaks;
    90 "a link leads to no heading" ["broken-anchor"] no_heading;
}

fn garbled(page: &Page) -> Vec<Change> {
    const PAIRS: [(&str, &str); 6] =
        [("—", "â€”"), ("’", "â€™"), ("→", "â†’"), ("✅", "âœ…"), ("é", "Ã©"), ("–", "â€“")];
    let garble =
        |line: &str| PAIRS.iter().find(|(good, _)| line.contains(good)).map(|(good, bad)| line.replacen(good, bad, 1));
    page.prose().filter_map(|(at, line)| Some(page.rewrite(at, garble(line)?))).collect()
}

fn word_twice(page: &Page) -> Vec<Change> {
    let sentences = page.prose().filter(|(_, line)| line.len() > 40 && !line.contains('`') && !line.starts_with('#'));
    let doubled = sentences.filter(|(_, line)| line.contains(" the "));
    doubled.map(|(at, line)| page.rewrite(at, line.replacen(" the ", " the the ", 1))).collect()
}

fn chat_at_top(page: &Page) -> Vec<Change> {
    // Front matter has to come first.
    let free = page.lines.first().is_some_and(|line| *line != "---");
    free.then(|| page.insert(0, "Sure! Here's the updated plan based on your feedback:\n")).into_iter().collect()
}

fn chat_at_end(page: &Page) -> Vec<Change> {
    let question = "\nLet me know if you would like me to expand any of these sections!";
    vec![page.insert(page.lines.len(), question)]
}

fn unfinished_merge(page: &Page) -> Vec<Change> {
    let lines = page.prose().skip(5).filter(|(_, line)| !line.trim().is_empty() && !line.contains('|'));
    let both = |line: &str| format!("<<<<<<< HEAD\n{line}\n=======\n{line} (updated)\n>>>>>>> feature/plan");
    lines.map(|(at, line)| page.rewrite(at, both(line))).collect()
}

fn escaped_breaks(page: &Page) -> Vec<Change> {
    let plain =
        page.prose().filter(|(_, line)| line.len() > 60 && !line.contains(['`', '|']) && !line.starts_with('#'));
    let half = |line: &str| line.char_indices().find(|(at, c)| *c == ' ' && *at > line.len() / 2).map(|(at, _)| at);
    plain.filter_map(|(at, line)| half(line).map(|space| page.replace(at, space..space + 1, "\\n\\n- "))).collect()
}

fn no_heading(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, line) in page.prose() {
        let Some((before, link)) = line.split_once("](#") else { continue };
        let anchor = link.split(')').next().unwrap_or_default();
        if anchor.len() > 6 && anchor.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            let end = before.len() + 3 + anchor.len();
            changes.push(page.replace(at, end - 2..end, "xq"));
        }
    }
    changes
}
