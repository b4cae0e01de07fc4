//! See `rules/gates/missing-gate.md`.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{
        Axis, Field, Gate, GatePromise, Group, GroupId, Node, Plan, Role, Status, Table, TableKind, TaskKind, Topic,
        Why, Word, fold, quantity,
    },
    rules::{Context, Findings},
    settings::RequireGate,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{borrow::Cow, cell::LazyCell, collections::BTreeMap};

/// How many of its siblings must have a gate at least before that is a habit.
const HABIT: usize = 3;

/// The same, where the column of gates stands empty beside the one that lacks it.
const BLANK: usize = 2;

/// Finds phases that end without a gate where the plan promises one, keeps to one, or must have one.
pub fn check(cx: &Context, out: &mut Findings) {
    let required = cx.settings.require.gate;
    let checkpoints = cx.plan.gates.iter().filter(|g| g.guards.is_some()).count();
    let left_blank = left_blank(cx);
    let few = if left_blank.is_empty() { HABIT } else { BLANK };
    if required != Some(RequireGate::EveryPhase) && cx.plan.gate_promises.is_empty() && checkpoints < few {
        return;
    }
    let gated: FxHashSet<GroupId> = cx.plan.gates.iter().filter_map(|g| g.guards).flat_map(|g| around(cx, g)).collect();
    let mut named: BTreeMap<String, FxHashSet<GroupId>> = BTreeMap::new();
    for gate in &cx.plan.gates {
        named.entry(called(&gate.name)).or_default().extend(gate.guards);
    }
    let elsewhere = LazyCell::new(|| gated_elsewhere(cx));
    let mut exempt: Option<Exempt> = None;
    for phases in families(cx) {
        let promise = promise(cx, &phases);
        let with = |held: &FxHashSet<GroupId>| phases.iter().copied().filter(|g| held.contains(g)).collect::<Vec<_>>();
        let bare = || phases.iter().copied().filter(|g| !gated.contains(g));
        let (wanted, held) = match (required, promise) {
            (Some(RequireGate::EveryPhase), _) => (bare().collect(), with(&gated)),
            // Behind the last one nothing follows.
            (_, Some(_)) => (bare().filter(|g| Some(g) != phases.last()).collect(), with(&gated)),
            _ => by_habit(&phases, &left_blank, named.values().chain([&gated]).map(with)),
        };
        if wanted.is_empty() {
            continue;
        }
        let exempt = exempt.get_or_insert_with(|| Exempt::of(cx));
        let usual = exempt.usual(&held);
        // Where the others have tasks, an empty one has nothing that a gate could look at.
        let idle = |g: &GroupId| is_empty(cx, *g) && held.iter().all(|other| exempt.worked.contains(other));
        let wanted = wanted
            .into_iter()
            .filter(|g| promise.is_some() || required.is_some() || !idle(g))
            .filter(|&g| exempt.lacks(cx, g, &usual) && !elsewhere.contains(&name(cx.plan, g)));
        let wanted: Vec<GroupId> = wanted.collect();
        // Gates that stand apart may be those of the phases.
        let apart = cx.plan.gates.iter().filter(|g| g.guards.is_none()).count();
        if wanted.is_empty() || required != Some(RequireGate::EveryPhase) && apart >= wanted.len() {
            continue;
        }
        report(cx, out, (&phases, held.len()), &wanted, promise);
    }
}

/// Whether nothing stands below the heading of a group.
fn is_empty(cx: &Context, group: GroupId) -> bool {
    let section = cx.plan.group(group).section.map(|id| cx.document.section(id));
    section.is_some_and(|section| section.end <= section.start)
}

/// What gates are called, without the number of their phase.
fn called(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_ascii_digit()).collect::<String>().trim().to_owned()
}

/// A group and those around it: a gate of its last part is one of the whole.
fn around(cx: &Context, group: GroupId) -> impl Iterator<Item = GroupId> {
    std::iter::successors(Some(group), |&g| cx.plan.group(g).parent).take(8)
}

