//! What waits for what, through any number of steps.

use crate::{
    plan::{Edge, Node, Plan, Relation, Why},
    source::window,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What waits for what.
#[derive(Debug)]
pub struct Orders {
    /// What each thing must come before.
    after: FxHashMap<Node, Vec<Node>>,
    /// How many edges may still be followed.
    steps: usize,
}

impl Orders {
    /// How many edges are followed in one document; what would take more counts as ordered.
    const STEPS: usize = 1_000_000;

    /// The orders of a plan; a task that stands in several places is one.
    pub fn of(plan: &Plan) -> Self {
        Self::among(plan, |_| true)
    }

    /// Those that tables, fields and remarks state.
    pub fn stated(plan: &Plan) -> Self {
        Self::among(plan, |edge| edge.told() == Told::Stated)
    }

    /// Those that `counts`.
    pub fn among(plan: &Plan, counts: impl Fn(&Edge) -> bool) -> Self {
        let mut after: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
        for edge in plan.edges.iter().filter(|e| e.relation != Relation::With && counts(e)) {
            after.entry(plan.canonical(edge.before)).or_default().push(plan.canonical(edge.after));
        }
        Self { after, steps: Self::STEPS }
    }

    /// Whether one of the two waits for the other, directly or through others.
    pub fn between(&mut self, a: Node, b: Node) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.steps == 0 || self.leads(a, b) || self.leads(b, a)
    }

    /// Whether no more can be followed, so that every answer is "ordered".
    pub fn exhausted(&self) -> bool {
        self.steps == 0
    }

    /// Whether `to` waits for `from`, directly or through others.
    pub fn leads(&mut self, from: Node, to: Node) -> bool {
        self.search(from, to, false)
    }

    /// Whether `to` waits for `from` through others.
    pub fn leads_round(&mut self, from: Node, to: Node) -> bool {
        self.search(from, to, true)
    }

    fn search(&mut self, from: Node, to: Node, round: bool) -> bool {
        if !self.after.contains_key(&from) {
            return false;
        }
        let mut seen = FxHashSet::from_iter([from]);
        let mut work = vec![from];
        while let Some(node) = work.pop() {
            for &next in self.after.get(&node).into_iter().flatten() {
                if round && node == from && next == to {
                    continue;
                }
                if next == to || self.steps == 0 {
                    return true;
                }
                self.steps -= 1;
                if seen.insert(next) {
                    work.push(next);
                }
            }
        }
        self.steps == 0
    }
}

/// What kind of place states an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A table, a field or a remark.
    Stated,
    /// A chain of arrows, a diagram, a timeline.
    Drawn,
    /// A sentence.
    Said,
}

impl Told {
    /// How binding it is beside the others.
    fn binds(self) -> u8 {
        match self {
            Told::Stated => 2,
            Told::Drawn => 1,
            Told::Said => 0,
        }
    }
}

impl Edge {
    /// What kind of place states it.
    pub fn told(&self) -> Told {
        match self.place.why {
            Why::Arrow | Why::Diagram | Why::Timeline => Told::Drawn,
            Why::Sentence => Told::Said,
            _ => Told::Stated,
        }
    }

    /// What stands before a chain of arrows in its line, as far as a colon: "Original order" of "Original order: T2 → T1".
    pub fn chain_label<'t>(&self, text: &'t str) -> &'t str {
        let line = window::line_before(text, self.place.span.start as usize, LINE);
        let line = line.split(['→', '⇒', '➜']).next().unwrap_or_default();
        line.split("->").next().unwrap_or_default().split_once([':', '：']).map_or("", |(label, _)| label.trim())
    }

    /// Whether brackets behind the name of the other thing say something else than what that is called, and so perhaps
    /// how far the order goes: "T1 (first chapters)", where T1 is "Text".
    pub fn is_qualified(&self, plan: &Plan, text: &str) -> bool {
        // The brackets may be a part of what was taken for the name.
        let named = &text[self.place.span.range()];
        let end = self.place.span.end as usize - named.find('(').map_or(0, |at| named.len() - at);
        let behind = text[end..].trim_start_matches(['*', '`', ' ']);
        // "T1 - 5d" begins five days before its end.
        let lead = || {
            let rest = behind.strip_prefix(['-', '–', '−']).unwrap_or_default();
            rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        };
        if says_more(behind) || lead() {
            return true;
        }
        let inner = behind.strip_prefix('(').and_then(|rest| window::after(rest, 0, GLOSS).split_once(')'));
        let Some((gloss, _)) = inner else { return false };
        let words = |text: &str| -> FxHashSet<String> {
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_lowercase).collect()
        };
        let gloss = words(gloss);
        let called = |node: Node| match node {
            Node::Task(task) => words(&plan.task(task).title),
            Node::Group(group) => words(&plan.group(group).title),
            _ => FxHashSet::default(),
        };
        // "(Design)" names the thing, "(from the first design on)" says more than its name.
        let told = |node: Node| gloss.intersection(&called(node)).count();
        [self.before, self.after].into_iter().all(|node| told(node) * 3 < gloss.len().max(1))
    }
}

/// Whether brackets say in words of their own, behind the last name, how the order was met: "(needs T1; built against a
/// stub)".
fn says_more(behind: &str) -> bool {
    let inner = behind.strip_prefix(';').and_then(|rest| window::after(rest, 0, GLOSS).split_once(')'));
    let words = |rest: &str| !rest.contains(|c: char| c.is_numeric() || matches!(c, '(' | ':' | '\n' | '@' | '#'));
    inner.is_some_and(|(rest, _)| words(rest) && rest.split_whitespace().nth(1).is_some())
}

/// The longest text in brackets that is looked at, in bytes.
const GLOSS: usize = 80;

/// The longest line before an arrow that is looked at, in bytes.
const LINE: usize = 400;

impl Plan {
    /// Pairs of orders of the same two things that contradict each other and stand in different kinds of
    /// place, the more binding one first. Such a pair says that the plan was changed in one place only.
    pub fn contrary_orders(&self) -> Vec<(&Edge, &Edge)> {
        let orders = || self.edges.iter().filter(|e| e.relation != Relation::With);
        if orders().all(|e| e.told() == Told::Stated) {
            return Vec::new();
        }
        let ends = |e: &Edge| (self.canonical(e.before), self.canonical(e.after));
        let mut first: FxHashMap<(Node, Node), Vec<&Edge>> = FxHashMap::default();
        for edge in orders() {
            let list = first.entry(ends(edge)).or_default();
            // One of each kind will do.
            if list.iter().all(|e| e.told() != edge.told()) {
                list.push(edge);
            }
        }
        let mut found = Vec::new();
        for edge in orders().filter(|e| e.told() != Told::Stated) {
            let (before, after) = ends(edge);
            let other = first.get(&(after, before)).and_then(|list| list.iter().find(|e| e.told() != edge.told()));
            // A sentence against a drawing is seen from the side of the sentence.
            let Some(&other) = other.filter(|e| before != after && e.told().binds() > edge.told().binds()) else {
                continue;
            };
            found.push((other, edge));
        }
        found
    }
}
