//! Where records lie: `.planvet/evidence/<plan>/<item>/<check>-<id16>.json`, one file a record, named by its
//! content, so that work side by side never meets in one file.

#[cfg(test)]
mod tests;

use super::{
    key,
    record::{self, Malformed, Statement, sha256},
    signing,
};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The folder of all records, from the root of the repository.
pub const FOLDER: &str = ".planvet/evidence";

/// What keeps git from touching line ends, so that names go on fitting contents.
const ATTRIBUTES: &str = "* -text\n";

/// The most records that are read of one plan.
const MOST: usize = 100_000;

/// The records of a repository.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

/// A file of the store.
#[derive(Debug, Clone)]
pub struct Stored {
    /// From the root, with `/`.
    pub path: String,
    /// The folders around it: the plan, and the item.
    pub home: (String, String),
    /// Its bytes; none where it could not be read.
    pub bytes: Vec<u8>,
    /// The record, or why it counts for nothing.
    pub record: Result<Statement, Refused>,
    /// The file beside it that ends with `.sig`, or why that cannot count.
    pub signature: Option<Result<Vec<u8>, Refused>>,
}

/// Why a file of the store counts for nothing, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is a link, a folder or a device.
    #[error("it is no plain file")]
    NoFile,
    /// It is a link or a file where a folder should be.
    #[error("it is no plain folder")]
    NoFolder,
    /// Its name is no UTF-8.
    #[error("its name is no UTF-8")]
    Unnamed,
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// It is larger than it may be.
    #[error("it is larger than {} KiB", .0 / 1024)]
    TooLarge(u64),
    /// It is no record.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// Its name is not that of its content: it was edited or renamed.
    #[error("its name does not fit its content: it was edited or renamed")]
    Name,
    /// It lies in the folder of another plan or item.
    #[error("it is about {0}, and lies in another folder")]
    Place(String),
}

impl Stored {
    /// What is no record, whatever is in it.
    fn refused(path: String, (plan, item): (&str, &str), why: Refused) -> Self {
        let home = (plan.to_owned(), item.to_owned());
        Self { path, home, bytes: Vec::new(), record: Err(why), signature: None }
    }
}

/// What is no folder of a plan, although it stands where one should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} does not count, nor what lies in it: {why}")]
pub struct Strange {
    /// From the root, with `/`.
    pub path: String,
    /// Why.
    pub why: Refused,
}

/// Records of a document that is not there any more: it was moved, and its path was the name of its plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{document} is gone, and its records lie under its name: write `<!-- plan: {plan} -->` below the title")]
pub struct LeftBehind {
    /// The plan.
    pub plan: String,
    /// The document.
    pub document: String,
}

impl Store {
    /// That of the repository at `root`; it need not exist yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Whether there are records, or could be.
    pub fn is_there(&self) -> bool {
        self.root.join(FOLDER).is_dir()
    }

    /// The plans that have records, sorted.
    pub fn plans(&self) -> Vec<String> {
        let found = self.names(FOLDER).into_iter().filter(|(_, kind)| matches!(kind, Ok(kind) if kind.is_dir()));
        found.map(|(name, _)| name).collect()
    }

    /// Whether a plan may have records.
    pub fn holds(&self, plan: &str) -> bool {
        self.root.join(FOLDER).join(plan).is_dir()
    }

    /// What stands where the folders of plans should and is none: what lies in it does not count.
    pub fn strange(&self) -> Vec<Strange> {
        if let Some(path) = self.broken(FOLDER) {
            return vec![Strange { path, why: Refused::NoFolder }];
        }
        let odd = |(name, kind): (String, Result<fs::FileType, Refused>)| {
            let why = match kind {
                Ok(kind) if kind.is_dir() || kind.is_file() => return None,
                Ok(_) => Refused::NoFolder,
                Err(why) => why,
            };
            Some(Strange { path: format!("{FOLDER}/{name}"), why })
        };
        self.names(FOLDER).into_iter().filter_map(odd).collect()
    }

    /// The records of a plan, sorted by path.
    pub fn records(&self, plan: &str) -> Vec<Stored> {
        let folder = format!("{FOLDER}/{plan}");
        let mut found = Vec::new();
        for (item, kind) in self.names(&folder) {
            let at = format!("{folder}/{item}");
            match kind {
                Ok(kind) if kind.is_dir() => self.of_item(&at, (plan, &item), &mut found),
                Ok(kind) if kind.is_file() => {}
                Ok(_) => found.push(Stored::refused(at, (plan, &item), Refused::NoFolder)),
                Err(why) => found.push(Stored::refused(at, (plan, &item), why)),
            }
        }
        found
    }

    /// Where records of the item of that key and text lie under the name of another plan.
    pub fn left_behind(&self, plan: &str, key: &str, text: &str) -> Option<LeftBehind> {
        let others = self.plans().into_iter().filter(|other| other != plan);
        others.into_iter().find_map(|other| {
            let mut found = Vec::new();
            let item = key::folder(key);
            self.of_item(&format!("{FOLDER}/{other}/{item}"), (&other, &item), &mut found);
            let about = found.into_iter().filter_map(|stored| Some(stored.record.ok()?.evidence().item.clone()));
            let moved = |document: &str| fs::symlink_metadata(self.root.join(document)).is_err();
            let document = about.filter(|item| item.text_sha256 == text).map(|item| item.document);
            let document = document.into_iter().find(|document| moved(document))?;
            Some(LeftBehind { plan: other, document })
        })
    }

