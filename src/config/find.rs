//! Which configuration holds for a document: the nearest one above it.

use super::{ConfigError, File, Layer, Problem, UnknownRule, layer};
use crate::{
    diagnostic::Rule,
    settings::Settings,
    source::{Source, Unreadable},
    workspace::{self, NEVER, View},
};
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::{
    WalkBuilder,
    gitignore::{Gitignore, GitignoreBuilder},
};
use rustc_hash::FxHashMap;
use std::{
    collections::BTreeSet,
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// The file's names, the stronger first.
pub const NAMES: [&str; 2] = ["planvet.toml", ".planvet.toml"];

/// One configuration, compiled for questions about paths.
#[derive(Debug)]
pub struct Config {
    /// As reports print it; empty where there is no file.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Rules that it names and this version does not know.
    pub unknown: Vec<UnknownRule>,
    /// `[[plan]]`: patterns of documents that form one plan, relative to the file's folder.
    plans: Vec<Vec<String>>,
    plan_globs: Vec<GlobSet>,
    /// The folder that patterns are relative to.
    folder: PathBuf,
    layer: Layer,
    overrides: Vec<Layer>,
    /// Their patterns.
    patterns: Vec<String>,
    globs: GlobSet,
    exclude: Gitignore,
    command: Arc<Layer>,
    base: Arc<Settings>,
    /// Documents that fall under the same overrides share their settings.
    combined: Mutex<FxHashMap<Vec<usize>, Arc<Settings>>>,
}

/// `./docs` is how a shell names what git calls `/docs`.
fn from_here(pattern: &str) -> String {
    let (not, rest) = pattern.strip_prefix('!').map_or(("", pattern), |rest| ("!", rest));
    rest.strip_prefix("./").map_or_else(|| pattern.to_owned(), |rest| format!("{not}/{rest}"))
}

/// The folders and the file that a pattern names before its first wildcard; `None` where it may match at any depth.
fn fixed_part(pattern: &str) -> Option<PathBuf> {
    let pattern = pattern.trim_start_matches('!');
    if !pattern.trim_end_matches('/').contains('/') {
        return None;
    }
    let parts = pattern.trim_matches('/').split('/').skip_while(|part| *part == ".");
    let fixed: PathBuf = parts.take_while(|part| !part.contains(['*', '?', '[', '{', '\\'])).collect();
    Some(fixed).filter(|fixed| !fixed.as_os_str().is_empty())
}

/// A pattern of paths; patterns were validated when the file was read.
fn glob(pattern: &str) -> Option<Glob> {
    GlobBuilder::new(pattern.trim_start_matches("./").trim_start_matches('/')).literal_separator(true).build().ok()
}

fn set(patterns: &[String]) -> GlobSet {
    let globs = patterns.iter().filter_map(|p| glob(p));
    GlobSet::new(globs).unwrap_or_else(|_| GlobSet::empty())
}

impl Config {
    /// Compiles `file`, whose patterns are relative to `folder`.
    fn new(path: String, text: String, folder: PathBuf, file: File, command: Arc<Layer>) -> Self {
        let mut globs = GlobSetBuilder::new();
        let (mut overrides, mut patterns) = (Vec::new(), Vec::new());
        for (pattern, layer) in file.overrides {
            // A pattern without a slash speaks of a file's name, wherever it lies.
            let anywhere = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
            if let Some(glob) = glob(&anywhere) {
                globs.add(glob);
                overrides.push(layer);
                patterns.push(pattern);
            }
        }
        let mut exclude = GitignoreBuilder::new(&folder);
        for pattern in file.layer.exclude.iter().chain(&command.exclude) {
            let _ = exclude.add_line(None, &from_here(pattern));
        }
        let mut layer = file.layer;
        layer.checks = Some(Arc::new(file.checks.into_iter().map(|check| (check.name.clone(), check)).collect()));
        let base = Arc::new(layer::sum([&layer, &*command]));
        Self {
            path,
            text,
            unknown: file.unknown,
            plan_globs: file.plans.iter().map(|plan| set(plan)).collect(),
            plans: file.plans,
            folder,
            layer,
            overrides,
            patterns,
            globs: globs.build().unwrap_or_else(|_| GlobSet::empty()),
            exclude: exclude.build().unwrap_or_else(|_| Gitignore::empty()),
            command,
            base,
            combined: Mutex::default(),
        }
    }

    /// What it asks of every document, without anything that speaks of paths.
    fn pathless(&self) -> Self {
        let (path, text, folder) = (self.path.clone(), self.text.clone(), self.folder.clone());
        Self { base: self.base.clone(), ..Self::new(path, text, folder, File::default(), Arc::default()) }
    }

    /// What holds for the document at `path`.
    pub fn settings(&self, path: &Path) -> Arc<Settings> {
        if self.overrides.is_empty() {
            return self.base.clone();
        }
        let matching = self.globs.matches(self.relative(path));
        if matching.is_empty() {
            return self.base.clone();
        }
        let mut combined = self.combined.lock().unwrap_or_else(PoisonError::into_inner);
        let layers =
            || [&self.layer].into_iter().chain(matching.iter().map(|&i| &self.overrides[i])).chain([&*self.command]);
        combined.entry(matching.clone()).or_insert_with(|| Arc::new(layer::sum(layers()))).clone()
    }

    /// Where the baseline lies.
    pub fn baseline(&self) -> Option<PathBuf> {
        let named = self.command.baseline.as_ref().or(self.layer.baseline.as_ref());
        named.map(|file| self.folder.join(file))
    }

    /// What holds for no document in particular.
    pub fn base(&self) -> &Arc<Settings> {
        &self.base
    }

    /// Whether anything switches off a rule about the configuration itself. What `select` leaves out does not: it would
    /// hide that `select` is mistyped.
    pub fn mutes(&self, rule: &Rule) -> bool {
        self.command.says(rule).or_else(|| self.layer.says(rule)) == Some(false)
    }

    /// Whether `exclude` names `path` or a folder above it.
    pub fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let relative = self.relative(path);
        relative.is_relative() && self.exclude.matched_path_or_any_parents(relative, is_folder).is_ignore()
    }

    /// Which `[[plan]]` the document at `path` belongs to; the first that names it.
    pub fn plan_of(&self, path: &Path) -> Option<usize> {
        self.plan_globs.iter().position(|globs| globs.is_match(self.relative(path)))
    }

    /// The patterns of a `[[plan]]`.
    pub fn patterns_of(&self, plan: usize) -> &[String] {
        self.plans.get(plan).map_or(&[], Vec::as_slice)
    }

    /// The patterns of `[files]` that match `path`, the strongest last.
    pub fn matching(&self, path: &Path) -> Vec<&str> {
        self.globs.matches(self.relative(path)).into_iter().map(|at| &*self.patterns[at]).collect()
    }

    /// The documents of a `[[plan]]`, by path.
    pub fn documents_of(&self, plan: usize, view: &View) -> Vec<PathBuf> {
        let Some((patterns, globs)) = self.plans.get(plan).zip(self.plan_globs.get(plan)) else { return Vec::new() };
        // Most plans name their files, and nothing need be searched for these.
        let searched = |pattern: &&String| pattern.contains(['*', '?', '[', '{']);
        let named = patterns.iter().filter(|p| !searched(p)).map(|p| self.folder.join(p)).filter(|p| view.is_file(p));
        let mut found: Vec<PathBuf> = named.collect();
        if patterns.iter().any(|p| searched(&p)) {
            let never = |name: &OsStr| NEVER.iter().any(|n| name == OsStr::new(n));
            let walk =
                WalkBuilder::new(&self.folder).hidden(false).filter_entry(move |e| !never(e.file_name())).build();
            let files = walk.flatten().map(ignore::DirEntry::into_path);
            let files = files.chain(view.unwritten(&self.folder).map(Path::to_path_buf));
            found.extend(files.filter(|p| globs.is_match(self.relative(p)) && view.is_file(p)));
        }
        found.sort();
        found.dedup();
        found
    }

    /// The patterns of `[[plan]]` that match no document, where all of its folder was searched: `walked` says which
    /// were, and `files` what was found there.
    pub fn idle_patterns<'f>(
        &self,
        walked: &[PathBuf],
        files: impl Iterator<Item = &'f Path> + Clone,
        view: &View,
    ) -> Vec<&str> {
        if !walked.iter().any(|folder| self.folder.starts_with(folder)) {
            return Vec::new();
        }
        let mut idle = Vec::new();
        for (at, patterns) in self.plans.iter().enumerate() {
            for pattern in patterns {
                let matcher = set(std::slice::from_ref(pattern));
                let hit = |path: &Path| matcher.is_match(self.relative(path));
                // What `exclude` keeps out is no finding's place, and a part of the plan all the same.
                if !files.clone().any(hit) && !self.documents_of(at, view).iter().any(|path| hit(path)) {
                    idle.push(&**pattern);
                }
            }
        }
        idle
    }

    /// The patterns of `exclude` and of `[files]` that can match nothing, each with its key: where they begin there is
    /// nothing.
    pub fn baseless_patterns(&self) -> Vec<(&'static str, &str)> {
        let excluded = self.layer.exclude.iter().map(|pattern| ("exclude", pattern));
        let named = self.patterns.iter().map(|pattern| ("[files]", pattern));
        let baseless = |pattern: &str| {
            fixed_part(pattern).is_some_and(|fixed| self.folder.join(fixed).symlink_metadata().is_err())
        };
        excluded.chain(named).map(|(key, p)| (key, p.as_str())).filter(|(_, p)| baseless(p)).collect()
    }

    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.folder).unwrap_or(path)
    }
}

