//! The policy of another revision: its configuration, and who may sign.

use crate::{
    config::NAMES,
    evidence::ledger::SIGNERS,
    git::{Blob, Oid, Repository},
    message::escape,
};
use std::path::Path;

/// The most that a file of another revision may hold, in bytes.
const MOST: u64 = 1 << 24;

/// A revision of a repository.
#[derive(Debug)]
pub struct Revision {
    repository: Repository,
    commit: Oid,
}

impl Revision {
    /// `name`, in the repository around `folder`.
    ///
    /// # Errors
    /// That there is none, ready to be printed.
    pub fn open(folder: &Path, name: &str) -> Result<Self, String> {
        let repository = Repository::discover(folder).map_err(|e| format!("--policy-from: {e}"))?;
        let repository = repository.ok_or("--policy-from: this is no git repository")?;
        let commit = repository.resolve(name).map_err(|e| format!("--policy-from: {e}"))?;
        let none = || format!("--policy-from: there is no revision `{}` here", escape::terminal(name));
        Ok(Self { commit: commit.ok_or_else(none)?, repository })
    }

    /// The commit.
    pub fn commit(&self) -> Oid {
        self.commit
    }

    /// Its configuration; empty where it has none.
    ///
    /// # Errors
    /// Why it cannot be read, ready to be printed.
    pub fn config(&self) -> Result<Vec<u8>, String> {
        for name in NAMES {
            if let Some(bytes) = self.file(name)? {
                return Ok(bytes);
            }
        }
        Ok(Vec::new())
    }

    /// Who may sign, as [`SIGNERS`] says there; empty where it does not.
    ///
    /// # Errors
    /// Why it cannot be read, ready to be printed.
    pub fn signers(&self) -> Result<String, String> {
        let bytes = self.file(SIGNERS)?.unwrap_or_default();
        String::from_utf8(bytes).map_err(|_| format!("--policy-from: {SIGNERS} is no text"))
    }

    /// The file at `name`, relative to the root; `None` where there is none.
    ///
    /// # Errors
    /// Why it cannot be read, ready to be printed.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match self.repository.blob(self.commit, name.as_bytes(), MOST).map_err(|e| format!("--policy-from: {e}"))? {
            Blob::Content(bytes) => Ok(Some(bytes)),
            Blob::Missing => Ok(None),
            Blob::TooLarge(_) => Err(format!("--policy-from: {name} is too large to be read")),
        }
    }
}
