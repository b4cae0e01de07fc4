//! What somebody types.

use super::defects;
use crate::clean::{Clean, Mutant};

defects! {
    "prose-in-shell" "a sentence stands among commands" prose_in_shell;
    "risky-command" "the history of all is written anew" force_push;
    "risky-command" "a home is emptied" empty_home;
    "unknown-script" "a script is mistyped" mistyped_script;
    "unreachable-command" "the shell ends before its last line" unreachable;
}

fn prose_in_shell(clean: &Clean) -> Vec<Mutant> {
    let prose = "Now open the dashboard and compare the numbers with those of yesterday.";
    let mutants = clean.at_end(&format!("Then:\n\n```bash\ncargo build\n{prose}\n```"));
    mutants.into_iter().map(|m| m.at("Now open")).collect()
}

fn force_push(clean: &Clean) -> Vec<Mutant> {
    let mutants = clean.at_end("Then:\n\n```bash\ncargo build\ngit push --force origin main\n```");
    mutants.into_iter().map(|m| m.at("git push")).collect()
}

fn empty_home(clean: &Clean) -> Vec<Mutant> {
    let mutants = clean.at_end("Then:\n\n```bash\nls ~\nrm -rf ~/\n```");
    mutants.into_iter().map(|m| m.at("rm -rf")).collect()
}

fn mistyped_script(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for command in &clean.plan.commands {
        let text = clean.slice(command.span);
        let known = ["npm run ", "make ", "just "].iter().find(|runner| text.starts_with(*runner));
        // What a finished step ran is past.
        let done = clean.slice(clean.line_span(command.span)).contains("[x]")
            || clean.plan.tasks.iter().any(|t| t.done() && clean.document.block(t.block).span.contains(command.span));
        if let Some(runner) = known.filter(|_| !done) {
            let script = &text[runner.len()..];
            let name = script.split(' ').next().unwrap_or_default();
            let span = command.span.of_part(text, name);
            mutants.push(clean.replace(span, &format!("{name}x")));
        }
    }
    mutants
}

fn unreachable(clean: &Clean) -> Vec<Mutant> {
    let mutants = clean.at_end("Then:\n\n```bash\nsource settings.sh\nexec $SHELL\nstation --version\n```");
    mutants.into_iter().map(|m| m.at("station --version")).collect()
}
