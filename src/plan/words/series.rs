//! Ids that stand before a text without a separator, as in "K01 Clear the corner": one alone may be
//! anything, a row of numbers is the author's.

use crate::plan::{
    Vocabulary, id_key,
    names::{self, Ref},
    read::Reader,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// From how many items on their numbers are a row.
const OWN: usize = 3;

/// The longest prefix and the longest number of such an id.
const LONGEST: (usize, usize) = (4, 3);

/// What quarters, halves, priorities and versions begin with.
const OTHERWISE: [&str; 4] = ["Q", "H", "P", "V"];

/// From how many rows on, and how often, a number may stand twice by mistake.
const ROWS: usize = 5;

/// The prefixes that a document numbers its boxes with, `K` of `K01` to `K22`.
pub(in crate::plan) struct Series<'t>(FxHashSet<&'t str>);

impl<'t> Series<'t> {
    /// Those of the boxes of a document: nearly each number once, and nearly none left out.
    pub fn of(reader: &Reader<'t>) -> Self {
        let mut rows: FxHashMap<&str, (Vec<u32>, bool)> = FxHashMap::default();
        for &(id, _) in reader.boxes {
            let text = reader.slice(reader.document.text_span(id)).trim_start_matches(['~', '*', '`']);
            if let Some((prefix, number)) = head(text) {
                let (numbers, padded) = rows.entry(prefix).or_default();
                numbers.extend(number.parse::<u32>());
                *padded |= number.starts_with('0');
            }
        }
        let whole = |(prefix, (mut numbers, padded)): (&'t str, (Vec<u32>, bool))| {
            let all = numbers.len();
            numbers.sort_unstable();
            numbers.dedup();
            let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else { return None };
            let nearly = |of: usize| 4 * numbers.len() >= 3 * of;
            let row = numbers.len() >= OWN && first < 2 && nearly(all) && nearly((last - first) as usize + 1);
            (row && (padded || !OTHERWISE.contains(&prefix))).then_some(prefix)
        };
        Self(rows.into_iter().filter_map(whole).collect())
    }

    /// The id with which `text` begins, where its prefix is one of these or a table gave it to a task.
    pub fn id<'a>(&self, reader: &Reader, text: &'a str) -> Option<&'a str> {
        let (prefix, number) = head(text)?;
        let id = &text[..prefix.len() + number.len()];
        (self.0.contains(prefix) || reader.tasks.contains_key(&id_key(id))).then_some(id)
    }
}

/// A word in front of a text that is an id where the items beside it bear such, `K01` of "K01 Clear the corner", and
/// the text behind it.
pub fn numbered(text: &str) -> Option<(&str, &str)> {
    let (prefix, number) = head(text)?;
    let (id, rest) = text.split_at(prefix.len() + number.len());
    Some((id, rest.trim_start()))
}

/// `K` and `01` of "K01 Clear the corner".
fn head(text: &str) -> Option<(&str, &str)> {
    // Most texts begin with a word.
    let [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9', ..] = text.as_bytes() else { return None };
    let (word, rest) = text.split_once(' ')?;
    let word = word.trim_end_matches(['*', '`']);
    let number = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let prefix = &word[..word.len() - number.len()];
    let shaped = (1..=LONGEST.0).contains(&prefix.len())
        && (1..=LONGEST.1).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit());
    let titled = rest.trim_start().starts_with(char::is_uppercase);
    (shaped && titled).then_some((prefix, number))
}

/// Whether each of `names` begins with a number of one row, to which `orders` refer: `S1 Stop`, `S2 Copy` beside
/// "Depends on" and `S1`. One of them may stand twice by mistake.
pub(in crate::plan) fn leads<'t>(
    words: &Vocabulary,
    names: impl Iterator<Item = &'t str>,
    orders: impl Iterator<Item = &'t str>,
) -> bool {
    let Some(heads): Option<Vec<(&str, &str)>> = names.map(head).collect() else { return false };
    let Some(&(prefix, _)) = heads.first().filter(|_| heads.len() >= OWN) else { return false };
    let ids: FxHashSet<_> = heads.iter().map(|(prefix, number)| id_key(&format!("{prefix}{number}"))).collect();
    let again = heads.len() - ids.len();
    let padded = heads.iter().any(|(_, number)| number.len() > 1 && number.starts_with('0'));
    let one = heads.iter().all(|(other, _)| *other == prefix) && (padded || !OTHERWISE.contains(&prefix));
    if !one || again > usize::from(heads.len() >= ROWS) {
        return false;
    }
    let named = orders.flat_map(|order| names::refs(words, order, 0));
    let known = named.filter_map(|found| match found {
        Ref::Id(id) => Some(id_key(id.text)).filter(|id| ids.contains(id)),
        _ => None,
    });
    // Where one of them stands twice it may be what several rows belong to, as far as one alone says.
    known.collect::<FxHashSet<_>>().len() > again
}

#[cfg(test)]
mod tests {
    use crate::{
        markdown::Document,
        plan::{Plan, Vocabulary},
        source::Source,
    };

    /// The ids of the tasks of a text.
    fn ids(text: &str) -> Vec<String> {
        let source = Source::new("plan.md", text.as_bytes().to_vec()).expect("a text");
        let plan = Plan::read(&source, &Document::parse(source.text()), &Vocabulary::standard());
        plan.tasks.iter().filter_map(|t| t.id.as_deref().map(str::to_owned)).collect()
    }

    #[test]
    fn a_row_of_numbers_is_the_authors() {
        assert_eq!(ids("- [ ] K01 Clear\n- [ ] K02 Pour\n- [ ] **K03** Draw\n"), ["K01", "K02", "K03"]);
        assert_eq!(ids("- [ ] Q1 Launch\n- [ ] Q2 Hire\n- [ ] Q3 Open\n- [ ] Q4 Rest\n"), [""; 0]);
        assert_eq!(ids("- [ ] K1 Clear\n- [ ] K1 Pour\n- [ ] K2 Draw\n- [ ] K2 Hang\n- [ ] K3 Lift\n"), [""; 0]);
        assert_eq!(ids("- [ ] A4 Paper\n- [ ] A5 Paper\n- [ ] A6 Paper\n"), [""; 0]);
        assert_eq!(ids("| ID | Task | Owner |\n|-|-|-|\n| V7 | Lift it | Ada |\n\n- [ ] V7 Lift it\n"), ["V7", "V7"]);
    }
}
