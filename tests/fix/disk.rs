//! What becomes of files, whatever happens while they are written.

#![cfg(unix)]

use super::{PLAN, Place, planvet, told};
use planvet::fix::{Unwritten, replace};
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
    process::Command,
};

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn permissions_links_and_neighbours_stay() {
    let place = Place::new(&[("docs/plan.md", PLAN), ("docs/other.md", PLAN)]);
    let path = place.path("docs/plan.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    if is_root() {
        std::os::unix::fs::chown(&path, Some(12345), Some(54321)).unwrap();
    }
    symlink("docs/plan.md", place.path("link.md")).unwrap();
    let before = fs::metadata(&path).unwrap();
    let (_, _, err) = place.run(&["--fix", "link.md"]);
    assert!(err.contains("fixed 3"), "{err}");
    let after = fs::metadata(&path).unwrap();
    assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
    assert!(fs::symlink_metadata(place.path("link.md")).unwrap().is_symlink());
    assert!(!place.text("docs/plan.md").contains("√"));
    assert_eq!(place.text("docs/other.md"), PLAN, "nobody asked for it");
    assert_eq!(names(&place.path("docs")), ["other.md", "plan.md"]);
    // Under two names it is one file.
    fs::write(place.path("docs/other.md"), PLAN).unwrap();
    symlink("docs/other.md", place.path("second.md")).unwrap();
    let (code, _, err) = place.run(&["--fix", "second.md", "docs/other.md"]);
    assert_eq!(code, 1, "{err}");
    fs::write(place.path("docs/other.md"), PLAN).unwrap();
    // A link inside a folder that was asked for leads out of it, and is not followed.
    symlink("../docs/other.md", place.path("docs/more.md")).unwrap();
    fs::create_dir(place.path("in")).unwrap();
    symlink("../docs/other.md", place.path("in/plan.md")).unwrap();
    place.run(&["--fix", "in"]);
    assert_eq!(place.text("docs/other.md"), PLAN, "nobody asked for it");
}

#[test]
fn what_may_not_be_written_is_told_and_the_rest_is_done() {
    let place = Place::new(&[("a.md", PLAN), ("b.md", PLAN)]);
    fs::set_permissions(place.path("a.md"), fs::Permissions::from_mode(0o444)).unwrap();
    let (code, out, err) = place.run(&["--fix"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("error: a.md was not fixed: it is read-only"), "{err}");
    assert!(err.contains("fixed 3 ("), "{err}");
    assert_eq!(place.text("a.md"), PLAN);
    assert_ne!(place.text("b.md"), PLAN);
    assert!(out.contains("a.md") && out.contains("malformed-checkbox"), "what is left is reported: {out}");
    // In a diff it is shown all the same.
    assert_eq!(place.run(&["--diff", "a.md"]).0, 1);
}

#[test]
fn a_folder_that_may_not_be_written_is_told() {
    if is_root() {
        eprintln!("skipped: root may write everywhere");
        return;
    }
    let place = Place::new(&[("docs/plan.md", PLAN)]);
    fs::set_permissions(place.path("docs"), fs::Permissions::from_mode(0o555)).unwrap();
    let (code, _, err) = place.run(&["--fix"]);
    fs::set_permissions(place.path("docs"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(code, 2);
    assert!(err.contains("nothing can be written to its folder"), "{err}");
    assert_eq!(place.text("docs/plan.md"), PLAN);
}

#[test]
fn what_changed_meanwhile_is_not_overwritten() {
    let place = Place::new(&[("plan.md", "new")]);
    let path = place.path("plan.md");
    assert!(matches!(replace(&path, b"old", b"fixed"), Err(Unwritten::Changed)));
    assert_eq!(place.text("plan.md"), "new");
    assert_eq!(names(place.0.path()), [".git", "plan.md"]);
    replace(&path, b"new", b"fixed").unwrap();
    assert_eq!(place.text("plan.md"), "fixed");
    assert!(matches!(replace(Path::new("/dev/null"), b"", b"x"), Err(Unwritten::NoFile)));
}

/// A plan of about 100 kB, so that a small disk is too small for two.
fn large() -> String {
    let lines: String = (0..2_000).map(|n| format!("- [ ] T{n} Carry the box with the number {n}\n")).collect();
    format!("# Plan\n\n- [] Tell the team\n{lines}")
}

/// A limit on the size of files stands for a full disk: the system ends a program that goes beyond it.
#[test]
fn ended_in_the_middle_of_a_write_the_old_file_is_whole() {
    let text = large();
    let place = Place::new(&[("plan.md", &text)]);
    let script = "ulimit -f 16; exec \"$0\" --fix --quiet plan.md";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_planvet")])
        .current_dir(place.0.path())
        .output()
        .expect("a shell");
    assert_ne!(output.status.code(), Some(0), "the limit holds");
    assert!(place.text("plan.md") == text, "the old text is whole");
    // What was left behind is no document, and the next run is not disturbed by it.
    let (_, _, err) = place.run(&["--fix"]);
    assert!(err.contains("fixed 1 ("), "{err}");
    assert!(place.text("plan.md") == text.replacen("[]", "[ ]", 1));
}

/// A small disk of memory, where this process may mount one.
struct Disk(std::path::PathBuf);

impl Disk {
    fn new(at: std::path::PathBuf, options: &str) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let mounted = is_root()
            && Command::new("mount")
                .args(["-t", "tmpfs", "-o", options, "tmpfs"])
                .arg(&at)
                .stderr(std::process::Stdio::null())
                .status()
                .is_ok_and(|s| s.success());
        if !mounted {
            eprintln!("skipped: no disk can be mounted here");
        }
        mounted.then_some(Self(at))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_the_old_file_is_whole() {
    let text = large();
    let place = Place::new(&[("plan.md", PLAN)]);
    let Some(disk) = Disk::new(place.path("disk"), "size=160k") else { return };
    let path = disk.0.join("plan.md");
    fs::write(&path, &text).unwrap();
    let (code, _, err) = place.run(&["--fix"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("error: disk/plan.md was not fixed: No space left on device"), "{err}");
    assert!(fs::read_to_string(&path).unwrap() == text);
    assert_eq!(names(&disk.0), ["plan.md"]);
    assert_ne!(place.text("plan.md"), PLAN, "others are done");
}

#[test]
fn on_a_read_only_disk_nothing_is_lost() {
    let place = Place::new(&[]);
    let Some(disk) = Disk::new(place.path("disk"), "size=1m") else { return };
    fs::write(disk.0.join("plan.md"), PLAN).unwrap();
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk.0).status().unwrap();
    assert!(remounted.success());
    let (code, _, err) = told(planvet(place.0.path()).arg("--fix").output().unwrap());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("error: disk/plan.md was not fixed: nothing can be written to its folder"), "{err}");
}
