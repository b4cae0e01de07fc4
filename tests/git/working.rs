//! What the working tree holds.

use crate::place::{Place, git_is_here, scope};
use planvet::git::{Blob, Error, Repository, Scope, Why};
use std::{fs, path::Path};

/// Files whose names sort differently as paths and as entries of trees, and names that break lines and options.
const NAMES: [&str; 14] = [
    "a",
    "a-b",
    "a.b",
    "a0",
    "b/c",
    "b-c",
    "b.c/d",
    "b0/d/e",
    "-rf",
    "--help",
    "new\nline",
    "quo\"te",
    "tab\t",
    "ünï/ö ",
];

fn full(place: &Place) -> &Place {
    for name in NAMES {
        place.write(name, format!("in {name}\n"));
    }
    place.write("src/lib.rs", "pub fn f() {}\n").write("src/deep/er/x.rs", "").write(".gitignore", "target/\n*.o\n");
    place.write("target/out", "built").write("src/x.o", "built")
}

fn changed(place: &Place) {
    place.write("src/lib.rs", "pub fn g() {}\n").write("src/new.rs", "new").write("b.c/new", "");
    fs::remove_file(place.root.join("a")).expect("a file");
    fs::remove_file(place.root.join("b/c")).expect("a file");
    // A folder in place of a file, and a file in place of a folder.
    place.write("a/now/a/folder", "x");
    fs::remove_dir_all(place.root.join("b0")).expect("a folder");
    place.write("b0", "a file");
}

#[test]
fn the_working_tree_is_what_git_would_write() {
    if !git_is_here() {
        return;
    }
    for format in ["sha1", "sha256"] {
        let place = Place::init(&[&format!("--object-format={format}")]);
        // Nothing committed, nothing staged.
        full(&place);
        assert_eq!(place.tree(&Scope::all()), place.truth(&[]), "{format}, unborn");
        place.git(&["add", "src"]);
        assert_eq!(place.tree(&scope(&["src/**"])), place.truth(&["src/**"]), "{format}, staged");
        place.commit("all");
        let committed = place.git(&["rev-parse", "HEAD^{tree}"]);
        assert_eq!(place.tree(&Scope::all()), committed, "{format}, clean");
        let at_head = |r: &Repository| r.tree(r.head().expect("a head").commit.expect("a commit"), &Scope::all());
        assert_eq!(place.ask(at_head).expect("git answers").expect("a tree").oid.to_string(), committed);
        assert_eq!(place.ask(|r| r.format().name()), format);

        changed(&place);
        for globs in [&[][..], &["src/**"], &["b*/**"], &["src/**", "b.c/*"], &["nothing/**"]] {
            let ours = if globs.is_empty() { Scope::all() } else { scope(globs) };
            assert_eq!(place.tree(&ours), place.truth(globs), "{format}, changed, {globs:?}");
        }
        place.git(&["add", "-N", "src/new.rs"]);
        assert_eq!(place.tree(&Scope::all()), place.truth(&[]), "{format}, intent to add");
    }
}

#[test]
fn the_scope_is_the_same_after_evidence_a_squash_a_rebase_and_a_shallow_clone() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let code = Scope::new(&["src/**"], &["build.sh"], &["src/plan.md"]).expect("globs");
    place.write("src/a.rs", "1").write("src/plan.md", "- [ ] a").write("other", "").commit("base");
    place.git(&["checkout", "-q", "-b", "work"]);
    place.write("src/a.rs", "2").commit("one");
    place.write("src/b/c.rs", "3").write("build.sh", "make").commit("two");
    let tree = place.tree(&code);
    let same = |what: &str, place: &Place| {
        assert_eq!(place.tree(&code), tree, "{what}");
        let head = place.ask(|r| r.tree(r.resolve("HEAD")?.expect("a commit"), &code)).expect("git answers");
        assert_eq!(head.expect("a tree").oid.to_string(), tree, "{what}, committed");
    };
    place.write(".planvet/evidence/p/T1/unit-0.json", "{}").write("src/plan.md", "- [x] a").commit("evidence");
    same("evidence", &place);
    place.git(&["checkout", "-q", "main"]);
    place.write("other", "moved on").commit("main moves");
    place.git(&["checkout", "-q", "work"]);
    place.git(&["rebase", "-q", "main"]);
    same("rebase", &place);
    place.git(&["checkout", "-q", "main"]);
    place.git(&["merge", "-q", "--squash", "work"]);
    place.git(&["commit", "-q", "-m", "squashed"]);
    same("squash", &place);
    let clone = place.root.with_file_name("clone");
    let from = format!("file://{}", place.root.display());
    place.git(&["clone", "-q", "--depth=1", &from, clone.to_str().expect("UTF-8")]);
    same("clone", &Place::at(clone));
    // And another where it must be.
    place.write("src/b/c.rs", "4");
    assert_ne!(place.tree(&code), tree);
}

