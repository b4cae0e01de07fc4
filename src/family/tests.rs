use super::*;
use crate::{
    config::{Configs, Layer},
    workspace::Input,
};
use std::{fs, path::Path};

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
