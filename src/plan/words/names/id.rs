//! The shapes of ids.

use crate::{
    plan::quantity::{
        chars::{after, before, is_glue, is_unspaced},
        time_word,
    },
    source::{Span, window},
};
use compact_str::CompactString;

/// What names and ids are compared by. Most are short.
pub type Key = CompactString;

/// Longest id, in bytes.
const LONGEST: usize = 48;

/// An id as it was written: `T012`, `MCP-SEC-001`, `2.3`, `#4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id<'t> {
    /// With its `#`, in the author's case; compare by [`id_key`].
    pub text: &'t str,
    /// Where it stands.
    pub span: Span,
}

/// A run of ids: `T1-T5`, `11–15`, "T1 through T5", "Waves 1-3".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdRange<'t> {
    /// "wave" of "Waves 1-3": singular, lower case; empty where there is none.
    pub kind: Box<str>,
    /// What all of them start with: `T`, `FR-`, `2.`; may be empty.
    pub prefix: &'t str,
    /// The first number, or letter.
    pub first: u32,
    /// The last number or letter, at least `first`.
    pub last: u32,
    /// Whether letters are counted, as in "Phases A-C".
    pub letters: bool,
    /// Digits of a number, zeros in front included; 0 where they are not padded.
    pub width: usize,
    /// As written. `W1-3` may be declared as one id: look that up first.
    pub text: &'t str,
    /// Where it stands.
    pub span: Span,
}

impl IdRange<'_> {
    /// How many ids it names.
    pub fn count(&self) -> u32 {
        self.last - self.first + 1
    }

    /// Every id, as it would be written; a range over millions yields lazily.
    pub fn ids(&self) -> impl Iterator<Item = String> + '_ {
        (self.first..=self.last).map(|number| match char::from_u32(number).filter(|_| self.letters) {
            Some(letter) => letter.to_string(),
            None => format!("{}{number:0width$}", self.prefix, width = self.width),
        })
    }
}

/// The form in which ids are compared: without `#`, marks and emphasis, upper case, the zeros
/// that pad a number off: `T012` and `T12` are one id; `1.02` and `1.2` are not.
pub fn id_key(text: &str) -> Key {
    let bare = if window::is_bare(text) { text } else { text.trim_matches(|c: char| !c.is_alphanumeric()) };
    let digits = bare.bytes().position(|b| b.is_ascii_digit()).unwrap_or(bare.len());
    let (head, number) = bare.split_at(digits);
    let number = match number.trim_start_matches('0') {
        _ if !number.bytes().all(|b| b.is_ascii_digit()) => number,
        "" if !number.is_empty() => "0",
        plain => plain,
    };
    let mut key = match head.is_ascii() {
        true if head.len() + number.len() == bare.len() => Key::from(bare),
        true => [head, number].into_iter().collect(),
        false => [&*head.to_uppercase(), number].into_iter().collect(),
    };
    // A letter behind the number is one however it is written: `4.2A`, `4.2a`.
    key.make_ascii_uppercase();
    key
}

/// The id that a title or an item starts with: `T012 [P] Create …`, `**2.3** Foo`,
/// `ABC-1 — Bar`, `#4 Baz`, `3`.
///
/// A plain number counts where `.`, `)` or `:` follows or where it is all there is.
pub fn leading_id(text: &str, base: u32) -> Option<Id<'_>> {
    let from = text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#').len();
    let (start, end) = token(text, from)?;
    let written = &text[start..end];
    let explicit = is_explicit(written) || written.starts_with('#') && number(&written[1..]).is_some();
    let dotted = || written.contains('.') && number(written).is_some();
    let plain = || {
        let next = after(text, end);
        number(written).is_some() && matches!(next, None | Some('.' | ')' | ':'))
    };
    let parted = after(text, end).is_none_or(|c| c.is_whitespace() || !is_glue(c) && !matches!(c, '/' | '%' | '+'));
    (parted && (explicit || dotted() || plain())).then(|| Id { text: written, span: shifted(start, end, base) })
}

/// A span of a part of a text that starts at `base`.
pub fn shifted(start: usize, end: usize, base: u32) -> Span {
    Span::new(start.saturating_add(base as usize), end.saturating_add(base as usize))
}

/// The most signs of a word that is written without spaces beside it.
const WORD: usize = 8;

