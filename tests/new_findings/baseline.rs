//! What a baseline knows.

use super::{
    Place, plan,
    support::{self, planvet},
};
use std::{fs, path::Path};

#[test]
fn a_baseline_holds_back_what_was_there() {
    let place = Place::repository(&[("docs/a.md", &plan(&["T1", "T2"])), ("docs/b.md", &plan(&["T3"]))]);
    assert_eq!(place.found(&[]).len(), 3);
    let answer = place.planvet(&["baseline"]);
    assert_eq!((answer.code, &*answer.out), (0, ""), "{answer:#?}");
    assert!(answer.err.contains("planvet-baseline.toml: 3 added"), "{answer:#?}");
    insta::assert_snapshot!(place.read("planvet-baseline.toml"), @r#"
    # Findings that were there when this file was written; only new ones are reported.
    # `planvet baseline` takes out what was mended.
    version = 1
    findings = [
      { path = "docs/a.md", rule = "missing-owner", key = "T1", count = 1 },
      { path = "docs/a.md", rule = "missing-owner", key = "T2", count = 1 },
      { path = "docs/b.md", rule = "missing-owner", key = "T3", count = 1 },
    ]
    "#);
    assert_eq!(place.found(&[]).len(), 3, "it has to be named");
    place.write("planvet.toml", "baseline = \"planvet-baseline.toml\"\n");
    assert_eq!(place.found(&[]), [""; 0]);
    assert_eq!(place.found(&["--no-baseline"]).len(), 3);
    let answer = place.planvet(&[]);
    assert!(answer.code == 0 && answer.out.contains("3 known before"), "{answer:#?}");
    assert!(place.planvet(&["--format", "json"]).out.contains("\"known\":3"));
    assert_eq!(planvet(&place.path("docs"), ["--format", "concise", "a.md"]).code, 0, "from a folder below");

    // Lines move, the table is reflowed, a file is renamed, a neighbour has another title.
    let moved = plan(&["T1", "T2"]).replace("# Move\n", "# The great move\n\nTwo nights.\n");
    place.write(
        "docs/a.md",
        &moved.replace("| ID | Task |", "| ID |   Task    |").replace("Carry the T1", "Move the T1"),
    );
    fs::rename(place.path("docs/b.md"), place.path("docs/c.md")).expect("a rename");
    assert_eq!(place.found(&[]), [""; 0]);
    // One is mended, another is new: it is not paid for.
    place.write("docs/a.md", &plan(&["T1", "T9"]).replace("Carry the T9", "Carry all"));
    assert_eq!(place.found(&[]), ["docs/a.md:7 missing-owner", "planvet-baseline.toml:6 stale-baseline"]);
    assert_eq!(place.found(&["docs/c.md"]), [""; 0], "of what was not checked nothing is said");
    let answer = place.planvet(&["baseline"]);
    assert!(answer.err.contains("2 kept, 1 taken out") && answer.err.contains("1 new finding is not"), "{answer:#?}");
    assert_eq!(place.found(&[]), ["docs/a.md:7 missing-owner"]);
    assert!(place.read("planvet-baseline.toml").contains("docs/c.md"), "the new name is written down");
    assert!(place.planvet(&["baseline", "--add"]).err.contains("2 kept, 1 added"));
    assert_eq!(place.found(&[]), [""; 0]);
    // A document that is gone.
    fs::remove_file(place.path("docs/c.md")).expect("a file");
    assert_eq!(place.found(&[]), ["planvet-baseline.toml:7 stale-baseline"]);
    assert!(place.planvet(&["baseline"]).err.contains("2 kept, 1 taken out"));
}

#[test]
fn what_is_excluded_now_leaves_the_baseline() {
    let place = Place::repository(&[("docs/a.md", &plan(&["T1"])), ("drafts/b.md", &plan(&["T2"]))]);
    place.planvet(&["baseline"]);
    place.write("planvet.toml", "baseline = \"planvet-baseline.toml\"\nexclude = [\"drafts/\"]\n");
    assert_eq!(place.found(&["docs"]), [""; 0], "nobody looked there");
    assert_eq!(place.found(&[]), ["planvet-baseline.toml:6 stale-baseline"]);
    assert!(place.planvet(&["baseline", "docs"]).err.contains("2 kept"));
    assert!(place.planvet(&["baseline"]).err.contains("1 kept, 1 taken out"));
    assert!(!place.read("planvet-baseline.toml").contains("drafts/b.md"));
    assert_eq!(place.found(&[]), [""; 0]);
    // It pays for nothing: the document was not renamed.
    place.planvet(&["baseline", "--add", "--config", "exclude=[]"]);
    place.write("docs/c.md", &plan(&["T2"]));
    assert_eq!(place.found(&[]), ["docs/c.md:6 missing-owner"]);
}

#[test]
fn files_and_plans_are_counted_for_what_they_are() {
    let place = Place::repository(&[("a.md", &plan(&["T1"])), ("b.md", &plan(&["T2"]))]);
    let closing = |args: &[&str]| place.planvet(args).out.lines().last().unwrap_or_default().to_owned();
    assert!(closing(&[]).starts_with("2 files, 2 plans ("), "{}", closing(&[]));
    place.planvet(&["baseline"]);
    place.write(
        "planvet.toml",
        "baseline = \"planvet-baseline.toml\"\nignore = [\"no-such-rule\"]\n[[plan]]\nfiles = [\"*.md\"]\n",
    );
    place.write("a.md", &plan(&[]));
    assert_eq!(place.found(&[]), ["planvet-baseline.toml:5 stale-baseline", "planvet.toml:2 unknown-rule"]);
    assert!(closing(&[]).starts_with("2 files, 1 plan ("), "{}", closing(&[]));
    assert!(closing(&["a.md"]).starts_with("1 file, 1 plan ("), "{}", closing(&["a.md"]));
    let nothing = closing(&["a.md", "--config", "exclude=['*.md']"]);
    assert!(nothing.starts_with("no files to check: 1 warning"), "{nothing}");
    let json: serde_json::Value = serde_json::from_str(&place.planvet(&["--format", "json"]).out).expect("JSON");
    assert_eq!((json["summary"]["files"].as_u64(), json["summary"]["plans"].as_u64()), (Some(2), Some(1)));
}

#[test]
fn of_two_equal_findings_one_is_mended_and_a_third_is_new() {
    let list =
        |items: &[&str]| format!("# Plan\n\n{}", items.iter().map(|i| format!("- [ ] {i}\n")).collect::<String>());
    let twice = "Tag it on 2026-02-30";
    let place = Place::repository(&[("a.md", &list(&[twice, twice]))]);
    place.planvet(&["baseline"]);
    let found = |items: &[&str]| {
        place.write("a.md", &list(items));
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&[twice, twice, twice]).len(), 1);
    assert_eq!(
        found(&[twice, "Tag that on 2026-02-30"]),
        ["a.md:4 impossible-date", "planvet-baseline.toml:5 stale-baseline"]
    );
}

