//! What evidence belongs to: keys of plans and items that stay the same when lines move.

use super::record::sha256;
use crate::{
    plan::{Field, GroupId, Plan, Task, TaskId, Why, home, is_mark, numbered},
    source::Source,
};
use rustc_hash::FxHashMap;

/// The version of [`normalize`] and of the keys made with it; another version makes other keys.
pub const VERSION: &str = "1";

/// An item of a plan, as evidence names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemKey {
    /// The task.
    pub task: TaskId,
    /// Its id, or `h-` and ten hexadecimal digits; with `~2`, `~3` behind it where an earlier item has the same.
    pub key: String,
    /// The digest of its text, see [`text_digest`].
    pub text: String,
    /// Whether another item has the same id or text in the same place, so that only their order tells them apart.
    pub ambiguous: bool,
    /// What else it is called where other items stand beside it: `A1` is an id in a row of such ids, and a word of the
    /// text elsewhere. Records under these names are its own where their text is.
    pub aliases: Vec<Alias>,
}

/// A name of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its key.
    pub key: String,
    /// The digest of its text.
    pub text: String,
}

/// The most names that an item has besides its own; each level of items may double them.
const ALIASES: usize = 4;

/// The keys of all items of a plan, in the order of the document.
pub fn items(plan: &Plan) -> Vec<ItemKey> {
    let mut keys: FxHashMap<TaskId, String> = FxHashMap::default();
    let mut aliases: FxHashMap<TaskId, Vec<String>> = FxHashMap::default();
    let mut found: Vec<ItemKey> = Vec::new();
    // Folded, since some file systems do not tell `T1` from `t1`.
    let mut seen: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (id, task) in plan.distinct_tasks() {
        let parent = task.parent.and_then(|p| keys.get(&p)).map_or("", String::as_str);
        let base = match task.id.as_deref().map(visible).filter(|id| !id.is_empty()) {
            Some(id) => id,
            None => hashed(plan, task.group, parent, &task.title),
        };
        let same = seen.entry(base.to_lowercase()).or_default();
        same.push(found.len());
        let key = if same.len() == 1 { base } else { format!("{base}~{}", same.len()) };
        let parents = task.parent.and_then(|p| aliases.get(&p)).map_or(&[][..], Vec::as_slice);
        let others = others(plan, task, parent, parents);
        if !others.is_empty() {
            aliases.insert(id, others.iter().map(|alias| alias.key.clone()).collect());
        }
        keys.insert(id, key.clone());
        found.push(ItemKey { task: id, key, text: text_digest(&task.title), ambiguous: false, aliases: others });
    }
    for at in seen.into_values().filter(|same| same.len() > 1).flatten() {
        found[at].ambiguous = true;
        found[at].aliases.clear();
    }
    found
}

/// What else a task is called: by or without the number in front of its text, and below the other names of the item
/// that it is a part of.
fn others(plan: &Plan, task: &Task, parent: &str, parents: &[String]) -> Vec<Alias> {
    let alias = |key: String, title: &str| Alias { key, text: text_digest(title) };
    let below = |title: &str, parents: &mut dyn Iterator<Item = &str>| {
        parents.map(|parent| alias(hashed(plan, task.group, parent, title), title)).collect::<Vec<_>>()
    };
    let own = std::iter::once(parent);
    let others = parents.iter().map(String::as_str);
    let mut found = match &task.id {
        Some(id) => {
            let whole = format!("{id} {}", task.title);
            let is_number = numbered(&whole).is_some_and(|(number, _)| number == &**id);
            if is_number { below(&whole, &mut own.chain(others)) } else { Vec::new() }
        }
        None => {
            let number = numbered(&task.title).map(|(id, rest)| alias(id.to_owned(), rest));
            number.into_iter().chain(below(&task.title, &mut { others })).collect()
        }
    };
    found.truncate(ALIASES);
    found
}

