//! Which of the files of one name a task means: the one in the folder that its text gives.

use crate::{
    plan::{Name, Task, is_bare_file},
    rules::Context,
};
use rustc_hash::FxHashMap;

/// Names of files that there is one of in each folder.
const EVERYWHERE: [&str; 10] = [
    "readme.md",
    "__init__.py",
    "conftest.py",
    "mod.rs",
    "lib.rs",
    "main.rs",
    "changelog.md",
    "styles.css",
    "types.ts",
    "go.mod",
];

/// The folders in which the files of a plan's tasks lie.
pub(super) struct Folders<'a, 'c> {
    cx: &'a Context<'c>,
    /// The bare names for which that was asked, and whether the document has several files of that name.
    several: FxHashMap<&'c str, bool>,
}

impl<'a, 'c> Folders<'a, 'c> {
    pub fn new(cx: &'a Context<'c>) -> Self {
        Self { cx, several: FxHashMap::default() }
    }

    /// The folder that a task's text gives beside the bare name of a file, "`package.json` in `packages/a`"; empty where
    /// the path has its own, or where the name says enough. `None` where the name alone may mean any of several files.
    pub fn of(&mut self, task: &'c Task, path: &'c str) -> Option<&'c str> {
        if let Some(site) = site(self.cx, task) {
            return Some(site);
        }
        if path.contains('/') {
            return Some(package(self.cx, task, path));
        }
        let text = self.cx.text(self.cx.document.text_span(task.block));
        let word = |w: &'c str| w.trim_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '/' | '.' | '@' | '_')));
        let mut words = text.split_whitespace().map(word);
        let mut before = "";
        let named = words.find(|w| {
            let before = std::mem::replace(&mut before, w);
            w.contains('/') && matches!(before, "in" | "under" | "for" | "to" | "at" | "of" | "into" | "inside")
        });
        if named.is_some() {
            return named;
        }
        let one = match is_bare_file(path) {
            true => is_changed_in_place(self.cx, text, path) && !self.has_several(path),
            false => !is_everywhere(path),
        };
        one.then_some("")
    }

    /// Whether the document tells of several files of that name.
    fn has_several(&mut self, name: &'c str) -> bool {
        let cx = self.cx;
        *self.several.entry(name).or_insert_with(|| {
            let text = cx.source.text();
            let ends = |at: usize| !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '.');
            let among = |(at, _): (usize, &str)| {
                text[..at].ends_with('/') && ends(at) || text[at + name.len()..].starts_with('s')
            };
            let sited = || cx.settings.vocabulary.is_name(name, Name::SitedFile);
            text.match_indices(name).any(among) || sited() && has_parts(cx, text)
        })
    }
}

/// What the column of a task's table says that tells files of one name apart: "Repo".
fn site<'c>(cx: &Context<'c>, task: &Task) -> Option<&'c str> {
    let table = &cx.plan.tables[task.table?.index()];
    let column = table.columns.iter().position(|c| cx.settings.vocabulary.is_name(&c.key, Name::Site))?;
    let row = table.rows.binary_search_by_key(&task.block, |row| row.block).ok()?;
    let cell = *table.rows[row].cells.get(column)?;
    Some(cx.text(cx.document.text_span(cell))).filter(|said| !said.is_empty())
}

/// Whether a text speaks of parts that have files of their own: services, packages.
fn has_parts(cx: &Context, text: &str) -> bool {
    let parts = |word: &str| cx.settings.vocabulary.is_name(word, Name::ManyParts);
    text.split(|c: char| !c.is_alphanumeric()).any(|word| !word.is_empty() && parts(word))
}

/// Whether something is put into the file `name`, or changed in it, and nothing says whose it is: "Add a target to
/// `Makefile`", and not "Create `Makefile` of the API", "Backend: add a target to `Makefile`".
fn is_changed_in_place(cx: &Context, text: &str, name: &str) -> bool {
    let Some((before, behind)) = text.split_once(name) else { return false };
    let plain = |c: char| matches!(c, '`' | '*' | ' ');
    let is = |word: &str, name| cx.settings.vocabulary.is_name(word, name);
    // `Dockerfile.backend` says itself whose it is.
    let own = name.rsplit_once('.').is_some_and(|(_, which)| is(which, Name::Package));
    let (before, last) = before.trim_end_matches(plain).rsplit_once(' ').unwrap_or_default();
    let put = matches!(last, "to" | "in" | "into") || own && is(last, Name::Coding);
    let next = behind.trim_start_matches(plain);
    // "`Makefile` der API": nothing but what is done there may follow.
    let ends = next.is_empty() || next.starts_with(['\n', ':', ',', '.', ';', '—', '–', '-', '<']);
    let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    put && !is_told_apart(cx, before) && (own || ends || is(word, Name::Ensuing))
}

/// Whether the words before a file may tell of which part it is: "[api] Add", "Backend: add", "Add a check for the worker".
/// Names in code are those of what is put into it; `[P]` and `[US1]` are marks.
fn is_told_apart(cx: &Context, before: &str) -> bool {
    let mut marks = before.split('[').skip(1).map(|rest| rest.split(']').next().unwrap_or(rest));
    let of_part = |part: &str| part.split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| is_of_part(cx, w));
    before.contains([':', '(', '/'])
        || marks.any(|mark| mark.len() > 1 && !mark.ends_with(|c: char| c.is_ascii_digit()))
        || before.split('`').step_by(2).any(of_part)
}

/// Whether a word says of which part of the code something is, or that it is of some part.
fn is_of_part(cx: &Context, word: &str) -> bool {
    let is = |name| cx.settings.vocabulary.is_name(word, name);
    !word.is_empty()
        && (is(Name::Package)
            || is(Name::Locating)
            || word.split('-').any(|w| cx.settings.vocabulary.is_name(w, Name::ManyParts)))
}

/// Whether a bare name may be that of any of several files.
fn is_everywhere(path: &str) -> bool {
    let stem = path.split('.').next().unwrap_or(path);
    EVERYWHERE.contains(&&*path.to_ascii_lowercase()) || matches!(stem, "index" | "main" | "mod")
}

/// The package with which a task's title begins and whose own file a path with a folder names: `(backend/)`,
/// `[frontend]`, "Server: …"; empty where there is none, or where the path has it.
fn package<'c>(cx: &Context<'c>, task: &'c Task, path: &str) -> &'c str {
    let title = task.title.trim_start();
    let bracketed = title.strip_prefix(['(', '[']).and_then(|rest| rest.split([')', ']']).next());
    let name = bracketed.or_else(|| title.split_once(": ").map(|(name, _)| name)).unwrap_or_default().trim();
    let folder = bracketed.is_some() && name.ends_with('/');
    let bare = name.trim_end_matches('/');
    let named = |name: &str| cx.settings.vocabulary.is_name(name, Name::Package);
    let own = (folder || named(bare)) && !bare.contains(' ');
    if own && !path.split('/').any(|part| named(part) || part.eq_ignore_ascii_case(bare)) { bare } else { "" }
}
