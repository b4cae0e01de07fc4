//! See `rules/commands/unknown-script.md`.

use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    markdown::{BlockId, InlineKind, Kind},
    plan::{Command, Folder, PROGRAMS, Topic, Word, command_words},
    project::{Answer, Request, Runner, requests},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// The most names that are asked for: each that is missing costs a search through the document.
const NAMES: usize = 100;

/// How many further places a finding points at.
const PLACES: usize = 8;

/// Finds commands that run a script, target or recipe which the repository does not define; one finding a name.
pub fn check(cx: &Context, out: &mut Findings) {
    // A document that lies elsewhere speaks of another repository.
    if cx.project.root().is_none() || cx.source.path().starts_with('/') {
        return;
    }
    let mut known: FxHashMap<(Runner, &str), Option<usize>> = FxHashMap::default();
    let mut findings: Vec<Diagnostic> = Vec::new();
    for command in cx.plan.commands.iter().filter(|c| c.folder != Folder::Unknown) {
        let mut words = command_words(cx.text(command.span)).peekable();
        if !words.peek().is_some_and(|program| PROGRAMS.contains(program)) {
            continue;
        }
        let words: Vec<&str> = words.collect();
        for request in requests(&words) {
            // `npm t` asks for `test`.
            let word = words.iter().find(|w| **w == request.name);
            let span = word.map_or(command.span, |w| command.span.of_part(cx.text(command.span), w));
            match known.get(&(request.runner, request.name)) {
                Some(Some(index)) if findings[*index].related.len() < PLACES => {
                    findings[*index] = findings[*index].clone().related(span, "and here");
                }
                Some(_) => {}
                None if known.len() == NAMES => {}
                None => {
                    let finding = is_to_run(cx, command).then(|| ask(cx, out, command, &request, span)).flatten();
                    known.insert((request.runner, request.name), finding.as_ref().map(|_| findings.len()));
                    findings.extend(finding);
                }
            }
        }
    }
    findings.into_iter().for_each(|finding| out.push(finding));
}

fn ask(cx: &Context, out: &Findings, command: &Command, request: &Request, span: Span) -> Option<Diagnostic> {
    let folder = match &command.folder {
        Folder::Below(folder) => Some(&**folder),
        _ => None,
    };
    let Answer::Missing { manifests, meant, elsewhere, above } = cx.project.answer(cx.source.path(), folder, request)
    else {
        return None;
    };
    if is_made_here(cx, request, command.block) {
        return None;
    }
    let (noun, name) = (request.runner.noun(), quote(request.name));
    let lacks = match &*manifests {
        [one] => format!("`{}` defines no such {noun}", quote(one)),
        [first, ..] => {
            format!("neither `{}` nor {} more like it define that {noun}", quote(first), manifests.len() - 1)
        }
        [] => return None,
    };
    let help = match (&elsewhere, &meant) {
        (Some(path), _) => format!("`{}` defines it: run it from there, or say how to get there", quote(path)),
        (None, Some(meant)) => format!("did you mean `{}`?", quote(meant)),
        (None, None) => format!("add the {noun}, say which step adds it, or name one that is there"),
    };
    let finding = out
        .at(span, format!("`{}` cannot run: {lacks}", quote(cx.text(command.span))))
        .label(format!("there is no {noun} `{name}`"))
        .help(help);
    // Where another folder has it, the reader may know to go there; one that is not above the plan may be another project.
    let sure = elsewhere.is_none() && (above || folder.is_some());
    Some(if sure { finding } else { finding.confidence(Confidence::Inferred) })
}

/// Whether a command is to be run as it stands: not one of the past, of a form, or that is only spoken of.
fn is_to_run(cx: &Context, command: &Command) -> bool {
    let block = cx.document.block(command.block);
    let holder = cx.document.ancestors(command.block).chain([command.block]);
    let done = holder.into_iter().any(|b| cx.plan.task_at(b).is_some_and(|t| cx.plan.task(t).done()));
    let aside = [Topic::Template, Topic::Later, Topic::Done].iter().any(|&t| cx.plan.within(block.section, t));
    let says = |span| {
        let meant = |word| matches!(word, Word::Outside | Word::Change | Word::Failure);
        cx.settings.vocabulary.words(cx.text(span)).any(|(word, _)| meant(word))
    };
    let mut text = cx.document.inlines_of(command.block).iter().filter(|i| i.kind == InlineKind::Text);
    let spoken = command.shell.is_none() && text.any(|i| says(i.span));
    !done && !aside && !spoken
}

/// Whether the plan itself makes what is run: some text says so, or shows its definition.
fn is_made_here(cx: &Context, request: &Request, own: BlockId) -> bool {
    let name = request.name;
    let words = &cx.settings.vocabulary;
    cx.document.iter().any(|(id, block)| {
        let text = match block.kind {
            Kind::Code { body, .. } => cx.text(body),
            Kind::Heading(_) | Kind::Paragraph | Kind::Cell { .. } => cx.text(block.span),
            _ => return false,
        };
        // The manifest as a whole may be what the plan writes.
        let manifest = text.contains(request.runner.manifest());
        if !manifest && !text.contains(name) {
            return false;
        }
        if let Kind::Code { .. } = block.kind {
            return id != own && text.lines().any(|line| defines(line, name));
        }
        let says = |word| words.says(text, word);
        says(Word::Change) && (names(text, name) || manifest && says(Word::Script))
    })
}

/// Whether a line of a manifest defines `name`: `"name": …`, `name: …`, `name = …`.
fn defines(line: &str, name: &str) -> bool {
    let line = line.trim_start_matches(['+', ' ', '\t', '@', '{', ',']);
    let rest = ["\"", "'", ""].iter().find_map(|q| line.strip_prefix(q)?.strip_prefix(name)?.strip_prefix(q));
    rest.is_some_and(|rest| {
        rest.trim_start().starts_with([':', '=']) || rest.starts_with(' ') && rest.trim_end().ends_with(':')
    }) || line.strip_prefix("def ").is_some_and(|rest| rest.starts_with(name))
}

/// Whether `name` stands in `text` as a word.
fn names(text: &str, name: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':');
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(joins) && !text[at + name.len()..].starts_with(|c: char| joins(c) && c != ':')
    })
}
