//! What headings say where those of the others show how it is meant: ranges, and days that may pass side by side.

use super::{Headline, Said, is_meant, parts::Parts};
use crate::{
    plan::{Word, quantity::Unit, sums::Sum},
    rules::Context,
};

/// Headlines that are the sum of their parts, and those that may be meant to be.
#[derive(Default)]
pub(super) struct Kept {
    /// How many ranges are the sum of their parts at both ends.
    ranges: usize,
    strays: Vec<(Headline, Parts, Sum)>,
    /// How many phases take as many days as their parts, which so follow each other.
    days: usize,
    shorter: Vec<(Headline, Parts, Sum)>,
}

/// How many have to be right, so that all of them are meant to.
const KEPT: usize = 3;

/// The same for days, each of which is a number that is hit by chance more seldom.
const DAYS: usize = 2;

impl Kept {
    /// Takes note of a headline that its parts do not refute.
    pub(super) fn add(&mut self, cx: &Context, headline: Headline, parts: Parts) {
        let claim = &headline.claim;
        let Some(sum) = Sum::of(&parts.figures) else { return };
        let same = (sum.low, sum.high) == (claim.low, claim.high);
        self.days += usize::from(same && is_of_days(&headline));
        if !matches!(headline.said, Said::Heading) || !claim.is_range() {
            return;
        }
        if same {
            self.ranges += 1;
        } else if sum.strays(claim) && !is_meant(cx, &headline, &parts, &sum, false) {
            self.strays.push((headline, parts, sum));
        }
    }

    /// Takes note of one whose parts may pass side by side.
    pub(super) fn doubt(&mut self, cx: &Context, headline: Headline, parts: Parts, sum: Sum) {
        let most = parts.figures.iter().map(|q| q.high).fold(f64::MIN, f64::max);
        let told = || {
            let spans = [cx.document.section(headline.section).title_span, parts.around];
            spans.into_iter().any(|span| cx.settings.vocabulary.says(cx.text(span), Word::Overlapping))
        };
        let own = is_of_days(&headline) && !headline.beside && sum.exceeds(&headline.claim);
        if own && headline.claim.value() > most && !told() {
            self.shorter.push((headline, parts, sum));
        }
    }

    /// Those that are wrong, where the others show that they are meant to be the sum.
    pub(super) fn wrong(self) -> impl Iterator<Item = (Headline, Parts, Sum)> {
        let ranges = self.ranges >= KEPT && self.ranges > self.strays.len();
        let days = self.days >= DAYS && self.days > self.shorter.len();
        let strays = self.strays.into_iter().filter(move |_| ranges);
        strays.chain(self.shorter.into_iter().filter(move |_| days))
    }
}

/// Whether a headline says how many days or weeks something takes.
fn is_of_days(headline: &Headline) -> bool {
    let calendar = matches!(headline.claim.unit, Unit::Time(unit) if !unit.is_clocked());
    calendar && !headline.claim.is_range() && matches!(headline.said, Said::Heading | Said::Label(_))
}
