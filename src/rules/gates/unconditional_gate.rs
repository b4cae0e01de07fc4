//! See `rules/gates/unconditional-gate.md`.

use crate::{
    diagnostic::quote,
    plan::{Artifact, Gate, Name, Shell, ShellLine, ShellLineKind, Word},
    rules::{Context, Findings},
    source::Span,
};
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cell::LazyCell, ops::Range};

/// Finds scripts that write their mark of success whatever became of the commands before it.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut made: Vec<&Artifact> = cx.plan.artifacts.iter().filter(|a| a.produced).collect();
    if made.is_empty() {
        return;
    }
    made.sort_unstable_by_key(|a| a.place.span);
    let awaited = LazyCell::new(|| awaited(cx, &made));
    for shell in cx.plan.shells.iter().filter(|s| !s.strict) {
        script(cx, out, shell, &made, &awaited);
    }
}

/// Gates by the paths that their criteria name.
type Awaited<'c> = FxHashMap<&'c str, &'c Gate>;

/// The paths of what is made that the criteria of a gate name, with the first such gate.
fn awaited<'c>(cx: &Context<'c>, made: &[&'c Artifact]) -> Awaited<'c> {
    let mut awaited = FxHashMap::default();
    // A file that is made several times is found once.
    let paths: FxHashSet<&str> = made.iter().map(|file| &*file.path).collect();
    let paths: Vec<&str> = paths.into_iter().collect();
    let Ok(automaton) = AhoCorasick::new(&paths) else { return awaited };
    for gate in &cx.plan.gates {
        for &criterion in &gate.criteria {
            for hit in automaton.find_overlapping_iter(cx.text(criterion)) {
                awaited.entry(paths[hit.pattern().as_usize()]).or_insert(gate);
            }
        }
    }
    awaited
}

fn script(cx: &Context, out: &mut Findings, shell: &Shell, made: &[&Artifact], awaited: &Awaited) {
    // The commands so far whose failure nothing catches.
    let mut risky: Vec<Span> = Vec::new();
    for line in shell.lines.iter().filter(|l| l.kind != ShellLineKind::Comment) {
        let text = cx.text(line.span);
        if line.nested || line.kind != ShellLineKind::Command {
            continue;
        }
        let mark = (!risky.is_empty()).then(|| success_mark(cx, line, made, awaited)).flatten();
        if let Some((mark, gate)) = mark {
            report(cx, out, line.span, mark, gate, &risky);
            return;
        }
        if !is_guarded(text) && !is_harmless(cx, text) {
            risky.push(line.span);
        }
    }
}

fn report(cx: &Context, out: &mut Findings, line: Span, mark: Span, gate: Option<&Gate>, risky: &[Span]) {
    let name = quote(cx.text(mark));
    let mut finding = out
        .at(line, format!("`{name}` is written even when a command before it fails, and then says that all went well"))
        .label("runs in any case")
        .help("begin the block with `set -e`, or join the commands and this line with `&&`");
    finding = finding.also(risky.iter().map(|&command| (command, "may fail")));
    if let Some(gate) = gate {
        finding = finding.related(gate.place.span, "this gate trusts the file");
    }
    out.push(finding);
}

/// The file that `line` writes, on its own, to say that all went well, and the gate that waits for it.
fn success_mark<'g>(
    cx: &Context,
    line: &ShellLine,
    made: &[&Artifact],
    awaited: &Awaited<'g>,
) -> Option<(Span, Option<&'g Gate>)> {
    let text = cx.text(line.span);
    let first = text.split_whitespace().next()?;
    if !matches!(first, "echo" | "printf" | "touch" | "date" | ":" | ">") || text.contains("&&") || text.contains("||")
    {
        return None;
    }
    let file = made[made.partition_point(|a| a.place.span.start < line.span.start)..].first()?;
    if !line.span.contains(file.place.span) {
        return None;
    }
    let words = &cx.settings.vocabulary;
    // What a variable says is not known here.
    let own = Span::at(0).of_part(text, cx.text(file.place.span)).range();
    let mut said = words.words(text).filter(|(word, _)| *word == Word::Success);
    let says = said.any(|(_, at)| own.contains(&at.start) || stands_alone(text, at))
        && !words.says(text, Word::Failure)
        && !text.contains("$?");
    let gate = awaited.get(&*file.path).copied();
    (says || gate.is_some()).then_some((file.place.span, gate))
}

/// Whether a word is no part of a longer name: `langgraph-checkpoint-postgres` says nothing.
fn stands_alone(text: &str, at: Range<usize>) -> bool {
    let joined = |mut away: std::str::Chars, back: bool| {
        let mut next = || if back { away.next_back() } else { away.next() };
        next().is_some_and(|c| matches!(c, '-' | '_' | '.' | '/' | '@' | '='))
            && next().is_some_and(char::is_alphanumeric)
    };
    !joined(text[..at.start].chars(), true) && !joined(text[at.end..].chars(), false)
}

/// Whether a failure of the command is dealt with on its line.
fn is_guarded(line: &str) -> bool {
    line.contains("||")
}

/// A command that hardly ever fails, or sets a variable.
fn is_harmless(cx: &Context, line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    let sets = first.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
    sets || cx.settings.vocabulary.is_name(first, Name::Harmless) || line.starts_with("mkdir -p")
}
