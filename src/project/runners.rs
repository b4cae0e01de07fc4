//! What a command line asks of a manifest: `npm run lint` asks package.json for the script `lint`.

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

/// What a command asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<'t> {
    /// Whom.
    pub runner: Runner,
    /// The name of what it is to run.
    pub name: &'t str,
    /// Whether the name may as well be that of an installed program or a plugin's.
    pub loose: bool,
    /// The folder that an option names, as `-C web` does.
    pub folder: Option<&'t str>,
}

/// The programs whose commands ask for something.
pub const PROGRAMS: [&str; 19] = [
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "make",
    "just",
    "task",
    "cargo",
    "composer",
    "poe",
    "poetry",
    "uv",
    "hatch",
    "pdm",
    "tox",
    "nox",
    "mix",
    "gradle",
    "./gradlew",
];

/// What the words of a command ask for, one request a name; nothing where an option makes that unsure.
pub fn requests<'t>(words: &[&'t str]) -> Vec<Request<'t>> {
    let Some((&program, rest)) = words.split_first() else { return Vec::new() };
    let found = match program {
        "npm" => npm(rest),
        "pnpm" | "yarn" | "bun" => node(program, rest),
        "make" => make(rest),
        "just" => plain(Runner::Just, rest, &["-f", "--justfile", "-d", "--working-directory"], 1),
        "task" => plain(Runner::Task, rest, &["-t", "--taskfile", "-d", "--dir", "-g", "--global"], usize::MAX),
        "cargo" => cargo(rest),
        "composer" => composer(rest),
        "poe" => plain(Runner::Poe, rest, &["-C", "--directory", "-r", "--root"], 1),
        "poetry" | "uv" if rest.first() == Some(&"run") && rest.get(1) == Some(&"poe") => return requests(&rest[1..]),
        "hatch" | "pdm" => runs(if program == "hatch" { Runner::Hatch } else { Runner::Pdm }, rest),
        "tox" => sessions(Runner::Tox, rest, &["-e"], ','),
        "nox" => sessions(Runner::Nox, rest, &["-s", "--session", "--sessions", "-e"], ' '),
        "mix" => plain(Runner::Mix, rest, &[], 1).map(loosened),
        "gradle" | "./gradlew" => plain(Runner::Gradle, rest, &["-p", "-b", "-x"], usize::MAX).map(loosened),
        _ => None,
    };
    let mut found = found.unwrap_or_default();
    found.retain(|r| is_name(r.name));
    found
}

/// A name, and no placeholder, path, variable or option.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name.len() <= 60
        && !name.ends_with([':', '.', ','])
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+'))
}

fn loosened(mut found: Vec<Request>) -> Vec<Request> {
    found.iter_mut().for_each(|r| r.loose = true);
    found
}

fn one(runner: Runner, name: &str, loose: bool) -> Option<Vec<Request<'_>>> {
    Some(vec![Request { runner, name, loose, folder: None }])
}

fn npm<'t>(words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let (words, folder) = without_folder(words, &["--prefix", "-C"], &["-w", "--workspace"]);
    if words.iter().take_while(|w| **w != "--").any(|w| *w == "--if-present") {
        return None;
    }
    let mut names = words.iter().copied().filter(|w| !w.starts_with('-'));
    let name = match names.next()? {
        "run" | "run-script" | "rum" | "urn" => names.next()?,
        "test" | "t" | "tst" => "test",
        _ => return None,
    };
    (name != "env").then(|| vec![Request { runner: Runner::Node, name, loose: false, folder }])
}

