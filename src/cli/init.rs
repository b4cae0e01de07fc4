//! `planvet init`: looks at the repository, asks what to require, and writes `planvet.toml`; or the settings of a
//! coding agent.

use super::{
    intake::Asked,
    outcome::{forgive_closed_pipe, refuse},
};
use crate::{
    config::NAMES,
    hook::Agent,
    init::{
        Choice, Evidence, Gate, Owner, Wishes, checks, configuration, place,
        settings::{Refusal, Wiring},
        survey::{Findings, Survey, some},
    },
    message::escape,
    workspace,
};
use clap::CommandFactory;
use std::{
    fs,
    io::{self, BufRead, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::atomic::AtomicUsize,
};

/// What to write.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write the settings that make this agent ask planvet, and nothing else: claude, codex, cursor or gemini
    #[arg(long, value_name = "AGENT", value_parser = one_of::<Agent>)]
    agent: Vec<Agent>,
    /// Who must own tasks: every-task, convention or off
    #[arg(long, value_parser = one_of::<Owner>, conflicts_with = "agent")]
    owner: Option<Owner>,
    /// Where a gate must stand: every-phase, convention or off
    #[arg(long, value_parser = one_of::<Gate>, conflicts_with = "agent")]
    gate: Option<Gate>,
    /// What a tick must rest on: none, named or recorded
    #[arg(long, value_parser = one_of::<Evidence>, conflicts_with = "agent")]
    evidence: Option<Evidence>,
    /// Ask nothing; what no flag says stays as planvet has it
    #[arg(long, short)]
    yes: bool,
    /// Replace a planvet.toml that is there
    #[arg(long, conflicts_with = "agent")]
    force: bool,
}

/// A word of the command line that means one of a few things.
trait OneOf: Copy + 'static {
    fn all() -> Vec<(&'static str, Self)>;
}

impl OneOf for Agent {
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.to_vec()
    }
}

impl OneOf for Owner {
    fn all() -> Vec<(&'static str, Self)> {
        words(&Self::ALL)
    }
}

impl OneOf for Gate {
    fn all() -> Vec<(&'static str, Self)> {
        words(&Self::ALL)
    }
}

impl OneOf for Evidence {
    fn all() -> Vec<(&'static str, Self)> {
        words(&Self::ALL)
    }
}

fn words<T: Copy>(choices: &[Choice<T>]) -> Vec<(&'static str, T)> {
    choices.iter().map(|(word, value, _)| (*word, *value)).collect()
}

