//! Documents as the editor holds them, else as they lie on disk, read once while they do not change.

use super::uri;
use crate::{
    check::{self, Checked},
    family::Member,
    settings::Settings,
    workspace::{Content, Input, View},
};
use gen_lsp_types::Uri;
use rustc_hash::FxHashMap;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

/// How much text is kept understood, in bytes; its meaning takes some twenty times more.
const KEPT: usize = 2 << 20;

/// A document that is open in the editor.
#[derive(Debug, Clone)]
pub struct Buffer {
    /// The address that its client gave it: a file has many, and the client knows this one.
    pub address: Uri,
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
    open: RwLock<Open>,
    kept: Mutex<Shelf>,
    /// Counts the changes of documents.
    changes: AtomicU64,
}

/// What the editor holds.
#[derive(Debug, Default)]
struct Open {
    buffers: FxHashMap<PathBuf, Buffer>,
    /// The disk with their texts.
    view: Arc<View>,
    /// Folders of the workspace, each as it lies and as the client names it.
    folders: Vec<(PathBuf, PathBuf)>,
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
        let mut open = self.write();
        let text = Content::Here(buffer.text.clone().into());
        Arc::make_mut(&mut open.view).set(path.clone(), text);
        open.buffers.insert(path, buffer);
    }

    /// Takes the text on disk from now on.
    pub fn close(&self, path: &Path) {
        let mut open = self.write();
        Arc::make_mut(&mut open.view).unset(path);
        open.buffers.remove(path);
    }

    /// Takes `named` for how the client calls the folder at `path`.
    pub fn name(&self, path: PathBuf, named: PathBuf) {
        self.write().folders.push((path, named));
    }

    /// What the editor holds of a document.
    pub fn buffer(&self, path: &Path) -> Option<Buffer> {
        self.now().buffers.get(path).cloned()
    }

    /// Takes note that documents have changed.
    pub fn change(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// How often documents have changed.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// The documents that are open.
    pub fn open(&self) -> Vec<PathBuf> {
        self.now().buffers.keys().cloned().collect()
    }

    /// The disk with the texts that the editor holds.
    pub fn view(&self) -> Arc<View> {
        self.now().view.clone()
    }

    /// How the client calls the document at `path`.
    pub fn address(&self, path: &Path) -> Uri {
        let now = self.now();
        if let Some(buffer) = now.buffers.get(path) {
            return buffer.address.clone();
        }
        let around = now.folders.iter().filter(|(folder, _)| path.starts_with(folder));
        let nearest = around.max_by_key(|(folder, _)| folder.as_os_str().len());
        let named = nearest.and_then(|(folder, named)| Some(named.join(path.strip_prefix(folder).ok()?)));
        uri::uri(named.as_deref().unwrap_or(path))
    }

    fn now(&self) -> RwLockReadGuard<'_, Open> {
        self.open.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Open> {
        self.open.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was understood, since what it depends on has changed.
    pub fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Shelf::default();
    }

    /// By what the text at `path` is known, where there is one, and where it is read.
    fn stamp(&self, path: &Path) -> (Option<Stamp>, Arc<View>) {
        let now = self.now();
        let held = now.buffers.get(path).map(|buffer| Stamp::Buffer(buffer.revision));
        let lies = || fs::metadata(path).ok().map(|meta| Stamp::Disk(meta.modified().ok(), meta.len()));
        (held.or_else(lies), now.view.clone())
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
    ///
    /// # Errors
    /// What is to be said where it cannot be read.
    pub fn member(&self, input: Input, settings: &Settings, keep: bool) -> Result<Arc<Member>, Box<Checked>> {
        let (stamp, view) = self.stamp(&input.path);
        let Some(stamp) = stamp else { return check::read(input, settings, &view) };
        if let Some(member) = self.kept(&input.path, stamp) {
            return Ok(member);
        }
        let path = input.path.clone();
        let member = check::read(input, settings, &view)?;
        if keep {
            self.keep(path, stamp, member.clone());
        }
        Ok(member)
    }
}
