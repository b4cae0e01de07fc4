//! What fixes change, as a unified diff.

use crate::message::escape;
use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};
use std::{
    borrow::Cow,
    io::{self, Write},
    time::Duration,
};

const HEAD: Style = Style::new().bold();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

/// How long the shortest diff is sought; then one that is right will do.
const PATIENCE: Duration = Duration::from_millis(500);

/// For whom a diff is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// For a terminal: text of the document is made harmless. Else it stands as it is, so that `git apply` and
    /// `patch -p1` take it.
    pub terminal: bool,
    /// With colours.
    pub color: bool,
}

/// Writes what changed from `before` to `after` in the file that reports print as `shown`.
///
/// # Errors
/// What `out` refuses.
pub fn diff(shown: &str, before: &[u8], after: &[u8], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
    // As git counts lines: a lone carriage return ends none.
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(&old, &new);
    for (mark, side) in [("---", "a"), ("+++", "b")] {
        line(HEAD, &format!("{mark} {}", name(side, shown)), look, out)?;
    }
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        line(Style::new(), &hunk.header().to_string(), look, out)?;
        for change in hunk.iter_changes() {
            let style = match change.tag() {
                ChangeTag::Equal => Style::new(),
                ChangeTag::Delete => REMOVED,
                ChangeTag::Insert => ADDED,
            };
            let text = change.value();
            line(style, &format!("{}{}", change.tag(), text.strip_suffix('\n').unwrap_or(text)), look, out)?;
            if !text.ends_with('\n') {
                line(Style::new(), "\\ No newline at end of file", look, out)?;
            }
        }
    }
    Ok(())
}

fn line(style: Style, text: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let text = match look.terminal {
        // The end of a line in a file from Windows is no surprise.
        true => escape::terminal(text.strip_suffix('\r').unwrap_or(text)),
        false => Cow::Borrowed(text),
    };
    match look.color {
        true => writeln!(out, "{style}{text}{style:#}"),
        false => writeln!(out, "{text}"),
    }
}

/// The name of a file as git writes it: quoted where a sign in it could be taken for something else.
fn name(side: &str, shown: &str) -> String {
    let path = format!("{side}/{}", shown.trim_start_matches('/'));
    if path.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
        let mut quoted = String::from("\"");
        for byte in path.bytes() {
            match byte {
                b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
                b' '..=b'~' => quoted.push(char::from(byte)),
                _ => quoted.push_str(&format!("\\{byte:03o}")),
            }
        }
        return quoted + "\"";
    }
    // What stands behind a tab is a date.
    if path.contains(' ') { path + "\t" } else { path }
}
