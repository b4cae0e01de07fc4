//! What the server knows: the open documents, the workspace around them, and what was found in each.

use super::{
    known::{self, Known, Looked},
    library::{Buffer, Library},
    names::{self, Name},
    site::Site,
    text::{self, Encoding},
    uri,
    view::View,
};
use crate::{
    config::{ConfigError, LastGood, NAMES},
    family::{self, Member},
    settings::Settings,
    workspace,
};
use gen_lsp_types::{Range, Uri};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

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
    /// The configurations that could last be used.
    pub good: LastGood,
    looked: FxHashMap<PathBuf, Arc<Looked>>,
    /// Open documents that have changed and were not looked at since.
    unseen: Vec<PathBuf>,
    /// Documents that a change concerns which showed only when another was looked at.
    pub shifted: Vec<PathBuf>,
    revision: u64,
}

impl World {
    /// A workspace of these folders, as the client names them, of which nothing is known yet.
    pub fn new(folders: Vec<PathBuf>, encoding: Encoding) -> Self {
        let mut world = Self {
            encoding,
            folders: Vec::new(),
            texts: Arc::default(),
            known: BTreeMap::new(),
            sites: FxHashMap::default(),
            good: LastGood::default(),
            looked: FxHashMap::default(),
            unseen: Vec::new(),
            shifted: Vec::new(),
            revision: 0,
        };
        folders.into_iter().for_each(|folder| world.enter(folder));
        world
    }

    /// Takes a folder into the workspace. Links would make two names of one file.
    pub fn enter(&mut self, named: PathBuf) {
        let folder = workspace::canonical(&named).unwrap_or_else(|_| workspace::settled(&named));
        self.texts.name(folder.clone(), named);
        self.folders.push(folder);
    }

    /// Takes a folder out of it.
    pub fn leave(&mut self, named: &Path) {
        let folder = workspace::canonical(named).unwrap_or_else(|_| workspace::settled(named));
        self.folders.retain(|other| *other != folder);
    }

    /// The repository, or the folder of the workspace, around a document.
    pub fn site(&mut self, path: &Path) -> Arc<Site> {
        if uri::is_nowhere(path) {
            let folder = self.folders.first().map(PathBuf::as_path);
            let new = || Arc::new(Site::nowhere(folder, self.good.clone()));
            return self.sites.entry(PathBuf::from(uri::NOWHERE)).or_insert_with(new).clone();
        }
        let folder = path.parent().unwrap_or(path);
        let (mut root, is_repository) = workspace::root_of(folder);
        if !is_repository && let Some(around) = self.folders.iter().find(|f| path.starts_with(f)) {
            root.clone_from(around);
        }
        let new = |root| Arc::new(Site::new(root, is_repository, self.good.clone()));
        self.sites.entry(root.clone()).or_insert_with(|| new(root)).clone()
    }

    /// Takes what the editor holds of the document at `path`; like all that changes one, gives those whose findings may
    /// change with it.
    pub fn put(&mut self, path: &Path, address: Uri, version: i32, text: String) -> Vec<PathBuf> {
        self.revision += 1;
        self.texts.put(path.to_owned(), Buffer { address, version, text: text.into(), revision: self.revision });
        self.changed(&[path.to_owned()])
    }

    /// Edits what the editor holds at an address; nothing where that is not open.
    pub fn edit(
        &mut self,
        path: &Path,
        address: &Uri,
        version: i32,
        edits: impl Iterator<Item = (Option<Range>, String)>,
    ) -> Option<Vec<PathBuf>> {
        let buffer = self.held(path, address)?;
        let mut text = String::from(&*buffer.text);
        for (range, new) in edits {
            match range {
                Some(range) => text::replace(&mut text, range, &new, self.encoding),
                None => text = new,
            }
        }
        Some(self.put(path, buffer.address, version, text))
    }

    /// Takes the text on disk from now on; nothing where the address is not open.
    pub fn close(&mut self, path: &Path, address: &Uri) -> Option<Vec<PathBuf>> {
        self.held(path, address)?;
        self.texts.close(path);
        Some(self.changed(&[path.to_owned()]))
    }

