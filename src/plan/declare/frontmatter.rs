//! Front matter: YAML, read event by event, so that every value keeps its place.
//! Aliases are not followed, and what is nested too deeply is passed over.

use crate::source::Span;
use saphyr_parser::{Event, Parser};

/// How deep mappings and lists may stand in each other.
const DEPTH: usize = 16;

/// How often reading begins again behind a line that is no YAML.
const RESTARTS: usize = 8;

/// A key with a value, or an element of the list that is its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct Entry {
    /// The key.
    pub key: Span,
    /// The value without quotation marks; empty where there is none.
    pub value: Span,
    /// In how many mappings and lists the key's own mapping stands.
    pub depth: usize,
}

/// What a mapping or list is in.
enum Frame {
    /// A mapping; the key whose value comes next, and whether that value is a list.
    Mapping(Option<Span>),
    /// A list that is the value of that key, at that depth, and whether something stands in it.
    List(Option<Span>, usize, bool),
}

/// The entries of `text`, which stands at `base`, in order; every value of a list is an entry of its own.
/// A line that is no YAML (`assignee: @ada`) is read as key and value, and reading goes on below it.
pub(in crate::plan) fn entries(text: &str, base: u32) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut from = 0;
    for _ in 0..=RESTARTS {
        let Some(broken) = read(&text[from..], base + from as u32, &mut found) else { break };
        let line = text[..from + broken].rfind('\n').map_or(0, |at| at + 1).max(from);
        let end = text[line..].find('\n').map_or(text.len(), |at| line + at + 1);
        if let Some(entry) = plain(&text[line..end], base + line as u32) {
            // What YAML made of the line before it gave up.
            found.truncate(found.partition_point(|e: &Entry| e.key.start < entry.key.start));
            found.push(entry);
        }
        // The next line that begins a key of the outermost mapping.
        let begins = |at: &usize| text[*at..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let starts = text[end..].match_indices('\n').map(|(at, _)| end + at + 1);
        let Some(next) = std::iter::once(end).chain(starts).find(begins) else { break };
        from = next;
    }
    found
}

/// `key: value` on a line, without YAML.
fn plain(line: &str, base: u32) -> Option<Entry> {
    let (key, value) = line.split_once(':')?;
    if key.is_empty() || !key.starts_with(|c: char| c.is_alphanumeric() || c == '_') || key.len() > 40 {
        return None;
    }
    let whole = Span::new(base as usize, base as usize + line.len());
    let value = value.split(" #").next().unwrap_or("").trim().trim_matches(['"', '\'']);
    Some(Entry { key: whole.of_part(line, key.trim()), value: whole.of_part(line, value), depth: 0 })
}

/// Reads `text` into `found`; where it is no YAML, the place from which on.
fn read(text: &str, base: u32, found: &mut Vec<Entry>) -> Option<usize> {
    let offsets = Offsets::of(text);
    let place = |span: saphyr_parser::Span| {
        let (start, end) = (offsets.byte(span.start.index()), offsets.byte(span.end.index()));
        unquoted(text, start, end.max(start), base)
    };
    let mut frames: Vec<Frame> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(read) => read,
            Err(error) => return Some(offsets.byte(error.marker().index())),
        };
        match event {
            Event::MappingStart(..) => frames.push(Frame::Mapping(None)),
            Event::SequenceStart(..) => {
                let depth = frames.len().saturating_sub(1);
                frames.push(match frames.last() {
                    Some(&Frame::Mapping(key)) => Frame::List(key, depth, false),
                    _ => Frame::List(None, depth, false),
                });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(Frame::List(Some(key), depth, false)) = frames.pop() {
                    found.push(Entry { key, value: Span::at(key.end as usize), depth });
                }
                settle(&mut frames);
            }
            Event::Scalar(..) | Event::Alias(_) => {
                let alias = matches!(event, Event::Alias(_));
                let depth = frames.len().saturating_sub(1);
                let value = |key: Span| if alias { Span::at(key.end as usize) } else { place(span) };
                match frames.last_mut() {
                    Some(Frame::Mapping(slot @ None)) => *slot = Some(place(span)),
                    Some(Frame::Mapping(slot)) => {
                        found.extend(slot.take().map(|key| Entry { key, value: value(key), depth }));
                    }
                    Some(Frame::List(key, depth, filled)) => {
                        *filled = true;
                        found.extend(key.map(|key| Entry { key, value: value(key), depth: *depth }));
                    }
                    None => {}
                }
            }
            _ => {}
        }
        if frames.len() > DEPTH {
            return None;
        }
    }
    None
}

