//! Which of many spans touch a given one, without looking at all of them.

use super::Span;

/// Spans with something attached, sorted for questions.
#[derive(Debug)]
pub(crate) struct Intervals<T> {
    items: Vec<(Span, T)>,
    /// For each item the farthest end of it and of all before it.
    reach: Vec<u32>,
}

impl<T> Intervals<T> {
    pub fn new(mut items: Vec<(Span, T)>) -> Self {
        items.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut farthest = 0;
        let reach = items
            .iter()
            .map(|(span, _)| {
                farthest = span.end.max(farthest);
                farthest
            })
            .collect();
        Self { items, reach }
    }

    /// Those that share a place with `span` or touch it, the last to start first: of nested ones the innermost.
    pub fn touching(&self, span: Span) -> impl Iterator<Item = &(Span, T)> {
        let end = self.items.partition_point(|(s, _)| s.start <= span.end);
        (0..end)
            .rev()
            .take_while(move |&i| self.reach[i] >= span.start)
            .map(|i| &self.items[i])
            .filter(move |(s, _)| s.end >= span.start)
    }
}
