//! What a value names: ids, ranges, phases, all, nothing.

use super::{
    clauses::{Turn, is_partial, is_portion, is_subject, turn},
    id::{
        Id, IdRange, is_bare, is_explicit, is_free, is_priority, number, parted, parted_letters, range, shifted, token,
    },
    marks::is_mark,
    words::{is_all, is_label, is_nothing, kind},
};
use crate::{
    plan::{
        Name, Vocabulary, quantity,
        quantity::chars::{after, gap, is_unspaced, letters_before, word},
    },
    source::Span,
};
use std::borrow::Cow;

/// A thing named by kind and number: "Phase 2", "Track A", "Wave 2.1".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered<'t> {
    /// Singular, lower case: "phase", "user story".
    pub kind: Box<str>,
    /// `2`, `A`, `2.1`.
    pub label: &'t str,
    /// From the kind to the label; the label alone for the later ones of a list.
    pub span: Span,
}

/// What a part of a value names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ref<'t> {
    /// `T012`.
    Id(Id<'t>),
    /// `T1-T5`, "Waves 1-3".
    Range(IdRange<'t>),
    /// "Phase 2".
    Numbered(Numbered<'t>),
    /// "All above".
    All(Span),
    /// "None", `-`, nothing at all.
    Nothing(Span),
}

impl Ref<'_> {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Id(id) => id.span,
            Self::Range(range) => range.span,
            Self::Numbered(numbered) => numbered.span,
            Self::All(span) | Self::Nothing(span) => *span,
        }
    }
}

/// What `text`, the value of a dependency or an id cell, names; left to right,
/// spans shifted by `base`.
///
/// Ids that show it by their shape (`T012`, `FR-001`, `#4`) and numbered things
/// ("Phase 2") are found in prose too; bare ones (`3`, `2.3`, `task-12`) only
/// where they are a whole item of the list. A gloss in parentheses after a name
/// is passed over. Prose that names nothing gives an empty list.
pub fn refs<'t>(words: &Vocabulary, text: &'t str, base: u32) -> Vec<Ref<'t>> {
    read(words, text, base, None, None)
}

/// Longest cell that names several tasks, in bytes, and the most that it names.
const SEVERAL: (usize, usize) = (32, 24);

/// The ids of a cell that names several tasks and nothing else, `T5, T6`, `T5 & T6`, `10.1-10.7`; none where it names one.
pub fn several(words: &Vocabulary, cell: &str) -> Vec<String> {
    // Most name one, and have nothing that would part two.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'.';
    if cell.len() > SEVERAL.0
        || cell.bytes().all(plain)
        || is_in_parts(cell)
        || !cell.contains(|c: char| c.is_ascii_digit())
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for named in refs(words, cell, 0) {
        match named {
            Ref::Id(id) => found.push(id.text.to_owned()),
            Ref::Range(range) if range.kind.is_empty() && range.count() as usize <= SEVERAL.1 => {
                found.extend(range.ids().map(|id| id.to_string()));
            }
            _ => return Vec::new(),
        }
    }
    let joint = |word: &str| words.is_name(word, Name::Until);
    let lettered = |word: &str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()) && !joint(word);
    if found.len() < 2 || cell.split_whitespace().any(lettered) { Vec::new() } else { found }
}

/// Whether what looks like a range is one id of two numbers: `M0-03`.
fn is_in_parts(cell: &str) -> bool {
    let Some((first, last)) = cell.split_once('-') else { return false };
    let digits = first.bytes().rev().take_while(u8::is_ascii_digit).count();
    last.starts_with('0') && last.len() != digits && last.bytes().all(|b| b.is_ascii_digit())
}

/// What `text`, a list of names, names: like [`refs`], but the list ends where something else begins, be it another
/// field ("T1 | Next: T3") or a sentence ("T1; T3 can start after this"). What is said to count in part
/// ("T1 (draft only)") is none of it.
pub fn listed<'t>(words: &Vocabulary, text: &'t str, base: u32) -> Vec<Ref<'t>> {
    read(words, text, base, Some(Prose::default()), None)
}

