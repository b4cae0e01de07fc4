//! A plan as a graph: its tasks in their phases, what waits for what, and the gates between.

mod dot;
mod mermaid;
mod nested;
mod page;

use crate::{
    message::quote,
    plan::{Assignee, Duty, Gate, GateKind, GroupId, Node, Plan, Relation, Status, Task, TaskId},
    source::Source,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What several documents hold, as one drawing.
#[derive(Debug)]
pub struct Drawing {
    documents: Vec<Sheet>,
}

/// What one document holds.
#[derive(Debug)]
struct Sheet {
    path: String,
    /// What stands in no group, and the outermost groups.
    whole: Part,
    orders: Vec<Order>,
}

/// A group with what stands in it; ids are made by planvet, never of a document's text.
#[derive(Debug, Default)]
struct Part {
    id: String,
    name: String,
    knots: Vec<Knot>,
    parts: Vec<Part>,
}

/// A task, a gate, or a group without either.
#[derive(Debug)]
struct Knot {
    id: String,
    /// What it is called, as the document has it: not escaped for anything.
    name: String,
    /// What else it says of itself.
    title: String,
    owners: String,
    shape: Shape,
    status: Option<Status>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Task,
    Gate,
    /// A group that holds nothing of its own.
    Group,
}

/// An order between two knots or parts.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
struct Order {
    from: End,
    to: End,
    /// Whether they run side by side, so that neither comes first.
    beside: bool,
}

/// Where an order begins or ends.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
struct End {
    /// The knot, or the part.
    id: String,
    /// A knot of it, where it is a part.
    inside: Option<String>,
}

impl Drawing {
    /// Of these documents.
    pub fn of<'p>(documents: impl IntoIterator<Item = (&'p Source, &'p Plan)>) -> Self {
        let sheet = |(at, (source, plan)): (usize, (&Source, &Plan))| Drafter::new(at, plan).sheet(source.path());
        Self { documents: documents.into_iter().enumerate().map(sheet).collect() }
    }

    /// As a flowchart of Mermaid.
    pub fn mermaid(&self) -> String {
        mermaid::text(self)
    }

    /// In the language of Graphviz.
    pub fn dot(&self) -> String {
        dot::text(self)
    }

    /// As a page of HTML that needs no other file and runs nothing.
    pub fn page(&self) -> String {
        page::text(self)
    }
}

impl Part {
    /// A knot of it, or of a part of it.
    fn some_knot(&self) -> Option<&Knot> {
        self.knots.first().or_else(|| self.parts.iter().find_map(Self::some_knot))
    }
}

/// Makes a sheet of a plan.
struct Drafter<'p> {
    plan: &'p Plan,
    /// What all ids of the document begin with.
    prefix: String,
    /// Who does a task.
    owners: FxHashMap<TaskId, Vec<&'p str>>,
    /// The gate to which a box below one belongs.
    gates: FxHashMap<TaskId, usize>,
}

/// The deepest that groups are drawn inside each other.
const DEEP: usize = 8;

impl<'p> Drafter<'p> {
    fn new(at: usize, plan: &'p Plan) -> Self {
        let mut owners: FxHashMap<TaskId, Vec<&str>> = FxHashMap::default();
        for given in plan.assignments.iter().filter(|given| given.duty == Duty::Owner) {
            let (Node::Task(task), Assignee::Actors(actors)) = (given.subject, &given.assignee) else { continue };
            owners.entry(task).or_default().extend(actors.iter().map(|actor| &*plan.actor(*actor).name));
        }
        let boxes = |(at, gate): (usize, &Gate)| gate.tasks.iter().map(move |task| (*task, at)).collect::<Vec<_>>();
        let mut gates: FxHashMap<TaskId, usize> = plan.gates.iter().enumerate().flat_map(boxes).collect();
        let places: FxHashMap<_, usize> =
            plan.gates.iter().enumerate().map(|(at, gate)| (gate.place.span, at)).collect();
        let own = plan.tasks().filter_map(|(id, task)| Some((id, *places.get(&task.span())?)));
        gates.extend(own);
        Self { plan, prefix: format!("d{at}"), owners, gates }
    }

    fn sheet(&self, path: &str) -> Sheet {
        let mut tasks: FxHashMap<Option<GroupId>, Vec<Knot>> = FxHashMap::default();
        for (id, task) in self.plan.distinct_tasks().filter(|(id, _)| !self.gates.contains_key(id)) {
            tasks.entry(task.group).or_default().push(self.task(id, task));
        }
        for (at, gate) in self.plan.gates.iter().enumerate() {
            tasks.entry(gate.guards).or_default().push(self.gate(at, gate));
        }
        let mut inner: FxHashMap<Option<GroupId>, Vec<GroupId>> = FxHashMap::default();
        for (id, group) in self.plan.groups() {
            inner.entry(group.parent).or_default().push(id);
        }
        let mut whole = Part { id: self.prefix.clone(), name: path.to_owned(), ..Part::default() };
        self.fill(&mut whole, None, &mut tasks, &mut inner, DEEP);
        let mut ends = FxHashMap::default();
        ends_of(&whole, &mut ends);
        Sheet { path: path.to_owned(), orders: self.orders(&ends), whole }
    }

