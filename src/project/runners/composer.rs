//! Composer asks composer.json for scripts.

use super::{Request, Runner, verbs, without_folder};

pub(super) fn requests<'t>(words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let (words, folder) = without_folder(words, &["-d", "--working-dir"], &[]);
    let mut names = words.iter().copied().filter(|w| !w.starts_with('-'));
    let (name, loose) = match names.next()? {
        "run" | "run-script" => (names.next()?, false),
        verb if verbs::COMPOSER.contains(&verb) => return None,
        name => (name, true),
    };
    Some(vec![Request { runner: Runner::Composer, name, loose, folder }])
}