/// The phases of one kind that follow each other, in order; those that only a reference names left out.
fn families(cx: &Context) -> Vec<Vec<GroupId>> {
    let declared = cx.plan.groups().filter(|(_, g)| {
        let place = g.places.first().map(|p| p.why);
        let phase = !g.is_of_calendar() && &*g.word != "section";
        // "Phases 3-4" gathers phases that stand elsewhere.
        let one = !g.label.contains(['-', '–']);
        g.axis == Axis::Time && phase && one && matches!(place, Some(Why::Heading | Why::Row | Why::Timeline))
    });
    let mut phases: Vec<GroupId> = declared.map(|(id, _)| id).collect();
    let key = |g: GroupId| (&cx.plan.group(g).word, cx.plan.group(g).parent);
    phases.sort_by(|&a, &b| {
        let time = if cx.plan.precedes(a, b) == Some(true) {
            std::cmp::Ordering::Less
        } else if cx.plan.precedes(b, a) == Some(true) {
            std::cmp::Ordering::Greater
        } else {
            a.cmp(&b)
        };
        key(a).cmp(&key(b)).then(time)
    });
    phases.chunk_by(|&a, &b| key(a) == key(b)).filter(|f| f.len() > 1).map(<[GroupId]>::to_vec).collect()
}

/// What may serve in the place of a gate: criteria, a verification, a review; by what it is called.
type Served = FxHashMap<GroupId, FxHashSet<String>>;

/// Which phases may do without a gate.
struct Exempt {
    served: Served,
    /// Groups with a task that is not done, and all groups with tasks.
    open: FxHashSet<GroupId>,
    worked: FxHashSet<GroupId>,
}

impl Exempt {
    fn of(cx: &Context) -> Self {
        let in_groups = || cx.plan.tasks.iter().filter_map(|t| Some((t, t.group?)));
        Self {
            served: served(cx),
            open: in_groups().filter(|(t, _)| !t.done()).map(|(_, g)| g).collect(),
            worked: in_groups().map(|(_, g)| g).collect(),
        }
    }

    /// What most of some groups have beside their gates: it serves for none.
    fn usual(&self, gated: &[GroupId]) -> FxHashSet<&str> {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for what in gated.iter().filter_map(|group| self.served.get(group)).flatten() {
            *counts.entry(what).or_default() += 1;
        }
        counts.into_iter().filter(|(_, count)| count * 2 > gated.len()).map(|(what, _)| what).collect()
    }

    /// Whether nothing but what is `usual` serves the group as a gate, and its work still lies ahead.
    fn lacks(&self, cx: &Context, group: GroupId, usual: &FxHashSet<&str>) -> bool {
        let finished = |s: Status| matches!(s, Status::Done | Status::Dropped);
        let ahead = self.open.contains(&group) || !self.worked.contains(&group);
        let serves = self.served.get(&group).is_some_and(|all| all.iter().any(|what| !usual.contains(&**what)));
        !serves && ahead && !cx.plan.group(group).statuses.iter().any(|s| finished(s.status))
    }
}

fn served(cx: &Context) -> Served {
    let says = |text: &str| cx.settings.vocabulary.says(text, Word::Vetting);
    let gating = |r: Option<Role>| matches!(r, Some(Role::Gate | Role::Criteria | Role::Evidence));
    let mut found: Vec<(GroupId, String)> = Vec::new();
    for (index, facts) in cx.plan.sections.iter().enumerate() {
        let topic = facts.topics.contains(Topic::Gates) || facts.topics.contains(Topic::Criteria);
        let title = &cx.document.sections[index].title;
        if topic || says(title) {
            let group = cx.plan.group_around(cx.document, SectionId(index as u32));
            found.extend(group.map(|group| (group, called(title))));
        }
    }
    let fields = cx.plan.fields.iter().filter(|f| gating(f.role) || says(cx.text(f.key)));
    let of_field = |f: &Field| Some((cx.plan.group_around(cx.document, f.section)?, called(cx.text(f.key))));
    found.extend(fields.filter_map(of_field));
    for table in cx.plan.tables.iter().filter(|t| t.kind == TableKind::Groups) {
        let columns = table.columns.iter().enumerate().filter(|(_, c)| gating(c.role) || says(&c.name));
        for (row, (index, column)) in columns.flat_map(|c| table.rows.iter().map(move |r| (r, c))) {
            let text = row.cells.get(index).map_or("", |&c| cx.text(cx.document.block(c).span));
            if let (Some(Node::Group(group)), true) = (row.subject, text.contains(char::is_alphanumeric)) {
                found.push((group, called(&column.name)));
            }
        }
    }
    found.extend(tabled(cx).into_iter().map(|group| (group, String::new())));
    found.extend(shared(cx).into_iter().map(|group| (group, "shared".to_owned())));
    let tasks = cx.plan.tasks.iter().filter(|t| t.kind != TaskKind::Work || says(&t.title));
    found.extend(tasks.filter_map(|t| Some((t.group?, "task".to_owned()))));
    found.extend(cx.plan.gates.iter().filter_map(|g| Some((g.guards?, called(&g.name)))));
    let mut served = Served::default();
    for (group, what) in found {
        for group in around(cx, group) {
            served.entry(group).or_default().insert(what.clone());
        }
    }
    served
}

