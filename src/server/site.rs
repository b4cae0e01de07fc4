//! A repository, or a folder, with what holds in it.

use crate::{
    config::{Configs, Layer},
    project::Project,
    workspace::{self, Input},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A repository, or a folder, with what holds in it.
#[derive(Debug)]
pub struct Site {
    /// The folder that paths in reports are relative to.
    pub root: PathBuf,
    /// What holds for each document.
    pub configs: Arc<Configs>,
    /// The repository around them.
    pub project: Project,
}

impl Site {
    /// The one at `root`.
    pub fn new(root: PathBuf, is_repository: bool) -> Self {
        let configs = Arc::new(Configs::new(root.clone(), Layer::default()));
        let project = Project::new(is_repository.then(|| root.clone()));
        Self { root, configs, project }
    }

    /// The document at `path`.
    pub fn input(&self, path: &Path) -> Input {
        Input { shown: workspace::display(path, &self.root), path: path.to_owned(), bytes: None }
    }

    /// Whether `exclude` keeps the document out.
    pub fn excludes(&self, path: &Path) -> bool {
        self.configs.of(path).excludes(path, false)
    }

    /// All documents below `folder`, as a run of the command line finds them.
    pub fn documents(&self, folder: &Path) -> Vec<PathBuf> {
        let found = workspace::find(&[folder.to_owned()], folder, &self.root, &self.configs, false);
        found.files.into_iter().map(|input| input.path).collect()
    }
}
