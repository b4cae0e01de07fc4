//! Shell scripts in fences, line by line, and the files they write.

use crate::{
    plan::{
        model::*,
        read::{Fence, LIKELY, Reader},
    },
    source::{Span, window},
};

/// Reads every shell fence.
pub(in crate::plan) fn read(reader: &Reader) -> (Vec<Shell>, Vec<Artifact>) {
    let (mut shells, mut artifacts) = (Vec::new(), Vec::new());
    for &Fence { block, info, body } in reader.fences {
        let language = reader.slice(info).split([' ', ',', '{']).next().unwrap_or("");
        let known = SHELLS.into_iter().find(|(name, _)| language.eq_ignore_ascii_case(name));
        let Some((_, session)) = known else { continue };
        let section = reader.section(block);
        let script = script(reader.slice(body), body);
        let shell = Shell { block, section, transcript: session || script.transcript, ..script };
        for line in shell.lines.iter().filter(|line| line.kind == ShellLineKind::Command) {
            for written in redirections(reader.slice(line.span), line.span) {
                let place = Place::new(written, Why::Inline, LIKELY);
                let group = reader.plan.group_around(reader.document, section);
                artifacts.push(Artifact { path: reader.slice(written).into(), place, produced: true, group });
            }
        }
        shells.push(shell);
    }
    (shells, artifacts)
}

/// What is written behind the opening of a fence of commands, and whether that says that it shows a session.
const SHELLS: [(&str, bool); 6] =
    [("bash", false), ("sh", false), ("shell", false), ("zsh", false), ("console", true), ("shell-session", true)];

/// Whether a line shows what was typed in a session: it begins with a prompt.
fn is_typed(line: &str) -> bool {
    matches!(line.as_bytes(), [b'$' | b'%' | b'>', b' ', ..]) || line.starts_with("❯ ")
}

/// The lines of a script: what is a command, a comment, or goes on from the line before.
fn script(raw: &str, body: Span) -> Shell {
    let mut lines = Vec::new();
    let mut strict = false;
    let mut transcript = false;
    let mut continued = false;
    let mut quote: Option<u8> = None;
    let mut heredoc: Option<&str> = None;
    let mut depth = 0usize;
    for line in window::lines(raw) {
        let line = line.trim_start();
        transcript |= is_typed(line);
        let line = line.trim_end();
        let trimmed = line.strip_prefix("$ ").map_or(line, str::trim_start);
        if let Some(end) = heredoc {
            if trimmed == end {
                heredoc = None;
            }
            push(&mut lines, body.of_part(raw, trimmed), ShellLineKind::Continuation, true);
            continue;
        }
        let inside = quote.is_some();
        if trimmed.is_empty() {
            continued = false;
            continue;
        }
        let kind = if inside || continued {
            ShellLineKind::Continuation
        } else if trimmed.starts_with('#') {
            ShellLineKind::Comment
        } else {
            ShellLineKind::Command
        };
        if kind == ShellLineKind::Comment {
            push(&mut lines, body.of_part(raw, trimmed), kind, depth > 0);
            continue;
        }
        let (opens, closes) = nesting(trimmed);
        depth = (depth + opens).saturating_sub(closes);
        push(&mut lines, body.of_part(raw, trimmed), kind, depth > 0 || opens + closes > 0);
        if let Some(flags) = trimmed.strip_prefix("set -") {
            strict |= flags.split_whitespace().next().is_some_and(|f| f.contains('e')) || flags.contains("errexit");
        }
        quote = quotes(trimmed, quote);
        continued = quote.is_none() && (trimmed.ends_with(['\\', '|']) || trimmed.ends_with("&&"));
        heredoc = if quote.is_none() { opened_heredoc(trimmed) } else { None };
    }
    Shell { block: crate::markdown::BlockId(0), section: crate::markdown::SectionId(0), lines, strict, transcript }
}

/// The word that ends the text which begins below `line`: the `EOF` of `<<EOF`.
fn opened_heredoc(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    let at = memchr::memchr_iter(b'<', bytes).find(|at| bytes.get(at + 1) == Some(&b'<'))?;
    let rest = line[at + 2..].trim_start_matches(['-', ' ', '\'', '"', '\\']);
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    (length > 0).then(|| &rest[..length])
}