/// Verbs of pnpm, yarn and bun that are no scripts.
const NODE_VERBS: &[&str] = &[
    "add",
    "audit",
    "bin",
    "cache",
    "ci",
    "config",
    "constraints",
    "create",
    "c",
    "dedupe",
    "deploy",
    "dlx",
    "doctor",
    "env",
    "exec",
    "explain",
    "fetch",
    "generate-lock-entry",
    "global",
    "help",
    "i",
    "import",
    "info",
    "init",
    "install",
    "install-test",
    "it",
    "licenses",
    "link",
    "list",
    "ll",
    "login",
    "logout",
    "ls",
    "m",
    "node",
    "npm",
    "outdated",
    "owner",
    "pack",
    "patch",
    "patch-commit",
    "patch-remove",
    "plugin",
    "pm",
    "policies",
    "prune",
    "publish",
    "rb",
    "rebuild",
    "recursive",
    "remove",
    "repl",
    "rm",
    "root",
    "search",
    "self-update",
    "server",
    "set",
    "setup",
    "stage",
    "store",
    "tag",
    "team",
    "un",
    "uninstall",
    "unlink",
    "unplug",
    "up",
    "update",
    "upgrade",
    "upgrade-interactive",
    "version",
    "versions",
    "view",
    "why",
    "x",
    "test",
    "build",
    "start",
    "workspaces",
    "workspace",
    "catalogs",
    "approve-builds",
    "run",
    "feedback",
    "completion",
    "discord",
    "bunx",
];

fn node<'t>(program: &str, words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let filters = ["--filter", "-F", "--cwd", "--elide-lines", "-w"];
    let (words, folder) = without_folder(words, &["-C", "--dir", "--cwd"], &filters);
    if words.contains(&"--if-present") {
        return None;
    }
    let mut names = words.iter().copied().filter(|w| !w.starts_with('-'));
    let mut verb = names.next()?;
    if verb == "workspace" && program == "yarn" {
        names.next()?;
        verb = names.next()?;
    } else if verb == "workspaces" && program == "yarn" {
        verb = names.find(|w| *w == "run")?;
    }
    let (name, loose) = match verb {
        // Only pnpm's `run` takes nothing but scripts.
        "run" | "run-script" => (names.next()?, program != "pnpm"),
        "test" if program != "bun" => ("test", false),
        _ if NODE_VERBS.contains(&verb) => return None,
        name => (name, true),
    };
    let file = program == "bun" && name.contains('.');
    (!file).then(|| vec![Request { runner: Runner::Node, name, loose, folder }])
}

/// `words` without options that name a folder or filter, their values included; and that folder.
fn without_folder<'t>(words: &[&'t str], folders: &[&str], values: &[&str]) -> (Vec<&'t str>, Option<&'t str>) {
    let (mut kept, mut folder) = (Vec::new(), None);
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        if folders.contains(&word) {
            folder = words.next();
        } else if let Some((option, value)) = word.split_once('=').filter(|(option, _)| folders.contains(option)) {
            folder = (!option.is_empty()).then_some(value);
        } else if values.contains(&word) {
            // pnpm's `-w` is a flag, npm's takes a name; a name too many is only silence.
            words.next();
        } else {
            kept.push(word);
        }
    }
    (kept, folder)
}

fn make<'t>(words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let (words, folder) = without_folder(words, &["-C", "--directory"], &["-o", "-W", "-l", "-I"]);
    let other = |w: &&&str| w.starts_with("-f") || w.starts_with("--file") || w.starts_with("--makefile");
    if words.iter().any(|w| other(&w)) {
        return None;
    }
    // `make sure`, `make it`: a sentence.
    if matches!(words.first(), Some(&("sure" | "it" | "the" | "a" | "an" | "this" | "that"))) {
        return None;
    }
    let mut found = Vec::new();
    for (at, &word) in words.iter().enumerate() {
        let number = word.chars().all(|c| c.is_ascii_digit()) && at > 0 && words[at - 1].starts_with("-j");
        if word.starts_with(['>', '<', '2', '#']) && !word.contains('=') {
            break;
        }
        // A name with a dot is a file's, which rules of make's own may build.
        if !word.starts_with('-') && !word.contains(['=', '.']) && !number {
            found.push(Request { runner: Runner::Make, name: word, loose: false, folder });
        }
    }
    Some(found)
}