/// The token at `from`: letters, digits and the joints of ids. `None` where no
/// token starts there; long ones are no ids and come whole.
pub fn token(text: &str, from: usize) -> Option<(usize, usize)> {
    let first = after(text, from)?;
    if !(first.is_alphanumeric() || first == '#') {
        return None;
    }
    let rest = &text[from..];
    let mut end = first.len_utf8();
    // A word of a script without spaces ends where its signs do.
    if is_unspaced(first) {
        end += rest[end..].chars().take(WORD).take_while(|&c| is_unspaced(c)).map(char::len_utf8).sum::<usize>();
        return Some((from, from + end));
    }
    loop {
        end += rest.as_bytes()[end..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let Some(c) = after(rest, end) else { break };
        let next = end + c.len_utf8();
        let joint = matches!(c, '-' | '–' | '‑' | '.' | '~' | '～' | '〜') && after(rest, next).is_some_and(is_joined);
        if !(is_glue(c) || joint) {
            break;
        }
        end = next;
    }
    Some((from, from + end))
}

/// After a joint: the next part, or the second dot of `T1..T5`.
fn is_joined(c: char) -> bool {
    is_glue(c) && c != '_' || c == '.'
}

/// Whether a token names something wherever it stands: `T012`, `CHK046`, `W8`,
/// `FR-001`, `MCP-SEC-001`, `WP-1.3`, `Y2-A`, `T1a`.
pub fn is_explicit(token: &str) -> bool {
    let body = without_letter(token);
    let bytes = body.as_bytes();
    let shaped = body.len() <= LONGEST
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    if !shaped || is_standard(body) {
        return false;
    }
    let mut parts = body.split('-');
    let (Some(first), last) = (parts.next(), body.rsplit('-').next().unwrap_or("")) else { return false };
    let numbered = |part: &str| {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_uppercase());
        part.len() - digits.len() <= 8 && number(digits).is_some()
    };
    if first.len() == body.len() {
        return numbered(first);
    }
    let sections = body.split('-').all(|part| {
        !part.is_empty() && (part.bytes().all(|b| b.is_ascii_uppercase()) || number(part).is_some() || numbered(part))
    });
    let ends = number(last).is_some() || numbered(last) || last.len() == 1;
    sections && ends
}

/// Without the one small letter of `T1a`.
fn without_letter(token: &str) -> &str {
    match token.as_bytes() {
        [.., digit, letter] if digit.is_ascii_digit() && letter.is_ascii_lowercase() => &token[..token.len() - 1],
        _ => token,
    }
}

/// Whether a token is more likely a priority when it stands in prose: "all P0 tasks".
pub fn is_priority(token: &str) -> bool {
    matches!(token.as_bytes(), [b'P', b'0'..=b'4'])
}

/// Names of standards and products that look like ids.
fn is_standard(token: &str) -> bool {
    const HEADS: [&str; 17] = [
        "UTF-", "ISO-", "SHA-", "SHA1", "SHA2", "SHA5", "RFC-", "GPT-", "COVID-", "MD5", "BASE64", "IPV4", "IPV6",
        "AES-", "RSA-", "X86", "X64",
    ];
    const WHOLE: [&str; 12] =
        ["S3", "EC2", "ES6", "HTTP2", "HTTP3", "H264", "H265", "MP3", "MP4", "OAUTH2", "R2", "D1"];
    HEADS.iter().any(|head| token.starts_with(head))
        || WHOLE.contains(&token)
        || token.starts_with('V') && token.bytes().filter(|b| *b == b'.').count() >= 2
}

/// Whether a token can be an id where nothing else stands beside it: `3`, `2.3`,
/// `1.2a`, `#4`, `task-12`, `t3`; not `30m`.
pub fn is_bare(token: &str) -> bool {
    let token = token.strip_prefix('#').unwrap_or(token);
    if number(token).is_some() {
        return true;
    }
    let body = without_letter(token);
    if body.len() < token.len() && number(body).is_some() {
        return time_word(&token[body.len()..]).is_none() && &token[body.len()..] != "k" && &token[body.len()..] != "x";
    }
    let digits = body.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = &body[..body.len() - digits.len()];
    let named = match digits.strip_prefix('-') {
        Some(figure) => (1..=12).contains(&letters.len()) && number(figure).is_some(),
        // `t3`, not `Web3`
        None => (1..=3).contains(&letters.len()) && one_case(letters) && number(digits).is_some(),
    };
    // `v1.3` is a version.
    named && !body.starts_with(['v', 'V']) && !is_standard(&body.to_ascii_uppercase())
}

