//! What a figure beside a name says of all that stands below it: "## Phase 1 (20 hours)", "Parsers (7 commands)".

use crate::{
    markdown::Document,
    plan::{Name, Noun, Vocabulary, Word, model::*},
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
        if self.is_allowance(text, words) {
            return false;
        }
        if self.is_last(text) {
            return !words.says(&text[self.text.range()], Word::Overlapping);
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

    /// Whether the words right before it, or behind it, say that it is what there is to spend, or what was done:
    /// "Velocity: 30 points", "Available hours: 30", "30 points capacity"; not "Capacity planning: 12 days".
    pub fn is_allowance(&self, text: &str, words: &Vocabulary) -> bool {
        let allows = |word: Word| matches!(word, Word::Allowance | Word::Aim);
        let own = self.quantity.span;
        let mut before = text[self.text.start as usize..own.start as usize].trim_end_matches(plain);
        // "Available hours", "Budget total"
        while let Some((rest, last)) = before.rsplit_once(|c: char| !c.is_alphanumeric()) {
            if !words.is_name(last, Name::Summed) {
                break;
            }
            before = rest.trim_end_matches(plain);
        }
        let label = before.trim_start_matches(plain);
        let behind = text[own.end as usize..self.text.end as usize].trim_start_matches([' ', '*', '_']);
        words.words(before).any(|(word, at)| allows(word) && at.end == before.len())
            || words.words(behind).any(|(word, at)| allows(word) && at.start == 0)
            || words.status(label).is_some()
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
        // "Peak concurrency: 3 agents", "2 agents at a time": so many of them at one time.
        let line =
            text[own.start as usize..block.end as usize].find('\n').map_or(block.end, |at| own.start + at as u32);
        let from = text[block.start as usize..own.start as usize]
            .rfind('\n')
            .map_or(block.start, |at| block.start + at as u32);
        let at_once = noun == Some(Noun::Agent) && words.says(&text[from as usize..line as usize], Word::AtOnce);
        !others && !at_once && !spoken && !all && !share && !after.starts_with(['(', '+', '/'])
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

/// Whether a sign is none of a word.
fn plain(c: char) -> bool {
    !c.is_alphanumeric()
}