    /// Puts into `part` what stands in `group`; what holds nothing is a knot.
    fn fill(
        &self,
        part: &mut Part,
        group: Option<GroupId>,
        tasks: &mut FxHashMap<Option<GroupId>, Vec<Knot>>,
        inner: &mut FxHashMap<Option<GroupId>, Vec<GroupId>>,
        left: usize,
    ) {
        part.knots = tasks.remove(&group).unwrap_or_default();
        for id in inner.remove(&group).unwrap_or_default() {
            let group = self.plan.group(id);
            let name = match (&*group.label, &*group.title) {
                ("", _) | (_, "") => group.name(),
                (_, title) => format!("{}: {title}", group.name()),
            };
            let mut own = Part { id: format!("{}g{}", self.prefix, id.0), name, ..Part::default() };
            self.fill(&mut own, Some(id), tasks, inner, left.saturating_sub(1));
            if own.knots.is_empty() && own.parts.is_empty() {
                let (title, owners) = Default::default();
                let status = group.statuses.first().map(|claim| claim.status);
                part.knots.push(Knot { id: own.id, name: own.name, title, owners, shape: Shape::Group, status });
            } else if left == 0 {
                part.knots.append(&mut own.knots);
            } else {
                part.parts.push(own);
            }
        }
    }

    fn task(&self, id: TaskId, task: &Task) -> Knot {
        let named = task.id.as_deref().is_some_and(|id| id != &*task.title);
        Knot {
            id: format!("{}t{}", self.prefix, id.0),
            name: quote(task.name()),
            title: if named { quote(&task.title) } else { String::new() },
            owners: self.owners.get(&id).map(|names| quote(&names.join(", "))).unwrap_or_default(),
            shape: Shape::Task,
            status: task.status(),
        }
    }

    fn gate(&self, at: usize, gate: &Gate) -> Knot {
        let statuses = gate.statuses.first().map(|claim| claim.status);
        let mut boxes = gate.tasks.iter().map(|task| self.plan.task(*task).status());
        let done = !gate.tasks.is_empty() && boxes.all(|status| status == Some(Status::Done));
        Knot {
            id: format!("{}k{at}", self.prefix),
            name: quote(gate.name.trim_end_matches(':')),
            title: String::new(),
            owners: String::new(),
            shape: Shape::Gate,
            status: statuses.or(done.then_some(Status::Done)),
        }
    }

    /// The orders between what is drawn, each once.
    fn orders(&self, ends: &FxHashMap<String, (End, Vec<String>)>) -> Vec<Order> {
        let mut seen = FxHashSet::default();
        let mut found = Vec::new();
        for edge in self.plan.edges.iter().filter(|edge| edge.relation != Relation::Part) {
            let beside = edge.relation == Relation::With;
            let before = if beside { self.id(edge.before) } else { self.leaving(edge.before) };
            let both = before.zip(self.id(edge.after)).and_then(|(a, b)| Some((ends.get(&a)?, ends.get(&b)?)));
            let Some(((from, around_from), (to, around_to))) = both else { continue };
            // What is inside of another thing neither leads to it nor waits for it.
            if from.id == to.id || around_from.contains(&to.id) || around_to.contains(&from.id) {
                continue;
            }
            let (from, to) = if beside && to.id < from.id { (to, from) } else { (from, to) };
            let order = Order { from: from.clone(), to: to.clone(), beside };
            if seen.insert(order.clone()) {
                found.push(order);
            }
        }
        found
    }

    /// The id under which a node is drawn.
    fn id(&self, node: Node) -> Option<String> {
        Some(match node {
            Node::Task(id) => match self.gates.get(&id) {
                Some(gate) => format!("{}k{gate}", self.prefix),
                None => format!("{}t{}", self.prefix, id.0),
            },
            Node::Group(id) => format!("{}g{}", self.prefix, id.0),
            Node::Actor(_) => return None,
        })
    }

    /// The same for what comes first: a group is left by its gate.
    fn leaving(&self, node: Node) -> Option<String> {
        let guards = |gate: &Gate| gate.kind == GateKind::Checkpoint && gate.guards.map(Node::Group) == Some(node);
        match self.plan.gates.iter().rposition(guards) {
            Some(gate) => Some(format!("{}k{gate}", self.prefix)),
            None => self.id(node),
        }
    }
}

/// All that orders can lead to, by its id, with the ids of the parts around it.
fn ends_of(part: &Part, found: &mut FxHashMap<String, (End, Vec<String>)>) {
    fn add(part: &Part, around: &[String], found: &mut FxHashMap<String, (End, Vec<String>)>) {
        for knot in &part.knots {
            found.insert(knot.id.clone(), (End { id: knot.id.clone(), inside: None }, around.to_vec()));
        }
        for part in &part.parts {
            let inside = part.some_knot().map(|knot| knot.id.clone());
            found.insert(part.id.clone(), (End { id: part.id.clone(), inside }, around.to_vec()));
            let around = [around, std::slice::from_ref(&part.id)].concat();
            add(part, &around, found);
        }
    }
    add(part, &[], found);
}

/// A class of a knot's look, by its state.
fn class(status: Option<Status>) -> Option<&'static str> {
    Some(match status? {
        Status::Open => return None,
        Status::Doing => "doing",
        Status::Done => "done",
        Status::Blocked => "blocked",
        Status::Dropped => "dropped",
    })
}
