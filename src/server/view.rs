//! One document as a request sees it: what was understood of it, and how its client counts places.

use super::text::{self, Encoding};
use crate::{
    family::Member,
    markdown::BlockId,
    plan::{Assignee, Duty, GroupId, Node, Plan, Relation, Role, Table, TaskId},
    project::Project,
    settings::Settings,
    source::{Source, Span},
};
use gen_lsp_types::{Position, Range};
use rustc_hash::{FxHashMap, FxHashSet};

/// A document and its surroundings.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The document.
    pub member: &'a Member,
    /// What its configuration asks.
    pub settings: &'a Settings,
    /// The repository around it.
    pub project: &'a Project,
    /// How its client counts places.
    pub encoding: Encoding,
}

impl<'a> View<'a> {
    /// Its text.
    pub fn source(&self) -> &'a Source {
        &self.member.source
    }

    /// What it means.
    pub fn plan(&self) -> &'a Plan {
        &self.member.plan
    }

    /// The text inside `span`.
    pub fn slice(&self, span: Span) -> &'a str {
        self.member.source.slice(span)
    }

    /// Where `span` stands in the editor.
    pub fn range(&self, span: Span) -> Range {
        text::range(self.source(), span, self.encoding)
    }

    /// Where `offset` stands in the editor.
    pub fn position(&self, offset: u32) -> Position {
        text::position(self.source(), offset, self.encoding)
    }

    /// The offset at which `position` stands.
    pub fn offset(&self, position: Position) -> u32 {
        text::offset(self.source(), position, self.encoding)
    }

    /// The span of a range of the editor.
    pub fn span(&self, range: Range) -> Span {
        Span::new(self.offset(range.start) as usize, self.offset(range.end) as usize)
    }

    /// The text of a block without the line endings behind it.
    pub fn block(&self, block: BlockId) -> Span {
        self.trimmed(self.member.document.block(block).span)
    }

    /// `span` without the white space behind it.
    pub fn trimmed(&self, span: Span) -> Span {
        Span::new(span.start as usize, span.start as usize + self.slice(span).trim_end().len())
    }

    /// The task whose text holds `offset`, the innermost.
    pub fn task_at(&self, offset: u32) -> Option<TaskId> {
        let document = &self.member.document;
        let block = document.block_at(offset)?;
        let found = std::iter::once(block).chain(document.ancestors(block)).find_map(|b| self.plan().task_at(b))?;
        match self.plan().canonical(Node::Task(found)) {
            Node::Task(task) => Some(task),
            _ => Some(found),
        }
    }

    /// The group whose heading, or other place, holds `offset`.
    pub fn group_at(&self, offset: u32) -> Option<GroupId> {
        let at = Span::at(offset as usize);
        let named = self.plan().groups().find(|(_, g)| g.places.iter().any(|p| p.span.overlaps(at)));
        named.map(|(id, _)| id).or_else(|| {
            let document = &self.member.document;
            let block = document.block(document.block_at(offset)?);
            let section = document.section(block.section);
            let heading = document.block(section.heading?).span.contains(at);
            self.plan().sections[block.section.0 as usize].group.filter(|_| heading)
        })
    }

    /// The role of a column of a table.
    pub fn role(&self, table: &Table, column: usize) -> Option<Role> {
        let column = table.columns.get(column)?;
        // Cells that are empty as yet confirm nothing.
        column.role.or_else(|| self.settings.vocabulary.roles(&column.key).first().copied())
    }

    /// Who owns what, and what waits for what, gathered once for many questions.
    pub fn facts(&self) -> Facts<'a> {
        let plan = self.plan();
        let mut facts = Facts::default();
        for assignment in plan.assignments.iter().filter(|a| a.duty == Duty::Owner) {
            if let Assignee::Actors(actors) = &assignment.assignee {
                let owners = facts.owners.entry(plan.canonical(assignment.subject)).or_default();
                let names = actors.iter().map(|&id| &*plan.actor(id).name);
                owners.extend(names.filter(|name| !owners.contains(name)).collect::<Vec<_>>());
            }
        }
        let mut seen = FxHashSet::default();
        for edge in plan.edges.iter().filter(|e| e.relation != Relation::With) {
            let (before, after) = (plan.canonical(edge.before), plan.canonical(edge.after));
            if seen.insert((before, after)) {
                facts.before.entry(after).or_default().push(before);
                facts.after.entry(before).or_default().push(after);
            }
        }
        facts
    }
}

/// Who owns what, and what waits for what.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    owners: FxHashMap<Node, Vec<&'a str>>,
    before: FxHashMap<Node, Vec<Node>>,
    after: FxHashMap<Node, Vec<Node>>,
}

impl<'a> Facts<'a> {
    /// Who owns `node`, by name.
    pub fn owners(&self, node: Node) -> &[&'a str] {
        self.owners.get(&node).map_or(&[], Vec::as_slice)
    }

    /// What `node` waits for.
    pub fn waits_for(&self, node: Node) -> &[Node] {
        self.before.get(&node).map_or(&[], Vec::as_slice)
    }

    /// What waits for `node`.
    pub fn holds_up(&self, node: Node) -> &[Node] {
        self.after.get(&node).map_or(&[], Vec::as_slice)
    }
}
