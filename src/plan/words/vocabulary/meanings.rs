//! What words may mean: the role of a column, the topic of a heading, what a phrase or a word tells.

use crate::plan::model::Axis;
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
    WaivedWithin,
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
    WithinWave,
    Renaming,
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
    /// With it begins a question to whoever asked for the document, whether to go on.
    AskingLeave,
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
    /// What has run so far is kept, so that it can go on from there.
    Resumable,
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
    ListName,
    /// A heading marks a file as made or changed.
    FileMark,
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
    /// Says of agents that they write no files.
    ReadOnly,
    /// In a heading: what stands below goes the other way round.
    Reversed,
    /// It says what is not enough for a tick.
    ScantProof,
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
    /// Says of a phase that it goes on as long as the others do, or begins before another one ends.
    Throughout,
    /// Says of a step that it goes on while whoever has it does other things.
    Unattended,
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
    /// Behind the word of a state: something is not so yet.
    Excepting,
    /// Of what is out: it is not what it is to be.
    Provisional,
    /// Behind the word of a finished state: some of it is not.
    Reserving,
    /// In such a state: what is awaited is somebody's answer, or what comes when the work is over.
    AnswerAwaited,
    /// In the status of a whole: a part of it is not so.
    TakingBack,
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
    /// A row of which this is said may be no part of the total.
    LeftOut,
    /// With it a row or an item begins that is no part of the total.
    Apart,
    /// The total of this name is of something else than the rows beside it.
    OtherTotal,
    /// With it a figure says what there is to spend, or was done before.
    Allowance,
    /// In the line of a number of agents: so many of them work at one time.
    AtOnce,
    /// Beside a name: what it names is kept elsewhere, by others or in another document.
    Elsewhere,
    /// Says of tasks that they do not touch each other.
    Untangled,
    /// In the title of a phase with the number 0: it prepares the others.
    Preparing,
    /// Before a blank: whoever reads this is to look for it.
    Sought,
    /// In a sentence about a new name: the two are meant to be the same, or it is tried what happens then.
    SelfSame,
    /// In a heading: what stands below it is tried or shown, and not done.
    TriedOut,
    /// Behind a new name: it is so in all places.
    Everywhere,
    /// In a heading: what stands below it is written when the work goes on or is over, or on demand.
    WrittenLater,
    /// In a sentence about a plan: it asks whether there is one, or tells of one that others have or that was none.
    Unpromised,
    /// In a row without an owner: others bring the thing, or decide.
    Supplied,
    /// With it begins the name of a row that says until when something is, and not who does it.
    DueBy,
}

/// What a figure measures: work, which adds up, and time that passes are two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Work.
    Effort,
    /// Time that passes.
    Length,
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
