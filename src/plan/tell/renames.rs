//! Names that a sentence replaces by themselves: "Rename `Reader` to `Reader`". Whoever wrote it named two; then all
//! the text was searched for the one and the other put in its place.

use crate::{
    markdown::{BlockId, InlineKind, Kind},
    plan::{
        Name, Phrase, Topic, Word,
        read::{Reader, speaks},
    },
    source::{Span, window},
};

/// How much stands between the two names at most, in bytes: an arrow, "to", "durch".
const BETWEEN: usize = 30;

/// How much of a sentence is read to each side of the names, in bytes.
const SENTENCE: usize = 200;

/// The longest name in quotation marks, in bytes.
const LONGEST: usize = 60;

/// What stands between two names where an arrow does.
const ARROWS: [&str; 7] = ["→", "⇒", "➜", "➔", "->", "-->", "=>"];

/// A name, twice.
struct Pair {
    first: Span,
    second: Span,
}

impl Pair {
    /// Both names, and what is between them.
    fn whole(&self) -> Span {
        Span { end: self.second.end, ..self.first }
    }
}

/// Reads every such pair, in order, each as a whole.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Span> {
    let document = reader.document;
    let coded = document.code_spans.windows(2).map(|pair| Pair { first: pair[0], second: pair[1] });
    let coded = coded.filter(|pair| {
        let near = (pair.second.start - pair.first.end) as usize <= BETWEEN;
        near && reader.slice(pair.first) == reader.slice(pair.second)
    });
    let said = reader.plan.phrases_of(Phrase::Renaming).flat_map(|hit| spoken(reader, hit.span.end, hit.block));
    let mut found: Vec<Span> =
        coded.chain(said).filter(|pair| is_renaming(reader, pair)).map(|pair| pair.whole()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The names without code of the sentence that goes on at `from`, each of which stands twice around one word or arrow.
fn spoken(reader: &Reader, from: u32, block: BlockId) -> Vec<Pair> {
    let end = reader.document.block(block).span.end;
    let span = Span { start: from, end };
    let text = reader.slice(span);
    let tokens = tokens(sentence(window::after(text, 0, SENTENCE)));
    let place = |token: &str| span.of_part(text, token);
    let alike = |three: &&[&str]| three[0] == three[2] && is_name(three[0]);
    tokens.windows(3).filter(alike).map(|three| Pair { first: place(three[0]), second: place(three[2]) }).collect()
}

/// The words of a text without the marks around them; what stands in quotation marks is one.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '('));
        let Some(open) = rest.chars().next() else { return found };
        let close = match open {
            '"' | '\'' => Some(open),
            '“' => Some('”'),
            '„' => Some('“'),
            '«' => Some('»'),
            _ => None,
        };
        let quoted = close.and_then(|close| {
            let inside = window::after(rest, open.len_utf8(), LONGEST).find(close)?;
            Some(open.len_utf8() + inside + close.len_utf8())
        });
        let len = quoted.unwrap_or_else(|| rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let token = &rest[..len];
        let marked = |c: char| matches!(c, '*' | ',' | '.' | ';' | ')' | ':' | '!' | '?');
        found.push(if quoted.is_some() { token } else { token.trim_end_matches(marked) });
        rest = &rest[len..];
    }
}

/// Whether a word is a name: in quotation marks, or none that a sentence has, `GoodIssues`, `user_id`, `src/main.rs`.
fn is_name(token: &str) -> bool {
    let bytes = token.as_bytes();
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let camel = bytes.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let joined = bytes.windows(3).any(|three| {
        matches!(three[1], b'_' | b'.' | b'/') && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric()
    });
    let quoted = token.starts_with(['"', '\'', '“', '„', '«']);
    letters > 2 && (quoted || camel || joined)
}

/// Whether a sentence orders or tells that the one becomes the other, and nothing in it tells them apart.
fn is_renaming(reader: &Reader, pair: &Pair) -> bool {
    let document = reader.document;
    let Some(id) = document.block_at(pair.first.start).filter(|&id| speaks(document.block(id).kind)) else {
        return false;
    };
    let block = document.block(id).span;
    if !block.contains(pair.whole()) || !becomes(reader, pair.first, pair.second) {
        return false;
    }
    let before = reader.slice(Span { end: pair.first.start, ..block });
    let before = window::before(before, before.len(), SENTENCE);
    let begins = ENDS.iter().filter_map(|end| before.rfind(end).map(|at| at + end.len())).max();
    let before = &before[begins.unwrap_or(0)..];
    let after = window::after(reader.slice(Span { start: pair.second.end, ..block }), 0, SENTENCE);
    let stated =
        Span { start: pair.first.start - before.len() as u32, end: pair.second.end + sentence(after).len() as u32 };
    is_ordered(reader, pair, stated)
        && stands_apart(before)
        && (ends(reader, after) || verb_behind(reader, pair))
        && ![before, sentence(after)].iter().any(|part| reader.vocabulary.says(part, Word::SelfSame))
        && !maps(reader, id)
        && !is_aside(reader, id)
}

