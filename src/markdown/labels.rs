//! Lines of the form `**Key:** value`: the commonest way in which plans state a fact.

use super::{BlockId, Document, Inline, InlineKind, Kind};
use crate::source::{Span, window};

/// A key and its value.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    /// The key, marks and colon excluded.
    pub key: Span,
    /// The value on the same line(s); empty where it follows as a list or paragraph.
    pub value: Span,
    /// The paragraph, heading or cell that holds it.
    pub block: BlockId,
    /// Whether the key is bold or italic.
    pub marked: bool,
}

/// Longest key, in bytes.
const KEY: usize = 48;

/// Words that loosen the figure behind them, in lower case.
pub const LOOSELY: [&str; 43] = [
    "approximately",
    "approx.",
    "approx",
    "appr.",
    "about",
    "around",
    "roughly",
    "circa",
    "ca.",
    "nearly",
    "almost",
    "est.",
    "estimated",
    "aprox.",
    "aprox",
    "aproximadamente",
    "alrededor de",
    "cerca de",
    "unos",
    "unas",
    "environ",
    "approximativement",
    "etwa",
    "rund",
    "ungefähr",
    "zirka",
    "ongeveer",
    "około",
    "cca.",
    "cca",
    "около",
    "примерно",
    "yaklaşık",
    "khoảng",
    "sekitar",
    "kira-kira",
    "大约",
    "大約",
    "约",
    "約",
    "およそ",
    "약",
    "대략",
];

/// The end of a key: where the value of a line begins, behind its first colon.
pub(super) fn value_of(line: &str) -> &str {
    colon(line).map_or("", |(_, behind)| line[behind..].trim_start())
}

/// Where colons stand, as it is asked from the start of a text to its end.
#[derive(Default)]
pub(super) struct Colons {
    /// Between these there is none.
    from: usize,
    next: usize,
}

/// With which byte the wide colon begins, `：`, and other wide signs.
const WIDE: u8 = 0xef;

impl Colons {
    /// Whether one stands inside `span`.
    pub(super) fn any_in(&mut self, text: &str, span: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        if !(self.from..=self.next).contains(&start) {
            let rest = text.as_bytes().get(start..).unwrap_or(&[]);
            (self.from, self.next) = (start, memchr::memchr2(b':', WIDE, rest).map_or(text.len(), |at| start + at));
        }
        self.next < end
    }
}

/// Finds the labels of a paragraph that was just closed.
pub(super) fn scan(text: &str, document: &mut Document, block: BlockId) {
    let (from, to) = document.blocks[block.0 as usize].inlines;
    if from == to {
        return;
    }
    let first = document.labels.len();
    let end = to as usize;
    let mut line_start = true;
    for at in from as usize..end {
        let inline = document.inlines[at];
        match inline.kind {
            InlineKind::Break => line_start = true,
            InlineKind::Strong | InlineKind::Emphasis => {
                // In mid-line only one of several in a row is a label.
                if (line_start || document.labels.len() > first)
                    && let Some(label) = marked(text, &document.inlines[at..end], inline, block)
                    && (line_start || separated(text, inline.span.start as usize, &text[label.key.range()]))
                {
                    document.labels.push(label);
                }
                line_start = false;
            }
            InlineKind::Text if line_start && !plain_prefix(&text[inline.span.range()]) => {
                document.labels.extend(unmarked(text, inline.span, block));
                line_start = false;
            }
            InlineKind::Text if line_start => {}
            _ => line_start = false,
        }
    }
    if document.labels.len() == first {
        return;
    }
    // A value runs to the next label of the paragraph, or to its end; a comment there is no part of it.
    let stop = document.block(block).shown.end as usize;
    let count = document.labels.len();
    for i in first..count {
        let next = document.labels.get(i + 1).map_or(stop, |l| l.key.start as usize);
        let label = &mut document.labels[i];
        let from = label.value.start as usize;
        let raw = text.get(from..next.max(from)).unwrap_or("");
        let value = raw
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|' | '·' | '•' | '-' | '>'))
            .trim_start();
        // "Owner: -" says that there is none.
        let dash = || raw.find('-').filter(|_| i + 1 == count && raw.trim() == "-").map(|at| &raw[at..=at]);
        let value = if value.is_empty() { dash().unwrap_or(value) } else { value };
        label.value = Span::at(from).of_part(raw, value);
    }
}

/// Marks before a label that do not count: a bullet drawn by hand, an emoji.
fn plain_prefix(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| !c.is_alphanumeric() && !matches!(c, '(' | '"' | '“'))
}

/// Whether a bold key in mid-line is one of several labels in a row: after a separator, as in
/// `**Owner:** a | **Due:** b`, or right behind the value before it, as in `**Owner:** a **Due:** b`.
fn separated(text: &str, at: usize, key: &str) -> bool {
    let before = &text[..at];
    before.trim_end().ends_with(['|', '·', '•', ',', ';', '—', '–'])
        || before.ends_with(' ') && key.split(' ').count() <= 3
}