/// What was opened last is a whole value now.
fn settle(frames: &mut [Frame]) {
    match frames.last_mut() {
        // A mapping may be a key, too; then its value follows, and both are passed over.
        Some(Frame::Mapping(key)) => *key = None,
        Some(Frame::List(_, _, filled)) => *filled = true,
        None => {}
    }
}

/// The part of `text` without white space, quotation marks and what follows them.
fn unquoted(text: &str, start: usize, end: usize, base: u32) -> Span {
    let raw = text.get(start..end).unwrap_or("");
    let trimmed = raw.trim();
    let bare = match trimmed.as_bytes() {
        [mark @ (b'"' | b'\''), ..] => &trimmed[1..1 + closing(&trimmed.as_bytes()[1..], *mark)],
        _ => trimmed,
    };
    Span::new(base as usize + start, base as usize + start + raw.len()).of_part(raw, bare)
}

/// Where the quotation ends that `mark` began; both kinds may hold their mark in a pair.
fn closing(bytes: &[u8], mark: u8) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        let pair = match bytes[at] {
            b'\\' => mark == b'"',
            b'\'' => mark == b'\'' && bytes.get(at + 1) == Some(&b'\''),
            _ => false,
        };
        if bytes[at] == mark && !pair {
            return at;
        }
        at += 1 + usize::from(pair);
    }
    bytes.len()
}

/// From characters, which the parser counts, to bytes.
struct Offsets(Option<Vec<u32>>, usize);

impl Offsets {
    fn of(text: &str) -> Self {
        let bytes = || text.char_indices().map(|(at, _)| at as u32).collect();
        Self((!text.is_ascii()).then(bytes), text.len())
    }

    fn byte(&self, index: usize) -> usize {
        match &self.0 {
            None => index.min(self.1),
            Some(bytes) => bytes.get(index).map_or(self.1, |&at| at as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, &str, usize)> {
        entries(text, 0).into_iter().map(|e| (&text[e.key.range()], &text[e.value.range()], e.depth)).collect()
    }

    #[test]
    fn keys_and_values() {
        let text = "id: T-1\ntitle: 'Lösung: für «alle»' # why's that\nassignee:\n  - '@ada'\n  - \"bob\"\ndeps: [A-1, \"A-2\"]\nlabels: []\nowner:\n";
        let want = [
            ("id", "T-1", 0),
            ("title", "Lösung: für «alle»", 0),
            ("assignee", "@ada", 0),
            ("assignee", "bob", 0),
            ("deps", "A-1", 0),
            ("deps", "A-2", 0),
            ("labels", "", 0),
            ("owner", "", 0),
        ];
        assert_eq!(read(text), want);
    }

    #[test]
    fn nested() {
        let text = "progress:\n  done: 3\n  of: 4\nverify:\n  - type: bash\n    run: make\nstatus: done\n";
        let want = [("done", "3", 1), ("of", "4", 1), ("type", "bash", 2), ("run", "make", 2), ("status", "done", 0)];
        assert_eq!(read(text), want);
    }

    #[test]
    fn what_is_no_yaml_costs_its_line() {
        let text = "id: 7\nassignee: @ada\nstatus: done\ntitle: a: b: c\nphase: 2\n";
        let read = read(text);
        for want in
            [("id", "7", 0), ("assignee", "@ada", 0), ("status", "done", 0), ("title", "a: b: c", 0), ("phase", "2", 0)]
        {
            assert!(read.contains(&want), "{want:?} in {read:?}");
        }
    }

    #[test]
    fn hostile() {
        for text in [
            "a: &x [*x, *x]\nb: *x\n",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "? {a: b}\n: c\nstatus: done\n",
            "a: |\n  text\n  more\nb: >-\n  folded\n",
            "é: \"unclosed\nb: c\n",
            "\u{feff}a: b\n",
            "- a\n- b\n",
            "a: \"é\\\n",
            "a: 'it''s'\n",
            "%YAML 9.9\n---\n",
            "a: !!binary zzz\n\tb: c\n",
        ] {
            let _ = read(text);
        }
        let open = "a: [\n".repeat(2_000);
        let _ = read(&open);
        let deep = "{a: ".repeat(2_000);
        let _ = read(&deep);
    }
}
