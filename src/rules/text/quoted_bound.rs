//! See `rules/text/quoted-bound.md`.

use crate::{
    diagnostic::{Edit, Fix, Safety, quote},
    markdown::{BlockId, Kind},
    rules::{Context, Findings},
    source::Span,
};

/// Finds items whose first sign, a `>`, makes a quotation of what was meant as a bound; all of a document are one finding.
pub fn check(cx: &Context, out: &mut Findings) {
    let found: Vec<(Span, &str)> = cx.document.quotes.iter().filter_map(|&id| bound(cx, id)).collect();
    let Some(((sign, shown), others)) = found.split_first() else { return };
    let line = quote(shown.lines().next().unwrap_or_default().trim_end()).to_string();
    let more = match others.len() {
        0 => String::new(),
        1 => ", and so it is with one more".to_owned(),
        n => format!(", and so it is with {n} more"),
    };
    let escape = |&(sign, _): &(Span, &str)| Edit { span: Span { end: sign.start, ..sign }, text: "\\".to_owned() };
    let finding = out
        .at(*sign, format!("the `>` makes a quotation of this item, and the page shows “{line}”{more}"))
        .label("was meant as “more than”")
        .help("write `\\>`, so that the bound stays a bound")
        .fix(Fix {
            safety: Safety::Safe,
            message: "write `\\>`".to_owned(),
            edits: found.iter().map(escape).collect(),
        });
    out.push(finding.also(others.iter().map(|(sign, _)| (*sign, "here too"))));
}

/// The sign and what is left behind it, where an item begins with a quotation that begins with a number: `- > 80 %`.
fn bound<'c>(cx: &Context<'c>, quotation: BlockId) -> Option<(Span, &'c str)> {
    let block = cx.document.block(quotation);
    let item = block.parent.filter(|item| item.0 + 1 == quotation.0)?;
    if !matches!(cx.document.block(item).kind, Kind::Item { .. }) {
        return None;
    }
    let text = cx.text(block.span);
    let shown = text.strip_prefix('>')?.trim_start_matches(' ');
    let number = shown.trim_start_matches(['=', ' ', '$', '€', '£', '~']);
    let sign = Span { end: block.span.start + 1, ..block.span };
    number.starts_with(|c: char| c.is_ascii_digit()).then_some((sign, shown))
}
