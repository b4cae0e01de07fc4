//! "Tasks (5)", "5 tasks", "Four phases": headings that say nothing else than how many things stand below them.

use crate::{
    markdown::SectionId,
    plan::{
        Name,
        declare::sections,
        fold,
        model::*,
        quantity::{self, Hedge, Quantity, Unit},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashMap;
use std::cell::LazyCell;

/// The longest heading that is read, in bytes.
const TITLE: usize = 60;

/// Reads the headings that count what stands below them.
pub(super) fn read(reader: &Reader, found: &mut Vec<Announcement>) {
    // "5 Tasks" is the fifth chapter where others have such numbers.
    let numbered = |title: &str| sections::strip_marks(title).starts_with(|c: char| c.is_ascii_digit());
    let chapters = LazyCell::new(|| reader.document.sections.iter().filter(|s| numbered(&s.title)).take(2).count() > 1);
    let mut claims: Vec<(SectionId, String, Quantity)> = Vec::new();
    for (at, section) in reader.document.sections.iter().enumerate().skip(1) {
        let title = reader.slice(section.title_span);
        if title.len() <= TITLE {
            let claim = behind(reader, title, section.title_span).or_else(|| {
                let spelled = |count: &Quantity| !reader.digits.any_in(count.span);
                alone(reader, title, section.title_span).filter(|(_, count)| spelled(count) || !*chapters)
            });
            claims.extend(claim.map(|(name, count)| (SectionId(at as u32), name, count)));
        }
    }
    // "Tasks (1)" and "Tasks (2)" are two parts of one text.
    let mut names: FxHashMap<&str, u32> = FxHashMap::default();
    claims.iter().for_each(|(_, name, _)| *names.entry(name).or_default() += 1);
    for (section, name, count) in &claims {
        let certain = names[&**name] == 1 && count.low >= 2.0;
        let block = reader.document.section(*section).heading.filter(|_| certain);
        let of = Announced::Under(*section);
        found.extend(block.map(|block| Announcement { count: count.clone(), block, of }));
    }
}

/// "Tasks (5)": the name, and the number in brackets behind it.
fn behind(reader: &Reader, title: &str, at: Span) -> Option<(String, Quantity)> {
    let (head, number) = title.trim_end_matches(['*', '_', ' ', ':']).strip_suffix(')')?.rsplit_once('(')?;
    let digits = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let (number, counter) = number.split_at(number.len() - digits.len());
    let low = number.trim().parse().ok().filter(|low: &u32| *low < 100)?;
    let head = sections::strip_marks(head);
    let mut words = head.split([' ', ':']).filter(|word| !word.is_empty());
    let noun = match counter.trim() {
        "" => noun(words.next_back()?)?,
        // Where a counter follows the number, a noun has no plural: "스킬 (5개)".
        counter if reader.vocabulary.is_name(counter, Name::Counter) => fold(words.clone().next_back()?).into_owned(),
        _ => return None,
    };
    // "Completed tasks (2)" and "New tasks (2)" are some of them.
    let some = |word: &str| {
        let (vocabulary, word) = (reader.vocabulary, word.trim_matches(|c: char| !c.is_alphanumeric()));
        vocabulary.counts_others(word) || vocabulary.status(word).is_some() || vocabulary.is_name(word, Name::InState)
    };
    let whole = !words.any(some);
    whole.then(|| (fold(head).into_owned(), count(f64::from(low), noun, at.of_part(title, number.trim()))))
}

/// "5 tasks", "The four phases": a number and what it counts.
fn alone(reader: &Reader, title: &str, at: Span) -> Option<(String, Quantity)> {
    let bare = sections::strip_marks(title);
    let mut words = bare.split(' ').peekable();
    words.next_if(|word| reader.vocabulary.is_name(word, Name::Introducing));
    let (number, thing, None) = (words.next()?, words.next()?, words.next()) else { return None };
    let low = quantity::small(number).filter(|low| (2..100).contains(low))?;
    Some((fold(bare).into_owned(), count(low as f64, noun(thing)?, at.of_part(title, number))))
}

/// What a plural counts, as one of them; no time.
fn noun(word: &str) -> Option<String> {
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    let noun = plural.then(|| quantity::singular(&fold(word)))?;
    (!quantity::is_time(&noun)).then_some(noun)
}

fn count(low: f64, noun: String, span: Span) -> Quantity {
    Quantity { low, high: low, step: 1.0, hedge: Hedge::Exact, unit: Unit::Count(noun.into()), span }
}