/// The key of an item without an id: where it stands and what it says.
fn hashed(plan: &Plan, group: Option<GroupId>, parent: &str, title: &str) -> String {
    let mut path = Vec::new();
    let mut next = group;
    // A group around itself would be an error of the reader, and no reason to hang.
    while let Some(group) = next.filter(|_| path.len() < 16).map(|id| plan.group(id)) {
        let label = if group.label.is_empty() { &*group.title } else { &*group.label };
        path.push(format!("{} {}", group.word, normalize(label)));
        next = group.parent;
    }
    path.reverse();
    let text = [VERSION, &path.join(" > "), parent, &normalize(title)].join("\n");
    format!("h-{}", &sha256(text.as_bytes())[..10])
}

/// The SHA-256 of an item's text without marks, in hexadecimal.
pub fn text_digest(title: &str) -> String {
    sha256(format!("{VERSION}\n{}", normalize(title)).as_bytes())
}

/// Text as keys see it: emphasis, ticks, emoji and what nobody can see off, white space collapsed. Letters keep
/// their case. Frozen: a test holds what it makes of some texts.
pub fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !matches!(c, '*' | '`' | '_') && !is_invisible(c) && !is_mark(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// `id` without what nobody can see.
fn visible(id: &str) -> String {
    id.trim().chars().filter(|c| !is_invisible(*c)).collect()
}

/// Controls, directions, joiners and blanks without width: two ids that look alike are one.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xAD | 0x34F | 0x61C | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
            | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFF9..=0xFFFB | 0xE0000..=0xE0FFF)
}

/// The key of the plan to which a document belongs: `said` by the document itself, else the `id` of its front
/// matter, else the folder of its format, else its path.
pub fn plan(source: &Source, plan: &Plan, said: Option<&str>) -> String {
    let id = |f: &&Field| f.why == Why::FrontMatter && source.slice(f.key) == "id";
    let front = || plan.fields.iter().find(id).map(|f| source.slice(f.value).trim_matches(['"', '\'']));
    let folder = || home(source.path()).and_then(|home| home.folder.rsplit('/').next());
    let named = said.or_else(front).map(slug).filter(|s| !s.is_empty());
    let named = named.or_else(|| folder().map(slug)).unwrap_or_else(|| slug(source.path()));
    // A path of signs alone.
    if named.is_empty() { format!("p-{}", &sha256(source.path().as_bytes())[..10]) } else { named }
}

/// A name that can be a folder on every system: letters, digits, `.`, `-`, `_` in lower case, `-` for the rest.
fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let name = normalize(name);
    for c in name.strip_suffix(".md").unwrap_or(&name).chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() || matches!(c, '.' | '_') => out.push(c),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    let out = out.trim_matches(['-', '.']);
    // Longer names meet the limits of file systems.
    match out.char_indices().nth(100) {
        Some((at, _)) => format!("{}-{}", &out[..at], &sha256(out.as_bytes())[..8]),
        None => out.to_owned(),
    }
}

