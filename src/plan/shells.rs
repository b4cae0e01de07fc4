//! Shell scripts in fences, line by line, and the files they write.

use super::{
    model::*,
    read::{LIKELY, Reader},
};
use crate::{markdown::Kind, source::Span};

/// Reads every shell fence.
pub(super) fn read(reader: &mut Reader) {
    let document = reader.document;
    for (id, block) in document.iter() {
        let Kind::Code { info: Some(info), body } = block.kind else { continue };
        let language = reader.slice(info).split([' ', ',', '{']).next().unwrap_or("").to_ascii_lowercase();
        if !matches!(language.as_str(), "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session") {
            continue;
        }
        let transcript = is_transcript(&language, reader.slice(body));
        let shell = Shell { block: id, section: block.section, transcript, ..script(reader.slice(body), body) };
        let group = reader.plan.group_around(document, block.section);
        for line in &shell.lines {
            if line.kind == ShellLineKind::Command {
                for written in redirections(reader.slice(line.span), line.span) {
                    let place = Place::new(written, Why::Inline, LIKELY);
                    reader.plan.artifacts.push(Artifact {
                        path: reader.slice(written).into(),
                        place,
                        produced: true,
                        group,
                    });
                }
            }
        }
        reader.plan.shells.push(shell);
    }
}

/// Whether a block shows a session, prompts and output included.
fn is_transcript(language: &str, body: &str) -> bool {
    let prompt = |line: &str| ["$ ", "% ", "> ", "❯ "].iter().any(|p| line.trim_start().starts_with(p));
    language.starts_with("console") || language.contains("session") || body.lines().any(prompt)
}

/// The lines of a script: what is a command, a comment, or goes on from the line before.
fn script(raw: &str, body: Span) -> Shell {
    let mut lines = Vec::new();
    let mut strict = false;
    let mut continued = false;
    let mut quote: Option<char> = None;
    let mut heredoc: Option<String> = None;
    let mut depth = 0usize;
    for line in raw.lines() {
        let trimmed = line.trim().strip_prefix("$ ").unwrap_or(line.trim()).trim();
        if let Some(end) = &heredoc {
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
        continued = quote.is_none() && (trimmed.ends_with('\\') || trimmed.ends_with("&&") || trimmed.ends_with('|'));
        if let Some(at) = trimmed.find("<<").filter(|_| quote.is_none()) {
            let word: String = trimmed[at + 2..]
                .trim_start_matches(['-', ' ', '\'', '"', '\\'])
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if !word.is_empty() {
                heredoc = Some(word);
            }
        }
    }
    Shell {
        block: crate::markdown::BlockId(0),
        section: crate::markdown::SectionId(0),
        lines,
        strict,
        transcript: false,
    }
}

fn push(lines: &mut Vec<ShellLine>, span: Span, kind: ShellLineKind, nested: bool) {
    if !span.is_empty() {
        lines.push(ShellLine { span, kind, nested });
    }
}

/// How many control structures, functions and groups a line opens and closes.
fn nesting(line: &str) -> (usize, usize) {
    let mut counts = (0, 0);
    for command in line.split(';') {
        match command.split_whitespace().next().unwrap_or("") {
            "if" | "for" | "while" | "until" | "case" => counts.0 += 1,
            "fi" | "done" | "esac" => counts.1 += 1,
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
fn quotes(line: &str, mut open: Option<char>) -> Option<char> {
    let mut escaped = false;
    for c in line.chars() {
        match (open, c) {
            _ if escaped => escaped = false,
            (_, '\\') => escaped = true,
            (None, '#') => {}
            (None, '"' | '\'') => open = Some(c),
            (Some(q), c) if q == c => open = None,
            _ => {}
        }
    }
    open
}

/// The files that a command writes: `> file`, `>> file`, `tee file`, `touch file`.
fn redirections(command: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut words = command.split_whitespace().peekable();
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
