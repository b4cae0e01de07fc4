//! Addresses and paths.

use crate::{project::inside, workspace};
use gen_lsp_types::Uri;
use std::path::{Path, PathBuf};

/// The folder of what is no file, as an unsaved buffer is none. No system has a file of that name, so that nothing on
/// disk is ever taken for one of these, or for their neighbour.
pub const NOWHERE: &str = "\0";

/// By what the document of an address is known: where its file lies, else a place in [`NOWHERE`]. Links to folders are
/// followed, so that a file has one path whatever its address.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    written(uri).map(|path| workspace::settled(&path)).or_else(|| nowhere(uri))
}

/// Whether what is known by `path` is no file.
pub fn is_nowhere(path: &Path) -> bool {
    path.starts_with(NOWHERE)
}

/// The place of an address that is none of a file, such as `untitled:Untitled-1`. What has no name of a document is
/// Markdown: the client says so when it opens it.
fn nowhere(uri: &Uri) -> Option<PathBuf> {
    let (scheme, _) = uri.0.split_once(':')?;
    let is_scheme = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !is_scheme || scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let named = workspace::is_document(Path::new(&uri.0));
    let name = inside(Path::new(&if named { uri.0.clone() } else { format!("{}.md", uri.0) }))?;
    Some(Path::new(NOWHERE).join(name))
}

/// The path of a `file:` address as it is written there.
pub fn written(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    // What stands before the first slash is the name of a machine.
    let (host, path) = rest.split_at(rest.find('/')?);
    if !matches!(host, "" | "localhost") {
        return None;
    }
    let decoded = decode(path.split(['?', '#']).next().unwrap_or(path))?;
    // `/c:/plans` is `c:/plans`.
    let bytes = decoded.as_bytes();
    let drive = cfg!(windows) && bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    Some(PathBuf::from(if drive { &decoded[1..] } else { &decoded }))
}

/// The `file:` address of an absolute path.
pub fn uri(path: &Path) -> Uri {
    let path = path.to_string_lossy();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() };
    let root = if path.starts_with('/') { "" } else { "/" };
    let mut out = format!("file://{root}");
    for &byte in path.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri(out)
}

/// Takes `%20` for a space; `None` where the bytes are no text.
fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |at: usize| bytes.get(at).and_then(|b| (*b as char).to_digit(16));
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_there_and_back() {
        for name in ["/plans/a.md", "/a b/ü#?%.md", "/日本/[x].md", "/"] {
            assert_eq!(written(&uri(Path::new(name))), Some(PathBuf::from(name)), "{name}");
        }
        assert_eq!(uri(Path::new("/a b.md")).0, "file:///a%20b.md");
    }

    #[test]
    fn what_is_no_file_has_a_place_of_its_own() {
        let place = |address: &str| path(&Uri(address.to_owned()));
        for (address, name) in [
            ("untitled:Untitled-1", "untitled:Untitled-1.md"),
            ("untitled:/a b/plan.md", "untitled:/a b/plan.md"),
            ("vscode-notebook-cell:/a/b.ipynb#W2", "vscode-notebook-cell:/a/b.ipynb#W2.md"),
        ] {
            assert_eq!(place(address), Some(Path::new(NOWHERE).join(name)), "{address}");
        }
        for address in ["", "file:", "file://", "file://server/a.md", "c:/a.md", "/a.md", "a b:c", "x:../../../a.md"] {
            assert_eq!(place(address), None, "{address}");
        }
        assert!(is_nowhere(&place("untitled:a").expect("a place")) && !is_nowhere(Path::new("/a.md")));
        assert!(!place("untitled:a").expect("a place").exists());
    }

    #[test]
    fn addresses_of_other_kinds_have_no_path() {
        for address in [
            "untitled:Untitled-1",
            "https://example.org/a.md",
            "file://server/share/a.md",
            "file:",
            "",
            "file:///%FF.md",
        ] {
            assert_eq!(written(&Uri(address.to_owned())), None, "{address}");
        }
        assert_eq!(written(&Uri("file://localhost/a.md".to_owned())), Some(PathBuf::from("/a.md")));
    }
}
