//! Which manifest of the repository answers a request.

use super::{
    Project, inside,
    manifests::{self, Manifest},
    runners::{Request, Runner},
};
use crate::workspace::{NEVER, display};
use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// How deep manifests are looked for.
const DEPTH: usize = 7;

/// The most entries of the repository that are walked, and manifests of one kind that are read.
const ENTRIES: usize = 60_000;
const MANIFESTS: usize = 300;

/// What was found so far; each part is made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    /// Paths of all manifests, relative to the root; `None` where the repository is too large.
    index: OnceLock<Option<Vec<PathBuf>>>,
    read: [OnceLock<Vec<Manifest>>; Runner::ALL.len()],
}

/// What the repository says to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It defines that, or nobody knows.
    Silence,
    /// It does not.
    Missing {
        /// The manifests that were asked.
        manifests: Vec<Box<str>>,
        /// The name that was perhaps meant.
        meant: Option<Box<str>>,
        /// The manifest that defines it for another folder.
        elsewhere: Option<Box<str>>,
        /// Whether one of those asked lies beside the document, or in a folder above it.
        above: bool,
    },
}

impl Project {
    /// Whether the repository defines what a command in `document` asks for; `folder` is where the command
    /// goes first, seen from the document's folder or one above.
    pub fn answer(&self, document: &str, folder: Option<&str>, request: &Request) -> Answer {
        // A document that lies elsewhere speaks of another repository.
        if Path::new(document).is_absolute() {
            return Answer::Silence;
        }
        let all = self.manifests(request.runner);
        let asked: Vec<&Manifest> = match request.folder.or(folder) {
            None => all.iter().collect(),
            Some(folder) => self.nearest(all, document, folder, request.runner),
        };
        // One that is not understood may define anything.
        if asked.is_empty() || asked.iter().any(|m| m.defines(request.name) || m.may_define(request.name)) {
            return Answer::Silence;
        }
        let meant = similar(&asked, request.name);
        if request.loose && !is_no_program(&asked, request, meant.is_some()) {
            return Answer::Silence;
        }
        if request.runner == Runner::Make && self.makes_by_itself(&asked, request.name) {
            return Answer::Silence;
        }
        let elsewhere = all.iter().find(|m| m.defines(request.name)).map(|m| m.path.clone());
        if elsewhere.is_none() && all.iter().any(|m| m.may_define(request.name)) {
            return Answer::Silence;
        }
        let above = asked.iter().any(|m| Path::new(document).starts_with(home(Path::new(&*m.path))));
        Answer::Missing { manifests: asked.iter().map(|m| m.path.clone()).collect(), meant, elsewhere, above }
    }

    /// Whether a manifest in the root itself surely defines `name`.
    pub fn defines(&self, runner: Runner, name: &str) -> bool {
        self.manifests(runner).iter().any(|m| home(Path::new(&*m.path)) == Path::new("") && m.defines(name))
    }

    /// Manifests that were read and not fully understood, and why.
    pub fn doubts(&self) -> Vec<(Box<str>, &'static str)> {
        let read = self.facts.scripts.read.iter().filter_map(OnceLock::get).flatten();
        let mut doubts: Vec<_> = read.filter_map(|m| Some((m.path.clone(), m.doubt?))).collect();
        if matches!(self.facts.scripts.index.get(), Some(None)) {
            doubts.push((".".into(), "the repository has too many files"));
        }
        doubts.sort();
        doubts.dedup();
        doubts
    }

    /// All manifests for `runner`, read once.
    fn manifests(&self, runner: Runner) -> &[Manifest] {
        self.facts.scripts.read[runner as usize].get_or_init(|| {
            let Some(root) = self.root() else { return Vec::new() };
            let index = self.facts.scripts.index.get_or_init(|| index(root));
            let paths = index.iter().flatten().map(|path| (path, display(path, Path::new(""))));
            let paths = paths.filter(|(_, shown)| manifests::runners(shown).contains(&runner));
            let read = paths.take(MANIFESTS + 1).filter_map(|(path, shown)| {
                let folder = root.join(path.parent().unwrap_or(Path::new("")));
                match self.read(path) {
                    Some(text) => manifests::read(runner, &shown, &text, &folder),
                    None => {
                        Some(Manifest { path: shown.into(), doubt: Some("it cannot be read"), ..Manifest::default() })
                    }
                }
            });
            let mut read: Vec<Manifest> = read.collect();
            if read.len() > MANIFESTS {
                read[0].doubt = Some("there are too many others");
            }
            read
        })
    }

