//! Sentences that ask for one thing at two times: before any work of others, and only before one piece of it.

use crate::{
    diagnostic::{Subject, quote},
    plan::{Demand, Extent},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds deliveries that must be there before all work in one place, and before one task in another.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let (wide, narrow): (Vec<&Demand>, Vec<&Demand>) = cx.plan.demands.iter().partition(|d| d.extent == Extent::All);
    let narrow: FxHashMap<&str, &Demand> = narrow.into_iter().rev().map(|d| (&*d.subject, d)).collect();
    let mut seen = FxHashSet::default();
    for all in wide {
        let Some(part) = narrow.get(&*all.subject).filter(|p| seen.insert(p.span)) else { continue };
        let found = out
            .at(
                part.limit,
                format!(
                    "this waits only until “{}”; the same is asked for before “{}”",
                    quote(cx.text(part.limit)),
                    quote(cx.text(all.limit))
                ),
            )
            .label("asks for less")
            .related(all.limit, "asks for more")
            .help("say in both places when it must be there; whoever reads only the later date lets others wait")
            .about(Subject::Place(part.span));
        out.push(found);
    }
}