#[test]
fn garbled_lines_are_known_one_by_one() {
    let line = |id: &str| format!("- [ ] {id} Order the caf√© tables ‚Äî now\n");
    let text = format!("# Plan\n\n{}\nText.\n\n{}", line("T1"), line("T2"));
    let place = Place::repository(&[("a.md", &text)]);
    assert_eq!(place.found(&[]), ["a.md:3 mojibake"], "all of them are one finding");
    place.planvet(&["baseline"]);
    let baseline = place.read("planvet-baseline.toml");
    assert!(baseline.contains("key = \"T1: é\", count = 1"), "{baseline}");
    let found = |text: &str| {
        place.write("a.md", text);
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&text.replace("Order", "Buy")), [""; 0]);
    assert_eq!(found(&format!("{text}{}", line("T3"))), ["a.md:3 mojibake"], "a new line");
    assert_eq!(found(&text.replacen("now", "now‚Ä¶", 1)), ["a.md:3 mojibake"], "a character more on a garbled line");
    assert_eq!(
        found(&text.replacen(" ‚Äî", " —", 1)),
        ["planvet-baseline.toml:6 stale-baseline"],
        "one of them is mended"
    );
}

/// A finding may speak of many defects at once.
#[test]
fn what_joins_a_known_finding_is_new() {
    let head = "# Plan\n\nMark items `[x]` only after the build passes.\n\n";
    let list = |open: &str| {
        let items = ["T1 Order the tables", "T2 Tell the team", "T3 Write the notes", "T4 Print them"];
        let mark = |item: &str| if open.contains(&item[..2]) { ' ' } else { 'x' };
        format!("{head}{}", items.iter().map(|item| format!("- [{}] {item}\n", mark(item))).collect::<String>())
    };
    let place = Place::repository(&[("a.md", &list("T3 T4"))]);
    assert_eq!(place.found(&[]), ["a.md:5 unproven-tick"]);
    place.planvet(&["baseline"]);
    let baseline = place.read("planvet-baseline.toml");
    assert!(baseline.contains("key = \"T1\"") && baseline.contains("key = \"T2\""), "{baseline}");
    let found = |text: &str| {
        place.write("a.md", text);
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&list("T3 T4")), [""; 0]);
    assert_eq!(found(&list("T4")), ["a.md:5 unproven-tick"], "a third tick");
    // Without --add the two that are known stay known.
    assert!(place.planvet(&["baseline"]).err.contains("2 kept"));
    assert_eq!(place.read("planvet-baseline.toml"), baseline);
    assert_eq!(found(&list("T2 T3 T4")), ["planvet-baseline.toml:6 stale-baseline"], "one is mended");
}