    /// What the editor holds under this address. A file that is open under two has the text of the later one.
    fn held(&self, path: &Path, address: &Uri) -> Option<Buffer> {
        self.texts.buffer(path).filter(|held| uri::written(&held.address) == uri::written(address))
    }

    /// Forgets what was found in documents that have changed, and where that may change with them.
    pub fn changed(&mut self, paths: &[PathBuf]) -> Vec<PathBuf> {
        self.texts.change();
        let mut ties = Vec::new();
        for path in paths {
            ties.extend(self.site(path).follow(&self.texts, path));
        }
        let mut affected = self.bound(paths, &ties);
        // Of a document that was not looked at yet any open one may be a part of the plan.
        let strange = paths.iter().any(|path| !self.known.contains_key(path));
        affected.extend(self.looked.keys().filter(|other| strange || !self.known.contains_key(*other)).cloned());
        affected.extend_from_slice(paths);
        self.forget(&affected);
        self.unseen.extend(paths.iter().filter(|path| self.texts.buffer(path).is_some()).cloned());
        affected
    }

    fn forget(&mut self, paths: &[PathBuf]) {
        for path in paths {
            self.looked.remove(path);
        }
    }

    /// Forgets all that was read of configurations and the repository.
    pub fn reload(&mut self) {
        let broken = self.broken();
        self.sites.clear();
        self.looked.clear();
        self.texts.forget();
        // What was broken is read at once, so that nobody is told that it is mended before it is.
        for (path, _) in broken {
            self.site(&path).configs.of(&path);
        }
    }

    /// The configurations that were read and cannot be used, each with where it lies.
    pub fn broken(&self) -> Vec<(PathBuf, ConfigError)> {
        let of = |site: &Arc<Site>| {
            let root = site.root.clone();
            site.configs.errors().into_iter().map(move |error| (root.join(&error.path), error))
        };
        // What is no file goes by a configuration that another site reads as well.
        let sites = self.sites.values().filter(|site| !uri::is_nowhere(&site.root));
        sites.flat_map(of).collect()
    }

    /// Whether a change of the file at `path` changes more than a document: a configuration, records, scripts.
    pub fn is_policy(path: &Path) -> bool {
        NAMES.iter().any(|name| path.ends_with(name)) || !workspace::is_document(path)
    }

    /// The documents whose findings may change with these: of their plans, also by `more` ties, what links to them, what
    /// they link to.
    fn bound(&self, paths: &[PathBuf], more: &[Box<str>]) -> Vec<PathBuf> {
        let own: FxHashSet<&PathBuf> = paths.iter().collect();
        let known = || paths.iter().filter_map(|path| self.known.get(path));
        let ties = known().flat_map(|known| &known.ties).chain(more);
        let mut ties: FxHashSet<&str> = ties.map(|tie| &**tie).collect();
        // A document with a key and in a `[[plan]]` makes one plan of both.
        let mut count = 0;
        while count < ties.len() {
            count = ties.len();
            for known in self.known.values().filter(|known| known.ties.len() > 1) {
                if known.ties.iter().any(|tie| ties.contains(&**tie)) {
                    ties.extend(known.ties.iter().map(|tie| &**tie));
                }
            }
        }
        let links: FxHashSet<&PathBuf> = known().flat_map(|known| &known.links).collect();
        let is_bound = |(path, known): &(&PathBuf, &Known)| {
            let tied = || known.ties.iter().any(|tie| ties.contains(&**tie));
            let linked = || links.contains(path) || known.links.iter().any(|link| own.contains(link));
            !own.contains(path) && (tied() || linked())
        };
        self.known.iter().filter(is_bound).map(|(path, _)| path.clone()).collect()
    }

    /// The document at `path` as it is now; `None` where it is excluded, and where it is no file and no longer open.
    pub fn look(&mut self, path: &Path) -> Option<Arc<Looked>> {
        // What was edited may have come into the plan of this one.
        for edited in std::mem::take(&mut self.unseen) {
            if edited != path {
                self.look_alone(&edited);
            }
        }
        self.look_alone(path)
    }

