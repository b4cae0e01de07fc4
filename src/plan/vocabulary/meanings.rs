//! What words may mean: the role of a column, the topic of a heading, what a phrase or a word tells.

use super::super::model::Axis;
use serde::Deserialize;

/// What a column or a labelled field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Role {
    Id,
    Task,
    Owner,
    Backup,
    Reviewer,
    Status,
    Depends,
    Blocks,
    With,
    Group,
    Duration,
    Mode,
    Date,
    Files,
    Outputs,
    Gate,
    Criteria,
    Branch,
    Evidence,
    Active,
    Role,
    Metric,
    Target,
    Priority,
    Field,
    Value,
    Team,
    Note,
    Rollback,
    Person,
    Scope,
    Own,
}

/// What a section's heading says it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Topic {
    Prompt,
    Template,
    Gates,
    Criteria,
    Rollback,
    Done,
    Legend,
    PerAgent,
    Parallel,
    Optional,
    Later,
    RequirementReview,
    Reading,
    Aside,
    Closing,
    Bygone,
    Team,
    Order,
}

impl Topic {
    /// Every one.
    const ALL: [Self; Self::Order as usize + 1] = [
        Self::Prompt,
        Self::Template,
        Self::Gates,
        Self::Criteria,
        Self::Rollback,
        Self::Done,
        Self::Legend,
        Self::PerAgent,
        Self::Parallel,
        Self::Optional,
        Self::Later,
        Self::RequirementReview,
        Self::Reading,
        Self::Aside,
        Self::Closing,
        Self::Bygone,
        Self::Team,
        Self::Order,
    ];
}

/// A set of topics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Topics(u32);

impl Topics {
    /// Whether `topic` is one of them.
    pub fn contains(self, topic: Topic) -> bool {
        self.0 >> topic as u32 & 1 == 1
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These, and none of `others`.
    pub fn without(self, others: impl IntoIterator<Item = Topic>) -> Self {
        Self(self.0 & !Self::from_iter(others).0)
    }

    /// These and `others`.
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

impl FromIterator<Topic> for Topics {
    fn from_iter<I: IntoIterator<Item = Topic>>(topics: I) -> Self {
        Self(topics.into_iter().fold(0, |all, topic| all | 1 << topic as u32))
    }
}

impl serde::Serialize for Topics {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(Topic::ALL.iter().filter(|topic| self.contains(**topic)))
    }
}

/// What a phrase in running text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Phrase {
    Chat,
    ChatEdge,
    ChatMark,
    Elided,
    ElidedAside,
    TickPolicy,
    TickSubject,
    TickNoun,
    Rollback,
    Irreversible,
    Lock,
    Before,
    After,
    Beside,
    PromptWord,
    Weekday,
    Cadence,
    Waits,
    HoldsUp,
    WaitsAside,
    HoldsUpAside,
    OwnedBy,
    Waived,
    WaivedAside,
    CancelledAside,
    UndoneAside,
    Bound,
    NeedsClarification,
    GatePromise,
    Failed,
    OwnerDefault,
    Upcoming,
    Claim,
    Divided,
    Doubled,
}

