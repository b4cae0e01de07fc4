//! Texts that are handed over.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::plan::{PromptKind, Why};

defects! {
    "undefined-prompt" "a prompt is named that is not there" undefined_prompt;
    "invalid-payload" "a comma is missing in JSON" invalid_payload;
    "invalid-payload" "a key of YAML stands too deep" invalid_yaml;
    "unfilled-placeholder" "a name is still to be inserted" unfilled_task;
    "unfilled-placeholder" "nobody to call was named" nobody_to_call;
    "missing-verification" "a prompt forgets to run the tests" untested_prompt;
}

fn undefined_prompt(clean: &Clean) -> Vec<Mutant> {
    let named = clean.plan.prompts.iter().filter(|p| p.kind == PromptKind::Prompt);
    let ids: Vec<&str> = named.filter_map(|p| p.id.as_deref()).collect();
    let letters = ids.len() > 1 && ids.iter().all(|id| id.len() == 1);
    let other = if ids.first().is_some_and(|id| id.starts_with(|c: char| c.is_ascii_digit())) { "9" } else { "Q" };
    if letters { vec![clean.append(&format!("The last lane is closed with prompt {other}."))] } else { Vec::new() }
}

fn invalid_payload(clean: &Clean) -> Vec<Mutant> {
    let mutants = clean.at_end("Send this:\n\n```json\n{\n  \"lane\": 3\n  \"state\": \"done\"\n}\n```");
    mutants.into_iter().map(|m| m.at("\"lane\": 3")).collect()
}

fn invalid_yaml(clean: &Clean) -> Vec<Mutant> {
    let mutants = clean.at_end("Send this:\n\n```yaml\nlane: 3\n  state: done\n```");
    mutants.into_iter().map(|m| m.at("  state: done")).collect()
}

fn unfilled_task(clean: &Clean) -> Vec<Mutant> {
    let plain = |text: &str| !text.ends_with([')', ':', '`', ']']) && text.contains(' ');
    let open = clean.plan.tasks().filter(|(id, t)| clean.is_open(*id) && t.places[0].why == Why::Box);
    let spans = open.map(|(_, t)| t.span()).filter(|&s| plain(clean.slice(s)));
    spans.map(|s| clean.insert(s.end, " with [insert name]")).collect()
}

fn nobody_to_call(clean: &Clean) -> Vec<Mutant> {
    let contacts = clean.plan.tables.iter().filter(|t| clean.document.section(t.section).title.contains("contacts"));
    let names = contacts.filter_map(|t| {
        let column = t.columns.iter().position(|c| &*c.key == "name")?;
        let cells: Vec<_> = t.rows.iter().filter_map(|r| r.cells.get(column)).map(|&c| clean.cell(c)).collect();
        let blank: Vec<_> = cells.iter().map(|&c| (c, "[Name]")).collect();
        (cells.len() > 1).then(|| clean.edit(&blank).on(clean.line(cells[0])))
    });
    names.collect()
}

fn untested_prompt(clean: &Clean) -> Vec<Mutant> {
    let prompts: Vec<_> = clean.plan.prompts.iter().filter(|p| p.kind == PromptKind::Prompt).collect();
    let tests = |line: &&str| line.contains("npm test") || line.contains("cargo test") || line.contains("make check");
    let tested = prompts.iter().filter(|p| clean.slice(p.body).lines().any(|l| tests(&l))).count();
    if prompts.len() < 3 || tested < prompts.len() {
        return Vec::new();
    }
    let mutants = prompts.iter().filter_map(|p| {
        let body = clean.slice(p.body);
        let kept: Vec<&str> = body.lines().filter(|l| !tests(l)).collect();
        let changes = ["Implement", "Add", "Rewrite", "Write"].iter().any(|w| kept.iter().any(|l| l.contains(w)));
        let end = if body.ends_with('\n') { "\n" } else { "" };
        changes.then(|| clean.replace(p.body, &format!("{}{end}", kept.join("\n"))).on(clean.line(p.place.span)))
    });
    mutants.collect()
}
