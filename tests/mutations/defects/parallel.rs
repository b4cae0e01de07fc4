//! Work that runs side by side.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    plan::{Held, Holding, Mode, Task, Why},
    source::Span,
};

defects! {
    "write-conflict" "two parallel tasks write one file" same_file;
    "shared-branch" "a lane takes the branch of another" same_branch;
    "shared-branch" "two terminals check out branches of their own in one folder" one_folder;
    "overlapping-assignment" "a lane takes what another has" same_item;
    "wrong-concurrency" "more work at once than any wave has work for" too_many_at_once;
}

fn same_file(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let marked: Vec<_> = clean.plan.tasks().filter(|(id, t)| t.parallel.is_some() && clean.is_open(*id)).collect();
    for pair in marked.windows(2) {
        let (a, b) = (pair[0].1, pair[1].1);
        let written = |t: &Task| t.files.iter().find(|f| f.writes).map(|f| (f.path.clone(), f.span));
        if let (Some((path, _)), Some((_, span))) = (written(a), written(b))
            && a.group == b.group
            && a.section == b.section
        {
            mutants.push(clean.replace(span, &path));
        }
    }
    mutants
}

/// Things of one kind that two neighbouring lanes have.
fn held(clean: &Clean, what: Held) -> Vec<(&Holding, &Holding)> {
    let all: Vec<&Holding> = clean.plan.holdings.iter().filter(|h| h.what == what).collect();
    let mut lanes: Vec<&Holding> = Vec::new();
    for holding in all {
        if lanes.last().is_none_or(|last| last.lane != holding.lane) {
            lanes.push(holding);
        }
    }
    lanes.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

fn same_branch(clean: &Clean) -> Vec<Mutant> {
    held(clean, Held::Branch).into_iter().map(|(a, b)| clean.replace(b.span, clean.slice(a.span))).collect()
}

fn one_folder(clean: &Clean) -> Vec<Mutant> {
    // Where there are phases, a further part would have to have what each of them has.
    let free = clean.plan.groups.is_empty() && clean.plan.commands.is_empty() && clean.plan.gates.is_empty();
    let terminal = |number: u32, branch: &str| {
        format!("## Terminal {number}: {branch}\n\n```bash\ncd ~/app\ngit checkout -b work/{branch}\n```\n")
    };
    let text = format!("{}\n{}", terminal(1, "parser"), terminal(2, "printer"));
    let mutants = if free { clean.at_end(&text) } else { Vec::new() };
    mutants.into_iter().map(|m| m.at("git checkout -b work/printer")).collect()
}

fn same_item(clean: &Clean) -> Vec<Mutant> {
    // Of two lanes of which one waits for the other, one may go on with what the other began.
    let apart = |a: &Holding, b: &Holding| {
        let ends = [a.lane, b.lane];
        !clean.plan.edges.iter().any(|e| ends.contains(&e.before) && ends.contains(&e.after))
    };
    let held = held(clean, Held::Item).into_iter().filter(|(a, b)| apart(a, b));
    held.map(|(a, b)| clean.replace(b.span, clean.slice(a.span))).collect()
}

fn too_many_at_once(clean: &Clean) -> Vec<Mutant> {
    let waves = clean.plan.groups.iter().filter(|g| !g.members.is_empty());
    let drawn = waves.filter(|g| g.places.iter().any(|p| p.why == Why::Timeline)).count();
    let parallel = clean.plan.groups.iter().any(|g| matches!(g.mode, Some((Mode::Parallel, _))));
    let method = clean.plan.fields.iter().find(|f| clean.slice(f.key).starts_with("Method"));
    let Some(method) = method.filter(|_| drawn > 2 && parallel) else { return Vec::new() };
    let value = clean.slice(method.value);
    let Some(at) = value.find(" parallel") else { return Vec::new() };
    let count = value[..at].rsplit(' ').next().unwrap_or_default();
    let span: Span = method.value.of_part(value, count);
    vec![clean.replace(span, "9")]
}
