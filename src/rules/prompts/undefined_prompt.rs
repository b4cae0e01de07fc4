//! See `rules/prompts/undefined-prompt.md`.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    markdown::Kind,
    plan::{PromptMention, Topic},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

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
    if cx.plan.prompt_mentions.is_empty() {
        return;
    }
    let declared: Vec<&str> = cx.plan.prompts.iter().filter_map(|p| p.id.as_deref()).collect();
    let promised = cx.plan.sections.iter().any(|s| s.topics.contains(&Topic::Prompt));
    let defined = names(cx);
    for mention in &cx.plan.prompt_mentions {
        let form = form(&mention.id);
        let siblings: Vec<&&str> = declared.iter().filter(|d| self::form(d) == form).collect();
        // Without prompts of this form, only an id that can be nothing else speaks of one.
        let known_form = !siblings.is_empty() || promised && form == Form::Code;
        if !known_form || defined.contains(&mention.id.to_lowercase()) || is_prose(cx, mention) {
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

/// The names under which headings, bold lines and first cells may hold a prompt, in lower case.
fn names(cx: &Context) -> FxHashSet<String> {
    let mut names = FxHashSet::default();
    let mut add = |title: &str| {
        let words = title.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_')));
        names.extend(words.map(|w| w.trim_matches(['.', '-', '_']).to_lowercase()));
    };
    for prompt in &cx.plan.prompts {
        prompt.id.iter().for_each(|id| add(id));
    }
    for section in &cx.document.sections {
        add(&section.title);
    }
    for label in &cx.document.labels {
        add(cx.text(label.key));
    }
    for (id, block) in cx.document.iter() {
        if matches!(block.kind, Kind::Cell { column: 0 }) {
            add(&cx.document.plain(cx.source.text(), id));
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
