//! The long-lived `git cat-file`, asked for one object after the other.
//!
//! Two of them, each started with the first question for it: `--batch-check` tells what an object is,
//! `--batch` gives its content. `--batch-command` would be one, but needs git 2.36.

use super::oid::Oid;
use std::{
    io::{self, BufRead, BufReader, Read},
    process::ChildStdout,
};

/// What is wanted of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Its id, kind and size.
    Header,
    /// Its content, too.
    Content,
}

impl Want {
    /// The arguments of git that answer it.
    pub(super) fn args(self) -> &'static [&'static str] {
        match self {
            Self::Header => &["cat-file", "--batch-check"],
            Self::Content => &["cat-file", "--batch"],
        }
    }
}

/// What git says of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// Nothing here has it.
    Missing,
    /// Several objects begin so.
    Ambiguous,
    /// It is this.
    Found {
        /// Its id.
        oid: Oid,
        /// "commit", "tree", "blob" or "tag".
        kind: String,
        /// In bytes.
        size: u64,
        /// Empty where only the header was wanted.
        body: Vec<u8>,
    },
}

/// The most that is read of one object, in bytes. Callers look at the size before they want the content.
pub(super) const MAX_OBJECT: u64 = 1 << 26;

/// The longest line before an object: a name that was asked for, and a word.
const MAX_LINE: u64 = 1 << 16;

/// Reads one answer; `Ok(None)` at the end.
pub(super) fn read(pipe: &mut BufReader<ChildStdout>, want: Want) -> io::Result<Option<Object>> {
    let mut line = Vec::new();
    pipe.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    let mut object = header(&line).ok_or(io::ErrorKind::InvalidData)?;
    if let (Want::Content, Object::Found { size, body, .. }) = (want, &mut object) {
        if *size > MAX_OBJECT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        // With the newline that ends it.
        pipe.by_ref().take(*size + 1).read_to_end(body)?;
        if body.len() as u64 != *size + 1 || body.pop() != Some(b'\n') {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(Some(object))
}

/// Reads the line that answers a name. A line about an object that is there ends with its size.
fn header(line: &[u8]) -> Option<Object> {
    let line = line.strip_suffix(b"\n")?;
    if line.ends_with(b" missing") || line.ends_with(b" submodule") {
        return Some(Object::Missing);
    }
    if line.ends_with(b" ambiguous") {
        return Some(Object::Ambiguous);
    }
    let mut fields = line.split(|b| *b == b' ');
    let (oid, kind, size) = (fields.next()?, fields.next()?, fields.next()?);
    let kind = ["commit", "tree", "blob", "tag"].into_iter().find(|k| k.as_bytes() == kind)?;
    let size = std::str::from_utf8(size).ok()?.parse().ok()?;
    fields.next().is_none().then_some(())?;
    Some(Object::Found { oid: Oid::parse(oid)?, kind: kind.to_owned(), size, body: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_about_an_object() {
        let id = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let found = header(format!("{id} tree 7\n").as_bytes());
        let oid = Oid::parse(id.as_bytes()).expect("an id");
        assert_eq!(found, Some(Object::Found { oid, kind: "tree".to_owned(), size: 7, body: vec![] }));
        assert_eq!(header(b"HEAD:a b missing\n"), Some(Object::Missing));
        assert_eq!(header(b" missing\n"), Some(Object::Missing));
        assert_eq!(header(b"072c ambiguous\n"), Some(Object::Ambiguous));
        for broken in
            ["", "\n", "x y z\n", &format!("{id} tree\n"), &format!("{id} tree -1\n"), &format!("{id} tree 7")]
        {
            assert_eq!(header(broken.as_bytes()), None, "{broken}");
        }
    }
}
