//! Paths as git has them: bytes, relative to the root, parts divided by `/`.

use std::path::{Path, PathBuf};

/// A path of the repository. It need not be UTF-8.
pub type RepoPath = Box<[u8]>;

/// The records of an answer, each ended by a NUL; `None` where the last one is cut off or one is empty.
pub(super) fn records(answer: &[u8]) -> Option<Vec<&[u8]>> {
    let Some(whole) = answer.strip_suffix(b"\0") else { return answer.is_empty().then(Vec::new) };
    let records: Vec<&[u8]> = whole.split(|b| *b == 0).collect();
    (!records.iter().any(|r| r.is_empty())).then_some(records)
}

/// The path on disk of `path` below `root`; `None` where it would leave it, or this system has no such names.
pub(super) fn on_disk(root: &Path, path: &[u8]) -> Option<PathBuf> {
    let odd = |part: &[u8]| matches!(part, b"" | b"." | b"..") || (cfg!(windows) && part.contains(&b'\\'));
    let inside = !path.split(|b| *b == b'/').any(odd);
    native(path).filter(|_| inside).map(|p| root.join(p)).filter(|p| p.starts_with(root))
}

/// Bytes of git as a path of this system.
#[cfg(unix)]
pub(super) fn native(bytes: &[u8]) -> Option<PathBuf> {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    Some(PathBuf::from(OsStr::from_bytes(bytes)))
}

/// Bytes of git as a path of this system: git for Windows writes UTF-8.
#[cfg(not(unix))]
pub(super) fn native(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

/// A path of this system as the bytes that git has.
pub(super) fn bytes(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    return std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_owned();
    #[cfg(not(unix))]
    return path.to_string_lossy().replace('\\', "/").into_bytes();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_repository() {
        let root = Path::new("/r");
        assert_eq!(on_disk(root, b"a/b"), Some(root.join("a/b")));
        for odd in ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/", "a/."] {
            assert_eq!(on_disk(root, odd.as_bytes()), None, "{odd}");
        }
    }
}