/// Like [`listed`], where a document has ids that do not show it by their shape, as `own` tells: `A4-Edge`, `UI-SHOW`.
pub fn listed_among<'t>(words: &Vocabulary, text: &'t str, base: u32, own: Own) -> Vec<Ref<'t>> {
    read(words, text, base, Some(Prose::default()), Some(own))
}

/// Tells whether a token is an id of the document.
type Own<'o> = &'o dyn Fn(&str) -> bool;

fn read<'t>(words: &Vocabulary, text: &'t str, base: u32, prose: Option<Prose>, own: Option<Own>) -> Vec<Ref<'t>> {
    let whole = shifted(0, text.len(), base);
    // "None (T3 waits for this)"
    let bare = prose.and_then(|_| text.split_once('(')).map_or(text, |(bare, _)| bare);
    if is_nothing(text) || !bare.trim().is_empty() && is_nothing(bare) {
        return vec![Ref::Nothing(whole)];
    }
    let mut reader = Reader {
        words,
        own,
        text,
        base,
        at: 0,
        fresh: true,
        named: false,
        kind: None,
        slash_end: usize::MAX,
        prose,
        either: false,
        done: false,
        found: Vec::new(),
    };
    reader.read();
    if reader.found.is_empty() && is_all(text) {
        reader.found.push(Ref::All(whole));
    }
    reader.found
}

/// `text` with what stands in parentheses taken out; they part what stands around them.
pub fn without_glosses(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'(', b')', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut depth = 0u32;
    let outside = text.chars().map(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => return c,
            _ => {}
        }
        ' '
    });
    Cow::Owned(outside.collect())
}

/// Whether a remark in words stands in brackets: "Poster (extra)", "(12 weeks, not included)"; not "(12 weeks)", and no
/// target of a link.
pub fn has_remark(text: &str) -> bool {
    text.match_indices(['(', '（']).any(|(at, open)| {
        let inner = &text[at + open.len()..];
        let Some(inner) = inner.find([')', '）']).map(|end| &inner[..end]) else { return false };
        let spans: Vec<_> = quantity::each(inner, 0).map(|figure| figure.span.range()).collect();
        let outside = |at: usize| !spans.iter().any(|span| span.contains(&at));
        // "Tent (2027)" is for another year.
        let year = || {
            inner.len() == 4
                && (inner.starts_with("19") || inner.starts_with("20"))
                && inner.bytes().all(|b| b.is_ascii_digit())
        };
        !text[..at].ends_with(']') && (year() || inner.char_indices().any(|(at, c)| c.is_alphabetic() && outside(at)))
    })
}

/// Whether the name from `start` to `end` is a pattern for several, `WP-11*`, and not one that is stressed, `*WP-11*`.
pub fn is_pattern(text: &str, start: usize, end: usize) -> bool {
    text[end..].starts_with('*') && !text[end..].starts_with("**") && !text[..start].ends_with('*')
}

/// Longest gloss that is passed over, in bytes.
const GLOSS: usize = 200;

struct Reader<'v, 't> {
    words: &'v Vocabulary,
    /// The ids of the document that have no shape of their own.
    own: Option<Own<'v>>,
    text: &'t str,
    base: u32,
    at: usize,
    /// Whether a new item of the list starts here.
    fresh: bool,
    /// Whether the item has named something.
    named: bool,
    /// The kind that the items before share: "Tracks 2 & 3".
    kind: Option<String>,
    /// Behind the last slash that parts two names.
    slash_end: usize,
    /// What was passed in this item of a list that may turn into a sentence; `None` where names stand in prose too.
    prose: Option<Prose>,
    /// Whether the next name is one of two of which one is enough.
    either: bool,
    /// Whether the list has ended.
    done: bool,
    found: Vec<Ref<'t>>,
}

/// What stands before a name in its item of a list.
#[derive(Clone, Copy, Default)]
struct Prose {
    /// A word that is none of the item's name.
    words: bool,
    /// A word that no name of a list begins with.
    strays: bool,
    /// A dash that sets off a remark.
    dash: bool,
    /// A word for what waits: "blocked until T2".
    waits: bool,
    /// "required", "used", behind which "by" turns the order around.
    passive: bool,
}

