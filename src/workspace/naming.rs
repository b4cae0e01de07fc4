//! Which documents name a file: those that a change of it may concern.

use super::{View, documents_of, plain};
use crate::source::MAX_BYTES;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// The documents below `root`, as `view` has them, in which the path of one of `files` stands: from their own folder
/// or from one above it. What git ignores is left out, and what cannot be read.
pub fn naming(files: &[&Path], root: &Path, view: &View) -> Vec<PathBuf> {
    let files: FxHashSet<&Path> = files.iter().copied().collect();
    if files.is_empty() {
        return Vec::new();
    }
    let names: FxHashSet<&str> = files.iter().filter_map(|file| file.file_name()?.to_str()).collect();
    // In a link a space is written otherwise.
    let written = names.iter().flat_map(|name| [(*name).to_owned(), name.replace(' ', "%20")]);
    let Ok(finder) = AhoCorasick::new(written) else { return Vec::new() };
    let names_one = |document: &Path, text: &[u8]| {
        let folders = || document.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        finder.find_overlapping_iter(text).filter(|found| ends(&text[found.end()..])).any(|found| {
            let path = path_around(text, found.range());
            folders().any(|folder| files.contains(&*plain(&folder.join(&path))))
        })
    };
    let documents: Vec<PathBuf> = documents_of(root, view).collect();
    // One buffer for many texts: there may be thousands of them.
    let read = |text: &mut Vec<u8>, document: PathBuf| {
        view.head(&document, MAX_BYTES, text).ok()?;
        names_one(&document, text).then_some(document)
    };
    documents.into_par_iter().map_init(Vec::new, read).flatten().collect()
}

/// The longest path that is read before a name, in bytes.
const LONGEST: usize = 512;

/// Whether a name ends before `rest`: `main` is another one than `main.rs`.
fn ends(rest: &[u8]) -> bool {
    let goes_on = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    match rest.first() {
        Some(b'.') => !goes_on(rest.get(1)),
        first => !goes_on(first),
    }
}

/// The path that ends with the name at `name`.
fn path_around(text: &[u8], name: std::ops::Range<usize>) -> String {
    let before = &text[name.start.saturating_sub(LONGEST)..name.start];
    let ends = |b: &u8| b.is_ascii_whitespace() || b"()[]<>\"'`|*,;:=@".contains(b);
    let start = name.start - before.iter().rev().take_while(|b| !ends(b)).count();
    String::from_utf8_lossy(&text[start..name.end]).replace("%20", " ").trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Content;

    #[test]
    fn paths_are_read_from_every_folder_above() {
        let room = tempfile::tempdir().expect("a folder");
        let root = room.path();
        let mut view = View::default();
        for (path, text) in [
            ("docs/a.md", "See [it](../src/main.rs#L3)."),
            ("docs/b.md", "- [ ] Mend `src/main.rs`"),
            ("docs/c.md", "| [guide](<my guide.md>) | and [same](my%20guide.md) |"),
            ("docs/d.md", "main.rs, my-guide.md and domain.rs/x"),
            ("docs/deep/e.md", "[up](../my%20guide.md)"),
            ("f.txt", "src/main.rs"),
        ] {
            view.set(root.join(path), Content::Here(text.as_bytes().into()));
        }
        let found = |file: &str| -> Vec<String> {
            let found = naming(&[&root.join(file)], root, &view);
            let mut found: Vec<_> = found.iter().map(|path| super::super::display(path, root)).collect();
            found.sort();
            found
        };
        assert_eq!(found("src/main.rs"), ["docs/a.md", "docs/b.md"]);
        assert_eq!(found("docs/my guide.md"), ["docs/c.md", "docs/deep/e.md"]);
        assert_eq!(found("docs/main.rs"), ["docs/d.md"]);
        assert_eq!(found("main"), [""; 0]);
    }
}
