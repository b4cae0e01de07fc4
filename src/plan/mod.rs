//! What a document means as a plan: who does what, in which order, behind
//! which gates, and what it claims. Every reader fills the same [`Plan`].

mod ask;
mod declare;
mod index;
pub mod model;
mod read;
mod relate;
mod tell;
mod words;

pub use ask::{
    homes::Titles,
    known,
    lengths::Length,
    listed::{BOLD_LINES, Counter, Listed},
    orders::{Orders, Told},
    parts::is_choice,
    progress::Progress,
    standing::{ASIDE, Standing, gives_leave, names_exception},
    sums,
    tally::{Boxes, Tally},
    units::{Unit, Units},
};
pub use declare::{
    dialects::{Dialect, Home, Inside, LONG, MARKERS, Marker, home},
    phrases::PhraseHit,
    prompts::named_id as prompt_id,
    sections::SectionFacts,
    tables::is_below,
};
pub use model::*;
pub use read::is_archive;
pub use relate::resolve::names_only;
pub use tell::{
    commands::{PROGRAMS, words as command_words},
    doers::Owners,
    escapes::{Escapes, lost_sign},
    values::{figure_like, is_set_off},
};
pub use words::series::numbered;
pub use words::{
    files::{files, is_bare_file, is_common_ending, listed_files},
    names::{self, DONE_MARKS, id_key, is_ambiguous, is_mark},
    quantity,
    totals::Total,
    vocabulary::{Measure, Name, Noun, Phrase, Role, Topic, Topics, Vocabulary, Word, fold, folded, folds_to},
};

use crate::{
    markdown::{BlockId, Document, SectionId},
    source::{Source, Span},
};
use rustc_hash::FxHashMap;

/// A document read as a plan. Empty where nothing of a plan was recognised.
#[derive(Debug, Default)]
pub struct Plan {
    /// The format it follows.
    pub dialect: Dialect,
    /// Which document of that format it is.
    pub part: Part,
    /// Who works.
    pub actors: Vec<Actor>,
    /// Whether a roster says that there are others, whom it does not name: "4 agents (ada, bob, …)".
    pub open_roster: bool,
    /// Phases, waves, tracks.
    pub groups: Vec<Group>,
    /// Tasks.
    pub tasks: Vec<Task>,
    /// How many headings say "Step 1", "Step 2", items of numbered lists tell the way to go, or rows of a timetable when,
    /// though nothing that could be ticked.
    pub steps: usize,
    /// Tasks that are another place of an earlier one: the row and the box of `T3`.
    pub repeats: rustc_hash::FxHashMap<TaskId, TaskId>,
    /// Gates.
    pub gates: Vec<Gate>,
    /// Who does what.
    pub assignments: Vec<Assignment>,
    /// Orders.
    pub edges: Vec<Edge>,
    /// Sentences that say before what a thing must be there.
    pub demands: Vec<Demand>,
    /// The values that state orders.
    pub stated: Vec<Stated>,
    /// Dependencies on what nothing defines.
    pub dangling: Vec<Dangling>,
    /// Mentions in running text of what nothing defines.
    pub unresolved: Vec<Unresolved>,
    /// Mentions of tasks that another document of the plan lists, or none.
    pub unlisted: Vec<Unresolved>,
    /// Prompts and templates.
    pub prompts: Vec<Prompt>,
    /// Payloads for programs.
    pub payloads: Vec<Payload>,
    /// Blanks in tasks and prompts that somebody was to fill in.
    pub blanks: Vec<Blank>,
    /// Mentions of prompts.
    pub prompt_mentions: Vec<PromptMention>,
    /// Shell scripts.
    pub shells: Vec<Shell>,
    /// Commands that scripts and code spans run.
    pub commands: Vec<Command>,
    /// What a spec asks for.
    pub requirements: Vec<Requirement>,
    /// Who cites what a spec asks for.
    pub requirement_mentions: Vec<RequirementMention>,
    /// What a spec calls by name, and what changes do to it.
    pub named_requirements: Vec<NamedRequirement>,
    /// Documents of which its format says that it speaks of them, by their paths from the root.
    pub beside: Vec<Box<str>>,
    /// What is about another document.
    pub pointers: Vec<Pointer>,
    /// Folded parts that hold an older plan.
    pub folded: Vec<Span>,
    /// Lines that break the grammar of their format.
    pub malformed: Vec<Malformed>,
    /// Files that are made or waited for.
    pub artifacts: Vec<Artifact>,
    /// Numbers that are claimed.
    pub figures: Vec<Figure>,
    /// Days that are named, in the order in which they stand.
    pub dates: Vec<DateClaim>,
    /// Times from one of them to another.
    pub periods: Vec<Period>,
    /// How long periods are said to last.
    pub stretches: Vec<Stretch>,
    /// Sprints and weeks that follow one another, in the order in which they stand.
    pub turns: Vec<Vec<Turn>>,
    /// Work that was begun and finished by the clock.
    pub runs: Vec<Run>,
    /// Tables that say by the clock when their rows are.
    pub timetables: Vec<Timetable>,
    /// From when to when on a day, those together that stand beside each other.
    pub hours: Vec<Vec<quantity::Slot>>,
    /// Ranges of its own days, weeks and months as they are written, backwards ones too, in the order in which they stand.
    pub weeks: Vec<quantity::Window>,
    /// Sums that stand written in the text.
    pub additions: Vec<Addition>,
    /// Numbers of things of which it is said which they are.
    pub announcements: Vec<Announcement>,
    /// Percentages beside what they are made of.
    pub shares: Vec<Share>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Rows with hundredths beside a column of states, those of one table together.
    pub advances: Vec<Vec<Advance>>,
    /// Where items of a checklist name who does them.
    pub doers: FxHashMap<TaskId, Span>,
    /// What belongs to one lane or agent.
    pub holdings: Vec<Holding>,
    /// Where the plan promises a gate for each of its phases.
    pub gate_promises: Vec<GatePromise>,
    /// Tables of who answers for what.
    pub raci: Vec<Raci>,
    /// Keys and values.
    pub fields: Vec<Field>,
    /// What headings and fields say about everything below them.
    pub scope_statuses: Vec<ScopeStatus>,
    /// What it says comes next.
    pub upcoming: Vec<(Node, Place)>,
    /// States that say that a task waits, and for what.
    pub holdups: Vec<Holdup>,
    /// What the document says that its marks mean.
    pub legend: Vec<(char, Status)>,
    /// Phrases that mean something, by where they begin.
    pub phrases: Vec<PhraseHit>,
    /// Which of them there are, a bit for each.
    said: u64,
    /// Escapes of programs in running text.
    pub escapes: Escapes,
    /// Names that a sentence replaces by themselves, each with the other.
    pub renames: Vec<Span>,
    /// What the document itself says about ticks.
    pub tick_policies: Vec<TickPolicy>,
    /// What was seen and not understood.
    pub not_understood: Vec<NotUnderstood>,
    /// What each section's heading says, by [`SectionId`].
    pub sections: Vec<SectionFacts>,
    /// What any of them is about.
    pub topics: Topics,
    /// Every item whose text holds a digit, and the block of that text.
    pub numbered: Vec<(BlockId, BlockId)>,
    /// Whether it is a form to be copied.
    pub template: bool,
    /// Whether it lies in an archive.
    pub archived: bool,
    /// Tasks by the block of their main place.
    task_blocks: FxHashMap<BlockId, TaskId>,
    /// What many tasks and fields ask of all of it.
    asked: ask::whole::Asked,
}

