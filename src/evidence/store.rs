//! Where records lie: `.planvet/evidence/<plan>/<item>/<check>-<id16>.json`, one file a record, named by its
//! content, so that work side by side never meets in one file.

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

impl Store {
    /// That of the repository at `root`; it need not exist yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The plans that have records, sorted.
    pub fn plans(&self) -> Vec<String> {
        names(&self.root, FOLDER, |kind| kind.is_dir())
    }

    /// Whether a plan may have records.
    pub fn holds(&self, plan: &str) -> bool {
        self.root.join(FOLDER).join(plan).is_dir()
    }

    /// The records of a plan, sorted by path.
    pub fn records(&self, plan: &str) -> Vec<Stored> {
        let folder = format!("{FOLDER}/{plan}");
        let mut found = Vec::new();
        for item in names(&self.root, &folder, |kind| kind.is_dir()) {
            let folder = format!("{folder}/{item}");
            for name in names(&self.root, &folder, |kind| !kind.is_dir()) {
                if name.ends_with(".json") && found.len() < MOST {
                    found.push(self.read(&folder, &name, (plan, &item)));
                }
            }
        }
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

/// Puts a whole file into `folder`, unless it is there already.
fn place(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    if fs::symlink_metadata(&path).is_ok() {
        return Ok(());
    }
    // Two processes that write at once write the same bytes; each in a file of its own first.
    let mut file = tempfile::Builder::new().prefix(".planvet-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(&path) {
        Err(e) if e.error.kind() != io::ErrorKind::AlreadyExists => Err(e.error),
        _ => Ok(()),
    }
}

/// The names in a folder whose parts are no links, sorted; those of one kind.
fn names(root: &Path, folder: &str, wanted: fn(fs::FileType) -> bool) -> Vec<String> {
    let mut real = root.to_owned();
    for part in folder.split('/') {
        real.push(part);
        if !fs::symlink_metadata(&real).is_ok_and(|m| m.is_dir()) {
            return Vec::new();
        }
    }
    let entries = fs::read_dir(&real).into_iter().flatten().flatten();
    let named = |entry: fs::DirEntry| entry.file_type().is_ok_and(wanted).then(|| entry.file_name().into_string().ok());
    let mut found: Vec<String> = entries.filter_map(|e| named(e).flatten()).collect();
    found.sort_unstable();
    found
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::record::tests::sound;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::new(folder.path());
        assert!(store.plans().is_empty() && store.records("014-intake").is_empty());
        let record = sound();
        let path = store.write(&record, Some(b"signed")).expect("written");
        assert_eq!(store.write(&record, None).expect("again"), path);
        assert_eq!(store.plans(), ["014-intake"]);
        let found = store.records("014-intake");
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!((&one.path, &one.record, &one.signature), (&path, &Ok(record), &Some(Ok(b"signed".to_vec()))));
        assert_eq!(fs::read_to_string(folder.path().join(FOLDER).join(".gitattributes")).expect("there"), "* -text\n");
    }

    /// What the one record in the store is refused for after `change` was done to its file.
    fn refusal(change: impl Fn(&Path)) -> Refused {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::new(folder.path());
        let path = folder.path().join(store.write(&sound(), None).expect("written"));
        change(&path);
        let all: Vec<Stored> = store.plans().iter().flat_map(|plan| store.records(plan)).collect();
        let [one] = &all[..] else { panic!("{all:?}") };
        one.record.clone().expect_err("refused")
    }

    #[test]
    fn what_was_tampered_with_is_refused() {
        assert_eq!(
            refusal(|path| fs::rename(path, path.with_file_name("lint-0123456789abcdef.json")).unwrap()),
            Refused::Name
        );
        let edited = |path: &Path| {
            let text = fs::read_to_string(path).unwrap().replace("\"tests\": 12", "\"tests\": 13");
            fs::write(path, text).unwrap();
        };
        assert_eq!(refusal(edited), Refused::Name);
        let moved = |path: &Path| {
            let other = path.parent().unwrap().with_file_name("T013");
            fs::rename(path.parent().unwrap(), other).unwrap();
        };
        assert!(matches!(refusal(moved), Refused::Place(_)));
        assert_eq!(refusal(|path| fs::write(path, vec![b' '; 2 << 20]).unwrap()), Refused::TooLarge(record::MAX_BYTES));
        assert!(matches!(refusal(|path| fs::write(path, "{").unwrap()), Refused::Malformed(Malformed::Unreadable(_))));
        #[cfg(unix)]
        assert_eq!(
            refusal(|path| {
                let kept = path.with_extension("kept");
                fs::rename(path, &kept).unwrap();
                std::os::unix::fs::symlink(&kept, path).unwrap();
            }),
            Refused::NoFile
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        Store::new(elsewhere.path()).write(&sound(), None).expect("written");
        std::os::unix::fs::symlink(elsewhere.path().join(".planvet"), folder.path().join(".planvet")).expect("a link");
        let store = Store::new(folder.path());
        assert!(store.plans().is_empty() && store.records("014-intake").is_empty());
        assert!(store.write(&sound(), None).is_err());
    }

    #[test]
    fn many_may_write_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        std::thread::scope(|scope| {
            for n in 0..16 {
                let root = folder.path();
                scope.spawn(move || {
                    let mut record = sound();
                    record.predicate.plan_evidence.command.argv.push(n.to_string());
                    Store::new(root).write(&record, None).expect("written");
                });
            }
        });
        let found = Store::new(folder.path()).records("014-intake");
        assert_eq!(found.iter().filter(|s| s.record.is_ok()).count(), 16);
    }
}
