//! What manifests define: scripts, targets, recipes, aliases. Read, never run.

mod data;
mod text;

use super::runners::Runner;
use std::{collections::BTreeSet, path::Path};

/// What one manifest defines for one runner.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Its path, relative to the repository's root, with `/`.
    pub path: Box<str>,
    /// The names that it defines.
    pub names: BTreeSet<Box<str>>,
    /// Beginnings and ends of names that it may define: `build-%`.
    pub patterns: Vec<(Box<str>, Box<str>)>,
    /// What a name may mean beside: packages that bring programs.
    pub programs: BTreeSet<Box<str>>,
    /// Why it may define more than was understood, a clause.
    pub doubt: Option<&'static str>,
}

impl Manifest {
    /// Whether it defines `name`.
    pub fn defines(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether it may define `name` in a way that was not understood.
    pub fn may_define(&self, name: &str) -> bool {
        self.doubt.is_some()
            || self.patterns.iter().any(|(start, end)| {
                name.len() >= start.len() + end.len() && name.starts_with(&**start) && name.ends_with(&**end)
            })
    }

    fn doubt(&mut self, why: &'static str) {
        self.doubt.get_or_insert(why);
    }

    fn name(&mut self, name: &str) {
        self.names.insert(name.into());
    }
}

/// For which runners a file may be a manifest, by its path.
pub fn runners(path: &str) -> &'static [Runner] {
    use Runner::*;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "package.json" => &[Node],
        "Makefile" | "makefile" | "GNUmakefile" => &[Make],
        "justfile" | "Justfile" | ".justfile" | "JUSTFILE" => &[Just],
        "config.toml" | "config" if folder == ".cargo" || folder.ends_with("/.cargo") => &[Cargo],
        "Cargo.toml" => &[Cargo, Bin, Example],
        "Taskfile.yml" | "Taskfile.yaml" | "taskfile.yml" | "taskfile.yaml" | "Taskfile.dist.yml"
        | "Taskfile.dist.yaml" => &[Task],
        "composer.json" => &[Composer],
        "pyproject.toml" => &[Poe, Hatch, Pdm, Tox],
        "poe_tasks.toml" => &[Poe],
        "hatch.toml" => &[Hatch],
        "tox.ini" | "setup.cfg" => &[Tox],
        "noxfile.py" => &[Nox],
        "mix.exs" => &[Mix],
        "build.gradle" | "build.gradle.kts" => &[Gradle],
        _ => &[],
    }
}

/// Reads the manifest `path`, whose text is `text`, for `runner`; `folder` is where it lies on disk.
/// `None` where it says nothing to that runner.
pub fn read(runner: Runner, path: &str, text: &str, folder: &Path) -> Option<Manifest> {
    let mut manifest = Manifest { path: path.into(), ..Manifest::default() };
    let said = match runner {
        Runner::Node => data::package(text, &mut manifest),
        Runner::Composer => data::composer(text, &mut manifest),
        Runner::Cargo if path.ends_with("Cargo.toml") => data::cargo_plugins(text, folder, &mut manifest),
        Runner::Cargo => data::cargo_aliases(text, &mut manifest),
        Runner::Bin => data::cargo_targets(text, folder, "bin", &mut manifest),
        Runner::Example => data::cargo_targets(text, folder, "example", &mut manifest),
        Runner::Task => data::taskfile(text, &mut manifest),
        Runner::Poe => data::poe(text, path.ends_with("poe_tasks.toml"), &mut manifest),
        Runner::Hatch => data::hatch(text, path.ends_with("hatch.toml"), &mut manifest),
        Runner::Pdm => data::pdm(text, &mut manifest),
        Runner::Tox if path.ends_with(".toml") => data::tox(text, &mut manifest),
        Runner::Tox => text::tox(text, &mut manifest),
        Runner::Make => text::make(text, &mut manifest),
        Runner::Just => text::just(text, &mut manifest),
        Runner::Nox => text::nox(text, &mut manifest),
        Runner::Mix => text::mix(text, &mut manifest),
        Runner::Gradle => text::gradle(text, &mut manifest),
    };
    said.then_some(manifest)
}
