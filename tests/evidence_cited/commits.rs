//! Commits: there, not there, not to be known.

use crate::{
    NONE, findings,
    place::{Place, git_is_here},
    plan, short, unknown,
};
use planvet::git::Format;
use std::{collections::HashMap, ffi::OsStr, fs, path::Path, process::Command, time::Instant};

const MISSING: &str = "and there is no such commit here";

/// A repository with one commit, and its id.
fn one() -> (Place, String) {
    let place = Place::new();
    let id = place.write("src/a.rs", "a").commit("a");
    (place, id)
}

/// A plan in `place` that cites this commit and one that is not there.
fn cite(place: &Place, id: &str) {
    place.write(
        "plan.md",
        plan(&[&format!("Write it (commit {})", short(id)), &format!("Mend it (commit {})", NONE[0])]),
    );
}

#[test]
fn a_commit_that_is_not_there() {
    if !git_is_here() {
        return;
    }
    let (place, id) = one();
    cite(&place, &id);
    let found = unknown(&place);
    assert_eq!(found, [format!("4 warning “T002” is ticked with commit `{}`, {MISSING}", NONE[0])]);
    // The whole id, in a code span, and one of another repository.
    let other = format!("Link it https://git.example/o/r/commit/{}", NONE[1]);
    place.write("plan.md", plan(&[&format!("Write it `{id}`"), &other, &format!("Pin o/r@{}", NONE[1])]));
    assert!(unknown(&place).is_empty(), "{:?}", unknown(&place));
}

#[test]
fn a_code_span_may_be_anything() {
    if !git_is_here() {
        return;
    }
    let (place, id) = one();
    let lone = format!("Write it `{}`", NONE[0]);
    place.write("plan.md", plan(&[&lone]));
    assert!(matches!(&unknown(&place)[..], [found] if found.starts_with("3 info ")), "{:?}", unknown(&place));
    // Beside one that is a commit it is meant as one.
    place.write("plan.md", plan(&[&lone, &format!("Mend it `{id}`")]));
    assert!(matches!(&unknown(&place)[..], [found] if found.starts_with("3 warning ")), "{:?}", unknown(&place));
    let migrated = plan(&[&format!("Run migration `{}`", NONE[0])]);
    place.write("plan.md", format!("{migrated}- [ ] T002 Take back (commit {})\n", NONE[1]));
    assert!(unknown(&place).is_empty(), "{:?}", unknown(&place));
}

#[test]
fn a_history_that_was_written_anew_is_one_finding() {
    if !git_is_here() {
        return;
    }
    let (place, _) = one();
    let items: Vec<String> = (0..9).map(|n| format!("Write it (commit 0a1b2c{n})")).collect();
    place.write("plan.md", plan(&items.iter().map(String::as_str).collect::<Vec<_>>()));
    let found = unknown(&place);
    assert_eq!(found, ["3 warning none of the 9 commits cited beside ticked items is in this repository"]);
}

#[test]
fn an_id_that_begins_several_objects() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    // Two blobs that begin alike in 7 digits, with a letter and a digit among them.
    let mut seen: HashMap<String, usize> = HashMap::new();
    let both = |id: &str| id.contains(|c: char| c.is_ascii_digit()) && id.contains(char::is_alphabetic);
    let (twin, one, other) = (0..)
        .find_map(|n: usize| {
            let id = Format::Sha1.hash("blob", n.to_string().as_bytes()).to_string()[..7].to_owned();
            let first = seen.insert(id.clone(), n);
            first.filter(|_| both(&id)).map(|first| (id, first, n))
        })
        .expect("two that begin alike");
    place.write("one", one.to_string()).write("other", other.to_string()).commit("both");
    place.write("plan.md", plan(&[&format!("Write it (commit {twin})")]));
    let found = unknown(&place);
    assert!(matches!(&found[..], [f] if f.starts_with("3 info ") && f.contains("several objects")), "{found:?}");
    let blob = place.git(&["rev-parse", "HEAD:one"]);
    place.write("plan.md", plan(&[&format!("Write it (commit {blob})")]));
    let found = unknown(&place);
    assert!(matches!(&found[..], [f] if f.contains("which is no commit but a blob")), "{found:?}");
}

/// A clone of a repository of three commits; their ids.
fn clone(args: &[&str]) -> (Place, Place, Vec<String>) {
    let place = Place::new();
    place.git(&["config", "uploadpack.allowFilter", "true"]);
    let ids = (0..3).map(|n| place.write(&format!("src/{n}"), n.to_string()).commit("a")).collect();
    let (from, to) = (format!("file://{}", place.root.display()), place.root.with_file_name("clone"));
    place.git(&[&["clone", "-q"], args, &[&from, to.to_str().expect("UTF-8")]].concat());
    (place, Place::at(to), ids)
}

#[test]
fn in_a_clone_that_is_cut_off_nobody_can_tell() {
    if !git_is_here() {
        return;
    }
    for (args, kind) in [(["--depth=1"], "shallow"), (["--filter=blob:none"], "partial")] {
        let (_origin, clone, ids) = clone(&args);
        cite(&clone, &ids[2]);
        let told = format!("4 info a cited commit is not in this clone, which is {kind}: nobody can tell here");
        assert_eq!(unknown(&clone), [told]);
    }
}

