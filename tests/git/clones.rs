//! Repositories that do not hold everything, or share it.

#[cfg(unix)]
use crate::place::old_git;
use crate::place::{Place, git_is_here};
use planvet::git::{Blob, Commit, Lookup, Repository, Scope};
use std::sync::Arc;

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
        assert_eq!(r.is_ancestor(edge.oid, last.oid), Ok(Some(true)));
        assert_eq!(r.is_ancestor(last.oid, edge.oid), Ok(None));
        assert_eq!(r.tree(edge.oid, &Scope::all()).expect("git answers").map(|t| t.oid), Some(edge.tree));
    });
    assert_eq!(clone.tree(&Scope::all()), clone.git(&["rev-parse", "HEAD^{tree}"]));
}

#[test]
fn a_partial_clone_fetches_nothing() {
    if !git_is_here() {
        return;
    }
    let (_origin, clone, commits) = clone(&["--filter=blob:none", "--no-checkout"]);
    let ask = |r: &Repository| {
        assert!(r.is_partial().expect("git answers") && !r.is_shallow());
        let last = commit(r, &commits[2]).expect("a commit");
        assert_eq!(r.touched(&last).expect("git answers").expect("known")[..], [b"src/2".as_slice().into()]);
        // The hash of a scope needs no content.
        assert_eq!(r.tree(last.oid, &Scope::all()).expect("git answers").map(|t| t.oid), Some(last.tree));
        assert_eq!(r.blob(last.oid, b"src/2", 10), Ok(Blob::Missing));
    };
    clone.ask(ask);
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().expect("a temporary folder");
        clone.ask_with(&old_git(folder.path()), ask);
    }
}

#[test]
fn a_clone_without_trees_says_that_it_does_not_know() {
    if !git_is_here() {
        return;
    }
    let (_origin, clone, commits) = clone(&["--filter=tree:0", "--no-checkout"]);
    let ask = |r: &Repository| {
        let last = commit(r, &commits[2]).expect("a commit");
        assert_eq!(r.touched(&last), Ok(None));
        assert_eq!(r.tree(last.oid, &Scope::all()), Ok(None));
        assert_eq!(r.blob(last.oid, b"src/2", 10), Ok(Blob::Missing));
    };
    clone.ask(ask);
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().expect("a temporary folder");
        clone.ask_with(&old_git(folder.path()), ask);
    }
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
