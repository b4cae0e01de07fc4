//! Cursor.
//!
//! Contract: <https://cursor.com/docs/hooks>, as of 1.7 to 2.0 in a copy of the page, later fields as users report them
//! of 3.x (2026).
//!
//! - Every event: `hook_event_name`, `workspace_roots`; no `cwd` in most.
//! - `afterFileEdit`: `file_path`. `stop`: `status`, and `loop_count`, which counts the follow-ups so far.
//! - `stop` takes `followup_message` and submits it as the next message of the user.
//! - Exit code 0 goes on; 2 denies; any other is a failure that denies nothing, unless the person set `failClosed`. So
//!   planvet always exits with 0.
//!
//! Uncertain: `additional_context` is documented for `postToolUse`; users report that newer versions read it after
//! `afterFileEdit` as well, older ones ignore it there. Then the stop still tells. Nothing shows a person a note; reasons to
//! go on stand on standard error, in Cursor's output channel for hooks. What `tool_input` of `postToolUse` holds is
//! not documented by tool; planvet takes `file_path` or `path` from it.

use super::{
    Moment,
    contract::{Contract, Reply},
};
use serde_json::json;

pub(super) const CONTRACT: Contract = Contract {
    events: &[
        ("afterFileEdit", Moment::Edit),
        ("postToolUse", Moment::Edit),
        ("stop", Moment::Stop),
        ("subagentStop", Moment::Stop),
    ],
    tools: &["Write", "StrReplace", "Edit", "MultiEdit"],
    answer: |event, told| match event.moment {
        Moment::Edit => Reply::json(&json!({ "additional_context": told.text })),
        Moment::Stop if told.blocks && !event.again => Reply::json(&json!({ "followup_message": told.text })),
        Moment::Stop => Reply::said(0, &told.summary),
    },
    go_on: |why| Reply::said(0, why),
};
