//! What a user sees of `--fix`, `--unsafe-fixes` and `--diff`.

use super::{
    PLAN, Place, feed,
    support::{HOME, testdata},
    told,
};
use std::{fs, path::Path, process::Command};

const SAFE: &str = "# Plan

Mark items `[x]` only after the build passes.

- [ ] T1 Order the café tables — now <!-- planvet-ignore missing-owner: old -->
- [ ] T2 Tell the team
- [x] T3 Write the notes
- [ ] T4 Print it (depends on: T9)
";

#[test]
fn safe_fixes_are_applied_and_the_rest_is_reported() {
    let place = Place::new(&[("plan.md", PLAN)]);
    let (_, out, _) = place.run(&["plan.md"]);
    assert!(out.contains("fixable with --fix (1 more with --unsafe-fixes)"), "{out}");
    assert!(out.contains("fix:  write `[ ]` (--fix)"), "{out}");
    let (code, out, err) = place.run(&["--fix", "plan.md"]);
    assert_eq!(code, 1, "{out}{err}");
    assert_eq!(place.text("plan.md"), SAFE.replace(" <!-- planvet-ignore missing-owner: old -->", ""));
    assert!(err.contains("fixed 3 (1 malformed-checkbox, 1 mojibake, 1 unused-ignore), 2 left"), "{err}");
    assert!(out.contains("T9") && !out.contains("malformed-checkbox"), "{out}");
    assert!(out.contains("1 fixable with --fix --unsafe-fixes"), "{out}");

    let (code, _, err) = place.run(&["--fix", "--unsafe-fixes", "plan.md"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("fixed 1 (1 unproven-tick), 1 left"), "{err}");
    assert!(place.text("plan.md").contains("- [ ] T3 Write the notes\n"));
    let before = fs::metadata(place.path("plan.md")).unwrap().modified().unwrap();
    let (_, _, err) = place.run(&["--fix", "--unsafe-fixes", "plan.md"]);
    assert!(err.contains("fixed nothing, 1 left"), "{err}");
    assert_eq!(fs::metadata(place.path("plan.md")).unwrap().modified().unwrap(), before, "written without need");
}

#[test]
fn unsafe_fixes_need_a_word_what_to_do_with_them() {
    let place = Place::new(&[("plan.md", PLAN)]);
    let (code, _, err) = place.run(&["--unsafe-fixes", "plan.md"]);
    assert_eq!(code, 2);
    assert!(err.contains("add --fix to apply them or --diff to see them"), "{err}");
    let (code, _, err) = place.run(&["--diff", "--format", "json", "plan.md"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn a_diff_writes_nothing_and_applies() {
    for (ending, mark) in [("\n", ""), ("\r\n", ""), ("\n", "\u{feff}"), ("\r", "")] {
        let text = format!("{mark}{}", PLAN.replace('\n', ending));
        // Without the last line ending, too.
        for text in [text.clone(), text.trim_end().to_owned()] {
            let name = "docs/a plan.md";
            let place = Place::new(&[(name, &text)]);
            let (code, diff, err) = place.run(&["--diff", "--unsafe-fixes"]);
            assert_eq!(code, 1, "{err}");
            assert!(err.contains("would fix 4 ("), "{err}");
            assert_eq!(place.text(name), text, "nothing is written");
            place.run(&["--fix", "--unsafe-fixes"]);
            let fixed = place.text(name);
            assert_eq!(fixed.contains('\r'), text.contains('\r'));
            let git = ["git", "apply", "--whitespace=nowarn"];
            for command in [&git[..], &["patch", "-p1", "--binary", "--quiet"]] {
                fs::write(place.path(name), &text).unwrap();
                let mut apply = Command::new(command[0]);
                if apply.arg("--version").output().is_err() {
                    eprintln!("skipped: there is no {}", command[0]);
                    continue;
                }
                let mut apply = Command::new(command[0]);
                // The folder is to be no part of a repository around it.
                let around = place.0.path().parent().expect("a folder");
                apply.args(&command[1..]).current_dir(place.0.path()).env("GIT_CEILING_DIRECTORIES", around);
                let (code, out, err) = told(feed(&mut apply, &diff));
                assert_eq!(code, 0, "{command:?}: {out}{err}\n{diff}");
                assert_eq!(place.text(name), fixed, "{command:?}");
            }
            let (code, out, err) = place.run(&["--diff", "--unsafe-fixes"]);
            assert_eq!((code, &*out), (0, ""), "{err}");
            assert!(err.contains("nothing to fix"), "{err}");
        }
    }
}

#[test]
fn a_corrected_total_is_written_as_its_column_is() {
    let table = |rows: [&str; 2], total: &str| {
        format!(
            "# Move\n\n| ID | Task | Owner | Cost |\n|---|---|---|---|\n| T1 | Buy desks | Ada | {} |\n\
             | T2 | Buy chairs | Bo | {} |\n| **Total** | | | **{total}** |\n",
            rows[0], rows[1]
        )
    };
    for (rows, wrong, right) in [
        (["$1,300.50", "$2,600.00"], "$900", "$3,900.50"),
        (["$1300.50", "$2600.00"], "$900.00", "$3900.50"),
        (["€1'300", "€2'600"], "€4'100", "€3'900"),
    ] {
        let place = Place::new(&[("plan.md", &table(rows, wrong))]);
        let (_, out, _) = place.run(&["plan.md"]);
        assert!(out.contains("wrong-total"), "{out}");
        place.run(&["--fix", "--unsafe-fixes"]);
        assert_eq!(place.text("plan.md"), table(rows, right));
    }
}

/// A patch cannot change what lies behind a link under the link's name.
#[cfg(unix)]
#[test]
fn the_diff_of_a_link_is_that_of_its_file() {
    let place = Place::new(&[("docs/real.md", PLAN)]);
    std::os::unix::fs::symlink("docs/real.md", place.path("link.md")).expect("a link");
    for args in [&["--diff", "link.md"][..], &["--diff", "link.md", "docs/real.md"]] {
        let (code, diff, err) = place.run(args);
        assert_eq!(code, 1, "{err}");
        assert_eq!(diff.matches("--- a/docs/real.md\n+++ b/docs/real.md\n").count(), 1, "{diff}");
        assert!(!diff.contains("link.md") && err.contains("would fix 3 ("), "{diff}{err}");
        let mut apply = Command::new("git");
        apply.args(["apply", "--check"]).current_dir(place.0.path());
        let around = place.0.path().parent().expect("a folder");
        let (code, _, err) = told(feed(apply.env("GIT_CEILING_DIRECTORIES", around), &diff));
        assert_eq!(code, 0, "{err}\n{diff}");
    }
    let (_, _, err) = place.run(&["--fix", "link.md", "docs/real.md"]);
    assert!(err.contains("fixed 3 ("), "{err}");
    assert!(fs::symlink_metadata(place.path("link.md")).expect("a link").is_symlink());
}

#[test]
fn standard_input_is_printed_fixed() {
    let place = Place::new(&[("planvet.toml", "exclude = [\"old.md\"]")]);
    let fixed = SAFE.replace(" <!-- planvet-ignore missing-owner: old -->", "");
    let (code, out, err) = place.run_with(&["--fix", "-"], PLAN);
    assert_eq!((code, &*out), (1, &*fixed), "{err}");
    assert!(err.contains("T9") && err.contains("fixed 3 ("), "{err}");
    let (code, out, err) = place.run_with(&["--fix", "--quiet", "--stdin-filename", "plan.md", "-"], &fixed);
    assert_eq!((code, &*out), (1, &*fixed), "{err}");
    // An editor that pipes its text through planvet must get it back.
    let (code, out, err) = place.run_with(&["--fix", "--stdin-filename", "old.md", "-"], PLAN);
    assert_eq!((code, &*out), (0, PLAN), "{err}");
    let (code, out, _) = place.run_with(&["--fix", "-"], "a\0b");
    assert_eq!((code, &*out), (2, "a\0b"));
    let (code, out, _) = place.run_with(&["--diff", "--stdin-filename", "plan.md", "-"], PLAN);
    assert_eq!(code, 1);
    assert!(out.starts_with("--- a/plan.md\n+++ b/plan.md\n@@ -"), "{out}");
}

#[test]
fn what_is_in_conflict_is_left_alone() {
    let conflict = format!("{PLAN}\n<<<<<<< ours\n- [] a thing\n=======\n- [] another\n>>>>>>> theirs\n");
    let place = Place::new(&[("a.md", &conflict), ("b.md", PLAN)]);
    let (_, _, err) = place.run(&["--fix"]);
    assert!(err.contains("note: a.md: nothing is fixed: it holds the markers of a merge conflict"), "{err}");
    assert_eq!(place.text("a.md"), conflict);
    // What is not done is not promised, in any form.
    for format in ["full", "json", "sarif"] {
        let (_, out, _) = place.run(&["--format", format, "a.md"]);
        assert!(out.contains("malformed-checkbox"), "{out}");
        assert!(!out.contains("fixable with") && !out.contains("(--fix)") && !out.contains("\"edits\""), "{out}");
        assert!(!out.contains("\"fixes\""), "{out}");
    }
    assert_ne!(place.text("b.md"), PLAN);
}

#[test]
fn a_fix_that_spoils_the_plan_is_left_out_by_name() {
    // An open box contradicts the heading, and nobody but the author knows which of the two is right.
    let text = "# Plan\n\n## Parser (100% complete)\n\n- [x] Write it (#12)\n- [x] Test it (#13)\n\nAt last:\n\n- [] Ship it caf√© ‚Äî\n";
    let place = Place::new(&[("plan.md", text)]);
    let (_, out, err) = place.run(&["--fix"]);
    assert!(err.contains("note: plan.md: the fix of malformed-checkbox is left out: it would bring"), "{err}");
    assert!(out.contains("malformed-checkbox") && !out.contains("fixable") && !out.contains("--fix)"), "{out}");
    assert_eq!(place.text("plan.md"), text.replace("caf√© ‚Äî", "café —"), "{err}");
}

#[test]
fn the_edits_of_json_are_those_that_are_applied() {
    for text in [PLAN.to_owned(), format!("\u{feff}{}", PLAN.replace('\n', "\r\n"))] {
        let place = Place::new(&[("plan.md", &text)]);
        let (_, out, _) = place.run(&["--format", "json", "plan.md"]);
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        let mut edits = Vec::new();
        for finding in json["diagnostics"].as_array().unwrap() {
            for edit in finding["fix"]["edits"].as_array().into_iter().flatten() {
                let offset = |end: &str| edit["range"][end]["offset"].as_u64().unwrap() as usize;
                edits.push((offset("start")..offset("end"), edit["text"].as_str().unwrap().to_owned()));
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut bytes = text.into_bytes();
        for (range, text) in edits.into_iter().rev() {
            bytes.splice(range, text.into_bytes());
        }
        place.run(&["--fix", "--unsafe-fixes"]);
        assert_eq!(place.text("plan.md"), String::from_utf8(bytes).unwrap());
    }
}

#[test]
fn a_terminal_is_not_spoken_to_by_a_document() {
    let hostile = "# Plan\n\n- [ ] one \u{1b}[31m\u{202e}\n- [] two ::error::x\n";
    let look = planvet::fix::Look { terminal: true, color: true };
    let mut out = Vec::new();
    let fixed = hostile.replace("[]", "[ ]");
    planvet::fix::diff("a\u{1b}.md", hostile.as_bytes(), fixed.as_bytes(), look, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    let plain = out.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    let plain = plain.replace("\u{1b}[31m-", "-").replace("\u{1b}[32m+", "+");
    assert!(!plain.contains(['\u{1b}', '\u{202e}']) && !plain.contains(" ::"), "{plain:?}");
    assert!(plain.contains("--- \"a/a\\033.md\"\n"), "{plain}");
}

/// Documents of one plan are understood together, while one is fixed and the other is not.
#[test]
fn a_whole_tree_comes_out_well() {
    let place = Place::new(&[]);
    let home = Path::new(HOME).join("testdata");
    for path in testdata() {
        let to = place.path(&path.strip_prefix(&home).unwrap().to_string_lossy());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&path, to).unwrap();
    }
    let found = || -> u64 {
        let (_, out, _) = place.run(&["--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        ["errors", "warnings"].iter().map(|severity| json["summary"][severity].as_u64().unwrap()).sum()
    };
    let before = found();
    let (_, diff, _) = place.run(&["--diff", "--unsafe-fixes"]);
    let (_, _, err) = place.run(&["--fix", "--unsafe-fixes", "--format", "jsonl"]);
    let fixed: u64 = err.lines().find_map(|l| l.strip_prefix("fixed ")?.split(' ').next()?.parse().ok()).expect(&err);
    assert!(fixed > 5, "{err}");
    assert!(found() < before, "{err}");
    let left = format!("{} left", found());
    assert!(err.contains(&left), "{err}");
    let (code, again, err) = place.run(&["--diff", "--unsafe-fixes"]);
    assert_eq!((code, &*again), (0, ""), "{err}");
    assert!(diff.lines().filter(|l| l.starts_with("+++ ")).count() > 2);
}
