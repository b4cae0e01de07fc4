//! Commands: what scripts, and code spans that begin with a known program, run.

use crate::{
    markdown::BlockId,
    plan::{model::*, read::Reader},
    source::Span,
};

/// The programs with which a command in a code span begins: those that run what a manifest names.
pub const PROGRAMS: [&str; 19] = [
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "make",
    "just",
    "task",
    "cargo",
    "composer",
    "poe",
    "poetry",
    "uv",
    "hatch",
    "pdm",
    "tox",
    "nox",
    "mix",
    "gradle",
    "./gradlew",
];

/// Reads the commands of scripts and code spans.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Command> {
    let mut commands = Vec::new();
    for index in 0..reader.plan.shells.len() {
        let shell = &reader.plan.shells[index];
        let mut folder = Folder::Document;
        for line in shell.lines.iter().filter(|l| l.kind == ShellLineKind::Command) {
            let nested = line.nested;
            let mut here = folder.clone();
            for span in simple(reader.slice(line.span), line.span) {
                let command = Command { span, block: shell.block, shell: Some(index), nested, folder: here.clone() };
                if let Some(target) = changes_folder(reader.slice(span)) {
                    here = here.join(target);
                }
                commands.push(command);
            }
            // What stands in parentheses leaves the folder of the next line alone.
            if !reader.slice(line.span).starts_with('(') {
                folder = if nested && here != folder { Folder::Unknown } else { here };
            }
        }
    }
    spans(reader, &mut commands);
    commands
}

/// Commands in code spans: "run `npm test`".
fn spans(reader: &Reader, commands: &mut Vec<Command>) {
    let document = reader.document;
    for &span in &document.code_spans {
        // Most are a name, without a space; programs have short ones.
        if !begins_short(&reader.text.as_bytes()[span.range()]) {
            continue;
        }
        let code = document.code_span(reader.text, span);
        let text = reader.slice(code);
        let program = first_word(text);
        let runs = program.len() < text.len() && (PROGRAMS.contains(&program) || matches!(program, "cd" | "git"));
        if let Some(block) = document.block_at(span.start).filter(|_| runs) {
            inline_commands(reader, block, code, commands);
        }
    }
}

/// Whether a space stands in a code span behind a word that is no longer than the name of a program.
fn begins_short(code: &[u8]) -> bool {
    let word = code.iter().position(|b| *b != b'`' && b.is_ascii_graphic()).unwrap_or(code.len());
    code[word..code.len().min(word + LONGEST + 1)].contains(&b' ')
}

/// The longest name of a program, in bytes.
const LONGEST: usize = {
    let (mut longest, mut at) = ("git".len(), 0);
    while at < PROGRAMS.len() {
        if PROGRAMS[at].len() > longest {
            longest = PROGRAMS[at].len();
        }
        at += 1;
    }
    longest
};

fn inline_commands(reader: &Reader, block: BlockId, code: Span, commands: &mut Vec<Command>) {
    let mut folder = Folder::Document;
    for span in simple(reader.slice(code), code) {
        let target = changes_folder(reader.slice(span));
        commands.push(Command { span, block, shell: None, nested: false, folder: folder.clone() });
        if let Some(target) = target {
            folder = folder.join(target);
        }
    }
}

/// The simple commands of a line, split at `&&`, `||`, `;` and `|`, comments and variables before them off.
fn simple(line: &str, span: Span) -> Few<Span> {
    let bytes = line.as_bytes();
    let sign = |&b: &u8| SIGNS[usize::from(b)];
    let mut found = Few::new();
    let mut take = |part: &str| {
        let part = command(part);
        if !part.is_empty() {
            found.push(span.of_part(line, part));
        }
    };
    let (mut from, mut at, mut quote) = (0, 0, None);
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(sign)) {
        let here = at + next;
        at = here + 1;
        let before = bytes[..here].last();
        match (quote, bytes[here]) {
            // What follows is no sign.
            (_, b'\\') => at += 1,
            (Some(open), mark) if open == mark => quote = None,
            (Some(_), _) => {}
            (None, mark @ (b'"' | b'\'' | b'`')) => quote = Some(mark),
            (None, b'#') if before == Some(&b' ') => {
                take(&line[from..here]);
                return found;
            }
            (None, b'#') => {}
            // `2>&1` and `>|` redirect.
            (None, _) if before == Some(&b'>') => {}
            (None, _) => {
                take(&line[from..here]);
                from = at;
            }
        }
    }
    take(&line[from..]);
    found
}

