//! What is known of a document: what was understood of it, what was found, and what that depends on.

use super::{convert::Converter, library::Library, outline, site::Site, text::Encoding, view::View};
use crate::{
    check::Checked,
    diagnostic::Diagnostic,
    family::{self, Member},
    source::Source,
};
use gen_lsp_types::{Diagnostic as Told, Range, SymbolKind};
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::Arc,
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
    /// By what a client knows that this has not changed.
    pub id: u64,
    /// The version of the text, where it is open.
    pub version: Option<i32>,
}

/// What is kept of a document that is not open.
#[derive(Debug, Default)]
pub struct Known {
    /// What was found.
    pub told: Arc<Vec<Told>>,
    /// By what a client knows that this has not changed.
    pub id: u64,
    /// What it consists of.
    pub symbols: Vec<(Box<str>, SymbolKind, Range)>,
    /// Whether the worker has found it, as a run of the command line would: what is only open was perhaps not.
    pub found: bool,
    /// What ties it to others of its plan: a folder, a `[[plan]]`, a key.
    pub ties: Vec<Box<str>>,
    /// The documents it links to.
    pub links: Vec<PathBuf>,
}

impl Known {
    /// Whether its findings may depend on other documents.
    pub fn is_bound(&self) -> bool {
        !self.ties.is_empty() || !self.links.is_empty()
    }
}

/// What `checked` says of the document at `path`, of which `version` is open.
pub fn understood(
    site: &Site,
    library: &Library,
    encoding: Encoding,
    path: &Path,
    checked: Checked,
    version: Option<i32>,
) -> (Known, Looked) {
    let address = library.address(path);
    let converter = Converter { site, texts: library, encoding };
    // What cannot be read has no text, and its findings stand at its start.
    let source = checked.source.clone().or_else(|| Source::new("", Vec::new()).ok().map(Arc::new));
    let told = source.map(|source| converter.all(&source, &address, &checked.diagnostics)).unwrap_or_default();
    let id = id(&told);
    let told = Arc::new(told);
    let Checked { member, diagnostics: findings, .. } = checked;
    let known = match &member {
        None => Known { told: told.clone(), id, ..Known::default() },
        Some(member) => {
            let settings = site.configs.of(path).settings(path);
            let view = View { member, settings: &settings, project: &site.project, encoding };
            let symbols = outline::entries(view).into_iter();
            let symbols = symbols.map(|e| (e.name.into(), e.kind, view.range(e.selection))).collect();
            let links = family::links(member).iter().map(|link| site.root.join(link)).collect();
            let ties = site.ties(path, member.source.text());
            Known { told: told.clone(), id, symbols, found: false, ties, links }
        }
    };
    (known, Looked { member, findings, told, id, version })
}

/// By what a client knows that findings have not changed.
pub fn id(told: &[Told]) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(told).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}

/// What is known of documents that are not open, read beside the work of the editor.
pub fn index(site: &Site, library: &Library, encoding: Encoding, paths: &[PathBuf]) -> Vec<(PathBuf, Known)> {
    let checked = site.vet(library, false, paths);
    // A file that vanished meanwhile is nobody's matter.
    let there = paths.iter().zip(checked).filter(|(path, checked)| !checked.broken() || path.exists());
    let known = there.map(|(path, checked)| {
        let (known, _) = understood(site, library, encoding, path, checked, None);
        (path.clone(), Known { found: true, ..known })
    });
    known.collect()
}
