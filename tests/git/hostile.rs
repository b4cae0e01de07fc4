//! Repositories, environments and gits that mean harm, or are broken.

use crate::place::{Place, git_is_here, scope};
#[cfg(unix)]
use crate::place::{git_that, old_git};
use planvet::git::{Error, Repository, Scope, Settings, Snapshot};
use std::{
    ffi::OsString,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// Asks everything there is.
fn everything(r: &Repository) -> Snapshot {
    let head = r.head().expect("git answers").commit.expect("a commit");
    let planvet::git::Lookup::Found(commit) = r.commit(&head.to_string()).expect("git answers") else {
        panic!("{head}")
    };
    r.touched(&commit).expect("git answers");
    r.is_partial().expect("git answers");
    r.git_dir().expect("git answers");
    r.tree(head, &Scope::all()).expect("git answers");
    r.blob(head, b"a.txt", 100).expect("git answers");
    r.blob(head, b"gone", 100).expect("git answers");
    r.snapshot(&Scope::all()).expect("git answers")
}

#[cfg(unix)]
#[test]
fn nothing_that_the_configuration_names_is_run() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("a.txt", "1").write("gone", "left with a remote").write("b.txt", "2").commit("one");
    let marker = place.root.with_file_name("marker");
    let script = place.root.with_file_name("script");
    fs::write(&script, format!("#!/bin/sh\necho \"$0 $@\" >> {}\ncat\n", marker.display())).expect("a script");
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a mode");
    let script = script.to_str().expect("UTF-8");
    let hooks = place.root.with_file_name("hooks");
    fs::create_dir(&hooks).expect("a folder");
    for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction"] {
        fs::copy(script, hooks.join(hook)).expect("a hook");
        fs::copy(script, place.root.join(".git/hooks").join(hook)).expect("a hook");
    }
    // A file as young as the index: git compares its content, through the filter.
    place.write(".gitattributes", "*.txt filter=evil diff=evil merge=evil ident text\n").commit("attributes");
    let young = Command::new("touch").args(["-d", "2035-01-01"]).arg(place.root.join("b.txt")).status();
    assert!(young.is_ok_and(|s| s.success()), "touch");
    place.git(&["add", "b.txt"]);
    place.write("a.txt", "changed");
    // The content of `gone` is missing, as if a remote had it.
    let gone = place.git(&["rev-parse", "HEAD:gone"]);
    fs::remove_file(place.root.join(".git/objects").join(&gone[..2]).join(&gone[2..])).expect("an object");
    let included = format!(
        "[core]\n fsmonitor = {script}\n hooksPath = {hooks}\n pager = {script}\n sshCommand = {script}\n askPass = {script}\n \
         gitProxy = {script}\n editor = {script}\n alternateRefsCommand = {script}\n\
         [diff]\n external = {script}\n[diff \"evil\"]\n textconv = {script}\n command = {script}\n\
         [filter \"evil\"]\n clean = {script}\n smudge = {script}\n process = {script}\n required = true\n\
         [alias]\n rev-parse = !{script}\n ls-files = !{script}\n cat-file = !{script}\n config = !{script}\n\
         [pager]\n ls-files = {script}\n diff-files = {script}\n config = {script}\n\
         [remote \"evil\"]\n url = ext::{script}\n uploadpack = {script}\n promisor = true\n vcs = evil\n\
         [credential]\n helper = {script}\n[gpg]\n program = {script}\n[log]\n showSignature = true\n\
         [extensions]\n partialClone = evil\n[submodule]\n recurse = true\n",
        hooks = hooks.display()
    );
    fs::write(place.root.join(".git/more"), included).expect("a file");
    let config = place.root.join(".git/config");
    let include = format!("[includeIf \"gitdir:{}/\"]\n path = more\n", place.root.display());
    fs::write(&config, fs::read_to_string(&config).expect("a file") + &include).expect("a file");
    let config = fs::read_to_string(&config)
        .expect("a file")
        .replace("repositoryformatversion = 0", "repositoryformatversion = 1");
    fs::write(place.root.join(".git/config"), config).expect("a file");

    // The trap is one: git itself walks into it.
    let _ = Command::new("git").current_dir(&place.root).args(["diff-files", "--raw"]).output();
    assert!(marker.exists(), "the trap works");
    fs::remove_file(&marker).expect("a file");

    let folder = tempfile::tempdir().expect("a temporary folder");
    for settings in [Settings::default(), old_git(folder.path())] {
        let before = ids(&place.root);
        let r = Repository::discover_with(&place.root, &settings).expect("git answers").expect("a repository");
        let Snapshot::Unknown(unknown) = everything(&r) else { panic!("the filter decides") };
        assert!(unknown.iter().all(|u| u.path.ends_with(b".txt")), "{unknown:?}");
        assert_eq!(fs::read_to_string(&marker).unwrap_or_default(), "", "something was run");
        assert_eq!(ids(&place.root), before, "something was written");
    }
    // A filter whose name cannot be given on a command line.
    for name in [&b"evil=x"[..], b"evil\xff"] {
        let config = [b"[filter \"", name, b"\"]\n clean = ", script.as_bytes(), b"\n"].concat();
        fs::write(place.root.join(".git/more"), config).expect("a file");
        place.write(".gitattributes", [b"*.txt filter=", name, b"\n"].concat());
        let r = Repository::discover(&place.root).expect("git answers").expect("a repository");
        assert_eq!(r.snapshot(&Scope::all()), Err(Error::Filters));
        assert!(!marker.exists(), "something was run");
    }
}

