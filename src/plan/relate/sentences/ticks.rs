//! The document's own rule for ticks: "Tick a box only when its test is green", "Every tick needs a commit".

use super::sentence;
use crate::plan::{Name, Phrase, Proofs, TickPolicy, Vocabulary, Word, read::Reader};

pub(super) fn policies(reader: &mut Reader) {
    if ![Phrase::TickSubject, Phrase::TickNoun].iter().any(|&phrase| reader.plan.has_phrase(phrase)) {
        return;
    }
    let mut found: Vec<TickPolicy> = Vec::new();
    for hit in &reader.plan.phrases {
        let subject = match hit.phrase {
            Phrase::TickSubject => true,
            Phrase::TickNoun => false,
            _ => continue,
        };
        let block = reader.document.block(hit.block).span;
        let span = sentence(reader, block, hit.span);
        let scant = || reader.vocabulary.says(reader.slice(span), Word::ScantProof);
        if found.last().is_some_and(|p| p.span == span) || scant() {
            continue;
        }
        let limits = reader.plan.phrases_in(span).any(|h| h.phrase == Phrase::TickPolicy);
        let after = &reader.slice(span)[(hit.span.end - span.start) as usize..];
        let proofs = proofs(after, limits, reader.vocabulary);
        let asks = || {
            reader
                .slice(span)
                .split(|c: char| !c.is_alphanumeric())
                .any(|w| reader.vocabulary.is_name(w, Name::TickProof))
        };
        if subject && limits && asks() || !proofs.is_empty() {
            found.push(TickPolicy { span, proofs });
        }
    }
    reader.plan.tick_policies = found;
}

/// What a sentence that speaks of ticks asks for behind these words: what stands behind "needs", "without" or the like,
/// and nothing where that is denied; `limits` says whether the sentence forbids ticks.
fn proofs(after: &str, limits: bool, words: &Vocabulary) -> Proofs {
    let demand = words.words(after).filter(|(word, _)| *word == Word::TickDemand).min_by_key(|(_, at)| at.start);
    let Some((_, at)) = demand else { return Proofs::default() };
    // "A box may be ticked without a commit."
    if after[at.clone()].eq_ignore_ascii_case("without") && !limits {
        return Proofs::default();
    }
    // "A tick does not need a commit", "no task needs one".
    let before = after[..at.start].trim_end();
    let denied = |word: &str| matches!(word, "not" | "never" | "no" | "longer" | "hardly") || word.ends_with("n't");
    if before.rsplit(|c: char| c.is_whitespace()).take(2).any(|word| denied(&word.to_ascii_lowercase())) {
        return Proofs::default();
    }
    let asked = &after[at.end..];
    let mut proofs = Proofs::default();
    for (word, at) in words.words(asked) {
        match word {
            Word::CommitProof => {
                let next = asked[at.end..].split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or("");
                let behind = asked[at.end..].trim_start().starts_with(|c: char| c.is_alphanumeric());
                proofs.commit |= !(behind && words.is_name(next, Name::CommitPart));
            }
            Word::ReportProof => proofs.report = true,
            Word::RecordProof => proofs.record = true,
            _ => {}
        }
    }
    proofs.any = asked.split(|c: char| !c.is_alphanumeric()).any(|w| w.eq_ignore_ascii_case("or"));
    proofs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        markdown::Document,
        plan::{Plan, Vocabulary},
        source::Source,
    };

    /// What a document with this sentence asks for: its letters, `|` where one of them is enough; `-` where there is
    /// no rule for ticks.
    fn asked(sentence: &str) -> String {
        let text = format!("# Plan\n\n{sentence}\n\n- [ ] T1 Write it\n");
        let source = Source::new("plan.md", text.into_bytes()).expect("text");
        let document = Document::parse(source.text());
        let plan = Plan::read(&source, &document, &Vocabulary::standard());
        let Some(policy) = plan.tick_policies.first() else { return "-".to_owned() };
        let Proofs { commit, report, record, any } = policy.proofs;
        let letters = [(commit, 'c'), (report, 't'), (record, 'r'), (any, '|')];
        letters.into_iter().filter(|(there, _)| *there).map(|(_, letter)| letter).collect()
    }

    #[test]
    fn what_sentences_ask_for() {
        for (sentence, letters) in [
            ("Every tick needs a commit and a test report.", "ct"),
            ("**Each ticked item must cite its commit.**", "c"),
            ("A tick requires a commit id or a green test report.", "ct|"),
            ("Never tick a box without a commit.", "c"),
            ("Mark items `[x]` only with a passing report.", "t"),
            ("A ticked box must be backed by a planvet record.", "r"),
            ("Checkboxes are ticked only with a commit hash behind them.", "c"),
            // What has to be so before is no proof beside the tick.
            ("Tick a box only after the commit is pushed.", ""),
            ("Mark items `[x]` only after the build passes.", ""),
        ] {
            assert_eq!(asked(sentence), letters, "{sentence}");
        }
        for sentence in [
            "A tick does not need a commit.",
            "Do not mark an item complete merely because a mocked test exists.",
            "Never tick a box just because the code compiles.",
            "Ticked items don't need a test report.",
            "Every tick needs care.",
            "Each tick needs a commit message of one line.",
            "A box may be ticked without a commit.",
            "Each task needs a commit.",
            "Every tick of the clock requires a redraw; write a commit when done.",
            "Each item needs an owner.",
            "Check off the list, then make a commit.",
            // These say who ticks, when and how many at once, and nothing of what has to be shown.
            "Do not tick boxes in other people's sections.",
            "Do not mark items done in bulk.",
            "Only tick boxes of your own phase.",
            "Never tick a box by hand; `make plan` does it.",
            "Only check off when all sub-items are checked.",
            "Mark `[x]` only when finished, `[~]` while in progress.",
        ] {
            assert_eq!(asked(sentence), "-", "{sentence}");
        }
    }
}
