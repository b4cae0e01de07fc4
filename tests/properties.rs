//! What must hold for every document, whatever stands in it.

mod support;

use planvet::{
    check::{self, Checked},
    config::{Configs, Layer},
    diagnostic::Diagnostic,
    markdown::Document,
    plan::Plan,
    project::Project,
    report::{model, outline},
    settings::Settings,
    source::{Source, Span},
};
use proptest::{prelude::*, sample::Index};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};
use support::{HOME, documents, folder_of, planvet, testdata};

/// The documents of `testdata/`, and those of `$PLANVET_CORPUS` where it is set.
fn all() -> Vec<PathBuf> {
    testdata().into_iter().chain(folder_of("PLANVET_CORPUS").iter().flat_map(|f| documents(f))).collect()
}

fn settings() -> Arc<Settings> {
    let configs = Configs::new(PathBuf::from(HOME), Layer::default()).isolated();
    configs.of(Path::new(HOME)).settings(Path::new(HOME))
}

/// Vets one text as the engine does; `None` where it cannot be read, which is no matter of these tests.
fn vet(path: &str, bytes: &[u8]) -> Option<Checked> {
    static SETTINGS: LazyLock<Arc<Settings>> = LazyLock::new(settings);
    let source = Source::new(path, bytes.to_vec()).ok()?;
    Some(check::document(source, &SETTINGS, &Project::default()))
}

/// The findings with their places: line and column of the start, then of the end.
fn findings(checked: &Checked) -> Vec<String> {
    let source = checked.source.as_ref().expect("the text");
    let at = |offset: u32| {
        let position = source.position(offset);
        format!("{}:{}", position.line, position.column)
    };
    let told = |d: &Diagnostic| {
        format!("{}-{} {:?} {} {}", at(d.span.start), at(d.span.end), d.severity, d.rule.name, d.message)
    };
    checked.diagnostics.iter().map(told).collect()
}

/// Every span of a finding.
fn spans(d: &Diagnostic) -> impl Iterator<Item = Span> + '_ {
    let edits = d.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
    // A place in another file is that file's matter.
    std::iter::once(d.span).chain(d.related.iter().filter(|r| r.elsewhere.is_none()).map(|r| r.span)).chain(edits)
}

fn assert_valid(text: &str, span: Span, what: &str) {
    assert!(text.get(span.range()).is_some(), "{what}: {span:?} in {} bytes is no span of the text", text.len());
}

/// Reads and vets a text and holds that each place lies in it.
fn assert_sound(path: &str, bytes: &[u8]) {
    let Some(checked) = vet(path, bytes) else { return };
    let source = checked.source.as_ref().expect("the text");
    for d in &checked.diagnostics {
        assert!(!d.help.is_empty(), "{path}: {} says what is wrong and not what to do", d.rule.name);
        assert!(!d.message.contains('\n'), "{path}: {} says more than a line", d.rule.name);
        assert_ne!(d.rule.name, "internal-error", "{path}: {}", d.message);
        spans(d).for_each(|span| assert_valid(source.text(), span, path));
    }
    // The JSON form slices the text at every span of the model.
    let document = Document::parse(source.text());
    let settings = settings();
    let words = &settings.vocabulary;
    let plan = Plan::read(source, &document, words);
    for block in &document.blocks {
        assert_valid(source.text(), block.span, path);
    }
    let _ = model::value(source, &document, &plan, words);
    let mut tree = Vec::new();
    outline::write(&mut tree, source, &document, &plan, words, true).expect("a vector takes everything");
    let tree = String::from_utf8(tree).expect("UTF-8");
    // Only the path on the first line is as long as it is.
    let widest = tree.lines().skip(1).map(textwrap::core::display_width).max();
    assert!(widest <= Some(80), "{path}: a line of {widest:?} columns");
}

#[test]
fn every_place_is_valid_and_every_finding_helps() {
    for path in all() {
        let bytes = fs::read(&path).expect("the document");
        assert_sound(&path.to_string_lossy(), &bytes);
    }
}