/// How much was understood, for the closing line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tasks.
    pub tasks: usize,
    /// Phases, waves, lanes.
    pub groups: usize,
    /// Gates.
    pub gates: usize,
    /// Actors.
    pub actors: usize,
    /// Ticked tasks.
    pub ticks: usize,
    /// Numbered steps that are no tasks.
    pub steps: usize,
    /// Agents that have files or issues of their own.
    pub holders: usize,
}

impl Counts {
    /// Whether anything of a plan was recognised.
    pub fn is_plan(&self) -> bool {
        // One who has something shares it with nobody.
        self.tasks + self.groups + self.gates + self.steps > 0 || self.holders > 1
    }
}

impl Plan {
    /// Reads `document` as a plan, by the words of `vocabulary`.
    pub fn read(source: &Source, document: &Document, vocabulary: &Vocabulary) -> Self {
        Self::read_each(&[(source, document, vocabulary)]).remove(0)
    }

    /// Reads each of `documents`, one reader over all of them before the next.
    pub fn read_each(documents: &[(&Source, &Document, &Vocabulary)]) -> Vec<Self> {
        read::read(
            documents.iter().map(|(source, document, words)| read::Ground::of(source, document, words)).collect(),
        )
    }

    /// The state that a mark says: as the document explains it, else as everybody does.
    pub fn mark_status(&self, mark: char) -> Option<Status> {
        let explained = self.legend.iter().find(|(known, _)| *known == mark);
        explained.map(|(_, status)| *status).or_else(|| names::mark_status(mark))
    }

    /// How much was understood.
    pub fn counts(&self) -> Counts {
        Counts {
            tasks: self.tasks.len() - self.repeats.len(),
            groups: self.groups.len(),
            gates: self.gates.len(),
            actors: self.actors.len(),
            steps: self.steps,
            holders: self.holders(),
            ticks: self.distinct_tasks().filter(|(_, t)| t.status() == Some(Status::Done)).count(),
        }
    }

    /// How many agents have files or issues of their own.
    fn holders(&self) -> usize {
        let agents = self.holdings.iter().map(|h| h.lane).filter(|lane| matches!(lane, Node::Actor(_)));
        agents.collect::<rustc_hash::FxHashSet<Node>>().len()
    }

