//! Evidence that stands around items: in the heading of their list, behind it, in what the document
//! says of its results.

use super::inline::{Kind, find};
use crate::{
    markdown::{Block, BlockId, Document, Kind as Form, Section, SectionId},
    plan::{DONE_MARKS, Dialect, Name, Plan, Role, Status, Task, Vocabulary, Word},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// The longest name of what came of a check, marks included, in bytes.
const LONGEST: usize = 32;

/// The parts of a document that something in it backs as a whole.
pub struct Around<'d> {
    text: &'d str,
    document: &'d Document,
    plan: &'d Plan,
    words: &'d Vocabulary,
    /// The parts of the document; 0 is all of it.
    sections: FxHashSet<SectionId>,
    /// Whether a heading closes its part, where that was asked.
    closed: RefCell<FxHashMap<SectionId, bool>>,
}

impl<'d> Around<'d> {
    /// What `document` says as a whole, or of its parts.
    pub fn of(text: &'d str, document: &'d Document, plan: &'d Plan, words: &'d Vocabulary) -> Self {
        let (sections, closed) = (FxHashSet::default(), RefCell::default());
        let mut around = Self { text, document, plan, words, sections, closed };
        around.outcomes();
        around.results();
        around.reports();
        around
    }

    /// Whether something around a task backs it.
    pub fn backs(&self, task: &Task) -> bool {
        let mut sections = self.plan.sections_around(self.document, task.section);
        sections.any(|s| self.sections.contains(&s) || self.is_closed(s)) || self.summary(task) || self.paragraph(task)
    }

    /// Whether a heading closes its part: "v1.0, shipped 2026-03-05", "Phase 1 (done, #12)".
    fn is_closed(&self, section: SectionId) -> bool {
        let Section { level, title, .. } = self.document.section(section);
        let closes = || self.closes(title.trim_matches([':', ' ']));
        *level > 1 && *self.closed.borrow_mut().entry(section).or_insert_with(closes)
    }

    /// Parts about the results of what is around them.
    fn outcomes(&mut self) {
        for section in self.document.sections.iter().skip(1) {
            let title = section.title.trim_matches([':', ' ']);
            let from = self.document.blocks.get(section.start as usize).filter(|_| section.end > section.start);
            let (true, Some(from)) = (self.is_outcome(title), from) else { continue };
            let whole = Span { start: from.span.start, end: self.document.blocks[section.end as usize - 1].span.end };
            let body = &self.text[whole.range()];
            let shown = body.contains('├') || body.contains(DONE_MARKS) || body.contains("PASS");
            if find(self.text, whole, is_result).is_some()
                || from.kind == Form::Paragraph && shown
                || is_shown(from) && shown
            {
                self.sections.insert(self.own(section.parent));
            }
        }
    }

    /// Parts with a result behind their lists: `**Result:** 24 tests, all passing`, `✅ Merged (commit 1a2b3c4)`.
    fn results(&mut self) {
        // Parts of which a part has a result of its own.
        let mut parted: FxHashSet<SectionId> = FxHashSet::default();
        for label in &self.document.labels {
            let (key, value) = (&self.text[label.key.range()], self.text[label.value.range()].trim());
            let says = || {
                let told = self.words.says(value, Word::Success) || find(self.text, label.value, is_result).is_some();
                told || key.len() < 8 && key.to_ascii_lowercase().starts_with("result")
            };
            let met = || self.is_met(key, value);
            if value.is_empty() || self.boxed(label.block) || !self.is_outcome(key) && !met() {
                continue;
            }
            let cited = || self.is_cited(key, label.value);
            if cited() || !self.words.is_owner_placeholder(value) && (met() || says()) {
                let own = self.own(self.document.block(label.block).section);
                let section = self.document.section(own);
                // At the end of the last part, where no other part has a result, it speaks of all of them.
                let around = self.document.section(section.parent);
                let first = parted.insert(section.parent);
                if first && around.level > 1 && around.end == section.end {
                    self.sections.insert(section.parent);
                }
                self.sections.insert(own);
            }
        }
        let items = self.document.items.iter().map(|&id| (id, self.document.block(id)));
        for (id, block) in items.filter(|(_, b)| matches!(b.kind, Form::Item { mark: None })) {
            let span = self.document.text_span(id);
            if self.text[span.range()].starts_with(DONE_MARKS) && find(self.text, span, is_commit).is_some() {
                self.sections.insert(self.own(block.section));
            }
        }
    }

    /// The whole of a document that is about one task, or about a verification, where it gives the results.
    fn reports(&mut self) {
        let title = self.document.sections.get(1).filter(|s| s.level == 1).map_or("", |s| &s.title);
        let verifies = || title.split_whitespace().any(|w| self.words.is_name(w, Name::Outcome));
        if self.plan.dialect != Dialect::Backlog && !verifies() {
            return;
        }
        let told = |(id, block): (BlockId, &Block)| {
            let own = matches!(block.kind, Form::Paragraph | Form::Code { .. }) && !self.boxed(id);
            own && (find(self.text, block.span, is_result).is_some()
                || self.text[block.span.range()].contains("all pass"))
        };
        if self.document.iter().any(told) {
            self.sections.insert(SectionId(0));
        }
    }

