//! The files that a text names, and whether it writes them.

mod writes;

use crate::{
    plan::{Name, Vocabulary, fold, model::FileRef},
    source::Span,
};
use rustc_hash::FxHashSet;
use std::iter;
use writes::Listed;

/// The files that a text names, in code spans or plain paths; `all_written`
/// where the place itself says that they are changed.
pub fn files(text: &str, span: Span, all_written: bool) -> Vec<FileRef> {
    let raw = &text[span.range()];
    let bytes = raw.as_bytes();
    let mut found: Vec<FileRef> = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut places = Vec::new();
    let mut end = 0;
    for hint in hints(bytes) {
        if hint < end {
            continue;
        }
        let start = (0..hint).rev().find(|&at| is_gap(bytes, at)).map_or(0, |at| at + 1);
        end = (hint..bytes.len()).find(|&at| is_gap(bytes, at)).unwrap_or(bytes.len());
        let word = &raw[start..end];
        let path = strip_line(bare(word));
        // "justfile" without marks around it may be any word.
        let plain = !path.contains(['.', '/']) && !word.contains('`') && !path.starts_with(|c: char| c.is_uppercase());
        if plain || !is_path(path) || is_known(path, &found, &mut seen, text) {
            continue;
        }
        found.push(FileRef { path: path.into(), span: span.of_part(raw, path), writes: all_written });
        // The mark that ends a sentence is no part of the name.
        places.push(start..start + word.trim_end_matches(['.', ':']).len());
    }
    let written = if all_written { Vec::new() } else { writes::written(raw, &places) };
    for (file, writes) in found.iter_mut().zip(written) {
        file.writes = writes;
    }
    for file in found.iter_mut().filter(|file| file.writes) {
        file.writes = !is_left_alone(&raw[(file.span.end - span.start) as usize..]);
    }
    found
}

/// The files of a place that lists those which are changed. A remark on one of them that is no word for changing leaves
/// open whether it is: "`a.rs` (read)", "reference: `a.rs`", "docs/a.md (see src/a.rs)".
pub fn listed_files(text: &str, span: Span) -> Vec<FileRef> {
    let mut found = files(text, span, true);
    let mut listed = Listed::new(&text[span.range()]);
    let ends: Vec<usize> = found.iter().skip(1).map(|f| f.span.start as usize).chain([span.end as usize]).collect();
    for (file, next) in found.iter_mut().zip(ends) {
        let (start, end) = ((file.span.start - span.start) as usize, (file.span.end - span.start) as usize);
        file.writes &= listed.next(start, end, next - span.start as usize);
    }
    found
}

/// Where a text may name a file, in order: at the dot before an ending, which stands inside a word, and at the end of
/// names such as `Makefile`. Most texts have a dot at their end alone.
fn hints(bytes: &[u8]) -> impl Iterator<Item = usize> {
    const END: &str = "file";
    let dots = memchr::memchr_iter(b'.', bytes).filter(|&at| bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric));
    let last =
        |at: usize| !bytes.get(at + END.len()).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let names = memchr::memmem::find_iter(bytes, END);
    let names = names.filter(move |&at| at > 0 && bytes[at - 1].is_ascii_alphabetic() && last(at));
    let (mut dots, mut names) = (dots.peekable(), names.peekable());
    iter::from_fn(move || match (dots.peek(), names.peek()) {
        (Some(dot), Some(name)) if name < dot => names.next(),
        (None, _) => names.next(),
        _ => dots.next(),
    })
}

/// The longest remark behind a file that is read, in bytes.
const REMARK: usize = 40;

