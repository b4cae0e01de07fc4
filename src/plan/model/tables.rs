//! Tables, and keys with values.

use super::{Node, StatusClaim, Why};
use crate::{
    markdown::{BlockId, Document, Kind, SectionId},
    plan::{Role, Vocabulary, Word, folded, names, quantity},
    source::Span,
};
use smallvec::SmallVec;

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading.
    pub name: Box<str>,
    /// The heading as [`super::fold`] writes it: what it is known by.
    pub key: super::names::Key,
    /// Where that stands.
    pub span: Span,
    /// What it holds, where that is known and its cells confirm it.
    pub role: Option<Role>,
}

impl Column {
    /// A column of that heading.
    pub(in crate::plan) fn new(name: &str, span: Span) -> Self {
        Self { name: name.into(), key: folded(name), span, role: None }
    }

    /// Whether its heading says that it holds `noun`s: "Lines", "Est. LOC".
    pub fn counts(&self, noun: &str) -> bool {
        let bare = names::bare(&self.name);
        let Some(word) = bare.rsplit(' ').next().filter(|w| !w.is_empty()) else { return false };
        let initial = |word: &str| word.bytes().next().map(|b| b.to_ascii_lowercase());
        match word {
            "LOC" | "SLOC" | "loc" => noun == "line",
            "SP" | "sp" | "Pts" | "pts" => noun == "point",
            // Most words begin otherwise, and a plural begins like its singular.
            _ if initial(word) != initial(noun) => false,
            _ => quantity::singular(&word.to_lowercase()) == noun,
        }
    }
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TableKind {
    /// Tasks.
    Work,
    /// Groups: waves, tracks, clusters.
    Groups,
    /// Actors.
    Roster,
    /// Metrics with targets.
    Metrics,
    /// Fields with values.
    Fields,
    /// Something else.
    Other,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// The block.
    pub block: BlockId,
    /// Its cells, in order.
    pub cells: SmallVec<[BlockId; 6]>,
    /// Whether it adds up the others.
    pub total: bool,
    /// The row above of which it is a part, from 0: `1.1` of `2.1.1`, as its number or a mark before its name says.
    pub part_of: Option<usize>,
    /// What it stands for.
    pub subject: Option<Node>,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The block.
    pub block: BlockId,
    /// The section.
    pub section: SectionId,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What its rows are.
    pub kind: TableKind,
    /// Its rows, the header excluded.
    pub rows: Vec<Row>,
    /// Lines of cells behind an empty line below it, which are text wherever the document is shown.
    pub cut_off: Option<BlockId>,
    /// The first of the lines of text right below it, which are rows wherever the document is shown.
    pub swallowed: Option<BlockId>,
}

impl Table {
    /// The first column of that role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|c| c.role == Some(role))
    }

    /// Whether it has a column of that role.
    pub fn has(&self, role: Role) -> bool {
        self.column(role).is_some()
    }

    /// Whether its rows are parts of the work around it, and not what was found or weighed on the way.
    pub fn lists_work(&self, vocabulary: &Vocabulary) -> bool {
        let beside = |column: &Column| vocabulary.says(&column.key, Word::BesideWork);
        self.column(Role::Task).is_some() || !self.columns.iter().take(2).any(beside)
    }
}

/// A table that says who is responsible, accountable, consulted and informed.
#[derive(Debug, Clone)]
pub struct Raci {
    /// The table.
    pub block: BlockId,
    /// Its rows, those without any letter left out.
    pub rows: Vec<RaciRow>,
    /// Where the document asks for exactly one who is accountable.
    pub rule: Option<Span>,
}

/// A row of such a table.
#[derive(Debug, Clone)]
pub struct RaciRow {
    /// What it is about.
    pub name: Box<str>,
    /// Where that stands.
    pub span: Span,
    /// The row.
    pub block: BlockId,
    /// Who does it: a place each.
    pub responsible: Vec<Span>,
    /// Who answers for it: a place each.
    pub accountable: Vec<Span>,
    /// The word that stands for several of those at once: "Both".
    pub together: Option<Span>,
}

/// A field: a key and its value, from a label, a key/value table or front matter.
#[derive(Debug, Clone)]
pub struct Field {
    /// What the key means; `None` where the vocabulary has no word for it.
    pub role: Option<Role>,
    /// The key.
    pub key: Span,
    /// The value; empty where it follows as a block.
    pub value: Span,
    /// The block that holds the value: the paragraph, the cell, or the list below.
    pub block: BlockId,
    /// The list or paragraph below, where nothing stands on the line.
    pub body: Option<BlockId>,
    /// The item whose field it is.
    pub item: Option<BlockId>,
    /// Whether a line of text right above its list names what it speaks of, which is not the section: "**Home page** ✅".
    pub titled: bool,
    /// The section.
    pub section: SectionId,
    /// Why.
    pub why: Why,
}

impl Field {
    /// The section in which it stands; a line of bold text that is a field opens none.
    pub fn around(&self, document: &Document) -> SectionId {
        let own = document.section(self.section);
        if own.is_bold_line() && own.heading == Some(self.block) { own.parent } else { self.section }
    }

    /// Whether it speaks of its section and not of an item: `- **Status:** done` right below a heading does.
    pub fn of_section(&self, document: &Document) -> bool {
        if self.titled {
            return false;
        }
        let Some(item) = self.item else { return true };
        let is_item = |b: BlockId| matches!(document.block(b).kind, Kind::Item { .. });
        matches!(document.block(item).kind, Kind::Item { mark: None }) && !document.ancestors(item).any(is_item)
    }
}

/// A row that says how much of it is done, beside a column of states.
#[derive(Debug, Clone, Copy)]
pub struct Advance {
    /// Its state, where it is understood.
    pub said: Option<StatusClaim>,
    /// How much of it is done, in hundredths.
    pub percent: f64,
    /// Where that stands.
    pub share: Span,
}
