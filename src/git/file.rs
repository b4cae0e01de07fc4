//! One path of the working tree: what lies there, and the blob that git would store of it.

use super::{
    Repository,
    convert::{self, Attributes, Lines},
    index::Look,
    oid::Oid,
    path::{bytes, on_disk},
    tree::Mode,
    working::Why,
};
use std::{
    fs::{self, File, Metadata},
    io::{ErrorKind, Read},
    path::Path,
};

/// The largest file that is hashed, in bytes.
const MAX_FILE: u64 = 1 << 26;

/// What lies at a path; `None` where nothing does.
pub(super) type Found = Result<Option<(Mode, Oid)>, Why>;

impl Repository {
    /// Looks at a path on disk.
    pub(super) fn look(&self, path: &[u8], look: &Look, attributes: &Attributes) -> Found {
        let place = on_disk(&self.root, path).ok_or(Why::NoFile)?;
        let meta = match fs::symlink_metadata(&place) {
            Ok(meta) => meta,
            Err(_) if look.sparse => return Ok(look.stored),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(_) => return Err(Why::Unreadable),
        };
        let stored = look.stored;
        let mode = look.mode.map_or_else(|| self.mode(&meta, stored.map(|(mode, _)| mode)), Ok)?;
        let content = content(&place, &meta)?;
        let oid = match mode {
            Mode::File | Mode::Executable if meta.is_file() => {
                self.blob_of(content, stored.map(|(_, oid)| oid), attributes)?
            }
            // Where the system has no links, a file holds where they point.
            Mode::Link => self.format.hash("blob", &content),
            _ => return Err(Why::NoFile),
        };
        Ok(Some((mode, oid)))
    }

    /// What a path is, by what lies there.
    fn mode(&self, meta: &Metadata, stored: Option<Mode>) -> Result<Mode, Why> {
        let config = self.config().map_err(|_| Why::Unreadable)?;
        Ok(match stored {
            _ if meta.is_symlink() => Mode::Link,
            _ if !meta.is_file() => return Err(Why::NoFile),
            Some(Mode::Link) if !config.links => Mode::Link,
            Some(mode @ (Mode::File | Mode::Executable)) if !config.modes => mode,
            _ if config.modes && executable(meta) => Mode::Executable,
            _ => Mode::File,
        })
    }

    /// The blob that git would store of a file's content.
    fn blob_of(&self, content: Vec<u8>, stored: Option<Oid>, attributes: &Attributes) -> Result<Oid, Why> {
        if let Some(filter) = &attributes.filter {
            // A file can look changed only because it is as young as the index. It is not where it holds what is
            // stored, or what LFS stores a pointer to.
            let hash = |content: &[u8]| self.format.hash("blob", content);
            let same = [hash(&content), hash(&convert::pointer(&content))].into_iter().find(|oid| Some(*oid) == stored);
            return same.ok_or_else(|| Why::Filter(filter.clone()));
        }
        if attributes.encoded {
            return Err(Why::Encoding);
        }
        if attributes.ident && memchr::memmem::find(&content, b"$Id").is_some() {
            return Err(Why::Ident);
        }
        let newlines = match attributes.lines {
            Lines::Keep => false,
            Lines::Text => true,
            // What was stored with `\r\n` keeps it.
            Lines::Guess => convert::is_crlf_text(&content) && !self.has_crlf(stored)?,
        };
        Ok(self.format.hash("blob", &if newlines { convert::with_newlines(content) } else { content }))
    }

    fn has_crlf(&self, stored: Option<Oid>) -> Result<bool, Why> {
        let Some(oid) = stored else { return Ok(false) };
        match self.content(oid, MAX_FILE) {
            Ok(Some(content)) => Ok(convert::is_crlf_text(&content)),
            _ => Err(Why::Unreadable),
        }
    }
}

/// The bytes of a file, or where a link points.
fn content(place: &Path, meta: &Metadata) -> Result<Vec<u8>, Why> {
    if meta.is_symlink() {
        return fs::read_link(place).map(|to| bytes(&to)).map_err(|_| Why::Unreadable);
    }
    // Opening a pipe would wait for somebody to write.
    if !meta.is_file() {
        return Err(Why::NoFile);
    }
    let mut content = Vec::new();
    let file = File::open(place).map_err(|_| Why::Unreadable)?;
    file.take(MAX_FILE + 1).read_to_end(&mut content).map_err(|_| Why::Unreadable)?;
    if content.len() as u64 > MAX_FILE { Err(Why::TooLarge) } else { Ok(content) }
}

#[cfg(unix)]
fn executable(meta: &Metadata) -> bool {
    // git looks at the owner's bit.
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o100 != 0
}

#[cfg(not(unix))]
fn executable(_: &Metadata) -> bool {
    false
}
