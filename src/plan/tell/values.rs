//! What the value of a label or an item of a list says in a figure.

use crate::{
    markdown::{BlockId, Document},
    plan::{
        Name, Topic, Vocabulary, Word,
        model::Field,
        quantity::{self, Quantity, Unit},
    },
    source::Span,
};

impl Field {
    /// The figure that the whole value is.
    pub fn figure(&self, text: &str, document: &Document) -> Option<Quantity> {
        let figure = quantity::cell(&document.plain_in(text, self.block, self.value), 0)?;
        Some(Quantity { span: self.value, ..figure })
    }

    /// The figure with which the value of a total begins.
    pub fn leading_figure(&self, text: &str, words: &Vocabulary) -> Option<Quantity> {
        let value = &text[self.value.range()];
        // "5 hours of work + 2 hours of tests = 7 hours" begins with a part.
        let claim = quantity::each(value, self.value.start).next()?;
        if value.split('(').next().is_some_and(|plain| plain.contains(" + ")) {
            return None;
        }
        let before = &value[..(claim.span.start - self.value.start) as usize];
        let plain = before.chars().all(|c| !c.is_alphanumeric());
        let after = &value[(claim.span.end - self.value.start) as usize..];
        // "8 weeks (with holidays)" holds more than the parts.
        let inside = after.trim_start_matches(['*', ' ']).strip_prefix('(').and_then(|gloss| gloss.split(' ').next());
        if inside.is_some_and(|word| words.is_name(word, Name::Along)) {
            return None;
        }
        // Hundredths that add up are shares of one whole; those of how far parts are do not.
        let share = claim.unit != Unit::Percent || claim.value() == 100.0;
        (plain && share && !is_rate(words, after) && !words.says(value, Word::Overlapping)).then_some(claim)
    }

    /// The figure with which the value of a label begins, and which says it all: `20 h`, `20 SP (2 people)`; whether it
    /// says that the parts run side by side: `6 h (in parallel)`.
    pub fn sole_figure(&self, text: &str, words: &Vocabulary) -> Option<(Quantity, bool)> {
        let value = &text[self.value.range()];
        let mut found = quantity::each(value, self.value.start);
        let claim = found.next()?;
        // "312 SP (40 SP/sprint)": what is done in each sprint is another figure.
        let each = |q: &Quantity| {
            let after = &value[(q.span.end - self.value.start) as usize..];
            let unit = after.strip_prefix('/').and_then(|unit| unit.split(|c: char| !c.is_alphabetic()).next());
            unit.is_some_and(|unit| words.is_name(unit, Name::Turn))
        };
        let own = |q: Quantity| q.comparable(&claim) && q.unit != Unit::None && !each(&q);
        let before = &value[..(claim.span.start - self.value.start) as usize];
        if before.contains(char::is_alphanumeric) || found.any(own) || value.contains(" + ") {
            return None;
        }
        let beside = words.topics(value).contains(Topic::Parallel);
        if !beside && words.says(value, Word::Overlapping) {
            return None;
        }
        let claim = claim.under(&text[self.key.range()]);
        (claim.unit != Unit::None).then_some((claim, beside))
    }

    /// The hours of work in brackets behind `claim`, the days or weeks in which they are done: "3 weeks (20 hours)".
    pub fn hours_behind(&self, text: &str, claim: &Quantity) -> Option<Quantity> {
        let rest = Span { start: claim.span.end, end: self.value.end };
        let raw = &text[rest.range()];
        let gloss = raw.trim_start().strip_prefix('(')?;
        let gloss = gloss[..gloss.find(')')?].trim();
        let clocked = |q: &Quantity| matches!(q.unit, Unit::Time(unit) if unit.is_clocked());
        let hours = quantity::cell(gloss, rest.of_part(raw, gloss).start)?;
        (claim.is_time() && !clocked(claim) && clocked(&hours)).then_some(hours)
    }
}

/// Whether a figure is so much in each of something, as what follows it says: "$300 a month".
fn is_rate(words: &Vocabulary, after: &str) -> bool {
    after.starts_with('/') || words.is_name(after.split_whitespace().next().unwrap_or(""), Name::Repeated)
}

/// Longest item, in bytes, whose figure is its own; a longer one tells a story.
const LINE: usize = 160;

/// The figure of an item that can be added to `claim`; `None` where it has none, several, or takes something off.
pub fn figure_like(
    text: &str,
    document: &Document,
    words: &Vocabulary,
    item: BlockId,
    claim: &Quantity,
) -> Option<Quantity> {
    let span = document.text_span(item);
    let text = &text[span.range()];
    let told = span.len() > LINE || words.says(text, Word::Adjusting);
    let mut same = quantity::each(text, span.start).filter(|q| q.comparable(claim) && q.unit != Unit::None);
    let first = same.next().filter(|_| !told)?;
    let before = &text[..(first.span.start - span.start) as usize];
    let by = times(before);
    let Quantity { low, high, .. } = first;
    same.next().is_none().then_some(Quantity { low: low * by, high: high * by, ..first })
}

/// How many times what follows counts: `3` behind "(3 × ".
fn times(before: &str) -> f64 {
    let number = before.trim_end().strip_suffix(['×', 'x', '*']).map(str::trim_end).unwrap_or_default();
    number.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok()).unwrap_or(1.0)
}

/// Whether a figure stands apart from the words of its item: in brackets, behind a dash, a colon or a bar, before them,
/// or as the last thing that they say, and not of something: "for 24 h".
pub fn is_set_off(text: &str, words: &Vocabulary, item: Span, figure: Span) -> bool {
    let before = &text[item.start as usize..figure.start.max(item.start) as usize];
    let before = before.trim_end_matches([' ', '~', '≈', '*', '_', '`']);
    let brackets = before.rfind(['(', '[', '{']).is_some_and(|open| !before[open..].contains([')', ']', '}']));
    let behind = &text[figure.end.min(item.end) as usize..item.end as usize];
    let last = before.rsplit(' ').next().unwrap_or(before);
    let ends = || !behind.contains(char::is_alphanumeric) && !words.is_name(last, Name::Wherefore);
    brackets
        || ends()
        || before.is_empty()
        || before.ends_with(['-', '—', '–', ':', '|', '=', '→', ',', '·', '/', ';', '@'])
}
