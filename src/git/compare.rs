//! By what the working tree, the index and a revision differ.

use super::{
    Repository, Settings,
    error::Error,
    index::{self, State},
    oid::Oid,
    path::{RepoPath, native, on_disk, records},
    plumbing::Call,
    tree::Mode,
};
use rustc_hash::FxHashSet;
use std::{
    env,
    path::{Path, PathBuf},
};

/// A path at which something was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it lies now; `None` where it was deleted.
    pub now: Option<RepoPath>,
    /// Where it lay, and the blob of the file; `None` where it is new, or was no file.
    pub before: Option<(RepoPath, Oid)>,
}

/// What the index has at a path where the disk has something else; `None` where it has nothing.
pub type Indexed = (RepoPath, Option<Oid>);

impl Repository {
    /// The repository with the index that a running `git commit` uses, as it tells the hooks that it runs: that of
    /// `git commit -a` or of `git commit PATH` is another file. An index of another repository is passed over.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn with_index_of_hook(self) -> Result<Self, Error> {
        let Some(name) = env::var_os("GIT_INDEX_FILE") else { return Ok(self) };
        let own = self.git_dir()?;
        let canonical = |path: &Path| path.canonicalize().ok();
        let index = self.root().join(&name);
        let inside = index.parent().and_then(canonical).is_some_and(|folder| Some(folder) == canonical(&own));
        let named = || env::var_os("GIT_DIR").is_some_and(|dir| canonical(&self.root().join(dir)) == canonical(&own));
        if !(inside || named()) {
            return Ok(self);
        }
        let settings = Settings { index: Some(index), ..self.settings.clone() };
        Ok(Self::discover_with(self.root(), &settings)?.unwrap_or(self))
    }

    /// The commit at which the history of `a` and that of `b` parted; `None` where they have none in common, as far
    /// as this clone reaches.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn merge_base(&self, a: Oid, b: Oid) -> Result<Option<Oid>, Error> {
        let output = self.git.run(Call { args: &["merge-base", &a.to_string(), &b.to_string()], ..Call::default() })?;
        match output.code {
            Some(0) => {
                let line = output.out.split(|b| *b == b'\n').next().unwrap_or_default();
                Ok(Some(Oid::parse(line).ok_or_else(|| Error::Garbled("merge-base".to_owned()))?))
            }
            Some(1) => Ok(None),
            code => Err(Error::of("merge-base", code, &output.err)),
        }
    }

    /// By what the working tree differs from the commit or tree `base`; with `staged`, by what the index does. Files
    /// that git does not know are left out.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn changes(&self, base: Oid, staged: bool) -> Result<Vec<Change>, Error> {
        let base = base.to_string();
        let mut args = vec!["diff-index", "--raw", "-z", "-M", "--no-ext-diff", "--no-textconv", "--no-abbrev"];
        args.extend(["--ignore-submodules=all", "--ita-invisible-in-index"]);
        args.extend(staged.then_some("--cached"));
        args.push(&base);
        let config = self.config()?.disarmed.as_deref().ok_or(Error::Filters)?;
        let answer = self.git.says(Call { args: &args, config, ..Call::default() })?;
        changes(&answer).ok_or_else(|| Error::Garbled("diff-index".to_owned()))
    }

    /// The paths, not ignored, of which git knows nothing.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn untracked(&self) -> Result<Vec<RepoPath>, Error> {
        let args = ["ls-files", "-o", "--exclude-standard", "-z"];
        let answer = self.git.says(Call { args: &args, ..Call::default() })?;
        let paths = index::untracked(&answer).ok_or_else(|| Error::Garbled("ls-files".to_owned()))?;
        Ok(paths.map(RepoPath::from).collect())
    }

    /// What the index has at the paths at which the disk has something else, or nothing.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn unstaged(&self) -> Result<Vec<Indexed>, Error> {
        let args = ["diff-files", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-abbrev"];
        let args = [&args[..], &["--ignore-submodules=all", "--ita-invisible-in-index"]].concat();
        let config = self.config()?.disarmed.as_deref().ok_or(Error::Filters)?;
        let answer = self.git.says(Call { args: &args, config, ..Call::default() })?;
        let mut found = indexed(&answer).ok_or_else(|| Error::Garbled("diff-files".to_owned()))?;
        found.extend(self.untracked()?.into_iter().map(|path| (path, None)));
        found.extend(self.left_out()?);
        Ok(found)
    }

    /// What the index has and a sparse checkout left out of the working tree.
    fn left_out(&self) -> Result<Vec<Indexed>, Error> {
        let stages = ["ls-files", "-s", "-v", "-z"];
        let ask = |args: &[&str]| self.git.says(Call { args, ..Call::default() });
        let answer = ask(&[&stages[..], &["--sparse"]].concat()).or_else(|_| ask(&stages))?;
        let entries = index::staged(&answer).ok_or_else(|| Error::Garbled("ls-files".to_owned()))?;
        let mut found = Vec::new();
        for (path, state) in entries {
            match state {
                State::Look(look) if look.sparse => found.extend(look.stored.map(|(_, oid)| (path, Some(oid)))),
                State::Folder(tree) => {
                    let leaves = self.listing(tree)?.unwrap_or_default();
                    let files = leaves.iter().filter(|leaf| matches!(leaf.mode, Mode::File | Mode::Executable));
                    found.extend(files.map(|leaf| ([&*path, &leaf.path].concat().into(), Some(leaf.oid))));
                }
                _ => {}
            }
        }
        found.retain(|(path, _)| on_disk(self.root(), path).is_some_and(|place| place.symlink_metadata().is_err()));
        Ok(found)
    }

    /// The content of a blob, at most `limit` bytes; `None` where it is larger, or was left with a remote.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn blob_content(&self, blob: Oid, limit: u64) -> Result<Option<Vec<u8>>, Error> {
        self.content(blob, limit)
    }

    /// Where `path` lies on disk; `None` where this system has no such names.
    pub fn place(&self, path: &[u8]) -> Option<PathBuf> {
        native(path).and_then(|_| on_disk(self.root(), path))
    }
}

