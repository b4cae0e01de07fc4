//! By what a finding is known again when its line has moved: its rule, and what it is about.

use crate::{
    diagnostic::{Diagnostic, Subject},
    evidence::key::normalize,
    family::Member,
    markdown::{BlockId, Document, Kind},
    plan::{GroupId, Plan, Task, fold, id_key, names},
    source::{Source, Span, window},
};
use sha2::{Digest, Sha256};

/// The version of the keys made here; another version makes other keys.
pub const VERSION: u32 = 1;

/// The longest name in a key, in characters; what is longer ends with a digest of the rest.
const LONGEST: usize = 96;

/// How far a text is read, in bytes.
const READ: usize = 400;

/// The most cells of a row that are looked at.
const CELLS: usize = 8;

/// What `finding` is about, as a name that stays when lines move, tables are reflowed, boxes are ticked, files are
/// renamed and neighbours change: the id of its task, else the title and its numbered group; of what is no task, its
/// row, item, heading, sentence or line, and the task or group around it. Behind a colon stands what the finding
/// points at, or its own detail. Two findings of one rule may have the same key; then there are two of it.
pub fn key(member: &Member, finding: &Diagnostic) -> Box<str> {
    Reader { source: &member.source, document: &member.document, plan: &member.plan }.key(finding).into()
}

/// A digest of a rule and a key, for formats that take no words: 64 hexadecimal digits.
pub fn fingerprint(rule: &str, key: &str) -> String {
    hex(&Sha256::digest(format!("{VERSION}\n{rule}\n{key}")))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same of each defect that `finding` gathers.
pub fn parts(member: &Member, finding: &Diagnostic) -> Vec<Box<str>> {
    let reader = Reader { source: &member.source, document: &member.document, plan: &member.plan };
    finding.gathers.iter().map(|place| reader.key_of(*place, None).into()).collect()
}

struct Reader<'m> {
    source: &'m Source,
    document: &'m Document,
    plan: &'m Plan,
}

