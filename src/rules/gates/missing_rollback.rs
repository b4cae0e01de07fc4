//! See `rules/gates/missing-rollback.md`.

use crate::{
    diagnostic::{Confidence, quote},
    markdown::{BlockId, Kind, Link, SectionId},
    plan::{Phrase, PhraseHit, Role, ShellLineKind, Topic, Word},
    rules::{Context, Findings},
    source::{Span, window},
};

/// How much of a line is read to each side of a mention, in bytes.
const LINE: usize = 300;

/// Finds plans that promise a rollback and give no step of one.
pub fn check(cx: &Context, out: &mut Findings) {
    let mentions: Vec<&PhraseHit> = cx.plan.phrases_of(Phrase::Rollback).collect();
    let words = mentions.iter().find(|h| promised(cx, h) && !in_item(cx, h)).map(|h| h.span);
    let Some(promise) = words.or_else(|| empty_section(cx)) else { return };
    if provided(cx, &mentions) {
        return;
    }
    let irreversible = irreversible(cx);
    // A promise alone may point to another document; beside a step that cannot be taken back it is due here.
    let Some((step, name)) = irreversible else { return };
    let found = out
        .at(
            promise,
            format!(
                "a rollback is promised, and no step of one is given; `{}` cannot be taken back without it",
                quote(&name)
            ),
        )
        .label("promised here")
        .related(step, "the step that may have to be taken back")
        .confidence(Confidence::Conventional)
        .help("write the commands or the steps that restore the state before it, or link to them");
    out.push(found);
}

/// "Rollback procedures", "rollback plan": a noun that says there is one.
fn promised(cx: &Context, hit: &PhraseHit) -> bool {
    let block = cx.document.block(hit.block).span;
    let after = &cx.source.text()[hit.span.end as usize..block.end as usize];
    let word = after.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or("").to_ascii_lowercase();
    let noun =
        matches!(word.as_str(), "procedure" | "procedures" | "plan" | "plans" | "strategy" | "strategies" | "steps");
    noun && !cx.settings.vocabulary.says(sentence(cx, hit), Word::Unpromised)
}

/// The sentence that holds a mention, in its line.
fn sentence<'c>(cx: &Context<'c>, hit: &PhraseHit) -> &'c str {
    let (text, line) = (cx.source.text(), window::line(cx.source.text(), hit.span.start as usize, LINE));
    let (before, after) = (&text[line.start..hit.span.start as usize], &text[hit.span.end as usize..line.end]);
    // What a comment says shows nowhere.
    let start = [". ", "-->"].iter().filter_map(|mark| Some(before.rfind(mark)? + mark.len())).max().unwrap_or(0);
    let end = [". ", "<!--"].iter().filter_map(|mark| after.find(mark)).min().unwrap_or(after.len());
    &text[line.start + start..hit.span.end as usize + end]
}

/// An item that speaks of a rollback is work to be done, no promise that it exists.
fn in_item(cx: &Context, hit: &PhraseHit) -> bool {
    cx.document.ancestors(hit.block).any(|b| matches!(cx.document.block(b).kind, Kind::Item { .. }))
}

