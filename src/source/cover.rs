//! Spans in order, none of which lies inside another: what holds a place, or reaches into it, is found by bisection.

use super::Span;

/// Adds a span that begins behind the last one or there, unless that one holds it.
pub fn push(spans: &mut Vec<Span>, span: Span) {
    if spans.last().is_none_or(|last| last.end < span.end) {
        spans.push(span);
    }
}

/// Those of `spans` that lie in no other, in order.
pub fn outermost(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut all: Vec<Span> = spans.into_iter().collect();
    all.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut found = Vec::with_capacity(all.len());
    all.into_iter().for_each(|span| push(&mut found, span));
    found
}

/// The first of `spans` that shares something with `span`.
pub fn over(spans: &[Span], span: Span) -> Option<Span> {
    let next = spans.get(spans.partition_point(|s| s.end <= span.start))?;
    next.overlaps(span).then_some(*next)
}

/// One of `spans` that holds `span`.
pub fn around(spans: &[Span], span: Span) -> Option<Span> {
    let last = spans.partition_point(|s| s.start <= span.start).checked_sub(1)?;
    Some(spans[last]).filter(|s| s.contains(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_a_place() {
        let spans = [(4, 9), (0, 3), (5, 7), (8, 12), (20, 21)].map(|(from, to)| Span::new(from, to));
        let spans = outermost(spans);
        for from in 0..25 {
            for to in from + 1..25 {
                let span = Span::new(from, to);
                assert_eq!(around(&spans, span).is_some(), spans.iter().any(|s| s.contains(span)), "{span:?}");
                assert_eq!(over(&spans, span), spans.iter().find(|s| s.overlaps(span)).copied(), "{span:?}");
            }
        }
        assert_eq!(spans.len(), 4);
    }
}
