//! The tables with which UTF-8 is misread, and what a line looks like under each.
//!
//! UTF-8 writes a character beyond ASCII as a lead byte (`C2`–`F4`) and one to
//! three continuation bytes (`80`–`BF`). A program that takes those bytes for
//! another encoding shows two to four odd characters instead. The way back is
//! exact, and so is the test: take each character's byte in that table, and see
//! whether the bytes are one UTF-8 character of the kind that plans hold.

use std::sync::LazyLock;

/// With which table UTF-8 was misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Garbling {
    /// Mac OS Roman.
    MacRoman,
    /// Windows-1252, and Latin-1 whose bytes `80`–`9F` stay control characters.
    Windows1252,
    /// Windows-949 (Korean). Emoji have no place in this table; accented letters have.
    Windows949,
    /// Johab (Korean), which encoding detectors take four-byte emoji for.
    Johab,
}

impl Garbling {
    /// All of them, the commonest first.
    pub(super) const ALL: [Self; 4] = [Self::MacRoman, Self::Windows1252, Self::Windows949, Self::Johab];

    /// What people call the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::MacRoman => "Mac Roman",
            Self::Windows1252 => "Windows-1252",
            Self::Windows949 => "Windows-949",
            Self::Johab => "Johab",
        }
    }

    /// The bytes that this table gives for `c`, which is not ASCII.
    fn bytes(self, c: char) -> Option<Bytes> {
        match self {
            Self::MacRoman => single(&MAC_ROMAN, c),
            Self::Windows1252 => match c {
                '\u{80}'..='\u{FF}' => Some(Bytes::one(c as u8)),
                _ => single(&WINDOWS_1252, c),
            },
            Self::Windows949 => {
                let mut buffer = [0; 4];
                let (bytes, _, failed) = encoding_rs::EUC_KR.encode(c.encode_utf8(&mut buffer));
                match (*bytes).try_into() {
                    Ok(pair) if !failed => Some(Bytes::two(pair)),
                    _ => None,
                }
            }
            Self::Johab => johab(c).map(Bytes::two),
        }
    }
}

/// One or two bytes.
#[derive(Clone, Copy)]
struct Bytes {
    bytes: [u8; 2],
    len: u8,
}

impl Bytes {
    fn one(byte: u8) -> Self {
        Self { bytes: [byte, 0], len: 1 }
    }

    fn two(bytes: [u8; 2]) -> Self {
        Self { bytes, len: 2 }
    }

    fn get(&self) -> &[u8] {
        &self.bytes[..self.len as usize]
    }
}

/// A table of 128 characters for the bytes `80`–`FF`, sorted by character.
type Upper = [(char, u8); 128];

static MAC_ROMAN: LazyLock<Upper> = LazyLock::new(|| upper(encoding_rs::MACINTOSH));
static WINDOWS_1252: LazyLock<Upper> = LazyLock::new(|| upper(encoding_rs::WINDOWS_1252));

fn upper(encoding: &'static encoding_rs::Encoding) -> Upper {
    let mut table = std::array::from_fn(|i| {
        let byte = 0x80 + i as u8;
        let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
        (text.chars().next().unwrap_or('\u{FFFD}'), byte)
    });
    table.sort_unstable();
    table
}

fn single(table: &Upper, c: char) -> Option<Bytes> {
    table.binary_search_by_key(&c, |e| e.0).ok().map(|i| Bytes::one(table[i].1))
}

/// Johab's bytes for what the second half of an emoji can become, a syllable, and for 游, which is `F0 9F`,
/// the first half. Its syllables are bits: `1`, five for the initial, five for the vowel, five for the final
/// (KS X 1001:1992, annex 3).
fn johab(c: char) -> Option<[u8; 2]> {
    const VOWELS: [u16; 21] = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29];
    match c {
        '游' => Some([0xF0, 0x9F]),
        '가'..='힣' => {
            let index = (c as u32 - '가' as u32) as u16;
            let (initial, vowel, last) = (index / 588 + 2, VOWELS[(index % 588 / 28) as usize], index % 28);
            let last = if last <= 16 { last + 1 } else { last + 2 };
            Some((0x8000 | initial << 10 | vowel << 5 | last).to_be_bytes())
        }
        _ => None,
    }
}

