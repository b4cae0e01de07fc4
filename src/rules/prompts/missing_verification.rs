//! See `rules/prompts/missing-verification.md`.

use crate::{
    diagnostic::quote,
    plan::{Name, Prompt, PromptKind, Word},
    rules::{Context, Findings},
    source::Span,
};

/// Finds prompts that change code and name nothing that verifies it, where most of their siblings do.
pub fn check(cx: &Context, out: &mut Findings) {
    let prompts: Vec<&Prompt> = cx.plan.prompts.iter().filter(|p| p.kind == PromptKind::Prompt).collect();
    // One other prompt is no convention.
    if prompts.len() < 3 {
        return;
    }
    let verified: Vec<&Prompt> = prompts.iter().copied().filter(|p| verifies(cx, p)).collect();
    if 2 * verified.len() <= prompts.len() {
        return;
    }
    let changing = prompts.iter().filter_map(|p| Some((p, order(cx, p)?)));
    for (prompt, order) in changing.filter(|(p, _)| !mentions_check(cx, p)) {
        let sibling = verified[0];
        let finding = out
            .at(
                prompt.place.span,
                format!("the prompt \"{}\" changes code and names no command that verifies it", quote(&prompt.title)),
            )
            .label(format!("{} of the {} prompts here name one", verified.len(), prompts.len()))
            .related(order, "changes code")
            .related(sibling.place.span, "as this one does")
            .help("end it with the command to run and what it must report");
        out.push(finding);
    }
}

/// Whether a prompt names a command that checks its work, in ticks or on a line of its own.
fn verifies(cx: &Context, prompt: &Prompt) -> bool {
    let body = cx.text(prompt.body);
    let ticked = body.split('`').skip(1).step_by(2).filter(|code| !code.contains('\n'));
    let lines = body.lines().map(|line| line.trim().trim_start_matches(['$', '-', '*', ' ']));
    ticked.chain(lines).any(|code| cx.settings.vocabulary.runs_check(code))
}

/// The first line of a prompt that tells its reader to change code.
fn order(cx: &Context, prompt: &Prompt) -> Option<Span> {
    let body = cx.text(prompt.body);
    let words = &cx.settings.vocabulary;
    let mut lines = body.lines().map(|line| line.trim_matches(|c: char| !c.is_alphabetic()));
    let first = |line: &str| words.is_name(line.split(|c: char| !c.is_alphabetic()).next().unwrap_or(""), Name::Coding);
    // What is written must be code, and not a report.
    let code = body.contains('`') || body.contains("()") || body.contains("src/");
    lines.find(|line| code && first(line)).map(|line| prompt.body.of_part(body, line))
}

/// Whether a prompt speaks of a check in words: "all tests pass".
fn mentions_check(cx: &Context, prompt: &Prompt) -> bool {
    verifies(cx, prompt)
        || cx.settings.vocabulary.words(cx.text(prompt.body)).any(|(w, range)| {
            // `verify` in the name of a thing is no check: `verify_user`, the branch `work/tests`.
            let body = cx.text(prompt.body);
            let joint = ['_', '-', '/', '.'];
            w == Word::Verified
                && !body[range.end..].starts_with(joint)
                && !body[..range.start].ends_with(['_', '/', '.'])
        })
}
