//! The lossless repair of text that was decoded with the wrong table.
//!
//! Only documents with a character that cannot be real text are touched, and in
//! them only lines that come back whole. A repaired line holds nothing that
//! looks garbled, so that repairing twice changes nothing.

use super::{
    Garbling, OffsetMap, Span,
    garbling::{Proof, Scan, Unit, scan},
};

/// One run of text that was repaired.
#[derive(Debug, Clone)]
pub struct Repair {
    /// Where it stands in the repaired text.
    pub span: Span,
    /// What had garbled it.
    pub garbling: Garbling,
}

/// A repaired text.
pub(super) struct Repaired {
    pub text: String,
    pub map: OffsetMap,
    pub repairs: Vec<Repair>,
}

/// The repaired text, where something could be repaired.
pub(super) fn repair(text: &str) -> Option<Repaired> {
    let lines = suspects(text);
    let tables = evident(&lines);
    if tables.is_empty() {
        return None;
    }
    let mut out = Repaired { text: String::with_capacity(text.len()), map: OffsetMap::default(), repairs: Vec::new() };
    let mut done = 0;
    for line in &lines {
        let Some((table, scan)) = tables.iter().find_map(|&t| line.repairable(text, t)) else { continue };
        for unit in &scan.units {
            let (start, end) = (line.start + unit.start, line.start + unit.end);
            out.text.push_str(&text[done..start]);
            let at = out.text.len();
            out.text.push_str(&unit.text);
            out.map.push(at, unit.text.len(), start, end - start);
            out.repairs.push(Repair { span: Span::new(at, out.text.len()), garbling: table });
            done = end;
        }
    }
    if out.repairs.is_empty() {
        return None;
    }
    out.text.push_str(&text[done..]);
    Some(out)
}

/// A line in which something may be garbled.
struct Suspect {
    start: usize,
    end: usize,
    scans: Vec<(Garbling, Scan)>,
}

impl Suspect {
    /// What `table` makes of the line, where it explains all that looks garbled and leaves nothing behind.
    fn repairable(&self, text: &str, table: Garbling) -> Option<(Garbling, &Scan)> {
        let (_, scan) = self.scans.iter().find(|(t, s)| *t == table && !s.broken && !s.units.is_empty())?;
        let line = &text[self.start..self.end];
        let mut repaired = String::with_capacity(line.len());
        let (mut done, mut told) = (0, false);
        // Each looks through the line.
        let few = scan.units.len() <= TOLD;
        for unit in &scan.units {
            repaired.push_str(&line[done..unit.start]);
            done = unit.end;
            told |= few && is_told(line, &repaired, unit);
            repaired.push_str(&unit.text);
        }
        repaired.push_str(&line[done..]);
        if told {
            return None;
        }
        let clean = Garbling::ALL.iter().all(|&t| self::scan(&repaired, t).units.is_empty());
        clean.then_some((table, scan))
    }
}

/// Up to how many garbled characters a line has that is about such.
const TOLD: usize = 16;

/// Whether a line is about garbled text, "Map Ã¼ to ü", "mojibake such as `â€™`": it has the word that was meant as well,
/// or the sign beside the one that it quotes. `before` is what comes before, repaired.
fn is_told(line: &str, before: &str, unit: &Unit) -> bool {
    let behind = &line[unit.end..];
    if unit.text.contains(char::is_alphabetic) {
        let part = |c: char| !c.is_alphanumeric();
        let start = before.rfind(part).map_or(before, |at| before[at..].trim_start_matches(part));
        let end = &behind[..behind.find(part).unwrap_or(behind.len())];
        let word = [start, &unit.text, end].concat();
        return line.split(part).any(|other| other == word);
    }
    let quote = |c: char| matches!(c, '`' | '"' | '\'' | '/' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '「' | '」');
    let named = || line.contains(&*unit.text) || line.to_ascii_lowercase().contains("mojibake");
    before.ends_with(quote) && behind.starts_with(quote) && named()
}

