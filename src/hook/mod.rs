//! What a coding agent asks at one of its hooks, and what it is told.
//!
//! An event (JSON on standard input) → the plans that it touched → [`check`](crate::check) → an answer in the agent's
//! own contract. Each agent has a file that says where its contract is written down. Whatever goes wrong lets the
//! agent go on: only findings may hold it back, and only once.

mod changed;
mod claude;
mod codex;
mod contract;
mod cursor;
mod event;
mod gemini;
mod message;

pub use contract::Reply;
pub use event::{Event, Group, Moment};

use crate::check::Checked;
use contract::Contract;
use message::Told;

/// A coding agent that has hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agent {
    /// Claude Code.
    Claude,
    /// Codex CLI.
    Codex,
    /// Cursor.
    Cursor,
    /// Gemini CLI.
    Gemini,
}

impl Agent {
    /// All of them, by the names that the command line takes.
    pub const ALL: [(&'static str, Self); 4] =
        [("claude", Self::Claude), ("codex", Self::Codex), ("cursor", Self::Cursor), ("gemini", Self::Gemini)];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// Its name as people know it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Claude => "Claude Code",
            Self::Codex => "Codex",
            Self::Cursor => "Cursor",
            Self::Gemini => "Gemini CLI",
        }
    }

    fn contract(self) -> &'static Contract {
        match self {
            Self::Claude => &claude::CONTRACT,
            Self::Codex => &codex::CONTRACT,
            Self::Cursor => &cursor::CONTRACT,
            Self::Gemini => &gemini::CONTRACT,
        }
    }

    /// Reads what the agent hands over.
    ///
    /// # Errors
    /// Why it is nothing that planvet could answer.
    pub fn event(self, input: &[u8]) -> Result<Event, String> {
        Event::read(self.contract(), input)
    }

    /// What the agent is told of `files`, the plans of `groups`.
    pub fn answer(self, event: &Event, groups: &[Group], files: &[Checked]) -> Reply {
        match Told::of(event, groups, files) {
            Some(told) => (self.contract().answer)(event, &told),
            None => Reply::default(),
        }
    }

    /// Lets the agent go on, and says why nothing was checked.
    pub fn go_on(self, why: &str) -> Reply {
        (self.contract().go_on)(&format!(
            "planvet: {}; nothing was checked",
            message::line(why.lines().next().unwrap_or(why))
        ))
    }
}
