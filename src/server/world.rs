//! What the server knows: the open documents, the workspace around them, and what was found in each.

use super::{
    convert::Converter,
    library::{Buffer, Library, Passing},
    names::{self, Name},
    outline,
    site::Site,
    text::{self, Encoding},
    uri,
    view::View,
};
use crate::{
    check::{self, Checked, Run},
    config::NAMES,
    diagnostic::Diagnostic,
    family::{self, Member},
    source::Source,
    workspace::{self, Input},
};
use gen_lsp_types::{Diagnostic as Told, Range, SymbolKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicUsize},
};

/// A document as it was understood, and what was found in it.
#[derive(Debug)]
pub struct Looked {
    /// The document; `None` where it cannot be read.
    pub member: Option<Arc<Member>>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The same, as the protocol has it.
    pub told: Arc<Vec<Told>>,
    /// The version of the text, where it is open.
    pub version: Option<i32>,
}

/// What is kept of a document that is not open.
#[derive(Debug, Default)]
pub struct Known {
    /// What was found.
    pub told: Arc<Vec<Told>>,
    /// What it consists of.
    pub symbols: Vec<(Box<str>, SymbolKind, Range)>,
    /// What ties it to others of its plan.
    tie: Option<Box<str>>,
    /// The documents it links to, from the root.
    links: Vec<String>,
}

/// Everything.
#[derive(Debug)]
pub struct World {
    /// How the client counts places.
    pub encoding: Encoding,
    /// The folders of the workspace.
    pub folders: Vec<PathBuf>,
    /// The documents.
    pub texts: Arc<Library>,
    /// What was found in the workspace, by path.
    pub known: BTreeMap<PathBuf, Known>,
    sites: FxHashMap<PathBuf, Arc<Site>>,
    looked: FxHashMap<PathBuf, Arc<Looked>>,
    /// Documents that may be affected by one that has come into another plan.
    pub shifted: Vec<PathBuf>,
    revision: u64,
}

impl World {
    /// A workspace of these folders, of which nothing is known yet.
    pub fn new(folders: Vec<PathBuf>, encoding: Encoding) -> Self {
        Self {
            encoding,
            folders,
            texts: Arc::default(),
            known: BTreeMap::new(),
            sites: FxHashMap::default(),
            looked: FxHashMap::default(),
            shifted: Vec::new(),
            revision: 0,
        }
    }

    /// The repository, or the folder of the workspace, around a document.
    pub fn site(&mut self, path: &Path) -> Arc<Site> {
        let folder = path.parent().unwrap_or(path);
        let (mut root, is_repository) = workspace::root_of(folder);
        if !is_repository && let Some(around) = self.folders.iter().find(|f| path.starts_with(f)) {
            root.clone_from(around);
        }
        self.sites.entry(root.clone()).or_insert_with(|| Arc::new(Site::new(root, is_repository))).clone()
    }

    /// Takes what the editor holds of a document.
    pub fn put(&mut self, path: &Path, version: i32, text: String) {
        self.revision += 1;
        self.texts.put(path.to_owned(), Buffer { version, text: text.into(), revision: self.revision });
        self.stale(path);
    }

    /// Edits what the editor holds; `false` where the document is not open.
    pub fn edit(&mut self, path: &Path, version: i32, edits: impl Iterator<Item = (Option<Range>, String)>) -> bool {
        let Some(buffer) = self.texts.buffer(path) else { return false };
        let mut text = String::from(&*buffer.text);
        for (range, new) in edits {
            match range {
                Some(range) => text::replace(&mut text, range, &new, self.encoding),
                None => text = new,
            }
        }
        self.put(path, version, text);
        true
    }

    /// Takes the text on disk from now on.
    pub fn close(&mut self, path: &Path) {
        self.texts.close(path);
        self.stale(path);
    }

    /// Forgets what was found in a document, and where that may change with it.
    pub fn stale(&mut self, path: &Path) {
        for other in self.affected(path) {
            self.looked.remove(&other);
        }
    }

