//! Payloads: JSON and YAML to hand to a program, in a fence of its own or in one inside a prompt.

use crate::{
    markdown::Kind,
    plan::{
        model::*,
        read::{Fence, Reader},
    },
    source::Span,
};

/// Reads every fence of JSON or YAML, and those that stand inside prompts.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Payload> {
    let mut found = Vec::new();
    let document = reader.document;
    for &Fence { block, info, body } in reader.fences {
        let quoted = || document.ancestors(block).any(|b| document.block(b).kind == Kind::Quote);
        if let Some(format) = format(reader.slice(info)).filter(|_| !quoted()) {
            found.push(Payload { format, body, prompt: None });
        }
    }
    for (index, prompt) in reader.plan.prompts.iter().enumerate() {
        let inner = fences(reader.slice(prompt.body), prompt.body);
        found.extend(inner.into_iter().map(|(format, body)| Payload { format, body, prompt: Some(index) }));
    }
    found
}

fn format(info: &str) -> Option<PayloadFormat> {
    let language = info.split([' ', ',', '{']).next().unwrap_or_default();
    let is = |name: &str| language.eq_ignore_ascii_case(name);
    match () {
        () if is("json") => Some(PayloadFormat::Json),
        () if is("yaml") || is("yml") => Some(PayloadFormat::Yaml),
        () => None,
    }
}

/// The bodies of the fences of JSON or YAML in the text of a prompt.
fn fences(text: &str, span: Span) -> Vec<(PayloadFormat, Span)> {
    let mut found = Vec::new();
    if !text.contains("```") {
        return found;
    }
    // Where the body of the open fence begins, and what it is where that is known.
    let mut open: Option<(usize, Option<PayloadFormat>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match (open, line.trim().strip_prefix("```")) {
            (Some((from, kind)), Some("")) => {
                let body = Span::new(span.start as usize + from, span.start as usize + start);
                found.extend(kind.map(|kind| (kind, body)));
                open = None;
            }
            (None, Some(info)) => open = Some((at, format(info.trim()))),
            _ => {}
        }
    }
    found
}
