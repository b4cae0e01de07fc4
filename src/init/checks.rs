//! Checks that could be declared, from what the repository declares itself.

use crate::project::{Project, Runner};

/// A check that could be declared as `[check.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its name.
    pub name: String,
    /// What runs.
    pub argv: Vec<String>,
    /// The files that it is about.
    pub scope: Vec<String>,
    /// What says that there is such a thing to run.
    pub from: &'static str,
}

/// How a manifest says that there are tests, in the order of preference.
enum Sign {
    /// The runner knows a script of this name.
    Script(Runner, &'static str),
    /// A file of this name is in the root.
    File(&'static str),
}

/// The sign, what runs, and the files that it is about.
type Known = (Sign, &'static [&'static str], &'static [&'static str]);

const KNOWN: [Known; 8] = [
    (Sign::File("Cargo.toml"), &["cargo", "test"], &["src/**", "tests/**", "Cargo.*"]),
    (Sign::Script(Runner::Node, "test"), &["npm", "test"], &["src/**", "test/**", "package*.json"]),
    (Sign::File("go.mod"), &["go", "test", "./..."], &["**/*.go", "go.mod", "go.sum"]),
    (Sign::Script(Runner::Just, "test"), &["just", "test"], &["src/**", "tests/**", "justfile"]),
    (Sign::Script(Runner::Make, "test"), &["make", "test"], &["src/**", "tests/**", "Makefile"]),
    (Sign::Script(Runner::Task, "test"), &["task", "test"], &["src/**", "tests/**", "Taskfile.*"]),
    (Sign::Script(Runner::Nox, "tests"), &["nox", "-s", "tests"], &["src/**", "tests/**", "pyproject.toml"]),
    (Sign::Script(Runner::Composer, "test"), &["composer", "test"], &["src/**", "tests/**", "composer.*"]),
];

/// Programs that run package.json's scripts instead of npm, by the file that shows it.
const NODE: [(&str, &str); 3] = [("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun")];

/// What the repository's own manifests suggest.
pub fn suggestions(project: &Project) -> Vec<Suggestion> {
    let here = |name: &str| project.file(name.as_ref()).is_some();
    let mut found: Vec<Suggestion> = Vec::new();
    for (sign, argv, scope) in &KNOWN {
        let (there, from) = match sign {
            Sign::Script(runner, name) => (project.defines(*runner, name), runner.manifest()),
            Sign::File(name) => (here(name), *name),
        };
        if !there {
            continue;
        }
        let mut argv: Vec<String> = argv.iter().map(|word| (*word).to_owned()).collect();
        if argv[0] == "npm"
            && let Some((_, other)) = NODE.iter().find(|(lock, _)| here(lock))
        {
            argv[0] = (*other).to_owned();
        }
        let name = if found.is_empty() { "test".to_owned() } else { format!("test-{}", argv[0]) };
        found.push(Suggestion { name, argv, scope: scope.iter().map(|glob| (*glob).to_owned()).collect(), from });
    }
    found
}
