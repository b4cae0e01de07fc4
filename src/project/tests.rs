use super::*;
use std::fs;

fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Project) {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let project = Project::new(Some(root.path().to_owned()));
    (root, project)
}

/// Whether the project lacks what `command`, run from docs/plan.md in `folder`, asks for.
fn lacks(project: &Project, folder: Option<&str>, command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    let requests = requests(&words);
    assert!(!requests.is_empty(), "{command}");
    requests.iter().any(|r| matches!(project.answer("docs/plan.md", folder, r), Answer::Missing { .. }))
}

#[track_caller]
fn knows(project: &Project, defined: &[&str], missing: &[&str]) {
    for command in defined {
        assert!(!lacks(project, None, command), "{command} is defined");
    }
    for command in missing {
        assert!(lacks(project, None, command), "{command} is not defined");
    }
}

#[test]
fn packages_of_a_workspace() {
    let (_root, project) = project(&[
        (
            "package.json",
            r#"{"scripts":{"build":"x","lint:js":"x"},"devDependencies":{"vitest":"1"},"workspaces":["web"]}"#,
        ),
        ("web/package.json", r#"{"scripts":{"dev":"x"}}"#),
        ("node_modules/a/package.json", r#"{"scripts":{"hidden":"x"}}"#),
    ]);
    knows(
        &project,
        &["npm run build", "npm run dev", "pnpm lint:js", "yarn vitest", "yarn tsc", "bun run tsc"],
        &["npm run hidden", "npm test", "pnpm run lint", "yarn lint:css", "pnpm buid", "npm --prefix web run build"],
    );
    assert!(!lacks(&project, Some("../web"), "npm run dev") && lacks(&project, Some("../web"), "npm run build"));
    assert!(!lacks(&project, Some("gone"), "npm run anything"), "the folder is not there");
    let request = Request { runner: Runner::Node, name: "lint:jss", loose: false, folder: None };
    let Answer::Missing { meant, .. } = project.answer("docs/plan.md", None, &request) else { panic!("missing") };
    assert_eq!(meant.as_deref(), Some("lint:js"));
    assert!(project.doubts().is_empty());
}

#[test]
fn targets_of_a_makefile() {
    let (_root, project) = project(&[
        (
            "Makefile",
            "-include .env\nX := a:b\nURL = http://x\n.PHONY: all \\\n  clean\nall: build # all\n\techo: no\nbuild test::\n\tgo\ndoc-%:\n\tx\ndefine F\nhidden:\nendef\nifeq (a,b)\nonly:\nendif\n",
        ),
        ("tool.c", ""),
    ]);
    knows(
        &project,
        &["make all", "make clean build test", "make doc-api", "make only", "make tool"],
        &["make echo", "make hidden", "make URL", "make build deploy"],
    );
}

#[test]
fn what_is_not_understood_is_silence() {
    for (path, text, command) in [
        ("Makefile", "include rules.mk\nall:\n", "make x"),
        ("Makefile", "$(TARGETS): a\n", "make x"),
        ("Makefile", "$(foreach t,$(T),$(eval $(call rule,$(t))))\n", "make x"),
        ("justfile", "import 'other.just'\nbuild:\n", "just x"),
        ("justfile", "mod web\nbuild:\n", "just x"),
        ("package.json", "{\"scripts\": {", "npm run x"),
        ("Taskfile.yml", "includes:\n  a: ./a\ntasks:\n  b: x\n", "task x"),
        ("Taskfile.yml", "tasks: [", "task x"),
        ("pyproject.toml", "[tool.poe]\ninclude = 'x.toml'\n", "poe x"),
        ("tox.ini", "[tox]\nenvlist = {a,b}-c\n", "tox -e x"),
    ] {
        let (_root, project) = project(&[(path, text)]);
        knows(&project, &[command], &[]);
        assert_eq!(project.doubts().len(), 1, "{text}");
    }
    let (_root, project) = project(&[]);
    knows(&project, &["npm run x", "make x", "just x", "task x", "cargo xtask"], &[]);
}

#[test]
fn other_manifests() {
    let (_root, project) = project(&[
        (
            "justfile",
            "set shell := ['bash']\nv := 'a:b'\nalias b := build\n[private]\n@build target='x:y' *args: dep\n  echo hi:\ndep:\n",
        ),
        (".cargo/config.toml", "[alias]\nlint = 'clippy'\n"),
        ("Cargo.toml", "[package]\nname = 'app'\n[[bin]]\nname = 'cargo-gen'\npath = 'x.rs'\n"),
        ("src/main.rs", ""),
        ("src/bin/tool.rs", ""),
        ("examples/tour/main.rs", ""),
        ("Taskfile.yml", "version: '3'\ntasks:\n  build:\n    aliases: [b]\n  'up-*': x\n"),
        ("composer.json", r#"{"scripts":{"stan":"x","cs:fix":"x"}}"#),
        (
            "pyproject.toml",
            "[tool.poe.tasks]\ntypes = 'x'\n[tool.pdm.scripts]\nserve = 'x'\n[tool.hatch.envs.docs.scripts]\nbuild = 'x'\n",
        ),
        ("tox.ini", "[tox]\nenvlist =\n    lint\n    docs, types\n[testenv:cov]\n"),
        (
            "noxfile.py",
            "@nox.session(python=['3.12'])\ndef tests(session):\n    pass\n\n@nox.session(name=\"type-check\")\ndef t(session):\n",
        ),
        (
            "mix.exs",
            "  defp aliases do\n    [\n      setup: [\"deps.get\"],\n      \"ecto.reset\": [\"x\"]\n    ]\n  end\n",
        ),
        ("build.gradle", "task smoke {\n}\ntasks.register('deployAll') {\n}\n"),
    ]);
    knows(
        &project,
        &[
            "just build",
            "just b",
            "just dep",
            "cargo lint",
            "cargo gen",
            "cargo whatever",
            "cargo run --bin app",
            "cargo run --bin tool",
            "cargo run --example tour",
            "task b",
            "task up-web",
            "composer stan",
            "composer run cs:fix",
            "composer normalize",
            "poe types",
            "pdm run serve",
            "pdm run pytest",
            "hatch run docs:build",
            "tox -e lint,cov",
            "tox -e py312",
            "nox -s tests",
            "nox -s tests-3.12",
            "nox -s type-check",
            "mix setup",
            "mix phx.server",
            "./gradlew smoke",
            "./gradlew build",
        ],
        &[
            "just echo",
            "just v",
            "cargo xtask",
            "cargo lintt",
            "cargo run --bin srv",
            "cargo run --example toor",
            "task deploy",
            "composer run test",
            "composer cs:fx",
            "poe test",
            "tox -e mypy",
            "nox -s lint",
            "mix setpu",
            "./gradlew deployAl",
        ],
    );
}

#[test]
fn hostile_manifests() {
    for text in [
        "- ".repeat(100_000),
        "[".repeat(100_000),
        "a: &a [*a]\n".repeat(100),
        "\\\n".repeat(10_000),
        ":%:\n".repeat(10_000),
        "\u{feff}é:\n@é\n".into(),
    ] {
        for path in [
            "Taskfile.yml",
            "Makefile",
            "justfile",
            "package.json",
            "pyproject.toml",
            "noxfile.py",
            "tox.ini",
            "mix.exs",
            "build.gradle",
            "CODEOWNERS",
        ] {
            let (_root, project) = project(&[(path, &text)]);
            for command in
                ["task x", "make x", "just x", "npm run x", "poe x", "nox -s x", "tox -e x", "mix x", "gradle x"]
            {
                requests(&command.split(' ').collect::<Vec<_>>())
                    .iter()
                    .for_each(|r| drop(project.answer("plan.md", None, r)));
            }
            assert!(project.owners().is_none_or(|o| o.of("a/b").len() < 1_000_000));
        }
    }
}

#[test]
fn nothing_outside_is_read() {
    let (_root, project) = project(&[("docs/a.md", "# A")]);
    assert!(project.read(Path::new("../x")).is_none() && project.read(Path::new("/etc/hosts")).is_none());
    assert_eq!(project.read_beside("docs/plan.md", "../docs/a.md").as_deref(), Some("# A"));
}