/// Whether the document says anywhere how to go back: a heading, a field, a
/// step, a command, a link.
fn provided(cx: &Context, mentions: &[&PhraseHit]) -> bool {
    // A table of contents leads to what this very document says.
    let (here, away): (Vec<&Link>, Vec<&Link>) = cx.document.links.iter().partition(|l| l.target.starts_with('#'));
    let listed = |h: &PhraseHit| {
        let before = here.partition_point(|l| l.span.start <= h.span.start);
        here[..before].last().is_some_and(|l| l.span.contains(h.span))
    };
    let mentions: Vec<&PhraseHit> = mentions.iter().copied().filter(|h| !listed(h)).collect();
    let heading = rollback_sections(cx).any(|s| says_something(cx, s));
    let field = cx.plan.fields.iter().any(|f| f.role == Some(Role::Rollback));
    let column = cx.plan.tables.iter().any(|t| t.has(Role::Rollback));
    let command = cx.plan.shells.iter().flat_map(|s| &s.lines).filter(|l| l.kind == ShellLineKind::Command).any(|l| {
        let line = cx.text(l.span);
        [
            "git revert",
            "git reset",
            "rollback",
            "downgrade",
            "restore",
            "git checkout",
            "undo",
            "pg_restore",
            "git stash",
        ]
        .iter()
        .any(|w| line.contains(w))
    });
    let step = mentions.iter().any(|h| !promised(cx, h) && is_step(cx, h));
    // Mentions stand in the order of their ends.
    let linked = away.iter().any(|l| {
        let within = mentions.partition_point(|m| m.span.end <= l.span.end);
        mentions[..within].iter().rev().take_while(|m| m.span.end > l.span.start).any(|m| l.span.contains(m.span))
    });
    heading || field || column || command || step || linked
}

/// The sections whose headings announce a rollback.
fn rollback_sections<'c>(cx: &Context<'c>) -> impl Iterator<Item = SectionId> + use<'c> {
    let any = cx.plan.topics.contains(Topic::Rollback);
    let sections = if any { &cx.plan.sections[..] } else { &[] };
    let about = sections.iter().enumerate().filter(|(_, s)| s.topics.contains(Topic::Rollback));
    about.map(|(index, _)| SectionId(index as u32))
}

/// A heading about the rollback with nothing but "TBD" below it.
fn empty_section(cx: &Context) -> Option<Span> {
    rollback_sections(cx).find(|&s| !says_something(cx, s)).map(|s| cx.document.section(s).title_span)
}

/// Whether anything stands below a heading, and not only that it is still to come.
fn says_something(cx: &Context, section: SectionId) -> bool {
    let section = cx.document.section(section);
    (section.start..section.end).map(BlockId).any(|id| match cx.document.block(id).kind {
        Kind::Heading(_) => Some(id) != section.heading,
        Kind::Paragraph => {
            let text = cx.document.plain(cx.source.text(), id);
            !cx.settings.vocabulary.is_owner_placeholder(text.trim())
        }
        Kind::Code { .. } | Kind::Table => true,
        _ => false,
    })
}

/// Whether a mention stands at the start of an item, or in a task: a step, not a remark.
fn is_step(cx: &Context, hit: &PhraseHit) -> bool {
    let document = cx.document;
    let item = document.ancestors(hit.block).find(|&b| matches!(document.block(b).kind, Kind::Item { .. }));
    match item {
        Some(item) => {
            let text = document.text_span(item);
            hit.span.start.saturating_sub(text.start) < 24 || cx.plan.task_at(item).is_some()
        }
        None => is_sentence(cx, hit.block),
    }
}

/// A paragraph that says more than a list of nouns tells how.
fn is_sentence(cx: &Context, block: BlockId) -> bool {
    matches!(cx.document.block(block).kind, Kind::Paragraph)
        && cx.text(cx.document.text_span(block)).split_whitespace().count() > 12
        && cx.document.labels_in(block).is_empty()
}

/// A group or section whose title says that it cannot simply be undone.
fn irreversible(cx: &Context) -> Option<(Span, String)> {
    let says = |title: &str| cx.settings.vocabulary.phrases(title).any(|(p, _)| p == Phrase::Irreversible);
    let group = cx.plan.groups.iter().find(|g| says(&g.title)).map(|g| (g.span(), g.name()));
    let task = || cx.plan.tasks.iter().find(|t| says(&t.title)).map(|t| (t.span(), t.title.to_string()));
    let section =
        || cx.document.sections.iter().skip(1).find(|s| says(&s.title)).map(|s| (s.title_span, s.title.to_string()));
    group.or_else(task).or_else(section)
}