/// The configurations that could last be used, by path: what holds while one that is being written is broken.
#[derive(Debug, Clone, Default)]
pub struct LastGood(Arc<Mutex<FxHashMap<PathBuf, Arc<Config>>>>);

impl LastGood {
    /// Takes what was `read` at `path`; gives what holds there.
    fn holds(&self, path: &Path, read: Option<Arc<Config>>) -> Option<Arc<Config>> {
        let mut good = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match read {
            Some(config) => {
                good.insert(path.to_owned(), config.clone());
                Some(config)
            }
            None => good.get(path).cloned(),
        }
    }

    /// Whether there is one for `path`.
    pub fn has(&self, path: &Path) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(path)
    }
}

/// All configurations of a run.
#[derive(Debug, Clone)]
pub struct Configs {
    /// Where looking upwards ends, and what paths are printed relative to.
    root: PathBuf,
    /// What the command line says.
    command: Arc<Layer>,
    /// Holds for every document: `--config FILE`, or nothing at all.
    fixed: Option<Arc<Config>>,
    /// Holds where no file is found.
    nothing: Arc<Config>,
    found: Arc<Mutex<Found>>,
    /// Where the configurations come from.
    own: Arc<View>,
    /// Where the documents come from.
    view: Arc<View>,
    /// What holds in place of a file that cannot be used.
    good: LastGood,
}

