//! The modules of `src/` stand in an order, that of the table in CONTRIBUTING.md: each knows only those above it.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};
use support::HOME;

/// The modules, in the order of the table.
fn order() -> Vec<String> {
    let text = fs::read_to_string(Path::new(HOME).join("CONTRIBUTING.md")).expect("the page");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `src/")?.split_once("/` |"));
    rows.map(|(name, _)| name.to_owned()).collect()
}

/// The files of Rust below `folder`, in order.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, found),
            false => found.extend(path.extension().is_some_and(|e| e == "rs").then_some(path)),
        }
    }
}

/// Whether a file, relative to `src/`, holds tests alone.
fn is_test(file: &Path) -> bool {
    let parts = file.with_extension("");
    parts.iter().filter_map(|part| part.to_str()).any(|part| part == "tests" || part.ends_with("_tests"))
}

/// `text` without its comments and its modules of tests, line by line.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    let mut tests = false;
    while let Some(line) = lines.next() {
        let opens = line.trim() == "#[cfg(test)]";
        tests |= opens && lines.peek().is_some_and(|next| next.trim().starts_with("mod ") && next.ends_with('{'));
        if !tests {
            let comment = if line.trim().starts_with("//") { Some(0) } else { line.find(" //") };
            code.push_str(&line[..comment.unwrap_or(line.len())]);
        }
        // Such a module stands at the left margin.
        tests &= line != "}";
        code.push('\n');
    }
    code
}

/// The word with which `text` begins.
fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())]
}

/// What `code` takes from the root of the crate, each with where in the text; `depth` is how far below the root it is.
fn taken(code: &str, depth: usize) -> Vec<(usize, &str)> {
    let roots = ["crate::".to_owned(), "super::".repeat(depth)];
    let of = |root: &String| -> Vec<_> {
        let apart = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':'));
        let places = code.match_indices(root).map(|(at, _)| at).filter(|at| apart(*at));
        places.flat_map(|at| heads(code, at + root.len())).collect()
    };
    roots.iter().flat_map(of).collect()
}

/// The words with which the paths at `at` begin: one, or those of a list in braces.
fn heads(code: &str, at: usize) -> Vec<(usize, &str)> {
    if !code[at..].starts_with('{') {
        return vec![(at, word(&code[at..]))];
    }
    let (mut found, mut depth, mut begins) = (Vec::new(), 0, false);
    for (within, c) in code[at..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if begins && depth == 1 && !c.is_whitespace() {
            found.push((at + within, word(&code[at + within..])));
        }
        begins = depth == 1 && (matches!(c, '{' | ',') || begins && c.is_whitespace());
    }
    found.retain(|(_, head)| !head.is_empty());
    found
}

#[test]
fn every_module_has_its_place() {
    let mut order = order();
    let entries = fs::read_dir(Path::new(HOME).join("src")).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
    let mut modules: Vec<String> =
        names.filter(|name| !["lib.rs", "main.rs"].contains(&&**name)).map(|name| name.replace(".rs", "")).collect();
    order.sort();
    modules.sort();
    assert_eq!(order, modules, "the table in CONTRIBUTING.md names each module of src/ once, in a row of its own");
}

#[test]
fn each_module_knows_only_those_above_it() {
    let (order, src) = (order(), Path::new(HOME).join("src"));
    let place = |name: &str| order.iter().position(|module| module == name);
    let mut wrong = Vec::new();
    for own in &order {
        let mut all = Vec::new();
        files(&src.join(own), &mut all);
        for path in all {
            let file = path.strip_prefix(&src).expect("inside");
            if is_test(file) {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a file");
            let code = code(&text);
            let depth = file.components().count() - usize::from(file.ends_with("mod.rs"));
            for (at, name) in taken(&code, depth).into_iter().filter(|(_, name)| place(name) > place(own)) {
                let line = code[..at].matches('\n').count() + 1;
                wrong.push(format!("src/{}:{line}: {own} knows {name}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these know what stands below them:\n{}", wrong.join("\n"));
}

#[test]
fn paths_are_seen_wherever_they_stand() {
    let names = |text: &str, depth| taken(&code(text), depth).into_iter().map(|(_, name)| name.to_owned()).collect();
    for (text, depth, expected) in [
        ("use crate::plan::Task;\nuse crate::{\n    a::{B, c::D},\n    e,\n};\n", 1, &["plan", "a", "e"][..]),
        ("fn f() -> crate::g::H { crate::i::j(\"https://x\", crate::k::L) }", 2, &["g", "i", "k"]),
        ("use super::super::m::N;\nuse super::o;\n", 2, &["m"]),
        ("pub(in crate::p) use super::{q::{R, S}, t};\n", 1, &["p", "q", "t"]),
        ("//! [`X`](crate::u)\nuse std::fs; // crate::v\n", 1, &[]),
        ("#[cfg(test)]\nmod tests {\n    use crate::w;\n}\nuse crate::x;\n", 1, &["x"]),
    ] {
        let found: Vec<String> = names(text, depth);
        assert_eq!(found, expected, "{text}");
    }
}
