//! What git would store of a file: the bytes on disk, or what its attributes make of them.

use super::{config::Config, path::RepoPath};
use std::collections::HashMap;

/// What happens to line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Lines {
    /// They stay.
    #[default]
    Keep,
    /// They become `\n` where the file looks like text and was not stored otherwise.
    Guess,
    /// They become `\n`.
    Text,
}

/// What the attributes of a path say of its content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Attributes {
    pub lines: Lines,
    /// The name of the filter.
    pub filter: Option<String>,
    /// Whether `working-tree-encoding` is set.
    pub encoded: bool,
    /// Whether `$Id$` is filled in.
    pub ident: bool,
}

/// What is asked of each path.
pub(super) const ASK: [&str; 9] =
    ["check-attr", "-z", "--stdin", "text", "crlf", "eol", "filter", "ident", "working-tree-encoding"];

/// Reads the answer of `check-attr -z`: path, name, value, each with a NUL. `None` where it is none.
pub(super) fn attributes(answer: &[u8], config: &Config) -> Option<HashMap<RepoPath, Attributes>> {
    let mut said: HashMap<RepoPath, Said> = HashMap::new();
    let mut fields = answer.split(|b| *b == 0);
    while let (Some(path), Some(name), Some(value)) = (fields.next(), fields.next(), fields.next()) {
        let value = String::from_utf8_lossy(value).into_owned();
        let said = said.entry(path.into()).or_default();
        match name {
            b"text" => said.text = value,
            b"crlf" => said.crlf = value,
            b"eol" => said.eol = value,
            b"filter" => said.other.filter = named(&value).then_some(value),
            b"ident" => said.other.ident = value == "set",
            b"working-tree-encoding" => said.other.encoded = named(&value),
            _ => return None,
        }
    }
    let done = |(path, said): (RepoPath, Said)| (path, Attributes { lines: said.lines(config), ..said.other });
    Some(said.into_iter().map(done).collect())
}

/// Whether an attribute has a value, rather than being there or not.
fn named(value: &str) -> bool {
    !matches!(value, "unspecified" | "unset" | "set" | "")
}

#[derive(Default)]
struct Said {
    text: String,
    crlf: String,
    eol: String,
    other: Attributes,
}

impl Said {
    /// As gitattributes(5) says; `crlf` is the old name of `text`.
    fn lines(&self, config: &Config) -> Lines {
        let says = |value: &str| match value {
            "set" | "input" => Some(Lines::Text),
            "unset" => Some(Lines::Keep),
            "auto" => Some(Lines::Guess),
            _ => None,
        };
        match says(&self.text).or(says(&self.crlf)) {
            Some(lines) => lines,
            None if matches!(&*self.eol, "lf" | "crlf") => Lines::Text,
            None if config.autocrlf => Lines::Guess,
            None => Lines::Keep,
        }
    }
}

/// Whether a file's line ends are guessed to be those of a text with `\r\n` among them.
pub(super) fn is_crlf_text(bytes: &[u8]) -> bool {
    let (mut pairs, mut printable, mut odd) = (false, 0_usize, 0_usize);
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            b'\r' if bytes.get(i + 1) == Some(&b'\n') => pairs = true,
            // A lone one, or a NUL: no text.
            b'\r' | 0 => return false,
            b'\n' => {}
            // Backspace, tab, escape, form feed.
            8 | 9 | 12 | 27 => printable += 1,
            0x1a if i + 1 == bytes.len() => {}
            ..32 | 127 => odd += 1,
            _ => printable += 1,
        }
    }
    pairs && printable >> 7 >= odd
}

/// The same with `\n` for `\r\n`.
pub(super) fn with_newlines(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut kept = 0;
    for i in 0..bytes.len() {
        if bytes[i] != b'\r' || bytes.get(i + 1) != Some(&b'\n') {
            bytes[kept] = bytes[i];
            kept += 1;
        }
    }
    bytes.truncate(kept);
    bytes
}

/// The pointer that Git LFS stores in place of `content`.
pub(super) fn pointer(content: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let digest: String = Sha256::digest(content).iter().map(|b| format!("{b:02x}")).collect();
    let size = content.len();
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends() {
        assert_eq!(with_newlines(b"a\r\nb\rc\r\r\n\n".to_vec()), b"a\nb\rc\r\n\n");
        assert!(is_crlf_text(b"a\r\nb\n"));
        for no in [&b"a\nb\n"[..], b"a\r\nb\r", b"a\0\r\n", b"\x01\r\n", b""] {
            assert!(!is_crlf_text(no), "{no:?}");
        }
    }

    #[test]
    fn an_attribute_beats_the_configuration() {
        let answer = |text: &str, eol: &str| {
            let config = Config { autocrlf: true, ..Config::default() };
            let answer = format!("a\0text\0{text}\0a\0eol\0{eol}\0");
            attributes(answer.as_bytes(), &config).expect("an answer")[&b"a"[..]].lines
        };
        assert_eq!(answer("unspecified", "unspecified"), Lines::Guess);
        assert_eq!(answer("unspecified", "crlf"), Lines::Text);
        assert_eq!(answer("unset", "lf"), Lines::Keep);
        assert_eq!(answer("auto", "lf"), Lines::Guess);
        assert_eq!(answer("set", "unspecified"), Lines::Text);
    }
}