/// A stretch of a line that this table explains, and what it was.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Bytes in the line.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it was.
    pub text: String,
    /// How much it proves.
    pub proof: Proof,
}

/// How much a unit says about its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Proof {
    /// Could be real text (`AMANHÃ”`); repaired only in a document that is garbled elsewhere.
    None,
    /// A letter inside a word; two of them are enough.
    Hint,
    /// Three or four bytes that are one character of the kind plans hold; never real text.
    Certain,
}

/// A line under one table.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// What can be repaired, ascending; units that touch are one.
    pub units: Vec<Unit>,
    /// Something looks garbled but does not come back, so nothing of the line is repaired.
    pub broken: bool,
}

/// Looks at `line` as if `table` had garbled it.
pub(super) fn scan(line: &str, table: Garbling) -> Scan {
    let mut out = Scan::default();
    let mut at = 0;
    // Where the last two-byte character of another script ended; two in a row are garbled Cyrillic or Greek.
    let mut other_script = usize::MAX;
    while let Some(start) = super::repair::next_non_ascii(line.as_bytes(), at) {
        let Some(c) = line[start..].chars().next() else { break };
        at = start + c.len_utf8();
        if c == '\u{FFFD}' {
            out.broken = true;
            return out;
        }
        let found = read(&line[start..], table);
        match found {
            Reading::Text => {
                let touches = out.units.last().is_some_and(|u| u.end == start);
                out.broken |= touches && stray(c, table) || table == Garbling::Windows949 && hangul(c);
                // `úÖ`: lower case before upper case without a space is what a lost first byte leaves.
                out.broken |= c.is_lowercase() && line[at..].starts_with(|n: char| !n.is_ascii() && n.is_uppercase());
            }
            Reading::Foreign { len, two } => {
                out.broken |= !two || other_script == start;
                other_script = start + len;
            }
            Reading::Broken => out.broken = true,
            Reading::Unit { len, text } => {
                let proof = proof(line, start, len, text, table);
                at = start + len;
                match out.units.last_mut() {
                    Some(last) if last.end == start => {
                        last.end = at;
                        last.text.push(text);
                        last.proof = last.proof.max(proof);
                    }
                    _ => out.units.push(Unit { start, end: at, text: text.into(), proof }),
                }
            }
        }
    }
    // Text can be garbled twice (`Ã¢â‚¬â„¢`); what comes back whole is taken back once more.
    for unit in &mut out.units {
        for _ in 0..3 {
            let again = scan_whole(&unit.text, table);
            let Some(text) = again else { break };
            unit.text = text;
        }
    }
    out
}

/// The text behind `garbled` where all of it is garbled and something in it is certain.
fn scan_whole(garbled: &str, table: Garbling) -> Option<String> {
    let (mut out, mut at, mut certain) = (String::new(), 0, false);
    while at < garbled.len() {
        let Reading::Unit { len, text } = read(&garbled[at..], table) else { return None };
        certain |= proof(garbled, at, len, text, table) == Proof::Certain;
        out.push(text);
        at += len;
    }
    certain.then_some(out)
}

enum Reading {
    /// Real text, as far as this table goes.
    Text,
    /// One UTF-8 character, but not of the kind that is repaired; its length here, and whether it was of two bytes.
    Foreign { len: usize, two: bool },
    /// Begins like a garbled character and does not end like one.
    Broken,
    /// One garbled character: its length here and what it was.
    Unit { len: usize, text: char },
}