/// The tables that surely garbled something, the one with most proof first.
fn evident(lines: &[Suspect]) -> Vec<Garbling> {
    let mut tables: Vec<(usize, Garbling)> = Garbling::ALL
        .iter()
        .filter_map(|&table| {
            let scans = lines.iter().flat_map(|l| &l.scans).filter(|(t, s)| *t == table && !s.broken);
            let (mut certain, mut hints) = (0, 0);
            for unit in scans.flat_map(|(_, s)| &s.units) {
                match unit.proof {
                    Proof::Certain => certain += 1,
                    Proof::Hint => hints += 1,
                    Proof::None => {}
                }
            }
            (certain > 0 || hints > 1).then_some((certain * 2 + hints, table))
        })
        .collect();
    tables.sort_by_key(|&(proof, _)| std::cmp::Reverse(proof));
    tables.into_iter().map(|(_, table)| table).collect()
}

/// The lines in which a garbled character may stand, each looked at under the tables that come into question.
fn suspects(text: &str) -> Vec<Suspect> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut at = 0;
    while let Some(start) = next_non_ascii(bytes, at) {
        let end = start + bytes[start..].iter().position(u8::is_ascii).unwrap_or(bytes.len() - start);
        at = end;
        if !suspicious(text, start, end) {
            continue;
        }
        let line_start = memchr::memrchr2(b'\n', b'\r', &bytes[..start]).map_or(0, |i| i + 1);
        let line_end = memchr::memchr2(b'\n', b'\r', &bytes[end..]).map_or(bytes.len(), |i| end + i);
        let line = &text[line_start..line_end];
        let scans: Vec<_> =
            Garbling::ALL.iter().map(|&t| (t, scan(line, t))).filter(|(_, s)| !s.units.is_empty()).collect();
        if !scans.is_empty() {
            lines.push(Suspect { start: line_start, end: line_end, scans });
        }
        at = line_end;
    }
    lines
}

/// Whether the run of non-ASCII text may hold a garbled character; cheap, since ordinary text passes here.
fn suspicious(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    // Signs and dashes, alone as they mostly stand, begin with this byte.
    if bytes[start] == "—".as_bytes()[0] && end - start == "—".len() {
        return false;
    }
    let mut chars = text[start..end].chars();
    let Some(first) = chars.next() else { return false };
    if first.len_utf8() == end - start {
        // One character alone can only be an accented letter that Windows-949 read as a syllable.
        let letter = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_lowercase);
        return ('가'..='힣').contains(&first) && letter(start.checked_sub(1)) && letter(Some(end));
    }
    // The characters that a lead byte of a repaired kind becomes: `C2`–`C5`, `E1`, `E2`, `EF`, `F0`.
    text[start..end].chars().any(|c| {
        matches!(c, '¬' | '√' | 'ƒ' | '≈' | '·' | '‚' | 'Ô' | '\u{F8FF}')
            || matches!(c, 'Â' | 'Ã' | 'Ä' | 'Å' | 'á' | 'â' | 'ï' | 'ð')
            || c == '游'
    })
}

/// Where the next byte beyond ASCII stands, from `at` on.
pub(super) fn next_non_ascii(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let high = |word: &[u8; WORD]| u64::from_le_bytes(*word) & HIGH;
    let plain = |block: &&[u8; BLOCK]| block.as_chunks().0.iter().fold(0, |all, word| all | high(word)) == 0;
    let skipped = BLOCK * rest.as_chunks().0.iter().take_while(plain).count();
    let (words, end) = rest[skipped..].as_chunks::<WORD>();
    let found = match words.iter().position(|word| high(word) != 0) {
        Some(word) => WORD * word + high(&words[word]).trailing_zeros() as usize / WORD,
        None => words.len() * WORD + end.iter().position(|b| !b.is_ascii())?,
    };
    Some(at + skipped + found)
}

/// How many bytes are looked at at once, and how many of these where one of them is beyond ASCII.
const BLOCK: usize = 32;
const WORD: usize = 8;

/// The highest bit of each byte, which ASCII has not.
const HIGH: u64 = (u64::MAX / 0xFF) << 7;

#[cfg(test)]
mod tests;
