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
}

impl Project {
    /// The git repository, looked for with the first call; `None` where there is none, or git cannot be asked.
    pub fn repository(&self) -> Option<&Repository> {
        let found = || self.root().and_then(|root| self.answered(Repository::discover(root)).flatten());
        self.facts.git.found.get_or_init(found).as_ref()
    }

    /// The same, for what `document` cites: one that lies elsewhere, or in a repository below, speaks of another.
    pub fn repository_of(&self, document: &str) -> Option<&Repository> {
        let (root, document) = (self.root()?, Path::new(document));
        let mut folders = document.ancestors().skip(1).filter(|f| !f.as_os_str().is_empty());
        if document.is_absolute() || folders.any(|f| root.join(f).join(".git").exists()) {
            return None;
        }
        self.repository()
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
