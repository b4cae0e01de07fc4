//! "Read the header (1/3)", "Read the rows (2/3)", "Write (3/3)": headings that number the parts of a series, or the last
//! of them.

use crate::{markdown::SectionId, plan::Progress, rules::Context, source::Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Takes out of what headings claim the numbers of a series: sisters that count up, and are all of the same number.
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

/// Whether numbers count up one by one, and all of them are of the same number.
fn is_series(numbers: &[(u64, u64)]) -> bool {
    let next = |pair: &[(u64, u64)]| pair[1] == (pair[0].0 + 1, pair[0].1);
    numbers.len() > 1 && numbers[0].0 > 0 && numbers.windows(2).all(next)
}
