//! Plain lists below a heading that counts tasks: "Completed (7 tasks)", "Wave 1 (3 issues)".

use super::{Counter, Listed, ranged};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Name, Role, TableKind,
        declare::checklists,
        names::{self, Ref},
        quantity,
        relate::resolve,
    },
};
use rustc_hash::FxHashSet;
use std::rc::Rc;

impl Counter<'_> {
    /// The items of the lists that are all that stands in a section, where each of them certainly is one thing:
    /// the outermost, and all of them, or each member of the ranges that they name. Empty where that is not certain.
    pub(super) fn bullets(&self, section: SectionId) -> Vec<usize> {
        let scope = self.document.section(section);
        let title = names::bare(&scope.title);
        let state = title.trim_matches(|c: char| !c.is_alphanumeric());
        let state = self.words.status(state).is_some() || self.words.is_name(state, Name::CountedLeft);
        let (mut outer, mut all, mut named) = (0, 0, 0);
        for (id, block) in self.document.blocks_of(section) {
            match block.kind {
                Kind::Item { mark: None } => {
                    let around =
                        self.document.ancestors(id).any(|b| matches!(self.document.block(b).kind, Kind::Item { .. }));
                    all += 1;
                    outer += usize::from(!around);
                    let members = || ranged::begins(self.words, &self.text[self.document.text_span(id).range()]);
                    named += if around { 0 } else { members() };
                    if !around && !self.is_one_thing(id, state) {
                        return Vec::new();
                    }
                }
                Kind::List { .. } => {}
                // A line of bold text over a part of them, and what an item says.
                Kind::Paragraph if self.is_within_item(id) || self.is_subtitle(id, block.section) => {}
                Kind::Heading(_) | Kind::Paragraph if self.is_subtitle(id, block.section) => {}
                Kind::Rule => {}
                _ => return Vec::new(),
            }
        }
        match outer {
            0 | 1 => Vec::new(),
            _ if named > outer => vec![named],
            _ => vec![outer, all],
        }
    }

    /// Whether a block is the line of bold text that opens `section`.
    fn is_subtitle(&self, block: BlockId, section: SectionId) -> bool {
        let section = self.document.section(section);
        section.is_bold_line() && section.heading == Some(block)
    }

    fn is_within_item(&self, block: BlockId) -> bool {
        self.document.ancestors(block).any(|b| matches!(self.document.block(b).kind, Kind::Item { .. }))
    }

    /// Whether an item is one thing: it begins with one id, or, under the name of a `state`, says plain words.
    fn is_one_thing(&self, item: BlockId, state: bool) -> bool {
        let plain = self.document.plain(self.text, item);
        let text = plain.trim();
        let raw = &self.text[self.document.text_span(item).range()];
        let line = text.lines().next().unwrap_or("");
        let open = line.contains('…') || line.contains("...") || line.contains("~~") || raw.contains("~~");
        let word = |w: &str| line.split(|c: char| !c.is_alphanumeric()).any(|own| own.eq_ignore_ascii_case(w));
        if open || word("etc") || word("more") || word("others") || word("none") || line.is_empty() {
            return false;
        }
        match checklists::item_id(text) {
            Some(id) => {
                let at = text.find(id).map_or(0, |at| at + id.len());
                let rest = text[at..].trim_start_matches(|c: char| {
                    c.is_whitespace() || matches!(c, ',' | '-' | '–' | '—' | '/' | '&' | '+' | ']' | ')' | '*')
                });
                let again =
                    checklists::item_id(rest).is_some() || rest.starts_with(|c: char| c.is_ascii_digit() || c == '#');
                !again && !["and ", "to ", "through "].iter().any(|w| rest.starts_with(w))
            }
            None => {
                let labelled = self.document.children(item).any(|b| !self.document.labels_in(b).is_empty());
                let counted = || quantity::scan(line, 0).iter().any(|q| q.unit.noun().is_some());
                let several = line.split_whitespace().any(names::is_id_range) || line.contains(" + ");
                state && !labelled && !several && !line.ends_with(':') && !counted()
            }
        }
    }

    /// How many tasks the tables of batches and waves in a section deal out, where their cells hold nothing but ids.
    pub fn dealt(&self, section: SectionId) -> Rc<Listed> {
        self.batches.of(section, || {
            let mut listed = Listed::default();
            listed.add(self.ids_dealt(section).unwrap_or(0), "ids in the table");
            listed
        })
    }

    fn ids_dealt(&self, section: SectionId) -> Option<usize> {
        let scope = self.document.section(section);
        let from = self.plan.tables.partition_point(|t| t.block.0 < scope.start);
        let inside = self.plan.tables[from..].iter().take_while(|t| t.block.0 < scope.end);
        let groups = inside.filter(|t| t.kind == TableKind::Groups);
        let mut seen: FxHashSet<names::Key> = FxHashSet::default();
        for table in groups {
            let Some(column) = table.column(Role::Task) else { continue };
            for row in table.rows.iter().filter(|r| !r.total) {
                let cell = self.document.block(*row.cells.get(column)?).span;
                let refs = names::refs(self.words, &self.text[cell.range()], cell.start);
                if !resolve::names_only(&self.text[cell.range()], cell, &refs) {
                    return None;
                }
                for found in refs {
                    match found {
                        Ref::Id(id) => _ = seen.insert(names::id_key(id.text)),
                        Ref::Numbered(task) if !task.label.is_empty() => _ = seen.insert(names::id_key(task.label)),
                        Ref::Range(range) if (range.count() as usize) < resolve::LONGEST_RANGE => {
                            seen.extend(range.ids().map(|id| names::id_key(&id)));
                        }
                        _ => return None,
                    }
                }
            }
        }
        Some(seen.len())
    }
}