/// The bytes that may part commands, or keep them from being parted.
const SIGNS: [bool; 256] = {
    let (mut signs, all) = ([false; 256], b"\\\"'`#&|;");
    let mut at = 0;
    while at < all.len() {
        signs[all[at] as usize] = true;
        at += 1;
    }
    signs
};

/// What stands before the first space of `text`.
fn first_word(text: &str) -> &str {
    &text[..memchr::memchr(b' ', text.as_bytes()).unwrap_or(text.len())]
}

/// `part` without the brackets around it and the variables set for it.
fn command(part: &str) -> &str {
    let mut part = part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '{' | '}' | '!' | '\\'));
    loop {
        let word = first_word(part);
        let name = word.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let sets = name > 0 && word.as_bytes().get(name) == Some(&b'=');
        let leads =
            matches!(word, "sudo" | "time" | "then" | "do" | "else" | "env" | "command" | "nohup" | "if" | "while");
        if !(sets || leads) || word.len() >= part.len() {
            return part;
        }
        part = part[word.len()..].trim_start();
    }
}

/// The folder that a command goes to.
fn changes_folder(command: &str) -> Option<&str> {
    // Most commands begin with another letter.
    if !command.trim_start().starts_with(['c', 'p', '"', '\'']) {
        return None;
    }
    let mut words = words(command);
    matches!(words.next(), Some("cd" | "pushd")).then(|| words.next().unwrap_or("~"))
}

/// The words of a command as a shell would split them, quotation marks around a whole word off.
pub fn words(command: &str) -> impl Iterator<Item = &str> {
    let mut rest = command;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let mut quote = None;
        let end = rest
            .char_indices()
            .find(|&(_, c)| {
                match quote {
                    Some(q) if q == c => quote = None,
                    None if matches!(c, '"' | '\'') => quote = Some(c),
                    _ => {}
                }
                quote.is_none() && c.is_whitespace()
            })
            .map_or(rest.len(), |(at, _)| at);
        let word;
        (word, rest) = rest.split_at(end);
        (!word.is_empty()).then(|| word.trim_matches(['"', '\'']))
    })
}

impl Folder {
    /// The folder to which `cd target` leads from here.
    fn join(&self, target: &str) -> Self {
        let known = |base: &str| {
            let plain = !target.is_empty()
                && !target.starts_with(['/', '~', '-'])
                && !target.contains(['$', '<', '*', '{', '`', ':', '\\']);
            if !plain {
                return Self::Unknown;
            }
            let mut parts: Vec<&str> = base.split('/').filter(|p| !p.is_empty()).collect();
            for part in target.split('/') {
                match part {
                    "" | "." => {}
                    ".." if parts.pop().is_some() => {}
                    ".." => return Self::Unknown,
                    part => parts.push(part),
                }
            }
            if parts.is_empty() { Self::Unknown } else { Self::Below(parts.join("/").into()) }
        };
        match self {
            Self::Document => known(""),
            Self::Below(base) => known(base),
            Self::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> Vec<&str> {
        simple(line, Span::new(0, line.len())).into_iter().map(|s| &line[s.range()]).collect()
    }

    #[test]
    fn lines_fall_into_commands() {
        assert_eq!(parts("cd web && CI=1 npm test | tee out.log # all"), ["cd web", "npm test", "tee out.log"]);
        assert_eq!(parts("(make a; sudo make b) 2>&1"), ["make a", "make b) 2>&1"]);
        assert_eq!(parts("echo \"a && b\""), ["echo \"a && b\""]);
        assert!(parts("").is_empty());
    }

    #[test]
    fn words_of_a_command() {
        assert_eq!(
            words("git commit -m \"two words\" 'x'").collect::<Vec<_>>(),
            ["git", "commit", "-m", "two words", "x"]
        );
        assert_eq!(words("  ").count(), 0);
    }

    #[test]
    fn folders() {
        let web = Folder::Document.join("apps/web");
        assert_eq!(web, Folder::Below("apps/web".into()));
        assert_eq!(web.join("../api/"), Folder::Below("apps/api".into()));
        assert_eq!(web.join("/srv"), Folder::Unknown);
        assert_eq!(Folder::Document.join(".."), Folder::Unknown);
    }
}