#[test]
fn the_same_content_with_another_time_is_no_change() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("src/a.rs", "1").commit("a");
    let tree = place.tree(&Scope::all());
    place.write("src/a.rs", "2");
    assert_ne!(place.tree(&Scope::all()), tree);
    place.write("src/a.rs", "1");
    assert_eq!(place.tree(&Scope::all()), tree);
}

#[test]
fn what_git_was_told_not_to_look_at_is_looked_at() {
    if !git_is_here() {
        return;
    }
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let place = Place::new();
        place.write("src/a.rs", "1").write("src/b.rs", "1").commit("a");
        let tree = place.tree(&Scope::all());
        place.git(&["update-index", flag, "src/a.rs"]);
        assert_eq!(place.tree(&Scope::all()), tree, "{flag}");
        place.write("src/a.rs", "hidden");
        assert_eq!(place.git(&["diff-files", "--name-only"]), "", "git itself does not see it");
        assert_ne!(place.tree(&Scope::all()), tree, "{flag}");
    }
}

#[cfg(unix)]
#[test]
fn links_executables_and_names_that_are_no_text() {
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt, fs::PermissionsExt, fs::symlink},
    };
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let executable = |path: &str, mode| {
        fs::set_permissions(place.root.join(path), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    place.write("run", "#!/bin/sh\n").write("plain", "x").write("was link", "x").write("d/f", "x");
    executable("run", 0o755);
    symlink("run", place.root.join("link")).expect("a link");
    symlink("/nowhere\n", place.root.join("dangling")).expect("a link");
    place.commit("all");
    assert_eq!(place.tree(&Scope::all()), place.git(&["rev-parse", "HEAD^{tree}"]));
    executable("run", 0o644);
    executable("plain", 0o755);
    fs::remove_file(place.root.join("was link")).expect("a file");
    symlink("plain", place.root.join("was link")).expect("a link");
    fs::remove_file(place.root.join("link")).expect("a link");
    place.write("link", "a file now");
    symlink("d", place.root.join("new link")).expect("a link");
    // What lies behind a link to a folder is not in the repository.
    fs::rename(place.root.join("d"), place.root.join("e")).expect("a folder");
    symlink("e", place.root.join("d")).expect("a link");
    fs::write(place.root.join(OsStr::from_bytes(b"not \xff utf-8")), "x").expect("a file");
    assert_eq!(place.tree(&Scope::all()), place.truth(&[]));
    let tree = place.known(&Scope::all());
    assert!(tree.leaves.iter().any(|l| &*l.path == b"not \xff utf-8"), "{tree:?}");
    place.commit("changed");
    assert_eq!(place.tree(&Scope::all()), place.git(&["rev-parse", "HEAD^{tree}"]));
    // Where the file system has no such bit, git is told so.
    place.git(&["config", "core.fileMode", "false"]);
    executable("run", 0o755);
    place.write("run", "#!/bin/sh\nexit\n").write("new", "x");
    executable("new", 0o755);
    assert_eq!(place.tree(&Scope::all()), place.truth(&[]));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("src/a", "x").write("src/b", "x").commit("a");
    fs::remove_file(place.root.join("src/a")).expect("a file");
    let made = std::process::Command::new("mkfifo").arg(place.root.join("src/a")).status();
    assert!(made.is_ok_and(|s| s.success()), "mkfifo");
    let unknown = place.unknown(&scope(&["src/**"]));
    assert_eq!((&*unknown[0].path, &unknown[0].why), (&b"src/a"[..], &Why::NoFile));
}

#[test]
fn line_ends_are_stored_as_git_stores_them() {
    if !git_is_here() {
        return;
    }
    let lines = "one\r\ntwo\r\nthree\n";
    let write = |place: &Place, round: &str| {
        for name in ["auto", "text", "lf", "crlf", "binary", "none", "was-crlf"] {
            place.write(name, format!("{round}{lines}"));
        }
        place.write("auto-nul", format!("{round}{lines}\0")).write("auto-cr", format!("{round}a\rb{lines}"));
        place.write("auto-noise", format!("{round}{lines}\x01\x02\x03")).write("auto-new", lines);
    };
    for autocrlf in ["false", "true", "input"] {
        for attributes in
            ["", "auto* text=auto\ntext text\nlf eol=lf\ncrlf eol=crlf\nbinary -text\nwas-crlf crlf=auto\n"]
        {
            let place = Place::new();
            place.write("was-crlf", lines).write("auto", "a\n").commit("as it is");
            place.git(&["config", "core.autocrlf", autocrlf]);
            place.write(".gitattributes", attributes);
            write(&place, "");
            assert_eq!(place.tree(&Scope::all()), place.truth(&[]), "{autocrlf} {attributes}, new");
            place.commit("converted");
            write(&place, "again\r\n");
            assert_eq!(place.tree(&Scope::all()), place.truth(&[]), "{autocrlf} {attributes}, changed");
        }
    }
}

#[test]
fn what_goes_through_a_program_is_unknown_once_it_changes() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let drivers =
        "*.bin filter=lfs diff=lfs merge=lfs -text\n*.up filter=up\n*.16 working-tree-encoding=UTF-16LE\n*.id ident\n";
    place.git(&["config", "filter.up.clean", "tr a-z A-Z"]);
    place.write(".gitattributes", drivers).write("a.up", "up").write("a.id", "no id").write("plain", "x");
    place.write("a.16", b"a\0\n\0").commit("all");
    let tree = place.tree(&scope(&["plain"]));
    // git compares what is as young as its index; a second later it need not, and neither do we.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    place.git(&["update-index", "--really-refresh"]);
    place.write("plain", "x");
    place.git(&["update-index", "--refresh"]);
    assert_eq!(place.tree(&Scope::all()), place.git(&["rev-parse", "HEAD^{tree}"]));
    place.write("a.up", "other").write("a.16", b"b\0\n\0").write("a.bin", "new");
    place.write("a.id", "other").write("b.id", "$Id$");
    let unknown = place.unknown(&Scope::all());
    let whys: Vec<&Why> = unknown.iter().map(|u| &u.why).collect();
    let filter = |name: &str| Why::Filter(name.to_owned());
    assert_eq!(whys, [&Why::Encoding, &filter("lfs"), &filter("up"), &Why::Ident], "{unknown:?}");
    // It is unknown only to who asks about it.
    assert_eq!(place.tree(&scope(&["plain"])), tree);
}

