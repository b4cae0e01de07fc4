//! What a command line asks of a manifest: `npm run lint` asks package.json for the script `lint`.

mod cargo;
mod composer;
mod node;
mod runner;
mod verbs;

pub use runner::Runner;

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

/// What the words of a command ask for, one request a name; nothing where an option makes that unsure.
/// The programs that ask are the plan's [`PROGRAMS`](crate::plan::PROGRAMS).
pub fn requests<'t>(words: &[&'t str]) -> Vec<Request<'t>> {
    let Some((&program, rest)) = words.split_first() else { return Vec::new() };
    let found = match program {
        "npm" => node::npm(rest),
        "pnpm" | "yarn" | "bun" => node::others(program, rest),
        "make" => make(rest),
        "just" => plain(Runner::Just, rest, &["-f", "--justfile", "-d", "--working-directory"], 1),
        "task" => plain(Runner::Task, rest, &["-t", "--taskfile", "-d", "--dir", "-g", "--global"], usize::MAX),
        "cargo" => cargo::requests(rest),
        "composer" => composer::requests(rest),
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