    /// Whether the list of a task is folded under a line that closes it.
    fn summary(&self, task: &Task) -> bool {
        let before =
            self.list(task).and_then(|list| self.document.previous_sibling(list)).map(|b| self.document.block(b));
        before.filter(|b| b.kind == Form::Html).is_some_and(|b| {
            let raw = &self.text[b.span.range()];
            raw.rsplit_once("<summary>").is_some_and(|(_, line)| self.closes(line))
        })
    }

    /// Whether a paragraph stands between the task, the last of its list, and the next list of boxes, or the end
    /// of the part where the list is this one item: it is the item's own, and tells what came of it.
    fn paragraph(&self, task: &Task) -> bool {
        let Some(list) = self.list(task) else { return false };
        let next = |b: BlockId| self.document.next_sibling(b);
        if self.document.block(list).end != self.document.block(task.block).end {
            return false;
        }
        let alone = self.document.children(list).count() == 1;
        let mut behind = next(list);
        let told = behind.is_some_and(|b| self.is_telling(b));
        while let Some(block) = behind.filter(|&b| self.is_telling(b)) {
            behind = next(block);
        }
        let ends = behind.is_none_or(|b| match self.document.block(b).kind {
            Form::List { .. } => true,
            Form::Heading(_) | Form::Rule => alone,
            _ => false,
        });
        told && ends
    }

    /// Whether a block is running text, without a box or a label such as `**Checkpoint:**`.
    fn is_telling(&self, id: BlockId) -> bool {
        let bare = |b: BlockId| !matches!(self.document.block(b).kind, Form::Item { mark: Some(_) });
        match self.document.block(id).kind {
            Form::Paragraph | Form::Quote => self.document.labels_in(id).is_empty(),
            Form::List { .. } => self.document.descendants(id).all(bare),
            _ => false,
        }
    }

    /// Whether a line says that something is done, and when, in which release or by what.
    fn closes(&self, line: &str) -> bool {
        if !line.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        let release = |w: &str| {
            w.strip_prefix('v').is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()) && n.contains('.'))
        };
        let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '.')).filter(|w| !w.is_empty());
        let done = words.clone().any(|w| self.words.status(w) == Some(Status::Done));
        done && (words.any(release) || find(line, Span::new(0, line.len()), |_| true).is_some())
    }

    /// Whether a key or a title names what came of a check; none of these words is long.
    fn is_outcome(&self, text: &str) -> bool {
        text.len() <= LONGEST && self.words.is_name(text, Name::Outcome)
    }

    /// Whether a line says of all around it that it is done, and what shows it: "**Exit gate:** Met by [the report](…)",
    /// "**Checkpoint:** ✅ passed on 2026-03-04", "**Status:** Complete (PR #12)", "**Evidence:** run 51".
    fn is_met(&self, key: &str, value: &str) -> bool {
        let bare = value.trim_start_matches(DONE_MARKS).trim_start();
        let (first, by_what) = bare.split_once(' ').unwrap_or((bare, ""));
        let met = || self.words.is_name(first.trim_end_matches([':', ',', '.']), Name::GateMet);
        let gate = || self.words.is_word(key, Word::Checkpoint) && met();
        let criteria = || self.words.is(key, Role::Criteria) && by_what.contains(' ') && met();
        let state = || self.words.is(key, Role::Status) && self.closes(value);
        gate() || criteria() || state()
    }

    /// Whether a line gives evidence by that name: "**Evidence:** [run 51](…)", "**Proof:** `reports/unit.xml`".
    fn is_cited(&self, key: &str, value: Span) -> bool {
        let named = self.words.is_name(key.trim_end_matches(':'), Name::Proof);
        let text = &self.text[value.range()];
        named && (find(self.text, value, |_| true).is_some() || text.contains("](") || text.contains("://"))
    }

    /// The list that holds the task, outermost.
    fn list(&self, task: &Task) -> Option<BlockId> {
        let lists = self.document.ancestors(task.block);
        lists.filter(|&b| matches!(self.document.block(b).kind, Form::List { .. })).last()
    }

    /// The section itself, or the one around a line of bold text; the title stands for the whole document.
    fn own(&self, section: SectionId) -> SectionId {
        let headed = self.plan.sections_around(self.document, section).find(|&s| self.document.section(s).level < 7);
        headed.filter(|&s| self.document.section(s).level > 1).unwrap_or_default()
    }

    /// Whether a block belongs to an item with a box.
    fn boxed(&self, id: BlockId) -> bool {
        self.document.ancestors(id).any(|b| matches!(self.document.block(b).kind, Form::Item { mark: Some(_) }))
    }
}

/// Whether a block shows something without being a script.
fn is_shown(block: &Block) -> bool {
    matches!(block.kind, Form::Code { info, .. } if info.is_none_or(Span::is_empty))
}

/// What tells of a run: not a mere reference, which may be to anything.
fn is_result(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::Command | Kind::Run)
}

fn is_commit(kind: Kind) -> bool {
    matches!(kind, Kind::Commit | Kind::Run)
}
