//! The documents of a repository that carry a key.

use crate::{
    config::Configs,
    family::{KEY_HEAD, key},
    workspace::{self, Input, display},
};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// The most files of a repository that are looked into.
const MOST: usize = 50_000;

/// The most documents of one key; what more carry is the name of no plan.
const DOCUMENTS: usize = 200;

/// The documents of a repository that carry a key.
#[derive(Debug, Default)]
pub struct Keys {
    /// The repository's folder; `None` where there is none.
    root: Option<PathBuf>,
    by_key: FxHashMap<Box<str>, Vec<Input>>,
    /// The key of each of them.
    by_path: FxHashMap<PathBuf, Box<str>>,
}

impl Keys {
    /// Those below `root`; none where that is no repository, since what lies below a mere folder has no end.
    pub fn of(root: &Path, configs: &Configs) -> Self {
        let mut found = Self::default();
        if !root.join(".git").exists() {
            return found;
        }
        found.root = Some(root.to_owned());
        let view = configs.view();
        let mut head = Vec::new();
        for path in workspace::documents_of(root, view).take(MOST) {
            if let Some(key) = key_at(&path, configs, &mut head) {
                found.add(path, key);
            }
        }
        found
    }

    /// The documents that carry `key`.
    pub fn documents(&self, key: &str) -> &[Input] {
        self.by_key.get(key).filter(|documents| documents.len() <= DOCUMENTS).map_or(&[], Vec::as_slice)
    }

    /// Looks again at what the document at `path` carries; gives the keys that it carried and carries.
    pub fn follow(&mut self, path: &Path, configs: &Configs) -> Vec<Box<str>> {
        let Some(root) = self.root.clone().filter(|root| path.starts_with(root)) else { return Vec::new() };
        let before = self.by_path.get(path).cloned();
        let mut now = key_at(path, configs, &mut Vec::new()).filter(|_| workspace::is_document(path));
        if before != now {
            if let Some(documents) = self.by_path.remove(path).and_then(|key| self.by_key.get_mut(&key)) {
                documents.retain(|input| input.path != path);
            }
            // What no walk finds is nobody's.
            now = now.filter(|_| !path.is_file() || workspace::is_found(&root, path));
            if let Some(key) = &now {
                self.add(path.to_owned(), key.clone());
            }
        }
        before.into_iter().chain(now).collect()
    }

    fn add(&mut self, path: PathBuf, key: Box<str>) {
        let shown = display(&path, self.root.as_deref().unwrap_or(Path::new("")));
        self.by_path.insert(path.clone(), key.clone());
        self.by_key.entry(key).or_default().push(Input { shown, path, bytes: None });
    }
}

/// The key that the document at `path` carries; none where it is excluded or cannot be read. `head` is room for its
/// first bytes.
fn key_at(path: &Path, configs: &Configs, head: &mut Vec<u8>) -> Option<Box<str>> {
    // One byte more than is looked at says that the text goes on.
    configs.view().head(path, KEY_HEAD as u64 + 1, head).ok()?;
    memchr::memmem::find(head, b"plan:")?;
    let text = String::from_utf8_lossy(head);
    key(&text).filter(|_| !configs.of(path).excludes(path, false)).map(Into::into)
}
