//! What git costs a check: a repository of 20,000 files is made, and asked. `cargo bench --bench git`

use planvet::git::{Lookup, Repository, Scope, Snapshot};
use std::{fs, path::Path, process::Command, time::Instant};

const FILES: usize = 20_000;
const ROUNDS: usize = 9;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    for n in 0..FILES {
        let path = root.join(format!("src/m{:02}/d{}/file_{n}.rs", n % 50, n % 7));
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, format!("pub fn f{n}() {{}}\n").repeat(40)).expect("a file");
    }
    git(root, &["init", "-q"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "all"]);
    // Else every file is as young as the index, and git itself reads them all.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    git(root, &["update-index", "--really-refresh"]);
    fs::write(root.join("touch"), "").expect("a file");
    git(root, &["add", "touch"]);

    let all = Scope::all();
    let some = Scope::new(&["src/m0*/**", "Cargo.*"], &[], &[]).expect("globs");
    let repository = || Repository::discover(root).expect("git answers").expect("a repository");
    let known = |r: &Repository, scope| assert!(matches!(r.snapshot(scope), Ok(Snapshot::Known(_))));
    let id = git(root, &["rev-parse", "HEAD"]);
    let look = |r: &Repository| {
        let Ok(Lookup::Found(commit)) = r.commit(&id) else { panic!("no commit") };
        commit.oid
    };
    println!("{FILES} files, milliseconds, median of {ROUNDS}");
    time("git ls-files -s -z, alone", || drop(git(root, &["ls-files", "-s", "-z"])));
    time("git diff-files --raw -z, alone", || drop(git(root, &["diff-files", "--raw", "-z"])));
    time("discover", || drop(repository()));
    time("discover, one commit looked up", || assert_eq!(look(&repository()).to_string(), id));
    time("discover, tree of everything in the working tree", || known(&repository(), &all));
    time("discover, tree of a scope in the working tree", || known(&repository(), &some));
    time("discover, tree of everything at HEAD", || {
        let r = repository();
        let head = look(&r);
        assert!(r.tree(head, &all).is_ok_and(|t| t.is_some()));
    });
    let asked = repository();
    known(&asked, &all);
    look(&asked);
    time("the tree of everything once more", || known(&asked, &all));
    let mut ids = 0_u32..;
    time("a thousand wrong commit ids", || {
        ids.by_ref().take(1000).for_each(|n| drop(asked.commit(&format!("{n:08}abc"))))
    });
    fs::read_dir(root.join("src")).expect("a folder").flatten().take(5).for_each(|d| touch(&d.path()));
    time("discover, tree of everything, 2,000 files look changed", || known(&repository(), &all));
}

/// Gives every file below a folder a new time.
fn touch(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            touch(&path);
        } else {
            fs::write(&path, fs::read(&path).expect("a file")).expect("a file");
        }
    }
}

fn git(root: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(root).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(args);
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "{args:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn time(what: &str, mut run: impl FnMut()) {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{:>8.1}  {what}", times[ROUNDS / 2]);
}