#[test]
fn what_lfs_stores_is_told_apart() {
    if !git_is_here() {
        return;
    }
    // Stored with a filter that does what LFS does.
    let place = Place::new();
    place.git(&["config", "filter.lfs.clean", "cat >/dev/null; printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\\nsize 1\\n'"]);
    place.write(".gitattributes", "*.bin filter=lfs -text\n").write("a.bin", "x").commit("all");
    let tree = place.git(&["rev-parse", "HEAD^{tree}"]);
    // Rewritten with the same content, it looks changed.
    place.write("a.bin", "x");
    assert_eq!(place.tree(&Scope::all()), tree);
    // Cloned without LFS, the pointer itself lies there.
    place.write("a.bin", place.git(&["cat-file", "blob", "HEAD:a.bin"]) + "\n");
    assert_eq!(place.tree(&Scope::all()), tree);
    place.write("a.bin", "y");
    assert_eq!(place.unknown(&Scope::all())[0].why, Why::Filter("lfs".to_owned()));
}

#[test]
fn an_unfinished_merge_is_unknown() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("src/a", "1").write("other", "1").commit("base");
    place.git(&["checkout", "-q", "-b", "left"]);
    place.write("src/a", "2").commit("left");
    place.git(&["checkout", "-q", "main"]);
    place.write("src/a", "3").commit("right");
    let merge = std::process::Command::new("git").current_dir(&place.root).args(["merge", "-q", "left"]).output();
    assert!(!merge.expect("git runs").status.success(), "a conflict");
    let unknown = place.unknown(&Scope::all());
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    assert_eq!((&*unknown[0].path, &unknown[0].why), (&b"src/a"[..], &Why::Unmerged));
    assert_eq!(place.known(&scope(&["other"])).leaves.len(), 1);
}

#[test]
fn a_sparse_checkout_counts_as_whole() {
    if !git_is_here() {
        return;
    }
    for sparse_index in ["--no-sparse-index", "--sparse-index"] {
        let place = Place::new();
        place.write("src/a", "1").write("docs/deep/b", "2").write("top", "3").commit("all");
        let tree = place.tree(&Scope::all());
        place.git(&["sparse-checkout", "set", "--cone", sparse_index, "src"]);
        assert!(!place.root.join("docs").exists());
        assert_eq!(place.tree(&Scope::all()), tree, "{sparse_index}");
        place.write("src/a", "changed");
        assert_ne!(place.tree(&Scope::all()), tree, "{sparse_index}");
        // Staged: no tree of it was written yet.
        place.git(&["add", "src/a"]);
        let staged = place.tree(&Scope::all());
        assert_eq!(staged, place.truth(&[]), "{sparse_index}");
        // Somebody works outside of the cone.
        place.write("src/a", "1").write("docs/deep/b", "changed");
        assert_ne!(place.tree(&Scope::all()), tree, "{sparse_index}");
    }
}

