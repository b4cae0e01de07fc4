//! See `rules/prompts/unfilled-placeholder.md`.

use crate::{
    diagnostic::quote,
    plan::{Blank, BlankForm, Dialect, Holder, PromptKind, Status},
    rules::{Context, Findings},
    source::{Span, window},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// A placeholder in more places than this is the purpose of the document: a form to be copied.
const FORM: usize = 3;
/// The least text before a placeholder that tells a line from others, in bytes.
const LEAD: usize = 6;
/// The longest line before and behind a placeholder, in bytes.
const LINE: usize = 400;
/// The longest value that stands where another prompt has a placeholder, in bytes.
const VALUE: usize = 60;

/// Finds blanks in tasks and prompts that are about to be used.
pub fn check(cx: &Context, out: &mut Findings) {
    if !cx.plan.blanks.is_empty() {
        blanks(cx, out);
        contacts(cx, out);
        finished(cx, out);
        ready(cx, out);
    }
    siblings(cx, out);
}

/// Whom to call, where none of them was named: one finding a section.
fn contacts(cx: &Context, out: &mut Findings) {
    let of = |blank: &Blank| if let Holder::Contact(section) = blank.holder { Some(section) } else { None };
    let blanks: Vec<&Blank> = cx.plan.blanks.iter().filter(|b| of(b).is_some()).collect();
    for group in blanks.chunk_by(|a, b| of(a) == of(b)).filter(|g| g.len() > 1) {
        let text = quote(cx.text(group[0].span));
        let mut finding = out
            .at(group[0].span, format!("`{text}` was never filled in, here and in {} more", group.len() - 1))
            .label("nobody to call")
            .help("name who is to be called; whoever looks here has no time to find out")
            .gathers(group.iter().map(|blank| blank.span));
        finding = finding.also(group[1..].iter().map(|more| (more.span, "and here")));
        out.push(finding);
    }
}

/// Fields of parts that are done, in which nothing was written: one finding.
fn finished(cx: &Context, out: &mut Findings) {
    if cx.plan.template {
        return;
    }
    let mut blanks = cx.plan.blanks.iter().filter(|b| b.holder == Holder::Finished);
    let Some(first) = blanks.next() else { return };
    let rest: Vec<&Blank> = blanks.collect();
    let more = if rest.is_empty() { String::new() } else { format!(", here and in {} more", rest.len()) };
    let finding = out
        .at(
            first.span,
            format!("`{}` was never filled in{more}, and the part is called done", quote(cx.text(first.span))),
        )
        .label("nothing was written here")
        .help("write what belongs there, or take the line out; a record with blanks proves nothing");
    out.push(finding.also(rest.iter().map(|blank| (blank.span, "and here"))));
}

/// Fields of a document that calls itself ready: one finding.
fn ready(cx: &Context, out: &mut Findings) {
    let of = |blank: &Blank| if let Holder::Ready(status) = blank.holder { Some((blank.span, status)) } else { None };
    let others = || cx.plan.blanks.iter().filter(|b| !matches!(b.holder, Holder::Ready(_))).map(|b| b.span);
    let others = LazyCell::new(|| others().collect::<FxHashSet<Span>>());
    let told = |span: &Span| !others.contains(span);
    let mut blanks = cx.plan.blanks.iter().filter_map(of).filter(|(span, _)| told(span));
    let Some((first, status)) = blanks.next() else { return };
    let rest: Vec<Span> = blanks.map(|(span, _)| span).collect();
    let more = if rest.is_empty() { String::new() } else { format!(", here and in {} more", rest.len()) };
    let [blank, said] = [first, status].map(|span| quote(cx.text(span)));
    let finding = out
        .at(first, format!("`{blank}` was never filled in{more}, and the document says “{said}”"))
        .label("nothing was written here")
        .related(status, "said here")
        .help("write what belongs there before the work begins, or say that it is not ready yet")
        .gathers(std::iter::once(first).chain(rest.iter().copied()));
    out.push(finding.also(rest.iter().map(|&span| (span, "and here"))));
}

/// Blanks that can be nothing else. One name in several places is one finding.
fn blanks(cx: &Context, out: &mut Findings) {
    let mut by_text: FxHashMap<&str, Vec<&Blank>> = FxHashMap::default();
    for blank in
        cx.plan.blanks.iter().filter(|b| {
            is_ahead(cx, b) && !matches!(b.holder, Holder::Contact(_) | Holder::Finished | Holder::Ready(_))
        })
    {
        by_text.entry(cx.text(blank.span)).or_default().push(blank);
    }
    let mut groups: Vec<&[&Blank]> = Vec::new();
    for group in by_text.values() {
        match group[0].form {
            // Two tasks of which nothing is known are two tasks.
            BlankForm::Todo | BlankForm::Line => {
                groups.extend(group.chunks(if group.len() > FORM { group.len() } else { 1 }))
            }
            BlankForm::Named if group.len() <= FORM => groups.push(group),
            BlankForm::Named => {}
        }
    }
    groups.sort_unstable_by_key(|group| group[0].span);
    for group in groups {
        let (first, text) = (group[0], quote(cx.text(group[0].span)));
        let whose = match first.holder {
            Holder::Task(task) if cx.plan.task(task).span() == first.span => "this task says only".to_owned(),
            Holder::Task(task) => format!("the task \"{}\" still says", quote(cx.plan.task(task).name())),
            Holder::Prompt(prompt) => format!("the prompt \"{}\" still says", quote(&cx.plan.prompts[prompt].title)),
            Holder::Contact(_) | Holder::Finished | Holder::Ready(_) => continue,
        };
        let label = if first.form == BlankForm::Todo { "nothing was written here" } else { "to be filled in" };
        let mut finding = out
            .at(first.span, format!("{whose} `{text}`, so whoever gets it has to guess"))
            .label(label)
            .help("write what belongs there, or what is to be found out and by whom")
            .gathers(group.iter().map(|blank| blank.span));
        for more in &group[1..] {
            finding = finding.related(more.span, "and here");
        }
        out.push(finding);
    }
}

/// Whether the work is still to be done.
fn is_ahead(cx: &Context, blank: &Blank) -> bool {
    match blank.holder {
        // A roadmap of this format lists the plans of a phase as `TBD` until its turn comes.
        Holder::Task(_) if cx.plan.dialect == Dialect::Gsd && blank.form == BlankForm::Todo => false,
        Holder::Task(task) => !matches!(cx.plan.task(task).status(), Some(Status::Done | Status::Dropped)),
        Holder::Prompt(_) | Holder::Contact(_) | Holder::Finished | Holder::Ready(_) => true,
    }
}

/// A line of a prompt.
struct Line<'a> {
    text: &'a str,
    prompt: usize,
    span: Span,
}

