//! What must hold for the fixes of every document.

use super::support::{HOME, documents, folder_of, testdata};
use planvet::{
    check::{self, Checked},
    config::{Configs, Layer},
    diagnostic::{Diagnostic, Safety},
    fix::{self, Outcome},
    project::Project,
    workspace::{Input, View},
};
use proptest::{prelude::*, sample::Index};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{LazyLock, atomic::AtomicUsize},
};

fn all() -> Vec<PathBuf> {
    testdata().into_iter().chain(folder_of("PLANVET_CORPUS").iter().flat_map(|f| documents(f))).collect()
}

/// Vets documents as the command line does, in no repository.
fn vet(inputs: Vec<Input>) -> Vec<Checked> {
    static CONFIGS: LazyLock<Configs> =
        LazyLock::new(|| Configs::new(PathBuf::from(HOME), Layer::default()).isolated());
    check::all(inputs, &CONFIGS, &Project::default(), &AtomicUsize::new(0))
}

fn fixed(inputs: &[Input], most: Safety) -> (Vec<Checked>, Outcome) {
    let first = vet(inputs.to_vec());
    let outcome = fix::fix(inputs, &first, most, vet);
    (first, outcome)
}

/// Fixes one document and holds what must hold; how many findings were fixed.
fn assert_sound(name: &str, bytes: &[u8], most: Safety) -> usize {
    let input =
        |bytes: &[u8]| Input { path: Path::new(HOME).join(name), shown: name.to_owned(), bytes: Some(bytes.to_vec()) };
    let (first, outcome) = fixed(&[input(bytes)], most);
    for refused in &outcome.refused {
        assert!(!refused.why.contains("rounds"), "{name}: {refused:?}");
    }
    let Some(mended) = outcome.mended.first() else { return 0 };
    assert!(mended.before == bytes, "{name}: what was read is not what was there");
    let after = &mended.after;
    assert_ne!(after, bytes);

    // Idempotent, and no worse by any rule's errors or by the number of findings.
    let (second, again) = fixed(&[input(after)], most);
    assert!(again.mended.is_empty(), "{name}: fixed again: {:?}", again.mended[0].fixed);
    assert!(second[0].diagnostics.len() <= first[0].diagnostics.len(), "{name}: more findings");
    assert!(!second[0].broken(), "{name}: cannot be read any more");

    // Endings, mark and final newline.
    let (before, after) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(after));
    assert_eq!(before.starts_with('\u{feff}'), after.starts_with('\u{feff}'), "{name}: byte-order mark");
    assert_eq!(last_ending(&before), last_ending(&after), "{name}: final newline");
    for ending in ["\r\n", "\n", "\r"] {
        assert!(endings(&before, ending) >= endings(&after, ending), "{name}: {ending:?} came in");
    }
    // Every byte outside of the edits stands, where one round of them was enough to compare with, and took nothing away.
    if let Some(plain) = by_hand(&first[0], bytes, most)
        && let round = &vet(vec![input(&plain)])[0]
        && !round.diagnostics.iter().any(|d| offered(d, most))
        && round.counts == second[0].counts
        && outcome.refused.is_empty()
    {
        assert!(plain == mended.after, "{name}: an edit touched more than its own bytes");
    }
    mended.fixed.values().sum()
}

fn offered(d: &Diagnostic, most: Safety) -> bool {
    d.fix.as_ref().is_some_and(|fix| fix.safety <= most)
}

/// The bytes with every fix applied; `None` where two of them touch.
fn by_hand(checked: &Checked, bytes: &[u8], most: Safety) -> Option<Vec<u8>> {
    let source = checked.source.as_ref()?;
    let fixes = checked.diagnostics.iter().filter(|d| offered(d, most)).filter_map(|d| d.fix.as_ref());
    let edits = fixes.flat_map(|fix| &fix.edits).map(|e| Some((source.replaceable(e.span)?, e.text.as_bytes())));
    let mut edits: Vec<_> = edits.collect::<Option<_>>()?;
    edits.sort_by_key(|(range, _)| range.start);
    if edits.windows(2).any(|w| w[0].0.end >= w[1].0.start) {
        return None;
    }
    let mut out = bytes.to_vec();
    for (range, text) in edits.into_iter().rev() {
        out.splice(range, text.iter().copied());
    }
    Some(out)
}

fn last_ending(text: &str) -> &str {
    &text[text.trim_end_matches(['\n', '\r']).len()..]
}

fn endings(text: &str, ending: &str) -> usize {
    match ending {
        "\r\n" => text.matches("\r\n").count(),
        "\n" => text.matches('\n').count() - text.matches("\r\n").count(),
        _ => text.matches('\r').count() - text.matches("\r\n").count(),
    }
}

#[test]
fn every_document_comes_out_well() {
    let mut count = [0; 2];
    for path in all() {
        let bytes = fs::read(&path).expect("the document");
        for (count, most) in count.iter_mut().zip([Safety::Safe, Safety::Unsafe]) {
            *count += assert_sound(&path.to_string_lossy(), &bytes, most);
        }
    }
    eprintln!("fixed {} safely, {} in all", count[0], count[1]);
    assert!(count[0] > 0 && count[1] > count[0], "nothing was tried");
}

