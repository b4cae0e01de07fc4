//! See `rules/arithmetic/wrong-percentage.md`.

mod split;

use crate::{
    diagnostic::{Confidence, quote},
    rules::{Context, Findings},
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
            .confidence(Confidence::Conventional)
            .help("work the percentage out again, or correct the figure that has changed since");
        out.push(found);
    }
    split::check(cx, out);
}
