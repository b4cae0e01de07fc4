//! What a document says that its own marks mean: "⏳ Blocked", "📝 = Planned".

use crate::{
    markdown::{BlockId, Section},
    plan::{DONE_MARKS, Topic, Vocabulary, is_mark, model::Status, read::Reader},
    source::Span,
};

/// The longest legend that is read, in bytes.
const LONGEST: usize = 2000;

/// The most marks that are explained.
const MARKS: usize = 64;

/// Reads the sections and the lines that are legends.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let plan = &reader.plan;
    // Most documents have no such heading.
    let headings = if plan.topics.contains(Topic::Legend) { &plan.sections[..] } else { &[] };
    let sections = document.sections.iter().zip(headings);
    let headed = sections.filter(|(_, facts)| facts.topics.contains(Topic::Legend)).map(|(s, _)| of_section(reader, s));
    let labels = document.labels.iter().filter(|l| is_legend(reader.slice(l.key))).map(|l| l.value);
    let mut found: Vec<(char, Status)> = Vec::new();
    for span in headed.flatten().chain(labels).filter(|span| span.len() < LONGEST) {
        for (mark, status) in entries(reader.slice(span), reader.vocabulary) {
            if found.len() < MARKS && found.iter().all(|(known, _)| *known != mark) {
                found.push((mark, status));
            }
        }
    }
    reader.plan.legend = found;
}

/// What stands right below a heading.
fn of_section(reader: &Reader, section: &Section) -> Option<Span> {
    let block = |at: u32| reader.document.block(BlockId(at)).span;
    (section.start < section.end).then(|| Span { start: block(section.start).start, end: block(section.end - 1).end })
}

/// Whether a key announces a legend: "Legend", "Status key".
fn is_legend(key: &str) -> bool {
    let ends = |word: &str| {
        let (before, last) = key.as_bytes().split_at(key.len().saturating_sub(word.len()));
        last.eq_ignore_ascii_case(word.as_bytes()) && before.last().is_none_or(|b| *b == b' ')
    };
    ["legend", "key", "symbols"].into_iter().any(ends)
}

/// Each mark with the state that the words behind it say.
fn entries<'t>(text: &'t str, words: &'t Vocabulary) -> impl Iterator<Item = (char, Status)> + 't {
    text.char_indices().filter(|&(_, c)| is_mark(c)).filter_map(move |(at, mark)| {
        let rest =
            text[at + mark.len_utf8()..].trim_start_matches(|c: char| c == '\u{fe0f}' || SEPARATORS.contains(&c));
        let end = rest.find(|c: char| !c.is_alphabetic() && !matches!(c, ' ' | '-' | '\''));
        let status = said(rest[..end.unwrap_or(rest.len())].trim(), words)?;
        // "✅ Ready" is ready for use.
        (status != Status::Open || !DONE_MARKS.contains(&mark)).then_some((mark, status))
    })
}

/// What may stand between a mark and its meaning.
const SEPARATORS: [char; 9] = [' ', '*', '_', '=', ':', '-', '–', '—', '|'];

/// The state that words say: all of them, or the first ones, where these do not say done.
fn said(words: &str, vocabulary: &Vocabulary) -> Option<Status> {
    let ends = words.match_indices(' ').map(|(at, _)| at);
    vocabulary.status(words).or_else(|| {
        let first = ends.take(3).filter_map(|end| vocabulary.status(&words[..end])).next();
        first.filter(|status| *status != Status::Done)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_mean_what_stands_behind_them() {
        let words = Vocabulary::standard();
        let read = |text: &str| entries(text, &words).collect::<Vec<_>>();
        let legend = "- ✅ **Completed**\n- 📝 **Ready to Start** (no blockers)\n- ⏳ **Blocked** (waiting)";
        assert_eq!(read(legend), [('✅', Status::Done), ('📝', Status::Open), ('⏳', Status::Blocked)]);
        assert_eq!(read("✅ = Done · 🔄 In progress | ⭐ favourite"), [('✅', Status::Done), ('🔄', Status::Doing)]);
        assert!(read("✅ Complete rewrite").is_empty());
        assert_eq!(read("✅ Ready and working | ❌ Ready to start"), [('❌', Status::Open)]);
    }
}
