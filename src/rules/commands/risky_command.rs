//! See `rules/commands/risky-command.md`.

use crate::{
    diagnostic::{Diagnostic, Severity, quote},
    plan::{ActorKind, Axis, Command, Folder, Group, Mode, Role, Topic, Word, command_words},
    rules::{Context, Findings},
    source::Span,
};

/// How many further places a finding points at.
const PLACES: usize = 8;

/// What may go wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Risk {
    /// The whole disk, home or checkout goes.
    Root,
    /// The history that everybody builds on goes.
    Trunk,
    /// The history that others may build on goes.
    History,
    /// The work of others in the same checkout goes.
    Loss,
    /// The work of others is taken into a commit.
    Sweep,
}

/// Finds commands that destroy or take in what others are working on; one finding a kind of harm.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut findings: Vec<(Risk, Diagnostic)> = Vec::new();
    let mut said: Option<Work> = None;
    for command in cx.plan.commands.iter().filter(|c| c.shell.is_some()) {
        let Some(risk) = risk(cx.text(command.span), &command.folder) else { continue };
        let place = match risk {
            Risk::Root | Risk::Trunk => None,
            _ if findings.iter().any(|(known, _)| *known == risk) => None,
            _ => match others(cx, said.get_or_insert_with(|| work(cx)), command) {
                None => continue,
                place => place,
            },
        };
        match findings.iter_mut().find(|(known, _)| *known == risk) {
            Some((_, finding)) if finding.related.len() < PLACES => {
                *finding = finding.clone().related(command.span, "and here");
            }
            Some(_) => {}
            None => findings.push((risk, finding(cx, out, command, risk, place))),
        }
    }
    findings.into_iter().for_each(|(_, finding)| out.push(finding));
}

fn finding(cx: &Context, out: &Findings, command: &Command, risk: Risk, others: Option<Span>) -> Diagnostic {
    let name = quote(cx.text(command.span));
    let (what, help) = match risk {
        Risk::Root => (
            "deletes everything from there on, whatever it is run in",
            "name the folder that is meant, from the root of the repository",
        ),
        Risk::Trunk | Risk::History => (
            "throws away what the others have pushed in the meantime",
            "use `--force-with-lease`, or push to a branch of its own",
        ),
        Risk::Loss => (
            "throws away what the others have not committed yet",
            "give each worker a worktree of its own, or restore only the files of this step",
        ),
        Risk::Sweep => (
            "takes in the half-done work of everybody else in this checkout",
            "name the files of this step, or give each worker a worktree or branch of its own",
        ),
    };
    let mut finding =
        out.at(command.span, format!("`{name}` {what}")).label("reaches further than this step").help(help);
    if risk == Risk::Trunk && takes_back(cx, command) {
        finding = finding.severity(Severity::Info);
    }
    match others {
        Some(place) => finding.related(place, "several work at the same time"),
        None => finding,
    }
}

/// Whether a command is one of those that take a release back, which are meant to be drastic.
fn takes_back(cx: &Context, command: &Command) -> bool {
    let block = cx.document.block_at(command.span.start);
    block.is_some_and(|block| cx.plan.within(cx.document.block(block).section, Topic::Rollback))
}

