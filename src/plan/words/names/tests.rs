//! Which spellings are one name, and what values name.

use proptest::prelude::*;

use super::*;
use crate::plan::Vocabulary;

fn refs(text: &str, base: u32) -> Vec<Ref<'_>> {
    super::refs(&Vocabulary::standard(), text, base)
}

fn listed(text: &str, base: u32) -> Vec<Ref<'_>> {
    super::listed(&Vocabulary::standard(), text, base)
}

#[test]
fn keys() {
    for (text, want) in [
        ("", ""),
        ("setup", "setup"),
        ("**Setup** ✅", "setup"),
        ("✅ Setup the   Database:", "setup the database"),
        ("`Setup`", "setup"),
        ("_Setup_ snake_case", "setup snake_case"),
        ("Index Survey (7 commands)", "index survey"),
        ("Index Survey (2min)", "index survey"),
        ("Index Survey (7 commands, 2min)", "index survey (7 commands, 2min)"),
        ("Analysis (5/12)", "analysis"),
        ("Analysis [2 h] ⏳", "analysis"),
        ("Phase 2 (streaming)", "phase 2 (streaming)"),
        ("Lint & Test", "lint and test"),
        ("Lint&Test", "lint and test"),
        ("Phase 1 — Setup", "phase 1 - setup"),
        ("~~Old~~ name", "old name"),
        ("(7 commands)", "(7 commands)"),
        ("3.1 Setup", "3.1 setup"),
        ("⚠️ Éclair", "éclair"),
        ("✅", ""),
        ("A → B", "a → b"),
    ] {
        assert_eq!(key(text), want, "{text:?}");
    }
    assert!(matches!(key("plain name"), Cow::Borrowed(_)));
}

#[test]
fn title_keys() {
    for (text, want) in [
        ("3.1 Setup", "setup"),
        ("3. Setup", "setup"),
        ("**2)** Setup", "2) setup"),
        ("2) Setup", "setup"),
        ("4 agents", "4 agents"),
        ("1.5 days", "1.5 days"),
        ("2.3", "2.3"),
    ] {
        assert_eq!(title_key(text), want, "{text:?}");
    }
}

fn all_of(refs: &[Ref]) -> String {
    let list: Vec<_> = refs
        .iter()
        .map(|found| match found {
            Ref::Id(id) => id.text.to_owned(),
            Ref::Range(r) if r.letters => format!("{}[{}]", r.kind, r.ids().collect::<String>()),
            Ref::Range(r) => format!("{}[{}{}..{}]", r.kind, r.prefix, r.first, r.last),
            Ref::Numbered(n) => format!("{}:{}", n.kind, n.label),
            Ref::All(_) => "ALL".to_owned(),
            Ref::Nothing(_) => "NOTHING".to_owned(),
        })
        .collect();
    list.join(" ")
}