    fn look_alone(&mut self, path: &Path) -> Option<Arc<Looked>> {
        let version = self.texts.buffer(path).map(|buffer| buffer.version);
        if let Some(looked) = self.looked.get(path).filter(|looked| looked.version == version && version.is_some()) {
            return Some(looked.clone());
        }
        let site = self.site(path);
        let is_configuration = NAMES.iter().any(|name| path.ends_with(name));
        if is_configuration || site.excludes(path) || uri::is_nowhere(path) && version.is_none() {
            return None;
        }
        let checked = site.vet(&self.texts, true, &[path.to_owned()]).pop()?;
        let (mut known, looked) = known::understood(&site, &self.texts, self.encoding, path, checked, version);
        let looked = Arc::new(looked);
        // Of a file that is not there nothing is remembered.
        if version.is_some() || path.exists() {
            known.found = self.known.get(path).is_some_and(|known| known.found);
            self.know(vec![(path.to_owned(), known)]);
        }
        if version.is_some() {
            self.looked.insert(path.to_owned(), looked.clone());
        }
        Some(looked)
    }

    /// Remembers what is known of documents. What they leave and what they join may say something else now.
    pub fn know(&mut self, all: Vec<(PathBuf, Known)>) {
        let bonds = |known: Option<&Known>| known.map(|k| (k.ties.clone(), k.links.clone())).unwrap_or_default();
        let moved = all.iter().filter(|(path, known)| bonds(self.known.get(path)) != bonds(Some(known)));
        let moved: Vec<PathBuf> = moved.map(|(path, _)| path.clone()).collect();
        let mut others = if moved.is_empty() { Vec::new() } else { self.bound(&moved, &[]) };
        self.known.extend(all);
        if !moved.is_empty() {
            others.extend(self.bound(&moved, &[]));
        }
        self.forget(&others);
        self.shifted.extend(others);
    }

    /// The other documents of its plan, as far as they can be read. What it links to is a plan of its own, where the
    /// same names mean other things.
    fn kin(&mut self, path: &Path) -> Vec<(PathBuf, Arc<Member>)> {
        let site = self.site(path);
        let own = self.look(path).and_then(|looked| looked.member.clone());
        let key = own.as_ref().and_then(|member| family::key(member.source.text()));
        let others = site.plan_of(&self.texts, site.input(path), key).into_iter().filter(|input| input.path != path);
        let read = others.filter_map(|input| {
            let settings = site.configs.of(&input.path).settings(&input.path);
            let other = input.path.clone();
            Some((other, self.texts.member(input, &settings, true).ok()?))
        });
        read.collect()
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

    /// Runs `work` on a document and the others of its plan, each with its path.
    pub fn plan<T>(&mut self, path: &Path, work: impl FnOnce(View, &[Other], &Looked) -> T) -> Option<T> {
        let site = self.site(path);
        let settings = |path: &Path| site.configs.of(path).settings(path);
        let kin = self.kin(path).into_iter().map(|(path, member)| (settings(&path), path, member));
        let kin: Vec<(Arc<Settings>, PathBuf, Arc<Member>)> = kin.collect();
        let encoding = self.encoding;
        let others = kin.iter().map(|(settings, path, member)| Other {
            path,
            view: View { member, settings, project: &site.project, encoding },
        });
        let others: Vec<Other> = others.collect();
        self.view(path, |view, looked| work(view, &others, looked))
    }

    /// Where `name` of the document at `path` stands, in it and in its kin: spans, and what an editor calls them.
    pub fn places(&mut self, path: &Path, name: &Name) -> Vec<(PathBuf, Vec<(names::Place, Range)>)> {
        let found = self.plan(path, |view, others, _| {
            let all = std::iter::once((path, view)).chain(others.iter().map(|other| (other.path, other.view)));
            let places = all.map(|(path, view)| {
                let places = names::places(view, name).into_iter().map(|place| (place, view.range(place.span)));
                (path.to_owned(), places.collect::<Vec<_>>())
            });
            places.filter(|(_, places)| !places.is_empty()).collect()
        });
        found.unwrap_or_default()
    }
}

/// Another document of a plan.
pub struct Other<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// The document.
    pub view: View<'a>,
}