/// One record of `--raw -z`: the old mode and blob, the letter of the status, the path and, of a rename, the new one.
struct Raw<'a> {
    mode: &'a [u8],
    before: &'a [u8],
    status: u8,
    paths: (&'a [u8], &'a [u8]),
}

/// Reads `:MODE MODE OID OID STATUS\0PATH\0`, with a second path behind a rename or copy.
fn raw(answer: &[u8]) -> Option<Vec<Raw<'_>>> {
    let mut found = Vec::new();
    let mut records = records(answer)?.into_iter();
    while let Some(head) = records.next() {
        let mut fields = head.strip_prefix(b":")?.split(|b| *b == b' ');
        let (mode, before, status) = (fields.next()?, fields.nth(1)?, *fields.nth(1)?.first()?);
        let path = records.next()?;
        let now = if matches!(status, b'R' | b'C') { records.next()? } else { path };
        found.push(Raw { mode, before, status, paths: (path, now) });
    }
    Some(found)
}

/// Whether a mode is that of a file, so that its blob is a text.
fn is_file(mode: &[u8]) -> bool {
    matches!(Mode::parse(mode), Some(Mode::File | Mode::Executable))
}

fn changes(answer: &[u8]) -> Option<Vec<Change>> {
    let one = |raw: Raw| {
        let known = is_file(raw.mode) && raw.status != b'C';
        let before = if known { Some((raw.paths.0.into(), Oid::parse(raw.before)?)) } else { None };
        Some(Change { now: (raw.status != b'D').then(|| raw.paths.1.into()), before })
    };
    raw(answer)?.into_iter().map(one).collect()
}

fn indexed(answer: &[u8]) -> Option<Vec<Indexed>> {
    let raw = raw(answer)?;
    // Of what is not merged the disk holds what somebody works on.
    let unmerged: FxHashSet<&[u8]> = raw.iter().filter(|raw| raw.status == b'U').map(|raw| raw.paths.0).collect();
    let merged = raw.iter().filter(|raw| !unmerged.contains(raw.paths.0));
    let one = |raw: &Raw| {
        let oid = if is_file(raw.mode) { Some(Oid::parse(raw.before)?) } else { None };
        Some((raw.paths.0.into(), oid))
    };
    merged.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "78981922613b2afb6025042ff6bd878ac1994e85";

    #[test]
    fn changes_are_read() {
        let zero = "0".repeat(40);
        let answer = format!(
            ":100644 100644 {ID} {zero} M\0a\0:000000 100644 {zero} {ID} A\0b\0:100644 000000 {ID} {zero} D\0c\0\
             :100644 100644 {ID} {ID} R090\0d\0e\0:120000 100644 {ID} {ID} T\0f\0"
        );
        let oid = Oid::parse(ID.as_bytes()).expect("an id");
        let change = |now: Option<&str>, before: Option<&str>| Change {
            now: now.map(|path| path.as_bytes().into()),
            before: before.map(|path| (path.as_bytes().into(), oid)),
        };
        let wanted = [
            change(Some("a"), Some("a")),
            change(Some("b"), None),
            change(None, Some("c")),
            change(Some("e"), Some("d")),
            change(Some("f"), None),
        ];
        assert_eq!(changes(answer.as_bytes()).expect("an answer"), wanted);
        for end in 1..answer.find('A').expect("a letter") {
            let whole = answer.as_bytes()[..end].ends_with(b"a\0");
            assert_eq!(changes(&answer.as_bytes()[..end]).is_some(), whole, "{end}");
        }
    }

    #[test]
    fn what_is_not_merged_is_left_to_the_disk() {
        let zero = "0".repeat(40);
        let answer = format!(
            ":000000 100644 {zero} {zero} U\0a\0:100644 100644 {ID} {zero} M\0a\0:000000 100644 {zero} {zero} A\0b\0"
        );
        assert_eq!(indexed(answer.as_bytes()).expect("an answer"), [(RepoPath::from(&b"b"[..]), None)]);
    }
}
