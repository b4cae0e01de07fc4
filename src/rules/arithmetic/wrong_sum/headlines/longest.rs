//! "6 hours (in parallel)" over parts of 8 hours each: what runs side by side takes as long as its longest part.

use super::{Headline, parts::Parts};
use crate::{
    diagnostic::{Confidence, Severity},
    plan::{
        Name, fold,
        quantity::{Hedge, Quantity},
    },
    rules::{Context, Findings},
};

/// The longest of the parts, where the time that a headline gives for all of them is less: whatever runs side by side,
/// that cannot be. Work may be shared, and take less time than it is.
pub(super) fn longer<'p>(cx: &Context, headline: &Headline, parts: &'p Parts) -> Option<&'p Quantity> {
    let Headline { claim, effort, .. } = headline;
    let longest = parts.figures.iter().max_by(|a, b| a.low.total_cmp(&b.low))?;
    let exact = matches!(longest.hedge, Hedge::Exact | Hedge::AtLeast);
    let less = claim.is_time() && claim.high < longest.low && claim.contradicts(longest.low);
    // The column, or the label, says what it is.
    let name = || parts.column.map_or_else(|| cx.line(longest.span), |column| cx.text(column));
    let passes = || {
        let (words, name) = (&cx.settings.vocabulary, fold(name()));
        !words.is_of_effort(&name)
            && name.split([' ', ':', '*', '|', '(']).any(|word| words.is_name(word, Name::Passing))
    };
    (exact && less && !effort && passes()).then_some(longest)
}

/// Reports a time for all parts that is less than the longest of them takes.
pub(super) fn report(out: &mut Findings, headline: &Headline, parts: &Parts, longest: &Quantity) {
    let (claim, count, what) = (&headline.claim, parts.figures.len(), parts.what);
    let finding = out
        .at(claim.span, format!("the longest of the {count} {what} below takes {longest}, and all of them {claim}"))
        .label("less than one of them takes")
        .related(longest.span, longest.to_string())
        .confidence(Confidence::Conventional)
        .severity(Severity::Warning)
        .help(
            "correct the time for all of them, or that of the longest; what runs side by side takes as long as it does",
        );
    out.push(finding);
}
