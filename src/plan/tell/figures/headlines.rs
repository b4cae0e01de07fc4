//! What a figure beside a name says of all that stands below it: "## Phase 1 (20 hours)", "Parsers (7 commands)".

use crate::{
    markdown::{Document, Section, SectionId},
    plan::{Name, Noun, Vocabulary, Word, model::*, quantity},
};

/// The bracket in which a figure stands.
struct Gloss<'t> {
    before: &'t str,
    inside: &'t str,
    after: &'t str,
}

impl Figure {
    /// Whether it may be the sum of what stands below: in brackets in which nothing tells it from one, or behind a dash
    /// at the end.
    pub fn is_headline(&self, text: &str, document: &Document, words: &Vocabulary) -> bool {
        let said = &text[self.text.range()];
        if words.says(said, Word::Allowance) {
            return false;
        }
        if self.is_last(text) {
            return !words.says(said, Word::Overlapping) && self.is_of_part(text, document, words);
        }
        let Some(Gloss { before, inside, after }) = self.gloss(text, document, &['(', '['], &[')', ']']) else {
            return false;
        };
        let plain = |c: char| !matches!(c, '/' | '→' | '=' | '>' | '<' | '%' | '×' | '+');
        let introduced =
            before.is_empty() || before.ends_with([',', ';', '·', '|', '~']) || words.is_name(before, Name::Summed);
        let ends = after.is_empty() || after.starts_with([',', ';', '·', '|']) || words.is_word(after, Word::Total);
        introduced && ends && inside.chars().all(plain) && !words.says(inside, Word::Overlapping)
    }

    /// Whether the words before it name a part of the plan, or a sum: "Sprint 3: 20 h" and "Total effort: 20 h", and one of
    /// several, "Reader: 20 h" beside "Writer: 12 h"; not "Velocity: 30 points".
    fn is_of_part(&self, text: &str, document: &Document, words: &Vocabulary) -> bool {
        let name = &text[self.text.start as usize..self.quantity.span.start as usize];
        let mut said = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let sum = |word: &str| words.is_word(word, Word::Total) || words.is_name(word, Name::Summed);
        said.clone().any(|word| words.noun(word).is_some() || word.contains(|c: char| c.is_ascii_digit()))
            || said.all(sum)
            || has_fellow(document, self.section)
    }

    /// Whether it counts what stands below: "Parsers (7 commands)", "Wave 1 (3 tasks, 2 h)", "Parsers - 7 commands".
    pub fn counts_below(&self, text: &str, document: &Document, words: &Vocabulary) -> bool {
        let bracketed = |Gloss { before, inside, after }: Gloss| {
            let plain = |c: char| !matches!(c, '+' | '/' | '→' | '=' | '>' | '<' | '(' | '%' | '×');
            if before.is_empty() && says_state(words, after) {
                return true;
            }
            let mut told = inside.split(|c: char| !c.is_alphanumeric());
            (before.is_empty() || before.ends_with([',', ';', '·']))
                && after.chars().next().is_none_or(|c| matches!(c, ',' | ';' | '·'))
                && inside.chars().all(plain)
                && !told.any(|word| words.counts_others(word))
        };
        self.gloss(text, document, &['('], &[')']).is_some_and(bracketed) || self.is_last(text)
    }

    /// Whether a summary says with it how many groups or agents the whole plan has: "in 5 phases".
    pub fn counts_groups(&self, text: &str, document: &Document, words: &Vocabulary) -> bool {
        let noun = self.quantity.unit.noun().and_then(|noun| words.noun(noun));
        if !matches!(noun, Some(Noun::Group(_) | Noun::Agent)) || self.quantity.low < 2.0 {
            return false;
        }
        let (block, own) = (document.block(self.block).span, self.place.span);
        let before = text[block.start as usize..own.start as usize].split_whitespace().next_back().unwrap_or("");
        let after = text[own.end as usize..block.end as usize].split_whitespace().next().unwrap_or("");
        // "3 of 5 phases", "all 3 agents" (the others), "(4 waves)" of some part.
        let all = matches!(before.to_lowercase().as_str(), "all" | "the" | "these" | "those" | "our");
        let spoken = text[own.range()].split(' ').any(|word| words.counts_others(word));
        // "2 sprints for Phase A" counts those of a part.
        let share = matches!(after, "for" | "in");
        let others = [before, after].into_iter().any(|word| words.counts_others(word));
        !others && !spoken && !all && !share && !after.starts_with(['(', '+', '/'])
    }

    fn gloss<'t>(&self, text: &'t str, document: &Document, opens: &[char], closes: &[char]) -> Option<Gloss<'t>> {
        let block = document.block(self.block).span;
        let raw = &text[block.range()];
        let at = |place: u32| (place - block.start) as usize;
        let (from, to) = (at(self.place.span.start), at(self.place.span.end));
        let open = raw[..from].rfind(opens)? + 1;
        let close = to + raw[to..].find(closes)?;
        let (before, after) = (raw[open..from].trim_end(), raw[to..close].trim_start());
        Some(Gloss { before, inside: &raw[open..close], after })
    }
}

/// Whether the rest of a bracket says, behind a dash, how far all of it is: "- ✅ 100% Complete".
fn says_state(words: &Vocabulary, rest: &str) -> bool {
    let Some(rest) = ["- ", "– ", "— ", "| "].iter().find_map(|dash| rest.strip_prefix(dash)) else { return false };
    let mut said = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let share = |word: &str| word.bytes().all(|b| b.is_ascii_digit()) && rest.contains('%');
    said.peek().is_some() && said.all(|word| share(word) || words.is_name(word, Name::ProgressDone))
}

/// How many headings on either side of one are looked at.
const NEAR: usize = 32;

/// Whether another heading beside that of a section ends with a figure as well.
fn has_fellow(document: &Document, section: SectionId) -> bool {
    let (own, at) = (document.section(section), section.0 as usize);
    let ends_in_figure = |title: &str| {
        let figure = title.rsplit_once(": ").or_else(|| title.rsplit_once(['-', '–', '—'])).map(|(_, figure)| figure);
        figure.is_some_and(|figure| quantity::cell(figure.trim(), 0).is_some())
    };
    let fellow = |other: &&Section| other.parent == own.parent && other.level == own.level;
    let before = document.sections[..at].iter().rev().take(NEAR);
    let behind = document.sections[at + 1..].iter().take(NEAR);
    before.chain(behind).filter(fellow).any(|other| ends_in_figure(&other.title))
}
