//! "Tests for User Story 2" below the phase that is about story 3.

use super::{about, own_title};
use crate::{
    diagnostic::{Confidence, quote},
    markdown::Section,
    plan::names,
    rules::{Context, Findings},
    source::Span,
};

/// How many headings must name the story of their phase before one that does not is wrong.
const FOLLOWED: usize = 2;

/// Finds the one heading that names another story than the phase around it, where the others name theirs.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut right = 0;
    let mut wrong = None;
    for section in cx.document.sections.iter().filter(|s| s.heading.is_some() && cx.holds_digit(s.title_span)) {
        let around = cx.document.section(section.parent);
        let phase = cx.plan.sections[section.parent.0 as usize].group.is_some();
        let Some((story, span)) = phase.then(|| named(cx, section)).flatten() else { continue };
        let [own] = own_title(&around.title).map(|title| about(&cx.settings.vocabulary, title)).unwrap_or_default()[..]
        else {
            continue;
        };
        if own == story {
            right += 1;
        } else if wrong.replace((section, around, own, span)).is_some() {
            return;
        }
    }
    let Some((section, around, own, span)) = wrong.filter(|_| right >= FOLLOWED) else { return };
    let (title, phase) = (quote(&section.title), quote(&around.title));
    out.push(
        out.at(span, format!("“{title}” stands in `{phase}`, which is about story {own}"))
            .label("another story")
            .related(around.title_span, "the phase")
            .confidence(Confidence::Conventional)
            .help(format!("write story {own}, or move what stands below it to the phase of its story")),
    );
}

/// The number of the story with which a heading ends, and where that stands: "Implementation for User Story 2 ⚠️".
fn named<'c>(cx: &Context<'c>, section: &Section) -> Option<(&'c str, Span)> {
    let title = cx.text(section.title_span);
    let bare = title.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut stories = names::refs(&cx.settings.vocabulary, bare, section.title_span.start).into_iter().filter_map(
        |found| match found {
            names::Ref::Numbered(found) if found.kind.ends_with("story") => Some(found),
            _ => None,
        },
    );
    let story = stories.next().filter(|_| stories.next().is_none())?;
    // "User Story 2: Search" is the story itself, and what is said of one behind "for" is its part.
    let behind = bare.strip_suffix(cx.text(story.span))?.trim_end();
    let part = behind.rsplit(' ').next().is_some_and(|word| word.eq_ignore_ascii_case("for"));
    part.then_some((story.label, story.span))
}