#[test]
fn line_endings_and_a_byte_order_mark_change_nothing() {
    for path in all() {
        let name = path.to_string_lossy();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let plain = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
        // A lone carriage return ends a line for some and not for others.
        if plain.contains('\r') {
            continue;
        }
        let Some(expected) = vet(&name, plain.as_bytes()) else { continue };
        let expected = findings(&expected);
        let crlf = vet(&name, plain.replace('\n', "\r\n").as_bytes()).expect("CRLF is text");
        assert_eq!(findings(&crlf), expected, "{name} with CRLF");
        let marked = vet(&name, format!("\u{FEFF}{plain}").as_bytes()).expect("a mark is text");
        assert_eq!(findings(&marked), expected, "{name} with a byte order mark");
    }
}

#[test]
fn neither_order_nor_threads_matter() {
    let run = |extra: &[&str], paths: &[PathBuf]| {
        let fixed = ["check", "--isolated", "--format", "json"].map(Into::into);
        let args: Vec<std::ffi::OsString> =
            fixed.into_iter().chain(extra.iter().map(Into::into)).chain(paths.iter().map(Into::into)).collect();
        planvet(Path::new(HOME), args).out
    };
    let mut paths = all();
    let expected = run(&["--jobs", "1"], &paths);
    assert_eq!(run(&["--jobs", "1"], &paths), expected, "a second run");
    assert_eq!(run(&["--jobs", "4"], &paths), expected, "four threads");
    paths.reverse();
    assert_eq!(run(&[], &paths), expected, "the other way round");
    let half = paths.len() / 2;
    paths.rotate_left(half);
    assert_eq!(run(&["--jobs", "2"], &paths), expected, "from the middle");
}

#[test]
fn a_document_gives_the_same_alone_in_its_folder_and_in_the_tree() {
    let run = |path: &Path| {
        let path = path.to_str().expect("a path in UTF-8");
        let answer = planvet(Path::new(HOME), ["check", "--isolated", "--format", "concise", "-v", path]);
        // The last line counts.
        answer.out.lines().filter(|line| line.contains(": ") && line.contains(".md:")).map(str::to_owned).collect()
    };
    let tree: Vec<String> = run(&Path::new(HOME).join("testdata"));
    for path in testdata() {
        let name = path.strip_prefix(HOME).expect("below the package").to_string_lossy().replace('\\', "/");
        let of = |lines: Vec<String>| -> Vec<String> {
            lines.into_iter().filter(|line| line.starts_with(&format!("{name}:"))).collect()
        };
        let alone: Vec<String> = run(&path);
        assert_eq!(alone, of(alone.clone()), "only findings of the document that was named");
        assert_eq!(of(run(path.parent().expect("a folder"))), alone, "{name} with its folder");
        assert_eq!(of(tree.clone()), alone, "{name} in the tree");
    }
}

/// The texts that the mutations start from.
static TEXTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let read = |path: PathBuf| (path.to_string_lossy().into_owned(), fs::read_to_string(path).expect("UTF-8"));
    let pages = documents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).into_iter().map(read);
    testdata().into_iter().map(read).chain(pages.flat_map(|(_, page)| examples(&page))).collect()
});

/// The documents that a rule's page shows, each of which holds what the rule looks for.
fn examples(page: &str) -> Vec<(String, String)> {
    let fences = page.split("\n```md path=").skip(1).filter_map(|rest| rest.split_once("\n```"));
    fences.filter_map(|(fence, _)| fence.split_once('\n')).map(|(path, text)| (path.into(), text.into())).collect()
}

/// One change to a document.
#[derive(Debug, Clone)]
enum Change {
    Delete(Index),
    Duplicate(Index),
    Swap(Index, Index),
    Indent(Index, u8),
    Insert(Index, String),
    /// A piece in the place of a character.
    Replace(Index, String),
    Truncate(Index),
}

