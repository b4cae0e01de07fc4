//! Codex CLI.
//!
//! Contract: <https://developers.openai.com/codex/hooks> and the code behind it, `codex-rs/hooks` of openai/codex
//! (`src/events/` at 0082977, `schema/generated/` at bde5e18, 2026).
//!
//! - Events and fields are those of Claude Code, with `turn_id` and `model`. `apply_patch` hands over its patch as
//!   `tool_input.command`.
//! - `Stop`, `SubagentStop`: exit code 2 with something on standard error continues the turn; 2 with nothing there is
//!   an error of the hook. With 0, standard output is empty or JSON.
//! - `PostToolUse`: `decision: "block"` puts the reason in place of the tool's result, which would hide that the edit
//!   succeeded; `additionalContext` is added to it, up to 10,000 characters.
//! - Unknown keys make an answer invalid. Of a failed hook only the exit code is shown, so reasons to go on are told by
//!   `systemMessage`.
//!
//! Uncertain: whether an edit that runs through a shell (`apply_patch` in a command) fires with the tool's name or the
//! shell's; in the second case the stop finds it through git.

use super::{
    Moment,
    claude::{beside, stop},
    contract::{Contract, Reply},
};
use serde_json::json;

pub(super) const CONTRACT: Contract = Contract {
    events: &[("PostToolUse", Moment::Edit), ("Stop", Moment::Stop), ("SubagentStop", Moment::Stop)],
    tools: &["apply_patch", "Edit", "Write"],
    answer: |event, told| match event.moment {
        Moment::Edit => beside(event, told),
        Moment::Stop => stop(event, told),
    },
    go_on: |why| Reply::json(&json!({ "systemMessage": why })),
};