fn push(lines: &mut Vec<ShellLine>, span: Span, kind: ShellLineKind, nested: bool) {
    if !span.is_empty() {
        lines.push(ShellLine { span, kind, nested });
    }
}

/// How many control structures, functions and groups a line opens and closes.
fn nesting(line: &str) -> (usize, usize) {
    let (mut counts, mut from) = ((0, 0), 0);
    for end in memchr::memchr_iter(b';', line.as_bytes()).chain([line.len()]) {
        let command = line.as_bytes()[std::mem::replace(&mut from, end + 1)..end].trim_ascii_start();
        let end = command.iter().position(u8::is_ascii_whitespace).unwrap_or(command.len());
        match &command[..end] {
            b"if" | b"for" | b"while" | b"until" | b"case" => counts.0 += 1,
            b"fi" | b"done" | b"esac" => counts.1 += 1,
            _ => {}
        }
    }
    let function = line.ends_with('{') && (line.contains("()") || line.starts_with("function ") || line == "{");
    let subshell = line == "(" || line.starts_with('(') && !line.starts_with("((") && !line.contains(')');
    counts.0 += usize::from(function) + usize::from(subshell);
    counts.1 += usize::from(line == "}" || line.starts_with("} "));
    counts.1 += usize::from(line.starts_with(')'));
    counts
}

/// The quotation that is open at the end of `line`.
fn quotes(line: &str, mut open: Option<u8>) -> Option<u8> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'"', b'\'', b'\\', rest)) {
        let mark = bytes[at + next];
        // What follows a backslash is no mark.
        at += next + if mark == b'\\' { 2 } else { 1 };
        match open {
            _ if mark == b'\\' => {}
            None => open = Some(mark),
            Some(quote) if quote == mark => open = None,
            Some(_) => {}
        }
    }
    open
}

/// The files that a command writes: `> file`, `>> file`, `tee file`, `touch file`.
fn redirections(command: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    // The name of a file has a dot.
    if memchr::memchr(b'.', command.as_bytes()).is_none() {
        return found;
    }
    let mut words = command.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        let target = match word {
            ">" | ">>" | "touch" => words.peek().copied(),
            "tee" => words.by_ref().find(|w| !w.starts_with('-')),
            _ if word.starts_with('>') && !word.starts_with(">&") => Some(word.trim_start_matches('>')),
            _ => None,
        };
        let Some(name) = target.map(|n| n.trim_matches(['"', '\'', ';', ')'])) else { continue };
        let plain =
            !name.is_empty() && !name.starts_with(['&', '$', '-', '/']) && name.contains('.') && !name.contains('$');
        if plain {
            found.push(span.of_part(command, name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_script() {
        let raw = "# build\nmake \\\n  all\ncat <<EOF > out.txt\nhello there\nEOF\ngit commit -m \"a\nb\"\nset -euo pipefail\n";
        let shell = script(raw, Span::new(0, raw.len()));
        let kinds: Vec<_> = shell.lines.iter().map(|l| (&raw[l.span.range()], l.kind)).collect();
        use ShellLineKind::*;
        assert_eq!(
            kinds,
            [
                ("# build", Comment),
                ("make \\", Command),
                ("all", Continuation),
                ("cat <<EOF > out.txt", Command),
                ("hello there", Continuation),
                ("EOF", Continuation),
                ("git commit -m \"a", Command),
                ("b\"", Continuation),
                ("set -euo pipefail", Command),
            ]
        );
        assert!(shell.strict);
    }

    #[test]
    fn files_that_are_written() {
        let names = |c: &str| {
            redirections(c, Span::new(0, c.len())).iter().map(|s| c[s.range()].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("echo done > DONE.txt"), ["DONE.txt"]);
        assert_eq!(names("make 2>&1 | tee build.log"), ["build.log"]);
        assert!(names("a > /dev/null").is_empty());
    }
}
