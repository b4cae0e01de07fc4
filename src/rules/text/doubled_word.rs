//! See `rules/text/doubled-word.md`.

use crate::{
    diagnostic::{Edit, Fix, Safety},
    plan::Phrase,
    rules::{Context, Findings},
    source::Span,
};

/// Finds words that stand twice in a row and never do so on purpose.
pub fn check(cx: &Context, out: &mut Findings) {
    for hit in cx.plan.phrases.iter().filter(|h| h.phrase == Phrase::Doubled) {
        let text = cx.text(hit.span);
        let Some((first, second)) = text.split_once(' ') else { continue };
        // "The The" is a name, and "of-of" or "of / of" were no two words in a row.
        if first.to_lowercase() != second || quoted(cx, hit.span) {
            continue;
        }
        let found = out
            .at(hit.span, format!("“{second}” stands twice"))
            .label("one of the two is too many")
            .help("take one out; or write what is missing, where a word between them is lost")
            .fix(Fix {
                safety: Safety::Unsafe,
                message: "take one out".to_owned(),
                edits: vec![Edit {
                    span: Span { start: hit.span.start + first.len() as u32, ..hit.span },
                    text: String::new(),
                }],
            });
        out.push(found);
    }
}

/// Whether the words are spoken about: “the the”, or parts of a longer one: `of-of`.
fn quoted(cx: &Context, words: Span) -> bool {
    let text = cx.source.text();
    let before = text[..words.start as usize].chars().next_back();
    let after = text[words.end as usize..].chars().next();
    let apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '(' | ')' | ',' | '.'));
    !apart(before) || !apart(after)
}
