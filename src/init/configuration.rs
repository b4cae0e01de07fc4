//! The text of a new `planvet.toml`: every key is in it, what is not asked for as a comment.
//!
//! A line that begins with `#` and a letter is an example; without the `#` it holds.

use super::{Evidence, Gate, Owner, Wishes, checks::Suggestion, survey::some};
use std::fmt::Write;

/// The configuration that asks for `wishes`; `archives` are folders with the number of plans that are over in them.
pub fn text(wishes: &Wishes, archives: &[(String, usize)], checks: &[Suggestion]) -> String {
    let mut out = String::from(
        "# planvet.toml: what planvet asks of the plans in this repository.\n\
         # `planvet rule` lists the rules, `planvet rule NAME` explains one.\n\
         # A line like `#key = value` is an example; it holds without the `#`.\n\
         \n",
    );
    rules(&mut out, wishes);
    paths(&mut out, archives);
    out.push_str(REST);
    require(&mut out, wishes);
    evidence(&mut out, checks);
    out
}

/// What holds for all findings, for some paths and for words: nobody was asked for it.
const REST: &str = "\
# From which severity on planvet fails: \"error\", \"warning\", \"info\" or \"never\".
#fail-on = \"error\"
# Findings that are known, so that only new ones are reported; `planvet baseline` writes the file.
#baseline = \"planvet-baseline.toml\"

# Another severity for a rule: \"error\", \"warning\", \"info\" or \"off\".
[severity]
#missing-rollback = \"error\"

# The same keys for some paths; the last match wins.
#[files.\"docs/drafts/**\"]
#ignore = [\"missing-owner\"]

# Words of your own, beside those that planvet knows.
[vocabulary]
#owner-headings = [\"Captain\"]

# Documents that form one plan and are read together.
#[[plan]]
#files = [\"docs/launch/*.md\"]

# What must hold.
[require]
";

/// Which rules run.
fn rules(out: &mut String, wishes: &Wishes) {
    out.push_str(
        "# Which rules run: names, families, \"default\" or \"all\".\n\
         #select = [\"default\"]\n\
         # Rules that run besides; `planvet rule` marks those that are a matter of taste.\n\
         #extend-select = [\"vague-criterion\"]\n\
         # Rules that do not run.\n",
    );
    let off: Vec<&str> = [(wishes.owner == Owner::Off, "missing-owner"), (wishes.gate == Gate::Off, "missing-gate")]
        .into_iter()
        .filter_map(|(off, rule)| off.then_some(rule))
        .collect();
    match off.is_empty() {
        true => out.push_str("#ignore = [\"missing-rollback\"]\n"),
        false => line(out, "", &format!("ignore = {}", list(&off))),
    }
}

/// What is never read.
fn paths(out: &mut String, archives: &[(String, usize)]) {
    out.push_str("# Paths that are never read, as in .gitignore.\n");
    for (folder, plans) in archives {
        let _ = writeln!(out, "# {} seems to hold what is over ({}).", folder.escape_debug(), some(*plans, "plan"));
    }
    let mut folders: Vec<&str> = archives.iter().map(|(folder, _)| folder.as_str()).collect();
    if folders.is_empty() {
        folders.push("docs/archive/");
    }
    line(out, "#", &format!("exclude = {}", list(&folders)));
}

/// What proves something: the checks that the repository seems to have.
fn evidence(out: &mut String, checks: &[Suggestion]) {
    out.push_str(
        "\n\
         # What proves something. `planvet record NAME --item ID` runs it and writes down what came of it; tests count\n\
         # by their report, a \"command\" by its exit code.\n",
    );
    if checks.is_empty() {
        declare(out, "test", &["make", "test"], &["src/**", "tests/**"]);
    }
    for check in checks {
        let _ = writeln!(out, "\n# As {} has it.", check.from);
        declare(out, &check.name, &check.argv, &check.scope);
    }
}

/// What must hold.
fn require(out: &mut String, wishes: &Wishes) {
    out.push_str("# An owner for every task: \"every-task\"; \"convention\": where its neighbours have one.\n");
    match wishes.owner {
        Owner::EveryTask => line(out, "", "owner = \"every-task\""),
        Owner::Convention | Owner::Off => line(out, "#", "owner = \"convention\""),
    }
    out.push_str("# A checkpoint after every phase: \"every-phase\"; \"convention\": where the others have one.\n");
    match wishes.gate {
        Gate::EveryPhase => line(out, "", "gate = \"every-phase\""),
        Gate::Convention | Gate::Off => line(out, "#", "gate = \"convention\""),
    }
    out.push_str(
        "\n\
         # What a ticked item or gate must rest on: \"referenced\" (it names evidence that exists), \"reported\",\n\
         # \"recorded\" (a check below passed on the files as they are), \"signed\". `checks` names those that count,\n\
         # `stale` says how bad it is that files have changed since.\n\
         [require.evidence]\n",
    );
    match wishes.evidence {
        Evidence::None => line(out, "#", "item = { checks = [], level = \"recorded\", stale = \"warning\" }"),
        Evidence::Named => line(out, "", "item = { level = \"referenced\" }"),
        Evidence::Recorded => line(out, "", "item = { level = \"recorded\", stale = \"warning\" }"),
    }
    line(out, "#", "gate = { level = \"reported\" }");
}

