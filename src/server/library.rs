//! Documents as the editor holds them, else as they lie on disk, read once while they do not change.

use crate::{
    check::{self, Checked},
    config::Settings,
    family::Member,
    workspace::Input,
};
use rustc_hash::FxHashMap;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

/// How much text is kept understood, in bytes; its meaning takes some twenty times more.
const KEPT: usize = 2 << 20;

/// A document that is open in the editor.
#[derive(Debug, Clone)]
pub struct Buffer {
    /// The version that its client gave it.
    pub version: i32,
    /// Its text.
    pub text: Arc<str>,
    /// Counts the texts of all documents, since versions begin anew when a document is opened again.
    pub revision: u64,
}

/// By what a text is known to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stamp {
    Buffer(u64),
    Disk(Option<SystemTime>, u64),
}

#[derive(Debug)]
struct Kept {
    stamp: Stamp,
    member: Arc<Member>,
    used: u64,
}

/// The documents of a workspace.
#[derive(Debug, Default)]
pub struct Library {
    open: RwLock<FxHashMap<PathBuf, Buffer>>,
    kept: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    members: FxHashMap<PathBuf, Kept>,
    /// How much text there is on it.
    bytes: usize,
    /// Counts what is asked for, so that what was not asked for lately can be put away.
    clock: u64,
}

impl Library {
    /// Takes what the editor holds from now on.
    pub fn put(&self, path: PathBuf, buffer: Buffer) {
        self.open.write().unwrap_or_else(PoisonError::into_inner).insert(path, buffer);
    }

    /// Takes the text on disk from now on.
    pub fn close(&self, path: &Path) {
        self.open.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    /// What the editor holds of a document.
    pub fn buffer(&self, path: &Path) -> Option<Buffer> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// The documents that are open.
    pub fn open(&self) -> Vec<PathBuf> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// Forgets what was understood, since what it depends on has changed.
    pub fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Shelf::default();
    }

    fn stamp(&self, path: &Path) -> Option<(Stamp, Option<Buffer>)> {
        if let Some(buffer) = self.buffer(path) {
            return Some((Stamp::Buffer(buffer.revision), Some(buffer)));
        }
        let meta = fs::metadata(path).ok()?;
        Some((Stamp::Disk(meta.modified().ok(), meta.len()), None))
    }

    fn kept(&self, path: &Path, stamp: Stamp) -> Option<Arc<Member>> {
        let mut shelf = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.clock += 1;
        let now = shelf.clock;
        let kept = shelf.members.get_mut(path).filter(|kept| kept.stamp == stamp)?;
        kept.used = now;
        Some(kept.member.clone())
    }

    fn keep(&self, path: PathBuf, stamp: Stamp, member: Arc<Member>) {
        let mut shelf = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.clock += 1;
        let used = shelf.clock;
        shelf.bytes += member.source.text().len();
        if let Some(old) = shelf.members.insert(path, Kept { stamp, member, used }) {
            shelf.bytes -= old.member.source.text().len();
        }
        if shelf.bytes > KEPT {
            shelf.clear();
        }
    }
}

impl Shelf {
    /// Puts away what was not asked for lately, down to half of what may be kept. The last document stays.
    fn clear(&mut self) {
        let mut by_age: Vec<(u64, PathBuf)> = self.members.iter().map(|(path, k)| (k.used, path.clone())).collect();
        by_age.sort_unstable();
        by_age.pop();
        for (_, path) in by_age {
            if self.bytes <= KEPT / 2 {
                return;
            }
            if let Some(old) = self.members.remove(&path) {
                self.bytes -= old.member.source.text().len();
            }
        }
    }
}

impl Library {
    /// The document of `input`; `keep` says whether it is likely to be asked for again.
    fn read(&self, mut input: Input, settings: &Settings, keep: bool) -> Result<Arc<Member>, Box<Checked>> {
        let Some((stamp, buffer)) = self.stamp(&input.path) else { return check::read(input, settings) };
        if let Some(member) = self.kept(&input.path, stamp) {
            return Ok(member);
        }
        if let Some(buffer) = buffer {
            input.bytes = Some(buffer.text.as_bytes().to_vec());
        }
        let path = input.path.clone();
        let member = check::read(input, settings)?;
        if keep {
            self.keep(path, stamp, member.clone());
        }
        Ok(member)
    }
}

impl check::Library for Library {
    fn member(&self, input: Input, settings: &Settings) -> Result<Arc<Member>, Box<Checked>> {
        self.read(input, settings, true)
    }
}

/// A library that puts nothing on its shelf: for a walk through all documents, of which none is asked for again.
#[derive(Debug)]
pub struct Passing<'l>(pub &'l Library);

impl check::Library for Passing<'_> {
    fn member(&self, input: Input, settings: &Settings) -> Result<Arc<Member>, Box<Checked>> {
        self.0.read(input, settings, false)
    }
}
