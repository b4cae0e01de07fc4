//! Texts of a plan that are to be used: prompts, payloads, scripts, and the files that are made.

use super::{GroupId, Place, TaskId};
use crate::{
    markdown::{BlockId, SectionId},
    source::Span,
};

/// What kind of text to hand over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PromptKind {
    /// Instructions for an agent.
    Prompt,
    /// A form to fill in.
    Template,
}

/// A text to copy: a prompt or a template.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What kind.
    pub kind: PromptKind,
    /// Its id, as in "Prompt C".
    pub id: Option<Box<str>>,
    /// Its title.
    pub title: Box<str>,
    /// Its heading.
    pub place: Place,
    /// The fence.
    pub block: BlockId,
    /// What stands inside.
    pub body: Span,
    /// Placeholders inside.
    pub placeholders: Vec<Span>,
}

/// How a payload is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PayloadFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// JSON or YAML for a program, in a fence.
#[derive(Debug, Clone, Copy)]
pub struct Payload {
    /// How it is written.
    pub format: PayloadFormat,
    /// What stands inside the fence.
    pub body: Span,
    /// The prompt in which it stands, by its place in the plan's list.
    pub prompt: Option<usize>,
}

/// What a blank to be filled in looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BlankForm {
    /// `<NAME>`, `{{name}}`, `[your name]`.
    Named,
    /// `____`.
    Line,
    /// `TODO`, `TBD` where a value or the whole text should stand.
    Todo,
}

/// Whose text holds a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A task.
    Task(TaskId),
    /// A prompt, by its place in the plan's list.
    Prompt(usize),
    /// A field or a table of a section about people.
    Contact(SectionId),
    /// A field of a part that is done.
    Finished,
    /// A field of a document whose status, which stands there, says that it is ready.
    Ready(Span),
}

/// Something that somebody was to fill in.
#[derive(Debug, Clone, Copy)]
pub struct Blank {
    /// Where.
    pub span: Span,
    /// What it looks like.
    pub form: BlankForm,
    /// Whose text holds it.
    pub holder: Holder,
}

/// A mention of a prompt: "use prompt C", "as in PROMPT X4-B".
#[derive(Debug, Clone)]
pub struct PromptMention {
    /// The id.
    pub id: Box<str>,
    /// Where the id stands.
    pub place: Place,
    /// Whether the sentence points to another document.
    pub elsewhere: bool,
}

/// What kind of line stands in a shell block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShellLineKind {
    /// A command.
    Command,
    /// A comment.
    Comment,
    /// Goes on from the line before: after a backslash, inside a quotation, a here-document or a control structure.
    Continuation,
}

/// One line of a shell block.
#[derive(Debug, Clone, Copy)]
pub struct ShellLine {
    /// Its text, white space and prompt sign off.
    pub span: Span,
    /// What kind.
    pub kind: ShellLineKind,
    /// Whether it stands in, or begins or ends, a control structure, function or subshell.
    pub nested: bool,
}

/// A fenced shell script.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The fence.
    pub block: BlockId,
    /// Its section.
    pub section: SectionId,
    /// Its lines, empty ones left out.
    pub lines: Vec<ShellLine>,
    /// Whether a failing command ends it (`set -e`).
    pub strict: bool,
    /// Whether it shows a session, prompts and output included.
    pub transcript: bool,
}

/// The folder in which a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Folder {
    /// Nothing says another one: that of the repository, of the document, or one between.
    Document,
    /// Below that.
    Below(Box<str>),
    /// Somewhere else.
    Unknown,
}

/// A simple command.
#[derive(Debug, Clone)]
pub struct Command {
    /// From its program to its last argument; [`super::command_words`] splits it.
    pub span: Span,
    /// The fence, paragraph or cell that holds it.
    pub block: BlockId,
    /// Its script, an index into the plan's shells; `None` for a code span.
    pub shell: Option<usize>,
    /// Whether it stands in a control structure, function or subshell.
    pub nested: bool,
    /// Where it runs.
    pub folder: Folder,
}

/// A file that a step makes or a gate waits for.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// As written.
    pub path: Box<str>,
    /// Where.
    pub place: Place,
    /// Whether it is made here (else it is waited for).
    pub produced: bool,
    /// The group in whose section it stands.
    pub group: Option<GroupId>,
}
