//! A repository, or a folder, with what holds in it.

use super::{library::Library, uri};
use crate::{
    check::{self, Checked, Run},
    config::{Configs, LastGood, Layer},
    discovery::{self, Keys, Unit, tie_of, units},
    family::{Member, key},
    project::Project,
    settings::Settings,
    workspace::{self, Input},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
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
    /// Which documents carry keys, from the first question on.
    keys: Mutex<Option<Keys>>,
}

impl Site {
    /// The one at `root`; `good` holds in place of a configuration that cannot be used.
    pub fn new(root: PathBuf, is_repository: bool, good: LastGood) -> Self {
        let configs = Arc::new(Configs::new(root.clone(), Layer::default()).remembering(good));
        let project = Project::new(is_repository.then(|| root.clone()));
        Self { root, configs, project, keys: Mutex::default() }
    }

    /// The one of what is no file: without a repository, with what the configuration of `folder` asks of every document.
    pub fn nowhere(folder: Option<&Path>, good: LastGood) -> Self {
        let root = PathBuf::from(uri::NOWHERE);
        let configs = match folder {
            Some(folder) => {
                Configs::new(workspace::root_of(folder).0, Layer::default()).remembering(good).everywhere(folder)
            }
            None => Configs::new(root.clone(), Layer::default()).isolated(),
        };
        Self { root, configs: Arc::new(configs), project: Project::new(None), keys: Mutex::default() }
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
        let found = discovery::find(&[folder.to_owned()], folder, &self.root, &self.configs, false);
        found.files.into_iter().map(|input| input.path).collect()
    }

    /// What holds for documents, found among those on disk and in the editor.
    fn configs(&self, texts: &Library) -> Configs {
        self.configs.for_documents_of(texts.view())
    }

    /// Vets documents among those of their plans, in that order; `keep` says whether they are likely to be asked for
    /// again.
    pub fn vet(&self, texts: &Library, keep: bool, paths: &[PathBuf]) -> Vec<Checked> {
        let (configs, project) = (self.configs(texts), self.project.for_documents_of(texts.view()));
        let reading = Reading { site: self, texts, keep };
        let run = Run { texts: Some(&reading), keep: true, ..Run::new(&configs, &project) };
        run.vet(paths.iter().map(|path| self.input(path)).collect(), &AtomicUsize::new(0))
    }

    /// The documents of the plan of `input`, whose text carries `key`.
    pub fn plan_of(&self, texts: &Library, input: Input, key: Option<&str>) -> Vec<Input> {
        let tied = key.map_or_else(|| vec![input], |key| self.carriers(texts, key));
        let all = |unit: Unit| unit.vetted.into_iter().map(|(_, input)| input).chain(unit.context);
        units(tied, &self.configs(texts)).into_iter().flat_map(all).collect()
    }

    /// The documents that carry `key`.
    fn carriers(&self, texts: &Library, key: &str) -> Vec<Input> {
        let keys = &mut *self.keys();
        keys.get_or_insert_with(|| Keys::of(&self.root, &self.configs(texts))).documents(key).to_vec()
    }

    /// Looks again at the key of a document that has changed; gives the ties that come and go with it.
    pub fn follow(&self, texts: &Library, path: &Path) -> Vec<Box<str>> {
        let keys = self.keys().as_mut().map(|keys| keys.follow(path, &self.configs(texts))).unwrap_or_default();
        keys.iter().map(|key| by_key(key)).collect()
    }

    /// What ties a document to others of its plan: its folder or a `[[plan]]`, and the key that it carries.
    pub fn ties(&self, path: &Path, text: &str) -> Vec<Box<str>> {
        key(text).map(by_key).into_iter().chain(tie_of(&self.input(path), &self.configs)).collect()
    }

    fn keys(&self) -> MutexGuard<'_, Option<Keys>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tie of those that carry a key.
fn by_key(key: &str) -> Box<str> {
    format!("key {key}").into()
}

/// The documents of a site, as a run takes them.
struct Reading<'a> {
    site: &'a Site,
    texts: &'a Library,
    keep: bool,
}

impl check::Library for Reading<'_> {
    fn member(&self, input: Input, settings: &Settings) -> Result<Arc<Member>, Box<Checked>> {
        self.texts.member(input, settings, self.keep)
    }

    fn carriers(&self, _: &Path, key: &str) -> Vec<Input> {
        self.site.carriers(self.texts, key)
    }
}
