//! What a short text is called, as the file of the words has it.

use serde::Deserialize;

/// What a short text is as a whole: a cell, a label, the first word of an item. Nobody looks for it inside a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    /// The home of nobody in particular, or of a service on a machine that many share; a folder every machine has.
    SharedHome,
    /// What precedes a path that a reader is to follow.
    Whereabouts,
    /// What a text is called that is no list of work.
    Writing,
    /// What a text may be called whose work has not begun.
    Written,
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
    /// Behind a command: it puts its reader into another shell or machine.
    Session,
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
    /// How bad something is that was found.
    Severity,
    /// Between two names: the first becomes the second.
    Becoming,
    /// A status of a proposal: it was taken.
    Taken,
    /// A field of a proposal that names who looks at it.
    Signing,
    /// Holds the first and the last day of something.
    Dated,
    /// In which of several parts with files of their own something lies.
    Site,
    /// Before the next one of a series: it is still to be planned.
    Preparing,
    /// Only leads to a name.
    Article,
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
    /// The name of a row among work that is mostly an event, unless it says how long it takes: a gate, a delivery.
    Event,
    /// The heading of a column that is ticked where a row is done.
    Ticked,
    /// The heading of such a column that tells how the work came out.
    Result,
    /// In such a column: done.
    Affirmed,
    /// In such a column: not done.
    Denied,
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
    /// What stands in the way; as the key of a line it may tell a story.
    Hindrance,
    /// What says how many tasks there are.
    CountedAll,
    /// The same, where tasks are named and nothing else could be meant.
    AllTasks,
    /// What says how many tasks are done.
    CountedDone,
    /// What says how many tasks are not done.
    CountedLeft,
    /// What a label is called that speaks of progress alone.
    Progressing,
    /// A word of a name under which the progress of the whole plan is told.
    AllProgress,
    /// Stands between a part and its whole.
    OutOf,
    /// What hundredths measure that are not those of what is done.
    OtherShare,
    /// Before the word for groups, says nothing of which they are.
    AnyKind,
    /// In a label of progress: a kind of work, of which rollout or notes may be no part.
    KindOfWork,
    /// The whole name of a list of work, which a word of it would call what is left for later.
    TodoList,
    /// What a change may be, as a form asks it: a box that stays open says no.
    ChangeKind,
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
    /// As a state: something else must be there first.
    HeldUp,
    /// What stands behind or below it is what holds the work up.
    HoldingUp,
    /// Around the names of what a state waits for: nothing else is awaited.
    HoldupGlue,
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
    /// A part of a task begins so, and holds only where the task does not.
    Alternative,
    /// Behind a length of time: it is that of a part, up to some point or for some purpose.
    Bounding,
    /// Before a file: it is not changed.
    LeftAlone,
    /// Right before a file: it is only looked at.
    LookedAt,
    /// With these a state begins in which a thing may be that is finished.
    Unsettled,
    /// With these the state of a document begins that may say so of its text, and not of its work.
    Judged,
    /// With these a state begins of work that is ahead.
    Ahead,
    /// The same where not even a part of it was begun.
    Unbegun,
    /// As the first heading below a title: what stands there is about the whole document.
    Particulars,
    /// A package of work.
    WorkPackage,
    /// Somebody who steers or uses what agents do, and is none of them.
    Steering,
    /// A verb that looks at the files behind it or runs them, or a command that does.
    Inspecting,
    /// A verb that takes what it writes elsewhere from the files behind it.
    Taking,
    /// A verb that changes what stands in a file already.
    Changing,
    /// The same; it takes something away.
    Removing,
    /// Before the file out of which that is taken.
    TakenFrom,
    /// A verb that makes known in one file what another one holds.
    Exposing,
    /// What was made is called so.
    Made,
    /// A folder of documents and contracts, the name or the ending of one.
    DocumentPart,
    /// Before a file: the work ends up in it.
    Into,
    /// The same, where something is moved there.
    Goal,
    /// Joins two files that are changed together.
    Joint,
    /// Between two files: the second is what the first goes by.
    Model,
    /// Before "to" or "of" and a file: what others have to do with it.
    Pointing,
    /// Behind a file: it stays as it is.
    Unchanged,
    /// Names are put on it, and the files of that name stay as they are.
    ListOfNames,
    /// Before a file: it says in what something is.
    LiesIn,
    /// Right before such a word: what it speaks of stands in the file already.
    Told,
    /// Right before such a word: what it speaks of is there, if the task acts on another file.
    BeingThere,
    /// The same as told, behind the file.
    ToldBehind,
    /// Before a thing that work goes by, makes use of or waits for.
    GoneBy,
    /// Before a thing that is one the reader knows.
    Known,
    /// Before a thing that work is for, or a clause about it.
    Bearing,
    /// Work that is about another thing.
    About,
    /// A thing that a file holds for others to use.
    HeldForOthers,
    /// A verb that makes use of what stands elsewhere.
    Employing,
    /// Behind "0 tests": why there are none.
    RunExcused,
    /// Beside the name of a prompt: it is gone, not to be used, or yet to be written.
    PromptAbsent,
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
    /// A column called so holds the hours that somebody has.
    Capacity,
    /// The same, of a role in a table about the team.
    Allotted,
    /// One of the steps that follow one another.
    Step,
    /// A word of a key that says nothing of what is measured.
    Framing,
    /// What time is called that passes; hours alone may be those of work that several share.
    Passing,
    /// As a word of a key beside those: it is time that passes.
    Stretch,
    /// What work is called that adds up in days and weeks, too.
    Effort,
    /// As a word of a key beside those: it is work.
    Workload,
    /// A column or field called so holds the effort of a task.
    Estimate,
    /// As a key: what adds up is work, or hours of it.
    TotalWork,
    /// Beside a figure: it is one of several of that name.
    Variant,
    /// A word of a heading below which the whole plan is spoken of.
    OfTheWhole,
    /// Stands between a whole and what it is shared out by.
    SharedBy,
    /// Beside a table that shares out a whole, says that some of it is left out or counted twice.
    SharedOut,
    /// A word of a heading above a list of all parts of the plan.
    Listing,
    /// The same; it says that none is left out.
    ListingAll,
    /// A word of a heading above a table of how far all parts of the plan are.
    Tracker,
    /// In the name of a figure: it is that of work behind or before us.
    Spent,
    /// In a bracket: the part is none of the whole, or may be counted in another one.
    BesideWhole,
    /// What tasks are called whose ids are named.
    NamedThing,
    /// A sentence begins so before its number.
    Introducing,
    /// Before the number with which a sentence ends that introduces a list.
    Having,
    /// What stands in lists, together.
    ListedThings,
    /// As a heading: what is so, or is to become so.
    ToBeDone,
    /// Beside a report: it is to be red, or was before.
    ExpectedRed,
    /// Before a hash: it is that of another thing than a commit.
    OtherHash,
    /// Right before a word of order: it does not hold.
    OrderDenied,
    /// A group in which everything starts at once.
    Slot,
    /// As a column's heading: each row is a part of what another column names.
    Subpart,
    /// In a list of who works: others, who are not named.
    Others,
    /// Before what is counted: there is one of it.
    One,
    /// Labels behind which evidence stands.
    Proof,
    /// What a run of checks is made of.
    RunPart,
    /// Before the word for a failure: it adds nothing.
    ResultFiller,
    /// Behind "3 failed": the result ends there.
    ResultEnd,
    /// What stands in a section, as its title says it behind its name.
    Holding,
    /// In a sentence about what runs side by side: not all of it does, or not always.
    Excepting,
    /// Before such a sentence's verb: none of it does.
    Negating,
    /// Behind "parallel" in the name of a wave: work of any kind, so that the word says how it is done.
    ParallelWork,
    /// A column called so, in a table of waves, holds what moves in them and is no work.
    Moved,
    /// A first column called so holds names of sets of tasks that run side by side.
    ParallelSet,
    /// A column called so lists the tasks that run side by side.
    RunTogether,
    /// In a heading: what stands below it was written about what is over.
    Log,
    /// Before an arrow: it leads to what a thing became.
    Became,
    /// With it begins an item about a file that nobody changes.
    Reading,
    /// As a label before files: they are changed.
    Edit,
    /// A first column called so lists code, and what it depends on is imports.
    CodeUnit,
    /// A column called so makes its table an invoice.
    Price,
    /// Says that something is still to be decided, and nothing else.
    Undecided,
    /// Behind a figure: it is so much in each of something.
    Repeated,
    /// Behind "daily": it is a meeting.
    Meeting,
    /// As a state: the work may begin.
    Leave,
    /// With this begins a gloss that says what a figure holds besides.
    Along,
    /// What a document is called that tells what was found.
    Report,
    /// Behind a name: who or what has other things of that name.
    Keeper,
    /// Behind what looks like an id, `T4`: it is the model of a machine.
    Machine,
    /// A part of the code that has its own files, under names that others have too.
    Package,
    /// It has a number in a plan and makes no group of it.
    Part,
    /// A number behind it is its name or its version, and no amount.
    Labelled,
    /// Right before a quotient: it is a place, a selection or a day.
    Placing,
    /// A heading of what is looked back upon.
    LookingBack,
    /// A way of working, or somebody outside, in the place of an owner.
    Unlisted,
    /// In a list of names: what follows is none of it.
    OutOfList,
    /// Right before a name: the thing comes before it, or points at it, and does not wait for it.
    Onward,
    /// Behind a name of a list: something else is spoken of.
    Digression,
    /// Between the names of a list.
    ListGlue,
    /// Says of work that it waits.
    Waits,
    /// Says how long something lasts that does not wait.
    Meanwhile,
    /// Before a length: that much time goes by until something begins.
    Delay,
    /// As an owner, all of a team or any of it.
    Pool,
    /// In the place of one name: that of several people at once.
    Several,
    /// With which the name of all of a team begins.
    OfPool,
    /// In the name of an owner: several people, a department or a firm.
    Crowd,
    /// With it the name of a firm ends.
    LegalForm,
    /// With which a gate's line begins that says what let the work through.
    GateMet,
    /// As the status of a whole plan: none of its work has begun.
    NotBegun,
    /// In a rule for ticks: what has to be shown or to have happened.
    TickProof,
    /// Behind the id of a task: what is done with it at one time.
    TaskStage,
    /// Heading of a column with what is decided.
    Decision,
    /// Of two names between which it stands one is enough.
    Either,
    /// With "by" behind it: what follows waits for this.
    Passive,
    /// In brackets behind a name of a dependency: it holds in part, or no longer.
    InPart,
    /// Beside a name: that much of it is enough.
    Portion,
    /// Behind a name of a dependency: it need not be there.
    Dispensable,
    /// Between a name and what it belongs to.
    Belonging,
    /// What a document is called that has phases and tasks of its own.
    PlanDocument,
    /// As an agent of a table: it reads the files, and writes none.
    ReadingAgent,
    /// What holds the work of others.
    Repository,
    /// One of two that is not here.
    Another,
    /// The one in which it stands.
    ThisOne,
    /// Heading of a column whose numbers say what is done before what.
    Sequence,
    /// Heading of a column with the time of the day at which a row begins.
    ClockTime,
    /// Heading of a column with the day of which a row's time is, or with its zone.
    ClockDay,
    /// Behind a number: it counts things, and says nothing of what they are.
    Counter,
    /// The name of a file that has no ending.
    BareFile,
    /// The same, of which each part of a repository has one.
    SitedFile,
    /// In a text: what it is about has parts with files of their own.
    ManyParts,
    /// Before the name of a part: something is of it, or lies there.
    Locating,
    /// Right behind the name of a file: what is done there follows, and not whose it is.
    Ensuing,
}
