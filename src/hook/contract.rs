//! What an agent hands over and takes back.

use super::{Event, Moment, message::Told};
use serde_json::Value;

/// How planvet answers: its exit code, standard output and standard error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The exit code.
    pub code: u8,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The exit code that holds an agent back.
pub const BLOCK: u8 = 2;

impl Reply {
    /// A JSON object on standard output, exit code 0.
    pub(super) fn json(value: &Value) -> Self {
        Self { out: format!("{value}\n"), ..Self::default() }
    }

    /// A text on standard error.
    pub(super) fn said(code: u8, text: &str) -> Self {
        Self { code, err: format!("{}\n", text.trim_end()), ..Self::default() }
    }
}

/// What is particular to an agent.
#[derive(Debug)]
pub(super) struct Contract {
    /// The events that planvet answers.
    pub events: &'static [(&'static str, Moment)],
    /// The tools that edit files, as a tool's event names them.
    pub tools: &'static [&'static str],
    /// Tells of findings.
    pub answer: fn(&Event, &Told) -> Reply,
    /// Lets the agent go on and says why; the text is one line.
    pub go_on: fn(&str) -> Reply,
}
