//! One task with two priorities, risks or the like: in the summary and in its own section.

use super::sayings;
use crate::{
    diagnostic::{Confidence, quote},
    plan::{Node, fold},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// What tasks are rated by: one rating, several, and the names of its columns and fields.
const SCALES: [(&str, &str, &[&str]); 5] = [
    ("priority", "priorities", &["priority", "prio"]),
    ("risk rating", "risk ratings", &["risk", "risk level"]),
    ("severity", "severities", &["severity"]),
    ("complexity", "complexities", &["complexity"]),
    ("impact rating", "impact ratings", &["impact"]),
];

/// Which of them.
type Scale = usize;

/// What is said where of one thing on one scale.
type Ratings = FxHashMap<(Scale, Option<Node>), Vec<(Rank, Span)>>;

/// Finds tasks and phases whose places say different ratings, and documents with two priorities.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut said = Ratings::default();
    for saying in sayings::of_kind(cx, scale) {
        // The document has a priority and no other rating.
        if saying.subject.is_some() || saying.kind == 0 {
            let rank = rank(cx.text(saying.span)).map(|rank| (rank, saying.span));
            said.entry((saying.kind, saying.subject)).or_default().extend(rank);
        }
    }
    let mut found = Vec::new();
    for ((scale, subject), said) in said {
        let Some((first, at)) = said.first() else { continue };
        let other = said
            .iter()
            .find(|(rank, _)| std::mem::discriminant(rank) == std::mem::discriminant(first) && rank != first);
        let Some((_, again)) = other else { continue };
        let name = subject.map_or_else(|| "the plan".to_owned(), |node| format!("`{}`", quote(&cx.plan.name(node))));
        let (here, there) = (quote(cx.text(*again)), quote(cx.text(*at)));
        let (one, several, _) = SCALES[scale];
        found.push(
            out.at(*again, format!("{name} has two {several}: {there} and {here}"))
                .label(format!("{here} here"))
                .related(*at, format!("{there} here"))
                .confidence(Confidence::Conventional)
                .help(format!("decide on one {one} and state it in both places")),
        );
    }
    found.sort_by_key(|d| d.span);
    found.into_iter().for_each(|d| out.push(d));
}

/// What a name rates.
fn scale(name: &str) -> Option<Scale> {
    SCALES.iter().position(|(.., names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// A rating by number or by word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Number(u8),
    Word(u8),
}

/// `P1`, "High": what a short text says, if it says one thing.
fn rank(text: &str) -> Option<Rank> {
    let key = fold(text).into_owned();
    let mut words = key.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let word = words.next().filter(|_| key.len() < 24)?;
    // "P1 (high)" says both; "high or low" nothing.
    if words.clone().any(|w| matches!(w, "or" | "to" | "and" | "was")) {
        return None;
    }
    if let Some(number) = word.strip_prefix('p').and_then(|n| n.parse().ok()) {
        return Some(Rank::Number(number));
    }
    let known = match word {
        "critical" | "urgent" | "highest" | "blocker" => 0,
        "high" => 1,
        "medium" | "med" | "normal" | "moderate" => 2,
        "low" => 3,
        "lowest" => 4,
        _ => return None,
    };
    words.next().is_none().then_some(Rank::Word(known))
}
