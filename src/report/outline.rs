//! A plan as a readable tree: what was recognised, where, and why. Each entry
//! begins with its line; what it was recognised by stands above the first of a run.

use super::summary::count;
use crate::{
    markdown::Document,
    message::{escape, quote},
    plan::{
        self, Assignee, Assignment, Counts, Dialect, Duty, GateKind, Group, Mode, Node, Part, Place, Plan, PromptKind,
        Status, TableKind, TaskKind, Vocabulary, quantity,
    },
    source::{Source, Span},
};
use rustc_hash::FxHashMap;
use std::io::{self, Write};

/// Most entries of one kind that are printed unless `all` is asked for.
const MANY: usize = 40;

/// Most figures, which are many and say little one by one.
const FEW: usize = 12;

/// Columns of a line.
const WIDTH: usize = 80;

/// Columns of the line number before an entry.
const GUTTER: usize = 8;

/// Prints `plan`; `all` prints every entry of long lists.
///
/// # Errors
/// What `out` says.
pub fn write(
    out: &mut dyn Write,
    source: &Source,
    document: &Document,
    plan: &Plan,
    words: &Vocabulary,
    all: bool,
) -> io::Result<()> {
    let mut assigned: FxHashMap<Node, Vec<&Assignment>> = FxHashMap::default();
    plan.assignments.iter().for_each(|a| assigned.entry(a.subject).or_default().push(a));
    let (limit, reason) = (if all { usize::MAX } else { MANY }, String::new());
    let mut tree = Tree { out, source, document, plan, words, assigned, limit, reason };
    tree.header()?;
    tree.actors()?;
    tree.groups()?;
    tree.tasks()?;
    tree.orders()?;
    tree.gates()?;
    tree.prompts()?;
    tree.requirements()?;
    tree.artifacts()?;
    tree.figures()?;
    tree.sums()?;
    tree.tables()?;
    tree.not_understood()
}

struct Tree<'a> {
    out: &'a mut dyn Write,
    source: &'a Source,
    document: &'a Document,
    plan: &'a Plan,
    words: &'a Vocabulary,
    assigned: FxHashMap<Node, Vec<&'a Assignment>>,
    limit: usize,
    /// What the entry before was recognised by.
    reason: String,
}

