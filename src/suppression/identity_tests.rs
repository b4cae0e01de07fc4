use super::*;
use crate::{
    check::Run,
    config::{Configs, Layer},
    project::Project,
    workspace::Input,
};
use std::{path::PathBuf, sync::atomic::AtomicUsize};

/// `rule: key` of what is found in `text`, sorted.
fn keys(text: &str) -> Vec<String> {
    named("plan.md", text)
}

fn named(path: &str, text: &str) -> Vec<String> {
    let input = Input { path: PathBuf::from("/nowhere").join(path), shown: path.into(), bytes: Some(text.into()) };
    let (configs, project) = (Configs::new("/nowhere".into(), Layer::default()), Project::default());
    let run = Run { keys: true, ..Run::new(&configs, &project) };
    let checked = run.vet(vec![input], &AtomicUsize::new(0));
    let mut keys: Vec<String> = checked[0]
        .diagnostics
        .iter()
        .map(|d| format!("{}: {}", d.rule.name, d.key.as_deref().expect("a key")))
        .collect();
    keys.sort();
    keys
}

const PLAN: &str = "\
# Cutover

## Wave 1: Copy

| ID | Task | Hours | Owner | After |
|----|------|-------|-------|-------|
| C1 | Copy the schema | 2 | Ada | |
| C2 | Copy the rows | 3 | | C9 |
| **Total** | | 7 | | |

## Wave 2: Switch

| # | Task | Hours | Owner | After |
|---|------|-------|-------|-------|
| 1 | Switch the alias | 2 | | |
| 2 | Tell the customers | 2 | Bo | |
";

#[test]
fn keys_name_the_subject() {
    assert_eq!(
        keys(PLAN),
        ["missing-owner: C2", "missing-owner: wave 2 > switch the alias", "wrong-total: wave 1 > total: 7",]
    );
}

#[test]
fn keys_survive_what_says_nothing() {
    let moved = PLAN.replace("# Cutover\n", "# Cutover of the index\n\nTwo waves, one night.\n");
    let reflowed = PLAN.replace("| Copy the rows | 3 | |", "|  Copy the   rows    |  3  |          |");
    let between = "| 1 | Warn the customers | 2 | Bo | |\n| 2 | Switch the alias";
    let renumbered = PLAN.replace("| 1 | Switch the alias", between).replace("| 2 | Tell", "| 3 | Tell");
    let retitled = PLAN.replace("Copy the schema", "Dump the schema").replace("Wave 2: Switch", "Wave 2: Alias");
    for text in [&moved, &reflowed, &renumbered, &retitled, &PLAN.replace('\n', "\r\n"), &format!("\u{feff}{PLAN}")] {
        assert_eq!(keys(text), keys(PLAN), "{text}");
    }
    assert_eq!(named("docs/other.md", PLAN), keys(PLAN));
}

#[test]
fn a_tick_is_no_part_of_a_key() {
    let list = |mark: &str| format!("# Plan\n\n- [{mark}] Tag it on 2026-02-30\n- [ ] Ship it\n");
    assert_eq!(keys(&list(" ")), ["impossible-date: tag it on 2026-02-30"]);
    assert_eq!(keys(&list("x")), keys(&list(" ")));
}

#[test]
fn a_sentence_may_be_broken_anywhere() {
    let text = "# Plan\n\n- [ ] Ship it\n\nAll is set. The release\nis on 2026-02-30, at\nnoon. Then we rest.\n";
    let whole = text.replace("release\nis", "release is").replace("at\nnoon. Then", "at noon. Then\n");
    assert_eq!(keys(text), ["impossible-date: the release is on 2026-02-30, at noon.: 2026-02-30"]);
    assert_eq!(keys(&whole), keys(text));
}

#[test]
fn what_is_long_is_cut_and_still_told_apart() {
    let long = "very ".repeat(60);
    let of = |end: &str| cut(&words(&format!("{long}{end}")));
    assert!(of("a").chars().count() < LONGEST + 12);
    assert_ne!(of("a"), of("b"));
}

#[test]
fn equal_keys_are_counted() {
    let text = "# Plan\n\n- [ ] Tag it on 2026-02-30\n- [ ] Tag it on 2026-02-30\n";
    assert_eq!(keys(text).len(), 2);
    assert_eq!(keys(text)[0], keys(text)[1]);
}

/// Formats print it, and what they print is kept elsewhere.
#[test]
fn version_1_is_frozen() {
    assert_eq!(fingerprint("missing-owner", "C2"), "64728aa7f6b0094b1a572ba9269f4a7a8e43088f6ca420c1e255723695b5bcef");
}
