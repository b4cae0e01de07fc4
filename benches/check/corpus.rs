//! The documents that are measured: those of `$PLANVET_CORPUS`, else generated ones.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// Where they lie.
pub fn folder() -> PathBuf {
    std::env::var_os("PLANVET_CORPUS").map_or_else(generated, PathBuf::from)
}

/// Every Markdown file below `folder`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).sort_by_file_path(Ord::cmp).build();
    let markdown = |path: &PathBuf| path.is_file() && path.extension().is_some_and(|e| e == "md" || e == "mdc");
    walk.flatten().map(ignore::DirEntry::into_path).filter(markdown).collect()
}

/// A folder of generated playbooks.
fn generated() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    fs::create_dir_all(&folder).expect("cargo's folder for the files of benchmarks");
    for number in 0..200 {
        fs::write(folder.join(format!("plan-{number:03}.md")), playbook(number))
            .expect("cargo's folder can be written");
    }
    folder
}

/// A playbook of usual size, another one for each number.
fn playbook(number: usize) -> String {
    let mut text = format!("# Playbook {number}\n\n**Team**: 3 agents (ada, bob, cyd)\n\n");
    for phase in 0..3 + number % 5 {
        let _ = writeln!(text, "## Phase {phase}: Build part {phase} (40min)\n");
        let _ = writeln!(
            text,
            "This phase prepares **part {phase}** of the work. Read `docs/part-{phase}.md` before you begin, \
             and see [the notes](notes.md#part-{phase}); about 20 files change.\n"
        );
        text.push_str("| ID | Task | Owner | Depends on | Duration |\n|---|---|---|---|---|\n");
        for task in 0..6 {
            let owner = ["ada", "bob", "cyd"][(number + task) % 3];
            let after = if task == 0 { "None".to_owned() } else { format!("P{phase}{}", task - 1) };
            let _ =
                writeln!(text, "| P{phase}{task} | Write `src/part{phase}/{task}.rs` | {owner} | {after} | 20 min |");
        }
        text.push_str("\n### Steps\n\n");
        for step in 0..8 {
            let done = if step % 3 == 0 { 'x' } else { ' ' };
            let _ = writeln!(text, "- [{done}] {phase}.{step} Move the handler out of `lib/old{step}.ts` and test it");
        }
        text.push_str(
            "\n```bash\nset -e\ncargo test --workspace\ngit tag phase-done\n```\n\n**Checkpoint:** all tests pass\n\n",
        );
    }
    text
}
