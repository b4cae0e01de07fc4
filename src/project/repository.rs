//! The git repository around the documents, asked only where a rule needs it.

use super::Project;
use crate::git::{Error, Repository};
use std::{path::Path, sync::OnceLock};

/// What is known of it so far.
#[derive(Debug, Default)]
pub(super) struct Git {
    /// As it was found, with the first question.
    found: OnceLock<Option<Repository>>,
    /// The first error.
    error: OnceLock<Error>,
    /// The first document about which it was not asked, and why.
    unheard: OnceLock<Unheard>,
}

/// Why git is not asked about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unheard {
    /// There is no repository around it.
    NoRepository,
    /// It belongs to the repository in this folder, which lies inside the one that is vetted.
    Inside(String),
}

impl Project {
    /// The git repository, looked for with the first call; `None` where there is none, or git cannot be asked.
    pub fn repository(&self) -> Option<&Repository> {
        let found = || self.root().and_then(|root| self.answered(Repository::discover(root)).flatten());
        self.facts.git.found.get_or_init(found).as_ref()
    }

    /// The same, for what `document` cites: one that lies elsewhere, or in a repository below, speaks of another.
    pub fn repository_of(&self, document: &str) -> Option<&Repository> {
        if self.root().is_none() {
            self.facts.git.unheard.get_or_init(|| Unheard::NoRepository);
        }
        if let Some(folder) = self.repository_around(document) {
            self.facts.git.unheard.get_or_init(|| Unheard::Inside(folder));
        }
        self.repository().filter(|_| self.holds(document))
    }

    /// Whether a document belongs to the repository that is vetted.
    pub fn holds(&self, document: &str) -> bool {
        self.root().is_some() && !Path::new(document).is_absolute() && self.repository_around(document).is_none()
    }

    /// The folder of the repository inside this one to which a document belongs, where there is one.
    fn repository_around(&self, document: &str) -> Option<String> {
        let root = self.root()?;
        let mut folders = Path::new(document).ancestors().skip(1).filter(|f| !f.as_os_str().is_empty());
        let inner = folders.find(|f| !f.is_absolute() && root.join(f).join(".git").exists())?;
        Some(inner.to_string_lossy().into_owned())
    }

    /// Why git was not asked about some document, although there was something to ask.
    pub fn unheard(&self) -> Option<&Unheard> {
        self.facts.git.unheard.get()
    }

    /// What git answered; an error is kept, so that it is said once.
    pub fn answered<T>(&self, answer: Result<T, Error>) -> Option<T> {
        answer.map_err(|error| self.facts.git.error.set(error)).ok()
    }

    /// Why git could not answer; `None` where it could, or was not asked.
    pub fn git_error(&self) -> Option<&Error> {
        self.facts.git.error.get()
    }
}