/// Of findings about several things at once, each thing is known by itself, also when the first of them is mended.
#[test]
fn each_of_several_defects_is_known() {
    let text = |lines: &[&str]| {
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        format!("# Plan\n\n- [ ] T1 Set it up\n\n```bash\n{lines}```\n")
    };
    let (one, two, three) = ("Review the parser with Ada", "Check that all tests pass", "Write down what came of it");
    let place = Place::repository(&[("a.md", &text(&[one, "make test", two]))]);
    assert_eq!(place.found(&[]), ["a.md:6 prose-in-shell"]);
    place.planvet(&["baseline"]);
    let found = |lines: &[&str]| {
        place.write("a.md", &text(lines));
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&["make", two, one]), [""; 0]);
    assert_eq!(found(&["make", two]), ["planvet-baseline.toml:6 stale-baseline"]);
    assert_eq!(found(&[two, three, one]), ["a.md:6 prose-in-shell"]);
}

#[test]
fn a_baseline_that_cannot_be_used_is_refused() {
    let place = Place::repository(&[("a.md", &plan(&["T1"]))]);
    let refused = |says: &str| {
        let answer = place.planvet(&["--baseline", "b.toml"]);
        assert!(answer.code == 2 && answer.err.contains(says) && answer.out.is_empty(), "{answer:#?}");
    };
    refused("there is no baseline b.toml; `planvet baseline` writes one");
    place.write("b.toml", "version = 9\n");
    refused("version 9");
    place.write("b.toml", "version = 1\nfindings = [ oh\n");
    refused("b.toml:2");
    let answer = place.planvet(&["baseline", "--baseline", "b.toml"]);
    assert_eq!(answer.code, 2, "what is broken is not overwritten: {answer:#?}");
}

