use super::*;
use crate::config::{Configs, Layer};
use std::{fs, sync::Arc};

struct Tree {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = canonical(folder.path()).unwrap();
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self { _folder: folder, root }
    }

    fn find(&self, paths: &[&str]) -> Found {
        let paths: Vec<_> = paths.iter().map(PathBuf::from).collect();
        let configs = Arc::new(Configs::new(self.root.clone(), Layer::default()));
        find(&paths, &self.root, &self.root, &configs, false)
    }

    fn names(&self, paths: &[&str]) -> Vec<String> {
        self.find(paths).files.into_iter().map(|f| f.shown).collect()
    }
}

#[test]
fn a_walk_reads_hidden_plans_and_skips_what_is_not_ours() {
    let tree = Tree::new(&[
        (".gitignore", "ignored.md\n/build/\n"),
        ("plan.md", ""),
        ("b/PLAN.MARKDOWN", ""),
        (".kiro/tasks.md", ""),
        ("notes.mdx", ""),
        ("readme.txt", ""),
        ("ignored.md", ""),
        ("build/x.md", ""),
        ("node_modules/x/readme.md", ""),
        ("sub/vendor/a.md", ""),
        (".git/description.md", ""),
    ]);
    assert_eq!(tree.names(&["."]), [".kiro/tasks.md", "b/PLAN.MARKDOWN", "notes.mdx", "plan.md"]);
    assert_eq!(tree.names(&["ignored.md", "readme.txt"]), ["ignored.md", "readme.txt"], "named by hand");
    assert_eq!(tree.names(&["node_modules"]), ["node_modules/x/readme.md"], "named by hand");
}

#[test]
fn exclude_wins_over_a_name() {
    let tree =
        Tree::new(&[("planvet.toml", "exclude = [\"old/\", \"*.draft.md\"]"), ("old/a.md", ""), ("b.draft.md", "")]);
    let found = tree.find(&["old/a.md", "b.draft.md", "."]);
    assert!(found.files.is_empty());
    assert_eq!(found.excluded, 2);
}

#[test]
fn a_file_named_twice_is_one() {
    let tree = Tree::new(&[("a.md", ""), ("d/b.md", "")]);
    assert_eq!(tree.names(&["a.md", "./a.md", "d/../a.md", "d", "d/b.md", "."]), ["a.md", "d/b.md"]);
}

#[test]
fn what_is_missing_or_empty_is_named() {
    let tree = Tree::new(&[("a.md", ""), ("empty/x.txt", "")]);
    let found = tree.find(&["nowhere/./x.md", "empty", "a.md"]);
    assert_eq!(found.unreadable[0].0, "nowhere/x.md");
    assert_eq!(found.empty, ["empty"]);
    assert_eq!(found.files.len(), 1);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_end() {
    let tree = Tree::new(&[("d/a.md", "")]);
    std::os::unix::fs::symlink("..", tree.root.join("d/up")).unwrap();
    std::os::unix::fs::symlink("self", tree.root.join("self")).unwrap();
    assert_eq!(tree.names(&["."]), ["d/a.md"]);
    assert_eq!(tree.names(&["d/up/d/a.md", "d/a.md"]), ["d/a.md"]);
    assert_eq!(tree.find(&["self"]).unreadable.len(), 1);
}

#[test]
fn paths_are_printed_with_slashes() {
    let join = |parts: &[&str]| parts.iter().collect::<PathBuf>();
    assert_eq!(display(&join(&["/", "r", "docs", "a.md"]), &join(&["/", "r"])), "docs/a.md");
    assert_eq!(display(Path::new("/other/a.md"), Path::new("/r")), "/other/a.md");
    assert_eq!(display(Path::new("/r"), Path::new("/r")), ".");
}

#[test]
fn lists_are_separated_by_nul() {
    assert_eq!(list(b"a.md\0b c.md\0"), [PathBuf::from("a.md"), PathBuf::from("b c.md")]);
}