/// What spoils a line of a plan.
#[derive(Debug, Clone)]
enum Damage {
    Garble,
    Box(&'static str),
    Ignore,
    Tick,
    Number,
}

fn damage() -> impl Strategy<Value = Vec<(Index, Damage)>> {
    let one = prop_oneof![
        Just(Damage::Garble),
        prop::sample::select(vec!["- [] ", "- [ x] ", "- [x ] ", "-[ ] ", "- \\[ \\] ", "* [X]"]).prop_map(Damage::Box),
        Just(Damage::Ignore),
        Just(Damage::Tick),
        Just(Damage::Number),
    ];
    prop::collection::vec((any::<Index>(), one), 1..6)
}

/// Damages lines of `text`.
fn spoil(text: &str, damage: &[(Index, Damage)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (at, damage) in damage.iter().filter(|_| !text.is_empty()) {
        let line = at.get_mut(&mut lines);
        match damage {
            Damage::Garble => line.push_str(" ‚Äî caf√© ‚Üí"),
            Damage::Box(with) => *line = format!("{with}{}", line.trim_start_matches(['-', '*', ' ', '[', ']', 'x'])),
            Damage::Ignore => line.push_str(" <!-- planvet-ignore missing-owner, mojibake: old -->"),
            Damage::Tick => *line = line.replacen("[ ]", "[x]", 1),
            Damage::Number => *line = line.replacen(|c: char| c.is_ascii_digit(), "7", 1),
        }
    }
    lines.join("\n")
}

/// A fix that would take an item away at first is one that keeps it, once another one is applied.
#[test]
fn what_was_left_out_is_fixed_otherwise() {
    let text = "---\nid: \"044\"\neffort: small\n- [] owner: TBD\n\
                --- <!-- planvet-ignore missing-owner, mojibake: old -->\n\n# Light the signs\n\n- [ ] Wire them\n";
    assert!(assert_sound("tasks/044-light-signs.md", text.as_bytes(), Safety::Unsafe) > 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_documents_come_out_well(
        at in any::<Index>(),
        damage in damage(),
        crlf in any::<bool>(),
        bom in any::<bool>(),
        newline in any::<bool>(),
    ) {
        static DOCUMENTS: LazyLock<Vec<PathBuf>> = LazyLock::new(testdata);
        let path = at.get(&DOCUMENTS);
        let mut text = spoil(&String::from_utf8_lossy(&fs::read(path).expect("the document")), &damage);
        if newline {
            text.push('\n');
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if bom {
            text.insert(0, '\u{feff}');
        }
        for most in [Safety::Safe, Safety::Unsafe] {
            assert_sound(&path.to_string_lossy(), text.as_bytes(), most);
        }
    }
}

/// A fix that brings itself forth again, one that spoils the document and one that is good: only the last is applied.
#[test]
fn what_does_not_end_or_spoils_is_named() {
    use planvet::{
        diagnostic::{Edit, Fix},
        rules,
        source::{Source, Span},
    };
    let input = Input { path: "a.md".into(), shown: "a.md".into(), bytes: Some(b"# a\n\n- one\n- two\n".to_vec()) };
    // Vets by looking for words; every edit is a replacement of one by another.
    let word = |text: &str, rule: &str, old: &str, new: &str| {
        let at = text.find(old)?;
        let finding = Diagnostic::new(rules::find(rule)?, Span::new(at, at + old.len()), "m");
        let edits = vec![Edit { span: finding.span, text: new.to_owned() }];
        Some(finding.fix(Fix { safety: Safety::Safe, message: "m".into(), edits }))
    };
    let vet = |inputs: Vec<Input>| -> Vec<Checked> {
        let one = |input: Input| {
            let source = Source::new("a.md", input.read(&View::default()).expect("bytes")).expect("text");
            let text = source.text().to_owned();
            let found = [
                word(&text, "mojibake", "# a", "# aa"),
                word(&text, "unused-ignore", "- one", "one"),
                word(&text, "ragged-table", "two", "2"),
            ];
            let diagnostics = found.into_iter().flatten().collect();
            Checked { source: Some(source.into()), diagnostics, ..Checked::new("a.md", Default::default()) }
        };
        inputs.into_iter().map(one).collect()
    };
    let inputs = [input];
    let outcome = fix::fix(&inputs, &vet(inputs.to_vec()), Safety::Safe, vet);
    assert_eq!(String::from_utf8_lossy(&outcome.mended[0].after), "# a\n\n- one\n- 2\n");
    let named: Vec<_> = outcome.refused.iter().map(|r| (r.rules.clone(), &*r.why)).collect();
    assert_eq!(
        named,
        [
            (vec!["mojibake"], "it did not come to an end within 10 rounds"),
            (vec!["unused-ignore"], "of 2 items only 1 would be left"),
        ]
    );
}
