//! See `rules/commands/prose-in-shell.md`.

use crate::{
    diagnostic::quote,
    plan::{Name, Shell, ShellLine, ShellLineKind, Word, is_mark},
    rules::{Context, Findings},
    source::Span,
};

/// The fewest words that make a sentence.
const WORDS: usize = 3;

/// Finds shell blocks in which sentences stand where commands should.
pub fn check(cx: &Context, out: &mut Findings) {
    for shell in cx.plan.shells.iter().filter(|s| !s.transcript && !is_printed(cx, s)) {
        let spoken = |l: &&ShellLine| l.kind == ShellLineKind::Command && is_sentence(cx, cx.text(l.span));
        let mut sentences: Vec<Span> = shell.lines.iter().filter(spoken).map(|l| l.span).collect();
        // Few blocks hold any, and only there it matters to whom they are said.
        if !sentences.is_empty()
            && let Some(talk) = shell.lines.iter().find(|line| is_talk(cx, line))
        {
            sentences.retain(|s| s.start < talk.span.start);
        }
        let Some((&first, more)) = sentences.split_first() else { continue };
        let mut finding = out
            .at(first, format!("this is a sentence, not a command: \"{}\"", quote(cx.text(first))))
            .label("a shell cannot run this")
            .help("put the command here that does it, or take the sentence out of the code block")
            .gathers(sentences.iter().copied());
        for &also in more {
            finding = finding.related(also, "another sentence");
        }
        out.push(finding);
    }
    lists(cx, out);
}

/// Whether a block begins with a mark, "❌ Error: …": it shows what is printed.
fn is_printed(cx: &Context, shell: &Shell) -> bool {
    let first = shell.lines.first().and_then(|line| cx.text(line.span).chars().next());
    first.is_some_and(is_mark)
}

/// Whether the lines below are said to a program: its name stands alone, or a comment says that they are typed.
fn is_talk(cx: &Context, line: &ShellLine) -> bool {
    let words = &cx.settings.vocabulary;
    let text = cx.text(line.span);
    match line.kind {
        ShellLineKind::Command => {
            let mut parts = text.split_whitespace();
            let program = parts.next().unwrap_or("");
            match words.is_name(program, Name::AgentProgram) {
                // `claude --continue`, `ollama run llama3`; `claude -p "…"` answers and ends.
                true => {
                    !text.contains(['"', '\'', '|', ';', '&'])
                        && parts.clone().count() <= WORDS
                        && !parts.any(|p| p == "-p")
                }
                false => words.is_name(program, Name::InnerShell) && parts.next().is_none(),
            }
        }
        ShellLineKind::Comment => words.says(text, Word::Typed),
        ShellLineKind::Continuation => false,
    }
}

/// Blocks that hold nothing but a list in words; an author who does so once does it everywhere.
fn lists(cx: &Context, out: &mut Findings) {
    let mut blocks = cx.plan.shells.iter().filter(|s| !s.transcript).filter_map(|shell| {
        let mut lines = shell.lines.iter().filter(|l| l.kind != ShellLineKind::Comment).map(|l| cx.text(l.span));
        let spoken = |line: &str| line.split_whitespace().count() > WORDS;
        let listed = lines.clone().all(is_bullet) && lines.clone().nth(1).is_some() && lines.any(spoken);
        listed.then(|| shell.lines.iter().find(|l| l.kind != ShellLineKind::Comment).map(|l| l.span)).flatten()
    });
    // One alone may be the text that is to stand in a file.
    let (Some(first), Some(second)) = (blocks.next(), blocks.next()) else { return };
    let mut finding = out
        .at(first, format!("this is a list, not a command: \"{}\"", quote(cx.text(first))))
        .label("a shell cannot run this")
        .help("take the list out of the code block, so that it is rendered as one and can hold boxes");
    for also in std::iter::once(second).chain(blocks) {
        finding = finding.related(also, "another list");
    }
    out.push(finding);
}

/// Whether a line is a bullet with a word behind it; `- name: x` is data.
fn is_bullet(line: &str) -> bool {
    let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or("").trim_start();
    let word = item.split_whitespace().next().unwrap_or("");
    word.starts_with(|c: char| c.is_uppercase()) && !word.contains([':', '=', '"', '{', '$'])
}

/// Whether a command line reads as an instruction to a person: an imperative with
/// a capital letter, or a word such as "then", plain words, none of a shell's signs.
fn is_sentence(cx: &Context, line: &str) -> bool {
    let line = line.trim_end_matches(['.', '!', ':', '…']);
    let mut words = line.split_whitespace();
    let verb = words.next().unwrap_or("").trim_end_matches(',');
    let capital =
        verb.starts_with(|c: char| c.is_ascii_uppercase()) && verb[1..].chars().all(|c| c.is_ascii_lowercase());
    if !capital {
        return false;
    }
    let count = words.clone().count() + 1;
    let vocabulary = &cx.settings.vocabulary;
    let glued = || words.clone().any(|w| vocabulary.is_name(w, Name::Glue));
    let led = vocabulary.is_name(verb, Name::Connective) && count > WORDS && glued();
    count >= WORDS
        && (vocabulary.is_name(verb, Name::Imperative) || led)
        && words.all(is_plain)
        // Of two or three words one must be a word of the language and not a name.
        && (count > WORDS || line.split_whitespace().skip(1).all(|w| w.chars().all(|c| c.is_ascii_lowercase())))
}

/// A word of prose: letters, digits, a comma, a dash inside; no flag, path, variable or operator.
fn is_plain(word: &str) -> bool {
    let word = word.trim_matches([',', '.', ':', '(', ')']);
    !word.is_empty()
        && !word.starts_with('-')
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '–'))
}
