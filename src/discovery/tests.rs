use super::*;
use crate::{
    config::{Configs, Layer},
    workspace::{Input, canonical},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

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

fn input(root: &Path, shown: &str) -> Input {
    Input { path: root.join(shown), shown: shown.to_owned(), bytes: None }
}

/// What is vetted and what is read beside it, unit by unit.
fn grouped(root: &Path, asked: &[&str]) -> Vec<(Vec<String>, Vec<String>)> {
    let configs = Configs::new(root.to_path_buf(), Layer::default());
    let units = units(asked.iter().map(|shown| input(root, shown)).collect(), &configs);
    let names = |inputs: &mut dyn Iterator<Item = &Input>| inputs.map(|i| i.shown.clone()).collect::<Vec<_>>();
    units.iter().map(|u| (names(&mut u.vetted.iter().map(|(_, i)| i)), names(&mut u.context.iter()))).collect()
}

#[test]
fn documents_of_one_folder_are_one_plan() {
    let root = tempfile::tempdir().expect("a folder");
    for path in [".kiro/specs/login/tasks.md", ".kiro/specs/login/design.md", "docs/plan.md", "docs/tasks.md"] {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "# One\n").expect("a file");
    }
    let (design, tasks) = (".kiro/specs/login/design.md".to_owned(), ".kiro/specs/login/tasks.md".to_owned());
    assert_eq!(grouped(root.path(), &[&tasks]), [(vec![tasks.clone()], vec![design.clone()])]);
    assert_eq!(grouped(root.path(), &[&tasks, &design]), [(vec![tasks, design], vec![])]);
    let alone = |path: &str| (vec![path.to_owned()], vec![]);
    assert_eq!(
        grouped(root.path(), &["docs/plan.md", "docs/tasks.md"]),
        [alone("docs/plan.md"), alone("docs/tasks.md")]
    );
    fs::write(root.path().join("planvet.toml"), "[[plan]]\nfiles = [\"docs/plan.md\", \"docs/t*.md\"]\n")
        .expect("a file");
    let declared = (vec!["docs/plan.md".to_owned()], vec!["docs/tasks.md".to_owned()]);
    assert_eq!(grouped(root.path(), &["docs/plan.md"]), [declared]);
}

#[test]
fn a_file_of_a_format_names_the_folder_of_a_plan() {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("app/.taskmd.yaml", "dir: ./docs/tasks\n"),
        ("app/docs/tasks/001-a.md", ""),
        ("app/docs/tasks/web/002-b.md", ""),
        ("app/docs/plan.md", ""),
        ("all/.taskmd.yaml", "dir: .\n"),
        ("all/a.md", ""),
    ] {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let (one, other) = ("app/docs/tasks/001-a.md".to_owned(), "app/docs/tasks/web/002-b.md".to_owned());
    assert_eq!(grouped(root.path(), &[&one]), [(vec![one.clone()], vec![other.clone()])]);
    assert_eq!(grouped(root.path(), &[&other]), [(vec![other], vec![one])]);
    let alone = |path: &str| (vec![path.to_owned()], vec![]);
    assert_eq!(grouped(root.path(), &["app/docs/plan.md", "all/a.md"]), [alone("app/docs/plan.md"), alone("all/a.md")]);
}
