//! Commits: which there are, what they touch, how they stand to each other.

use crate::place::{Place, git_is_here};
use planvet::git::{Blob, Commit, Lookup, Oid, Repository, Scope};
use std::sync::Arc;

#[track_caller]
fn found(lookup: &Lookup) -> Arc<Commit> {
    match lookup {
        Lookup::Found(commit) => Arc::clone(commit),
        other => panic!("{other:?}"),
    }
}

fn id(text: &str) -> Oid {
    Oid::parse(text.as_bytes()).expect("an id")
}

fn touched(repository: &Repository, commit: &str) -> Vec<String> {
    let commit = found(&repository.commit(commit).expect("git answers"));
    let paths = repository.touched(&commit).expect("git answers").expect("it is known");
    paths.iter().map(|p| String::from_utf8_lossy(p).into_owned()).collect()
}

#[test]
fn head_in_every_state() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let head = |place: &Place| place.ask(Repository::head).expect("git answers");
    assert_eq!((head(&place).commit, head(&place).branch.as_deref()), (None, Some("main")), "unborn");
    let commit = place.write("a", "").commit("a");
    place.git(&["checkout", "-q", "-b", "feature/x"]);
    assert_eq!((head(&place).commit, head(&place).branch.as_deref()), (Some(id(&commit)), Some("feature/x")));
    place.git(&["checkout", "-q", "--detach"]);
    assert_eq!((head(&place).commit, head(&place).branch), (Some(id(&commit)), None));
}

#[test]
fn what_a_commit_touches() {
    if !git_is_here() {
        return;
    }
    for format in ["sha1", "sha256"] {
        let place = Place::init(&[&format!("--object-format={format}")]);
        let root = place.write("a", "1\n2\n3\n").write("new\nline", "x").write("d/b", "1").commit("root");
        place.git(&["mv", "a", "moved"]);
        let moved = place.commit("moved");
        let empty = place.commit("empty");
        place.git(&["checkout", "-q", "-b", "side", &root]);
        let side = place.write("side", "1").commit("side");
        place.git(&["checkout", "-q", "main"]);
        place.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
        let merge = place.git(&["rev-parse", "HEAD"]);
        place.ask(|r| {
            assert_eq!(touched(r, &root), ["a", "d/b", "new\nline"]);
            assert_eq!(touched(r, &moved[..7]), ["a", "moved"]);
            assert_eq!(touched(r, &empty), [""; 0]);
            assert_eq!(touched(r, &merge), ["side"]);
            let commit = found(&r.commit(&merge.to_uppercase()).expect("git answers"));
            assert_eq!((commit.oid, &*commit.parents), (id(&merge), &[id(&empty), id(&side)][..]));
            assert_eq!(commit.time, 1_700_000_000);
        });
    }
}

#[test]
fn ids_that_lead_nowhere_or_to_something_else() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let commit = place.write("a", "1").commit("a");
    let (tree, blob) = (place.git(&["rev-parse", "HEAD^{tree}"]), place.git(&["rev-parse", "HEAD:a"]));
    place.git(&["tag", "-a", "-m", "v", "v1"]);
    let tag = place.git(&["rev-parse", "v1"]);
    // A branch is not the commit that its name looks like.
    place.git(&["branch", "deadbeef"]);
    place.git(&["tag", "1234567"]);
    place.ask(|r| {
        let ask = |text: &str| r.commit(text).expect("git answers");
        for (text, kind) in [(&tree, "tree"), (&blob, "blob"), (&tag, "tag")] {
            assert_eq!(ask(text), Lookup::NotACommit(kind.to_owned()));
        }
        let more = format!("{commit}0");
        let missing =
            ["deadbeef", "1234567", "0000000", "", "abc", "HEAD", "main", "--help", "12345678\nHEAD", "ééé", &more];
        for text in missing {
            assert_eq!(ask(text), Lookup::Missing, "{text}");
        }
        assert_eq!(found(&ask(&commit[..4])).oid, id(&commit));
        let resolve = |text: &str| r.resolve(text).expect("git answers");
        for text in ["HEAD", "main", "v1", "deadbeef", "@", "refs/heads/main", &commit] {
            assert_eq!(resolve(text), Some(id(&commit)), "{text}");
        }
        for text in
            ["", "nope", "--help", "-x", "HEAD~9", "HEAD:a", "HEAD\nmain", "a b", "\0", &"x".repeat(1 << 20), "@{-1}"]
        {
            assert_eq!(resolve(text), None, "{text}");
        }
    });
}