/// Every file in the git directory.
#[cfg(unix)]
fn ids(root: &Path) -> String {
    let out = Command::new("find").arg(root.join(".git")).args(["-type", "f", "-exec", "cksum", "{}", "+"]).output();
    String::from_utf8_lossy(&out.expect("find runs").stdout).into_owned()
}

#[test]
fn without_git_there_is_nothing_to_ask() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = Settings { path: OsString::from(folder.path()), ..Settings::default() };
    let found = Repository::discover_with(folder.path(), &settings);
    assert_eq!(found.err(), Some(Error::NoGit));
}

#[cfg(unix)]
#[test]
fn a_git_that_hangs_is_stopped_and_not_asked_again() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("a", "1").commit("a");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let begin = Instant::now();
    let limit = Duration::from_millis(500);
    let hangs = Settings { limit, ..git_that(folder.path(), "exec sleep 60") };
    let found = Repository::discover_with(&place.root, &hangs);
    assert!(matches!(found, Err(Error::Hangs { .. })), "{found:?}");
    // Hangs at one question only.
    for what in ["ls-files", "cat-file", "symbolic-ref"] {
        let script = format!("case \"$*\" in *{what}*) exec sleep 60;; esac\nexec $REAL \"$@\"");
        let settings = Settings { limit, ..git_that(folder.path(), &script) };
        place.ask_with(&settings, |r| {
            let answers = [r.snapshot(&Scope::all()).err(), r.head().err(), r.resolve("HEAD").err()];
            assert!(answers.iter().flatten().any(|e| matches!(e, Error::Hangs { .. })), "{what}: {answers:?}");
            let begin = Instant::now();
            assert!((0..50).all(|_| r.resolve("main").is_err()), "{what}: not asked again");
            assert!(begin.elapsed() < Duration::from_millis(400), "{what}: {:?}", begin.elapsed());
        });
    }
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[cfg(unix)]
#[test]
fn a_git_that_talks_nonsense_is_an_error() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("a", "1").commit("a");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for script in
        ["echo nonsense", "exit 3", "kill -9 $$", "printf 'false\\ntrue\\nfalse\\nmd5\\n/r\\n'", "yes | head -c 100000"]
    {
        let settings = git_that(folder.path(), script);
        let found = Repository::discover_with(&place.root, &settings);
        assert!(matches!(found, Err(Error::Failed { .. } | Error::Garbled(_))), "{script}: {found:?}");
    }
    for what in ["ls-files", "cat-file", "ls-tree", "diff-tree", "config", "diff-files"] {
        for lie in
            ["echo nonsense", "exit 9", "printf 'a\\0b\\0c'", "head -c 3 /dev/zero", "read x; echo \"$x blob 5\""]
        {
            let script = format!("case \"$*\" in *{what}*) {lie}; exit;; esac\nexec $REAL \"$@\"");
            let settings = git_that(folder.path(), &script);
            let place = &place;
            place.ask_with(&settings, |r| {
                let head = planvet::git::Oid::parse(place.git(&["rev-parse", "HEAD"]).as_bytes()).expect("an id");
                let answers =
                    [r.snapshot(&Scope::all()).err(), r.commit(&head.to_string()).err(), r.blob(head, b"a", 9).err()];
                // A configuration may say anything.
                let wrong = answers.iter().flatten().count() > 0 || matches!(what, "config" | "diff-tree" | "ls-tree");
                assert!(wrong, "{what}, {lie}: {answers:?}");
            });
        }
    }
}

#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_said_so() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = git_that(folder.path(), "export GIT_TEST_ASSUME_DIFFERENT_OWNER=1\nexec $REAL \"$@\"");
    let found = Repository::discover_with(&place.root, &settings);
    assert!(matches!(found, Err(Error::Owner(_))), "{found:?}");
}

