//! Reports that documents cite: found below the root, read once.

use super::{Project, inside};
use crate::{
    git::Cache,
    results::{self, LIMIT, Report, Unreadable},
};
use ignore::gitignore::GitignoreBuilder;
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Reports by where they lie.
pub(super) type Reports = Cache<PathBuf, Arc<Result<Report, Unreadable>>>;

/// From how many folders above a document a path may start.
const FOLDERS: usize = 16;

/// What a path in a document leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// This file or folder of the repository, without links.
    Here(PathBuf),
    /// Nothing; what may be meant, relative to the root.
    Missing(Vec<PathBuf>),
    /// Out of the repository, be it through a link.
    Outside,
}

impl Project {
    /// What `path`, as `document` names it, leads to: seen from the document's folder, or from one above it.
    pub fn place(&self, document: &str, path: &str) -> Place {
        let Some(root) = self.root().and_then(|root| root.canonicalize().ok()) else { return Place::Outside };
        if Path::new(document).is_absolute() || path.contains('\0') {
            return Place::Outside;
        }
        let folders = Path::new(document).ancestors().skip(1).take(FOLDERS);
        let places: Vec<PathBuf> = folders.filter_map(|folder| inside(&folder.join(path))).collect();
        match places.iter().find_map(|place| root.join(place).canonicalize().ok()) {
            Some(place) if place.starts_with(&root) => Place::Here(place),
            None if !places.is_empty() => Place::Missing(places),
            _ => Place::Outside,
        }
    }

    /// Whether a `.gitignore` of the repository keeps `path`, relative to the root, from being committed.
    pub fn ignores(&self, path: &Path) -> bool {
        let mut builder = GitignoreBuilder::new("");
        let folders: Vec<&Path> = path.ancestors().skip(1).collect();
        // The deepest one is asked last, and the last line counts.
        for folder in folders.into_iter().rev() {
            for line in self.read(&folder.join(".gitignore")).iter().flat_map(|text| text.lines()) {
                let _ = builder.add_line(None, &within(folder, line));
            }
        }
        builder.build().is_ok_and(|all| all.matched_path_or_any_parents(path, false).is_ignore())
    }

    /// What the report at `place` says, which is a [`Place::Here`].
    pub fn report(&self, place: &Path) -> Arc<Result<Report, Unreadable>> {
        self.facts.reports.get(place.to_owned(), || {
            let shown = place.to_string_lossy();
            let bytes = bytes(place).map_err(|what| Unreadable { format: None, what, at: None });
            Arc::new(bytes.and_then(|bytes| results::read(&bytes, &shown)))
        })
    }
}

/// A line of the `.gitignore` in `folder`, as the one at the root would say it.
fn within(folder: &Path, line: &str) -> String {
    let folder = folder.to_string_lossy().replace('\\', "/");
    let (not, pattern) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest));
    if folder.is_empty() || pattern.trim().is_empty() || pattern.starts_with('#') {
        return line.to_owned();
    }
    let anchored = pattern.trim_end().trim_end_matches('/').contains('/');
    let below = if anchored { "" } else { "**/" };
    format!("{not}/{folder}/{below}{}", pattern.trim_start_matches('/'))
}

/// The bytes of a file; what keeps them from being read.
fn bytes(place: &Path) -> Result<Vec<u8>, String> {
    // Opening a pipe would wait for somebody to write.
    let meta = fs::metadata(place).map_err(|_| "it cannot be opened".to_owned())?;
    if !meta.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(place).map_err(|_| "it cannot be opened".to_owned())?;
    file.take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(|_| "it cannot be read".to_owned())?;
    Ok(bytes)
}
