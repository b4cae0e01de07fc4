//! See `rules/text/escaped-newlines.md`.

use crate::{
    diagnostic::Subject,
    plan::lost_sign,
    rules::{Context, Findings},
    source::{Span, window},
};

/// How much of the text around a place is looked at, in bytes.
const NEAR: usize = 100;
/// How many pairs of `\"` are no slip.
const PAIRS: usize = 2;

/// Finds line endings and quotation marks that were escaped twice, and signs of which only the number is left; all of a
/// kind are one finding.
pub fn check(cx: &Context, out: &mut Findings) {
    lost(cx, out);
    if cx.plan.escapes.written.is_empty() {
        return;
    }
    let (endings, quotes): (Vec<Span>, Vec<Span>) = cx.plan.escapes.written.iter().partition(|s| cx.text(**s) == "\\n");
    let mut places: Vec<Span> = endings.iter().copied().filter(|&s| ends_line(cx, s)).collect();
    let sure = places.iter().any(|&s| begins_block(after(cx, s)));
    if !sure && places.len() < 2 {
        places.clear();
    }
    let pairs = quotes.iter().filter(|&&s| opens(cx, s)).count().min(quotes.iter().filter(|&&s| closes(cx, s)).count());
    if pairs >= PAIRS || pairs > 0 && !places.is_empty() {
        places.extend(quotes);
        places.sort_unstable();
    }
    let Some(&first) = places.first() else { return };
    let written = cx.text(first);
    let (stands, help) = match written {
        "\\n" => (
            "a line was to end here",
            "write the line endings out, or let the program that made the text escape it once less",
        ),
        _ => (
            "a quotation mark with a backslash",
            "delete the backslashes, or let the program that made the text escape it once less",
        ),
    };
    let many = match places.len() {
        1 => String::new(),
        n => format!(", {n} times in this document"),
    };
    let mut finding = out
        .at(first, format!("the text was escaped twice: it says `{written}`{many}"))
        .label(stands)
        .help(help)
        .about(Subject::Place(first))
        .gathers(places.iter().copied());
    finding = finding.also(places.iter().skip(1).map(|&place| (place, "and here")));
    out.push(finding);
}

/// Finds signs that were escaped, `\u2705`, and lost the backslash.
fn lost(cx: &Context, out: &mut Findings) {
    let places = &cx.plan.escapes.lost;
    let shown = |span: &Span| lost_sign(cx.source.text(), span.start as usize).unwrap_or_default();
    // `u2024` may be a name with a year.
    let named = |span: &Span| (1900..2100).contains(&cx.text(*span)[1..].parse::<u32>().unwrap_or_default());
    let Some(first) = places.iter().find(|span| !named(span)).or(places.first()) else { return };
    if places.len() < 2 && named(first) || places.iter().all(|span| cx.text(*span) == cx.text(*first) && named(span)) {
        return;
    }
    let many = match places.len() {
        1 => String::new(),
        n => format!(", and so it is {} times more", n - 1),
    };
    let (written, sign) = (cx.text(*first), shown(first));
    let others = places.iter().filter(|span| *span != first);
    let finding = out
        .at(*first, format!("`{written}` stands here for `{sign}`: the backslash of the escape is lost{many}"))
        .label(format!("`{sign}` is meant"))
        .help("write the sign itself, or let the program that made the text read its escapes first")
        .about(Subject::Place(*first))
        .gathers(places.iter().copied());
    out.push(finding.also(others.map(|other| (*other, format!("and here for `{}`", shown(other))))));
}

fn before<'a>(cx: &Context<'a>, span: Span) -> &'a str {
    window::before(cx.source.text(), span.start as usize, NEAR)
}

fn after<'a>(cx: &Context<'a>, span: Span) -> &'a str {
    window::after(cx.source.text(), span.end as usize, NEAR)
}

/// Whether `\n` stands where a line would end: behind a sentence, or before a line of its own.
/// In a path, a pattern or a command it is part of a word.
fn ends_line(cx: &Context, span: Span) -> bool {
    let (before, after) = (before(cx, span), after(cx, span));
    let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    // A quotation mark that is open shows a text as a program writes it.
    let shown = ['"', '\'', '“'].iter().any(|&mark| word.matches(mark).count() % 2 == 1 && !word.contains('”'));
    let path = word.contains([':', '[', '(', '|', '^', '/']) && !word.ends_with([':', ')'])
        || other_escape(word)
        || other_escape(after);
    let sentence = before.ends_with(['.', ':', '!', '?', ';', ')', 'n', '"'])
        && (!before.ends_with('n') || before.ends_with("\\n"));
    let goes_on = after.starts_with(|c: char| {
        c.is_uppercase() || matches!(c, '-' | '*' | '#' | '\\' | ' ' | '\n') || c.is_ascii_digit()
    });
    !path && !shown && (sentence && goes_on || begins_block(after))
}

/// Whether a list, a heading or another line ending follows.
fn begins_block(after: &str) -> bool {
    ["\\n", "- ", "* ", "# ", "## ", "### ", "1. "].iter().any(|start| after.starts_with(start))
}

/// Whether a word holds an escape that only a path or a pattern has: `\d`, `\Users`.
fn other_escape(text: &str) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or("");
    let mut escapes = word.match_indices('\\').map(|(at, _)| &word[at + 1..]);
    escapes.any(|rest| rest.starts_with(|c: char| c.is_alphanumeric() && !matches!(c, 'n' | 't' | 'r')))
}

/// Whether `\"` stands before a word.
fn opens(cx: &Context, span: Span) -> bool {
    before(cx, span).chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(')
        && after(cx, span).starts_with(char::is_alphanumeric)
}

/// Whether `\"` stands behind a word.
fn closes(cx: &Context, span: Span) -> bool {
    before(cx, span).ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?'))
        && !after(cx, span).starts_with(char::is_alphanumeric)
}