#[test]
fn a_broken_repository_is_an_error_and_not_none() {
    if !git_is_here() {
        return;
    }
    let broken = |damage: &dyn Fn(&Path)| {
        let place = Place::new();
        place.write("a", "1").commit("a");
        damage(&place.root);
        let found = Repository::discover(&place.root);
        match found {
            Ok(Some(r)) => [r.head().err(), r.snapshot(&Scope::all()).err()].into_iter().flatten().next(),
            Ok(None) => None,
            Err(error) => Some(error),
        }
    };
    let write =
        |path: &'static str, text: &'static str| move |root: &Path| fs::write(root.join(path), text).expect("a file");
    assert!(matches!(broken(&write(".git/index", "DIRC nonsense")), Some(Error::Failed { .. })));
    assert!(matches!(broken(&write(".git/config", "[core\n")), Some(Error::Failed { .. })));
    let linked = |root: &Path| {
        fs::remove_dir_all(root.join(".git")).expect("a folder");
        fs::write(root.join(".git"), "gitdir: /no/such/folder\n").expect("a file");
    };
    assert!(matches!(broken(&linked), Some(Error::Failed { .. })));
    let future = "[core]\n repositoryformatversion = 1\n[extensions]\n tomorrow = true\n";
    assert!(matches!(broken(&write(".git/config", future)), Some(Error::Failed { .. })));
    let elsewhere = "[core]\n repositoryformatversion = 0\n bare = false\n worktree = /nowhere\n";
    assert!(matches!(broken(&write(".git/config", elsewhere)), Some(Error::Outside | Error::Failed { .. })));
}

/// In a hook, git tells of the repository and the index that it works on. What is asked is about the folder.
#[test]
fn what_a_hook_sets_does_not_mislead() {
    const INSIDE: &str = "PLANVET_TEST_INSIDE";
    if let Some(root) = std::env::var_os(INSIDE) {
        assert!(std::env::var_os("GIT_DIR").is_some() && std::env::var_os("GIT_INDEX_FILE").is_some());
        let r = Repository::discover(Path::new(&root)).expect("git answers").expect("a repository");
        let Snapshot::Known(tree) = r.snapshot(&scope(&["src/**"])).expect("git answers") else { panic!() };
        println!("<{}|{}>", r.root().display(), tree.oid);
        return;
    }
    if !git_is_here() {
        return;
    }
    let (place, other) = (Place::new(), Place::new());
    place.write("src/a", "1").commit("a");
    place.write("src/a", "2").write("src/b", "new");
    other.write("src/a", "other").commit("a");
    let output = Command::new(std::env::current_exe().expect("a test"))
        .args(["--exact", "hostile::what_a_hook_sets_does_not_mislead", "--nocapture"])
        .env(INSIDE, &place.root)
        .env("GIT_DIR", other.root.join(".git"))
        .env("GIT_WORK_TREE", &other.root)
        .env("GIT_INDEX_FILE", other.root.join(".git/index"))
        .env("GIT_OBJECT_DIRECTORY", other.root.join(".git/objects"))
        .env("GIT_CONFIG_PARAMETERS", "'core.bare=true'")
        .env("GIT_TRACE", place.root.join("trace"))
        .output()
        .expect("the test runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wanted = format!("<{}|{}>", place.root.display(), place.truth(&["src/**"]));
    assert!(said.contains(&wanted), "{wanted}: {said}");
    assert!(!place.root.join("trace").exists());
}

/// `git commit` in a repository with a hook of ours, end to end.
#[cfg(unix)]
#[test]
fn within_a_real_pre_commit_hook() {
    const INSIDE: &str = "PLANVET_TEST_HOOK";
    if let Some(out) = std::env::var_os(INSIDE) {
        let here = std::env::current_dir().expect("a folder");
        let r = Repository::discover(&here).expect("git answers").expect("a repository");
        let Snapshot::Known(tree) = r.snapshot(&Scope::all()).expect("git answers") else { panic!() };
        fs::write(out, tree.oid.to_string()).expect("a file");
        return;
    }
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("a", "1").commit("a");
    let (out, test) = (place.root.with_file_name("out"), std::env::current_exe().expect("a test"));
    let hook = place.root.join(".git/hooks/pre-commit");
    let name = "hostile::within_a_real_pre_commit_hook";
    let script = format!("#!/bin/sh\n{INSIDE}={} exec {} --exact {name}\n", out.display(), test.display());
    fs::write(&hook, script).expect("a hook");
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a mode");
    // `-a` works on an index of its own while the hook runs.
    place.write("a", "2");
    place.git(&["commit", "-q", "-a", "-m", "b"]);
    assert_eq!(fs::read_to_string(out).expect("the hook ran"), place.git(&["rev-parse", "HEAD^{tree}"]));
}
