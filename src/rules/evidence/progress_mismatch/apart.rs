//! Progress whose two numbers stand apart: in two fields or in two columns.

use crate::{
    markdown::SectionId,
    plan::{Name, Progress, Status, Tally, Why},
    rules::Context,
    source::Span,
};
use rustc_hash::FxHashMap;

/// Longest value that is a number, in bytes.
const NUMBER: usize = 20;

/// What the fields of one section say.
#[derive(Default)]
struct Numbers {
    all: Vec<u64>,
    done: Vec<(u64, Span)>,
    left: Vec<u64>,
    /// In progress, blocked, dropped.
    other: Vec<u64>,
}

/// How many are done and how many there are, told by two fields of one section: "Total tasks: 12", "Completed: 5", or
/// "Completed: 5", "In progress: 1", "Remaining: 7".
pub fn read(cx: &Context) -> Vec<(SectionId, Progress, Span)> {
    let mut found: FxHashMap<SectionId, Numbers> = FxHashMap::default();
    let labels = cx.document.labels.iter().map(|l| (l.key, l.value, cx.document.block(l.block).section));
    let cells = cx.plan.fields.iter().filter(|f| f.why == Why::Cell).map(|f| (f.key, f.value, f.section));
    for (key, value, section) in labels.chain(cells) {
        if value.len() > NUMBER {
            continue;
        }
        let Some(number) = number(cx.text(value)) else { continue };
        let (words, name) = (&cx.settings.vocabulary, cx.text(key));
        if words.is_name(name, Name::CountedAll) {
            found.entry(section).or_default().all.push(number);
        } else if words.is_name(name, Name::CountedDone) {
            found.entry(section).or_default().done.push((number, key.to(value)));
        } else if words.is_name(name, Name::CountedLeft) {
            found.entry(section).or_default().left.push(number);
        } else if let Some(status) = words.status(name.trim_matches(|c: char| !c.is_alphanumeric())) {
            let numbers = found.entry(section).or_default();
            match status {
                Status::Open => numbers.left.push(number),
                Status::Done => {}
                _ => numbers.other.push(number),
            }
        }
    }
    let both = found.into_iter().filter_map(|(section, Numbers { all, done, left, other })| {
        let &[(done, span)] = &done[..] else { return None };
        let of = match (&all[..], &left[..]) {
            (&[of], _) => of,
            // What is done, what is left and what is between the two are all.
            ([], &[left]) => [left].iter().chain(&other).try_fold(done, |sum, part| sum.checked_add(*part))?,
            _ => return None,
        };
        (done <= of).then_some((section, Progress::Of(done, of), span))
    });
    both.collect()
}

/// The number that a value is: `4`, `**4**`, `4 (67 %)`.
pub(super) fn number(value: &str) -> Option<u64> {
    let share = |rest: &str| rest.trim_end_matches(['*', ' ']).ends_with("%)");
    let number = value.split_once('(').filter(|(_, rest)| share(rest)).map_or(value, |(number, _)| number);
    number.trim_matches(['*', ' ']).parse().ok()
}

/// What the claims of one section say together. Two that differ count two things, and which ones is not certain.
pub fn agreed(claims: &[(Progress, Span)]) -> Option<(Progress, Span)> {
    if let [claim] = claims {
        return Some(*claim);
    }
    claims.iter().copied().find(|&(claim, _)| match claim {
        Progress::Of(done, of) => claims.iter().all(|(other, _)| other.holds(Tally { done, of })),
        _ => false,
    })
}
