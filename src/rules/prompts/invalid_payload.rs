//! See `rules/prompts/invalid-payload.md`.

mod yaml;

use crate::{
    diagnostic::quote,
    plan::{Payload, PayloadFormat},
    rules::{Context, Findings},
    source::Span,
};
use serde::de::IgnoredAny;
use serde_json::error::Category;

/// What shows that a payload is a sketch: something is left out, commented or still to be filled in.
const SKETCHED: [&str; 8] = ["...", "…", "/*", "{{", "${", "<", "[[", "%s"];

/// Finds JSON and YAML that no program can read.
pub fn check(cx: &Context, out: &mut Findings) {
    // Elsewhere it may be an example of anything.
    if cx.plan.tasks.is_empty() && cx.plan.groups.is_empty() && cx.plan.prompts.is_empty() {
        return;
    }
    for payload in &cx.plan.payloads {
        let text = cx.text(payload.body);
        let fault = match payload.format {
            PayloadFormat::Json => fault(text),
            PayloadFormat::Yaml => yaml::fault(text),
        };
        if let Some(fault) = fault {
            report(cx, out, payload, &fault);
        }
    }
}

/// What is wrong with a payload, and where.
struct Fault {
    /// From the payload's start, in bytes.
    at: std::ops::Range<usize>,
    what: &'static str,
    help: &'static str,
    /// The line above that the fault goes with: it has a value already.
    above: Option<std::ops::Range<usize>>,
}

/// The first fault that can be no sketch.
fn fault(text: &str) -> Option<Fault> {
    // A fragment (`"scripts": {…}`) is to be put somewhere, and is none by itself.
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    if is_sketch(text) || text.lines().map(outside_texts).any(|line| is_comment(&line)) {
        return None;
    }
    let offset = offset(text, error.line(), error.column());
    let (at, what, help) = told(text, offset, &error)?;
    Some(Fault { at, what, help, above: None })
}

/// A place, what is wrong there, and what helps.
type Told = (std::ops::Range<usize>, &'static str, &'static str);

/// What the parser's `error` at `offset` comes from; `None` for a bare word, a range or an alternative, which stand for
/// a value.
fn told(text: &str, offset: usize, error: &serde_json::Error) -> Option<Told> {
    let rest = &text[offset..];
    let before = text[..offset].trim_end();
    let one = |at: usize| at..at + text[at..].chars().next().map_or(0, char::len_utf8);
    let last = || one(before.len() - before.chars().next_back().map_or(0, char::len_utf8));
    let said = error.to_string();
    let says = |what: &str| said.starts_with(what);
    let closes = rest.starts_with(['}', ']']);
    let word = rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    Some(if error.classify() == Category::Eof {
        (last(), "it ends before everything that was opened is closed", "close every brace, bracket and quotation mark")
    } else if before.ends_with(',') && closes {
        (last(), "nothing follows this comma", "delete the comma")
    } else if says("expected `,`") && rest.starts_with(['"', '{', '[']) {
        (last(), "a comma is missing here", "write a comma between the two")
    } else if rest.starts_with('\'') {
        (one(offset), "text stands in single quotation marks", "write text and keys in double quotation marks")
    } else if says("trailing characters") && closes {
        (one(offset), "this closes what was never opened", "delete it, or open what it is to close")
    } else if says("control character") {
        let help = "close the quotation mark, or write the line ending as `\\n`";
        (one(offset), "a line ends inside a text", help)
    } else if says("invalid escape") {
        let what = "a backslash stands before a character that it does not go with";
        (one(offset), what, "write a backslash of the text as `\\\\`")
    } else if says("key must be") && word > 0 && rest[word..].trim_start().starts_with(':') {
        (offset..offset + word, "a key has no quotation marks", "write every key in double quotation marks")
    } else {
        return None;
    })
}

/// Whether something is left out or still to be filled in, outside the texts of a payload.
fn is_sketch(text: &str) -> bool {
    text.lines().map(outside_texts).any(|line| SKETCHED.iter().any(|mark| line.contains(mark)))
}

/// A line without what stands in closed quotation marks.
fn outside_texts(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('"') {
        let (before, text) = rest.split_at(open);
        let mut escaped = false;
        let close = text[1..].find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(close) = close else { break };
        kept += before;
        kept += "\"\"";
        rest = &text[close + 2..];
    }
    kept + rest
}

/// `// why` and `# why`, alone or behind a value.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['#', '/']) || line.contains(" //") || line.contains(", #")
}

/// The offset of a line and column of serde_json, which both count from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn report(cx: &Context, out: &mut Findings, payload: &Payload, fault: &Fault) {
    let start = payload.body.start as usize;
    let place = |at: &std::ops::Range<usize>| Span::new(start + at.start, start + at.end);
    let name = match payload.format {
        PayloadFormat::Json => "JSON",
        PayloadFormat::Yaml => "YAML",
    };
    let whose = match payload.prompt.map(|index| &cx.plan.prompts[index]) {
        Some(prompt) => format!("the {name} in \"{}\"", quote(&prompt.title)),
        None => format!("this {name}"),
    };
    let finding = out
        .at(place(&fault.at), format!("{whose} cannot be read by any program: {}", fault.what))
        .label("reading ends here")
        .help(fault.help);
    out.push(match &fault.above {
        Some(above) => finding.related(place(above), "has a value already"),
        None => finding,
    });
}