#[test]
fn what_values_name() {
    let table = [
        ("T012", "T012"),
        ("**T012** ✅", "T012"),
        ("`T012`", "T012"),
        ("2.3", "2.3"),
        ("Phases A-C", "phase[ABC]"),
        ("Phases A–B, D", "phase[AB] phase:D"),
        ("Phase A to Phase C", "phase:A phase:C"),
        ("Tracks A through C", "track[ABC]"),
        ("Phase A - I think", "phase:A"),
        ("3", "3"),
        ("#4", "#4"),
        ("W8", "W8"),
        ("CHK046", "CHK046"),
        ("MCP-SEC-001", "MCP-SEC-001"),
        ("1.2a", "1.2a"),
        ("T1a", "T1a"),
        ("task-12", "task-12"),
        ("Y2-A", "Y2-A"),
        ("WP-1.3, 1.4", "WP-1.3 1.4"),
        ("1, 2, 3", "1 2 3"),
        ("T1, WP-11*, T3", "T1 T3"),
        ("**T1**, *T2*", "T1 T2"),
        ("T1, T2 & T3", "T1 T2 T3"),
        ("T1, T2 and T3", "T1 T2 T3"),
        ("T1/T2", "T1 T2"),
        ("T1 + T2<br>T3", "T1 T2 T3"),
        ("[T1](#t1)", "T1"),
        ("T1 (needs T9), T2", "T1 T2"),
        ("Auth service (T012)", "T012"),
        ("depends on T012, T013", "T012 T013"),
        ("Requires T3 to be merged", "T3"),
        ("T1-T5", "[T1..5]"),
        ("T1–T5", "[T1..5]"),
        ("T1-5", "[T1..5]"),
        ("T012 - T018", "[T12..18]"),
        ("T1 through T5", "[T1..5]"),
        ("T1 to T5", "[T1..5]"),
        ("T1..T5", "[T1..5]"),
        ("11-15", "[11..15]"),
        ("2.1-2.4", "[2.1..4]"),
        ("FR-001–FR-005", "[FR-1..5]"),
        ("F1-F4, T9", "[F1..4] T9"),
        ("T1 – 5 minutes", "T1"),
        ("Phase 2", "phase:2"),
        ("Phase 2 (streaming)", "phase:2"),
        ("Phase A", "phase:A"),
        ("Track 1", "track:1"),
        ("Tracks 2 & 3", "track:2 track:3"),
        ("Phases 1, 2 and 4", "phase:1 phase:2 phase:4"),
        ("Waves 1-3", "wave[1..3]"),
        ("Waves 1 - 3", "wave[1..3]"),
        ("Waves 1 through 3", "wave[1..3]"),
        ("Wave 2.1 complete", "wave:2.1"),
        ("All Wave 1 tasks", "wave:1"),
        ("Agent 3, T5", "agent:3 T5"),
        ("User Story 2", "user story:2"),
        ("Requires Stream A, B, C to reach half", "stream:A stream:B stream:C"),
        ("Task 1.1", "task:1.1"),
        ("None", "NOTHING"),
        ("Nothing (first phase)", "NOTHING"),
        ("None needed", "NOTHING"),
        ("No dependencies", "NOTHING"),
        ("n/a", "NOTHING"),
        ("N/A", "NOTHING"),
        ("-", "NOTHING"),
        ("—", "NOTHING"),
        ("", "NOTHING"),
        ("*none*", "NOTHING"),
        ("All", "ALL"),
        ("All above", "ALL"),
        ("all previous", "ALL"),
        ("All of the above", "ALL"),
        ("All tasks complete", "ALL"),
        ("All tests pass", ""),
        ("Prisma schema", ""),
        ("5 days", ""),
        ("30m", ""),
        ("50%", ""),
        ("v1.3.0", ""),
        ("UTF-8", ""),
        ("2025-03-04", ""),
        ("PR #26", ""),
        ("All P0 tasks completed", ""),
        ("[]", "NOTHING"),
        ("Web3", ""),
        ("...", ""),
        ("t3, t4", "t3 t4"),
        ("https://example.org/T012", ""),
        ("src/T012/a.rs", ""),
        ("Node 18", ""),
        ("Phase two", ""),
        ("✅", ""),
    ];
    must_name(&table, |text| refs(text, 0));
    // What names nothing else is a list.
    must_name(&table, |text| listed(text, 0));
}

#[test]
fn where_lists_end() {
    must_name(
        &[
            ("T1 | Next: T3", "T1"),
            ("T1 · Related: T3", "T1"),
            ("T1, See also: T3", "T1"),
            ("T1 ⟶ Unlocks: T3", "T1"),
            ("T1 · Owner: T3", "T1"),
            ("T1. T3 can start after this", "T1"),
            ("T1 — T3 follows", "T1"),
            ("T1; see T3 for the client", "T1"),
            ("T1, but not T3", "T1"),
            ("T1 only; T3 is independent", "T1"),
            ("T1; needed by T3", "T1"),
            ("T1 → then T3", "T1"),
            ("T1, then unlocks T3", "T1"),
            ("T1 - hand over to T3", "T1"),
            ("T1, shares files with T3", "T1"),
            ("T1 instead of T3", "T1"),
            ("T1, no longer on T3", "T1"),
            ("T1; no dependency on T3", "T1"),
            ("T1 — (blocks T3)", "T1"),
            ("T1 (was T3", "T1"),
            ("all except T3", ""),
            ("not T3", ""),
            ("– (not T3)", "NOTHING"),
            ("T1, ~~T3~~, T2", "T1 T2"),
            ("T1 (draft only)", ""),
            ("T1's draft, T2", "T2"),
            ("T1, first part", ""),
            ("the start of T1", ""),
            ("T1 (FF), T2", "T2"),
            ("T1 SS+2d", ""),
            ("T1: Schema, T2: API", "T1 T2"),
            ("T1 — Schema, T2 — API", "T1 T2"),
            ("Schema (T1), API design (T2)", "T1 T2"),
            ("Schema T1, API T2", "T1 T2"),
            ("T1 is done and T2 is merged", "T1 T2"),
            ("T1, and also on the output of T2", "T1 T2"),
            ("T1 → T2 → T3", "T1 T2 T3"),
            ("T1 · T2 · T3", "T1 T2 T3"),
            ("Hard: T1; T2", "T1 T2"),
            ("T1 for the schema, T2 for its client", "T1 T2"),
            ("Phase 1: Setup, Phase 2: Storage", "phase:1 phase:2"),
            ("e.g. T1", "T1"),
            ("None (T3 waits for this)", "NOTHING"),
            ("required by T3", ""),
            ("T1, used by T3", "T1"),
            ("T1 or T3", ""),
            ("T1, T2 or T3", "T1"),
            ("no longer T3", ""),
            ("T1 (waived), T2", "T2"),
        ],
        |text| listed(text, 0),
    );
}