impl Reader<'_> {
    fn key(&self, finding: &Diagnostic) -> String {
        match finding.subject == Some(Subject::Document) {
            true => self.title(),
            false => self.key_of(finding.span, finding.detail.as_deref()),
        }
    }

    /// What stands at `span`, and what `span` points at there, or `detail` in its place.
    fn key_of(&self, span: Span, detail: Option<&str>) -> String {
        let (name, shown) = self.subject(span.start);
        if let Some(detail) = detail {
            return format!("{name}: {}", cut(detail));
        }
        let pointed = self.text(span);
        match pointed.is_empty() || pointed.contains(&*shown) && !shown.is_empty() || name.ends_with(&pointed) {
            true => name,
            false => format!("{name}: {}", cut(&pointed)),
        }
    }

    /// The first heading.
    fn title(&self) -> String {
        self.document.sections.get(1).map(|section| cut(&words(&section.title))).unwrap_or_default()
    }

    /// What stands at `offset`: its name, and the words by which the document shows it.
    fn subject(&self, offset: u32) -> (String, String) {
        let Some(block) = self.document.block_at(offset).map(|at| self.holder(at)) else {
            return (cut(&self.line(offset)), self.line(offset));
        };
        if let Some(task) = self.plan.task_at(block) {
            let task = self.plan.task(task);
            return (self.task(task), words(window::after(&task.title, 0, READ)));
        }
        let section = self.document.block(block).section;
        let facts = &self.plan.sections[section.0 as usize];
        if let (Kind::Heading(_), Some(group)) = (self.document.block(block).kind, facts.group) {
            return (self.group(group), words(&self.plan.group(group).name()));
        }
        let line = match self.document.block(block).kind {
            Kind::Row { .. } => self.row(block),
            Kind::Table => self.document.rows(block).next().map(|header| self.row(header)).unwrap_or_default(),
            Kind::Heading(_) => words(&self.document.section(section).title),
            Kind::Item { .. } => words(window::after(self.source.slice(self.document.text_span(block)), 0, READ)),
            Kind::Paragraph => self.sentence(self.document.block(block).span, offset),
            _ => self.line(offset),
        };
        (joined(self.around(block), cut(&line)), line)
    }

    /// The row or item whose own text the block at `id` is, else the block itself.
    fn holder(&self, id: BlockId) -> BlockId {
        let block = self.document.block(id);
        let own = match block.kind {
            Kind::Cell { .. } => block.parent,
            Kind::Paragraph => block.parent.filter(|&parent| self.document.text_block(parent) == Some(id)),
            _ => None,
        };
        own.unwrap_or(id)
    }

    /// The task or group that something which is neither stands in.
    fn around(&self, block: BlockId) -> String {
        let task = self.document.ancestors(block).find_map(|above| self.plan.task_at(above));
        let section = self.document.block(block).section;
        let mut sections = self.plan.sections_around(self.document, section).map(|s| &self.plan.sections[s.0 as usize]);
        match task {
            Some(task) => self.task(self.plan.task(task)),
            None => sections
                .find_map(|facts| match (facts.task, facts.group) {
                    (Some(task), _) => Some(self.task(self.plan.task(task))),
                    (None, Some(group)) => Some(self.group(group)),
                    _ => None,
                })
                .unwrap_or_default(),
        }
    }

    /// An id that only counts changes with every task that is put before it, and is no name.
    fn task(&self, task: &Task) -> String {
        if let Some(id) = task.id.as_deref().filter(|id| id.contains(char::is_alphabetic)) {
            return cut(&normalize(&id_key(id)));
        }
        let title = words(window::after(&task.title, 0, READ));
        let name = if title.is_empty() { task.id.as_deref().map(words).unwrap_or_default() } else { title };
        // The title of a group may change; its number is what others call it by.
        let group = task.group.filter(|&group| !self.plan.group(group).label.is_empty());
        joined(group.map(|group| self.group(group)).unwrap_or_default(), cut(&name))
    }

    fn group(&self, group: GroupId) -> String {
        cut(&words(&self.plan.group(group).name()))
    }

    /// What a row is called: its first cell with a letter, else all of it.
    fn row(&self, row: BlockId) -> String {
        let text = |cell| words(window::after(self.source.slice(self.document.text_span(cell)), 0, READ));
        let cells: Vec<String> = self.document.children(row).take(CELLS).map(text).collect();
        let named = cells.iter().find(|cell| cell.contains(char::is_alphabetic)).cloned();
        named.unwrap_or_else(|| cells.join(" | "))
    }

    /// The sentence around `offset` in a paragraph, however its lines are broken.
    fn sentence(&self, paragraph: Span, offset: u32) -> String {
        let text = self.source.slice(paragraph);
        let at = (offset - paragraph.start) as usize;
        let (before, after) = (window::before(text, at, READ), window::after(text, at, READ));
        let ends = |c: char| matches!(c, '.' | '!' | '?');
        let end_of = |part: &str, found: (usize, &str)| {
            part[found.0 + found.1.len()..].starts_with(char::is_whitespace).then_some(found.0 + found.1.len())
        };
        let from = before.rmatch_indices(ends).find_map(|found| end_of(before, found)).unwrap_or(0);
        let to = after.match_indices(ends).find_map(|found| end_of(after, found)).unwrap_or(after.len());
        words(&format!("{}{}", &before[from..], &after[..to]))
    }

    /// The line of `offset`.
    fn line(&self, offset: u32) -> String {
        let lines = self.source.lines();
        words(window::after(&self.source.text()[lines.range_of(lines.line_of(offset as usize))], 0, READ))
    }

    /// What stands at `span`, where that is short enough to be a name.
    fn text(&self, span: Span) -> String {
        if span.len() <= READ { words(self.source.slice(span)) } else { String::new() }
    }
}

/// Text as keys see it: folded, without what nobody can see, without the marks and numbers of lists and boxes.
fn words(text: &str) -> String {
    let text = normalize(text);
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '#' | '>' | '-' | '+'));
    if let Some((_, rest)) =
        text.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(m, _)| m.chars().count() == 1)
    {
        text = rest;
    }
    fold(names::without_number(text.trim_start())).trim_matches([' ', '|']).to_owned()
}

/// `name`, cut to a length that fits into a line.
fn cut(name: &str) -> String {
    match name.char_indices().nth(LONGEST) {
        None => name.to_owned(),
        Some((at, _)) => format!("{}…{}", name[..at].trim_end(), &hex(&Sha256::digest(name))[..8]),
    }
}

fn joined(around: String, name: String) -> String {
    match (around.is_empty(), name.is_empty()) {
        (true, _) => name,
        (_, true) => around,
        _ if around == name => name,
        _ => format!("{around} > {name}"),
    }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
