//! The ways in which that can be counted of which a claim speaks.

use super::{headed, parts};
use crate::{
    markdown::SectionId,
    plan::{Boxes, Node, Progress, Row, Status, Table, Tally, TaskId},
    rules::Context,
};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Boxes.
    Boxes,
    /// Boxes, and the items among them that bear a mark in place of one.
    BoxesAndMarks,
    /// Rows with a state.
    Rows,
    /// Items that begin with the mark of a state.
    Marks,
    /// What items say of their own parts.
    Parts,
    /// Tasks with headings of their own.
    Tasks,
}

impl Unit {
    /// Its name, of several.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Boxes => "boxes",
            Unit::BoxesAndMarks => "boxes and marks",
            Unit::Rows => "rows",
            Unit::Marks => "marks",
            Unit::Parts => "parts",
            Unit::Tasks => "tasks",
        }
    }

    /// Whether it is kept in one form, so that a count of it leaves no choice.
    pub fn is_kept(self) -> bool {
        matches!(self, Unit::Boxes | Unit::Rows)
    }
}

/// What a section holds, counted in each way that there is.
pub(super) struct Counts<'a, 'p> {
    cx: &'a Context<'p>,
    /// The section.
    pub section: SectionId,
    /// Its boxes.
    pub boxes: &'a [TaskId],
    /// What these alone come to, in each way of counting them.
    ticked: Vec<Tally>,
    /// What a claim is held against: each of them may be meant.
    tallies: Vec<Tally>,
    /// What the first of these counts.
    unit: Unit,
}

impl<'a, 'p> Counts<'a, 'p> {
    /// Those of `section`, for `claim`: only a number of things is ever that of marks.
    pub fn of(cx: &'a Context<'p>, boxes: &'a Boxes, section: SectionId, claim: Progress) -> Self {
        let tasks = boxes.of_section(cx.document, section);
        let ticked = boxes.tallies(tasks);
        // `- ✅ Schema` stands for a ticked box among the others.
        let mixed = parts::among_boxes(cx, section).filter(|_| !ticked.is_empty());
        let (mut tallies, mut unit) = match mixed {
            Some(all) => (vec![all], Unit::BoxesAndMarks),
            None if ticked.is_empty() => (Vec::new(), Unit::Rows),
            None => (ticked.clone(), Unit::Boxes),
        };
        tallies.extend(row_tallies(cx, section));
        if tallies.is_empty() && is_number(claim) {
            tallies.extend(parts::marked(cx, section));
            unit = Unit::Marks;
        }
        Self { cx, section, boxes: tasks, ticked, tallies, unit }
    }

    /// Whether one way of counting gives what `claim` says, or it may be the mean of what rows say of themselves.
    pub fn bear_out(&self, claim: Progress) -> bool {
        let shares = || {
            let rows = matches!(claim, Progress::Percent(_)) && self.unit == Unit::Rows;
            rows && has_shares(self.cx, self.section)
        };
        let holds = |tally: Tally| claim.holds(tally);
        self.ticked.iter().chain(&self.tallies).any(|&tally| holds(tally))
            || shares()
            || !self.boxes.is_empty() && holds(settled(self.cx, self.boxes))
            || self.parts().is_some_and(holds)
            || self.headed().is_some_and(holds)
    }

    /// The count that contradicts `claim`, where one is surely meant, and what it counts; `named` where the claim stands
    /// elsewhere and names the section.
    pub fn against(&self, claim: Progress, named: bool) -> Option<(Tally, Unit)> {
        let headed = self.headed().filter(|t| matches!(claim, Progress::Of(_, of) if of == t.of));
        let parts = self.parts().filter(|_| is_number(claim));
        let found = headed.map(|tally| (tally, Unit::Tasks));
        let found = found.or_else(|| self.meant(claim, named).map(|tally| (tally, self.unit)));
        found.or(parts.map(|tally| (tally, Unit::Parts))).filter(|(tally, _)| tally.of > 1)
    }