#[test]
fn before_the_first_commit_off_a_branch_and_in_a_worktree() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("plan.md", plan(&[&format!("Write it (commit {})", NONE[0])]));
    assert_eq!(unknown(&place).len(), 1);
    let (place, id) = one();
    place.git(&["checkout", "-q", "--detach"]);
    cite(&place, &id);
    assert_eq!(unknown(&place).len(), 1);
    fs::remove_file(place.root.join("plan.md")).expect("a file");
    let tree = place.root.with_file_name("tree");
    place.git(&["worktree", "add", "-q", "--detach", tree.to_str().expect("UTF-8")]);
    let tree = Place::at(tree);
    cite(&tree, &id);
    assert_eq!(unknown(&tree).len(), 1);
}

#[test]
fn a_document_in_a_repository_below_speaks_of_that_one() {
    if !git_is_here() {
        return;
    }
    let (place, _) = one();
    place.write("lib/plan.md", plan(&[&format!("Write it (commit {})", NONE[0])]));
    assert_eq!(unknown(&place).len(), 1);
    place.git(&["init", "-q", "lib"]);
    assert!(unknown(&place).is_empty());
}

#[test]
fn without_a_repository_or_git_it_is_silent_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = plan(&[&format!("Write it (commit {})", NONE[0]), "Mend it report:none.xml"]);
    fs::write(folder.path().join("plan.md"), &text).expect("a file");
    let (found, err) = findings(folder.path(), "unknown-evidence", &[]);
    assert!(found.is_empty() && err.contains("note: there is no git repository here"), "{found:?} {err}");
    // A repository, and no git: files are looked up all the same.
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let (found, err) = findings(folder.path(), "unknown-evidence", &[("PATH", OsStr::new(""))]);
    assert!(matches!(&found[..], [f] if f.contains("none.xml")), "{found:?}");
    let told = err.matches("note: git is not on the PATH; the commits that plans cite").count();
    assert_eq!(told, 1, "{err}");
}

/// A folder with a `git` that leaves a file behind, and the file.
#[cfg(unix)]
fn marking(folder: &Path) -> std::path::PathBuf {
    let marker = folder.join("marker");
    crate::place::git_that(folder, &format!("echo \"$@\" >> '{}'\nexec $REAL \"$@\"", marker.display()));
    marker
}

#[cfg(unix)]
#[test]
fn nothing_of_git_is_started_where_nothing_is_cited() {
    if !git_is_here() {
        return;
    }
    let (place, id) = one();
    let folder = tempfile::tempdir().expect("a folder");
    let marker = marking(folder.path());
    let path = [("PATH", folder.path().as_os_str())];
    let run = |rules: &str| findings(&place.root, rules, &path).0;
    place.write("plan.md", plan(&["Write it in `src/a.rs`", "Mend it, 40 tests passed", "See #12 report:src/a.rs"]));
    run("all");
    assert!(!marker.exists(), "{:?}", fs::read_to_string(&marker));
    // The same run with a commit in it asks one long-lived process for all of them.
    let items: Vec<String> = (0..50).map(|n| format!("Write it (commit 0a1b2c3d{n:02})")).collect();
    let mut items: Vec<&str> = items.iter().map(String::as_str).collect();
    let own = format!("Write it (commit {id})");
    items.push(&own);
    place.write("plan.md", plan(&items)).write("more.md", plan(&items));
    assert_eq!(run("unknown-evidence").len(), 100);
    let asked = fs::read_to_string(&marker).expect("git was asked");
    assert_eq!(asked.lines().filter(|l| l.contains("--batch-check")).count(), 1, "{asked}");
    assert!(asked.lines().count() <= 4, "{asked}");
}

#[test]
fn many_commits_are_quick() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    // 500 commits in one go.
    let stream: String = (1..=500)
        .map(|n| {
            format!(
                "commit refs/heads/main\ncommitter a <a@b> {} +0000\ndata 1\nx\nM 100644 inline src/{n}.rs\ndata 1\na\n",
                1_700_000_000 + n
            )
        })
        .collect();
    place.write("stream", stream);
    let input = fs::File::open(place.root.join("stream")).expect("a file");
    let done = Command::new("git").args(["fast-import", "--quiet"]).current_dir(&place.root).stdin(input).status();
    assert!(done.expect("git runs").success());
    let ids = place.git(&["rev-list", "refs/heads/main"]);
    let items = ids.lines().zip((1..=500).rev()).map(|(id, n)| format!("Write `src/{n}.rs` (commit {id})"));
    let items: Vec<String> = items.collect();
    assert_eq!(items.len(), 500);
    place.write("plan.md", plan(&items.iter().map(String::as_str).collect::<Vec<_>>()));
    place.write("planvet.toml", "[require.evidence]\nitem = { level = \"touched\" }\n");
    for rule in ["unknown-evidence", "unproven-tick"] {
        let start = Instant::now();
        let (found, _) = findings(&place.root, rule, &[]);
        assert_eq!(found.first(), None);
        eprintln!("{rule}, 500 commits: {:?}", start.elapsed());
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}

#[test]
fn hostile_ids_are_only_words() {
    if !git_is_here() {
        return;
    }
    let (place, _) = one();
    place.write(
        "plan.md",
        plan(&[
            "Write it commit:--upload-pack=touch",
            "Write it commit:HEAD",
            "Write it commit:$(touch x)",
            "Write it (commit 0a1b2c3^{/x})",
            &format!("Write it commit:{}", "a1".repeat(40_000)),
            "Write it \u{202e}gnp.tset (commit 0a1b2c3)",
        ]),
    );
    let found = unknown(&place);
    assert!(matches!(&found[..], [f] if f.starts_with("8 warning ")), "{found:?}");
    assert!(!found[0].contains('\u{202e}'), "{found:?}");
    assert!(!place.root.join("x").exists());
}