#[test]
fn an_ambiguous_id_is_one_only_among_commits() {
    if !git_is_here() {
        return;
    }
    // Blobs whose ids begin like the commit's, by four digits: one in 65,536, so many are written at once.
    let place = Place::new();
    let commit = place.write("a", "1").commit("a");
    let hash = planvet::git::Format::Sha1;
    let alike = |n: &u32| hash.hash("blob", n.to_string().as_bytes()).to_string()[..4] == commit[..4];
    let twin = (0..10_000_000).find(alike).expect("a blob");
    place.write("twin", twin.to_string());
    place.git(&["hash-object", "-w", "twin"]);
    place.ask(|r| {
        assert_eq!(found(&r.commit(&commit[..4]).expect("git answers")).oid, id(&commit));
        // And a prefix of blobs alone.
        let blob = place.git(&["hash-object", "twin"]);
        assert_eq!(r.commit(&blob[..12]), Ok(Lookup::NotACommit("blob".to_owned())));
    });
    // Two commits.
    let mut seen = std::collections::HashMap::new();
    let tree = place.git(&["write-tree"]);
    let text = |n: u32| format!("tree {tree}\nauthor a <a> {n} +0000\ncommitter a <a> {n} +0000\n\n{n}\n");
    let pair = (0..100_000).find_map(|n| {
        let prefix = hash.hash("commit", text(n).as_bytes()).to_string()[..4].to_owned();
        seen.insert(prefix.clone(), n).map(|other| (prefix, [n, other]))
    });
    let (prefix, pair) = pair.expect("a pair");
    for n in pair {
        place.write("raw", text(n));
        place.git(&["hash-object", "-w", "-t", "commit", "raw"]);
    }
    assert_eq!(place.ask(|r| r.commit(&prefix)), Ok(Lookup::Ambiguous));
}

#[test]
fn files_of_a_revision() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let odd = "-o \"dd\"\nname";
    place.write("planvet.toml", "a").write(odd, "odd").write("big", "x".repeat(3_000_000)).commit("base");
    place.write("planvet.toml", "b").commit("loosened");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("planvet.toml", place.root.join("link")).expect("a link");
        place.commit("link");
    }
    place.ask(|r| {
        let base = r.resolve("main~1").expect("git answers").expect("a commit");
        let base = if cfg!(unix) { r.resolve("main~2").expect("git answers").expect("a commit") } else { base };
        let head = r.resolve("main").expect("git answers").expect("a commit");
        assert_eq!(r.blob(base, b"planvet.toml", 10), Ok(Blob::Content(b"a".to_vec())));
        assert_eq!(r.blob(head, b"planvet.toml", 10), Ok(Blob::Content(b"b".to_vec())));
        assert_eq!(r.blob(base, odd.as_bytes(), 10), Ok(Blob::Content(b"odd".to_vec())));
        assert_eq!(r.blob(base, b"big", 2_999_999), Ok(Blob::TooLarge(3_000_000)));
        assert!(matches!(r.blob(base, b"big", 3_000_000), Ok(Blob::Content(b)) if b.len() == 3_000_000));
        for path in ["", "nope", "./planvet.toml", "../r/planvet.toml", "link", "/etc/passwd"] {
            assert_eq!(r.blob(head, path.as_bytes(), 10), Ok(Blob::Missing), "{path}");
        }
    });
}

#[test]
fn many_threads_get_the_same_answers() {
    use rayon::prelude::*;
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let commits: Vec<String> = (0..20).map(|n| place.write("src/a", n.to_string()).commit("a")).collect();
    place.write("src/a", "changed");
    place.ask(|r| {
        let asked: Vec<_> = (0..400)
            .into_par_iter()
            .map(|n| {
                let commit = found(&r.commit(&commits[n % 20][..10]).expect("git answers"));
                let tree = r.tree(commit.oid, &Scope::all()).expect("git answers").expect("a tree");
                assert_eq!((commit.oid, tree.oid), (id(&commits[n % 20]), commit.tree));
                r.snapshot(&Scope::all()).expect("git answers")
            })
            .collect();
        assert!(asked.iter().all(|s| *s == asked[0]));
    });
}
