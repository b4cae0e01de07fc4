//! The forms of the ids that name tasks.

use super::ordinals::Ordinals;
use crate::{
    markdown::BlockId,
    plan::{
        Role,
        model::{Row, Table},
        names::{self, Key},
        read::Reader,
    },
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cell::OnceCell, collections::BTreeSet};

/// The forms of the ids that name tasks: by the prefix, `.` for `2.3`, nothing for `4`.
#[derive(Default)]
pub(super) struct IdForms {
    forms: FxHashMap<String, IdForm>,
    /// The lowest number of each kind of group.
    firsts: FxHashMap<names::Key, u32>,
    /// Whether the ids of all forms with a dash count on together: I-001, I-002, C-003, T-004.
    joint: bool,
    /// Those that a word follows, `A4-Edge`, `UI-SHOW`: elsewhere such a thing is a word of the text.
    worded: FxHashSet<Box<str>>,
    /// Whether the steps that values name are those of something else.
    pub foreign_steps: bool,
    /// The numbers in parts, `1.2`, that headings and items begin with, once that was asked.
    outlined: OnceCell<FxHashSet<Box<str>>>,
    /// The boxes that have no ids but the numbers of their list.
    pub ordinals: Ordinals,
    /// Whether `#7` is the number of something that rows name, and not that of a row, once that was asked.
    tickets: OnceCell<bool>,
}

/// What the ids of user stories begin with.
const STORY: &str = "US";

/// The ids of one form.
#[derive(Default)]
struct IdForm {
    count: u32,
    /// The groups in which they count: the `2` of `2.3` and `P2-01`.
    heads: FxHashSet<Key>,
    /// The numbers of those that are a prefix and a number.
    numbers: BTreeSet<u32>,
}

impl IdForms {
    /// From how many ids on several forms count on together.
    const JOINT: usize = 6;

    /// From how many ids on a form is the document's own; fewer are a part of something larger.
    const OWN: u32 = 3;

    pub fn of(reader: &Reader) -> Self {
        let mut forms: FxHashMap<String, IdForm> = FxHashMap::default();
        for id in reader.plan.tasks.iter().filter_map(|t| t.id.as_deref()) {
            let form = forms.entry(Self::form(id)).or_default();
            form.count += 1;
            match head(id) {
                Ok(number) => form.numbers.extend(number),
                Err(head) => form.heads.extend((!form.heads.contains(head)).then(|| head.into())),
            }
        }
        let worded = reader.plan.tasks.iter().filter_map(|t| t.id.as_deref()).filter(|id| is_worded(id));
        let worded = worded.map(Into::into).collect();
        let mut firsts: FxHashMap<names::Key, u32> = FxHashMap::default();
        for group in &reader.plan.groups {
            if let Ok(number) = group.label.parse::<u32>() {
                let first = firsts.entry(group.word.clone()).or_insert(number);
                *first = number.min(*first);
            }
        }
        // `US3` is the story of a phase.
        let numbers: BTreeSet<u32> = reader.index.labels("user story").filter_map(|n| n.parse().ok()).collect();
        if !numbers.is_empty() && !forms.contains_key(STORY) {
            let form = IdForm { count: numbers.len() as u32, numbers, ..IdForm::default() };
            forms.insert(STORY.to_owned(), form);
        }
        let ordinals = Ordinals::default();
        IdForms {
            joint: Self::joint(&forms),
            forms,
            firsts,
            worded,
            foreign_steps: false,
            outlined: OnceCell::new(),
            ordinals,
            tickets: OnceCell::new(),
        }
    }

