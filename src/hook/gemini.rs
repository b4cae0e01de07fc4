//! Gemini CLI.
//!
//! Contract: `docs/hooks/reference.md` of google-gemini/gemini-cli at 06c0d81, 2026, also
//! <https://geminicli.com/docs/hooks/reference>.
//!
//! - Exit code 0 and JSON for everything; nothing else may stand on standard output.
//! - `AfterTool`: `hookSpecificOutput.additionalContext` is added to the tool's result; `decision: "deny"` would hide it.
//! - `AfterAgent`: `decision: "deny"` sends `reason` to the agent as a new prompt; `stop_hook_active` is true in such a
//!   retry.
//! - `systemMessage` is shown to the person.

use super::{
    Moment, claude,
    contract::{Contract, Reply},
};
use serde_json::json;

pub(super) const CONTRACT: Contract = Contract {
    events: &[("AfterTool", Moment::Edit), ("AfterAgent", Moment::Stop)],
    tools: &["write_file", "replace"],
    answer: |event, told| match event.moment {
        Moment::Edit => claude::beside(event, told),
        Moment::Stop if told.blocks && !event.again => Reply::json(&json!({ "decision": "deny", "reason": told.text })),
        Moment::Stop => Reply::json(&json!({ "systemMessage": told.summary })),
    },
    go_on: |why| Reply::json(&json!({ "systemMessage": why })),
};