impl Tree<'_> {
    fn line(&self, span: Span) -> u32 {
        self.source.position(span.start).line
    }

    fn title(&mut self, title: &str, count: usize) -> io::Result<()> {
        self.reason.clear();
        writeln!(self.out, "\n{title} ({count})")
    }

    /// An entry with the places where it stands, the main one first.
    fn entry(&mut self, name: &str, facts: &[String], places: &[Place]) -> io::Result<()> {
        let Some((first, others)) = places.split_first() else { return self.row(Span::default(), name, facts) };
        let reason = reason(first);
        if self.reason != reason {
            writeln!(self.out, "  {reason}")?;
            self.reason = reason;
        }
        self.row(first.span, name, facts)?;
        if others.is_empty() {
            return Ok(());
        }
        let mut also: Vec<String> = Vec::new();
        for place in others.iter().take(4) {
            let told = format!("{} at line {}", reason_of_many(place), self.line(place.span));
            if !also.contains(&told) {
                also.push(told);
            }
        }
        if others.len() > 4 {
            also.push(format!("{} more", others.len() - 4));
        }
        self.wrapped(&format!("{:GUTTER$}", ""), &format!("also {}", also.join(", ")))
    }

    /// An entry behind its line.
    fn row(&mut self, span: Span, name: &str, facts: &[String]) -> io::Result<()> {
        let facts: Vec<&str> = facts.iter().map(String::as_str).filter(|f| !f.is_empty()).collect();
        let mut text = escape::terminal(&quote(name)).into_owned();
        if !facts.is_empty() {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&escape::terminal(&facts.join(", ")));
        }
        let gutter = format!("{:>width$}  ", self.line(span), width = GUTTER - 2);
        self.wrapped(&gutter, &text)
    }

    /// Writes `text` behind `gutter`, in lines of [`WIDTH`] columns.
    fn wrapped(&mut self, gutter: &str, text: &str) -> io::Result<()> {
        let hanging = format!("{:width$}", "", width = GUTTER + 4);
        let options = textwrap::Options::new(WIDTH)
            .initial_indent(gutter)
            .subsequent_indent(&hanging)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::wrap(text, options).iter().try_for_each(|line| writeln!(self.out, "{line}"))
    }

    fn more(&mut self, count: usize) -> io::Result<()> {
        self.more_than(self.limit, count)
    }

    fn more_than(&mut self, shown: usize, count: usize) -> io::Result<()> {
        if count > shown {
            writeln!(self.out, "  and {} more (-v shows all)", count - shown)?;
        }
        Ok(())
    }

    fn header(&mut self) -> io::Result<()> {
        let counts = self.plan.counts();
        let dialect = self.plan.dialect;
        let kind = match self.plan.part {
            _ if !counts.is_plan() && dialect == Dialect::Free => "no plan recognised".to_owned(),
            Part::Tasks => dialect.name().to_owned(),
            part => format!("{}, {}", dialect.name(), part.word()),
        };
        let template = if self.plan.template { ", template" } else { "" };
        let archived = if self.plan.archived { ", archived" } else { "" };
        let steps = match counts {
            Counts { tasks: 0, steps, .. } if steps > 0 => format!(", {}", count(steps, "step", "steps")),
            _ => String::new(),
        };
        writeln!(self.out, "{}: {kind}{steps}{template}{archived}", escape::terminal(self.source.path()))?;
        for policy in &self.plan.tick_policies {
            let text = quote(self.source.slice(policy.span));
            self.row(policy.span, "rule for ticks", &[text])?;
        }
        Ok(())
    }

    fn actors(&mut self) -> io::Result<()> {
        let actors = &self.plan.actors;
        if actors.is_empty() {
            return Ok(());
        }
        self.title("Actors", actors.len())?;
        for actor in actors.iter().take(self.limit) {
            let mut facts = vec![format!("{:?}", actor.kind).to_lowercase()];
            facts.extend(actor.role.as_deref().map(str::to_owned));
            if !actor.active.is_empty() {
                let waves: Vec<&str> = actor.active.iter().map(|a| self.source.slice(a.span)).collect();
                facts.push(format!("active in {}", waves.join(" ")));
            }
            if actor.roster {
                facts.push("declared".into());
            }
            self.entry(&actor.name, &facts, &actor.places)?;
        }
        self.more(actors.len())
    }

    fn groups(&mut self) -> io::Result<()> {
        let mut words: Vec<&str> = self.plan.groups.iter().map(|g| &*g.word).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            let groups: Vec<_> = self.plan.groups().filter(|(_, g)| &*g.word == word).collect();
            let mut letters = word.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            // Only an English word has an English plural.
            let rest = if word.is_ascii() { quantity::plural(letters.as_str()) } else { letters.as_str().to_owned() };
            let title = first + &rest;
            self.title(&title, groups.len())?;
            for (id, group) in groups.iter().take(self.limit) {
                let mut facts = Vec::new();
                if !group.label.is_empty() && !group.title.is_empty() {
                    facts.push(group.title.to_string());
                }
                // Two places that disagree are both shown.
                facts.push(either(group.durations.iter().map(|d| d.quantity.to_string())));
                facts.push(either(group.windows.iter().map(|claim| claim.window.to_string())));
                facts.extend(group.mode.map(|(m, _)| format!("{m:?}").to_lowercase()));
                facts.extend(self.members(*id, group));
                facts.extend(self.owners(Node::Group(*id)));
                facts.extend(group.branch.map(|b| format!("branch {}", self.source.slice(b).trim_matches('`'))));
                facts.extend(group.statuses.first().map(|s| s.status.word().to_owned()));
                let tasks = self.plan.distinct_tasks().filter(|(_, t)| t.group == Some(*id)).count();
                facts.extend(match tasks {
                    0 => None,
                    1 => Some("1 task".to_owned()),
                    many => Some(format!("{many} tasks")),
                });
                self.entry(&group.name(), &facts, &group.places)?;
            }
            self.more(groups.len())?;
        }
        Ok(())
    }

    /// Who takes part, unless the owners say it already; one after the other with arrows.
    fn members(&self, id: plan::GroupId, group: &Group) -> Option<String> {
        let owned = |actor| {
            let mut own = self.assigned(Node::Group(id));
            own.any(|a| matches!(&a.assignee, Assignee::Actors(list) if list.contains(&actor)))
        };
        if group.members.iter().all(|m| owned(m.actor)) {
            return None;
        }
        let between = if matches!(group.mode, Some((Mode::Sequential, _))) { " → " } else { " + " };
        let names: Vec<&str> = group.members.iter().map(|m| &*self.plan.actor(m.actor).name).collect();
        Some(names.join(between))
    }

    /// What is said of who does a node.
    fn assigned(&self, node: Node) -> impl Iterator<Item = &Assignment> {
        self.assigned.get(&node).into_iter().flatten().copied()
    }

    fn owners(&self, node: Node) -> Vec<String> {
        self.assigned(node)
            .filter_map(|a| {
                let duty = match a.duty {
                    Duty::Owner => "owner",
                    Duty::Backup => "backup",
                    Duty::Reviewer => "reviewer",
                };
                match &a.assignee {
                    Assignee::Missing => Some(format!("no {duty}")),
                    Assignee::Nobody => None,
                    Assignee::Actors(list) => {
                        let names: Vec<&str> = list.iter().map(|&a| &*self.plan.actor(a).name).collect();
                        Some(format!("{duty} {}", names.join(" + ")))
                    }
                }
            })
            .collect()
    }

    fn tasks(&mut self) -> io::Result<()> {
        let tasks: Vec<_> = self.plan.distinct_tasks().collect();
        if tasks.is_empty() {
            return Ok(());
        }
        let states = [Status::Open, Status::Doing, Status::Blocked, Status::Done, Status::Dropped].map(|status| {
            let count = tasks.iter().filter(|(_, t)| t.status() == Some(status)).count();
            (count > 0).then(|| format!("{count} {}", status.word()))
        });
        let states: Vec<String> = states.into_iter().flatten().collect();
        self.title("Tasks", tasks.len())?;
        if !states.is_empty() {
            writeln!(self.out, "  {}", states.join(", "))?;
        }
        for &(id, task) in tasks.iter().take(self.limit) {
            let mut facts = Vec::new();
            if task.id.is_some() && task.id.as_deref() != Some(&*task.title) {
                facts.push(quote(&task.title));
            }
            facts.extend(task.status().map(|s| s.word().to_owned()));
            facts.extend(task.group.map(|g| self.plan.group(g).name()));
            facts.extend(self.owners(Node::Task(id)));
            if task.parallel.is_some() {
                facts.push("parallel".into());
            }
            if task.optional {
                facts.push("optional".into());
            }
            if task.kind != TaskKind::Work {
                facts.push(format!("{:?}", task.kind).to_lowercase());
            }
            facts.extend(
                task.files.iter().take(3).map(|f| format!("{} {}", if f.writes { "writes" } else { "reads" }, f.path)),
            );
            self.entry(&self.plan.name(Node::Task(id)), &facts, &task.places)?;
        }
        self.more(tasks.len())
    }

    fn orders(&mut self) -> io::Result<()> {
        let edges = &self.plan.edges;
        if edges.is_empty() {
            return Ok(());
        }
        // What several places say is one order.
        let mut told: Vec<(Node, &str, Node, Vec<Place>)> = Vec::new();
        let mut known: FxHashMap<(Node, &str, Node), usize> = FxHashMap::default();
        for edge in edges {
            let beside = edge.relation == plan::Relation::With;
            let word = if beside { "beside" } else { "before" };
            // What runs beside another has it beside itself.
            let turned = beside && edge.after < edge.before;
            let (a, b) = if turned { (edge.after, edge.before) } else { (edge.before, edge.after) };
            let at = *known.entry((a, word, b)).or_insert(told.len());
            match told.get_mut(at) {
                Some((.., places)) => places.push(edge.place),
                None => told.push((a, word, b, vec![edge.place])),
            }
        }
        self.title("Orders", told.len())?;
        for (a, word, b, places) in told.iter().take(self.limit) {
            let name = format!("{} {word} {}", self.plan.name(*a), self.plan.name(*b));
            self.entry(&name, &[], places)?;
        }
        self.more(told.len())
    }

    fn gates(&mut self) -> io::Result<()> {
        for (kind, title) in [(GateKind::Checkpoint, "Gates"), (GateKind::Quality, "Quality gates")] {
            let gates: Vec<_> = self.plan.gates.iter().filter(|g| g.kind == kind).collect();
            if gates.is_empty() {
                continue;
            }
            self.title(title, gates.len())?;
            for gate in gates.iter().take(self.limit) {
                let mut facts: Vec<String> =
                    gate.guards.map(|g| format!("after {}", self.plan.group(g).name())).into_iter().collect();
                facts.extend(gate.criteria.first().map(|c| quote(self.source.slice(*c))));
                self.entry(gate.name.trim_end_matches(':'), &facts, &[gate.place])?;
            }
            self.more(gates.len())?;
        }
        Ok(())
    }

    fn prompts(&mut self) -> io::Result<()> {
        for (kind, title) in [(PromptKind::Prompt, "Prompts"), (PromptKind::Template, "Templates")] {
            let prompts: Vec<_> = self.plan.prompts.iter().filter(|p| p.kind == kind).collect();
            if prompts.is_empty() {
                continue;
            }
            self.title(title, prompts.len())?;
            for prompt in prompts.iter().take(self.limit) {
                let mut names: Vec<&str> = prompt.placeholders.iter().map(|p| self.source.slice(*p)).collect();
                names.dedup();
                let facts = if names.is_empty() { vec![] } else { vec![format!("to fill in: {}", names.join(" "))] };
                self.entry(&prompt.title, &facts, &[prompt.place])?;
            }
        }
        let mentions = &self.plan.prompt_mentions;
        if !mentions.is_empty() {
            self.title("Mentions of prompts", mentions.len())?;
            for mention in mentions.iter().take(self.limit) {
                self.entry(&mention.id, &[], &[mention.place])?;
            }
        }
        Ok(())
    }

    fn requirements(&mut self) -> io::Result<()> {
        let list = &self.plan.requirements;
        if !list.is_empty() {
            self.title("Requirements", list.len())?;
            for requirement in list.iter().take(self.limit) {
                let text = quote(self.source.slice(requirement.text));
                self.row(requirement.span, &requirement.id, &[text])?;
            }
            self.more(list.len())?;
        }
        let mentions = &self.plan.requirement_mentions;
        if mentions.is_empty() {
            return Ok(());
        }
        // Who cites it, by what is cited; most are cited several times.
        self.title("Mentions of requirements", mentions.len())?;
        let mut cited: Vec<(&str, Span, Vec<String>)> = Vec::new();
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        for mention in mentions {
            let at = *known.entry(&mention.key).or_insert(cited.len());
            if at == cited.len() {
                cited.push((&mention.id, mention.span, Vec::new()));
            }
            cited[at].2.extend(mention.by.map(|by| self.plan.name(by)));
        }
        for (id, span, tasks) in cited.iter().take(self.limit) {
            let shown: Vec<&str> = tasks.iter().take(FEW).map(String::as_str).collect();
            let more = if tasks.len() > FEW { format!("{} more", tasks.len() - FEW) } else { String::new() };
            self.row(*span, id, &[shown.join(", "), more])?;
        }
        self.more(cited.len())
    }

    fn artifacts(&mut self) -> io::Result<()> {
        let artifacts = &self.plan.artifacts;
        if artifacts.is_empty() {
            return Ok(());
        }
        self.title("Artifacts", artifacts.len())?;
        for artifact in artifacts.iter().take(self.limit) {
            let fact = if artifact.produced { "made" } else { "waited for" };
            self.entry(&artifact.path, &[fact.to_owned()], &[artifact.place])?;
        }
        self.more(artifacts.len())
    }

    fn figures(&mut self) -> io::Result<()> {
        let figures = &self.plan.figures;
        if figures.is_empty() {
            return Ok(());
        }
        self.title("Figures", figures.len())?;
        let shown = if self.limit == MANY { FEW } else { self.limit };
        for figure in figures.iter().take(shown) {
            let subject = figure.subject(self.source.text(), self.document, self.words);
            let role = format!("{:?}", figure.role(&subject, self.source.text(), self.words)).to_lowercase();
            self.entry(&subject, &[figure.quantity.to_string(), role], &[figure.place])?;
        }
        self.more_than(shown, figures.len())
    }

    fn sums(&mut self) -> io::Result<()> {
        let sums = &self.plan.additions;
        if sums.is_empty() {
            return Ok(());
        }
        self.title("Sums", sums.len())?;
        for sum in sums.iter().take(self.limit) {
            let parts: Vec<String> = sum.parts.iter().map(ToString::to_string).collect();
            self.row(sum.whole.span, &sum.whole.to_string(), &[parts.join(" + ")])?;
        }
        self.more(sums.len())
    }

    fn tables(&mut self) -> io::Result<()> {
        let tables = &self.plan.tables;
        if tables.is_empty() {
            return Ok(());
        }
        self.title("Tables", tables.len())?;
        for table in tables.iter().take(self.limit) {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|c| match c.role {
                    Some(role) => format!("{} = {}", c.name, format!("{role:?}").to_lowercase()),
                    None => c.name.to_string(),
                })
                .collect();
            let kind = match table.kind {
                TableKind::Work => "tasks",
                TableKind::Groups => "groups",
                TableKind::Roster => "actors",
                TableKind::Metrics => "metrics",
                TableKind::Fields => "fields",
                TableKind::Other => "not tasks",
            };
            let span = self.document.block(table.block).span;
            self.row(span, &format!("{} rows, {kind}", table.rows.len()), &columns)?;
        }
        self.more(tables.len())
    }

    fn not_understood(&mut self) -> io::Result<()> {
        let list = &self.plan.not_understood;
        if list.is_empty() {
            return Ok(());
        }
        self.title("Not understood", list.len())?;
        for entry in list.iter().take(self.limit) {
            self.row(entry.span, &entry.what, &[])?;
            if let Some(teach) = &entry.teach {
                let indent = format!("{:GUTTER$}", "");
                self.wrapped(&indent, &escape::terminal(&format!("planvet.toml could say: {teach}")))?;
            }
        }
        self.more(list.len())
    }
}

/// What a place was recognised by.
fn reason(place: &Place) -> String {
    let sure = place.confidence != crate::diagnostic::Confidence::Inferred;
    format!("{}{}", place.why.words(), if sure { "" } else { ", inferred" })
}

/// The same inside a list of reasons.
fn reason_of_many(place: &Place) -> String {
    reason(place).replace(',', "")
}

/// Different values of one thing, each once.
fn either(values: impl Iterator<Item = String>) -> String {
    let mut values: Vec<String> = values.collect();
    values.dedup();
    values.join(" or ")
}
