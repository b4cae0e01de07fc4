//! Prompts and templates: fenced texts to hand over, with their placeholders,
//! and the sentences that point to them.

use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Phrase, Topic,
        model::*,
        read::{Fence, GUESS, LIKELY, Reader, SURE},
        tell::placeholders,
    },
    source::Span,
};

/// Reads every fence under a heading that names prompts or templates, then the mentions.
pub(in crate::plan) fn read(reader: &mut Reader) {
    for &Fence { block, info, body } in reader.fences {
        fence(reader, block, info, body);
    }
    mentions(reader);
}

/// What is written behind the opening of a fence of text.
const TEXTS: [&str; 7] = ["text", "txt", "md", "markdown", "prompt", "plain", "plaintext"];

fn fence(reader: &mut Reader, id: BlockId, info: Span, body: Span) {
    let language = reader.slice(info).split_whitespace().next().unwrap_or("");
    let is = |name: &str| language.eq_ignore_ascii_case(name);
    if !(language.is_empty() || TEXTS.into_iter().any(is)) {
        return;
    }
    let document = reader.document;
    let section = reader.section(id);
    let own = &reader.plan.sections[section.0 as usize];
    let kind = if own.topics.contains(Topic::Prompt) || is("prompt") {
        PromptKind::Prompt
    } else if own.topics.contains(Topic::Template) {
        PromptKind::Template
    } else if reader.plan.within(section, Topic::Prompt) && !is_drawing(reader.slice(body)) {
        PromptKind::Prompt
    } else {
        return;
    };
    let heading = document.section(section);
    let title = heading.title.clone();
    let prompt_id = named_id(&title).map(Into::into).or_else(|| {
        own.letter.as_ref().or(own.number.as_ref()).cloned().filter(|l| {
            kind == PromptKind::Prompt && own.topics.contains(Topic::Prompt) && l.len() <= 3 && !l.contains('.')
        })
    });
    let placeholders = placeholders::named(reader.slice(body), body, placeholders::Case::Upper);
    reader.plan.prompts.push(Prompt {
        kind,
        id: prompt_id,
        title,
        place: Place::new(heading.title_span, Why::Heading, if own.topics.is_empty() { LIKELY } else { SURE }),
        block: id,
        body,
        placeholders,
    });
}

/// Whether a fence holds a drawing or a listing rather than sentences.
fn is_drawing(body: &str) -> bool {
    body.contains(['│', '├', '└', '┌', '▼', '↓'])
}

/// The id behind the word "prompt": `Prompt 3: …`, `PROMPT X4-B`.
pub fn named_id(title: &str) -> Option<&str> {
    let lower = title.to_ascii_lowercase();
    let at = lower.find("prompt")? + "prompt".len();
    let rest = title.get(at..)?.trim_start_matches(['s', ' ', '#']);
    token(rest)
}

/// An id at the start of `text`: one capital letter, a number, or capitals and digits with dashes.
fn token(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))).unwrap_or(text.len());
    let id = text[..end].trim_end_matches(['-', '.', '_']);
    let letters = id.chars().filter(char::is_ascii_alphabetic).count();
    let digits = id.chars().filter(char::is_ascii_digit).count();
    let one_letter = letters == 1 && digits == 0 && id.len() == 1 && id.chars().all(|c| c.is_ascii_uppercase());
    let with_digit = digits > 0
        && id.len() <= 16
        && !id.contains("..")
        && id.chars().filter(char::is_ascii_alphabetic).all(|c| c.is_ascii_uppercase() || letters <= 1);
    (one_letter || with_digit).then_some(id)
}

/// "Use prompt C", "as in PROMPT X4-B of the old plan".
fn mentions(reader: &mut Reader) {
    let document = reader.document;
    if !reader.plan.has_phrase(Phrase::PromptWord) {
        return;
    }
    for index in 0..reader.plan.phrases.len() {
        let hit = reader.plan.phrases[index];
        if hit.phrase != Phrase::PromptWord || matches!(document.block(hit.block).kind, Kind::Heading(_)) {
            continue;
        }
        let block = document.block(hit.block).span;
        // A bold line that introduces a prompt declares it.
        if document.section(reader.section(hit.block)).heading == Some(hit.block) {
            continue;
        }
        let rest = &reader.text[hit.span.end as usize..block.end as usize];
        let trimmed = rest.trim_start_matches([' ', '`', '*', '#', '"', '“']);
        // A number behind "prompts" counts; a letter or an id names.
        let Some(id) = token(trimmed).filter(|_| rest.starts_with(' ')) else { continue };
        let end = trimmed[id.len()..].chars().next();
        if end.is_some_and(|c| c.is_alphanumeric() || c == '%') {
            continue;
        }
        let before = &reader.text[block.start as usize..hit.span.start as usize];
        let sentence = before.rsplit(['.', '!', '?', '\n']).next().unwrap_or(before).to_ascii_lowercase();
        let elsewhere = ["existing", "see ", "other plan", "other document", "refer", "from the", ".md"]
            .iter()
            .any(|w| sentence.contains(w));
        let span = Span::new(hit.span.end as usize, block.end as usize).of_part(rest, id);
        reader.plan.prompt_mentions.push(PromptMention {
            id: id.into(),
            place: Place::new(span, Why::Sentence, if elsewhere { GUESS } else { LIKELY }),
            elsewhere,
        });
    }
}