impl<'t> Reader<'_, 't> {
    fn read(&mut self) {
        while !self.done
            && let Some(c) = after(self.text, self.at)
        {
            match c {
                '(' if self.named => self.at = self.gloss_end(),
                '(' | ',' | ';' | '&' | '+' | '|' | '、' | '，' => {
                    self.at += c.len_utf8();
                    self.next_item();
                }
                '<' if self.text[self.at..].starts_with("<br") => {
                    self.at += 3;
                    self.next_item();
                    // `<br>`, `<br/>`, `<br />`
                    let tail = self.text.as_bytes()[self.at..].iter().take(3);
                    self.at += tail.take_while(|b| matches!(b, b' ' | b'/' | b'>')).count();
                }
                '~' if self.prose.is_some() && self.text[self.at..].starts_with("~~") => self.at = self.struck_end(),
                '/' if self.named && self.fresh_slash() => {
                    self.at += 1;
                    self.slash_end = self.at;
                    self.next_item();
                }
                _ => match token(self.text, self.at) {
                    Some((start, end)) => self.token(start, end),
                    None => {
                        // Brackets, quotes and marks do not part a list; an arrow does.
                        self.fresh |= matches!(c, '→' | '←');
                        self.mark(c);
                        self.at += c.len_utf8();
                    }
                },
            }
        }
    }

    /// Whether a token is an id wherever it stands.
    fn is_id(&self, token: &str) -> bool {
        is_explicit(token) || self.own.is_some_and(|own| token.contains('-') && own(token))
    }

    fn next_item(&mut self) {
        self.fresh = true;
        self.named = false;
        self.prose = self.prose.map(|_| Prose::default());
    }

    /// Passes a mark, which may end the list: a full stop, the colon of another field.
    fn mark(&mut self, c: char) {
        let Some(prose) = self.prose.as_mut().filter(|_| !self.found.is_empty()) else { return };
        let parts = |c: char| c.is_whitespace() || matches!(c, '*' | '_');
        let set_off = after(self.text, self.at + c.len_utf8()).is_none_or(parts);
        match c {
            '.' => self.done = set_off,
            ':' => self.done = set_off && prose.words,
            '-' | '–' | '—' => prose.dash |= set_off,
            _ => {}
        }
    }

    /// Whether a name follows right here.
    fn names_next(&self) -> bool {
        let next =
            gap(self.text, self.at).and_then(|at| token(self.text, at)).map(|(start, end)| &self.text[start..end]);
        next.is_some_and(|next| self.is_id(next) || kind(self.words, next).is_some())
    }

    /// Whether a bare number or the like follows right here.
    fn number_next(&self) -> bool {
        let next = gap(self.text, self.at).and_then(|at| token(self.text, at));
        next.is_some_and(|(start, end)| is_bare(&self.text[start..end]))
    }

    /// Passes a word that names nothing.
    fn word(&mut self, written: &str) {
        let named = self.names_next();
        let Some(prose) = &mut self.prose else { return };
        let small = written.starts_with(char::is_lowercase);
        let behind = std::mem::replace(&mut prose.words, true);
        let waits = prose.waits;
        prose.waits |= self.words.is_name(written, Name::Waits);
        let passive = std::mem::replace(&mut prose.passive, self.words.is_name(written, Name::Passive));
        match turn(self.words, written) {
            Turn::Denies => self.done = true,
            Turn::Lasts => self.done = behind && !waits,
            Turn::Onward if named && !waits => self.done = true,
            Turn::Nothing if passive && written.eq_ignore_ascii_case("by") => self.done = true,
            Turn::Onward | Turn::Elsewhere if !self.found.is_empty() => self.done = true,
            Turn::Nothing if small || prose.dash => prose.strays = true,
            _ => {}
        }
    }

    /// Whether a name that ends at `end` is one of the list; the first one is, wherever it stands.
    fn is_listed(&self, end: usize) -> bool {
        let Some(prose) = self.prose.filter(|_| !self.found.is_empty()) else { return true };
        !prose.strays && !is_subject(self.text, end) && (!prose.dash || self.ends_item(end))
    }

    /// Whether the slash here parts two names: `T1/T2`.
    fn fresh_slash(&self) -> bool {
        token(self.text, self.at + 1).is_some_and(|(start, end)| self.is_id(&self.text[start..end]))
    }

    /// One past the gloss that opens here, or past its bracket if it is long or open.
    fn gloss_end(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let close = rest.iter().take(GLOSS).position(|b| *b == b')');
        // A remark of a list that is open goes on to its end.
        let open = || if self.prose.is_some() && memchr::memchr(b')', rest).is_none() { rest.len() } else { 1 };
        self.at + close.map_or_else(open, |close| close + 1)
    }

    /// One past what is struck out from here on, or past the marks if they are not closed.
    fn struck_end(&self) -> usize {
        let inner = self.at + 2;
        self.text[inner..].find("~~").map_or(inner, |close| inner + close + 2)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        shifted(start, end, self.base)
    }

    fn push(&mut self, found: Ref<'t>, end: usize) {
        if self.is_listed(end) {
            let either = std::mem::take(&mut self.either);
            let name = (found.span().start - self.base) as usize..end;
            let in_part = || is_partial(self.words, self.text, end) || is_portion(self.words, self.text, name);
            if self.prose.is_none() || !either && !in_part() {
                self.found.push(found);
            }
        } else {
            self.done = true;
        }
        self.prose = self.prose.map(|_| Prose::default());
        self.at = end;
        self.fresh = false;
        self.named = true;
    }

    /// Reads the token from `start` to `end`, which is where the reader stands.
    fn token(&mut self, start: usize, end: usize) {
        let text = self.text;
        let written = &text[start..end];
        let either = self.words.is_name(written, Name::Either);
        if either || matches!(written, "and" | "AND" | "y" | "und" | "plus" | "e") {
            self.at = end;
            // Of "T1 or T3" neither has to be there.
            if either && self.prose.is_some() && self.named && (self.names_next() || self.number_next()) {
                self.found.pop();
                self.either = true;
            }
            // "None, or T3 in the second round"
            self.either |=
                either && self.prose.is_some() && self.found.is_empty() && start > 0 && is_nothing(&text[..start]);
            return self.next_item();
        }
        if !is_free(text, start) && self.slash_end != start {
            self.at = end;
            self.fresh = false;
            return;
        }
        if self.numbered(start, end) {
            return;
        }
        if written.starts_with('#') {
            return self.hash(start, end);
        }
        if is_pattern(text, start, end) {
            self.at = end + 1;
            self.fresh = false;
            return;
        }
        let alone = self.fresh && self.ends_item(end);
        let kind = self.kind.clone().filter(|_| alone);
        if let Some(kind) = kind
            && is_label(written)
            && !is_explicit(written)
        {
            let numbered = Numbered { kind: kind.into(), label: written, span: self.span(start, end) };
            return self.push(Ref::Numbered(numbered), end);
        }
        let parts = parted(written).filter(|(first, _)| alone || is_explicit(first));
        if let Some((first, last)) = parts
            && let Some(range) = range(self.kind.as_deref().unwrap_or(""), first, last, written, self.span(start, end))
        {
            return self.push(Ref::Range(range), end);
        }
        let id = self.is_id(written) && !is_priority(written) && !self.is_file(end);
        if id || self.fresh && is_bare(written) {
            if let Some((last_start, last_end)) = self.range_end(written, end)
                && let Some(range) =
                    range("", written, &text[last_start..last_end], &text[start..last_end], self.span(start, last_end))
            {
                self.kind = None;
                return self.push(Ref::Range(range), last_end);
            }
            if id || alone {
                self.kind = None;
                return self.push(Ref::Id(Id { text: written, span: self.span(start, end) }), end);
            }
        }
        self.at = end;
        self.fresh = false;
        self.kind = None;
        self.word(written);
    }

    /// `#4`, unless it is said to be a pull request or an issue: those lie outside.
    fn hash(&mut self, start: usize, end: usize) {
        let written = &self.text[start..end];
        let space = self.text[..start].trim_end_matches(' ').len();
        let before = letters_before(self.text, space, 0);
        let outside =
            ["pr", "mr", "issue", "issues", "prs", "bug"].iter().any(|word| before.eq_ignore_ascii_case(word));
        if number(&written[1..]).is_some() && !outside {
            self.kind = None;
            return self.push(Ref::Id(Id { text: written, span: self.span(start, end) }), end);
        }
        self.at = end;
        self.fresh = false;
    }

    /// Reads "Phase 2" and "Waves 1-3" where the kind stands from `start` to `end`.
    fn numbered(&mut self, start: usize, end: usize) -> bool {
        let text = self.text;
        let unspaced = || after(text, start).is_some_and(is_unspaced);
        let Some(at) = gap(text, end).filter(|at| *at > end || unspaced()) else { return false };
        let at = at + usize::from(after(text, at) == Some('#'));
        let Some((from, to)) = token(text, at) else { return false };
        let label = &text[from..to];
        // Most words stand before another word: every label has a digit or a capital.
        if !label.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            return false;
        }
        let Some(kind) = kind(self.words, &text[start..end]) else { return false };
        let (start, kind) =
            match self.text[..start].strip_suffix("User ").or_else(|| self.text[..start].strip_suffix("user ")) {
                Some(head) if kind == "story" => (head.len(), format!("user {kind}")),
                _ => (start, kind),
            };
        let span = self.span(start, to);
        if let Some((first, last)) = parted(label).or_else(|| parted_letters(label))
            && let Some(range) = range(&kind, first, last, label, span)
        {
            self.push(Ref::Range(range), to);
        } else if is_label(label) && after(text, to) != Some('%') {
            match self.range_end(label, to) {
                Some((last_from, last_to)) => {
                    let whole = self.span(start, last_to);
                    match range(&kind, label, &text[last_from..last_to], &text[from..last_to], whole) {
                        Some(range) => self.push(Ref::Range(range), last_to),
                        None => return false,
                    }
                }
                None => self.push(Ref::Numbered(Numbered { kind: kind.clone().into(), label, span }), to),
            }
        } else {
            return false;
        }
        self.kind = Some(kind);
        true
    }

    /// The other end of "T1 through T5", `T1 – T5`.
    fn range_end(&self, first: &str, end: usize) -> Option<(usize, usize)> {
        let text = self.text;
        let at = gap(text, end).filter(|at| *at > end)?;
        let dash = after(text, at).filter(|c| matches!(c, '-' | '–' | '—'));
        let link = dash.map_or_else(|| word(text, at).len(), char::len_utf8);
        if dash.is_none() && !matches!(&text[at..at + link], "through" | "thru" | "to" | "hasta" | "bis") {
            return None;
        }
        let (start, end) = token(text, gap(text, at + link)?)?;
        let last = &text[start..end];
        let numeric = number(last).is_some();
        // "T1 – 5 minutes" is no range, "T1 through 5" is.
        let short = numeric || last.len() == 1;
        let alike = !numeric || number(first).is_some();
        let fits = match dash {
            None => true,
            // "T1 — T3 follows" is no range where the list ends with a remark.
            Some(_) if short || self.prose.is_some() => alike && self.ends_item(end),
            Some(_) => true,
        };
        (fits && range("", first, last, first, Span::default()).is_some()).then_some((start, end))
    }

    /// Whether the item of the list ends after `end`, but for marks and a gloss.
    fn ends_item(&self, end: usize) -> bool {
        let rest = self.text.get(end..).unwrap_or("");
        let skipped = |c: char| c.is_whitespace() || is_mark(c) || matches!(c, '*' | '_' | '`' | ']' | ')' | '.' | '"');
        let Some((at, next)) = rest.char_indices().take(16).find(|(_, c)| !skipped(*c)) else {
            return rest.chars().nth(16).is_none();
        };
        matches!(next, ',' | ';' | '&' | '+' | '|' | '(' | '、' | '，' | '→')
            || rest[at..].starts_with("<br")
            || matches!(word(rest, at), "and" | "or" | "through" | "to")
    }

    /// Whether the token that ends at `end` goes on as a file name or an address.
    fn is_file(&self, end: usize) -> bool {
        matches!(after(self.text, end), Some('/' | '@')) && !self.text[end..].starts_with("/ ") && {
            let next = token(self.text, end + 1);
            next.is_some_and(|(start, end)| !self.is_id(&self.text[start..end]))
        }
    }
}