    /// Forgets all that was read of configurations and the repository.
    pub fn reload(&mut self) {
        self.sites.clear();
        self.looked.clear();
        self.texts.forget();
    }

    /// Whether a change of the file at `path` changes more than a document: a configuration, records, scripts.
    pub fn is_policy(path: &Path) -> bool {
        NAMES.iter().any(|name| path.ends_with(name)) || !workspace::is_document(path)
    }

    /// The document and those whose findings may change with it: of its plan, what links to it, what it links to.
    pub fn affected(&mut self, path: &Path) -> Vec<PathBuf> {
        let site = self.site(path);
        let shown = workspace::display(path, &site.root);
        let (tie, links) = match self.looked.get(path).and_then(|looked| looked.member.as_deref()) {
            Some(member) => (tie(&site, path, member), family::links(member)),
            None => self.known.get(path).map(|k| (k.tie.clone(), k.links.clone())).unwrap_or_default(),
        };
        let links: FxHashSet<PathBuf> = links.iter().map(|link| site.root.join(link)).collect();
        let mut found = vec![path.to_owned()];
        for (other, known) in self.known.iter().filter(|(other, _)| *other != path) {
            let tied = tie.is_some() && known.tie == tie;
            if tied || links.contains(other) || known.links.contains(&shown) {
                found.push(other.clone());
            }
        }
        // Of a document that was not looked at yet any open one may be a part of the plan.
        let strange = !self.looked.contains_key(path) && !self.known.contains_key(path);
        let open = self.looked.keys().filter(|other| *other != path);
        found.extend(open.filter(|other| strange || !self.known.contains_key(*other)).cloned());
        found
    }

    /// The document at `path` as it is now; `None` where it is excluded.
    pub fn look(&mut self, path: &Path) -> Option<Arc<Looked>> {
        let version = self.texts.buffer(path).map(|buffer| buffer.version);
        if let Some(looked) = self.looked.get(path).filter(|looked| looked.version == version && version.is_some()) {
            return Some(looked.clone());
        }
        let site = self.site(path);
        if site.excludes(path) {
            return None;
        }
        let checked = vet(&site, &*self.texts, &[path.to_owned()]).pop()?;
        let (known, looked) = understood(&site, &self.texts, self.encoding, path, checked, version);
        let looked = Arc::new(looked);
        let before = self.known.get(path).map(|k| (k.tie.clone(), k.links.clone()));
        if before.is_some_and(|before| before != (known.tie.clone(), known.links.clone())) {
            // What it left and what it joined may say something else now.
            let affected = self.affected(path);
            self.shifted.extend(affected);
        }
        // Of a file that is not there nothing is remembered.
        if version.is_some() || path.exists() {
            self.known.insert(path.to_owned(), known);
        }
        if version.is_some() {
            self.looked.insert(path.to_owned(), looked.clone());
        }
        Some(looked)
    }

    /// The other documents of its plan, as far as they can be read. What it links to is a plan of its own, where the
    /// same names mean other things.
    pub fn kin(&mut self, path: &Path) -> Vec<(PathBuf, Arc<Member>)> {
        let site = self.site(path);
        let own = self.look(path).and_then(|looked| looked.member.clone());
        let key = own.as_ref().and_then(|member| family::key(member.source.text()));
        let tied = match key {
            Some(key) => family::Keys::of(&site.root, &site.configs).documents(key).to_vec(),
            None => vec![site.input(path)],
        };
        let units = family::units(tied, &site.configs).into_iter();
        let others = units.flat_map(|unit| unit.vetted.into_iter().map(|(_, input)| input).chain(unit.context));
        let read = |input: Input| {
            let settings = site.configs.of(&input.path).settings(&input.path);
            let other = input.path.clone();
            Some((other, check::Library::member(&*self.texts, input, &settings).ok()?))
        };
        others.filter(|input| input.path != path).filter_map(read).collect()
    }