/// A check, as an example.
fn declare(out: &mut String, name: &str, argv: &[impl AsRef<str>], scope: &[impl AsRef<str>]) {
    line(out, "#", &format!("[check.{name}]"));
    line(out, "#", &format!("argv = {}", list(argv)));
    line(out, "#", &format!("scope = {}", list(scope)));
    line(out, "#", "kind = \"command\"");
    line(out, "#", "report = \"target/junit.xml\"");
}

fn line(out: &mut String, mark: &str, text: &str) {
    let _ = writeln!(out, "{mark}{text}");
}

/// Strings as TOML, on one line.
fn list(strings: &[impl AsRef<str>]) -> String {
    // What JSON escapes TOML reads; it wants one control character more escaped.
    let quote = |text: &str| serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f");
    format!("[{}]", strings.iter().map(|s| quote(s.as_ref())).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::File,
        settings::{Level, RequireGate, RequireOwner},
    };

    fn read(text: &str) -> File {
        let file = File::parse(text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
        assert!(file.unknown.is_empty(), "{:?}\n{text}", file.unknown);
        file
    }

    fn suggestion() -> Suggestion {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        let argv = words(&["npm", "test"]);
        Suggestion { name: "test".into(), argv, scope: words(&["src/**"]), from: "package.json" }
    }

    /// Every example holds.
    fn without_marks(text: &str) -> String {
        let bare = |line: &str| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '[') => rest.to_owned(),
            _ => line.to_owned(),
        };
        text.lines().map(bare).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_usual_one() {
        let usual = text(&Wishes::default(), &[("docs/archive/".into(), 12)], &[suggestion()]);
        read(&usual);
        insta::assert_snapshot!(usual);
    }

    #[test]
    fn every_wish_is_read_as_it_was_meant() {
        for (_, owner, _) in Owner::ALL {
            for (_, gate, _) in Gate::ALL {
                for (_, evidence, _) in Evidence::ALL {
                    let made = text(&Wishes { owner, gate, evidence }, &[], &[]);
                    let layer = read(&made).layer;
                    read(&without_marks(&made));
                    assert_eq!(layer.require.owner, (owner == Owner::EveryTask).then_some(RequireOwner::EveryTask));
                    assert_eq!(layer.require.gate, (gate == Gate::EveryPhase).then_some(RequireGate::EveryPhase));
                    assert_eq!(layer.ignore.len(), usize::from(owner == Owner::Off) + usize::from(gate == Gate::Off));
                    let level = layer.require.items.map(|items| items.level);
                    let meant = match evidence {
                        Evidence::None => None,
                        Evidence::Named => Some(Level::Referenced),
                        Evidence::Recorded => Some(Level::Recorded),
                    };
                    assert_eq!(level, meant);
                }
            }
        }
    }

    #[test]
    fn every_key_is_shown_and_every_example_holds() {
        for checks in [vec![], vec![suggestion()]] {
            let file = read(&without_marks(&text(&Wishes::default(), &[], &checks)));
            let layer = &file.layer;
            assert!(layer.select.is_some() && !layer.extend_select.is_empty() && !layer.ignore.is_empty());
            assert!(!layer.severity.is_empty() && !layer.exclude.is_empty() && layer.fail_on.is_some());
            assert!(layer.require.owner.is_some() && layer.require.gate.is_some());
            assert!(layer.require.items.is_some() && layer.require.gates.is_some());
            assert!(!layer.vocabulary.is_empty() && !file.overrides.is_empty() && !file.plans.is_empty());
            let check = file.checks.first().expect("a check");
            assert!(!check.argv.is_empty() && !check.scope.is_empty() && check.report.is_some());
        }
    }

    #[test]
    fn a_folder_with_an_odd_name_breaks_nothing() {
        let odd = vec![("a\"\n[require]\\\u{7f}\u{1}ü/done/".to_owned(), 1)];
        let made = text(&Wishes::default(), &odd, &[]);
        read(&made);
        assert_eq!(read(&without_marks(&made)).layer.exclude, ["a\"\n[require]\\\u{7f}\u{1}ü/done/"]);
    }
}
