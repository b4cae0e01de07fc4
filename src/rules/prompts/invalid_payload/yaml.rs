//! The two faults of YAML that a look at its lines shows for certain.

use super::{Fault, is_sketch};
use std::ops::Range;

/// The first line that is indented as YAML does not allow.
pub(super) fn fault(text: &str) -> Option<Fault> {
    // The key above, where it has a value on its own line; and how deep a text of several lines stands.
    let mut valued: Option<(usize, Range<usize>)> = None;
    let mut block: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_start_matches([' ', '\t']);
        if body.trim_end().is_empty() || body.starts_with('#') {
            continue;
        }
        let indent = line.len() - body.len();
        if block.is_some_and(|depth| indent > depth) {
            continue;
        }
        block = None;
        if line[..indent].contains('\t') {
            let (what, help) = ("a tab indents this line", "indent with spaces; YAML forbids tabs there");
            return (!is_sketch(text)).then_some(Fault { at: start..start + indent, what, help, above: None });
        }
        let (key, depth) = match key(body) {
            Some((marker, value)) => (Some(value), indent + marker),
            None => (None, indent),
        };
        let whole = start + indent..start + line.trim_end().len();
        if let Some((_, above)) = valued.filter(|(above, _)| key.is_some() && depth > *above) {
            let (what, help) = (
                "this key stands below one that has a value already",
                "indent it like the key above, or move the value of the key above below it",
            );
            return (!is_sketch(text)).then_some(Fault { at: whole, what, help, above: Some(above) });
        }
        valued = None;
        match key {
            Some(value) if value.starts_with(['|', '>']) => block = Some(depth),
            // A list, a map or a quotation may go on over several lines.
            Some(value) if value.starts_with(['[', '{', '"', '\'', '&', '*', '!']) => {
                let closed = value.ends_with([']', '}', '"', '\'']) && value.len() > 1;
                if !closed {
                    return None;
                }
                valued = Some((depth, whole));
            }
            Some(value) if !value.is_empty() => valued = Some((depth, whole)),
            Some(_) => {}
            // A text of a list, or a line of one that goes on: what is below is not looked at.
            None if body.starts_with(['[', '{', '"', '\'', '%', '|', '>']) => return None,
            None if body.starts_with("- ") || body.trim_end() == "-" || body.trim_end() == "---" => {
                if body.trim_end().ends_with(['|', '>']) {
                    block = Some(indent);
                }
            }
            None => return None,
        }
    }
    None
}

/// How far in the key of a line stands behind `- ` marks, and its value without a comment.
fn key(line: &str) -> Option<(usize, &str)> {
    let mut rest = line;
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    let colon = rest.find(':')?;
    let (name, value) = (&rest[..colon], &rest[colon + 1..]);
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
    let value = value.split(" #").next().unwrap_or(value);
    let spaced = value.trim_end().is_empty() || value.starts_with([' ', '\t']);
    (plain && spaced).then(|| (line.len() - rest.len(), value.trim()))
}