/// The names of the groups for which other documents hold a gate.
fn gated_elsewhere<'a>(cx: &Context<'a>) -> FxHashSet<(&'a str, &'a str)> {
    let gated = |plan: &'a Plan| plan.gates.iter().filter_map(|gate| gate.guards).map(|group| name(plan, group));
    cx.kin.elsewhere().flat_map(|other| gated(&other.plan)).filter(|(_, label)| !label.is_empty()).collect()
}

/// The word and the label of a group.
fn name(plan: &Plan, group: GroupId) -> (&str, &str) {
    let group = plan.group(group);
    (&group.word, &group.label)
}

/// The groups whose labels the names of gates hold in brackets: "Exit criteria (2a and 2b)", "Checkpoint (2+3)".
fn shared(cx: &Context) -> Vec<GroupId> {
    let label = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains('/');
    let named = |gate: &Gate| {
        let name = cx.line(gate.place.span).split(':').next().unwrap_or_default();
        let inside = name.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
        let words = inside.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '/'))).filter(|w| !w.is_empty());
        let words: Vec<Cow<str>> = words.map(fold).collect();
        // "(Node 18, 20)" and "(3 pages, 2 browsers)" count something else.
        let first = words.first().is_some_and(|word| label(word) || cx.settings.vocabulary.noun(word).is_some());
        let whole = first && words.last().is_some_and(|word| label(word));
        words.into_iter().filter(|word| whole && label(word)).map(Cow::into_owned).collect::<Vec<_>>()
    };
    let labels: FxHashSet<String> = cx.plan.gates.iter().map(named).filter(|l| l.len() > 1).flatten().collect();
    let held = |(id, group): (GroupId, &Group)| labels.contains(&*fold(&group.label)).then_some(id);
    if labels.is_empty() { Vec::new() } else { cx.plan.groups().filter_map(held).collect() }
}

/// The groups that rows below a heading about gates name: `| G2 | after Phase 2 | … |`.
fn tabled(cx: &Context) -> Vec<GroupId> {
    let about = |t: &&Table| cx.plan.within(t.section, Topic::Gates);
    let rows: Vec<String> = cx
        .plan
        .tables
        .iter()
        .filter(about)
        .flat_map(|t| &t.rows)
        .map(|row| {
            let cells = row.cells.iter().map(|&c| fold(&cx.document.plain(cx.source.text(), c)).into_owned());
            // Between cells, and at the ends, nothing goes on.
            format!(" {} ", cells.collect::<Vec<_>>().join(" , "))
        })
        .collect();
    let named = |(id, group): (GroupId, &Group)| {
        let name = format!(" {} {} ", group.word, fold(&group.label));
        rows.iter().any(|row| row.contains(&name)).then_some(id)
    };
    if rows.is_empty() { Vec::new() } else { cx.plan.groups().filter_map(named).collect() }
}

/// The promise that speaks of these phases.
fn promise<'c>(cx: &'c Context, phases: &[GroupId]) -> Option<&'c GatePromise> {
    let word = cx.plan.group(phases[0]).word.as_str();
    cx.plan.gate_promises.iter().find(|p| p.word.as_deref() == Some(word))
}