/// The folder of an item's records: its key, with what a path cannot hold as `%` and two digits.
pub fn folder(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => out.push(byte as char),
            b'.' if !out.is_empty() => out.push('.'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    if out.ends_with('.') {
        out.pop();
        out.push_str("%2E");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{markdown::Document, plan::Vocabulary};

    fn read(path: &str, text: &str) -> (Source, Plan) {
        let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
        let document = Document::parse(source.text());
        let plan = Plan::read(&source, &document, &Vocabulary::standard());
        (source, plan)
    }

    fn keys(text: &str) -> Vec<String> {
        items(&read("a.md", text).1).into_iter().map(|item| item.key).collect()
    }

    /// What was recorded with version 1 must be found again by every later planvet.
    #[test]
    fn version_1_is_frozen() {
        for (text, normal) in [
            ("  Write `main.rs`\n  **now** ", "Write main.rs now"),
            ("✅ Übung\u{200b} 一", "Übung 一"),
            ("T\u{202e}1", "T1"),
            ("\u{feff}", ""),
        ] {
            assert_eq!(normalize(text), normal, "{text:?}");
        }
        assert_eq!(text_digest("Write it"), "563d870a564c51dd54b839781c738db48d3993b59cb48b4877cc82260a54c3e4");
        assert_eq!(
            keys(
                "# Plan\n\n## Phase 1: Setup\n\n- [ ] Write it\n  - [ ] Test it\n\n## Phase 2: Use\n\n- [ ] Write it\n"
            ),
            ["h-1e4415e531", "h-07afc805d1", "h-7ebbf14c5e"]
        );
    }

    #[test]
    fn keys_do_not_move_with_lines() {
        let plan = "# Plan\n\n## Phase 1: Setup\n\n- [ ] T001 Write it\n- [ ] Test it\n";
        let moved = "# Plan\n\nWords.\n\n## Phase 1: Setup (2 h)\n\n- [x] **Test** it\n- [ ] T001 Write all of it\n";
        let (mut before, mut after) = (keys(plan), keys(moved));
        before.sort();
        after.sort();
        assert_eq!(before, after);
        assert!(before.contains(&"T001".to_owned()));
    }

    #[test]
    fn equal_keys_are_counted_and_ambiguous() {
        let items = items(
            &read(
                "a.md",
                "- [ ] Write it\n- [ ] Read it\n- [ ] Write it\n- [ ] T1 a\n- [ ] T1 b\n- [ ] T\u{200b}1 c\n",
            )
            .1,
        );
        let [a, b, c, d, e, f] = &items[..] else { panic!("{items:?}") };
        assert_eq!(c.key, format!("{}~2", a.key));
        assert_eq!((&*d.key, &*e.key), ("T1", "T1~2"));
        assert!(f.key.starts_with("h-"), "what only looks like T1 is another item");
        assert_eq!([a, b, c, d, e, f].map(|i| i.ambiguous), [true, false, true, true, true, false]);
    }

    /// Whatever stands beside it, an item goes by one of its names.
    #[test]
    fn a_number_in_front_is_a_name_too() {
        let named = |text: &str| items(&read("a.md", text).1);
        let alone = named("# P\n\n- [ ] A1 Read it\n  - [ ] Try it\n- [ ] A2 Write it\n");
        let row = named("# P\n\n- [ ] A1 Read it\n  - [ ] Try it\n- [ ] A2 Write it\n- [ ] A3 Ship it\n");
        assert_eq!((&*alone[0].aliases[0].key, &*row[0].key), ("A1", "A1"));
        for (alone, row) in alone.iter().zip(&row) {
            let of = |item: &ItemKey| (item.key.clone(), item.text.clone());
            let is = |item: &ItemKey, named: &ItemKey| {
                item.aliases.iter().any(|alias| (alias.key.clone(), alias.text.clone()) == of(named))
            };
            assert!(is(alone, row) && is(row, alone), "{alone:?} {row:?}");
        }
        assert!(named("- [ ] Read it\n- [ ] S3 buckets\n").iter().all(|item| item.aliases.is_empty()));
    }

    #[test]
    fn keys_of_plans() {
        for (path, text, key) in [
            ("docs/My Plan.md", "# P\n", "docs-my-plan"),
            ("specs/014-intake/tasks.md", "# P\n", "014-intake"),
            ("backlog/tasks/back-1 - a.md", "---\nid: BACK-1\ntitle: a\n---\n", "back-1"),
            ("../../é/plan.md", "# P\n", "é-plan"),
            ("-.md", "# P\n", "p-1b8cb057ac"),
        ] {
            let (source, plan) = read(path, text);
            assert_eq!(super::plan(&source, &plan, None), key);
            assert_eq!(super::plan(&source, &plan, Some("Harbour Two")), "harbour-two");
        }
        assert!(slug(&"x".repeat(300)).len() < 120);
    }

    #[test]
    fn folders_hold_no_surprise() {
        for (key, name) in [
            ("T012", "T012"),
            ("2.3", "2.3"),
            ("..", "%2E%2E"),
            ("a/b", "a%2Fb"),
            ("é", "%C3%A9"),
            ("#4", "%234"),
            ("a.", "a%2E"),
        ] {
            assert_eq!(folder(key), name);
        }
    }
}
