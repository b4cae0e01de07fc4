//! See `rules/gates/unproduced-artifact.md`.

use crate::{
    diagnostic::quote,
    markdown::SectionId,
    plan::{Gate, Name, Word, is_common_ending},
    rules::{Context, Findings},
    source::{Span, window},
};
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

/// Finds gates that wait for files which nothing in the plan makes or names.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut awaited: Vec<(&Gate, Span)> = Vec::new();
    for gate in &cx.plan.gates {
        for &criterion in &gate.criteria {
            // A file has a dot, and so many of them a number.
            let may_name = cx.holds_digit(criterion) || cx.text(criterion).contains('.');
            if !may_name || !cx.settings.vocabulary.says(cx.text(criterion), Word::Presence) {
                continue;
            }
            let files: Vec<Span> = files(cx, criterion).collect();
            if files.is_empty() {
                unnamed(cx, out, gate, criterion);
            }
            // Who makes them is said: "(made by CI)".
            if cx.settings.vocabulary.says(cx.text(criterion), Word::MadeBy) {
                continue;
            }
            // The part of a criterion that speaks of a file: a semicolon ends it.
            let clauses = cx.text(criterion).split(';').filter(|c| cx.settings.vocabulary.says(c, Word::Presence));
            let own = clauses.flat_map(|clause| self::files(cx, criterion.of_part(cx.text(criterion), clause)));
            let own = own.filter(|&file| {
                !cx.settings.vocabulary.is_name(cx.text(file), Name::Everywhere) && !is_cited(cx, criterion, file)
            });
            awaited.extend(own.map(|f| (gate, f)));
        }
    }
    if awaited.is_empty() {
        return;
    }
    let elsewhere = mentioned_elsewhere(cx, &awaited);
    let there = |file: &Span| cx.project.exists(cx.source.path(), cx.text(*file)) == Some(true);
    let missing = awaited.iter().enumerate().filter(|(index, (_, file))| !elsewhere.contains(index) && !there(file));
    let missing: Vec<(&Gate, Span)> = missing.map(|(_, found)| *found).collect();
    let outside = if missing.is_empty() { FxHashSet::default() } else { mentioned_outside(cx, &missing) };
    for (gate, file) in missing.iter().filter(|(_, file)| !outside.contains(name(cx.text(*file)))) {
        let path = cx.text(*file);
        let finding = out
            .at(*file, format!("nothing in the plan makes `{}`, and this gate waits for it", quote(path)))
            .label("named nowhere else")
            .related(gate.place.span, "the gate that waits")
            .help("say which step writes the file, or wait for one that a step does write");
        out.push(finding);
    }
}

/// The most of a criterion on either side of a file that is looked at, in bytes.
const BESIDE: usize = 120;

/// Whether a file in brackets is only cited: with its part, `(docs/a.md "Later")`, or for what is told of it,
/// "a scan exists (`src/scan.py`): it reads the rows".
fn is_cited(cx: &Context, criterion: Span, file: Span) -> bool {
    let text = cx.text(criterion);
    let (from, to) = ((file.start - criterion.start) as usize, (file.end - criterion.start) as usize);
    let (before, after) = (window::before(text, from, BESIDE), window::after(text, to, BESIDE));
    let mark = |c: char| matches!(c, '`' | '*' | ' ');
    let Some((gloss, behind)) = after.trim_start_matches(mark).split_once(')') else { return false };
    let inside = before.rfind('(').is_some_and(|open| !before[open..].contains(')'));
    inside && (gloss.starts_with(['"', '“', '§', '#']) || gloss.is_empty() && behind.starts_with(':'))
}