#[derive(Debug, Default)]
struct Found {
    by_folder: FxHashMap<PathBuf, Arc<Config>>,
    all: Vec<Arc<Config>>,
    errors: Vec<ConfigError>,
    /// Files that are not read, since one of a stronger name lies beside them.
    unread: BTreeSet<String>,
}

impl Configs {
    /// Configurations are looked for from each document upwards to `root`.
    pub fn new(root: PathBuf, command: Layer) -> Self {
        let command = Arc::new(command);
        let nothing = Config::new(String::new(), String::new(), root.clone(), File::default(), command.clone());
        let (found, own, view, good) = Default::default();
        Self { root, command, fixed: None, nothing: Arc::new(nothing), found, own, view, good }
    }

    /// Configurations and documents come from `view`.
    pub fn seen_in(self, view: Arc<View>) -> Self {
        Self { own: view.clone(), view, ..self }
    }

    /// In place of a file that cannot be used holds what could last be read there, also in an earlier reading.
    pub fn remembering(self, good: LastGood) -> Self {
        Self { good, ..self }
    }

    /// The same configurations, for documents that come from `view`.
    pub fn for_documents_of(&self, view: Arc<View>) -> Self {
        Self { view, ..self.clone() }
    }

    /// Where the documents come from.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// No file is looked for; only the command line holds.
    pub fn isolated(mut self) -> Self {
        self.fixed = Some(self.nothing.clone());
        self
    }

    /// The file at `path` holds for every document; its patterns are relative to its folder.
    pub fn fixed(mut self, path: &Path) -> Self {
        let config = self.load(path);
        self.fixed = Some(config.unwrap_or_else(|| self.nothing.clone()));
        self
    }