/// Names right behind the program, up to `most`; nothing where an option chooses another manifest.
fn plain<'t>(runner: Runner, words: &[&'t str], others: &[&str], most: usize) -> Option<Vec<Request<'t>>> {
    let mut found = Vec::new();
    for &word in words {
        if others.contains(&word.split('=').next().unwrap_or(word)) {
            return None;
        }
        if word == "--" || word.starts_with(['>', '<']) || word.starts_with("2>") {
            break;
        }
        if !word.starts_with('-') && !word.contains('=') {
            // Behind a name that cannot be one, all is unsure.
            if !is_name(word.trim_start_matches(':')) || found.len() == most {
                break;
            }
            found.push(Request { runner, name: word.trim_start_matches(':'), loose: false, folder: None });
        } else if word.starts_with('-') && !found.is_empty() {
            break;
        }
    }
    Some(found)
}

/// Subcommands of cargo, and of programs that are often installed beside it.
const CARGO_VERBS: &[&str] = &[
    "add",
    "b",
    "bench",
    "build",
    "c",
    "check",
    "clean",
    "clippy",
    "config",
    "d",
    "doc",
    "fetch",
    "fix",
    "fmt",
    "generate-lockfile",
    "help",
    "info",
    "init",
    "install",
    "locate-project",
    "login",
    "logout",
    "metadata",
    "miri",
    "new",
    "owner",
    "package",
    "pkgid",
    "publish",
    "r",
    "read-manifest",
    "remove",
    "report",
    "rm",
    "run",
    "rustc",
    "rustdoc",
    "search",
    "t",
    "test",
    "tree",
    "uninstall",
    "update",
    "vendor",
    "verify-project",
    "version",
    "yank",
    "audit",
    "deny",
    "expand",
    "nextest",
    "watch",
    "outdated",
    "udeps",
    "fuzz",
    "hack",
    "machete",
    "make",
    "release",
    "sort",
    "insta",
    "mutants",
    "vet",
    "dist",
    "bloat",
    "chef",
    "cross",
    "tauri",
    "lambda",
    "leptos",
    "llvm-cov",
    "semver-checks",
    "tarpaulin",
    "binstall",
    "sqlx",
    "shear",
    "geiger",
    "component",
    "ndk",
    "apk",
    "deb",
    "zigbuild",
];

fn cargo<'t>(words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let words: Vec<&str> =
        words.iter().copied().skip_while(|w| w.starts_with('+')).take_while(|w| *w != "--").collect();
    let (&verb, rest) = words.split_first()?;
    if verb.starts_with('-') {
        return None;
    }
    if CARGO_VERBS.contains(&verb) {
        let mut found = Vec::new();
        if !matches!(verb, "run" | "r" | "build" | "b" | "test" | "t" | "check" | "c" | "clippy")
            || rest.contains(&"--manifest-path")
        {
            return None;
        }
        for (option, runner) in [("--bin", Runner::Bin), ("--example", Runner::Example)] {
            let at = rest.iter().position(|w| *w == option);
            let behind = at.and_then(|at| rest.get(at + 1)).copied();
            let joined = rest.iter().find_map(|w| w.strip_prefix(option)?.strip_prefix('='));
            found.extend(behind.or(joined).map(|name| Request { runner, name, loose: false, folder: None }));
        }
        return Some(found);
    }
    // `xtask` is nobody's plugin.
    one(Runner::Cargo, verb, verb != "xtask")
}