/// Whatever is found, a baseline made from it holds it back, and nothing of it is stale.
#[test]
fn a_baseline_silences_its_own_run_over_all_testdata() {
    let place = Place::new();
    let testdata = Path::new(support::HOME).join("testdata");
    for document in support::testdata() {
        let to = place.path("testdata").join(document.strip_prefix(&testdata).expect("below"));
        fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        fs::copy(document, to).expect("a copy");
    }
    let today = ["--today", "2026-01-01"];
    assert!(place.found(&today).len() > 50);
    assert_eq!(place.planvet(&[&["baseline"], &today[..]].concat()).code, 0);
    let held = [&today[..], &["--baseline", "planvet-baseline.toml"]].concat();
    assert_eq!(place.found(&held), [""; 0]);
    let first = place.read("planvet-baseline.toml");
    assert_eq!(place.planvet(&[&["baseline"], &today[..]].concat()).code, 0);
    assert_eq!(place.read("planvet-baseline.toml"), first, "a second time changes nothing");
}

/// A branch may not put its own findings into the baseline that it is measured by.
#[test]
fn the_baseline_is_a_part_of_the_policy() {
    let place = Place::repository(&[("plan.md", &plan(&["T1"])), ("planvet.toml", "baseline = \"known.toml\"\n")]);
    place.planvet(&["baseline"]);
    place.commit("Accept what there is");
    place.git(&["switch", "--quiet", "-c", "work"]);
    place.write("plan.md", &plan(&["T1", "T2"]));
    place.planvet(&["baseline", "--add"]);
    assert_eq!(place.found(&[]), [""; 0]);
    assert_eq!(place.found(&["--policy-from", "main"]), ["plan.md:7 missing-owner"]);
    // What the branch mended and took out is nothing to be told of.
    place.write("plan.md", &plan(&[]));
    place.planvet(&["baseline"]);
    assert_eq!(place.found(&["--policy-from", "main"]), [""; 0]);
    let answer = place.planvet(&["--policy-from", "main~1"]);
    assert!(answer.code == 2 && answer.err.contains("there is no baseline known.toml"), "{answer:#?}");
    assert_eq!(place.found(&["--policy-from", "main~1", "--no-baseline"]), [""; 0]);
}

#[test]
fn a_baseline_keeps_what_was_not_looked_for() {
    let place = Place::repository(&[(
        "plan.md",
        "# Plan\n\n- [ ] T1 Pack\n- [ ] T1 Load\n- [ ] T2 Moor\n- [ ] T4 Tow\n\n-[ ] T3 Sail\n",
    )]);
    assert_eq!(place.planvet(&["baseline"]).code, 0);
    let all = place.read("planvet-baseline.toml");
    assert!(all.contains("duplicate-id") && all.contains("malformed-checkbox"), "{all}");
    for args in [["baseline", "--select", "duplicate-id"], ["baseline", "--at-least", "error"]] {
        assert_eq!(place.planvet(&args).code, 0);
        assert_eq!(place.read("planvet-baseline.toml"), all, "{args:?}");
    }
    let nowhere = Place::new();
    assert_eq!(nowhere.planvet(&["baseline", "nowhere.md"]).code, 2);
    assert!(!nowhere.path("planvet-baseline.toml").exists());
}

#[test]
fn a_hundred_findings_in_any_order() {
    let ids: Vec<String> = (1..=100).map(|n| format!("T{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let list = |ids: &[&str]| -> String {
        let items = ids.iter().map(|id| format!("- [ ] {id} Tag it on 2026-02-30\n"));
        format!("# Plan\n\n{}", items.collect::<String>())
    };
    let place = Place::repository(&[("a.md", &list(&ids))]);
    assert_eq!(place.found(&[]).len(), 100);
    place.planvet(&["baseline"]);
    let mut shuffled: Vec<&str> = ids.clone();
    // 37 and 100 have no divisor in common.
    (0..100).for_each(|at| shuffled[at] = ids[at * 37 % 100]);
    place.write("a.md", &list(&shuffled));
    assert_eq!(place.found(&["--baseline", "planvet-baseline.toml"]), [""; 0]);
    shuffled.push("T101");
    place.write("a.md", &list(&shuffled));
    assert_eq!(place.found(&["--baseline", "planvet-baseline.toml"]), ["a.md:103 impossible-date"]);
}