fn one_of<T: OneOf>(word: &str) -> Result<T, String> {
    let all = T::all();
    let found = all.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    found.ok_or_else(|| format!("write one of {}", all.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ")))
}

/// Runs the command: 0, or 2 where something could not be written.
pub fn run(args: &Args) -> ExitCode {
    let written = match args.agent.is_empty() {
        true => configure(args),
        false => args.agent.iter().try_for_each(|agent| wire(*agent)),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => refuse(message),
    }
}

/// The repository's root, or the working directory.
fn root() -> Result<PathBuf, String> {
    let cwd = std::env::current_dir().and_then(|cwd| workspace::canonical(&cwd));
    let cwd = cwd.map_err(|e| format!("the working directory cannot be read: {e}"))?;
    Ok(workspace::root_of(&cwd).0)
}

/// Prints to standard output.
fn print(text: &str) -> Result<(), String> {
    forgive_closed_pipe(io::stdout().write_all(text.as_bytes())).map_err(|e| format!("standard output: {e}"))
}

/// Writes the settings of an agent.
fn wire(agent: Agent) -> Result<(), String> {
    let root = root()?;
    let wiring = Wiring::of(agent);
    let (file, path) = (wiring.file, root.join(wiring.file));
    let there = match fs::read(&path) {
        Ok(bytes) => Some(String::from_utf8(bytes).map_err(|_| format!("{file} is not UTF-8; nothing was written"))?),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(format!("{file} cannot be read: {e}")),
    };
    let merged = wiring.merged(there.as_deref()).map_err(|Refusal { why, by_hand }| {
        format!("{file} was left as it is: {}\nadd this by hand:\n\n{by_hand}", escape::terminal(&why))
    })?;
    match merged {
        None => print(&format!("{file}: planvet is there already\n")),
        Some(text) => {
            place::put(&root, &path, &text, there.is_some()).map_err(|e| format!("{file} cannot be written: {e}"))?;
            let note = if wiring.note.is_empty() { String::new() } else { format!("{}\n", wiring.note) };
            print(&format!(
                "{file} is written: {} asks planvet after each edit of a plan and before it stops.\n\
                 planvet has to be in the PATH of the agent; where it is not, nothing is held back.\n{note}",
                agent.title()
            ))
        }
    }
}

/// Writes `planvet.toml`.
fn configure(args: &Args) -> Result<(), String> {
    let root = root()?;
    if let Some(name) = NAMES.iter().find(|name| fs::symlink_metadata(root.join(name)).is_ok()).filter(|_| !args.force)
    {
        return Err(format!("{name} is there already; --force replaces it"));
    }
    let intake = Asked::isolated(vec![root.clone()]).intake_in(root.clone(), None)?;
    let (checked, _) = intake.vet(false, false, &AtomicUsize::new(0));
    let survey = Survey::of(&intake.found.files, &checked);
    show(|out| survey.write(out))?;

    let wishes = wishes(args)?;
    let suggested = checks::suggestions(&intake.project);
    let text = configuration::text(&wishes, &survey.archives, &suggested);
    let (name, path) = (NAMES[0], root.join(NAMES[0]));
    place::put(&root, &path, &text, args.force).map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => format!("{name} is there already; --force replaces it"),
        _ => format!("{name} cannot be written: {e}"),
    })?;
    let hidden = NAMES[1..].iter().find(|other| root.join(other).exists());
    let hidden =
        hidden.map_or(String::new(), |other| format!("{other} is there, too, and {name} is read instead of it.\n"));
    print(&format!("\n{name} is written.\n{hidden}\n"))?;
    // The new file is read by the same door as any other.
    let intake = Asked::of(vec![root.clone()]).intake_in(root, None)?;
    let findings = Findings::of(&intake.vet(false, false, &AtomicUsize::new(0)).0);
    show(|out| findings.write(out))?;
    print(&next(&wishes, &survey, &findings, !suggested.is_empty()))
}

/// Prints what is written, control characters of names that documents gave shown.
fn show(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<(), String> {
    let mut text = Vec::new();
    write(&mut text).map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&text);
    print(&text.lines().map(|line| format!("{}\n", escape::terminal(line))).collect::<String>())
}

/// What the flags say, and where they say nothing, what the person answers.
fn wishes(args: &Args) -> Result<Wishes, String> {
    let usual = Wishes::default();
    let told = args.owner.is_some() && args.gate.is_some() && args.evidence.is_some();
    let person = io::stdin().is_terminal() && io::stderr().is_terminal();
    if args.yes || told || !person {
        if !args.yes && !told {
            print("\nThere is no terminal, so nothing is asked: what no flag says stays as planvet has it.\n")?;
        }
        return Ok(Wishes {
            owner: args.owner.unwrap_or(usual.owner),
            gate: args.gate.unwrap_or(usual.gate),
            evidence: args.evidence.unwrap_or(usual.evidence),
        });
    }
    let (mut from, mut to) = (io::stdin().lock(), io::stderr());
    let broken = |e: io::Error| format!("the terminal cannot be read: {e}");
    Ok(Wishes {
        owner: choose(args.owner, "owner of a task", &Owner::ALL, usual.owner, &mut from, &mut to).map_err(broken)?,
        gate: choose(args.gate, "gate of a phase", &Gate::ALL, usual.gate, &mut from, &mut to).map_err(broken)?,
        evidence: choose(args.evidence, "evidence for a tick", &Evidence::ALL, usual.evidence, &mut from, &mut to)
            .map_err(broken)?,
    })
}

