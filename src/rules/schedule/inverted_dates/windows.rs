//! Times of steps that follow one another: the next begins before the one before it ends.

use crate::{
    diagnostic::{Confidence, Diagnostic, Severity, quote},
    markdown::{Section, SectionId},
    plan::{
        Name, Topic,
        quantity::{self, Slot},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// A step with the times between which it runs.
struct Window<'d> {
    section: &'d Section,
    number: u32,
    slot: Slot,
}

impl Window<'_> {
    fn minutes(&self) -> (u32, u32) {
        let end = self.slot.end.unwrap_or(self.slot.start);
        (self.slot.start.minutes_after_midnight, end.minutes_after_midnight)
    }
}

/// `### Step 2: Copy (02:15 – 02:45)` and the steps beside it.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut beside: FxHashMap<SectionId, Vec<Window>> = FxHashMap::default();
    for (index, section) in cx.document.sections.iter().enumerate().skip(1) {
        if cx.holds_digit(section.title_span) && tells_time(&section.title) && !runs_beside(cx, index, section) {
            let window = window(cx, section);
            beside.entry(section.parent).or_default().extend(window);
        }
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    for steps in beside.into_values() {
        let pairs = steps.windows(2).filter(|pair| pair[1].number == pair[0].number + 1);
        let overlaps = pairs.filter(|pair| {
            let ((start, end), (next, _)) = (pair[0].minutes(), pair[1].minutes());
            start < next && next < end
        });
        let overlaps: Vec<&[Window]> = overlaps.collect();
        // Where most do, they are meant to.
        if overlaps.len() * 2 < steps.len() {
            found.extend(overlaps.into_iter().map(|pair| {
                let [a, b] = [&pair[0], &pair[1]].map(|w| quote(&w.section.title));
                let ends = pair[0].slot.end.unwrap_or(pair[0].slot.start);
                let message = format!("“{b}” begins at {}, before “{a}” ends at {ends}", pair[1].slot.start);
                finding(out, pair[1].slot.span, message)
                    .label("begins too early")
                    .related(pair[0].slot.span, "the step before it")
            }));
        }
    }
    found.sort_by_key(|f| f.span);
    found.into_iter().for_each(|f| out.push(f));
}

/// Whether a title may hold a time of the day: `02:15`.
fn tells_time(title: &str) -> bool {
    let bytes = title.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b':', bytes).any(|at| digit(at.checked_sub(1)) && digit(Some(at + 1)))
}

fn finding(out: &Findings, at: Span, message: String) -> Diagnostic {
    out.at(at, message)
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .help("mend the times; whoever does the steps goes by the clock")
}

/// Whether a section says that it runs beside others.
fn runs_beside(cx: &Context, index: usize, section: &Section) -> bool {
    let title = section.title.to_lowercase();
    cx.plan.within(SectionId(index as u32), Topic::Parallel)
        || ["overlap", "beside", "alongside", "∥", "||"].iter().any(|word| title.contains(word))
}

/// The number and the times of a step.
fn window<'d>(cx: &Context<'d>, section: &'d Section) -> Option<Window<'d>> {
    let title = section.title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (word, rest) = title.split_at(title.find(|c: char| !c.is_alphabetic())?);
    let digits = rest.trim_start();
    let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
    let number = cx.settings.vocabulary.is_name(word, Name::Step).then(|| digits.parse().ok())??;
    let slot = quantity::clock(cx.text(section.title_span), section.title_span.start)?;
    let possible = slot.start.is_possible() && slot.end.is_some_and(|end| end.is_possible());
    possible.then_some(Window { section, number, slot })
}
