//! `file:` addresses and paths.

use crate::workspace;
use gen_lsp_types::Uri;
use std::path::{Path, PathBuf};

/// Where the file of an address lies; `None` for anything but `file:`, as an unsaved buffer has it. Links to folders
/// are followed, so that a file has one path whatever its address.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    written(uri).map(|path| workspace::settled(&path))
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