/// What a person picks by number or name; an empty line, or none, is the usual.
fn choose<T: Copy + PartialEq>(
    told: Option<T>,
    what: &str,
    choices: &[Choice<T>],
    usual: T,
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> io::Result<T> {
    if let Some(told) = told {
        return Ok(told);
    }
    writeln!(to, "\n{what}:")?;
    for (at, (word, value, means)) in choices.iter().enumerate() {
        let mark = if *value == usual { " (as usual)" } else { "" };
        writeln!(to, "  {}  {word:<12}{means}{mark}", at + 1)?;
    }
    loop {
        write!(to, "> ")?;
        to.flush()?;
        let mut answer = String::new();
        // An end of the input is an answer, too.
        if from.read_line(&mut answer)? == 0 || answer.trim().is_empty() {
            return Ok(usual);
        }
        let answer = answer.trim();
        let picked =
            choices.iter().enumerate().find(|(at, (word, ..))| *word == answer || (at + 1).to_string() == answer);
        match picked {
            Some((_, (_, value, _))) => return Ok(*value),
            None => writeln!(to, "write a number from 1 to {}", choices.len())?,
        }
    }
}

/// Findings from which on a baseline is worth its while.
const MANY: usize = 30;

/// What to do now.
fn next(wishes: &Wishes, survey: &Survey, findings: &Findings, suggested: bool) -> String {
    let [errors, warnings] = findings.sum();
    let mut steps =
        vec![format!("planvet                      {} and {} now", some(errors, "error"), some(warnings, "warning"))];
    if errors + warnings > MANY && super::Cli::command().find_subcommand("baseline").is_some() {
        steps.push("planvet baseline             accepts what there is, so that only new findings fail".to_owned());
    }
    steps.push("planvet init --agent claude  makes a coding agent ask, or codex, cursor, gemini".to_owned());
    let mut text = format!("\nNext:\n  {}\n", steps.join("\n  "));
    if wishes.evidence == Evidence::Recorded {
        let which = if suggested { "one that this repository has" } else { "an example" };
        text.push_str(&format!(
            "\nNo tick counts before a check is declared; {which} stands at the end of planvet.toml.\n"
        ));
    }
    if !survey.archives.is_empty() {
        text.push_str("\nPlans in folders like an archive are vetted, too, unless you take the # from `exclude`.\n");
    }
    text.push_str("\nFor pre-commit, in .pre-commit-config.yaml:\n\n");
    text.push_str("repos:\n  - repo: local\n    hooks:\n");
    installed_hook().for_each(|line| text.push_str(&format!("      {line}\n")));
    text
}

/// The hook that this repository ships for the planvet that is installed.
fn installed_hook() -> impl Iterator<Item = &'static str> {
    const HOOKS: &str = include_str!("../../.pre-commit-hooks.yaml");
    let lines = HOOKS.lines().skip_while(|line| *line != "- id: planvet-system");
    lines.enumerate().take_while(|(at, line)| *at == 0 || line.starts_with(' ')).map(|(_, line)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(answers: &str) -> (Owner, String) {
        let mut to = Vec::new();
        let picked = choose(None, "owner of a task", &Owner::ALL, Owner::Convention, &mut answers.as_bytes(), &mut to);
        (picked.expect("an answer"), String::from_utf8(to).expect("UTF-8"))
    }

    #[test]
    fn a_person_picks_by_number_or_name() {
        assert_eq!(asked("1\n").0, Owner::EveryTask);
        assert_eq!(asked("off\n").0, Owner::Off);
        assert_eq!(asked("\n").0, Owner::Convention);
        assert_eq!(asked("").0, Owner::Convention);
        let (picked, said) = asked("9\nevery-task");
        assert_eq!(picked, Owner::EveryTask);
        assert!(said.contains("write a number from 1 to 3"), "{said}");
    }

    #[test]
    fn what_a_flag_says_is_not_asked() {
        let mut to = Vec::new();
        let picked = choose(Some(Gate::Off), "gate", &Gate::ALL, Gate::Convention, &mut "1\n".as_bytes(), &mut to);
        assert_eq!(picked.expect("an answer"), Gate::Off);
        assert!(to.is_empty());
    }
}