/// What a word says inside a short text that a rule has already in hand: a criterion, a command, a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// Several work in one checkout.
    SharedCheckout,
    /// Each works in a checkout of its own.
    OwnCheckout,
    /// Something is made, or becomes another.
    Change,
    /// A check, in words.
    Verified,
    /// A file is written, or moved.
    Making,
    /// What a manifest defines.
    Script,
    /// The sentence speaks of another document, or of another time.
    Outside,
    /// The sentence tells how names were changed.
    Renumbered,
    /// Something went well.
    Success,
    /// Something went wrong.
    Failure,
    /// What follows was printed by a program.
    Output,
    /// A list is not all that there is.
    Sample,
    /// The list below picks some out of another one.
    Selection,
    /// Somebody is told to say something.
    Telling,
    /// The sentence is about blanks, and has none.
    AboutBlanks,
    /// A file is there.
    Presence,
    /// A wish that nobody can check.
    Vague,
    /// Something that can be checked.
    Checkable,
    /// A day beside it is the first of something.
    Starting,
    /// A day beside it is the last of something.
    Ending,
    /// Something is to be finished on the day beside it.
    Due,
    /// Something is tried with what is wrong on purpose.
    Trial,
    /// The row adds up those above it.
    Total,
    /// The column's or row's figures are not meant to be added.
    NotAdded,
    /// Things follow one another.
    Serial,
    /// A chain tells another order than that of the work: the way back, one of two ways, what calls what.
    OtherOrder,
    /// The same, in the label of a chain alone.
    OtherChain,
    /// The row takes something off, or on, in a way of its own.
    Adjusting,
    /// The column's hundredths add up to the whole.
    Share,
    /// The total is not all of its parts one after the other.
    Overlapping,
    /// Time does not add up, as several things take it at once.
    SideBySide,
    /// The column's rows may hold one thing more than once.
    Shared,
    /// The field speaks of the whole plan.
    Whole,
    /// A figure beside it is to be reached.
    Aim,
    /// The heading is about figures in general.
    General,
    /// Speaks of what was, is, or will be on the way.
    Elsewhen,
    /// Says that a thing is another's, and only helped with.
    Helping,
    /// A document is a plan.
    PlanName,
    /// A document is a list of things to check or do.
    ChecklistName,
    /// The list below says what is done, in order.
    Way,
    /// What stands below is about who owns what.
    Owning,
    /// No one of them alone: each, both, nobody.
    Everybody,
    /// Speaks of a failure that is over, wanted or only thought of.
    Excused,
    /// What follows has to be there.
    TickDemand,
    /// A commit is asked for.
    CommitProof,
    /// A report of tests is asked for.
    ReportProof,
    /// A record of a check is asked for.
    RecordProof,
    /// Is a check of its own among the work: "verify", "sign-off".
    Vetting,
    /// Is there to coordinate, review or stand in.
    Standby,
    /// Says that something does not hold of all, or not always: "mostly", "where possible".
    Limiting,
    /// Says that another may stand in the place of what is named.
    Alike,
    /// In a status cell, at its start: nobody has to do it, or not yet.
    Unscheduled,
    /// Says of an item that the work of another of that name goes on in it.
    Resumed,
    /// Says that the next lines are to be written into a program.
    Typed,
    /// Says who makes a thing.
    MadeBy,
    /// Says of a phase that it takes no time of its own.
    Alongside,
    /// Sends a thing to another place or time.
    SentOn,
    /// At the start of an item: its parts are what may be chosen.
    Choosing,
    /// Says wherever it stands that one of several is chosen.
    OneOf,
    /// Is shared out so that each has one of it.
    Apiece,
    /// One thing comes when another is there.
    Sequel,
    /// In the name of a figure: it is work, which adds up, and not time that passes.
    Effort,
    /// In the name of a figure: days or hours of work, which add up however many work side by side.
    PersonTime,
    /// With it begins the name of a row that holds a figure about the others.
    Statistic,
    /// Says of a gate that it was passed with something left open.
    Conditional,
    /// Behind the word of a finished state: some of it is not.
    Reserving,
    /// Says of what is not done that somebody looks whether it is.
    Examined,
    /// Says of one file that each writes in a place of its own.
    PlacesApart,
    /// The column says how much time has gone by then.
    RunningTime,
    /// What a box is called that says whether one may go on.
    Checkpoint,
    /// In a sentence that tells what was done.
    Narrating,
    /// What the rows of a table are that lists what was found or weighed beside the work.
    BesideWork,
}

/// What kind of thing a word like "wave", "track" or "agent" names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    /// A group of tasks.
    Group(Axis),
    /// Somebody who works.
    Agent,
    /// A task.
    Task,
}

