//! What says that lanes take turns, or that one of them is over.

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{Boxes, Node, SectionFacts, Status, Word},
    rules::Context,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The longest paragraph or item whose sentences are asked for turns, in bytes, and how many are.
const TURNS: (u32, usize) = (400, 64);

/// The sections of lanes, and the lines that say that one thing comes when another is there: "Run Terminal 2 when Terminal 1
/// is merged."
pub(super) struct Turns<'c> {
    /// The lane that a section is about.
    lanes: FxHashMap<SectionId, Node>,
    /// Each line, and the lane in whose section it stands.
    lines: Vec<(String, Option<Node>)>,
    boxes: Boxes<'c>,
}

impl<'c> Turns<'c> {
    /// Those of a document, of its lines those that name what it numbers.
    pub(super) fn of(cx: &Context<'c>) -> Self {
        let words = &cx.settings.vocabulary;
        let lane = |facts: &SectionFacts| facts.actor.map(Node::Actor).or(facts.group.map(Node::Group));
        let sections = cx.plan.sections.iter().enumerate();
        let lanes = sections.filter_map(|(at, facts)| Some((SectionId(at as u32), lane(facts)?))).collect();
        let mut turns = Self { lanes, lines: Vec::new(), boxes: cx.boxes() };
        let speaks = |kind: &Kind| matches!(kind, Kind::Paragraph | Kind::Item { .. });
        let short = cx.document.iter().filter(|(_, b)| speaks(&b.kind)).map(|(id, _)| (id, cx.document.text_span(id)));
        let lines = short
            .filter(|(_, span)| span.len() <= TURNS.0 as usize && cx.holds_digit(*span))
            .filter(|(_, span)| words.says(cx.text(*span), Word::Sequel))
            .take(TURNS.1);
        let lines = lines.map(|(id, span)| (cx.text(span).to_lowercase(), turns.around(cx, id))).collect();
        turns.lines = lines;
        turns
    }

    /// The lane in whose section a block stands.
    fn around(&self, cx: &Context, block: BlockId) -> Option<Node> {
        let mut sections = cx.plan.sections_around(cx.document, cx.document.block(block).section);
        sections.find_map(|section| self.lanes.get(&section).copied())
    }

    /// The lanes of which the heading says in brackets that they come when something else is there, and those whose work is
    /// over.
    pub(super) fn apart(&self, cx: &Context<'c>) -> impl Iterator<Item = Node> {
        let later = |section: SectionId| {
            let title = &cx.document.section(section).title;
            title.find('(').is_some_and(|at| cx.settings.vocabulary.says(&title[at..], Word::Sequel))
        };
        let statuses = cx.plan.scope_statuses.iter().filter(|s| s.claim.status == Status::Done);
        let done: FxHashSet<SectionId> = statuses.map(|s| s.section).collect();
        let over = move |section: SectionId| {
            let boxes = self.boxes.of_section(cx.document, section);
            done.contains(&section) || !boxes.is_empty() && boxes.iter().all(|&task| cx.plan.task(task).done())
        };
        self.lanes.iter().filter(move |(section, _)| later(**section) || over(**section)).map(|(_, lane)| *lane)
    }

    /// Whether a line names both lanes; one in the section of a lane speaks of it.
    pub(super) fn between(&self, cx: &Context, a: Node, b: Node) -> bool {
        if self.lines.is_empty() {
            return false;
        }
        let names = [a, b].map(|node| (node, self.names(cx, node)));
        self.lines.iter().any(|(line, around)| {
            names.iter().all(|(node, names)| *around == Some(*node) || names.iter().any(|name| line.contains(&**name)))
        })
    }

    /// What a lane is called, in small letters: its name, and what numbers its heading, "agent 2".
    fn names(&self, cx: &Context, node: Node) -> Vec<String> {
        let section = self.lanes.iter().find(|(_, lane)| **lane == node).map(|(section, _)| *section);
        let title = section.map(|section| cx.document.section(section).title.to_lowercase());
        let numbered = title.and_then(|title| {
            let head = title.split([':', '—', '–', '(']).next()?.trim().to_owned();
            head.contains(|c: char| c.is_ascii_digit()).then_some(head)
        });
        [cx.plan.name(node).to_lowercase()].into_iter().chain(numbered).collect()
    }
}
