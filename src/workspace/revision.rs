//! The working tree or the index beside a revision: what both hold, and by what they differ.

use super::{Content, View};
use crate::{
    git::{Change, Oid, Repository},
    source::MAX_BYTES,
};
use rustc_hash::FxHashMap;
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What was changed since a revision.
#[derive(Debug)]
pub struct Changes {
    /// The files as they are now: on disk, or in the index.
    pub now: Arc<View>,
    /// The files as they were.
    pub before: Arc<View>,
    /// What is there now and was not, or was other: with where it was.
    pub changed: FxHashMap<PathBuf, Option<PathBuf>>,
    /// What was there and is no more.
    pub gone: Vec<PathBuf>,
}

impl Changes {
    /// What the working tree of the repository around `folder` differs by from where its history parted from that of
    /// `revision`, as `git diff --merge-base` compares them. Files that git does not know are new.
    ///
    /// # Errors
    /// Why that cannot be told, ready to be printed.
    pub fn since(folder: &Path, revision: &str) -> Result<Self, String> {
        let repository = open(folder)?;
        let commit = repository.resolve(revision).map_err(said)?;
        let commit = commit.ok_or_else(|| format!("there is no revision `{}` here", revision.escape_debug()))?;
        let head = repository.head().map_err(said)?.commit.ok_or("there is no commit here yet")?;
        let base = repository.merge_base(head, commit).map_err(said)?;
        let base = base.ok_or_else(|| match repository.is_shallow() {
            true => format!("this clone is too shallow to tell where it parted from `{revision}`; fetch more of it"),
            false => format!("`{revision}` and HEAD have no commit in common"),
        })?;
        let changes = repository.changes(base, false).map_err(said)?;
        let new = repository.untracked().map_err(said)?;
        let new = new.into_iter().map(|path| Change { now: Some(path), before: None });
        Ok(Self::between(Arc::new(repository), View::default(), changes.into_iter().chain(new)))
    }

    /// What is staged in the repository around `folder`, beside the last commit. In a hook of git the index is the one
    /// that is to be committed.
    ///
    /// # Errors
    /// Why that cannot be told, ready to be printed.
    pub fn staged(folder: &Path) -> Result<Self, String> {
        let repository = open(folder)?.with_index_of_hook().map_err(said)?;
        // Before the first commit everything is new.
        let base = repository.head().map_err(said)?.commit.unwrap_or_else(|| repository.format().empty_tree());
        let changes = repository.changes(base, true).map_err(said)?;
        let indexed = repository.unstaged().map_err(said)?;
        let repository = Arc::new(repository);
        let mut now = View::default();
        for (path, blob) in indexed {
            put(&mut now, &repository, &path, blob);
        }
        Ok(Self::between(repository, now, changes.into_iter()))
    }

    fn between(repository: Arc<Repository>, now: View, changes: impl Iterator<Item = Change>) -> Self {
        let (mut before, mut changed, mut gone) = (now.clone(), FxHashMap::default(), Vec::new());
        let place = |path: &[u8]| repository.place(path);
        let changes: Vec<Change> = changes.collect();
        for path in changes.iter().filter_map(|change| change.now.as_deref()) {
            put(&mut before, &repository, path, None);
        }
        for Change { now, before: was } in changes {
            if let Some((path, blob)) = &was {
                put(&mut before, &repository, path, Some(*blob));
            }
            let was = was.and_then(|(path, _)| place(&path));
            match now.map(|path| place(&path)) {
                Some(Some(path)) => drop(changed.insert(path, was)),
                Some(None) => {}
                None => gone.extend(was),
            }
        }
        Self { now: Arc::new(now), before: Arc::new(before), changed, gone }
    }

    /// Where the file at `path` was; `None` where it is new.
    pub fn was<'c>(&'c self, path: &'c Path) -> Option<&'c Path> {
        self.changed.get(path).map_or(Some(path), Option::as_deref)
    }
}

fn open(folder: &Path) -> Result<Repository, String> {
    let repository = Repository::discover(folder).map_err(said)?;
    let repository = repository.filter(|repository| !repository.is_bare());
    repository.ok_or_else(|| "this is no git repository with a working tree".to_owned())
}

fn said(error: crate::git::Error) -> String {
    error.to_string()
}

/// Puts a blob at a path, or nothing.
fn put(view: &mut View, repository: &Arc<Repository>, path: &[u8], blob: Option<Oid>) {
    let Some(place) = repository.place(path) else { return };
    let Some(blob) = blob else { return view.set(place, Content::Absent) };
    let repository = repository.clone();
    let read = move || match repository.blob_content(blob, MAX_BYTES) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(io::Error::other("its content is too large, or was left with a remote")),
        Err(error) => Err(io::Error::other(error.to_string())),
    };
    view.set(place, Content::Later(Arc::new(read)));
}