/// What a short text is as a whole: a cell, a label, the first word of an item. Nobody looks for it inside a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    /// The home of nobody in particular, or of a service on a machine that many share; a folder every machine has.
    SharedHome,
    /// What precedes a path that a reader is to follow.
    Whereabouts,
    /// A verb with which an instruction begins.
    Imperative,
    /// A word with which a sentence begins that says what comes when.
    Connective,
    /// A word that holds a sentence together.
    Glue,
    /// A command that hardly ever fails.
    Harmless,
    /// A command that puts its reader into another shell or machine.
    InnerShell,
    /// A program that checks code.
    Checker,
    /// A program that runs what is to be run.
    Runner,
    /// What a run is called where it is a check.
    Checking,
    /// An order with which code is changed.
    Coding,
    /// The list below holds what was done, and nothing else.
    Finished,
    /// A name for what is to be written in its place, where it stands in brackets.
    Blank,
    /// An order with which a blank begins.
    FillIn,
    /// Holds the first and the last day of something.
    Dated,
    /// One of the stretches of time that follow one another.
    Turn,
    /// Says how long something lasts.
    Lasting,
    /// Beside a word for a total, says what is added and leaves nothing out.
    Summed,
    /// Says nothing about what is measured.
    Filler,
    /// Behind "commit", another thing.
    CommitPart,
    /// Names the result of a check.
    Outcome,
    /// Brings a thing that others wait for.
    Delivering,
    /// Says nothing about which thing it is.
    Preliminary,
    /// A verb with which work begins.
    Beginning,
    /// Work in general.
    Labour,
    /// As a heading, the title of all that follows.
    Collective,
    /// As a heading, a part that is no work of the document.
    Aside,
    /// The name of a row among work that nobody does: a milestone, a break, a quantity.
    Landmark,
    /// As a title, a part of what is told about a phase, and no name of one.
    Facet,
    /// Before "prompt": that of a program which waits for a command.
    CommandPrompt,
    /// Programs to which their reader talks in words.
    AgentProgram,
    /// Names of files that every repository has.
    Everywhere,
    /// A verb of work with which a choice is made.
    Weighing,
    /// The name of a label that says how much work was taken on.
    Pledged,
    /// Before hundredths: they are of all that stands around them.
    Overall,
    /// With it begins why or when something was cancelled.
    Wherefore,
    /// In an owner's place: somebody may take it.
    Unclaimed,
    /// The name of time or money that is kept back, and of no work.
    Spare,
    /// As a state, said of things as well as of work.
    Standing,
    /// A metric by a name that any component may have.
    Metric,
    /// A column of it tells when things are.
    Calendar,
    /// What says how many tasks there are.
    CountedAll,
    /// What says how many tasks are done.
    CountedDone,
    /// What says how many tasks are not done.
    CountedLeft,
    /// What a label is called that speaks of progress alone.
    Progressing,
    /// An item of a list may be called so, whatever it says.
    ListedItem,
    /// It is listed by its name, one an item.
    ListedThing,
    /// It is listed by the id under which a tracker has it.
    ListedTicket,
    /// Beside a count: it is another one than that of all that is listed.
    OtherCount,
    /// In a sentence with a count: other things follow than those that it counts.
    OtherList,
    /// Of these a list says what they do, or what comes of them.
    Acting,
    /// A column called so counts tasks.
    TaskCount,
    /// What the tasks of a part are called where they are counted.
    TickedThing,
    /// Behind a figure of progress: tasks are what it counts.
    ProgressTask,
    /// Behind a figure of progress: it counts what is done.
    ProgressDone,
    /// A column called so holds how many of each there are.
    Amount,
    /// Behind the name of what must be there first: "Setup completion", "Review done".
    Attained,
    /// What a blank asks for whom to call begins with.
    Personal,
    /// With it begins a blank for a value, where that is all there is in brackets.
    Asking,
    /// With it ends a blank for a value.
    Asked,
    /// Stands between the first and the last day of something.
    Until,
    /// Stands before the name of what is to begin.
    Onset,
    /// When a run began, by the clock.
    RunStart,
    /// When it ended.
    RunEnd,
    /// How long it took.
    RunLength,
    /// Beside a length: it is none by the clock.
    OffClock,
    /// Before a quotient: it says which one of several, and not how much.
    Ordinal,
    /// Behind a percentage: it is by how much two figures differ.
    Difference,
    /// A column called so holds how many of any things are done.
    PartDone,
    /// The same, for all of them.
    AllOfThem,
    /// A column called so holds how many hundredths of them are done.
    Quotient,
    /// Leads from the word of a finished state to when, where or how it came about.
    CameAbout,
    /// Leads from the word of a state that waits to what it waits for.
    Awaiting,
    /// Says of an item that it is left out.
    LeftOut,
    /// A word of a title whose figures are those of the work in one state.
    InState,
    /// A field called so cites requirements.
    Citing,
    /// On a link of a diagram: it leads back, or elsewhere when something went wrong.
    LeadingBack,
    /// The same: it leads to what must be there first.
    Needing,
    /// The same: it says what is used by what, or told to whom.
    Using,
}