/// The phases without a gate between phases that have one, where nearly all do, and those that have one: the first of the
/// `habits` that is kept so far.
fn by_habit(
    phases: &[GroupId],
    left_blank: &FxHashSet<GroupId>,
    mut habits: impl Iterator<Item = Vec<GroupId>>,
) -> (Vec<GroupId>, Vec<GroupId>) {
    let broken = |held: Vec<GroupId>| {
        let [first, .., last] = held[..] else { return None };
        let between = phases.iter().skip_while(|&&g| g != first).take_while(|&&g| g != last);
        let gated: FxHashSet<GroupId> = held.iter().copied().collect();
        let lacking: Vec<GroupId> = between.copied().filter(|g| !gated.contains(g)).collect();
        let kept = held.len() >= HABIT && held.len() > 2 * lacking.len();
        let blank = || held.len() >= BLANK * lacking.len() && lacking.iter().all(|group| left_blank.contains(group));
        (!lacking.is_empty() && (kept || blank())).then_some((lacking, held))
    };
    habits.find_map(broken).unwrap_or_default()
}

/// The groups in whose rows the column of gates is empty.
fn left_blank(cx: &Context) -> FxHashSet<GroupId> {
    // "yes" and ✅ say that there is one, and nothing that there is none.
    let named = |table: &Table, column: usize| {
        let cells =
            table.rows.iter().filter_map(|row| row.cells.get(column)).map(|&c| cx.text(cx.document.text_span(c)));
        let words = &cx.settings.vocabulary;
        cells
            .filter(|c| !c.is_empty())
            .all(|c| c.chars().filter(|c| c.is_alphabetic()).count() > 3 && words.status(c).is_none())
    };
    let gated = |table: &&Table| {
        table.kind == TableKind::Groups && table.column(Role::Gate).is_some_and(|column| named(table, column))
    };
    let rows = cx.plan.tables.iter().filter(gated).flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let blank = rows.filter_map(|(table, row)| {
        let cell = *row.cells.get(table.column(Role::Gate)?)?;
        let empty = cx.document.text_span(cell).is_empty();
        row.subject.filter(|_| empty)
    });
    blank.filter_map(|subject| if let Node::Group(group) = subject { Some(group) } else { None }).collect()
}

/// Reports the `bare` ones of `phases`, of which so many have a gate.
fn report(
    cx: &Context,
    out: &mut Findings,
    (phases, held): (&[GroupId], usize),
    bare: &[GroupId],
    promise: Option<&GatePromise>,
) {
    let Some(&first) = bare.first() else { return };
    let word = &*cx.plan.group(first).word;
    let many = quantity::plural(word);
    let what = match bare {
        [one] => format!("`{}` has no checkpoint", quote(&cx.plan.group(*one).name())),
        several => format!("{} of {} {many} have no checkpoint", several.len(), phases.len()),
    };
    let why = match (cx.settings.require.gate, promise) {
        (Some(RequireGate::EveryPhase), _) => ", and `[require] gate = \"every-phase\"` asks for one".to_owned(),
        (Some(RequireGate::Convention), None) => {
            ", and `[require] gate = \"convention\"` asks for one where the others have it".to_owned()
        }
        (_, Some(_)) => format!(", though the plan promises one for each {word}"),
        _ if bare.len() == 1 => format!("; {held} other {many} have one"),
        _ => "; the others do".to_owned(),
    };
    let mut found = out
        .at(cx.plan.group(first).span(), format!("{what}{why}"))
        .label("ends without one")
        .help("write what must hold before the next one begins: a file, a command, a box, or who approves")
        .confidence(Confidence::Conventional)
        .about(Subject::Document)
        .gathers(bare.iter().map(|&group| cx.plan.group(group).span()));
    if cx.settings.require.gate.is_some() {
        found = found.severity(Severity::Error);
    }
    found = found.also(bare.iter().skip(1).map(|&group| (cx.plan.group(group).span(), "and this one")));
    if let Some(promise) = promise {
        found = found.related(promise.span, "promised here");
    }
    out.push(found);
}
