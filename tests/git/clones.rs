//! Repositories that do not hold everything, or share it.

#[cfg(unix)]
use crate::place::old_git;
use crate::place::{Place, git_is_here, scope};
use planvet::git::{Blob, Commit, Lookup, Repository, Scope, Why};
use std::{fs, process::Command, sync::Arc};

/// Three commits, and a clone of them.
fn clone(args: &[&str]) -> (Place, Place, Vec<String>) {
    let place = Place::new();
    for setting in ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"] {
        place.git(&["config", setting, "true"]);
    }
    let commits = (0..3).map(|n| place.write(&format!("src/{n}"), n.to_string()).commit("a")).collect();
    let (from, to) = (format!("file://{}", place.root.display()), place.root.with_file_name("clone"));
    let to_text = to.to_str().expect("UTF-8");
    place.git(&[&["clone", "-q"], args, &[&from, to_text]].concat());
    (place, Place::at(to), commits)
}

fn commit(r: &Repository, id: &str) -> Option<Arc<Commit>> {
    match r.commit(id).expect("git answers") {
        Lookup::Found(commit) => Some(commit),
        Lookup::Missing => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_shallow_clone_does_not_know_what_was_before() {
    if !git_is_here() {
        return;
    }
    let (_origin, clone, commits) = clone(&["--depth=2"]);
    clone.ask(|r| {
        assert!(r.is_shallow() && !r.is_partial().expect("git answers"));
        assert_eq!(commit(r, &commits[0]), None);
        let [edge, last] = [1, 2].map(|n| commit(r, &commits[n]).expect("a commit"));
        // The parent of the commit at the edge is not here: it would seem to touch everything.
        assert_eq!(r.touched(&edge), Ok(None));
        assert_eq!(r.touched(&last).expect("git answers").expect("known")[..], [b"src/2".as_slice().into()]);
        assert_eq!(r.tree(edge.oid, &Scope::all()).expect("git answers").map(|t| t.oid), Some(edge.tree));
    });
    assert_eq!(clone.tree(&Scope::all()), clone.git(&["rev-parse", "HEAD^{tree}"]));
}

/// Asks the git that is here, and one that is too old to know of `GIT_NO_LAZY_FETCH`.
fn both(clone: &Place, ask: fn(&Repository, &str)) {
    let last = clone.git(&["rev-parse", "HEAD"]);
    clone.ask(|r| ask(r, &last));
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().expect("a temporary folder");
        clone.ask_with(&old_git(folder.path()), |r| ask(r, &last));
    }
}

#[test]
fn a_partial_clone_fetches_nothing() {
    if !git_is_here() {
        return;
    }
    let (_origin, clone, _) = clone(&["--filter=blob:none", "--no-checkout"]);
    both(&clone, |r, last| {
        assert!(r.is_partial().expect("git answers") && !r.is_shallow());
        let last = commit(r, last).expect("a commit");
        assert_eq!(r.touched(&last).expect("git answers").expect("known")[..], [b"src/2".as_slice().into()]);
        // The hash of a scope needs no content.
        assert_eq!(r.tree(last.oid, &Scope::all()).expect("git answers").map(|t| t.oid), Some(last.tree));
        assert_eq!(r.blob(last.oid, b"src/2", 10), Ok(Blob::Missing));
    });
}

#[test]
fn a_clone_without_trees_says_that_it_does_not_know() {
    if !git_is_here() {
        return;
    }
    let (_origin, clone, _) = clone(&["--filter=tree:0", "--no-checkout"]);
    both(&clone, |r, last| {
        let last = commit(r, last).expect("a commit");
        assert_eq!(r.touched(&last), Ok(None));
        assert_eq!(r.tree(last.oid, &Scope::all()), Ok(None));
        assert_eq!(r.blob(last.oid, b"src/2", 10), Ok(Blob::Missing));
    });
}

#[test]
fn a_folder_that_was_neither_checked_out_nor_cloned_is_unknown() {
    if !git_is_here() {
        return;
    }
    let (origin, _clone, _) = clone(&[]);
    origin.write("docs/a", "1").write("src/deep/x", "1").commit("more");
    let (from, to) = (format!("file://{}", origin.root.display()), origin.root.with_file_name("sparse"));
    origin.git(&["clone", "-q", "--filter=tree:0", "--no-checkout", &from, to.to_str().expect("UTF-8")]);
    let clone = Place::at(to);
    clone.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "docs"]);
    clone.git(&["checkout", "-q"]);
    clone.git(&["sparse-checkout", "reapply"]);
    assert!(clone.git(&["ls-files", "--sparse"]).lines().any(|line| line == "src/"), "a sparse index");
    // git fetched what it made the index of; this is a clone that lost it.
    let tree = clone.git(&["rev-parse", "HEAD:src"]);
    let known = clone.tree(&scope(&["src/deep/**"]));
    assert_eq!(known, origin.tree(&scope(&["src/deep/**"])));
    lose(&clone, &tree);
    let unknown = clone.unknown(&scope(&["src/deep/**"]));
    assert_eq!((&*unknown[0].path, &unknown[0].why), (&b"src/"[..], &Why::Elsewhere));
}

/// Takes an object away: all packs are opened up, and its file is removed.
fn lose(place: &Place, oid: &str) {
    let packs = place.root.join(".git/objects/pack");
    let aside = place.root.with_file_name("packs");
    fs::rename(&packs, &aside).expect("a folder");
    fs::create_dir(&packs).expect("a folder");
    for file in fs::read_dir(&aside).expect("a folder").flatten().map(|f| f.path()) {
        if file.extension().is_some_and(|e| e == "pack") {
            let mut unpack = Command::new("git");
            unpack.current_dir(&place.root).args(["unpack-objects", "-q"]).stdin(fs::File::open(file).expect("a pack"));
            assert!(unpack.status().is_ok_and(|s| s.success()), "unpack-objects");
        }
    }
    fs::remove_file(place.root.join(".git/objects").join(&oid[..2]).join(&oid[2..])).expect("an object");
}

#[test]
fn a_linked_worktree_is_its_own() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("src/a", "1").commit("a");
    let linked = Place::at(place.root.with_file_name("linked\n tree"));
    place.git(&["worktree", "add", "-q", "-b", "side", linked.root.to_str().expect("UTF-8")]);
    linked.write("src/a", "2");
    linked.ask(|r| {
        assert_eq!(r.root(), linked.root);
        assert!(r.git_dir().expect("git answers").starts_with(place.root.join(".git/worktrees")));
        assert_eq!(r.head().expect("git answers").branch.as_deref(), Some("side"));
        assert!(!r.is_bare());
    });
    assert_eq!(linked.tree(&Scope::all()), linked.truth(&[]));
    assert_ne!(linked.tree(&Scope::all()), place.tree(&Scope::all()));
}
