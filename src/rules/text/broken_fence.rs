//! See `rules/text/broken-fence.md`.

use crate::{
    markdown::{FenceDefect, FenceFault},
    rules::{Context, Findings},
};

/// Finds fences that do not end where their author meant them to.
pub fn check(cx: &Context, out: &mut Findings) {
    for defect in &cx.document.fence_defects {
        report(cx, out, defect);
    }
}

fn report(cx: &Context, out: &mut Findings, defect: &FenceDefect) {
    let Told { message, label, help } = told(cx, defect);
    let message = message + &taken_for_code(cx, defect);
    // The outer fence is what is to be mended; of a line indented too little, that line.
    let mut finding = if defect.fault == FenceFault::Underindented {
        out.at(defect.at, message).label(label).related(defect.open, "the block is opened here")
    } else if defect.open == defect.at {
        out.at(defect.open, message).label(label)
    } else {
        out.at(defect.open, message).label("the block is opened here").related(defect.at, label)
    };
    finding = finding.help(help);
    if let Some(close) = defect.close {
        finding = finding.related(close, "meant to close it, this opens another block");
    }
    out.push(finding);
}

/// What is said of a fence: what is wrong, what the place of the fault shows, and what helps.
struct Told {
    message: String,
    label: &'static str,
    help: String,
}

fn told(cx: &Context, defect: &FenceDefect) -> Told {
    let (open, at) = (line(cx, defect.open.start), line(cx, defect.at.start));
    let fence = cx.text(defect.open).trim_start_matches([' ', '\t', '>', '-', '*', '+']).trim_start();
    let (mark, marks) = if fence.starts_with('~') { ('~', "tildes") } else { ('`', "backticks") };
    let count = fence.chars().take_while(|&c| c == mark).count().max(3);
    let bare: String = std::iter::repeat_n(mark, count).collect();
    match defect.fault {
        FenceFault::Underindented => underindented(cx, defect),
        FenceFault::Nested => Told {
            message: format!(
                "the code block of line {open} ends too early: the block inside it has a fence of the same length"
            ),
            label: "the end of this inner block ends the outer one",
            help: format!("open and close the outer block with {} {marks}", words(count + 1)),
        },
        FenceFault::Unopened => Told {
            message: format!("nothing opens the code block that line {open} closes"),
            label: "this opens a block instead",
            help: format!("write {bare} on a line of its own before the first line of the code, or drop this one"),
        },
        FenceFault::Unclosed if defect.at == defect.open => Told {
            message: format!("the code block of line {open} is never closed"),
            label: "nothing closes this",
            help: format!("write {bare} on a line of its own behind the last line of the code"),
        },
        FenceFault::Unclosed => Told {
            message: format!("the code block of line {open} is still open when another one begins on line {at}"),
            label: "begins inside the open block",
            help: format!("close the block of line {open} with {bare} before line {at}"),
        },
    }
}

fn underindented(cx: &Context, defect: &FenceDefect) -> Told {
    let (open, at) = (line(cx, defect.open.start), line(cx, defect.at.start));
    let (needed, has) = (indent(cx.text(defect.open)), indent(cx.text(defect.at)));
    let early = format!("the code block of line {open} ends too early");
    let (message, label) = if has < needed {
        let label = "indented too little: the list item ends here, and its code block with it";
        (format!("{early}: line {at} is indented by {has}, the fence by {needed}"), label)
    } else {
        (format!("{early}, at line {at}"), "it ends here")
    };
    let help = format!("indent line {at}, and every line up to the closing fence, by at least {needed} spaces");
    Told { message, label, help }
}

/// Which lines show as code and should not.
fn taken_for_code(cx: &Context, defect: &FenceDefect) -> String {
    let Some((first, last)) = swallowed(cx, defect) else { return String::new() };
    let lines = if first == last { format!("line {first} is") } else { format!("lines {first}–{last} are") };
    let end = line(cx, defect.until.saturating_sub(1));
    let more = match defect.until > defect.swallowed.end && end > last {
        true => format!(", and more up to line {end}"),
        false => String::new(),
    };
    format!("; {lines} taken for code{more}")
}

/// The number of the line around an offset, from 1.
fn line(cx: &Context, offset: u32) -> usize {
    cx.source.lines().line_of(offset as usize) + 1
}

/// The first and last line that show as code and should not.
fn swallowed(cx: &Context, defect: &FenceDefect) -> Option<(usize, usize)> {
    let raw = cx.text(defect.swallowed);
    let text = raw.trim();
    (!text.is_empty()).then(|| {
        let span = defect.swallowed.of_part(raw, text);
        (line(cx, span.start), line(cx, span.end - 1))
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