fn one_case(letters: &str) -> bool {
    letters.bytes().all(|b| b.is_ascii_lowercase()) || letters.bytes().all(|b| b.is_ascii_uppercase())
}

/// The parts of a dotted number of at most six digits each.
pub fn number(text: &str) -> Option<()> {
    let fits = |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (text.len() <= LONGEST && text.split('.').all(fits)).then_some(())
}

/// An id cut before its last number.
#[derive(Debug, Clone, Copy)]
struct Cut<'t> {
    prefix: &'t str,
    number: u32,
    width: usize,
}

fn cut(token: &str) -> Option<Cut<'_>> {
    let digits = token.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, figure) = token.split_at(token.len() - digits);
    if !(1..=6).contains(&digits) {
        return None;
    }
    let padded = figure.starts_with('0') && digits > 1;
    Some(Cut { prefix, number: figure.parse().ok()?, width: if padded { digits } else { 0 } })
}

/// The letter that is the whole of a label.
fn letter(label: &str) -> Option<u32> {
    let mut letters = label.chars();
    letters.next().filter(|c| c.is_ascii_uppercase() && letters.next().is_none()).map(u32::from)
}

/// The range from `first` to `last`, which may leave out the prefix; from letter to letter too.
pub fn range<'t>(kind: &str, first: &'t str, last: &str, text: &'t str, span: Span) -> Option<IdRange<'t>> {
    if let (Some(first), Some(last)) = (letter(first), letter(last)) {
        let range = IdRange { kind: kind.into(), prefix: "", first, last, letters: true, width: 0, text, span };
        return (first < last).then_some(range);
    }
    let (from, to) = (cut(first)?, cut(last)?);
    let alike = from.prefix == to.prefix || to.prefix.is_empty();
    (alike && from.number < to.number).then(|| IdRange {
        kind: kind.into(),
        prefix: from.prefix,
        first: from.number,
        last: to.number,
        letters: false,
        width: from.width,
        text,
        span,
    })
}

/// Where a label that is a range of letters is parted: the `A–C` of "Phases A–C".
pub fn parted_letters(label: &str) -> Option<(&str, &str)> {
    let (first, last) = label.split_once(['-', '–', '‑'])?;
    (letter(first)? < letter(last)?).then_some((first, last))
}

/// Where a token that is a range by itself is parted: `T1-T5`, `FR-001–FR-005`, `T1..T5`.
pub fn parted(token: &str) -> Option<(&str, &str)> {
    // Most tokens have no joint.
    if token.len() > 2 * LONGEST || token.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let id = |part: &str| is_explicit(part) || is_bare(part);
    let joint = |c: char| matches!(c, '-' | '–' | '‑' | '~' | '～' | '〜');
    let dots = token.find("..").map(|at| (at, 2));
    let joints = token.char_indices().filter(|(_, c)| joint(*c)).map(|(at, c)| (at, c.len_utf8()));
    dots.into_iter().chain(joints).find_map(|(at, len)| {
        let (first, last) = (&token[..at], &token[at + len..]);
        let (from, to) = (cut(first)?, cut(last)?);
        let alike = from.prefix == to.prefix || to.prefix.is_empty();
        (alike && from.number < to.number && id(first) && id(last)).then_some((first, last))
    })
}

/// Whether a token is certainly a range, for both ends are whole ids: `1.2-1.7`, `T1–T5`. `W1-3` and `1-2` may be ids.
pub fn is_id_range(token: &str) -> bool {
    parted(token).is_some_and(|(first, last)| {
        let whole = |part: &str| part.contains('.') || part.starts_with(|c: char| c.is_ascii_alphabetic());
        whole(first) && whole(last) || token.contains(['–', '‑', '~', '～', '〜'])
    })
}

/// Whether the token at `at` starts a word of its own, not a part of a path or
/// an address.
pub fn is_free(text: &str, at: usize) -> bool {
    before(text, at).is_none_or(|c| !is_glue(c) && !matches!(c, '/' | '.' | '@' | '\\' | '-' | '=' | '$' | '#'))
}
