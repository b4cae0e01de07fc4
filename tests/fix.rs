//! Fixes through the command line and over whole documents.

#[path = "fix/commands.rs"]
mod commands;
#[path = "fix/disk.rs"]
mod disk;
#[path = "fix/properties.rs"]
mod properties;
mod support;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A plan with three safe fixes, one unsafe one and one error that nobody can fix for its author.
const PLAN: &str = "# Plan

Mark items `[x]` only after the build passes.

- [ ] T1 Order the caf√© tables ‚Äî now <!-- planvet-ignore missing-owner: old -->
- [] T2 Tell the team
- [x] T3 Write the notes
- [ ] T4 Print it (depends on: T9)
";

/// A folder with these files, which is a repository of its own.
struct Place(tempfile::TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir(place.path(".git")).expect("a folder");
        for (name, text) in files {
            let path = place.path(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file")
    }

    /// Runs planvet here: exit code, standard output, standard error.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], stdin: &str) -> (i32, String, String) {
        told(feed(planvet(self.0.path()).args(args), stdin))
    }
}

fn planvet(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    command.current_dir(folder).env_remove("CLICOLOR_FORCE");
    command
}

fn feed(command: &mut Command, stdin: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("it starts");
    // Who does not read is no error.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}
