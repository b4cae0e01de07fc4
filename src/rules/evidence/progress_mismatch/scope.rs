//! The part of which a label of progress itself says that it speaks: "Phase 1 progress", "MVP progress".

use crate::{
    markdown::SectionId,
    plan::{Boxes, Field, Name, Noun, Progress, TaskId, fold},
    rules::Context,
};
use rustc_hash::FxHashMap;

/// Of what a label speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Of all that stands around it.
    Around,
    /// Of a section elsewhere that it names.
    Named(SectionId),
    /// Of a part by whose name nothing else goes.
    Part,
}

impl Scope {
    /// Of what the label of `field` speaks.
    pub fn of(cx: &Context, boxes: &Boxes, field: &Field) -> Self {
        let key = cx.text(field.key);
        let Some(name) = name(cx, key) else { return Scope::Around };
        let at = cx.document.block_at(field.key.start).unwrap_or(field.block);
        match cx.titles().certain(&cx.settings.vocabulary, cx.document, name, at)[..] {
            [home] => Scope::Named(home),
            [] if is_around(cx, boxes, field.around(cx.document), name) => Scope::Around,
            _ => Scope::Part,
        }
    }

    /// Whether it may leave out some of the boxes of `section`, where `claim` is the share of them that is done.
    pub fn leaves_out(self, cx: &Context, boxes: &Boxes, section: SectionId, claim: Progress) -> bool {
        self == Scope::Part && !matches!(claim, Progress::Of(..)) && is_divided(cx, boxes, section)
    }
}

/// What of a label names a part: the "Phase 1" of "Phase 1 progress", the "MVP" of "Current MVP progress".
fn name<'t>(cx: &Context, key: &'t str) -> Option<&'t str> {
    let words = &cx.settings.vocabulary;
    let general = [Name::AllProgress, Name::Progressing, Name::CountedAll, Name::CountedDone, Name::CountedLeft];
    let is_general = |word: &str| {
        let told = general.into_iter().any(|name| words.is_name(word, name));
        told || words.is_name(word, Name::Overall) && !words.is_name(word, Name::KindOfWork)
    };
    let (mut begin, mut end, mut noun) = (None, 0, None);
    for word in key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let at = word.as_ptr() as usize - key.as_ptr() as usize;
        let is_number = !word.contains(char::is_alphabetic);
        // "Phase 1" and "Task 1" are names, the numbers of a date none.
        let from = if is_number { noun.take() } else { (!is_general(word)).then_some(at) };
        noun = matches!(words.noun(&fold(word)), Some(Noun::Group(_) | Noun::Task)).then_some(at);
        if let Some(from) = from {
            begin = begin.or(Some(from));
            end = at + word.len();
        }
    }
    begin.map(|begin| &key[begin..end])
}

/// Whether a name is that of what stands around `section`, and of none of the parts inside it.
fn is_around(cx: &Context, boxes: &Boxes, section: SectionId, name: &str) -> bool {
    let name = fold(name);
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    if words().all(|word| cx.settings.vocabulary.is_name(word, Name::KindOfWork)) {
        return false;
    }
    let named = |section: SectionId| {
        let title = fold(&cx.document.section(section).title).into_owned();
        words().all(|word| title.split(|c: char| !c.is_alphanumeric()).any(|other| other == word))
    };
    let inside = homes(cx, boxes, section);
    cx.plan.sections_around(cx.document, section).any(named)
        && !inside.keys().any(|&home| home != section && named(home))
}

/// Whether boxes stand in several sections, and those of one of them are all done.
fn is_divided(cx: &Context, boxes: &Boxes, section: SectionId) -> bool {
    let homes = homes(cx, boxes, section);
    homes.len() > 1 && homes.values().any(|&left| left == 0)
}

/// The sections in which the boxes of one stand, with how many are open there.
fn homes(cx: &Context, boxes: &Boxes, section: SectionId) -> FxHashMap<SectionId, usize> {
    let mut homes: FxHashMap<SectionId, usize> = FxHashMap::default();
    for task in boxes.of_section(cx.document, section).iter().map(|&task: &TaskId| cx.plan.task(task)) {
        *homes.entry(task.section).or_default() += usize::from(task.open() && task.required());
    }
    homes
}
