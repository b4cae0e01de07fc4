//! From the paths of a command line to the files that are vetted.

use super::{Input, NEVER, View, canonical, display, is_document};
use crate::{config::Configs, source::Unreadable};
use ignore::{DirEntry, Walk, WalkBuilder};
use std::{
    collections::BTreeSet,
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What the paths of a command line came to.
#[derive(Debug, Default)]
pub struct Found {
    /// What is vetted, sorted by path, none twice.
    pub files: Vec<Input>,
    /// What cannot be read: as reports print it, and why.
    pub unreadable: Vec<(String, Unreadable)>,
    /// Folders in which no Markdown was found, as reports print them.
    pub empty: Vec<String>,
    /// The folders that were walked.
    pub walked: Vec<PathBuf>,
    /// How many files named by hand `exclude` kept out.
    pub excluded: usize,
}

/// Finds the files that `paths` name; relative ones start at `cwd`.
///
/// Folders are walked: hidden files are read, what git ignores is not
/// (unless `no_ignore`), links are not followed. A file named by hand is
/// read whatever it is called, and only `exclude` wins over it.
pub fn find(paths: &[PathBuf], cwd: &Path, root: &Path, configs: &Arc<Configs>, no_ignore: bool) -> Found {
    let mut found = Found::default();
    for path in paths {
        let named = cwd.join(path);
        match place(&named) {
            Err(e) => found.unreadable.push((display(&plain(&named), root), e.into())),
            Ok(at) if at.is_dir() => walk(&at, root, configs, no_ignore, &mut found),
            Ok(at) if configs.of(&at).excludes(&at, false) => found.excluded += 1,
            Ok(at) => found.files.push(Input { shown: display(&at, root), path: at, bytes: None }),
        }
    }
    found.files.sort_by(|a, b| a.shown.cmp(&b.shown));
    found.files.dedup_by(|a, b| a.path == b.path);
    found
}

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
fn place(path: &Path) -> io::Result<PathBuf> {
    let meta = path.metadata()?;
    match (path.file_name(), path.parent()) {
        (Some(name), Some(parent)) if !meta.is_dir() => Ok(canonical(parent)?.join(name)),
        _ => canonical(path),
    }
}

/// Where `path` lies or would lie, as [`find`] names it: its folder without links and dots, and its own name.
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

/// The folders that [`find`] would look into for `paths`, those above them up to `root`, where configurations may lie,
/// and those of files that are named.
pub fn folders(paths: &[PathBuf], cwd: &Path, root: &Path, configs: &Arc<Configs>, no_ignore: bool) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    for at in paths.iter().filter_map(|path| place(&cwd.join(path)).ok()) {
        found.extend(at.ancestors().skip(1).take_while(|above| above.starts_with(root)).map(Path::to_path_buf));
        if at.is_dir() {
            let walk = filtered(&at, configs, no_ignore).flatten();
            let is_folder = |entry: &DirEntry| entry.file_type().is_some_and(|t| t.is_dir());
            found.extend(walk.filter(is_folder).map(DirEntry::into_path));
        }
    }
    found.into_iter().collect()
}

/// A walk into what is not excluded.
fn filtered(folder: &Path, configs: &Arc<Configs>, no_ignore: bool) -> Walk {
    let filter = configs.clone();
    walker(folder, no_ignore)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
            is_ours(entry) && !filter.of(entry.path()).excludes(entry.path(), is_folder)
        })
        .build()
}

fn walk(folder: &Path, root: &Path, configs: &Arc<Configs>, no_ignore: bool, found: &mut Found) {
    found.walked.push(folder.to_owned());
    let before = found.files.len();
    let mut failed = false;
    for entry in filtered(folder, configs, no_ignore) {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => {
                let path = entry.into_path();
                found.files.push(Input { shown: display(&path, root), path, bytes: None });
            }
            Ok(_) => {}
            Err(e) => {
                let (path, error) = explain(e);
                failed = true;
                found.unreadable.push((display(path.as_deref().unwrap_or(folder), root), Unreadable::Io(error)));
            }
        }
    }
    if found.files.len() == before && !failed {
        found.empty.push(display(folder, root));
    }
}

/// A walk through `folder`.
fn walker(folder: &Path, no_ignore: bool) -> WalkBuilder {
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false)
        .ignore(false)
        .git_ignore(!no_ignore)
        .git_global(!no_ignore)
        .git_exclude(!no_ignore)
        .parents(!no_ignore)
        .require_git(false);
    walk
}

/// Whether a walk goes into a folder, or takes a file.
fn is_ours(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
    let never = || entry.depth() > 0 && NEVER.iter().any(|n| entry.file_name() == OsStr::new(n));
    if is_folder { !never() } else { is_document(entry.path()) }
}

/// Every document below `folder` that git does not ignore, as `view` has them, whatever `exclude` says.
pub fn documents_of<'v>(folder: &'v Path, view: &'v View) -> impl Iterator<Item = PathBuf> + 'v {
    let found = files(walker(folder, false).filter_entry(is_ours));
    let new = view.unwritten(folder).filter(|path| is_document(path)).map(Path::to_path_buf);
    found.filter(|path| view.is_disk(path) || view.is_file(path)).chain(new)
}

/// Whether a walk below `folder` finds the document at `path`; looks into the folders above it alone.
pub fn is_found(folder: &Path, path: &Path) -> bool {
    let wanted = path.to_owned();
    let way = move |entry: &DirEntry| wanted.starts_with(entry.path()) && is_ours(entry);
    files(walker(folder, false).filter_entry(way)).next().is_some()
}

fn files(walk: &WalkBuilder) -> impl Iterator<Item = PathBuf> + use<> {
    let files = walk.build().flatten().filter(|entry| entry.file_type().is_some_and(|t| t.is_file()));
    files.map(DirEntry::into_path)
}

/// The path and the operating system's error inside an error of the walk.
fn explain(error: ignore::Error) -> (Option<PathBuf>, io::Error) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), explain(*err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => explain(*err),
        ignore::Error::Io(e) => (None, e),
        other => (None, io::Error::other(other.to_string())),
    }
}