fn composer<'t>(words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let (words, folder) = without_folder(words, &["-d", "--working-dir"], &[]);
    let mut names = words.iter().copied().filter(|w| !w.starts_with('-'));
    let (name, loose) = match names.next()? {
        "run" | "run-script" => (names.next()?, false),
        "about"
        | "archive"
        | "audit"
        | "browse"
        | "bump"
        | "check-platform-reqs"
        | "clear-cache"
        | "clearcache"
        | "config"
        | "create-project"
        | "depends"
        | "diagnose"
        | "dump-autoload"
        | "dumpautoload"
        | "exec"
        | "fund"
        | "global"
        | "help"
        | "home"
        | "i"
        | "info"
        | "init"
        | "install"
        | "licenses"
        | "list"
        | "outdated"
        | "prohibits"
        | "reinstall"
        | "remove"
        | "require"
        | "r"
        | "search"
        | "self-update"
        | "selfupdate"
        | "show"
        | "status"
        | "suggests"
        | "u"
        | "update"
        | "upgrade"
        | "validate"
        | "why"
        | "why-not" => return None,
        name => (name, true),
    };
    Some(vec![Request { runner: Runner::Composer, name, loose, folder }])
}

fn runs<'t>(runner: Runner, words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let (&verb, rest) = words.split_first()?;
    let name = rest.first().filter(|w| verb == "run" && !w.starts_with('-'))?;
    one(runner, name, true)
}

fn sessions<'t>(runner: Runner, words: &[&'t str], options: &[&str], separator: char) -> Option<Vec<Request<'t>>> {
    if words.iter().any(|w| matches!(*w, "-f" | "--noxfile" | "-c" | "--conf")) {
        return None;
    }
    let at = words.iter().position(|w| options.contains(w))?;
    let names = words[at + 1..].iter().take_while(|w| !w.starts_with('-') && !w.starts_with(['>', '<']));
    let names = names.take(if separator == ',' { 1 } else { usize::MAX }).flat_map(|w| w.split(separator));
    Some(names.map(|name| Request { runner, name, loose: false, folder: None }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(command: &str) -> Vec<(Runner, &str, bool)> {
        let words: Vec<&str> = command.split(' ').collect();
        requests(&words).into_iter().map(|r| (r.runner, r.name, r.loose)).collect()
    }

    #[test]
    fn what_commands_ask_for() {
        use Runner::*;
        for (command, runner, name, loose) in [
            ("npm run lint -- --fix", Node, "lint", false),
            ("npm --prefix web run lint", Node, "lint", false),
            ("npm test", Node, "test", false),
            ("pnpm --filter api run build:all", Node, "build:all", false),
            ("pnpm db:seed", Node, "db:seed", true),
            ("yarn workspace web start:dev", Node, "start:dev", true),
            ("bun run check", Node, "check", true),
            ("just deploy prod", Just, "deploy", false),
            ("cargo +nightly xtask ci", Cargo, "xtask", false),
            ("cargo lnt", Cargo, "lnt", true),
            ("cargo run --release --bin server", Bin, "server", false),
            ("cargo run --example=tour", Example, "tour", false),
            ("composer run-script stan", Composer, "stan", false),
            ("poetry run poe types", Poe, "types", false),
            ("tox -e lint", Tox, "lint", false),
            ("nox -s docs", Nox, "docs", false),
        ] {
            assert_eq!(asked(command), [(runner, name, loose)], "{command}");
        }
        assert_eq!(asked("make -j4 build check V=1 2>&1"), [(Make, "build", false), (Make, "check", false)]);
        assert_eq!(asked("task a b -- c"), [(Task, "a", false), (Task, "b", false)]);
    }

    #[test]
    fn what_asks_for_nothing() {
        for command in [
            "npm install",
            "npm run",
            "npm run <script>",
            "npm run $X",
            "npm run x --if-present",
            "pnpm install",
            "pnpm dlx x",
            "yarn",
            "bun test",
            "bun run src/x.ts",
            "make",
            "make -f other.mk x",
            "make sure it runs",
            "make foo.o",
            "just --list",
            "cargo test",
            "cargo nextest run",
            "cargo --version",
            "composer install",
            "tox",
            "git push",
            "",
        ] {
            assert_eq!(asked(command), [], "{command}");
        }
    }
}
