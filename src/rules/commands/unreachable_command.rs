//! See `rules/commands/unreachable-command.md`.

use crate::{
    diagnostic::quote,
    plan::{Name, Shell, ShellLine, ShellLineKind},
    rules::{Context, Findings},
};

/// Finds lines of a script that no shell comes to, since one before them ends it or puts another program in its place.
pub fn check(cx: &Context, out: &mut Findings) {
    for shell in cx.plan.shells.iter().filter(|s| !s.transcript) {
        script(cx, out, shell);
    }
}

fn script(cx: &Context, out: &mut Findings, shell: &Shell) {
    if !shell.lines.iter().any(|line| matches!(word(cx.text(line.span)), "exec" | "exit")) {
        return;
    }
    // Whoever opened another shell or machine leaves only that one.
    let mut inside = false;
    let mut lines = shell.lines.iter().enumerate();
    let last = lines.find(|(_, line)| {
        let own = line.kind == ShellLineKind::Command && !line.nested;
        // Whoever types into another machine goes on typing there.
        let ends = own && ends_script(cx.text(line.span), inside) && !(inside && is_shell(cx, cx.text(line.span)));
        inside |= own && cx.text(line.span).split(['|', ';', '&']).any(|command| opens_another(cx, command.trim()));
        ends
    });
    let Some((at, last)) = last else { return };
    let replaced = word(cx.text(last.span)) == "exec";
    let rest = &shell.lines[at + 1..];
    // The lines of a here-document belong to the last command; a comment behind `exit` begins another example.
    let mut rest = rest.iter().skip_while(|l| l.kind == ShellLineKind::Continuation);
    let dead: Vec<&ShellLine> = match replaced {
        // A comment behind a new shell says what is done there.
        true if is_shell(cx, cx.text(last.span)) => rest.take_while(|l| l.kind != ShellLineKind::Comment).collect(),
        true => rest.filter(|l| l.kind == ShellLineKind::Command).collect(),
        false => rest.by_ref().take_while(|l| l.kind != ShellLineKind::Comment).collect(),
    };
    let Some(first) = dead.first().filter(|l| l.kind == ShellLineKind::Command) else { return };
    let end = quote(cx.text(last.span));
    let (why, help) = match replaced {
        true => (
            "puts another program in the place of this shell",
            "move `exec` to the end, or say that the lines below it are run in the new shell, in a block of their own",
        ),
        false => ("ends the shell", "take the line out, or put what follows before it"),
    };
    let mut finding = out
        .at(first.span, format!("this line never runs: `{end}` before it {why}"))
        .label("never runs")
        .related(last.span, why)
        .help(help)
        .gathers(dead.iter().filter(|l| l.kind == ShellLineKind::Command).map(|line| line.span));
    finding = finding.also(
        dead.iter().skip(1).filter(|l| l.kind == ShellLineKind::Command).map(|line| (line.span, "nor does this")),
    );
    out.push(finding);
}

/// Whether `exec` begins an interactive shell: `exec $SHELL`, `exec zsh -l`, and no script.
fn is_shell(cx: &Context, line: &str) -> bool {
    let mut words = line.split_whitespace().skip(1).map(|w| w.trim_matches('"'));
    let program = words.next().unwrap_or("");
    let name = program.rsplit('/').next().unwrap_or(program);
    let shell = program == "$SHELL" || cx.settings.vocabulary.is_name(name, Name::InnerShell);
    shell && words.all(|w| w.starts_with('-') && !w.contains('c') || w.starts_with('#'))
}

fn word(line: &str) -> &str {
    line.split([' ', ';']).next().unwrap_or("")
}

/// Whether nothing behind `line` runs; `inside` another shell, `exit` only leaves that one.
fn ends_script(line: &str, inside: bool) -> bool {
    if line.contains("||") || line.contains("&&") || line.contains('|') {
        return false;
    }
    let rest = line.split_whitespace().nth(1).unwrap_or("");
    match word(line) {
        // `exec > log` and `exec 3<> file` only redirect.
        "exec" => {
            rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '$' | '"' | '/' | '.' | '-'))
                && !rest.starts_with("${")
        }
        "exit" => !inside && rest.chars().all(|c| c.is_ascii_digit() || c == '#'),
        _ => false,
    }
}

/// Whether a command leaves its reader in another shell or on another machine.
fn opens_another(cx: &Context, command: &str) -> bool {
    let mut words = command.split_whitespace();
    let Some(first) = words.next() else { return false };
    let interactive = || words.clone().any(|w| w.starts_with('-') && !w.starts_with("--") && w.contains(['i', 's']));
    match first {
        "docker" | "podman" | "kubectl" | "docker-compose" | "lxc" => {
            words.clone().any(|w| matches!(w, "exec" | "run" | "attach" | "shell" | "debug"))
        }
        "sudo" => interactive() || words.clone().any(|w| cx.settings.vocabulary.is_name(w, Name::InnerShell)),
        _ => {
            let vocabulary = &cx.settings.vocabulary;
            vocabulary.is_name(first, Name::InnerShell) || words.any(|w| vocabulary.is_name(w, Name::Session))
        }
    }
}
