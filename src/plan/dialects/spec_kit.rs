//! spec-kit: `- [ ] T012 [P] [US1] Create src/models/user.py`, phases as
//! headings, `[P]` for "different files, no unfinished dependency".
//! Grammar: the tasks template of github/spec-kit.

use crate::plan::read::Reader;

/// Whether a document is a spec-kit task list: its place, or two lines of its grammar.
pub(super) fn is(path: &str, text: &str) -> bool {
    let tasks_file = path.rsplit('/').next() == Some("tasks.md")
        && path.split('/').rev().nth(2) == Some("specs")
        && !path.contains(".kiro/");
    let lines = memchr::memmem::find_iter(text.as_bytes(), "] T").filter(|at| {
        let digits = &text.as_bytes()[at + 3..];
        digits.len() > 3 && digits[..3].iter().all(u8::is_ascii_digit)
    });
    let count = lines.take(2).count();
    count >= 2 || (tasks_file && count >= 1)
}

/// Paths of a task are written unless its verb only reads; that the general
/// reader knows. What is left: a sample task `TXXX` of the unfilled template is no task.
pub(super) fn read(reader: &mut Reader) {
    if reader.plan.tasks.iter().any(|t| t.id.as_deref() == Some("TXXX")) {
        reader.plan.template = true;
    }
}