/// Reads the character at the start of `rest`.
fn read(rest: &str, table: Garbling) -> Reading {
    let mut bytes = [0u8; 6];
    let (mut have, mut need, mut len) = (0, 1, 0);
    for c in rest.chars() {
        let Some(more) = (if c.is_ascii() { None } else { table.bytes(c) }) else { break };
        let more = more.get();
        if have == 0 {
            need = match more[0] {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => return Reading::Text,
            };
            bytes[0] = more[0];
            if more[1..].iter().any(|b| !continuation(*b)) {
                return Reading::Text;
            }
        } else if more.iter().any(|b| !continuation(*b)) {
            break;
        }
        if have + more.len() > need {
            break;
        }
        bytes[have..have + more.len()].copy_from_slice(more);
        have += more.len();
        len += c.len_utf8();
        if have == need {
            break;
        }
    }
    if have == need {
        return match str::from_utf8(&bytes[..have]).ok().and_then(|s| s.chars().next()) {
            Some(text) if plausible(text) => Reading::Unit { len, text },
            _ => Reading::Foreign { len, two: need == 2 },
        };
    }
    // Of the leads that the repaired kinds have; `‚` or `â` alone is text, `‚Ü` is not.
    if have > 1 && matches!(bytes[0], 0xE2 | 0xEF | 0xF0) && table.bytes('é').is_some() {
        return Reading::Broken;
    }
    Reading::Text
}

fn continuation(byte: u8) -> bool {
    (0x80..=0xBF).contains(&byte)
}

fn hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// Whether `c`, right behind a garbled character, is a leftover of another one and no letter.
fn stray(c: char, table: Garbling) -> bool {
    !c.is_alphanumeric() && table.bytes(c).is_some_and(|b| b.len == 1 && continuation(b.bytes[0]))
}

/// Whether plans hold this character: emoji, punctuation, arrows, boxes, signs, accented Latin.
fn plausible(c: char) -> bool {
    matches!(c,
        '\u{A0}'..='\u{17F}' | '\u{218}'..='\u{21B}' | '\u{1E00}'..='\u{1EFF}' // Latin
        | '\u{2000}'..='\u{2027}' | '\u{202F}'..='\u{205F}'                   // punctuation, without bidi controls
        | '\u{20A0}'..='\u{20BF}' | '\u{20E3}' | '\u{2100}'..='\u{218F}'      // currency, keycap, letter-like
        | '\u{2190}'..='\u{23FF}' | '\u{2460}'..='\u{27FF}'                   // arrows, operators, boxes, dingbats
        | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}'                   // more arrows and stars
        | '\u{FE0E}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Marks that may follow a letter in real text, so that a letter and such marks prove nothing.
fn follows_letters(c: char) -> bool {
    matches!(
        c,
        '‘' | '’'
            | '“'
            | '”'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '–'
            | '—'
            | '…'
            | '°'
            | 'º'
            | 'ª'
            | '™'
            | '®'
            | '\u{A0}'
    )
}

/// How much the unit of `len` bytes at `start` of `line` proves.
fn proof(line: &str, start: usize, len: usize, text: char, table: Garbling) -> Proof {
    let garbled = &line[start..start + len];
    if garbled.chars().skip(1).all(follows_letters) && table != Garbling::Windows949 {
        return Proof::None;
    }
    if text.len_utf8() > 2 && !('\u{1E00}'..='\u{1EFF}').contains(&text) {
        return Proof::Certain;
    }
    let before = line[..start].chars().next_back().is_some_and(|c| c.is_ascii_lowercase());
    let after = line[start + len..].chars().next().is_some_and(|c| c.is_ascii_lowercase());
    let inside = match table {
        // `√π` and `≈π` are mathematics; `√©` after a letter is not.
        Garbling::MacRoman => before && garbled.starts_with('√') && !garbled.ends_with(['π', '∞', '∑', '∏', '∫', 'Ω']),
        Garbling::Windows1252 => before || after,
        Garbling::Windows949 | Garbling::Johab => before && after,
    };
    if inside && text.is_lowercase() { Proof::Hint } else { Proof::None }
}