    /// Runs `work` on a document.
    pub fn view<T>(&mut self, path: &Path, work: impl FnOnce(View, &Looked) -> T) -> Option<T> {
        let looked = self.look(path)?;
        let site = self.site(path);
        let settings = site.configs.of(path).settings(path);
        let member = looked.member.clone()?;
        let view = View { member: &member, settings: &settings, project: &site.project, encoding: self.encoding };
        Some(work(view, &looked))
    }

    /// Where `name` of the document at `path` stands, in it and in its kin: spans, and what an editor calls them.
    pub fn places(&mut self, path: &Path, name: &Name) -> Vec<(PathBuf, Vec<(names::Place, Range)>)> {
        let own = self.look(path).and_then(|looked| Some((path.to_owned(), looked.member.clone()?)));
        let members: Vec<(PathBuf, Arc<Member>)> = own.into_iter().chain(self.kin(path)).collect();
        let site = self.site(path);
        let mut found = Vec::new();
        for (path, member) in members {
            let settings = site.configs.of(&path).settings(&path);
            let view = View { member: &member, settings: &settings, project: &site.project, encoding: self.encoding };
            let places: Vec<_> = names::places(view, name).into_iter().map(|p| (p, view.range(p.span))).collect();
            if !places.is_empty() {
                found.push((path, places));
            }
        }
        found
    }
}

/// Vets documents among those of their plans.
fn vet(site: &Site, library: &dyn check::Library, paths: &[PathBuf]) -> Vec<Checked> {
    let inputs = paths.iter().map(|path| site.input(path)).collect();
    let run = Run { texts: Some(library), keep: true, ..Run::new(&site.configs, &site.project) };
    run.vet(inputs, &AtomicUsize::new(0))
}

fn understood(
    site: &Site,
    library: &Library,
    encoding: Encoding,
    path: &Path,
    checked: Checked,
    version: Option<i32>,
) -> (Known, Looked) {
    let address = uri::uri(path);
    let converter = Converter { site, texts: library, encoding };
    // What cannot be read has no text, and its findings stand at its start.
    let source = checked.source.clone().or_else(|| Source::new("", Vec::new()).ok().map(Arc::new));
    let told = source.map(|source| converter.all(&source, &address, &checked.diagnostics)).unwrap_or_default();
    let told = Arc::new(told);
    let Checked { member, diagnostics: findings, .. } = checked;
    let known = match &member {
        None => Known { told: told.clone(), ..Known::default() },
        Some(member) => {
            let settings = site.configs.of(path).settings(path);
            let view = View { member, settings: &settings, project: &site.project, encoding };
            let symbols = outline::entries(view).into_iter();
            let symbols = symbols.map(|e| (e.name.into(), e.kind, view.range(e.selection))).collect();
            let (tie, links) = (tie(site, path, member), family::links(member));
            Known { told: told.clone(), symbols, tie, links }
        }
    };
    (known, Looked { member, findings, told, version })
}

/// What ties a document to others of its plan: its folder, a `[[plan]]`, or the key that it carries.
fn tie(site: &Site, path: &Path, member: &Member) -> Option<Box<str>> {
    let key = family::key(member.source.text()).map(|key| format!("key {key}").into());
    key.or_else(|| family::tie_of(&site.input(path), &site.configs))
}

/// What is known of documents that are not open, read beside the work of the editor.
pub fn index(site: &Site, library: &Library, encoding: Encoding, paths: &[PathBuf]) -> Vec<(PathBuf, Known)> {
    let checked = vet(site, &Passing(library), paths);
    // A file that vanished meanwhile is nobody's matter.
    let there = paths.iter().zip(checked).filter(|(path, checked)| !checked.broken() || path.exists());
    let known = there.map(|(path, checked)| {
        let (known, _) = understood(site, library, encoding, path, checked, None);
        (path.clone(), known)
    });
    known.collect()
}