/// Whether what stands between two names says that the first becomes the second.
fn becomes(reader: &Reader, first: Span, second: Span) -> bool {
    let between = reader.slice(Span { start: first.end, end: second.start }).trim_matches(['*', '_', ' ']);
    ARROWS.contains(&between) || reader.vocabulary.is_name(between, Name::Becoming)
}

/// Whether the sentence has a verb for it.
fn is_ordered(reader: &Reader, pair: &Pair, sentence: Span) -> bool {
    let early = Span { end: pair.second.start, ..sentence };
    reader.plan.phrases_in(early).any(|hit| hit.phrase == Phrase::Renaming) || verb_behind(reader, pair)
}

/// How much stands between the second name and a verb behind it at most, in bytes: one small word.
const PARTICLE: u32 = 6;

/// Whether the verb follows the names: "`A` zu `A` umbenennen", "`A`を`A`にリネーム".
fn verb_behind(reader: &Reader, pair: &Pair) -> bool {
    let behind = Span { start: pair.second.end, end: pair.second.end + SENTENCE as u32 };
    let first = reader.plan.phrases_in(behind).find(|hit| hit.phrase == Phrase::Renaming);
    first.is_some_and(|hit| hit.span.start <= pair.second.end + PARTICLE)
}

/// Whether nothing before the first name belongs to it: `User`.`id`, `a` → `b`. Where nothing parts words, what stands
/// there is not looked into.
fn stands_apart(before: &str) -> bool {
    if before.contains(|c| c >= '\u{3000}') && before.trim().chars().count() > PARTICLE as usize / 3 {
        return false;
    }
    let bare = before.trim_end_matches(['*', '_']);
    let led = bare.trim_end().ends_with(['`', '→', '>', '"', '”']);
    !led && bare.chars().next_back().is_none_or(|c| c.is_whitespace() || !c.is_ascii() || matches!(c, '(' | '"'))
}

/// Whether the sentence ends behind the second name, or says that it is so everywhere: what else stands there may say
/// which of two things of that name is meant.
fn ends(reader: &Reader, after: &str) -> bool {
    let rest = after.trim_start_matches(['*', '_']);
    match rest.chars().next() {
        None | Some(')' | ';' | '!' | '。' | '）') => true,
        Some('.') => rest[1..].is_empty() || rest[1..].starts_with(char::is_whitespace),
        Some(',') => rest[1..].trim_start().starts_with('`'),
        Some(' ' | '\n') => {
            let words = rest.trim_start();
            words.is_empty()
                || words.starts_with(char::is_alphabetic) && reader.vocabulary.begins(words, Word::Everywhere)
        }
        Some(_) => false,
    }
}

/// Whether other names of the block become others: a list of all of them has those that stay.
fn maps(reader: &Reader, block: BlockId) -> bool {
    let codes: Vec<Span> =
        reader.document.inlines_of(block).iter().filter(|i| i.kind == InlineKind::Code).map(|i| i.span).collect();
    let other = |pair: &[Span]| reader.slice(pair[0]) != reader.slice(pair[1]) && becomes(reader, pair[0], pair[1]);
    codes.windows(2).any(other)
}

/// Whether a block is quoted, or stands under a heading about forms, tests or examples.
fn is_aside(reader: &Reader, block: BlockId) -> bool {
    let document = reader.document;
    let section = document.block(block).section;
    let quoted = document.ancestors(block).any(|b| document.block(b).kind == Kind::Quote);
    let form = [Topic::Template, Topic::Legend].iter().any(|&topic| reader.plan.within(section, topic));
    let titled = |s| reader.vocabulary.says(&document.section(s).title, Word::TriedOut);
    let heading = document.section(section).heading == Some(block);
    let around = if heading { document.section(section).parent } else { section };
    quoted || form || reader.plan.sections_around(document, around).any(titled)
}

/// With what a sentence ends, inside a text.
const ENDS: [&str; 5] = [". ", "; ", "? ", "! ", ".\n"];

/// The sentence with which a text begins.
fn sentence(text: &str) -> &str {
    &text[..ENDS.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len())]
}
