//! JSON and YAML: no blocks that speak, only one that holds the whole file, for a format to read.

use super::{Block, BlockId, Document, Kind, Section, SectionId};
use crate::source::{Source, Span, Unreadable};
use saphyr_parser::Parser;
use serde::de::IgnoredAny;

/// Reads `source`; `None` where its name is not that of JSON or YAML.
pub(super) fn read(source: &Source) -> Option<Result<Document, Unreadable>> {
    let text = source.text();
    let (what, fault) = match source.path().rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "json" => ("JSON", json(text)),
        "yaml" | "yml" => ("YAML", yaml(text)),
        _ => return None,
    };
    Some(match fault {
        None => Ok(whole(text)),
        Some((at, said)) => Err(Unreadable::NotText {
            what: format!("this is no {what}: {said}"),
            at: source.position(at as u32),
            before: text.as_bytes()[..at].to_vec(),
        }),
    })
}

fn whole(text: &str) -> Document {
    let span = Span::new(0, text.len());
    let block = Block {
        kind: Kind::Data,
        span,
        parent: None,
        end: 1,
        section: SectionId(0),
        inlines: (0, 0),
        shown: Span::default(),
    };
    let section = Section { end: 1, ..Section::whole() };
    let starts = vec![0];
    Document { blocks: vec![block], starts, code: vec![BlockId(0)], sections: vec![section], ..Document::default() }
}

/// Where `text` stops being JSON, in bytes, and why.
fn json(text: &str) -> Option<(usize, String)> {
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (line + error.column().saturating_sub(1)).min(text.len());
    let at = if error.is_eof() { text.trim_end().len() } else { at };
    let at = (0..=at).rev().find(|&at| text.is_char_boundary(at))?;
    let said = error.to_string();
    Some((at, said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said).to_owned()))
}

/// The same for YAML.
fn yaml(text: &str) -> Option<(usize, String)> {
    let mut parser = Parser::new_from_str(text);
    let error = loop {
        match parser.next_event()? {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    let at = text.char_indices().nth(error.marker().index()).map_or(text.len(), |(at, _)| at);
    Some((at, error.info().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_their_place() {
        for (path, text, at) in [
            ("a.json", "{\"a\": [1, 2]}\n", None),
            ("a.json", "{\n  \"é\": 1,\n}\n", Some(13)),
            ("a.json", "", Some(0)),
            ("a.json", "{\"a\": \"\u{1f600}", Some(11)),
            ("a.YAML", "a: 1\nb: [x, y]\n", None),
            ("a.yml", "é: 1\nb: [x, y\nc: }\n", Some(16)),
            ("a.yaml", "", None),
        ] {
            let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
            let found = match read(&source).expect("data") {
                Err(Unreadable::NotText { before, .. }) => Some(before.len()),
                _ => None,
            };
            assert_eq!(found, at, "{path}: {text}");
        }
        let deep = "[".repeat(100_000);
        assert!(json(&deep).is_some());
        let _ = yaml(&deep[..2_000]);
        assert!(read(&Source::new("a.md", Vec::new()).expect("text")).is_none());
    }
}
