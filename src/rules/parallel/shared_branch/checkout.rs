//! Lanes that work side by side in one folder, each on a branch of its own.

use crate::{
    diagnostic::{Subject, listed, quote},
    plan::{Axis, Node, Orders, Phrase, command_words},
    rules::{Context, Findings},
    source::Span,
};

/// Where a lane works, by its own commands.
struct Checkout<'c> {
    lane: Node,
    folder: &'c str,
    /// The branch that it makes, and where.
    branch: Option<(&'c str, Span)>,
}

/// How many lanes are compared.
const LANES: usize = 64;

/// Whether a program goes to another machine, whose folders are others.
fn leaves(program: &str) -> bool {
    matches!(program, "ssh" | "docker" | "podman" | "devcontainer" | "vagrant" | "kubectl" | "multipass" | "wsl")
}

/// Finds `cd ~/app` and `git checkout -b` another branch in each of several lanes: the last one wins.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    // Most plans have none that work side by side.
    if !cx.plan.groups.iter().any(|group| group.axis == Axis::Lane) && !is_parallel(cx) {
        return;
    }
    let mut lanes: Vec<Checkout> = Vec::new();
    for command in cx.plan.commands.iter().filter(|c| c.shell.is_some()) {
        let mut words = command_words(cx.text(command.span));
        let program = words.next();
        if program.is_some_and(leaves) {
            return;
        }
        // Most commands neither go anywhere nor switch anything.
        if !matches!(program, Some("cd" | "git")) {
            continue;
        }
        let (verb, flag, name) = (words.next(), words.next(), words.next());
        // Whoever knows of worktrees and clones has folders for them.
        if program == Some("git") && matches!(verb, Some("worktree" | "clone")) {
            return;
        }
        let Some(lane) = lane(cx, command.block) else { continue };
        let room = lanes.len() < LANES;
        let own = lanes.iter_mut().find(|c| c.lane == lane);
        match (program, verb, flag, name, own) {
            (Some("cd"), Some(folder), None, _, None) if room && folder.starts_with(['/', '~']) => {
                lanes.push(Checkout { lane, folder, branch: None });
            }
            (Some("git"), Some("checkout"), Some("-b"), Some(name), Some(own))
            | (Some("git"), Some("switch"), Some("-c"), Some(name), Some(own)) => {
                own.branch.get_or_insert((name, command.span));
            }
            _ => {}
        }
    }
    let Some(first) = lanes.iter().find(|c| c.branch.is_some()) else { return };
    let (mut orders, turns) = (Orders::of(cx.plan), super::turns::Turns::of(cx));
    let mut beside = |other: &&Checkout| {
        let apart = other.branch.zip(first.branch).is_some_and(|(a, b)| a.0 != b.0);
        apart
            && other.folder == first.folder
            && !orders.between(first.lane, other.lane)
            && !turns.between(cx, first.lane, other.lane)
    };
    let others: Vec<&Checkout> = lanes.iter().filter(|c| beside(c)).collect();
    if let ([second, rest @ ..], Some((_, at))) = (&others[..], first.branch) {
        report(cx, out, (first, at), second, rest);
    }
}

/// The lane or agent in whose part a block stands, where those work side by side.
fn lane(cx: &Context, block: crate::markdown::BlockId) -> Option<Node> {
    cx.plan.sections_around(cx.document, cx.document.block(block).section).find_map(|s| {
        let facts = &cx.plan.sections[s.0 as usize];
        let group = facts.group.filter(|&g| cx.plan.group(g).axis == Axis::Lane).map(Node::Group);
        group.or(facts.actor.filter(|_| is_parallel(cx)).map(Node::Actor))
    })
}

/// Whether the plan says that some work side by side.
fn is_parallel(cx: &Context) -> bool {
    cx.plan.has_phrase(Phrase::Beside)
}

fn report(cx: &Context, out: &mut Findings, (first, at): (&Checkout, Span), second: &Checkout, rest: &[&Checkout]) {
    let Some((_, again)) = second.branch else { return };
    let all: Vec<&Checkout> = [first, second].into_iter().chain(rest.iter().copied()).collect();
    let lanes = listed(all.iter().map(|c| cx.plan.name(c.lane)), 2);
    let folder = quote(first.folder);
    let found = out
        .at(again, format!("{lanes} check out branches of their own in one folder, `{folder}`"))
        .label("switches the branch under the others")
        .related(at, "checked out here first")
        .help("give each of them a folder: `git worktree add ../NAME -b BRANCH`")
        .about(Subject::Place(again));
    let spans = rest.iter().filter_map(|c| c.branch).take(6);
    out.push(spans.fold(found, |found, (_, span)| found.related(span, "and here")));
}
