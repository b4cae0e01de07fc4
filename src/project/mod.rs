//! Facts about the repository around the documents; reads, never runs.

mod manifests;
mod owners;
mod reports;
mod repository;
mod runners;
mod scripts;
#[cfg(test)]
mod tests;

pub use manifests::Manifest;
pub use owners::Owners;
pub use reports::Place;
pub use repository::Unheard;
pub use runners::{Request, Runner, requests};
pub use scripts::Answer;

use crate::{
    git::{Blob, Oid},
    workspace::View,
};
use std::{
    io::Read,
    path::{Component, Path, PathBuf},
    sync::{Arc, OnceLock},
};

/// The most that is read of one file.
const MAX_BYTES: u64 = 1 << 20;

/// The repository (or folder) that is vetted.
#[derive(Debug, Clone, Default)]
pub struct Project {
    root: Option<PathBuf>,
    /// Who may sign, where another revision says so.
    signers: Option<Arc<str>>,
    /// The commit that the policy comes from, where it is another revision.
    policy: Option<Oid>,
    facts: Arc<Facts>,
    /// Where its files come from.
    view: Arc<View>,
}

/// What was read so far; each part when it is first asked for, and once.
#[derive(Debug, Default)]
struct Facts {
    scripts: scripts::Scripts,
    owners: OnceLock<Option<Owners>>,
    git: repository::Git,
    reports: reports::Reports,
}

impl Project {
    /// The project at `root`; `None` where there is no repository to ask.
    pub fn new(root: Option<PathBuf>) -> Self {
        Self { root, signers: None, policy: None, facts: Arc::default(), view: Arc::default() }
    }

    /// With the signers that another revision allows; `None` leaves those of the working tree.
    pub fn with_signers(self, signers: Option<String>) -> Self {
        Self { signers: signers.map(Into::into), ..self }
    }

    /// With a policy that comes from another commit.
    pub fn with_policy_of(self, policy: Option<Oid>) -> Self {
        Self { policy, ..self }
    }

    /// The text of a document as the commit has it that the policy comes from, empty where it is not there; `None`
    /// where the policy is that of the working tree.
    pub fn policy_text(&self, document: &str) -> Option<String> {
        let commit = self.policy?;
        let blob = self.repository().and_then(|r| self.answered(r.blob(commit, document.as_bytes(), MAX_BYTES)));
        let Some(Blob::Content(bytes)) = blob else { return Some(String::new()) };
        Some(String::from_utf8(bytes).unwrap_or_default())
    }

    /// The same project with the files of `view`; what was read of it so far is read anew.
    pub fn seen_in(&self, view: Arc<View>) -> Self {
        Self { view, facts: Arc::default(), ..self.clone() }
    }

    /// The same project, with the documents of `view`; what was read of the rest stays.
    pub fn for_documents_of(&self, view: Arc<View>) -> Self {
        Self { view, ..self.clone() }
    }

    /// Who may sign, where another revision says so.
    pub fn signers(&self) -> Option<&str> {
        self.signers.as_deref()
    }

    /// The folder that paths in reports are relative to.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Whether `path`, as a document names it, is a file or folder of the repository:
    /// relative to the root, or to the folder of `document`. `None` where there is no repository.
    pub fn exists(&self, document: &str, path: &str) -> Option<bool> {
        let root = self.root.as_deref()?;
        let path = Path::new(path.trim_start_matches("./"));
        if path.is_absolute() || path.components().any(|c| matches!(c, std::path::Component::ParentDir)) {
            return None;
        }
        let beside = Path::new(document).parent().unwrap_or(Path::new(""));
        Some(self.view.exists(&root.join(path)) || self.view.exists(&root.join(beside).join(path)))
    }

    /// Whether `path`, as `document` names it, is surely no file or folder of the repository, whichever of the
    /// document's folder and those above it is meant. A path that leaves the repository is not ours to judge.
    pub fn lacks(&self, document: &str, path: &str) -> bool {
        let Some(root) = self.root.as_deref() else { return false };
        let places = Path::new(document).ancestors().skip(1).map(|folder| inside(&folder.join(path)));
        let places: Vec<PathBuf> = places.flatten().collect();
        // From the document's own folder it must lie inside.
        let beside = Path::new(document).parent().unwrap_or(Path::new(""));
        inside(&beside.join(path)).is_some() && !places.iter().any(|p| self.view.exists(&root.join(p)))
    }

    /// The text of `path`, as `document` names it; `None` where it is not there, too large or no text.
    pub fn read_beside(&self, document: &str, path: &str) -> Option<String> {
        let beside = Path::new(document).parent().unwrap_or(Path::new(""));
        self.read(&beside.join(path))
    }

    /// The names of the folders in a folder of the repository, its path relative to the root; the first thousand.
    pub fn folders(&self, path: &Path) -> Vec<String> {
        const MOST: usize = 1_000;
        let folder = self.root.as_deref().and_then(|root| Some(root.join(inside(path)?)));
        let entries = folder.and_then(|folder| folder.read_dir().ok()).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        folders.filter_map(|entry| entry.file_name().into_string().ok()).take(MOST).collect()
    }

    /// Where the file at `path` lies, its path relative to the root; `None` where it is none of the repository, as
    /// what a symbolic link leads to may not be.
    pub fn file(&self, path: &Path) -> Option<PathBuf> {
        let root = self.root.as_deref()?.canonicalize().ok()?;
        let path = root.join(inside(path)?);
        if !self.view.is_disk(&path) {
            return self.view.is_file(&path).then_some(path);
        }
        let own = path.canonicalize().ok().filter(|real| *real == path)?;
        own.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_BYTES).then_some(path)
    }

    /// The text of a file of the repository, its path relative to the root; `None` where it lies
    /// outside, is not there, is too large or no text.
    pub fn read(&self, path: &Path) -> Option<String> {
        let path = self.root.as_deref()?.join(inside(path)?);
        if !self.view.is_disk(&path) {
            let bytes = self.view.read(&path).ok().filter(|bytes| bytes.len() as u64 <= MAX_BYTES);
            return bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        }
        let mut text = String::new();
        let file = std::fs::File::open(&path).ok().filter(|f| f.metadata().is_ok_and(|m| m.is_file()))?;
        file.take(MAX_BYTES + 1).read_to_string(&mut text).ok()?;
        (text.len() as u64 <= MAX_BYTES).then_some(text)
    }
}

/// `path` without `.` and `..`; `None` where it leaves the repository.
pub(crate) fn inside(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => plain.push(name),
            Component::CurDir => {}
            Component::ParentDir if plain.pop() => {}
            _ => return None,
        }
    }
    Some(plain)
}