#[test]
fn a_split_index_is_an_index() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.git(&["config", "core.splitIndex", "true"]);
    place.write("a", "1").write("b", "1").commit("a");
    place.write("b", "2");
    place.git(&["add", "b"]);
    place.write("c", "3");
    assert_eq!(place.tree(&Scope::all()), place.truth(&[]));
}

#[test]
fn submodules_count_by_their_commit() {
    if !git_is_here() {
        return;
    }
    let (inner, place) = (Place::new(), Place::new());
    inner.write("lib.rs", "1").commit("inner");
    place.write("a", "1").commit("a");
    place.git(&["submodule", "--quiet", "add", inner.root.to_str().expect("UTF-8"), "vendor/inner"]);
    place.commit("with it");
    let tree = place.git(&["rev-parse", "HEAD^{tree}"]);
    assert_eq!(place.tree(&Scope::all()), tree);
    // Inside, it is a repository like any other.
    let inside = Place::at(place.root.join("vendor/inner"));
    assert_eq!(inside.ask(|r| r.root().to_owned()), inside.root);
    assert_eq!(inside.tree(&Scope::all()), inner.git(&["rev-parse", "HEAD^{tree}"]));
    // Changed inside: nobody can say which commit that is.
    inside.write("lib.rs", "2");
    assert_eq!(place.unknown(&Scope::all())[0].why, Why::Submodule);
    assert_eq!(place.known(&scope(&["a"])).leaves.len(), 1);
    // Committed inside: the next commit outside would hold that.
    inside.commit("moved");
    assert_ne!(place.tree(&Scope::all()), tree);
    assert_eq!(place.tree(&Scope::all()), place.truth(&[]));
    inside.write("new", "x");
    assert_eq!(place.unknown(&Scope::all())[0].why, Why::Submodule);
    // In its place a link that leads back here: no way round and round.
    #[cfg(unix)]
    {
        let (real, aside) = (place.root.join("vendor"), place.root.with_file_name("vendor"));
        fs::rename(&real, &aside).expect("a folder");
        std::os::unix::fs::symlink(".", &real).expect("a link");
        std::os::unix::fs::symlink(".", place.root.join("inner")).expect("a link");
        assert!(place.unknown(&scope(&["vendor/**"])).iter().all(|u| u.why == Why::Submodule));
        fs::remove_file(&real).and_then(|()| fs::rename(&aside, &real)).expect("a folder");
        fs::remove_file(place.root.join("inner")).expect("a link");
    }
    // Not checked out: as the index has it.
    place.git(&["submodule", "--quiet", "deinit", "-f", "vendor/inner"]);
    assert_eq!(place.tree(&Scope::all()), tree);
}

#[test]
fn another_repository_within_is_none_of_it() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("a", "1").commit("a");
    let tree = place.tree(&Scope::all());
    fs::create_dir(place.root.join("other")).expect("a folder");
    let other = Place::at(place.root.join("other"));
    other.git(&["init", "-q"]);
    other.write("x", "1");
    assert_eq!(place.tree(&Scope::all()), tree);
}

#[test]
fn no_repository_no_git_no_working_tree() {
    if !git_is_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(Repository::discover(folder.path()).expect("git answers").is_none());
    assert!(matches!(Repository::discover(Path::new("/no/such/folder")), Err(Error::Failed { .. })));

    let bare = Place::init(&["--bare"]);
    let from = Place::new();
    from.write("docs/plan.md", "text").commit("a");
    from.git(&["push", "-q", bare.root.to_str().expect("UTF-8"), "main"]);
    bare.ask(|r| {
        assert!(r.is_bare());
        assert_eq!((r.root(), r.git_dir().expect("git answers")), (&*bare.root, bare.root.clone()));
        let head = r.resolve("main").expect("git answers").expect("a commit");
        assert_eq!(r.blob(head, b"docs/plan.md", 100), Ok(Blob::Content(b"text".to_vec())));
    });
    assert_eq!(bare.known(&Scope::all()).leaves, []);
    // Inside of the git directory there is no working tree either.
    let inside = Repository::discover(&from.root.join(".git/refs"));
    assert!(matches!(inside, Err(Error::Outside)), "{inside:?}");
}
