//! Where the bytes of files come from, and which of them are documents. Knows nothing of Markdown.

pub mod lines;
mod naming;
mod replace;
mod revision;
#[cfg(test)]
mod tests;
mod view;
mod walk;

use crate::source::{MAX_BYTES, Unreadable};
use std::{
    borrow::Cow,
    ffi::OsStr,
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

pub use naming::naming;
pub use replace::replace;
pub use revision::Changes;
pub use view::{Content, View};
pub use walk::{documents_of, is_found, list, plain, settled};
pub(crate) use walk::{place, walk};

/// Extensions that are read when a folder is walked.
pub const EXTENSIONS: [&str; 4] = ["md", "markdown", "mdx", "mdc"];

/// Files in which formats keep a plan as JSON or YAML: how their paths end.
pub const DATA: [&str; 3] = [".taskmaster/tasks/tasks.json", "sprint-status.yaml", "sprint-status.yml"];

/// Folders that are never walked: they hold other people's text, or none.
pub const NEVER: [&str; 7] = [".git", ".planvet", "node_modules", "target", ".venv", "vendor", "dist"];

/// Folders in which builds and runs leave what nobody commits, beside [`NEVER`].
const MADE: [&str; 12] = [
    "build",
    "out",
    "coverage",
    "htmlcov",
    "tmp",
    "temp",
    "logs",
    "log",
    "artifacts",
    "test-results",
    "playwright-report",
    ".next",
];

/// Whether a part of a path says that what lies there is built, installed or left by a run, and in no repository.
pub fn is_made(part: &str) -> bool {
    NEVER.contains(&part) || MADE.contains(&part)
}

/// One document that is to be vetted.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it lies, absolute; the file need not exist where its bytes are already here.
    pub path: PathBuf,
    /// As reports print it.
    pub shown: String,
    /// Its bytes, where they do not come from disk.
    pub bytes: Option<Vec<u8>>,
}

impl Input {
    /// Takes its bytes, which come from `view` where they are not here.
    ///
    /// # Errors
    /// [`Unreadable::Io`] and [`Unreadable::TooLarge`].
    pub fn read(self, view: &View) -> Result<Vec<u8>, Unreadable> {
        match self.bytes {
            Some(bytes) => Ok(bytes),
            None => view.read(&self.path),
        }
    }
}

/// Reads to the end, but no more than planvet takes.
///
/// # Errors
/// [`Unreadable::Io`] and [`Unreadable::TooLarge`].
pub fn read(from: impl Read) -> Result<Vec<u8>, Unreadable> {
    read_about(from, 0)
}

/// The same; there are likely `size` bytes, which are then read at once.
fn read_about(from: impl Read, size: u64) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::with_capacity(size.min(MAX_BYTES) as usize);
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        size if size > MAX_BYTES => Err(Unreadable::TooLarge { bytes: size, limit: MAX_BYTES }),
        _ => Ok(bytes),
    }
}

/// Whether a file is a document by its name alone, as a walk takes it.
pub fn is_document(path: &Path) -> bool {
    let is = |extension: &OsStr| EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known));
    path.extension().is_some_and(is) || DATA.iter().any(|end| path.ends_with(end))
}

/// The folder that paths are relative to, and whether it is a repository: the nearest
/// ancestor of `folder` with a `.git`, else `folder` itself.
pub fn root_of(folder: &Path) -> (PathBuf, bool) {
    match folder.ancestors().find(|f| f.join(".git").exists()) {
        Some(root) => (root.to_owned(), true),
        None => (folder.to_owned(), false),
    }
}

/// `path` without links, `.` and `..`.
///
/// # Errors
/// Where it does not exist.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    let path = path.canonicalize()?;
    // Windows answers `\\?\C:\…`, which other programs do not take.
    let plain =
        path.to_str().and_then(|p| p.strip_prefix(r"\\?\")).filter(|p| !p.starts_with("UNC")).map(PathBuf::from);
    Ok(plain.unwrap_or(path))
}

/// `path`, as reports print it, for somebody who stands in `folder`, which is printed alike: `../plan.md`.
pub fn seen_from<'p>(path: &'p str, folder: &str) -> Cow<'p, str> {
    if folder == "." || path == "-" || Path::new(path).is_absolute() {
        return path.into();
    }
    if path == folder {
        return ".".into();
    }
    let (mut rest, mut up) = (path, String::new());
    for part in folder.split('/') {
        let inside = rest.strip_prefix(part).and_then(|rest| rest.strip_prefix('/')).filter(|_| up.is_empty());
        match inside {
            Some(inside) => rest = inside,
            None => up.push_str("../"),
        }
    }
    if up.is_empty() { rest.into() } else { (up + rest).into() }
}

/// `path` as reports print it: relative to `root` where it lies below, with `/` on every system.
pub fn display(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let mut shown = String::new();
    for part in relative.components() {
        match part {
            Component::RootDir => shown.push('/'),
            Component::Prefix(prefix) => shown.push_str(&prefix.as_os_str().to_string_lossy()),
            part => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&part.as_os_str().to_string_lossy());
            }
        }
    }
    if shown.is_empty() { ".".to_owned() } else { shown }
}