    /// The task.
    pub fn task(&self, id: TaskId) -> &Task {
        &self.tasks[id.index()]
    }

    /// The group.
    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.index()]
    }

    /// The actor.
    pub fn actor(&self, id: ActorId) -> &Actor {
        &self.actors[id.index()]
    }

    /// Every task with its id.
    pub fn tasks(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        self.tasks.iter().enumerate().map(|(i, t)| (TaskId(i as u32), t))
    }

    /// Every task once, however many places it has.
    pub fn distinct_tasks(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        self.tasks().filter(|(id, _)| !self.repeats.contains_key(id))
    }

    /// The first of the places at which a task stands; what is no task stays as it is.
    pub fn canonical(&self, node: Node) -> Node {
        match node {
            Node::Task(task) => Node::Task(self.repeats.get(&task).copied().unwrap_or(task)),
            other => other,
        }
    }

    /// Every group with its id.
    pub fn groups(&self) -> impl Iterator<Item = (GroupId, &Group)> {
        self.groups.iter().enumerate().map(|(i, g)| (GroupId(i as u32), g))
    }

    /// How a person names a node; a task that has only a number is "Task 3".
    pub fn name(&self, node: Node) -> String {
        match node {
            Node::Task(t) => match self.task(t).name() {
                bare if bare.starts_with(|c: char| c.is_ascii_digit()) && self.task(t).id.is_some() => {
                    format!("Task {bare}")
                }
                name => name.to_owned(),
            },
            Node::Group(g) => self.group(g).name(),
            Node::Actor(a) => self.actor(a).name.to_string(),
        }
    }

    /// Where a node stands first.
    pub fn span(&self, node: Node) -> Span {
        match node {
            Node::Task(t) => self.task(t).id_span.unwrap_or(self.task(t).span()),
            Node::Group(g) => self.group(g).span(),
            Node::Actor(a) => self.actor(a).places.first().map(|p| p.span).unwrap_or_default(),
        }
    }

    /// What the heading of `section`, or of one around it, says.
    pub fn within(&self, section: SectionId, topic: Topic) -> bool {
        // Most documents have no part about it.
        self.topics.contains(topic) && self.sections[section.0 as usize].around.contains(topic)
    }

    /// `section` and those around it, innermost first; the whole document is last.
    pub fn sections_around<'d>(
        &self,
        document: &'d Document,
        section: SectionId,
    ) -> impl Iterator<Item = SectionId> + 'd {
        std::iter::successors(Some(section), |&s| (s.0 != 0).then(|| document.section(s).parent))
    }

    /// The group in whose section `section` lies.
    pub fn group_around(&self, document: &Document, section: SectionId) -> Option<GroupId> {
        self.sections_around(document, section).find_map(|s| self.sections[s.0 as usize].group)
    }

    /// The task whose main place is `block`.
    pub fn task_at(&self, block: BlockId) -> Option<TaskId> {
        self.task_blocks.get(&block).copied()
    }

    /// Whether the group is a slot in which everything starts at once: a wave or batch that a
    /// column or a list gives to each task. A phase may hold ordered work.
    pub fn starts_together(&self, group: GroupId, task: TaskId) -> bool {
        let entry = self.group(group);
        let dealt = entry.places.iter().any(|p| matches!(p.why, Why::Cell | Why::Timeline | Why::Label));
        entry.slot
            && dealt
            && (self.task(task).table.is_some() || entry.section.is_none())
            && !matches!(entry.mode, Some((Mode::Sequential, _)))
    }

    /// How two groups of one kind stand in time, by their labels or their order in the document.
    pub fn precedes(&self, a: GroupId, b: GroupId) -> Option<bool> {
        let (x, y) = (self.group(a), self.group(b));
        if a == b || x.word != y.word || x.axis != Axis::Time || x.parent != y.parent {
            return None;
        }
        let (x, y) = (declare::sections::label_order(&x.label)?, declare::sections::label_order(&y.label)?);
        // "Phase N" and "Wave F" have no place among those with numbers.
        (x.0.is_empty() == y.0.is_empty()).then(|| x < y)
    }

    /// Whether `a` stands before `b` wherever the document lists both, in rows, headings or items.
    pub fn stands_before(&self, a: GroupId, b: GroupId) -> bool {
        let first = |group: GroupId, why: Why| {
            let places = self.group(group).places.iter().filter(|p| p.why == why);
            places.map(|p| p.span.start).min()
        };
        let lists = [Why::Row, Why::Heading, Why::BoldLine, Why::Box, Why::Item];
        let mut both = lists.into_iter().filter_map(|why| Some((first(a, why)?, first(b, why)?))).peekable();
        both.peek().is_some() && both.all(|(a, b)| a < b)
    }
}