    /// Whether `#7` is the number with which a cell of a row begins that has another one of its own: `| 3 | #7 Export |`.
    pub fn are_tickets(&self, reader: &Reader) -> bool {
        let document = reader.document;
        let sharp = |cell: BlockId| {
            let text = reader.slice(document.text_span(cell)).trim_start_matches(['*', '`', '[']);
            text.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        let numbered = |table: &Table| {
            let Some(own) = table.column(Role::Id) else { return false };
            let of_row = |row: &Row| {
                let other =
                    row.cells.iter().enumerate().any(|(at, &cell)| at != own && is_named(table, at) && sharp(cell));
                other && row.cells.get(own).is_some_and(|&cell| !sharp(cell))
            };
            table.rows.iter().filter(|row| of_row(row)).take(2).count() == 2
        };
        *self.tickets.get_or_init(|| reader.plan.tables.iter().any(numbered))
    }

    /// Whether a heading or item begins with the number `1.2`, perhaps behind another word: "Phase 1.2" may be
    /// "Step 1.2" of phase 1.
    pub fn outlines(&self, reader: &Reader, label: &str) -> bool {
        let document = reader.document;
        let number = |text: &str| {
            let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ':' | '*' | '`' | '[' | ']' | ')'));
            let mut words = words.by_ref().filter(|w| !w.is_empty()).take(2);
            words
                .find(|w| w.contains('.') && w.starts_with(|c: char| c.is_ascii_digit()))
                .map(|w| w.trim_end_matches('.').into())
        };
        let outlined = || {
            let titles = document.sections.iter().filter_map(|s| number(&s.title));
            let items = reader.numbered.iter().map(|&(id, _)| document.text_span(id));
            titles.chain(items.filter_map(|span| number(reader.slice(span)))).collect()
        };
        label.contains('.') && self.outlined.get_or_init(outlined).contains(label)
    }

    /// Whether the forms with a dash share out the numbers from 0 or 1 on, none of which is left out or stands in two.
    fn joint(forms: &FxHashMap<String, IdForm>) -> bool {
        let dashed = |form: &str| form.len() > 1 && form.ends_with('-');
        let parts = || forms.iter().filter(|(form, _)| dashed(form)).map(|(_, form)| &form.numbers);
        let numbers: BTreeSet<u32> = parts().flatten().copied().collect();
        let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else { return false };
        let apart = parts().count() > 1 && parts().map(BTreeSet::len).sum::<usize>() == numbers.len();
        let dense = first <= 1 && numbers.len() as u64 == u64::from(last - first) + 1;
        apart && dense && numbers.len() >= Self::JOINT
    }

    fn form(id: &str) -> String {
        match prefix(id) {
            "" if id.contains('.') => ".".to_owned(),
            prefix => prefix.to_ascii_uppercase(),
        }
    }

    /// Whether a group of that number comes before all of its kind: a roadmap that begins with phase 23 goes on from
    /// another one.
    pub fn is_earlier(&self, kind: &str, label: &str) -> bool {
        let first = self.firsts.get(kind).filter(|first| **first > 1);
        first.zip(label.parse().ok()).is_some_and(|(first, number): (&u32, u32)| number < *first)
    }

    /// Whether `id` has the form of the ids of this document, and belongs to a part that is in another one: `1.4` beside
    /// 3.1 to 3.9.
    pub fn is_of_another(&self, id: &str) -> bool {
        let form = self.forms.get(&Self::form(id)).filter(|f| f.count >= Self::OWN);
        form.is_some_and(|form| head(id).is_err_and(|head| !form.heads.contains(head)))
    }

    /// Whether a token is one of the ids that a word follows.
    pub fn is_worded(&self, token: &str) -> bool {
        self.worded.contains(token)
    }

    /// Whether `id` looks like an id of this document; `#812` may be an issue of the tracker.
    pub fn fits(&self, id: &str) -> bool {
        let own = |form: &&IdForm| form.count >= Self::OWN || self.joint && Self::form(id).ends_with('-');
        let form = self.forms.get(&Self::form(id)).filter(|form| !id.starts_with('#') && own(form));
        form.is_some_and(|form| match head(id) {
            // `P00` beside `P01-T01` to `P01-T09` is another phase.
            Ok(_) if form.numbers.is_empty() && !form.heads.is_empty() => false,
            Ok(number) => number.is_none_or(|n| form.counts_to(n) || self.joint && Self::form(id).ends_with('-')),
            // Of a phase none of whose tasks stand here: the plan of that phase has it.
            Err(head) => form.heads.contains(head),
        })
    }
}

/// Whether a column says what a row is about, and not for what it waits.
fn is_named(table: &Table, column: usize) -> bool {
    !matches!(table.columns[column].role, Some(Role::Depends | Role::Blocks))
}

impl IdForm {
    /// Whether a number would be of this document: not one before its first, and not in a gap where most are
    /// missing, or several of a list that does not begin with 1; those are kept elsewhere.
    fn counts_to(&self, number: u32) -> bool {
        let (Some(&first), Some(&last)) = (self.numbers.first(), self.numbers.last()) else { return true };
        let (there, all) = (self.numbers.len() as u64, u64::from(last - first) + 1);
        let part = first > 1 && there + 1 < all && number < last;
        2 * there >= all && !part && (number >= first || first <= 1)
    }
}

/// Whether an id has no shape of its own: two parts or more with a joint, the first of which begins with a capital.
fn is_worded(id: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    id.contains('-') && id.starts_with(|c: char| c.is_ascii_uppercase()) && id.split('-').all(part)
}

/// What stands between the prefix of an id and its next joint, where one follows: the `2` of `2.3`, `P2-01`;
/// else the number that the rest of it is.
fn head(id: &str) -> Result<Option<u32>, &str> {
    let rest = &id[prefix(id).len() + usize::from(id.starts_with('#'))..];
    match rest.split_once(['.', '-']) {
        Some((head, _)) => Err(head),
        None => Ok(rest.parse().ok()),
    }
}

pub(super) fn prefix(id: &str) -> &str {
    let digits = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    id[..digits].trim_start_matches('#')
}