fn must_name(table: &[(&str, &str)], read: impl Fn(&str) -> Vec<Ref<'_>>) {
    let wrong = table.iter().map(|(text, want)| (*text, *want, all_of(&read(text)))).filter(|t| t.1 != t.2);
    let list: String = wrong.map(|(text, want, got)| format!("\n{text:?}\n  want {want}\n  got  {got}")).collect();
    assert!(list.is_empty(), "{list}");
}

#[test]
fn ranges_expand() {
    let expand = |text: &str| match refs(text, 0).first() {
        Some(Ref::Range(range)) => range.ids().collect::<Vec<_>>().join(" "),
        other => format!("{other:?}"),
    };
    assert_eq!(expand("T008-T011"), "T008 T009 T010 T011");
    assert_eq!(expand("T8-T11"), "T8 T9 T10 T11");
    assert_eq!(expand("2.9–2.11"), "2.9 2.10 2.11");
}

#[test]
fn leading_ids() {
    for (text, want) in [
        ("T012 [P] [US1] Create the model", Some("T012")),
        ("**2.3** Foo", Some("2.3")),
        ("2.3 Foo", Some("2.3")),
        ("3. Foo", Some("3")),
        ("3", Some("3")),
        ("3 files changed", None),
        ("#4 Foo", Some("#4")),
        ("ABC-1 — Foo", Some("ABC-1")),
        ("CHK046: Foo", Some("CHK046")),
        ("- [ ] T1 Foo", None),
        ("Create T012", None),
        ("2025-03-04 Foo", None),
        ("5/12 done", None),
        ("50% done", None),
    ] {
        let want = if text.starts_with("- [") { Some("T1") } else { want };
        assert_eq!(leading_id(text, 0).map(|id| id.text), want, "{text:?}");
    }
    assert_eq!(&*id_key("**#4**"), "4");
    assert_eq!(&*id_key("t012"), "T12");
    assert_eq!(&*id_key("1.02"), "1.02");
}

#[test]
fn spans_name_the_place() {
    let text = "after T012 ✅, Tracks 2 & 3";
    let parts: Vec<_> = refs(text, 0).iter().map(|found| &text[found.span().range()]).collect();
    assert_eq!(parts, ["T012", "Tracks 2", "3"]);
    assert_eq!(refs("x T1", 10)[0].span(), crate::source::Span::new(12, 14));
}

#[test]
fn a_configuration_names_kinds() {
    let extra = std::collections::BTreeMap::from([("time-groups".to_owned(), vec!["ring".to_owned()])]);
    let words = Vocabulary::extended(&extra);
    assert!(matches!(&super::refs(&words, "Ring 9", 0)[..], [Ref::Numbered(one)] if &*one.kind == "ring"));
    assert!(refs("Ring 9", 0).is_empty());
}

fn values() -> impl Strategy<Value = String> {
    const PARTS: [&str; 36] = [
        "T1",
        "T012",
        "T5",
        "-",
        "–",
        " ",
        ", ",
        " & ",
        " and ",
        "Phase ",
        "Waves ",
        "2",
        "3",
        "2.3",
        ".",
        "..",
        "#",
        "(",
        ")",
        "None",
        "All",
        " above",
        " through ",
        "✅",
        "**",
        "`",
        "MCP-SEC-001",
        "/",
        "<br>",
        "a",
        "é",
        "小",
        "User ",
        "Story ",
        "_",
        ":",
    ];
    prop::collection::vec(prop::sample::select(PARTS.as_slice()), 0..16).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn refs_stay_inside(text in prop_oneof![values(), any::<String>()]) {
        let mut last = 0;
        for found in refs(&text, 0) {
            let span = found.span();
            prop_assert!(text.get(span.range()).is_some(), "{found:?} in {text:?}");
            prop_assert!(span.start >= last, "{found:?} in {text:?}");
            last = span.end;
            if let Ref::Range(range) = found {
                prop_assert!(range.count() > 1);
            }
        }
        let _ = leading_id(&text, 0);
    }

    #[test]
    fn a_key_is_its_own_key(text in prop_oneof![values(), any::<String>()]) {
        let once = key(&text).into_owned();
        prop_assert!(!once.contains("  ") && once.trim() == once, "{once:?}");
    }
}

/// Time grows with the text, not with its square.
#[test]
fn long_values_are_linear() {
    for part in [
        "T1",
        "T1-",
        "T1, ",
        "(",
        "T1 (",
        "Phase ",
        "Phase 1, ",
        "1 to ",
        "#",
        "(5)",
        "<br",
        "and ",
        ".",
        "✅",
        "User ",
    ] {
        let text = part.repeat(400_000 / part.len());
        let start = std::time::Instant::now();
        refs(&text, 0);
        key(&text);
        leading_id(&text, 0);
        assert!(start.elapsed().as_secs() < 5, "{part:?} took {:?}", start.elapsed());
    }
}
