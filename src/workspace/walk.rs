//! Walks through folders to the documents in them, and the names of what lies there.

use super::{NEVER, View, canonical, is_document};
use ignore::{DirEntry, Walk, WalkBuilder};
use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

/// The paths in a list that separates them by NUL, as `git diff -z` and `find -print0` write it.
pub fn list(bytes: &[u8]) -> Vec<PathBuf> {
    bytes.split(|&b| b == 0).filter(|p| !p.is_empty()).map(path_of).collect()
}

/// A name need not be UTF-8 where the system says so.
#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(&*String::from_utf8_lossy(bytes))
}

/// Where `path` lies: its folder without links and dots, so that two ways to name a file are one, and its own name.
pub(crate) fn place(path: &Path) -> io::Result<PathBuf> {
    let meta = path.metadata()?;
    match (path.file_name(), path.parent()) {
        (Some(name), Some(parent)) if !meta.is_dir() => Ok(canonical(parent)?.join(name)),
        _ => canonical(path),
    }
}

/// Where `path` lies or would lie, as it is found: its folder without links and dots, and its own name.
pub fn settled(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => canonical(parent).unwrap_or_else(|_| settled(parent)).join(name),
        _ => path.to_owned(),
    }
}

/// `path` without `.` and `..`, by its text alone: for what does not exist.
pub fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(out.pop()),
            std::path::Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// A walk through `folder` to the documents and folders of which `goes` says so: hidden ones too, none that git ignores
/// unless `no_ignore`.
pub(crate) fn walk(folder: &Path, no_ignore: bool, goes: impl Fn(&DirEntry) -> bool + Send + Sync + 'static) -> Walk {
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false)
        .ignore(false)
        .git_ignore(!no_ignore)
        .git_global(!no_ignore)
        .git_exclude(!no_ignore)
        .parents(!no_ignore)
        .require_git(false)
        .filter_entry(move |entry| is_ours(entry) && goes(entry))
        .build()
}

/// Whether a walk goes into a folder, or takes a file.
fn is_ours(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
    let never = || entry.depth() > 0 && NEVER.iter().any(|n| entry.file_name() == OsStr::new(n));
    if is_folder { !never() } else { is_document(entry.path()) }
}

/// Every document below `folder` that git does not ignore, as `view` has them, whatever `exclude` says.
pub fn documents_of<'v>(folder: &'v Path, view: &'v View) -> impl Iterator<Item = PathBuf> + 'v {
    let found = files(walk(folder, false, |_| true));
    let new = view.unwritten(folder).filter(|path| is_document(path)).map(Path::to_path_buf);
    found.filter(|path| view.is_disk(path) || view.is_file(path)).chain(new)
}

/// Whether a walk below `folder` finds the document at `path`; looks into the folders above it alone.
pub fn is_found(folder: &Path, path: &Path) -> bool {
    let wanted = path.to_owned();
    files(walk(folder, false, move |entry| wanted.starts_with(entry.path()))).next().is_some()
}

fn files(walk: Walk) -> impl Iterator<Item = PathBuf> {
    let files = walk.flatten().filter(|entry| entry.file_type().is_some_and(|t| t.is_file()));
    files.map(DirEntry::into_path)
}
