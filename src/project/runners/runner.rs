//! What runs something under a name that a manifest gives it.

/// What runs something under a name that a manifest gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Runner {
    /// npm, pnpm, yarn, bun.
    Node,
    /// make.
    Make,
    /// just.
    Just,
    /// cargo's aliases, and subcommands that the workspace builds itself.
    Cargo,
    /// `cargo run --bin`.
    Bin,
    /// `cargo run --example`.
    Example,
    /// go-task.
    Task,
    /// Composer.
    Composer,
    /// poethepoet.
    Poe,
    /// Hatch.
    Hatch,
    /// PDM.
    Pdm,
    /// tox.
    Tox,
    /// nox.
    Nox,
    /// mix.
    Mix,
    /// Gradle.
    Gradle,
}

impl Runner {
    /// Every runner.
    pub const ALL: [Self; 15] = [
        Self::Node,
        Self::Make,
        Self::Just,
        Self::Cargo,
        Self::Bin,
        Self::Example,
        Self::Task,
        Self::Composer,
        Self::Poe,
        Self::Hatch,
        Self::Pdm,
        Self::Tox,
        Self::Nox,
        Self::Mix,
        Self::Gradle,
    ];

    /// What it calls the things that it runs.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Make => "target",
            Self::Just => "recipe",
            Self::Cargo | Self::Mix => "alias",
            Self::Bin => "binary",
            Self::Example => "example",
            Self::Task | Self::Poe | Self::Gradle => "task",
            Self::Tox => "environment",
            Self::Nox => "session",
            Self::Node | Self::Composer | Self::Hatch | Self::Pdm => "script",
        }
    }

    /// The name of a manifest of its own, as people say it.
    pub fn manifest(self) -> &'static str {
        match self {
            Self::Node => "package.json",
            Self::Make => "Makefile",
            Self::Just => "justfile",
            Self::Cargo => ".cargo/config.toml",
            Self::Bin | Self::Example => "Cargo.toml",
            Self::Task => "Taskfile.yml",
            Self::Composer => "composer.json",
            Self::Poe | Self::Hatch | Self::Pdm => "pyproject.toml",
            Self::Tox => "tox.ini",
            Self::Nox => "noxfile.py",
            Self::Mix => "mix.exs",
            Self::Gradle => "build.gradle",
        }
    }
}