/// Placeholders of one prompt where the others have a value. Where all have one, the prompts are forms.
fn siblings(cx: &Context, out: &mut Findings) {
    let prompts = || cx.plan.prompts.iter().enumerate().filter(|(_, p)| p.kind == PromptKind::Prompt);
    if prompts().take(2).count() < 2 || prompts().all(|(_, p)| p.placeholders.is_empty()) {
        return;
    }
    let mut lines: Vec<Line> = Vec::new();
    for (index, prompt) in prompts() {
        let body = cx.text(prompt.body);
        for line in body.lines().map(str::trim).filter(|line| line.len() > LEAD) {
            lines.push(Line { text: line, prompt: index, span: prompt.body.of_part(body, line) });
        }
    }
    lines.sort_unstable_by_key(|line| (line.text, line.span));
    for (index, prompt) in prompts() {
        for &placeholder in &prompt.placeholders {
            let Some((before, after)) = around(cx, placeholder, prompt.body) else { continue };
            let from = lines.partition_point(|line| line.text < before);
            let alike = lines[from..].iter().take_while(|line| line.text.starts_with(before)).take(2 * FORM);
            let (mut filled, mut blank) = (None, 0);
            let mut count = 0;
            for line in alike.filter(|line| line.prompt != index && line.text.ends_with(after)) {
                let value = line.text.get(before.len()..line.text.len() - after.len()).unwrap_or("").trim();
                match value {
                    "" => {}
                    _ if value.contains(['<', '{', '[', '_']) => blank += 1,
                    _ if value.len() <= VALUE => {
                        count += 1;
                        filled = filled.or(Some(line.span));
                    }
                    _ => {}
                }
            }
            if let Some(example) = filled.filter(|_| count > blank) {
                let name = quote(cx.text(placeholder));
                let finding = out
                    .at(
                        placeholder,
                        format!(
                            "`{name}` is still to be filled in in \"{}\"; the prompts beside it have a value there",
                            quote(&prompt.title)
                        ),
                    )
                    .label("to be filled in")
                    .related(example, "a prompt that has one")
                    .help("write the value before somebody copies the prompt");
                out.push(finding);
            }
        }
    }
}

/// What stands before and behind a placeholder on its line, where that tells the line from others.
fn around<'a>(cx: &Context<'a>, placeholder: Span, body: Span) -> Option<(&'a str, &'a str)> {
    let text = cx.text(body);
    let at = |offset: u32| (offset - body.start) as usize;
    let before = window::before(text, at(placeholder.start), LINE);
    let after = window::after(text, at(placeholder.end), LINE);
    // A line that is longer than this is none that another prompt repeats.
    let cut = |part: &str| part.len() + char::MAX.len_utf8() > LINE && !part.contains('\n');
    if cut(before) || cut(after) {
        return None;
    }
    let before = before.rsplit('\n').next().unwrap_or(before).trim_start();
    let after = after.lines().next().unwrap_or("").trim_end();
    // A second placeholder would have to be compared with a second value.
    let single = !before.contains(['<', '{', '[']) && !after.contains(['<', '{', '[']);
    (single && before.len() >= LEAD).then_some((before, after))
}
