//! `**Total story points:** 34` over sections with `**Story points:** 8` each.

use crate::{
    markdown::SectionId,
    plan::{
        Topic, Word, fold, folds_to,
        model::*,
        quantity::{Hedge, Quantity},
        read::Reader,
    },
};
use rustc_hash::FxHashSet;

/// With what the key of such a total begins.
const TOTAL: &str = "total ";

/// How many totals of a document are looked at.
const MOST: usize = 16;

/// Reads the totals over sections of which each has one label of the same name.
pub(super) fn read(reader: &Reader, found: &mut Vec<Addition>) {
    let labels = || reader.plan.fields.iter().filter(|f| f.why == Why::Label && f.of_section(reader.document));
    let is_total = |f: &&Field| {
        let key = reader.slice(f.key);
        key.get(..TOTAL.len()).is_some_and(|head| head.eq_ignore_ascii_case(TOTAL)) && reader.digits.any_in(f.value)
    };
    for total in labels().filter(is_total).take(MOST) {
        let name = fold(&reader.slice(total.key)[TOTAL.len()..]).into_owned();
        let section = total.around(reader.document);
        let inside = |f: &&Field| {
            let own = f.around(reader.document);
            own != section && reader.plan.sections_around(reader.document, own).any(|s| s == section)
        };
        let parts: Vec<&Field> = labels().filter(|f| folds_to(reader.slice(f.key), &name)).filter(inside).collect();
        let whole = figure(reader, total).filter(|_| parts.len() > 1 && is_of_each(reader, &parts));
        let parts = || parts.iter().map(|f| figure(reader, f)).collect::<Option<Vec<Quantity>>>();
        let Some((whole, parts)) = whole.and_then(|whole| Some((whole, parts()?))) else { continue };
        let text = reader.document.section(section).title_span;
        found.push(Addition { whole, parts, text, form: AdditionForm::Sections { key: total.key } });
    }
}

/// The one exact figure that is the whole of a value.
fn figure(reader: &Reader, field: &Field) -> Option<Quantity> {
    field.figure(reader.text, reader.document).filter(|q| q.hedge == Hedge::Exact && !q.is_range())
}

/// Whether each section of a kind has one of the labels, and none of them may be left out.
fn is_of_each(reader: &Reader, parts: &[&Field]) -> bool {
    let sections: FxHashSet<SectionId> = parts.iter().map(|f| f.around(reader.document)).collect();
    let Some(first) = parts.first().map(|f| reader.document.section(f.around(reader.document))) else { return false };
    let kind = |title: &str| {
        let bare = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        bare[..bare.find(|c: char| !c.is_alphabetic()).unwrap_or(bare.len())].to_lowercase()
    };
    let (level, word) = (first.level, kind(&first.title));
    let words = reader.vocabulary;
    let stays = |id: SectionId| {
        let section = reader.document.section(id);
        let facts = &reader.plan.sections[id.0 as usize];
        let dropped =
            facts.task.is_some_and(|t| reader.plan.task(t).statuses.iter().any(|s| s.status == Status::Dropped));
        let aside = [Topic::Optional, Topic::Later, Topic::Template].iter().any(|&t| reader.plan.within(id, t));
        section.level == level && !dropped && !aside && !words.says(&section.title, Word::Adjusting)
    };
    let one_each = sections.len() == parts.len() && sections.iter().all(|&s| stays(s));
    // A section of the kind that has none is not estimated yet, or is no part.
    let alike = reader.document.sections.iter().enumerate().filter(|(_, s)| s.level == level && kind(&s.title) == word);
    one_each && !word.is_empty() && alike.count() == sections.len()
}
