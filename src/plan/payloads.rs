//! Payloads: JSON to hand to a program, in a fence of its own or in one inside a prompt.

use super::{model::*, read::Reader};
use crate::{markdown::Kind, source::Span};

/// Reads every JSON fence, and those that stand inside prompts.
pub(super) fn read(reader: &mut Reader) {
    let document = reader.document;
    for (id, block) in document.iter() {
        let Kind::Code { info: Some(info), body } = block.kind else { continue };
        let quoted = || document.ancestors(id).any(|b| document.block(b).kind == Kind::Quote);
        if is_json(reader.slice(info)) && !quoted() {
            reader.plan.payloads.push(Payload { body, prompt: None });
        }
    }
    for index in 0..reader.plan.prompts.len() {
        let prompt = &reader.plan.prompts[index];
        let inner = fences(reader.slice(prompt.body), prompt.body);
        reader.plan.payloads.extend(inner.into_iter().map(|body| Payload { body, prompt: Some(index) }));
    }
}

fn is_json(info: &str) -> bool {
    info.split([' ', ',', '{']).next().is_some_and(|language| language.eq_ignore_ascii_case("json"))
}

/// The bodies of the JSON fences in the text of a prompt.
fn fences(text: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    if !text.contains("```") {
        return found;
    }
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, bare) = (at, line.trim());
        at += line.len();
        match (open, bare.strip_prefix("```")) {
            (Some(from), Some("")) => {
                found.push(Span::new(span.start as usize + from, span.start as usize + start));
                open = None;
            }
            (None, Some(info)) if is_json(info.trim()) => open = Some(at),
            _ => {}
        }
    }
    found
}
