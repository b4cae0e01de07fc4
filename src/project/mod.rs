//! Facts about the repository around the documents; reads, never runs.

use std::path::{Path, PathBuf};

/// The repository (or folder) that is vetted.
#[derive(Debug, Clone, Default)]
pub struct Project {
    root: Option<PathBuf>,
}

impl Project {
    /// The project at `root`; `None` where there is no repository to ask.
    pub fn new(root: Option<PathBuf>) -> Self {
        Self { root }
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
        Some(root.join(path).exists() || root.join(beside).join(path).exists())
    }
}
