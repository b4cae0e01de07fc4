//! See `rules/arithmetic/wrong-percentage.md`.

mod split;

use crate::{
    diagnostic::{Confidence, Fix, quote},
    plan::Share,
    rules::{Context, Findings, mend},
};

/// Finds percentages that the figures beside them do not come to.
pub fn check(cx: &Context, out: &mut Findings) {
    for share in cx.plan.shares.iter().filter(|s| s.is_wrong()) {
        let right = share.readings[0];
        let shown = if right < 10.0 { format!("{right:.1} %") } else { format!("{right:.0} %") };
        let (claimed, of) = (quote(cx.text(share.span)), quote(&share.of));
        let found = out
            .at(share.span, format!("{of} come to {shown}, and `{claimed}` is written"))
            .label(format!("{shown} by the figures beside it"))
            .fix(corrected(cx, share))
            .confidence(Confidence::Conventional)
            .help("work the percentage out again, or correct the figure that has changed since");
        out.push(found);
    }
    split::check(cx, out);
}

/// Writes the percentage that the figures come to, where all ways of comparing them give the same.
fn corrected(cx: &Context, share: &Share) -> Option<Fix> {
    let mut ways = share.readings.iter().map(|right| mend::correct(cx, share.span, share.claimed, *right));
    let first = ways.next()??;
    ways.all(|other| other.as_ref() == Some(&first)).then_some(first)
}