/// `**Key:** value` and `**Key**: value`, or `**Key** value` in a row of such.
fn marked(text: &str, rest: &[Inline], strong: Inline, block: BlockId) -> Option<Label> {
    let inside = rest[1..].iter().take_while(|i| i.span.end <= strong.span.end);
    let mut shown = inside.filter(|i| matches!(i.kind, InlineKind::Text | InlineKind::Code)).map(|i| i.span);
    let first = shown.next()?;
    let span = first.to(shown.last().unwrap_or(first));
    if span.len() > 4 * KEY {
        return None;
    }
    let raw = text.get(span.range())?;
    let after = text.get(strong.span.end as usize..)?;
    let (key, value) = if let Some((colon, behind)) = colon(raw) {
        // `**Key: value**` and `**Key:**`.
        let inside = window::trim(&raw[behind..]);
        let from = if inside.is_empty() { strong.span.end as usize } else { span.start as usize + behind };
        (&raw[..colon], from)
    } else {
        let after = behind_gloss(after);
        let gap = after.len() - after.trim_start_matches(' ').len();
        match after[gap..].strip_prefix([':', '：']) {
            Some(value) => (raw, text.len() - value.len()),
            // `**Deps** T1 · **Class** M`
            None if gap > 0 && is_rowed(text, strong.span) => (raw, strong.span.end as usize),
            None => return None,
        }
    };
    let key = window::trim(key);
    is_key(key, 7).then(|| Label { key: span.of_part(raw, key), value: Span::at(value), block, marked: true })
}

/// What stands behind a key, without the gloss in brackets before its colon: "**Gate 1** (before S3): …".
fn behind_gloss(after: &str) -> &str {
    let inside = after.strip_prefix(" (").filter(|rest| !rest.starts_with(')'));
    let rest = inside
        .and_then(|rest| rest.split_once(')'))
        .filter(|(gloss, _)| gloss.len() <= KEY && !gloss.contains(['\n', '(']));
    rest.map(|(_, rest)| rest).filter(|rest| rest.starts_with([':', '：'])).unwrap_or(after)
}

/// Whether a bold text is a key in a row of several that are set apart: a dot or bar stands between them.
fn is_rowed(text: &str, key: Span) -> bool {
    let between = |c: char| matches!(c, '·' | '•' | '|');
    let (before, after) = (text[..key.start as usize].trim_end_matches(' '), &text[key.end as usize..]);
    match before.chars().next_back().filter(|c| *c != '\n') {
        Some(c) => between(c),
        None => {
            let line = &after[..memchr::memchr(b'\n', after.as_bytes()).unwrap_or(after.len())];
            line.split_once(between).is_some_and(|(value, next)| !value.trim().is_empty() && next.starts_with(" **"))
        }
    }
}

/// `Key: value` without marks.
fn unmarked(text: &str, span: Span, block: BlockId) -> Option<Label> {
    let raw = text.get(span.range())?;
    let (colon, behind) = colon(window::after(raw, 0, KEY))?;
    let key = raw[..colon].trim_start_matches(|c: char| !c.is_alphanumeric());
    let after = &raw[behind..];
    // Behind a wide colon no space is set.
    let spaced = after.is_empty() || after.starts_with([' ', '\t']) || behind > colon + 1;
    if !spaced || !is_key(key, 4) {
        return None;
    }
    Some(Label { key: span.of_part(raw, key), value: Span::at(span.start as usize + behind), block, marked: false })
}

/// Where the first colon of a text stands, a wide one among Chinese signs too, and where it ends.
fn colon(text: &str) -> Option<(usize, usize)> {
    let narrow = memchr::memchr(b':', text.as_bytes()).map(|at| (at, at + 1));
    let before = narrow.map_or(text, |(at, _)| &text[..at]);
    let wide = || before.find('：').map(|at| (at, at + '：'.len_utf8()));
    if before.is_ascii() { narrow } else { wide().or(narrow) }
}

/// Whether `key` looks like one: short, at most `words` words, none of them a sentence's.
fn is_key(key: &str, words: usize) -> bool {
    if key.len() > KEY {
        return false;
    }
    let (mut count, mut inside) = (0, false);
    for byte in key.bytes() {
        match byte {
            b'.' | b'!' | b'?' | b'"' | b'`' | b'\n' => return false,
            b' ' | b'\t' | b'\r' | b'\x0c' => inside = false,
            _ => count += usize::from(!std::mem::replace(&mut inside, true)),
        }
    }
    count <= words && key.contains(char::is_alphabetic)
}

impl Document {
    /// The block that holds a label's value where nothing stands on its own line:
    /// the list, paragraph, table or fence right below.
    pub fn label_body(&self, label: &Label) -> Option<BlockId> {
        if !label.value.is_empty() {
            return None;
        }
        let next = self.next_sibling(label.block)?;
        matches!(self.block(next).kind, Kind::List { .. } | Kind::Code { .. } | Kind::Table | Kind::Paragraph)
            .then_some(next)
    }
}
