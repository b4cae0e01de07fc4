//! What tasks and fields ask of the whole plan, found when the first of them does.

use crate::{
    markdown::{BlockId, Document, SectionId},
    plan::{Field, Gate, Plan, Row, Table, Task, Vocabulary, Word},
    source::Span,
};
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// How many of the items around one are looked at.
const AROUND: usize = 8;

/// What was found.
#[derive(Debug, Default)]
pub(in crate::plan) struct Asked {
    gates: OnceLock<FxHashSet<Span>>,
    scope: OnceLock<Scope>,
    /// The values of fields by where they begin, with how far those up to here reach and the field.
    values: OnceLock<Vec<(Span, u32, u32)>>,
}

/// Of what a document speaks.
#[derive(Debug)]
struct Scope {
    /// The sections in which all groups lie; `None` where there are none.
    above: Option<Vec<SectionId>>,
    /// Whether one heading alone stands over all others.
    titled: bool,
}

impl Scope {
    fn of(plan: &Plan, document: &Document) -> Self {
        let titled = document.sections.iter().skip(1).filter(|s| s.level == 1).count() == 1;
        let mut above: Option<Vec<SectionId>> = None;
        for group in &plan.groups {
            let Some(block) = document.block_at(group.span().start) else {
                return Self { above: Some(vec![]), titled };
            };
            let around = || plan.sections_around(document, document.block(block).section);
            match &mut above {
                Some(above) => above.retain(|&s| around().any(|own| own == s)),
                None => above = Some(around().collect()),
            }
        }
        Self { above, titled }
    }
}

impl Plan {
    /// The first field whose value holds `span`.
    pub fn field_at(&self, span: Span) -> Option<&Field> {
        let values = self.asked.values.get_or_init(|| {
            let fields = self.fields.iter().enumerate();
            let mut values: Vec<(Span, u32, u32)> = fields.map(|(at, f)| (f.value, f.value.end, at as u32)).collect();
            values.sort_unstable();
            (1..values.len()).for_each(|at| values[at].1 = values[at].1.max(values[at - 1].1));
            values
        });
        let begun = &values[..values.partition_point(|(value, ..)| value.start <= span.start)];
        let near = begun.iter().rev().take_while(|(_, reach, _)| *reach >= span.end);
        let first = near.filter(|(value, ..)| value.contains(span)).map(|(.., at)| *at).min()?;
        self.fields.get(first as usize)
    }

    /// The table that is `block`.
    pub fn table_at(&self, block: BlockId) -> Option<&Table> {
        self.tables.get(self.tables.binary_search_by_key(&block, |table| table.block).ok()?)
    }

    /// The table and its row that hold the byte at `at`.
    pub fn row_at(&self, document: &Document, at: u32) -> Option<(&Table, &Row)> {
        let block = document.block_at(at)?;
        let table = document.ancestors(block).find_map(|around| self.table_at(around))?;
        let row = table.rows.partition_point(|row| row.block <= block).checked_sub(1)?;
        Some((table, &table.rows[row]))
    }

    /// Whether a task is a gate as well, a box below one, or a part of either.
    pub fn is_gate(&self, task: &Task) -> bool {
        let gates = self.asked.gates.get_or_init(|| {
            let boxes = |gate: &Gate| gate.tasks.iter().map(|id| self.task(*id).span()).collect::<Vec<_>>();
            self.gates.iter().flat_map(|gate| boxes(gate).into_iter().chain([gate.place.span])).collect()
        });
        let around = std::iter::successors(Some(task), |task| task.parent.map(|id| self.task(id))).take(AROUND);
        { around }.any(|task| task.places.iter().any(|place| gates.contains(&place.span)))
    }

    /// Whether what stands right in `section` speaks of the whole plan: above or beside all groups,
    /// not in one of them, in a task or in the part about one component.
    pub fn speaks_of_the_whole(&self, document: &Document, words: &Vocabulary, section: SectionId) -> bool {
        let here = document.section(section);
        let scope = self.asked.scope.get_or_init(|| Scope::of(self, document));
        let general = words.says(&here.title, Word::General) || words.says(&here.title, Word::Whole);
        let above = || scope.above.as_ref().is_none_or(|above| above.contains(&section));
        // "Sprint 3" over the whole document is what it is all about.
        let parts = self.sections_around(document, section).filter(|s| !(s.0 == 1 && scope.titled));
        let own = { parts }.any(|s| {
            let facts = &self.sections[s.0 as usize];
            facts.group.is_some() || facts.task.is_some() || facts.actor.is_some()
        });
        here.level < 7 && !own && (here.level < 2 || general || is_subtitle(document, section) || above())
    }
}

/// Whether the heading of `section` stands right below the document's first one.
fn is_subtitle(document: &Document, section: SectionId) -> bool {
    let heading = |section: u32| document.sections.get(section as usize).and_then(|s| s.heading);
    section.0 == 2 && heading(1).zip(heading(2)).is_some_and(|(title, below)| title.0 + 1 == below.0)
}
