//! npm, pnpm, yarn and bun ask package.json for scripts.

use super::{Request, Runner, verbs, without_folder};

pub(super) fn npm<'t>(words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let (words, folder) = without_folder(words, &["--prefix", "-C"], &["-w", "--workspace"]);
    if words.iter().take_while(|w| **w != "--").any(|w| *w == "--if-present") {
        return None;
    }
    let mut names = words.iter().copied().filter(|w| !w.starts_with('-'));
    let name = match names.next()? {
        "run" | "run-script" | "rum" | "urn" => names.next()?,
        "test" | "t" | "tst" => "test",
        _ => return None,
    };
    (name != "env").then(|| vec![Request { runner: Runner::Node, name, loose: false, folder }])
}

pub(super) fn others<'t>(program: &str, words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let filters = ["--filter", "-F", "--cwd", "--elide-lines", "-w"];
    let (words, folder) = without_folder(words, &["-C", "--dir", "--cwd"], &filters);
    if words.contains(&"--if-present") {
        return None;
    }
    let mut names = words.iter().copied().filter(|w| !w.starts_with('-'));
    let mut verb = names.next()?;
    if verb == "workspace" && program == "yarn" {
        names.next()?;
        verb = names.next()?;
    } else if verb == "workspaces" && program == "yarn" {
        verb = names.find(|w| *w == "run")?;
    }
    let (name, loose) = match verb {
        // Only pnpm's `run` takes nothing but scripts.
        "run" | "run-script" => (names.next()?, program != "pnpm"),
        "test" if program != "bun" => ("test", false),
        _ if verbs::NODE.contains(&verb) => return None,
        name => (name, true),
    };
    let file = program == "bun" && name.contains('.');
    (!file).then(|| vec![Request { runner: Runner::Node, name, loose, folder }])
}