/// Whether a remark behind a file says that it stays as it is: "(no change, only read)", ": unchanged", "— read-only".
fn is_left_alone(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['`', '*', ' ']);
    let behind = || rest.trim_start_matches([':', '-', '—', '–', ' ']);
    let gloss = match rest.strip_prefix('(') {
        Some(rest) => rest.split_once(')').map_or("", |(gloss, _)| gloss),
        // "a.rs stays untouched"
        None if writes::is_said_unchanged(rest) => return true,
        None if rest.starts_with([':', '-', '—', '–']) => {
            behind().split(['\n', ',', ';', '(']).next().unwrap_or("")
        }
        None => "",
    };
    if gloss.is_empty() || gloss.len() > REMARK {
        return false;
    }
    let gloss = fold(gloss);
    let says = ["no change", "unchanged", "read-only", "read only", "only read", "reference only", "not changed"];
    says.iter().any(|s| gloss.starts_with(s))
}

/// From how many files on they are looked up; most texts name few.
const MANY: usize = 8;

/// Whether a file is among those that were `found` in `text` already; of many, `seen` holds all.
fn is_known<'t>(path: &'t str, found: &[FileRef], seen: &mut FxHashSet<&'t str>, text: &'t str) -> bool {
    match found.len() {
        0..MANY => found.iter().any(|file| *file.path == *path),
        MANY => {
            seen.extend(found.iter().map(|file| &text[file.span.range()]));
            !seen.insert(path)
        }
        _ => !seen.insert(path),
    }
}

/// Whether the byte at `at` parts words. Brackets around a folder's or a file's name belong to the path:
/// `app/(shop)/[id].tsx`.
fn is_gap(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'(' | b'[' => at == 0 || bytes[at - 1] != b'/',
        b')' | b']' => !matches!(bytes.get(at + 1), Some(b'/' | b'.')) || ends_sentence(bytes, at + 1),
        b => b.is_ascii_whitespace() || matches!(b, b',' | b';' | b'"' | b'\'' | b'|' | b'<' | b'>'),
    }
}

