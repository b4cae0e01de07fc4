//! See `rules/text/broken-fence.md`.

use crate::{
    markdown::{FenceDefect, FenceFault},
    rules::{Context, Findings},
    source::Span,
};

/// Finds fences that do not end where their author meant them to.
pub fn check(cx: &Context, out: &mut Findings) {
    for defect in &cx.document.fence_defects {
        report(cx, out, defect);
    }
}

fn report(cx: &Context, out: &mut Findings, defect: &FenceDefect) {
    let line = |span: Span| cx.source.lines().line_of(span.start as usize) + 1;
    let (open, at) = (line(defect.open), line(defect.at));
    let swallowed = swallowed(cx, defect);
    let fence = cx.text(defect.open).trim_start_matches([' ', '\t', '>', '-', '*', '+']).trim_start();
    let mark = if fence.starts_with('~') { '~' } else { '`' };
    let count = fence.chars().take_while(|&c| c == mark).count().max(3);
    let bare: String = std::iter::repeat_n(mark, count).collect();

    let (message, label, help) = match defect.fault {
        FenceFault::Underindented => {
            let (needed, has) = (indent(cx.text(defect.open)), indent(cx.text(defect.at)));
            let (message, label) = if has < needed {
                (
                    format!(
                        "the code block of line {open} ends too early: line {at} is indented by {has}, the fence by {needed}"
                    ),
                    "indented too little: the list item ends here, and its code block with it".to_owned(),
                )
            } else {
                (format!("the code block of line {open} ends too early, at line {at}"), "it ends here".to_owned())
            };
            let help = format!("indent line {at}, and every line up to the closing fence, by at least {needed} spaces");
            (message, label, help)
        }
        FenceFault::Nested => (
            format!("the code block of line {open} ends too early: the block inside it has a fence of the same length"),
            "the end of this inner block ends the outer one".to_owned(),
            format!(
                "open and close the outer block with {} {}",
                words(count + 1),
                if mark == '~' { "tildes" } else { "backticks" }
            ),
        ),
        FenceFault::Unopened => (
            format!("nothing opens the code block that line {open} closes"),
            "this opens a block instead".to_owned(),
            format!("write {bare} on a line of its own before the first line of the code, or drop this one"),
        ),
        FenceFault::Unclosed if defect.at == defect.open => (
            format!("the code block of line {open} is never closed"),
            "nothing closes this".to_owned(),
            format!("write {bare} on a line of its own behind the last line of the code"),
        ),
        FenceFault::Unclosed => (
            format!("the code block of line {open} is still open when another one begins on line {at}"),
            "begins inside the open block".to_owned(),
            format!("close the block of line {open} with {bare} before line {at}"),
        ),
    };
    let message = match swallowed {
        Some((first, last)) if first == last => format!("{message}; line {first} is taken for code"),
        Some((first, last)) => format!("{message}; lines {first}–{last} are taken for code"),
        None => message,
    };
    let end = cx.source.lines().line_of(defect.until.saturating_sub(1) as usize) + 1;
    let message = match swallowed {
        Some((_, last)) if defect.until > defect.swallowed.end && end > last => {
            format!("{message}, and more up to line {end}")
        }
        _ => message,
    };
    // The outer fence is what is to be mended; of a line indented too little, that line.
    let outer = defect.fault != FenceFault::Underindented;
    let mut finding = match outer {
        true => out.at(defect.open, message).label("the block is opened here"),
        false => out.at(defect.at, message).label(label.clone()).related(defect.open, "the block is opened here"),
    };
    finding = finding.help(help);
    if outer && defect.open == defect.at {
        finding = finding.label(label);
    } else if outer {
        finding = finding.related(defect.at, label);
    }
    if let Some(close) = defect.close {
        finding = finding.related(close, "meant to close it, this opens another block");
    }
    out.push(finding);
}

/// The first and last line that show as code and should not.
fn swallowed(cx: &Context, defect: &FenceDefect) -> Option<(usize, usize)> {
    let raw = cx.text(defect.swallowed);
    let text = raw.trim();
    (!text.is_empty()).then(|| {
        let span = defect.swallowed.of_part(raw, text);
        let line = |offset: u32| cx.source.lines().line_of(offset as usize) + 1;
        (line(span.start), line(span.end - 1))
    })
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn words(count: usize) -> String {
    match count {
        4 => "four".to_owned(),
        5 => "five".to_owned(),
        n => n.to_string(),
    }
}
