//! The editor says what the command line says.

use super::{
    editor::{Editor, address},
    support,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

/// A finding: where it begins, its rule, its message.
pub type Found = (u64, u64, String, String);

/// What the command line finds in `paths` below `home`, by path, characters counted in UTF-16.
pub fn on_the_command_line(home: &Path, paths: &[&str]) -> BTreeMap<String, Vec<Found>> {
    let asked = ["check", "--format", "json", "--fail-on", "never"].iter().chain(paths).copied();
    let answer = support::planvet(home, asked);
    let report: Value = serde_json::from_str(&answer.out).expect("JSON");
    let mut found: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for finding in report["diagnostics"].as_array().expect("findings") {
        let path = finding["path"].as_str().expect("a path");
        let start = &finding["range"]["start"];
        let (line, column) = (start["line"].as_u64().expect("a line") - 1, start["column"].as_u64().expect("a column"));
        let text = fs::read_to_string(home.join(path)).unwrap_or_default();
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let before = text.split('\n').nth(line as usize).unwrap_or("").chars().take(column as usize - 1);
        let character = before.map(|c| c.len_utf16() as u64).sum();
        let word = |key: &str| finding[key].as_str().expect("a word").to_owned();
        found.entry(path.to_owned()).or_default().push((line, character, word("rule"), word("message")));
    }
    found.values_mut().for_each(|list| list.sort());
    found
}

/// The findings of a list as the protocol has it.
pub fn told(items: &Value) -> Vec<Found> {
    let mut found: Vec<Found> = items
        .as_array()
        .expect("findings")
        .iter()
        .map(|item| {
            let start = &item["range"]["start"];
            let message = item["message"].as_str().expect("a message").lines().next().unwrap_or("").to_owned();
            let number = |key: &str| start[key].as_u64().expect("a number");
            (number("line"), number("character"), item["code"].as_str().expect("a rule").to_owned(), message)
        })
        .collect();
    found.sort();
    found
}

/// Messages are escaped for their sinks; JSON keeps them as they are.
pub fn plain(found: &[Found]) -> Vec<Found> {
    let shown = |message: &str| message.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect();
    found.iter().map(|(line, at, rule, message)| (*line, *at, rule.clone(), shown(message))).collect()
}

#[test]
fn the_editor_says_what_the_command_line_says() {
    let home = Path::new(support::HOME);
    let expected = on_the_command_line(home, &["testdata"]);
    assert!(expected.len() > 5, "the documents hold defects");
    let folder = home.join("testdata");
    let mut editor = Editor::open(&folder, &json!({ "textDocument": { "diagnostic": {} } }));
    // Closed documents first, then each as it is opened.
    let known = wait_for_all(&mut editor, expected.len());
    for (path, list) in &expected {
        let items = known.get(&address(&home.join(path))).unwrap_or_else(|| panic!("{path} is not known"));
        assert_eq!(plain(&told(items)), plain(list), "{path}, closed");
    }
    for path in support::testdata() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        editor.document(&path, text.trim_start_matches('\u{feff}'));
        let shown = path.strip_prefix(home).expect("inside").to_string_lossy().replace('\\', "/");
        let list = expected.get(&shown).cloned().unwrap_or_default();
        let items = json!(editor.findings(&path));
        assert_eq!(plain(&told(&items)), plain(&list), "{shown}, open");
    }
    assert!(editor.leave().success());
}

/// What is found in all documents, as soon as `files` of them hold something.
fn wait_for_all(editor: &mut Editor, files: usize) -> BTreeMap<String, Value> {
    for _ in 0..600 {
        let answer = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
        let items = answer["result"]["items"].as_array().unwrap_or_else(|| panic!("{answer:#}")).clone();
        let with = items.iter().filter(|i| i["items"].as_array().is_some_and(|list| !list.is_empty())).count();
        if with >= files {
            let entry = |i: &Value| (i["uri"].as_str().expect("an address").to_owned(), i["items"].clone());
            return items.iter().map(entry).collect();
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the workspace is not read");
}