    /// The one among the tallies that `claim` surely means.
    fn meant(&self, claim: Progress, named: bool) -> Option<Tally> {
        let tallies = || self.tallies.iter().copied();
        let most = tallies().max_by_key(|t| t.of);
        match claim {
            Progress::Of(done, of) => {
                // More than there are cannot be done.
                let short = |t: &Tally| named && done == of && t.left() > 0 && tallies().all(|t| t.done < done);
                tallies().find(|t| t.of == of).or(most.filter(short))
            }
            Progress::Percent(percent) if percent >= 100.0 => most,
            // Nobody counts "80 %" where there is more than one way to count, or where some need not be done.
            Progress::Percent(_) => {
                let required = |t: &TaskId| self.cx.plan.task(*t).required();
                most.filter(|_| self.is_one_list() && self.tallies.len() == 1 && self.boxes.iter().all(required))
            }
            Progress::Left(_) => most.filter(|_| self.is_one_list()),
        }
    }

    /// Whether one list alone can be meant: a claim at the top may count any of the document's.
    fn is_one_list(&self) -> bool {
        let home = |task: &TaskId| self.cx.plan.task(*task).section;
        self.cx.document.section(self.section).level > 1 || self.boxes.chunk_by(|a, b| home(a) == home(b)).count() <= 1
    }

    /// What the items of its one list say of their parts, in all.
    fn parts(&self) -> Option<Tally> {
        parts::sum(self.cx, self.section).filter(|_| self.cx.document.section(self.section).level > 0)
    }

    /// What its tasks with headings say.
    fn headed(&self) -> Option<Tally> {
        headed::tally(self.cx, self.section)
    }
}

/// Whether a claim is a number of things out of others.
fn is_number(claim: Progress) -> bool {
    matches!(claim, Progress::Of(..))
}

/// The boxes of which nothing is left to do, and all of them: who skips one may count it as finished.
fn settled(cx: &Context, tasks: &[TaskId]) -> Tally {
    let over = |status| matches!(status, Some(Status::Done | Status::Dropped));
    let mut tally = Tally::default();
    tasks.iter().for_each(|&t| tally.add(over(cx.plan.task(t).status())));
    tally
}

/// The tables of a section and of the sections inside it.
pub(super) fn tables<'c>(cx: &Context<'c>, section: SectionId) -> &'c [Table] {
    let scope = cx.document.section(section);
    let from = cx.plan.tables.partition_point(|t| t.block.0 < scope.start);
    let to = cx.plan.tables.partition_point(|t| t.block.0 < scope.end);
    cx.plan.tables.get(from..to).unwrap_or(&[])
}

/// Whether a table of a section says of its rows how far each is: their mean is the figure above them.
fn has_shares(cx: &Context, section: SectionId) -> bool {
    let share = |table: &Table, column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        cells.filter(|&&cell| cx.text(cx.document.block(cell).span).contains('%')).count() > 1
    };
    tables(cx, section).iter().any(|table| (1..table.columns.len()).any(|column| share(table, column)))
}

/// The rows with a state in the tables of a section: each table, and all together.
pub(super) fn row_tallies(cx: &Context, section: SectionId) -> Vec<Tally> {
    let mut tallies = Vec::new();
    let mut together = Tally::default();
    for table in tables(cx, section) {
        let mut tally = Tally::default();
        for done in table.rows.iter().filter_map(|row| row_done(cx, row)) {
            tally.add(done);
            together.add(done);
        }
        if tally.of > 0 {
            tallies.push(tally);
        }
    }
    if tallies.len() > 1 {
        tallies.push(together);
    }
    tallies
}

/// Whether the state that a row states is done.
pub(super) fn row_done(cx: &Context, row: &Row) -> Option<bool> {
    row_status(cx, row).map(|status| status == Status::Done)
}

/// Whether a row is in progress, or its state is in words that are none.
pub(super) fn row_begun(cx: &Context, row: &Row) -> bool {
    row_status(cx, row).is_none_or(|status| status == Status::Doing)
}

/// The state that a row states.
fn row_status(cx: &Context, row: &Row) -> Option<Status> {
    let statuses = match row.subject? {
        Node::Task(task) => &cx.plan.task(task).statuses,
        Node::Group(group) => &cx.plan.group(group).statuses,
        Node::Actor(_) => return None,
    };
    let here = cx.document.block(row.block).span;
    statuses.iter().find(|s| here.contains(s.place.span)).map(|s| s.status)
}
