//! From the paths of a command line to the files that are vetted.

use crate::{
    config::Configs,
    source::Unreadable,
    workspace::{Input, display, place, plain, walk as walk_through},
};
use ignore::{DirEntry, Walk};
use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
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
    /// The same, where `exclude` keeps something out.
    pub shut: Vec<String>,
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

/// The folders that [`find`] would look into for `paths`, those above them up to `root`, where configurations may lie,
/// and those of files that are named.
pub fn folders(paths: &[PathBuf], cwd: &Path, root: &Path, configs: &Arc<Configs>, no_ignore: bool) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    for at in paths.iter().filter_map(|path| place(&cwd.join(path)).ok()) {
        found.extend(at.ancestors().skip(1).take_while(|above| above.starts_with(root)).map(Path::to_path_buf));
        if at.is_dir() {
            let walk = filtered(&at, configs, no_ignore, Arc::default()).flatten();
            let is_folder = |entry: &DirEntry| entry.file_type().is_some_and(|t| t.is_dir());
            found.extend(walk.filter(is_folder).map(DirEntry::into_path));
        }
    }
    found.into_iter().collect()
}

/// A walk into what is not excluded; says in `excluded` whether anything is.
fn filtered(folder: &Path, configs: &Arc<Configs>, no_ignore: bool, excluded: Arc<AtomicBool>) -> Walk {
    let configs = configs.clone();
    walk_through(folder, no_ignore, move |entry| {
        let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
        let is_out = configs.of(entry.path()).excludes(entry.path(), is_folder);
        excluded.fetch_or(is_out, Ordering::Relaxed);
        !is_out
    })
}

fn walk(folder: &Path, root: &Path, configs: &Arc<Configs>, no_ignore: bool, found: &mut Found) {
    found.walked.push(folder.to_owned());
    let before = found.files.len();
    let mut failed = false;
    let excluded: Arc<AtomicBool> = Arc::default();
    for entry in filtered(folder, configs, no_ignore, excluded.clone()) {
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
        let folders = if excluded.load(Ordering::Relaxed) { &mut found.shut } else { &mut found.empty };
        folders.push(display(folder, root));
    }
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
