//! "Read the header (1/3)", "Read the rows (2/3)", "Write (3/3)": headings that number the parts of a series.

use crate::{markdown::SectionId, plan::Progress, rules::Context, source::Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Takes out of what headings claim the numbers of a series: sisters that count from one to what they are of.
pub(super) fn leave_out(cx: &Context, headed: &mut Vec<(SectionId, Progress, Span)>) {
    let mut sisters: FxHashMap<SectionId, Vec<(u64, u64)>> = FxHashMap::default();
    for (section, claim, _) in headed.iter() {
        if let Progress::Of(number, of) = *claim {
            sisters.entry(cx.document.section(*section).parent).or_default().push((number, of));
        }
    }
    sisters.retain(|_, numbers| is_series(numbers));
    let series: FxHashSet<SectionId> = sisters.into_keys().collect();
    headed.retain(|(section, ..)| !series.contains(&cx.document.section(*section).parent));
}

/// Whether numbers count up from one to what each of them is of.
fn is_series(numbers: &[(u64, u64)]) -> bool {
    let all = numbers.len() as u64;
    all > 1 && (1..).zip(numbers).all(|(at, &said)| said == (at, all))
}
