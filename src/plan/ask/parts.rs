//! Parts that may stay open though what they belong to is finished: they are sent to another version, phase or
//! issue, or are what a choice has left.

use crate::{
    markdown::Document,
    plan::{Name, Noun, Plan, Vocabulary, Word, declare::sections, model::*},
};

impl Plan {
    /// Whether an item's end sends it out of what is around it: "(v2)", "→ Phase 3", "[moved to #12]". A name that
    /// stands in a title around the item is where it belongs.
    pub fn sent_on(&self, document: &Document, words: &Vocabulary, task: &Task) -> bool {
        let parent = task.parent.map_or("", |t| &*self.task(t).title);
        let version = || version(&task.title).filter(|_| parent.split(' ').any(is_version));
        let Some(name) = destination(words, &task.title).or_else(version) else { return false };
        let here = |title: &str| {
            title.len() >= name.len()
                && title.as_bytes().windows(name.len()).any(|w| w.eq_ignore_ascii_case(name.as_bytes()))
        };
        let parents = std::iter::successors(task.parent, |&t| self.task(t).parent);
        !parents.map(|t| self.task(t)).any(|t| here(&t.title))
            && !self.sections_around(document, task.section).any(|s| here(&document.section(s).title))
    }
}

/// The version with which a text begins: "v1.1: snap package".
fn version(text: &str) -> Option<&str> {
    text.split_once(':').map(|(name, _)| name).filter(|name| is_version(name))
}

/// Whether a word is the number of a version: "v1.1", "2.0".
fn is_version(word: &str) -> bool {
    let number = word.trim_start_matches(['v', 'V']);
    number.contains('.')
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// The version, phase or issue to which the end of `text` sends it.
fn destination<'t>(words: &Vocabulary, text: &'t str) -> Option<&'t str> {
    let text = text.trim_end_matches(['.', ' ', '*', '_', '~']);
    let aside = match text.as_bytes().last()? {
        b')' => &text[text.rfind('(')? + 1..text.len() - 1],
        b']' => &text[text.rfind('[')? + 1..text.len() - 1],
        _ => {
            let dashes = ["→", "->", "— ", "– ", " - "];
            let (at, dash) = dashes.iter().filter_map(|dash| Some((text.rfind(dash)?, dash))).max()?;
            // The arrow says more than a dash.
            if dash.trim() == "→" || *dash == "->" { &text[at..] } else { &text[at + dash.len()..] }
        }
    };
    let rest = aside.trim_start_matches(['→', '-', '>', ' ']);
    let said =
        words.words(rest).filter(|(word, at)| *word == Word::SentOn && at.start == 0).map(|(_, at)| at.end).max();
    let sent = said.is_some() || rest.len() < aside.len() && aside.starts_with(['→', '-']);
    let rest = rest[said.unwrap_or(0)..].trim_start();
    let rest = ["in ", "for ", "to ", "until "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    named(words, rest, sent)
}

/// The name with which `text` begins, where nothing but a remark follows: of a version or a part of a plan, and,
/// where something is `sent` there, of an issue.
fn named<'t>(words: &Vocabulary, text: &'t str, sent: bool) -> Option<&'t str> {
    let head = &text[..text.find([',', ';', ':']).unwrap_or(text.len())];
    let name = head.trim_end_matches(['+', ' ']);
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let number = |text: &str| digits(text) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let version = name.strip_prefix(['v', 'V']).is_some_and(number);
    let part = || {
        let (first, label) = name.split_once(' ')?;
        let time = matches!(words.noun(first), Some(Noun::Group(Axis::Time)));
        (time || first.eq_ignore_ascii_case("version")).then_some(())?;
        // A label, and nothing else.
        sections::leading_label(&name[first.len()..]).filter(|(found, ..)| found.len() == label.len()).map(|_| ())
    };
    let issue = || {
        let id = name.rsplit_once(' ').map_or(name, |(_, id)| id);
        id.strip_prefix('#').is_some_and(number) || sections::is_task_id(id) || id.starts_with("http")
    };
    (version || part().is_some() || sent && issue()).then_some(name)
}

/// Whether the parts of an item are what somebody may choose from: "Pick a database", "Type of change". `open`
/// are the titles of those that are open.
pub fn is_choice<'t>(words: &Vocabulary, title: &str, mut open: impl Iterator<Item = &'t str>) -> bool {
    let title = title.trim_start_matches(|c: char| !c.is_alphabetic());
    let offers = |(word, at): (Word, std::ops::Range<usize>)| match word {
        Word::OneOf => true,
        Word::Choosing => at.start == 0 || at.end == title.trim_end().len(),
        _ => false,
    };
    // Steps of a choice begin with a verb: "Compare both".
    let verb = |text: &str| {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
        let many = text[end..].contains(char::is_alphanumeric);
        many && [Name::Imperative, Name::Coding, Name::Weighing].iter().any(|&w| words.is_name(&text[..end], w))
    };
    (words.words(title).any(offers) || words.begins(title, Word::Choosing)) && !open.any(verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_that_send_an_item_on() {
        let words = Vocabulary::standard();
        for (text, name) in [
            ("Colours (v2)", Some("v2")),
            ("Colours (in v2.1, if asked for)", Some("v2.1")),
            ("Colours — v1.1", Some("v1.1")),
            ("Colours (→ Phase 2)", Some("Phase 2")),
            ("Colours → Sprint 4", Some("Sprint 4")),
            ("Colours [moved to #12]", Some("#12")),
            ("Colours — tracked in issue #13", Some("issue #13")),
            ("Colours -> #14", Some("#14")),
            ("Colours (#12)", None),
            ("Colours (see #12)", None),
            ("Serve the API (v2 only)", None),
            ("Read a -> b", None),
            ("Move to Rails (7.1)", None),
            ("Colours", None),
            ("", None),
        ] {
            assert_eq!(destination(&words, text), name, "{text}");
        }
    }

    #[test]
    fn what_offers_a_choice() {
        let words = Vocabulary::standard();
        for (title, open, choice) in [
            ("Type of change", "New feature", true),
            ("Pick a database", "MySQL", true),
            ("One of:", "Redis", true),
            ("Which browser?", "Chrome", true),
            ("Deploy (pick one)", "Blue and green", true),
            ("Pick a database", "Compare MySQL and Postgres", false),
            ("Write the option parser", "Short options", false),
            ("Backend:", "Migrations", false),
            ("Are the notes up to date?", "Changes", false),
        ] {
            assert_eq!(is_choice(&words, title, [open].into_iter()), choice, "{title}");
        }
    }
}