    /// What `folder` asks of every document holds for all, wherever they lie; what speaks of paths does not.
    pub fn everywhere(mut self, folder: &Path) -> Self {
        self.fixed = Some(Arc::new(self.of_folder(folder).pathless()));
        self
    }

    /// `bytes`, the configuration of another revision, holds for every document; its patterns are relative to the
    /// root, and `shown` names it in reports.
    pub fn given(mut self, shown: String, bytes: Vec<u8>) -> Self {
        let folder = self.root.clone();
        let config = self.take(shown, folder, Ok(bytes));
        self.fixed = Some(config.unwrap_or_else(|| self.nothing.clone()));
        self
    }

    /// The configuration for what lies in `folder`, an absolute path.
    pub fn of_folder(&self, folder: &Path) -> Arc<Config> {
        if let Some(fixed) = &self.fixed {
            return fixed.clone();
        }
        if let Some(known) = self.found().by_folder.get(folder) {
            return known.clone();
        }
        let mut here = NAMES.iter().map(|name| folder.join(name)).filter(|path| self.own.is_file(path));
        let first = here.next();
        let unread = here.map(|path| workspace::display(&path, &self.root)).collect::<Vec<_>>();
        self.found().unread.extend(unread);
        let config = match (first.and_then(|path| self.load(&path)), folder.parent()) {
            (Some(config), _) => config,
            (None, Some(parent)) if self.looks_above(folder) => self.of_folder(parent),
            _ => self.nothing.clone(),
        };
        self.found().by_folder.entry(folder.to_owned()).or_insert(config).clone()
    }

    /// Whether a configuration above `folder` can hold for it: inside a repository up to its root, elsewhere
    /// below the working directory.
    fn looks_above(&self, folder: &Path) -> bool {
        let repository = |folder: &Path| folder.join(".git").exists();
        let below_root = folder != self.root && folder.starts_with(&self.root);
        !repository(folder) && (below_root || folder != self.root && folder.ancestors().any(repository))
    }

    /// The configuration for the document at `path`, an absolute path.
    pub fn of(&self, path: &Path) -> Arc<Config> {
        self.of_folder(path.parent().unwrap_or(&self.root))
    }

    /// Every configuration file that was read, sorted by path.
    pub fn all(&self) -> Vec<Arc<Config>> {
        let mut all = self.found().all.clone();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all.dedup_by(|a, b| a.path == b.path);
        all
    }

    /// The files that are not read, since one of a stronger name lies beside them.
    pub fn unread(&self) -> Vec<String> {
        self.found().unread.iter().cloned().collect()
    }

    /// The files that cannot be used, sorted by path.
    pub fn errors(&self) -> Vec<ConfigError> {
        let mut errors = self.found().errors.clone();
        errors.sort_by(|a, b| a.path.cmp(&b.path));
        errors.dedup_by(|a, b| a.path == b.path);
        errors
    }

    fn load(&self, path: &Path) -> Option<Arc<Config>> {
        let shown = workspace::display(path, &self.root);
        let folder = path.parent().unwrap_or(&self.root).to_owned();
        let read = self.take(shown, folder, self.own.read(path));
        self.good.holds(path, read)
    }

    /// The configuration in `bytes`, whose patterns are relative to `folder`; notes what is wrong with it.
    fn take(&self, shown: String, folder: PathBuf, bytes: Result<Vec<u8>, Unreadable>) -> Option<Arc<Config>> {
        let failed = |message: String| {
            let problem = Problem { span: None, message, help: None };
            (String::new(), vec![problem])
        };
        let read = bytes
            .and_then(|bytes| Source::new(&*shown, bytes))
            .map_err(|e| failed(format!("the configuration cannot be read: {e}")))
            .map(|source| source.text().to_owned())
            .and_then(|text| match File::parse(&text) {
                Ok(file) => Ok((text, file)),
                Err(problems) => Err((text, problems)),
            });
        match read {
            Ok((text, file)) => {
                let config = Arc::new(Config::new(shown, text, folder, file, self.command.clone()));
                self.found().all.push(config.clone());
                Some(config)
            }
            Err((text, problems)) => {
                self.found().errors.push(ConfigError { path: shown, text, problems });
                None
            }
        }
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
