//! See `rules/prompts/undefined-prompt.md`.

mod columns;

use crate::{
    diagnostic::{Confidence, Severity, quote},
    family::Member,
    markdown::Kind,
    plan::{Name, PromptMention, Topic, prompt_id},
    rules::{Context, Findings},
    source::window,
};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// The form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `C`.
    Letter,
    /// `3`, `2.1`.
    Number,
    /// `X4-B1`, `P3`.
    Code,
}

/// Finds mentions of prompts that the plan does not hold.
pub fn check(cx: &Context, out: &mut Findings) {
    columns::check(cx, out);
    if cx.plan.prompt_mentions.is_empty() {
        return;
    }
    let mut declared: Vec<&str> = cx.plan.prompts.iter().filter_map(|p| p.id.as_deref()).collect();
    // A prompt may be written without a fence; one heading alone may speak of a prompt.
    let titled: Vec<&str> = cx.document.sections.iter().filter_map(|s| titled(&s.title)).collect();
    let more = titled.iter().filter(|t| titled.len() > 1 && !declared.contains(t)).copied().collect::<Vec<_>>();
    declared.extend(more);
    let promised = cx.plan.topics.contains(Topic::Prompt);
    let defined = names(cx.kin.own());
    // What other documents hold is looked up where this one does not hold it.
    let outside: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| cx.kin.elsewhere().flat_map(names).collect());
    for mention in &cx.plan.prompt_mentions {
        let form = form(&mention.id);
        let siblings: Vec<&&str> = declared.iter().filter(|d| self::form(d) == form).collect();
        // Without prompts of this form, only an id that can be nothing else speaks of one.
        let known_form = !siblings.is_empty() || promised && form == Form::Code;
        let name = mention.id.to_lowercase();
        if !known_form
            || defined.contains(&name)
            || is_prose(cx, mention)
            || is_of_program(cx, mention)
            || is_absent(cx, mention)
            || outside.contains(&name)
        {
            continue;
        }
        let id = quote(&mention.id);
        let message = match mention.elsewhere {
            true => format!("prompt `{id}` is not in this plan, and the document that holds it is not named"),
            false => format!("prompt `{id}` is used here and stands nowhere in this plan"),
        };
        let help = match siblings.as_slice() {
            [] => "copy the prompt into the plan, or link to the file that holds it".to_owned(),
            known => {
                let known: Vec<String> = known.iter().take(8).map(|k| format!("`{k}`")).collect();
                format!("write the prompt, or name one that is there: {}", known.join(", "))
            }
        };
        let sure = !siblings.is_empty() && !mention.elsewhere;
        let finding = out
            .at(mention.place.span, message)
            .label("nothing in this plan has that name")
            .help(help)
            .severity(if sure { Severity::Error } else { Severity::Warning })
            .confidence(if sure { mention.place.confidence } else { Confidence::Inferred });
        out.push(finding);
    }
}

/// The id of a prompt that a heading begins with: "Prompt A: Setup".
fn titled(title: &str) -> Option<&str> {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let prompt = title.get(.."prompt ".len()).is_some_and(|word| word.eq_ignore_ascii_case("prompt "));
    prompt_id(title).filter(|_| prompt)
}

/// The names under which headings, bold lines and first cells may hold a prompt, in lower case.
fn names(member: &Member) -> FxHashSet<String> {
    let Member { source, document, plan } = member;
    let mut names = FxHashSet::default();
    let mut add = |title: &str| {
        let words = title.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_')));
        names.extend(words.map(|w| w.trim_matches(['.', '-', '_']).to_lowercase()));
    };
    for prompt in &plan.prompts {
        prompt.id.iter().for_each(|id| add(id));
    }
    for section in &document.sections {
        add(&section.title);
    }
    // "Agent 3" and a row number are no prompt 3.
    let mut add_named = |text: &str| {
        let prompt = text.to_ascii_lowercase().contains("prompt");
        let names = |word: &&str| prompt || word.contains(char::is_alphabetic);
        text.split_whitespace().filter(names).for_each(&mut add);
    };
    for label in &document.labels {
        add_named(source.slice(label.key));
    }
    for (id, block) in document.iter() {
        if matches!(block.kind, Kind::Cell { column: 0 }) {
            add_named(&document.plain(source.text(), id));
        }
    }
    names
}

fn form(id: &str) -> Form {
    match (id.contains(|c: char| c.is_ascii_digit()), id.contains(|c: char| c.is_alphabetic())) {
        (true, true) => Form::Code,
        (true, false) => Form::Number,
        _ => Form::Letter,
    }
}

/// Whether the number counts something (`prompt 3 times`) or the letter begins a name.
fn is_prose(cx: &Context, mention: &PromptMention) -> bool {
    let after = &cx.source.text()[mention.place.span.end as usize..];
    let next: String = after.trim_start_matches(' ').chars().take_while(|c| c.is_alphabetic()).collect();
    let follows = after.starts_with(' ') && !next.is_empty();
    match form(&mention.id) {
        Form::Code => false,
        Form::Number => follows && next.ends_with('s') && next.chars().all(char::is_lowercase),
        Form::Letter => follows && next.starts_with(char::is_uppercase),
    }
}

/// Whether the clause around a mention says that the prompt is gone, not to be used or yet to be written: "prompt C was
/// removed", "do not use prompt 3 from last year", "later we may add prompt C".
fn is_absent(cx: &Context, mention: &PromptMention) -> bool {
    let (text, span) = (cx.source.text(), mention.place.span);
    let ends = |c: char| matches!(c, '.' | ';' | ',' | '!' | '?' | '\n' | '(' | ')' | '|' | ':');
    let before = window::before(text, span.start as usize, CLAUSE).rsplit(ends).next().unwrap_or_default();
    let after = window::after(text, span.end as usize, CLAUSE).split(ends).next().unwrap_or_default();
    let mut words = [before, after].into_iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    words.any(|word| !word.is_empty() && cx.settings.vocabulary.is_name(word, Name::PromptAbsent))
}

/// How much of the clause around a prompt is read to each side, in bytes.
const CLAUSE: usize = 80;

/// Whether the prompt is that of a program that waits for commands: "the command prompt `C:\\>`".
fn is_of_program(cx: &Context, mention: &PromptMention) -> bool {
    let span = mention.place.span;
    let before = window::before(cx.source.text(), span.start as usize, BEFORE);
    let word = before.split_whitespace().rev().find(|w| !w.to_ascii_lowercase().contains("prompt"));
    let word = word.unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
    let after = cx.source.text()[span.end as usize..].trim_start_matches(['`', '*']);
    cx.settings.vocabulary.is_name(word, Name::CommandPrompt)
        || after.starts_with([':', '>']) && after[1..].starts_with(['\\', '>'])
}

/// How far before a prompt the word is looked for that says whose it is, in bytes.
const BEFORE: usize = 48;
