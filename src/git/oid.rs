//! Object ids, and the hashes that make them.

use sha1::{Digest, Sha1};
use sha2::Sha256;
use std::fmt;

/// The hash that a repository names its objects by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// 20 bytes, what nearly every repository uses.
    Sha1,
    /// 32 bytes.
    Sha256,
}

/// The longest id, in bytes.
const LONGEST: usize = 32;

impl Format {
    /// How git calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
        }
    }

    /// The format that git calls `name`.
    pub fn named(name: &[u8]) -> Option<Self> {
        [Self::Sha1, Self::Sha256].into_iter().find(|f| f.name().as_bytes() == name)
    }

    /// How many bytes an id has.
    pub fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => LONGEST,
        }
    }

    /// The id of the object of `kind` ("blob", "tree") that holds `body`.
    pub fn hash(self, kind: &str, body: &[u8]) -> Oid {
        let head = format!("{kind} {}\0", body.len());
        let mut bytes = [0; LONGEST];
        match self {
            Self::Sha1 => bytes[..20].copy_from_slice(&Sha1::new().chain_update(head).chain_update(body).finalize()),
            Self::Sha256 => bytes.copy_from_slice(&Sha256::new().chain_update(head).chain_update(body).finalize()),
        }
        Oid { format: self, bytes }
    }

    /// The id of the tree that holds nothing.
    pub fn empty_tree(self) -> Oid {
        self.hash("tree", b"")
    }
}

/// The id of an object; prints as hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid {
    format: Format,
    bytes: [u8; LONGEST],
}

impl Oid {
    /// Reads the 40 or 64 hexadecimal digits of a whole id.
    pub fn parse(hex: &[u8]) -> Option<Self> {
        let format = [Format::Sha1, Format::Sha256].into_iter().find(|f| f.size() * 2 == hex.len())?;
        let mut bytes = [0; LONGEST];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |c: u8| char::from(c).to_digit(16);
            *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        }
        Some(Self { format, bytes })
    }

    /// The hash that made it.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its bytes, as a tree holds them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.format.size()]
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_git() {
        let tree = |f: Format| f.empty_tree().to_string();
        assert_eq!(tree(Format::Sha1), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        assert_eq!(tree(Format::Sha256), "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321");
        assert_eq!(Format::Sha1.hash("blob", b"a\n").to_string(), "78981922613b2afb6025042ff6bd878ac1994e85");
    }

    #[test]
    fn only_whole_ids_are_read() {
        for text in ["4b825dc642cb6eb9a060e54bf8d69288fbee4904", &"ab".repeat(32)] {
            assert_eq!(Oid::parse(text.as_bytes()).map(|o| o.to_string()).as_deref(), Some(text));
        }
        for text in ["", "4b825dc", &"g".repeat(40), &"a".repeat(41), &"é".repeat(20), &"+1".repeat(20)] {
            assert_eq!(Oid::parse(text.as_bytes()), None, "{text}");
        }
    }
}
