//! Cursor.
//!
//! Contract: <https://cursor.com/docs/hooks>, as of 1.7 to 2.0 in a copy of the page, later fields as users report them
//! of 3.x (2026).
//!
//! - Every event: `hook_event_name`, `conversation_id`, `generation_id`, `workspace_roots`; no `cwd` in most.
//! - `afterFileEdit`: `file_path`, and `edits` of `old_string` and `new_string`. `stop`: `status` (`completed`, `aborted`,
//!   `error`), and `loop_count`, which counts the follow-ups so far.
//! - `postToolUse`: `tool_name`, `tool_input`, `tool_output`, `duration`, `tool_use_id`, as read from the code of the
//!   installed application (3.x) by others. `StrReplace` and `Write` name their file by `path`.
//! - `stop` takes `followup_message` and submits it as the next message of the user, up to `loop_limit` times, else 5.
//! - Exit code 0 goes on; 2 denies; any other is a failure that denies nothing, unless the person set `failClosed`. So
//!   planvet always exits with 0.
//!
//! Uncertain: `additional_context` is documented for `postToolUse` alone. Of `afterFileEdit` it is documented that nobody
//! reads its answer; some users see `additional_context` read there in newer versions, others see it dropped after both.
//! Then the stop still tells, which users of 3.7 have seen work. Nothing shows a person a note; reasons to go on stand on
//! standard error, in Cursor's output channel for hooks.

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