/// Whether the byte at `at` is a full stop, and not the dot before an ending.
fn ends_sentence(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'.' && !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// `word` without the marks around it; a dot before a name belongs to it (`.github/x.yml`).
fn bare(word: &str) -> &str {
    let bare = word.trim_start_matches(['`', '*', ':']).trim_end_matches(['`', '*', ':', '.']);
    // `_a.md_` is emphasised, `__init__.py` is a name.
    let bare = if bare.ends_with('_') { bare.trim_matches('_') } else { bare };
    bare.strip_prefix("./").unwrap_or(bare)
}

/// `src/a.rs:10-20` without the lines.
fn strip_line(word: &str) -> &str {
    let colon = word.bytes().rposition(|b| b == b':');
    let lines = |&colon: &usize| word.as_bytes().get(colon + 1).is_some_and(u8::is_ascii_digit);
    colon.filter(lines).map_or(word, |colon| &word[..colon])
}

/// The part of a path behind its folders.
fn last_part(path: &str) -> &str {
    path.bytes().rposition(|b| b == b'/').map_or(path, |slash| &path[slash + 1..])
}

/// Whether a path is that of a file which is known by its name, without an ending: `Makefile`, `api/.env.example`, also
/// with what tells it from others of its kind: `Dockerfile.backend`.
pub fn is_bare_file(path: &str) -> bool {
    let name = last_part(path);
    let known = |name: &str| Vocabulary::shipped().is_name(name, Name::BareFile);
    let kind = name.split_once('.').filter(|(_, which)| which.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    // Most names are of another form.
    (name.starts_with('.') || name.contains("file"))
        && (known(name) || kind.is_some_and(|(stem, which)| !stem.is_empty() && !which.is_empty() && known(stem)))
}

/// Whether `word` names a file: a name with an extension or one that is known, no URL, no glob, no placeholder.
fn is_path(word: &str) -> bool {
    if word.len() < 4 || word.len() > 200 {
        return false;
    }
    let name = last_part(word);
    if is_bare_file(name) {
        return !is_foreign(word);
    }
    let Some(dot) = name.bytes().rposition(|b| b == b'.') else { return false };
    let (stem, extension) = (&name[..dot], &name[dot + 1..]);
    let known = (1..=5).contains(&extension.len()) || is_common_ending(extension);
    let known = known
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.chars().all(|c| c.is_ascii_alphanumeric());
    // `Queue.push`, `e.g`, `T.Item`: without a folder only common endings count.
    known && !stem.is_empty() && (name.len() < word.len() || is_common_ending(extension)) && !is_foreign(word)
}

/// Whether `word` is a URL, or stands for several files or for none yet.
fn is_foreign(word: &str) -> bool {
    let bytes = word.as_bytes();
    let scheme = |colon: usize| bytes[colon..].starts_with(b"://");
    word.starts_with("www.")
        || bytes.iter().any(|b| matches!(b, b'*' | b'{' | b'}' | b'$' | b'<' | b'=' | b'\\'))
        || memchr::memchr_iter(b':', bytes).any(scheme)
}

/// Whether files often end so.
pub fn is_common_ending(extension: &str) -> bool {
    matches!(
        fold(extension).as_ref(),
        "md" | "mdx"
            | "txt"
            | "rs"
            | "ts"
            | "tsx"
            | "js"
            | "jsx"
            | "mjs"
            | "cjs"
            | "py"
            | "go"
            | "java"
            | "kt"
            | "rb"
            | "php"
            | "c"
            | "h"
            | "cc"
            | "cpp"
            | "hpp"
            | "cs"
            | "swift"
            | "sql"
            | "sh"
            | "bash"
            | "zsh"
            | "ps1"
            | "yml"
            | "yaml"
            | "toml"
            | "json"
            | "jsonc"
            | "xml"
            | "html"
            | "css"
            | "scss"
            | "csv"
            | "tsv"
            | "proto"
            | "graphql"
            | "prisma"
            | "vue"
            | "svelte"
            | "dart"
            | "ex"
            | "exs"
            | "erl"
            | "hs"
            | "lua"
            | "ini"
            | "cfg"
            | "conf"
            | "env"
            | "lock"
            | "sol"
            | "tf"
            | "gradle"
            | "ipynb"
            | "log"
            | "pdf"
            | "png"
            | "svg"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_dot() {
        let paths =
            |text: &str| files(text, Span::new(0, text.len()), true).into_iter().map(|f| f.path).collect::<Vec<_>>();
        assert_eq!(
            paths("`.github/workflows/ci.yml`, `./src/a.rs`."),
            [".github/workflows/ci.yml".into(), "src/a.rs".into()] as [Box<str>; 2]
        );
        assert_eq!(paths("`__init__.py`, _docs/a.md_"), ["__init__.py".into(), "docs/a.md".into()] as [Box<str>; 2]);
        assert!(paths("and so on ... e.g. this..").is_empty());
    }

    #[test]
    fn folders_keep_their_brackets() {
        let paths =
            |text: &str| files(text, Span::new(0, text.len()), true).into_iter().map(|f| f.path).collect::<Vec<_>>();
        assert_eq!(paths("`app/(shop)/cart/page.tsx`"), ["app/(shop)/cart/page.tsx".into()] as [Box<str>; 1]);
        assert_eq!(
            paths("app/[id]/page.tsx, app/[...slug].tsx (see docs/a.md). [b](docs/b.md)."),
            ["app/[id]/page.tsx".into(), "app/[...slug].tsx".into(), "docs/a.md".into(), "docs/b.md".into()]
                as [Box<str>; 4]
        );
    }

    #[test]
    fn paths() {
        for word in
            ["src/a.rs", "docs/plan.md", "package.json", "apps/web/page.tsx", "prisma/schema.prisma", "build.gradle"]
                .into_iter()
                .chain(["Makefile", "api/Dockerfile", "Dockerfile.backend", ".env.example", ".gitignore"])
        {
            assert!(is_path(word), "{word}");
        }
        for word in [
            "Queue.push",
            "e.g",
            "https://a.b/c.md",
            "src/*.rs",
            "v1.2",
            "1.5",
            "T.Item",
            "src/<x>.ts",
            "profile",
            ".env",
        ] {
            assert!(!is_path(word), "{word}");
        }
    }
}
