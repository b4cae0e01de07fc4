//! Files that are other than the disk has them: as the index holds them, as a revision did, as an editor shows them.

use super::read_about;
use crate::source::Unreadable;
use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Gives the bytes of a file when somebody asks for them.
pub type Later = Arc<dyn Fn() -> io::Result<Vec<u8>> + Send + Sync>;

/// What lies at a path.
#[derive(Clone)]
pub enum Content {
    /// Nothing, whatever the disk has.
    Absent,
    /// A file of these bytes.
    Here(Arc<[u8]>),
    /// A file.
    Later(Later),
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "absent",
            Self::Here(_) => "here",
            Self::Later(_) => "later",
        })
    }
}

/// The disk, with other content at some paths. All paths are absolute; links are not followed.
#[derive(Debug, Clone, Default)]
pub struct View {
    other: BTreeMap<PathBuf, Content>,
}

impl View {
    /// Takes away what was put at `path`.
    pub fn unset(&mut self, path: &Path) {
        self.other.remove(path);
    }

    /// Puts `content` at `path`.
    pub fn set(&mut self, path: PathBuf, content: Content) {
        self.other.insert(path, content);
    }

    /// The bytes of the file at `path`.
    ///
    /// # Errors
    /// [`Unreadable::Io`] and [`Unreadable::TooLarge`].
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        match self.other.get(path) {
            None => {
                let file = File::open(path)?;
                let size = file.metadata().map_or(0, |about| about.len());
                read_about(file, size)
            }
            Some(Content::Absent) => Err(io::Error::from(io::ErrorKind::NotFound).into()),
            Some(Content::Here(bytes)) => Ok(bytes.to_vec()),
            Some(Content::Later(later)) => Ok(later()?),
        }
    }

    /// Whether a file lies at `path`.
    pub fn is_file(&self, path: &Path) -> bool {
        match self.other.get(path) {
            None => path.is_file(),
            Some(content) => !matches!(content, Content::Absent),
        }
    }

    /// Whether a file or folder lies at `path`.
    pub fn exists(&self, path: &Path) -> bool {
        match self.other.get(path) {
            Some(Content::Absent) => self.added(path).next().is_some(),
            Some(_) => true,
            None => path.exists() || self.added(path).next().is_some(),
        }
    }

    /// What lies in `folder`, links left out, by path; with whether it is a folder.
    pub fn entries(&self, folder: &Path) -> Vec<(PathBuf, bool)> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let kinds = entries.filter_map(|entry| Some((entry.path(), entry.file_type().ok()?)));
        let mut found: BTreeMap<PathBuf, bool> = kinds
            .filter(|(path, kind)| kind.is_dir() || kind.is_file() && !self.other.contains_key(path))
            .map(|(path, kind)| (path, kind.is_dir()))
            .collect();
        for path in self.added(folder) {
            let mut parts = path.strip_prefix(folder).unwrap_or(path).components();
            if let Some(first) = parts.next() {
                found.insert(folder.join(first), parts.next().is_some());
            }
        }
        found.into_iter().collect()
    }

    /// The files at or below `folder` that the disk does not have so.
    fn added<'v>(&'v self, folder: &'v Path) -> impl Iterator<Item = &'v Path> {
        let below = self.other.range(folder.to_path_buf()..).take_while(move |(path, _)| path.starts_with(folder));
        below.filter(|(_, content)| !matches!(content, Content::Absent)).map(|(path, _)| &**path)
    }

    /// The files at or below `folder` where the disk has none: no walk finds them.
    pub fn unwritten<'v>(&'v self, folder: &'v Path) -> impl Iterator<Item = &'v Path> {
        self.added(folder).filter(|path| !path.is_file())
    }

    /// Whether what lies at `path` is what the disk has.
    pub fn is_disk(&self, path: &Path) -> bool {
        !self.other.contains_key(path)
    }

    /// Puts the first `most` bytes of the file at `path` in place of what `into` holds.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn head(&self, path: &Path, most: u64, into: &mut Vec<u8>) -> Result<(), Unreadable> {
        into.clear();
        match self.is_disk(path) {
            true => drop(File::open(path)?.take(most).read_to_end(into)?),
            false => into.extend(self.read(path)?.into_iter().take(most as usize)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_lies_over_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir(root.join("d")).expect("a folder");
        for name in ["a.md", "b.md", "d/c.md"] {
            fs::write(root.join(name), "disk").expect("a file");
        }
        let mut view = View::default();
        view.set(root.join("b.md"), Content::Absent);
        view.set(root.join("d/c.md"), Content::Here(b"here"[..].into()));
        view.set(root.join("e/f.md"), Content::Later(Arc::new(|| Ok(b"later".to_vec()))));
        let text = |name: &str| view.read(&root.join(name)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert_eq!(text("a.md").expect("a file"), "disk");
        assert_eq!(text("d/c.md").expect("a file"), "here");
        assert_eq!(text("e/f.md").expect("a file"), "later");
        assert!(text("b.md").is_err());
        assert!(!view.exists(&root.join("b.md")) && view.exists(&root.join("e")) && !view.is_file(&root.join("e")));
        let names = |folder: &Path| {
            let entries = view.entries(folder).into_iter();
            entries.map(|(path, is_folder)| (path.strip_prefix(root).expect("inside").to_owned(), is_folder)).collect()
        };
        let all: Vec<(PathBuf, bool)> = names(root);
        assert_eq!(all, [("a.md".into(), false), ("d".into(), true), ("e".into(), true)]);
        let below: Vec<(PathBuf, bool)> = names(&root.join("e"));
        assert_eq!(below, [("e/f.md".into(), false)]);
    }
}
