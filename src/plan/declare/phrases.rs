//! Where the phrases of the vocabulary stand in the text: sought once, before
//! everything else; readers and rules look at what was found.

use crate::{
    markdown::BlockId,
    plan::{
        Phrase, Plan,
        read::{Reader, speaks},
    },
    source::Span,
};

/// A phrase of the vocabulary in running text.
#[derive(Debug, Clone, Copy)]
pub struct PhraseHit {
    /// What it says.
    pub phrase: Phrase,
    /// Where.
    pub span: Span,
    /// The block that holds it.
    pub block: BlockId,
}

/// Finds the phrases of the vocabulary in headings, paragraphs and cells.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let mut found = Vec::new();
    // One run over all text between two pieces of code costs less than one a paragraph.
    for prose in document.prose(reader.text) {
        let from = prose.start as usize;
        let phrases = reader.vocabulary.phrases(reader.slice(prose));
        found.extend(phrases.map(|(phrase, range)| (Span::new(from + range.start, from + range.end), phrase)));
    }
    found.sort_unstable();
    let mut at = BlockId(0);
    let hits = found.into_iter().filter_map(|(span, phrase)| {
        // What speaks holds no other block, so that only the last one that begins before a phrase may hold it.
        at = document.last_begun(at, span.start);
        let holds = document.blocks.get(at.0 as usize).is_some_and(|b| speaks(b.kind) && b.span.contains(span));
        holds.then_some(PhraseHit { phrase, span, block: at })
    });
    reader.plan.phrases = hits.collect();
    reader.plan.said = reader.plan.phrases.iter().fold(0, |said, hit| said | bit(hit.phrase));
}

/// The bit of a phrase; there are fewer than that.
fn bit(phrase: Phrase) -> u64 {
    1 << phrase as u32
}

impl Plan {
    /// Where such a phrase stands, in order.
    pub fn phrases_of(&self, phrase: Phrase) -> impl Iterator<Item = &PhraseHit> {
        // Most documents hold few of them.
        let list = if self.has_phrase(phrase) { &self.phrases[..] } else { &[] };
        list.iter().filter(move |hit| hit.phrase == phrase)
    }

    /// Whether such a phrase stands anywhere.
    pub fn has_phrase(&self, phrase: Phrase) -> bool {
        self.said & bit(phrase) != 0
    }

    /// The phrases inside `span`, by where they begin.
    pub fn phrases_in(&self, span: Span) -> impl Iterator<Item = &PhraseHit> {
        let first = self.phrases.partition_point(|h| h.span.start < span.start);
        self.phrases[first..]
            .iter()
            .take_while(move |h| h.span.start < span.end)
            .filter(move |h| h.span.end <= span.end)
    }
}
