//! "4 of 6 tasks are done.", "✅ 4 done | ⬜ 2 open": lines below the title or below "Progress" that say how
//! far the plan is.

use super::sums_up;
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{Name, Progress, fold},
    rules::Context,
    source::Span,
};

/// How many blocks from the start of a document are looked at.
const BLOCKS: u32 = 16;

/// The longest line that is read, in bytes.
const LINE: usize = 120;

/// What the paragraphs that begin with a number say before the first part of a document, and right below a heading such
/// as "Progress".
pub(super) fn read(cx: &Context) -> Vec<(SectionId, Progress, Span)> {
    let parts = || cx.document.sections.iter().filter(|section| section.level > 1);
    let end = parts().filter_map(|section| section.heading).next().map_or(BLOCKS, |heading| heading.0.min(BLOCKS));
    let intro = (0..end.min(cx.document.blocks.len() as u32)).map(BlockId);
    let below = parts().filter(|section| section.start < section.end).map(|section| BlockId(section.start));
    let below = below.filter(|block| block.0 >= end);
    let claims =
        intro.map(|block| (block, false)).chain(below.map(|block| (block, true))).filter_map(|(block, headed)| {
            let block = cx.document.block(block);
            let short = block.kind == Kind::Paragraph && block.span.len() <= LINE;
            let text = cx.text(block.span);
            let counts = || text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_ascii_digit());
            let told = || !headed || sums_up(&fold(&cx.document.section(block.section).title));
            if !(short && counts() && told()) {
                return None;
            }
            let claim = Progress::read(&cx.settings.vocabulary, text, false)?;
            let counted = matches!(claim, Progress::Of(..)) && only_counts(cx, text);
            counted.then_some((block.section, claim, block.span))
        });
    claims.collect()
}

/// Whether a line says how many are done, and no more: not "2 of 3 tasks must be done by Friday".
fn only_counts(cx: &Context, line: &str) -> bool {
    let vocabulary = &cx.settings.vocabulary;
    let done = |word: &str| vocabulary.is_name(word, Name::ProgressDone);
    let plain = |word: &str| {
        let named = [Name::ProgressTask, Name::Overall, Name::CountedLeft, Name::OutOf]
            .into_iter()
            .any(|name| vocabulary.is_name(word, name));
        done(word) || named || vocabulary.status(word).is_some()
    };
    let lower = line.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words().any(done) && words().all(plain)
}