    /// The manifests that a command in `folder` comes upon first.
    fn nearest<'m>(&self, all: &'m [Manifest], document: &str, folder: &str, runner: Runner) -> Vec<&'m Manifest> {
        let Some(root) = self.root() else { return Vec::new() };
        let upward = !matches!(runner, Runner::Make | Runner::Composer | Runner::Nox | Runner::Tox | Runner::Mix);
        let mut found: Vec<&Manifest> = Vec::new();
        for base in Path::new(document).ancestors().skip(1) {
            let Some(start) = inside(&base.join(folder)).filter(|p| root.join(p).is_dir()) else { continue };
            let at = |place: &Path| all.iter().filter(|m| home(Path::new(&*m.path)) == place).collect::<Vec<_>>();
            let mut places = start.ancestors().take(if upward { usize::MAX } else { 1 });
            found.extend(places.find_map(|place| Some(at(place)).filter(|m| !m.is_empty())).unwrap_or_default());
        }
        found
    }

    /// Whether make finds something to do, or nothing, without a rule: the file is there, or its source.
    fn makes_by_itself(&self, asked: &[&Manifest], name: &str) -> bool {
        let Some(root) = self.root() else { return true };
        asked.iter().any(|m| {
            let folder = root.join(home(Path::new(&*m.path)));
            ["", ".c", ".cc", ".cpp", ".sh", ".go", ".o", ".tex"]
                .iter()
                .any(|end| folder.join(format!("{name}{end}")).exists())
        })
    }
}

/// The folder for which a manifest speaks.
fn home(path: &Path) -> &Path {
    let folder = path.parent().unwrap_or(Path::new(""));
    if folder.ends_with(".cargo") { folder.parent().unwrap_or(Path::new("")) } else { folder }
}

/// Every manifest below `root`.
fn index(root: &Path) -> Option<Vec<PathBuf>> {
    let walk = ignore::WalkBuilder::new(root)
        .hidden(false)
        .parents(false)
        .max_depth(Some(DEPTH))
        .filter_entry(|entry| !entry.file_name().to_str().is_some_and(|name| NEVER.contains(&name)))
        .build();
    let mut found = Vec::new();
    for (count, entry) in walk.flatten().enumerate() {
        if count > ENTRIES {
            return None;
        }
        let Ok(path) = entry.path().strip_prefix(root) else { continue };
        if !manifests::runners(&display(path, Path::new(""))).is_empty()
            && entry.file_type().is_some_and(|t| t.is_file())
        {
            found.push(path.to_owned());
        }
    }
    found.sort();
    Some(found)
}

/// The name that was perhaps meant.
fn similar(asked: &[&Manifest], name: &str) -> Option<Box<str>> {
    let near = |other: &str| strsim::jaro_winkler(other, name);
    let names = asked.iter().flat_map(|m| &m.names);
    let best = names.max_by(|a, b| near(a).total_cmp(&near(b)).then_with(|| b.cmp(a)))?;
    (near(best) > 0.85).then(|| best.clone())
}

/// Whether a name that may be an installed program's is surely none.
fn is_no_program(asked: &[&Manifest], request: &Request, near: bool) -> bool {
    let known = asked.iter().any(|m| m.programs.contains(request.name));
    let spoken = matches!(request.runner, Runner::Node | Runner::Composer) && request.name.contains(':');
    let typed = near
        && asked
            .iter()
            .flat_map(|m| &m.names)
            .any(|n| strsim::osa_distance(n, request.name) <= 1 + request.name.len() / 6);
    !known && (spoken || typed && request.name.len() > 3)
}