/// What a command may do to others.
fn risk(command: &str, folder: &Folder) -> Option<Risk> {
    if !["git ", "rm "].iter().any(|program| command.starts_with(program)) {
        return None;
    }
    let mut words = command_words(command);
    match words.next()? {
        "rm" => {
            let rest: Vec<&str> = words.collect();
            let flag = |short: char, long: &str| {
                rest.iter().any(|w| {
                    *w == long || w.starts_with('-') && !w.starts_with("--") && w.to_ascii_lowercase().contains(short)
                })
            };
            let root = rest.iter().any(|w| match *w {
                "/" | "/*" | "~" | "~/" | "~/*" | "$HOME" | "$HOME/" | "$HOME/*" | "${HOME}" => true,
                // In a folder of its own this clears that folder.
                "*" | "." | "./" | "./*" | ".." => *folder == Folder::Document,
                _ => false,
            });
            (flag('r', "--recursive") && flag('f', "--force") && root).then_some(Risk::Root)
        }
        "git" => {
            let words: Vec<&str> = words.collect();
            // Another folder is another checkout.
            let (&verb, rest) = words.split_first().filter(|(w, _)| !w.starts_with('-'))?;
            let has = |flags: &[&str]| rest.iter().any(|w| flags.contains(w));
            match verb {
                "push" if has(&["--force", "-f"]) => {
                    Some(if has(&["main", "master", "trunk"]) { Risk::Trunk } else { Risk::History })
                }
                "reset" => has(&["--hard"]).then_some(Risk::Loss),
                "clean" => rest
                    .iter()
                    .any(|w| w.starts_with('-') && !w.starts_with("--") && w.contains('f') && !w.contains('n'))
                    .then_some(Risk::Loss),
                "checkout" | "restore" => has(&["."]).then_some(Risk::Loss),
                "add" => has(&["-A", "--all", ".", ":/"]).then_some(Risk::Sweep),
                "commit" => rest.iter().any(|w| matches!(*w, "-a" | "-am" | "--all")).then_some(Risk::Sweep),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What a plan says of who works beside whom.
enum Work {
    /// Each in a checkout of its own.
    Apart,
    /// Several at the same time, as is said there.
    Shared(Span),
    /// Nothing.
    Unsaid,
}

/// What the plan as a whole says.
fn work(cx: &Context) -> Work {
    let plan = cx.plan;
    if branches(cx) > 1 {
        return Work::Apart;
    }
    let mut said = None;
    for (word, range) in cx.settings.vocabulary.checkouts(cx.source.text()) {
        match word {
            Word::SharedCheckout => said = said.or(Some(Span::new(range.start, range.end))),
            Word::OwnCheckout => return Work::Apart,
            _ => {}
        }
    }
    let workers = plan.actors.iter().filter(|a| a.roster && a.kind != ActorKind::Pool).count();
    let several = |g: &Group| g.members.len() > 1 || workers > 1;
    let parallel = plan.groups.iter().find_map(|g| g.mode.filter(|(m, _)| *m == Mode::Parallel && several(g)));
    let mut lanes = plan.groups.iter().filter(|g| g.axis == Axis::Lane && !g.members.is_empty());
    let lanes = || lanes.next().zip(lanes.next()).map(|(lane, _)| lane.span());
    said.or(parallel.map(|(_, place)| place.span)).or_else(lanes).map_or(Work::Unsaid, Work::Shared)
}

/// Where it is said that others work beside a command, in one checkout.
fn others(cx: &Context, work: &Work, command: &Command) -> Option<Span> {
    let section = cx.document.block(command.block).section;
    match work {
        Work::Apart => None,
        Work::Shared(place) => Some(*place),
        Work::Unsaid => {
            let mut around = cx.plan.sections_around(cx.document, section);
            let parallel = around.find(|s| cx.plan.sections[s.0 as usize].topics.contains(Topic::Parallel));
            parallel.map(|s| cx.document.section(s).title_span)
        }
    }
}

/// How many branches the plan deals out, by whatever it says so.
fn branches(cx: &Context) -> usize {
    let groups = cx.plan.groups.iter().filter(|g| g.branch.is_some()).count();
    let fields = cx.plan.fields.iter().filter(|f| f.role == Some(Role::Branch)).count();
    let made = cx.plan.commands.iter().filter(|c| {
        let mut words = command_words(cx.text(c.span));
        words.next() == Some("git")
            && matches!((words.next(), words.next()), (Some("checkout"), Some("-b")) | (Some("switch"), Some("-c")))
    });
    groups.max(fields).max(made.count())
}
