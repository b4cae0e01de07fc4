//! The tree of some paths, as git would make it.

use super::{
    oid::{Format, Oid},
    path::RepoPath,
};

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A file.
    File,
    /// A file with the executable bit.
    Executable,
    /// A symbolic link.
    Link,
    /// A submodule; its object is the commit that is checked out there.
    Module,
}

impl Mode {
    /// As trees hold it.
    pub fn octal(self) -> &'static str {
        match self {
            Self::File => "100644",
            Self::Executable => "100755",
            Self::Link => "120000",
            Self::Module => "160000",
        }
    }

    /// Reads it; `None` for a folder, and where there is nothing.
    pub(super) fn parse(octal: &[u8]) -> Option<Self> {
        // Old trees have files that their group may write.
        let octal = if octal == b"100664" { b"100644" } else { octal };
        let all = [Self::File, Self::Executable, Self::Link, Self::Module];
        all.into_iter().find(|m| m.octal().as_bytes() == octal)
    }
}

/// A path and what lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Relative to the root.
    pub path: RepoPath,
    /// What it is.
    pub mode: Mode,
    /// Its content.
    pub oid: Oid,
}

/// The tree that holds some paths and no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// Its id: equal for equal content, whatever the history.
    pub oid: Oid,
    /// What it holds, sorted by path.
    pub leaves: Vec<Leaf>,
}

impl Tree {
    /// The tree of `leaves`, which are sorted by path.
    pub(super) fn new(format: Format, leaves: Vec<Leaf>) -> Self {
        Self { oid: hash(format, &leaves), leaves }
    }
}

/// Hashes the tree of `leaves`. In the order of their whole paths a folder's entries stand together, and in the order
/// that git wants within a tree, where a folder sorts as if a slash ended its name.
fn hash(format: Format, leaves: &[Leaf]) -> Oid {
    // The folder that is being filled, as a path that ends with a slash; and what it and those above it hold so far.
    let mut folder: Vec<u8> = Vec::new();
    let mut open: Vec<Vec<u8>> = vec![Vec::new()];
    for leaf in leaves {
        while !leaf.path.starts_with(&folder) {
            close(format, &mut folder, &mut open);
        }
        let start = folder.len();
        let name = leaf.path.iter().rposition(|b| *b == b'/').map_or(0, |slash| slash + 1);
        for byte in &leaf.path[start..name] {
            folder.push(*byte);
            if *byte == b'/' {
                open.push(Vec::new());
            }
        }
        entry(open.last_mut(), leaf.mode.octal(), &leaf.path[name..], leaf.oid);
    }
    while open.len() > 1 {
        close(format, &mut folder, &mut open);
    }
    format.hash("tree", &open[0])
}

/// Puts the folder that is full into the one above it.
fn close(format: Format, folder: &mut Vec<u8>, open: &mut Vec<Vec<u8>>) {
    let oid = format.hash("tree", &open.pop().unwrap_or_default());
    let name = &folder[..folder.len().saturating_sub(1)];
    let start = name.iter().rposition(|b| *b == b'/').map_or(0, |slash| slash + 1);
    entry(open.last_mut(), "40000", &name[start..], oid);
    folder.truncate(start);
}

fn entry(into: Option<&mut Vec<u8>>, mode: &str, name: &[u8], oid: Oid) {
    let parts = [mode.as_bytes(), b" ", name, b"\0", oid.as_bytes()];
    into.into_iter().for_each(|body| parts.iter().for_each(|part| body.extend_from_slice(part)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(path: &str) -> Leaf {
        Leaf { path: path.as_bytes().into(), mode: Mode::File, oid: Format::Sha1.hash("blob", b"") }
    }

    #[test]
    fn nothing_is_the_empty_tree() {
        assert_eq!(Tree::new(Format::Sha1, vec![]).oid, Format::Sha1.empty_tree());
    }

    #[test]
    fn a_deep_path_needs_no_deep_stack() {
        let path = "d/".repeat(200_000) + "f";
        assert_ne!(Tree::new(Format::Sha1, vec![leaf(&path)]).oid, Format::Sha1.empty_tree());
    }

    #[test]
    fn a_file_beside_a_folder_of_its_name_is_no_panic() {
        // Only a broken index says so.
        Tree::new(Format::Sha1, vec![leaf("a"), leaf("a/b"), leaf("a//c"), leaf("/"), leaf("")]);
    }
}