    fn of_item(&self, folder: &str, home: (&str, &str), found: &mut Vec<Stored>) {
        for (name, kind) in self.names(folder) {
            match kind {
                _ if found.len() >= MOST => return,
                Err(why) => found.push(Stored::refused(format!("{folder}/{name}"), home, why)),
                Ok(_) if name.ends_with(".json") => found.push(self.read(folder, &name, home)),
                Ok(_) => {}
            }
        }
    }

    /// The first part of a path that is there and no plain folder.
    fn broken(&self, folder: &str) -> Option<String> {
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        let mut parts = ends.map(|end| &folder[..end]);
        let odd = |part: &&str| fs::symlink_metadata(self.root.join(part)).is_ok_and(|m| !m.is_dir());
        parts.find(odd).map(str::to_owned)
    }

    /// What is in a folder whose parts are no links, sorted: each name with its kind, or why it is no name.
    fn names(&self, folder: &str) -> Vec<(String, Result<fs::FileType, Refused>)> {
        if self.broken(folder).is_some() {
            return Vec::new();
        }
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let named = |entry: fs::DirEntry| match entry.file_name().into_string() {
            Ok(name) => (name, entry.file_type().map_err(|e| Refused::Unreadable(e.to_string()))),
            Err(name) => (name.to_string_lossy().into_owned(), Err(Refused::Unnamed)),
        };
        let mut found: Vec<_> = entries.map(named).collect();
        found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        found
    }

    fn read(&self, folder: &str, name: &str, (plan, item): (&str, &str)) -> Stored {
        let path = format!("{folder}/{name}");
        let bytes = plain(&self.root.join(&path), record::MAX_BYTES);
        let record = bytes.as_ref().map_err(Clone::clone).and_then(|bytes| {
            let record = record::parse(bytes)?;
            if record.file_name(bytes) != *name {
                return Err(Refused::Name);
            }
            let about = &record.evidence().item;
            match about.plan == plan && key::folder(&about.key) == item {
                true => Ok(record),
                false => Err(Refused::Place(format!("{} of {}", about.key, about.plan))),
            }
        });
        let signature = optional(&self.root.join(format!("{path}.sig")), signing::MAX_BYTES as u64).transpose();
        let home = (plan.to_owned(), item.to_owned());
        Stored { path, home, bytes: bytes.unwrap_or_default(), record, signature }
    }

    /// Writes a record and its signature; gives its path from the root. Nothing half-written is ever seen, and what
    /// is there stays as it is.
    ///
    /// # Errors
    /// [`io::Error`]; also where a folder on the way is a link.
    pub fn write(&self, record: &Statement, signature: Option<&[u8]>) -> io::Result<String> {
        let about = &record.evidence().item;
        let folder = format!("{FOLDER}/{}/{}", about.plan, key::folder(&about.key));
        let mut real = self.root.clone();
        for part in folder.split('/') {
            real.push(part);
            match fs::create_dir(&real) {
                Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
                _ if !fs::symlink_metadata(&real)?.is_dir() => {
                    let what = format!("{} is no plain folder", real.display());
                    return Err(io::Error::new(io::ErrorKind::NotADirectory, what));
                }
                _ => {}
            }
        }
        place(&self.root.join(FOLDER), ".gitattributes", ATTRIBUTES.as_bytes())?;
        let bytes = record.to_bytes();
        let name = record.file_name(&bytes);
        if let Some(signature) = signature {
            place(&real, &format!("{name}.sig"), signature)?;
        }
        place(&real, &name, &bytes)?;
        Ok(format!("{folder}/{name}"))
    }
}

impl Store {
    /// Removes a record, by its path from the root, and its signature.
    ///
    /// # Errors
    /// [`io::Error`], unless it is gone already.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        [path.to_owned(), format!("{path}.sig")].iter().try_for_each(|name| {
            let removed = fs::remove_file(self.root.join(name));
            removed.or_else(|e| if e.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(e) })
        })
    }
}

/// Puts a whole file into `folder`, unless it is there already.
fn place(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    if fs::symlink_metadata(&path).is_ok() {
        return Ok(());
    }
    // Two processes that write at once write the same bytes; each in a file of its own first.
    let mut builder = tempfile::Builder::new();
    builder.prefix(".planvet-").suffix(".tmp");
    // Whoever may read the repository may read it, as the mask of the process has it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(&path) {
        Err(e) if e.error.kind() != io::ErrorKind::AlreadyExists => Err(e.error),
        _ => Ok(()),
    }
}

/// The bytes of a plain file of at most `limit` bytes; no link is followed, no device opened.
///
/// # Errors
/// [`Refused`].
pub fn plain(path: &Path, limit: u64) -> Result<Vec<u8>, Refused> {
    let said = |e: io::Error| Refused::Unreadable(e.to_string());
    if !fs::symlink_metadata(path).map_err(said)?.is_file() {
        return Err(Refused::NoFile);
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(said)?.take(limit + 1).read_to_end(&mut bytes).map_err(said)?;
    match bytes.len() as u64 > limit {
        true => Err(Refused::TooLarge(limit)),
        false => Ok(bytes),
    }
}

/// [`plain`], where there is anything of that name.
///
/// # Errors
/// [`Refused`].
pub fn optional(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Refused> {
    match fs::symlink_metadata(path) {
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        _ => plain(path, limit).map(Some),
    }
}

/// The digest of a plain file inside the repository, where it is there and no larger than `limit`.
pub fn digest_of(root: &Path, path: &str, limit: u64) -> Option<String> {
    plain(&root.join(path), limit).ok().map(|bytes| sha256(&bytes))
}