impl Change {
    fn apply(&self, text: &mut String) {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let spaces;
        let count = lines.len();
        if count == 0 {
            return;
        }
        match self {
            Change::Delete(at) => drop(lines.remove(at.index(count))),
            Change::Duplicate(at) => {
                let at = at.index(count);
                lines.insert(at, lines[at]);
            }
            Change::Swap(a, b) => lines.swap(a.index(count), b.index(count)),
            Change::Indent(at, width) => {
                spaces = " ".repeat((*width).into());
                lines.insert(at.index(count), &spaces);
            }
            Change::Insert(at, what) => return text.insert_str(boundary(text, at), what),
            Change::Replace(at, what) => {
                let at = boundary(text, at);
                let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
                return text.replace_range(at..end, what);
            }
            Change::Truncate(at) => return text.truncate(boundary(text, at)),
        }
        *text = lines.concat();
    }
}

/// Any place between two characters.
fn boundary(text: &str, at: &Index) -> usize {
    let mut at = at.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Pieces on which Markdown tools have stumbled, and any characters at all.
fn piece() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "|",
        "||",
        "\\|",
        "`",
        "```\n",
        "~~~",
        "- [ ] ",
        "- [x]* ",
        "[x][]",
        "**",
        "<!--",
        "-->",
        "---\n",
        "\t",
        "\r",
        "\u{FEFF}",
        "\u{200D}",
        "\u{0301}",
        "⚠️",
        "→",
        "│",
        "İ",
        "ß",
        "ﬁ",
        "１２",
        "T1-T99999999",
        "99999999999999999999%",
        "Phase 1",
        "Depends on: ",
        "(",
        ")",
        "‚Üí",
        "ðŸš€",
        "阶段 1",
        "\u{202E}",
        "&amp;",
        "# ",
        "> ",
        "1. ",
    ]);
    prop_oneof![odd.prop_map(str::to_owned), "\\PC{1,6}"]
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        1 => at().prop_map(Change::Delete),
        1 => at().prop_map(Change::Duplicate),
        1 => (at(), at()).prop_map(|(a, b)| Change::Swap(a, b)),
        1 => (at(), 0..9u8).prop_map(|(at, width)| Change::Indent(at, width)),
        3 => (at(), piece()).prop_map(|(at, what)| Change::Insert(at, what)),
        2 => (at(), piece()).prop_map(|(at, what)| Change::Replace(at, what)),
        1 => at().prop_map(Change::Truncate),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_is_a_danger(which in any::<Index>(), changes in prop::collection::vec(change(), 1..12)) {
        let (path, text) = which.get(&TEXTS);
        let mut text = text.clone();
        changes.iter().for_each(|change| change.apply(&mut text));
        assert_sound(path, text.as_bytes());
    }
}

#[test]
fn a_document_may_end_anywhere() {
    // One document of each kind, cut behind every third character.
    for name in ["clean/waves.md", "faulty/nested-fences.md", "clean/diagrams.md", "clean/chinese.md"] {
        let (path, text) = TEXTS.iter().find(|(path, _)| path.ends_with(name)).expect("the document");
        for (at, _) in text.char_indices().step_by(3) {
            assert_sound(path, &text.as_bytes()[..at]);
        }
    }
}

#[test]
fn the_opening_of_a_fence_may_be_all_there_is() {
    for text in ["~~~", "\n~~~", "\n```md", "\n\n```\n", " \n````markdown\n```"] {
        assert_sound("fence.md", text.as_bytes());
    }
}

#[test]
fn a_line_of_74_thousand_characters_is_read() {
    let cell = "An entry → of 阶段 1, ".repeat(3700);
    let text = format!("# Plan\n\n| Task | Owner | Status |\n|---|---|---|\n| {cell} | Ana | open |\n\n- [ ] {cell}\n");
    assert!(text.lines().any(|line| line.chars().count() > 70_000));
    assert_sound("long.md", text.as_bytes());
    let checked = vet("long.md", text.as_bytes()).expect("text");
    assert_eq!((checked.counts.tasks, checked.diagnostics.len()), (2, 0));
}
