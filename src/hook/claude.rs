//! Claude Code.
//!
//! Contract: the hooks reference at <https://code.claude.com/docs/en/hooks> as of Claude Code 2.1 (events, fields and
//! exit codes as quoted from it up to 2.1.292, October 2026).
//!
//! - Every event: `hook_event_name`, `cwd`, `session_id`, `transcript_path`; a tool's: `tool_name`, `tool_input`.
//! - `Stop`, `SubagentStop`: exit code 2 makes Claude continue, standard error is its reason; `stop_hook_active` is
//!   true where it already continues because of a stop hook. `TaskCompleted`: 2 keeps the task open; it carries
//!   `task_id`, `task_subject` and, in a team, `teammate_name` and `team_name`.
//! - `PostToolUse` cannot undo the call: `decision: "block"` prompts Claude with `reason`, and
//!   `hookSpecificOutput.additionalContext` stands beside the result.
//! - `systemMessage` is shown to the person. Any exit code but 0 and 2 is an error that blocks nothing; the first
//!   line of standard error is shown.
//!
//! - `additionalContext` counts only inside `hookSpecificOutput` and beside its `hookEventName`; elsewhere it is lost
//!   without a word (anthropics/claude-code#18427).
//!
//! `TaskCompleted` carries no `stop_hook_active`, so the same task may be kept open more than once; nothing makes Claude
//! try again, though.

use super::{
    Event, Moment,
    contract::{BLOCK, Contract, Reply},
    message::Told,
};
use serde_json::json;

pub(super) const CONTRACT: Contract = Contract {
    events: &[
        ("PostToolUse", Moment::Edit),
        ("Stop", Moment::Stop),
        ("SubagentStop", Moment::Stop),
        ("TaskCompleted", Moment::Stop),
    ],
    tools: &["Edit", "MultiEdit", "Write"],
    answer,
    go_on: |why| Reply::said(1, why),
};

fn answer(event: &Event, told: &Told) -> Reply {
    match event.moment {
        Moment::Edit if told.blocks => Reply::json(&json!({ "decision": "block", "reason": told.text })),
        Moment::Edit => beside(event, told),
        Moment::Stop => stop(event, told),
    }
}

/// Findings beside the result of a tool.
pub(super) fn beside(event: &Event, told: &Told) -> Reply {
    Reply::json(&json!({
        "hookSpecificOutput": { "hookEventName": event.name, "additionalContext": told.text },
    }))
}

/// Findings at a stop: the agent continues once; the person is told of what stays.
pub(super) fn stop(event: &Event, told: &Told) -> Reply {
    match told.blocks && !event.again {
        true => Reply::said(BLOCK, &told.text),
        false => Reply::json(&json!({ "systemMessage": told.summary })),
    }
}
