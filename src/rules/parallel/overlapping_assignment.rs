//! See `rules/parallel/overlapping-assignment.md`.

use super::shared_branch::shared;
use crate::{
    diagnostic::{Subject, listed, quote},
    plan::{Held, Holding, Name, Node, fold},
    rules::{Context, Findings},
    source::window,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Whether lanes are kinds of work that are done with one thing, "Code", "Review", "QA", and most of what either has is
/// what both have.
fn are_stages(cx: &Context, lanes: (Node, Node), common: usize) -> bool {
    let stage = |node: Node| {
        let name = cx.plan.name(node);
        let bare = name.rsplit(':').next().unwrap_or(&name).trim();
        let all = || cx.plan.holdings.iter().filter(|h| h.what == Held::Item && h.lane == node).count();
        cx.settings.vocabulary.is_name(bare, Name::TaskStage) && all() < 2 * common
    };
    stage(lanes.0) && stage(lanes.1)
}

/// The longest gloss behind a name that is looked at, in bytes.
const GLOSS: usize = 60;

/// Whether brackets right behind a thing tell two parts of it, "#1 (API)", "#1 (UI)": the only ones in their lines, as
/// "#1 (bug), #2 (docs)" tells what each is about, and without a common word.
fn are_parts(cx: &Context, first: &Holding, second: &Holding) -> bool {
    let gloss = |holding: &Holding| {
        let behind = window::after(cx.source.text(), holding.span.end as usize, GLOSS);
        let only = cx.line(holding.span).matches('(').count() == 1;
        let gloss = behind.trim_start_matches(['`', ' ']).strip_prefix('(')?.split_once(')');
        gloss.map(|(gloss, _)| fold(gloss)).filter(|_| only)
    };
    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<FxHashSet<_>>();
    gloss(first).zip(gloss(second)).is_some_and(|(one, other)| words(&one).is_disjoint(&words(&other)))
}

/// How many things a message names.
const NAMED: usize = 3;

/// Two lanes, and what both of them have: where the one has it, and where the other.
struct Pair<'p> {
    lanes: (Node, Node),
    things: Vec<(&'p Holding, &'p Holding)>,
}

/// Finds issues, sections and files that are given to two lanes, a finding for each pair of lanes.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut entries: FxHashMap<(Node, Node), usize> = FxHashMap::default();
    for holders in shared(cx, Held::Item) {
        let [first, second, ..] = holders.as_slice() else { continue };
        let lanes = (first.lane, second.lane);
        if are_parts(cx, first, second) {
            continue;
        }
        let at = *entries.entry(lanes).or_insert_with(|| {
            pairs.push(Pair { lanes, things: Vec::new() });
            pairs.len() - 1
        });
        pairs[at].things.push((first, second));
    }
    for Pair { lanes: (one, other), things } in pairs {
        let Some((_, again)) = things.first().filter(|_| !are_stages(cx, (one, other), things.len())) else { continue };
        let names = listed(things.iter().map(|(_, h)| cx.text(h.span)), NAMED);
        let are = if things.len() == 1 { "is" } else { "are" };
        let [one, other] = [one, other].map(|n| quote(&cx.plan.name(n)));
        let mut found = out
            .at(again.span, format!("{names} {are} given to both `{one}` and `{other}`"))
            .label(format!("to `{other}`"))
            .help("give it to one of them; where the other only helps, write so beside it, as in \"support #4\"")
            .about(Subject::Place(again.span));
        for (first, second) in things.iter().take(4) {
            found = found.related(first.span, format!("to `{one}`"));
            if second.span != again.span {
                found = found.related(second.span, format!("to `{other}`"));
            }
        }
        out.push(found);
    }
}