/// "All 4 report files exist", where fewer files are named in the gate's part of the plan.
fn unnamed(cx: &Context, out: &mut Findings, gate: &Gate, criterion: Span) {
    let text = cx.text(criterion);
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(at) = words.iter().position(|w| w.eq_ignore_ascii_case("all")) else { return };
    let Some(count) = words.get(at + 1).and_then(|w| w.parse::<usize>().ok()) else { return };
    if !words[at + 2..].iter().take(3).any(|w| w.eq_ignore_ascii_case("files")) {
        return;
    }
    let section = cx.document.block_at(gate.place.span.start).map_or(SectionId(0), |b| cx.document.block(b).section);
    let section = gate.guards.and_then(|g| cx.plan.group(g).section).unwrap_or(section);
    let section = cx.document.section(section);
    let blocks = &cx.document.blocks[section.start as usize..section.end as usize];
    let mut named: FxHashSet<&str> = FxHashSet::default();
    for block in blocks.iter().filter(|b| b.span.end <= gate.place.span.start) {
        named.extend(files(cx, block.span).map(|f| cx.text(f)));
    }
    if named.len() >= count {
        return;
    }
    let said = match named.len() {
        0 => "names none".to_owned(),
        1 => "names only one".to_owned(),
        n => format!("names only {n}"),
    };
    let finding = out
        .at(criterion, format!("this gate waits for {count} files, and the part of the plan before it {said}"))
        .label("which files?")
        .related(gate.place.span, "the gate that waits")
        .help("list the files by name, and say in each step which of them it writes");
    out.push(finding);
}

/// The name of the file at `path`.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The names of the awaited files, each once: what several gates wait for is found as often for each.
fn names<'a>(cx: &Context<'a>, awaited: &[(&Gate, Span)]) -> Vec<&'a str> {
    let names: FxHashSet<&str> = awaited.iter().map(|(_, file)| name(cx.text(*file))).collect();
    names.into_iter().collect()
}

/// The names of those awaited files that another document mentions.
fn mentioned_outside<'a>(cx: &Context<'a>, awaited: &[(&Gate, Span)]) -> FxHashSet<&'a str> {
    let names = names(cx, awaited);
    let Ok(automaton) = AhoCorasick::new(&names) else { return names.into_iter().collect() };
    let texts = cx.kin.elsewhere().map(|other| other.source.text());
    texts.flat_map(|text| automaton.find_overlapping_iter(text)).map(|hit| names[hit.pattern().as_usize()]).collect()
}

/// Which of the awaited files something else than a gate's criterion names.
fn mentioned_elsewhere(cx: &Context, awaited: &[(&Gate, Span)]) -> FxHashSet<usize> {
    let names = names(cx, awaited);
    let Ok(automaton) = AhoCorasick::new(&names) else { return (0..awaited.len()).collect() };
    let mut criteria: Vec<Span> = cx.plan.gates.iter().flat_map(|g| g.criteria.iter().copied()).collect();
    criteria.sort_unstable();
    let in_gate = |at: u32| {
        let next = criteria.partition_point(|c| c.start <= at);
        next > 0 && at < criteria[next - 1].end
    };
    let mut found: FxHashSet<&str> = FxHashSet::default();
    for hit in automaton.find_overlapping_iter(cx.source.text()) {
        if !in_gate(hit.start() as u32) {
            found.insert(names[hit.pattern().as_usize()]);
        }
    }
    (0..awaited.len()).filter(|&i| found.contains(name(cx.text(awaited[i].1)))).collect()
}

/// The names of files in `span`.
fn files<'a>(cx: &Context<'a>, span: Span) -> impl Iterator<Item = Span> + use<'a> {
    let text = cx.text(span);
    text.split(|c: char| c.is_whitespace() || "`\"'()[]|,;*".contains(c))
        .map(|word| word.trim_end_matches(['.', ':', '!']))
        .filter(|word| is_file(word))
        .map(move |word| span.of_part(text, word))
}

/// A name with an extension that cannot be a word, a version or an address.
fn is_file(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let plain = |s: &str| s.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let proper = stem.chars().all(|c| c.is_alphabetic()) && stem.starts_with(char::is_uppercase) && extension == "js";
    stem.len() > 1
        && plain(stem)
        && !proper
        && !word.contains("://")
        && (1..=5).contains(&extension.len())
        // `params.na` is a name in a program.
        && (name.len() < word.len() || is_common_ending(extension))
        && extension.starts_with(|c: char| c.is_ascii_lowercase())
        && extension.chars().all(|c| c.is_ascii_alphanumeric())
}
