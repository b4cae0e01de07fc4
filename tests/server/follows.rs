//! Whatever is opened, edited, saved, written and deleted, and in whatever order: the editor says what the command line
//! says of the same texts.

use super::{
    editor::{Editor, address},
    same::{Found, on_the_command_line, plain, told},
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Documents that depend on each other by a key, a format's folder, a `[[plan]]` and links; one that git ignores, and
/// one that the configuration excludes.
const NAMES: [&str; 10] = [
    "a.md",
    "b/c.md",
    "b/d.md",
    "e/f.md",
    "ignored/g.md",
    "k.md",
    "docs/p1.md",
    "docs/p2.md",
    ".kiro/specs/x/requirements.md",
    ".kiro/specs/x/tasks.md",
];
const CONFIG: &str = "exclude = [\"k.md\"]\n\n[[plan]]\nfiles = [\"docs/p*.md\"]\n";

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn text(&mut self, name: &str) -> String {
        let mut text = String::new();
        if name.ends_with("requirements.md") {
            text.push_str("# Requirements\n\n## Requirements\n\n### Requirement 1\n\n**User Story:** As a driver, I want to move the crane.\n\n#### Acceptance Criteria\n\n");
            for n in 1..3 + self.below(4) {
                text.push_str(&format!("{n}. WHEN button {n} is pressed THEN the crane SHALL move\n"));
            }
            return text;
        }
        if name.ends_with("tasks.md") {
            text.push_str("# Implementation Plan\n\n");
            for n in 1..5 {
                let mark = self.one(&[' ', 'x']);
                text.push_str(&format!("- [{mark}] {n}. Wire button {n}\n  - _Requirements: 1.{n}_\n"));
            }
            return text;
        }
        text.push_str(self.one(&["<!-- plan: harbour -->\n", "<!-- plan: harbour -->\n", "<!-- plan: quay -->\n", ""]));
        text.push_str("# Boxes\n\n");
        if self.below(3) == 0 {
            let up = "../".repeat(name.matches('/').count());
            text.push_str(&format!("See [the other]({up}{}).\n\n", self.one(&NAMES)));
        }
        for at in 0..3 {
            let (id, before) = (at * 3 + self.below(3), self.below(9));
            let (mark, owner) = (self.one(&[' ', 'x']), self.one(&["Ada", "Ben"]));
            text.push_str(&format!("- [{mark}] T{id} Move box {id} (depends on T{before}, owner: {owner})\n"));
        }
        text
    }
}

/// What lies on disk, and what is open.
struct World<'f> {
    folder: &'f Path,
    disk: BTreeMap<&'static str, String>,
    open: BTreeMap<&'static str, String>,
    version: i64,
    editor: Editor,
    done: Vec<(&'static str, &'static str)>,
}

impl World<'_> {
    fn write(&mut self, name: &'static str, text: Option<String>) {
        let path = self.folder.join(name);
        match &text {
            Some(text) => put(&path, text),
            None => fs::remove_file(&path).expect("a file"),
        }
        self.disk.remove(name);
        self.disk.extend(text.map(|text| (name, text)));
        let change = json!({ "uri": address(&path), "type": 2 });
        self.editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    }

    /// Does something, whatever is possible.
    fn step(&mut self, numbers: &mut Numbers) {
        let name = numbers.one(&NAMES);
        let path = self.folder.join(name);
        let (open, there) = (self.open.get(name).cloned(), self.disk.get(name).cloned());
        // Of a file that does not lie there nobody knows whether git would ignore it.
        let ignored = name.starts_with("ignored");
        let what = match (numbers.below(6), open, there) {
            (0 | 1, None, there) if there.is_some() || !ignored => {
                let text = there.unwrap_or_else(|| numbers.text(name));
                self.editor.document(&path, &text);
                self.open.insert(name, text);
                "open"
            }
            (0..=2, Some(_), _) => {
                self.version += 1;
                let text = numbers.text(name);
                self.editor.edit(&path, self.version, None, &text);
                self.open.insert(name, text);
                "edit"
            }
            (3, Some(text), _) => {
                self.write(name, Some(text));
                self.editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": address(&path) } }));
                "save"
            }
            (4, Some(_), _) => {
                self.open.remove(name);
                self.editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": address(&path) } }));
                "close"
            }
            (4, None, Some(_)) => {
                self.write(name, None);
                "delete"
            }
            (3 | 5, _, _) => {
                let text = numbers.text(name);
                self.write(name, Some(text));
                "write"
            }
            _ => return,
        };
        self.done.push((what, name));
    }

    /// What the command line says where the texts of the editor lie on disk.
    fn expected(&self) -> BTreeMap<String, Vec<Found>> {
        let folder = repository();
        for (name, text) in self.disk.iter().chain(&self.open) {
            put(&folder.path().join(name), text);
        }
        let mut found = on_the_command_line(folder.path(), &["."]);
        // A document that is open is checked as one that is named.
        for name in self.open.keys().filter(|name| name.starts_with("ignored")) {
            found.extend(on_the_command_line(folder.path(), &[name]).into_iter().filter(|(path, _)| path == name));
        }
        found
    }

    fn compare(&mut self) {
        let expected = self.expected();
        let of = |name: &str| plain(expected.get(name).map_or(&[][..], Vec::as_slice));
        for name in self.open.keys() {
            let found = plain(&told(&json!(self.editor.findings(&self.folder.join(name)))));
            assert_eq!(found, of(name), "{name}, open, after {:?}", self.done);
        }
        // What is closed is looked at a little later.
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let answer = self.editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
            let items = answer["result"]["items"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
            let all: BTreeMap<&str, Vec<Found>> =
                items.iter().map(|i| (i["uri"].as_str().expect("an address"), plain(&told(&i["items"])))).collect();
            let wrong = NAMES.iter().find(|name| {
                let address = address(&self.folder.join(name));
                all.get(&*address).cloned().unwrap_or_default() != of(name)
            });
            let Some(name) = wrong else { return };
            let found = all.get(&*address(&self.folder.join(name)));
            assert!(Instant::now() < end, "{name}: {found:#?} and not {:#?} after {:?}", of(name), self.done);
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    put(&folder.path().join(".gitignore"), "/ignored/\n");
    put(&folder.path().join("planvet.toml"), CONFIG);
    folder
}

#[test]
fn the_editor_follows_whatever_happens() {
    for seed in 0..4 {
        let mut numbers = Numbers(seed);
        let folder = repository();
        let mut disk = BTreeMap::new();
        for name in NAMES {
            if numbers.below(2) == 0 {
                let text = numbers.text(name);
                put(&folder.path().join(name), &text);
                disk.insert(name, text);
            }
        }
        let editor = Editor::open(folder.path(), &json!({ "textDocument": { "diagnostic": {} } }));
        let mut world =
            World { folder: folder.path(), disk, open: BTreeMap::new(), version: 1, editor, done: Vec::new() };
        for _ in 0..12 {
            for _ in 0..1 + numbers.below(4) {
                world.step(&mut numbers);
            }
            world.compare();
        }
        assert!(world.editor.leave().success());
    }
}
