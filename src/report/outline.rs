//! A plan as a readable tree: what was recognised, where, and why.

use super::escape;
use crate::{
    markdown::Document,
    plan::{self, Assignee, Duty, GateKind, Node, Place, Plan, PromptKind, Status, TableKind, TaskKind, quantity},
    source::{Source, Span},
};
use std::io::{self, Write};

/// Most entries of one kind that are printed unless `all` is asked for.
const MANY: usize = 40;

/// Prints `plan`; `all` prints every entry of long lists.
///
/// # Errors
/// What `out` says.
pub fn write(out: &mut dyn Write, source: &Source, document: &Document, plan: &Plan, all: bool) -> io::Result<()> {
    let mut tree = Tree { out, source, document, plan, limit: if all { usize::MAX } else { MANY } };
    tree.header()?;
    tree.actors()?;
    tree.groups()?;
    tree.tasks()?;
    tree.orders()?;
    tree.gates()?;
    tree.prompts()?;
    tree.artifacts()?;
    tree.figures()?;
    tree.tables()?;
    tree.not_understood()
}

struct Tree<'a> {
    out: &'a mut dyn Write,
    source: &'a Source,
    document: &'a Document,
    plan: &'a Plan,
    limit: usize,
}

impl Tree<'_> {
    fn line(&self, span: Span) -> u32 {
        self.source.position(span.start).line
    }

    fn why(&self, places: &[Place]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for place in places.iter().take(4) {
            let guess = if place.confidence == crate::diagnostic::Confidence::Inferred { ", inferred" } else { "" };
            parts.push(format!("{} at line {}{guess}", place.why.words(), self.line(place.span)));
        }
        if places.len() > 4 {
            parts.push(format!("{} more", places.len() - 4));
        }
        parts.join("; ")
    }

    fn title(&mut self, title: &str, count: usize) -> io::Result<()> {
        writeln!(self.out, "\n{title} ({count})")
    }

    fn row(&mut self, name: &str, facts: &[String], why: &str) -> io::Result<()> {
        let facts: Vec<&str> = facts.iter().map(String::as_str).filter(|f| !f.is_empty()).collect();
        let mut line = format!("  {}", escape::terminal(&crate::diagnostic::quote(name)));
        if !facts.is_empty() {
            line.push_str(": ");
            line.push_str(&escape::terminal(&facts.join(", ")));
        }
        writeln!(self.out, "{line}")?;
        if !why.is_empty() {
            writeln!(self.out, "      {why}")?;
        }
        Ok(())
    }

    fn more(&mut self, count: usize) -> io::Result<()> {
        if count > self.limit {
            writeln!(self.out, "  and {} more (-v shows all)", count - self.limit)?;
        }
        Ok(())
    }

    fn header(&mut self) -> io::Result<()> {
        let counts = self.plan.counts();
        let kind = if counts.is_plan() { self.plan.dialect.name() } else { "no plan recognised" };
        let template = if self.plan.template { ", template" } else { "" };
        let archived = if self.plan.archived { ", archived" } else { "" };
        writeln!(self.out, "{}: {kind}{template}{archived}", escape::terminal(self.source.path()))?;
        for policy in &self.plan.tick_policies {
            let text = crate::diagnostic::quote(self.source.slice(policy.span));
            writeln!(self.out, "  rule for ticks at line {}: {}", self.line(policy.span), escape::terminal(&text))?;
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
                let waves: Vec<&str> = actor.active.iter().map(|(w, _)| &**w).collect();
                facts.push(format!("active in {}", waves.join(" ")));
            }
            if actor.roster {
                facts.push("declared".into());
            }
            let why = self.why(&actor.places);
            self.row(&actor.name, &facts, &why)?;
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
            let title = format!("{first}{}", quantity::plural(letters.as_str()));
            self.title(&title, groups.len())?;
            for (id, group) in groups.iter().take(self.limit) {
                let mut facts = Vec::new();
                if !group.label.is_empty() && !group.title.is_empty() {
                    facts.push(group.title.to_string());
                }
                facts.extend(group.durations.first().map(|d| d.quantity.to_string()));
                facts.extend(group.mode.map(|(m, _)| format!("{m:?}").to_lowercase()));
                if !group.members.is_empty() {
                    let names: Vec<&str> = group.members.iter().map(|m| &*self.plan.actor(m.actor).name).collect();
                    facts.push(names.join(" + "));
                }
                facts.extend(self.owners(Node::Group(*id)));
                facts.extend(group.branch.map(|b| format!("branch {}", self.source.slice(b))));
                facts.extend(group.statuses.first().map(|s| s.status.word().to_owned()));
                let tasks = self.plan.tasks.iter().filter(|t| t.group == Some(*id)).count();
                if tasks > 0 {
                    facts.push(format!("{tasks} tasks"));
                }
                let why = self.why(&group.places);
                self.row(&group.name(), &facts, &why)?;
            }
            self.more(groups.len())?;
        }
        Ok(())
    }

    fn owners(&self, node: Node) -> Vec<String> {
        self.plan
            .assignments
            .iter()
            .filter(|a| a.subject == node)
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
        let tasks = &self.plan.tasks;
        if tasks.is_empty() {
            return Ok(());
        }
        let count = |status| tasks.iter().filter(|t| t.status() == Some(status)).count();
        let title = format!(
            "Tasks: {} open, {} in progress, {} done; in all",
            count(Status::Open),
            count(Status::Doing),
            count(Status::Done)
        );
        self.title(&title, tasks.len())?;
        for (id, task) in self.plan.tasks().take(self.limit) {
            let mut facts = Vec::new();
            if task.id.is_some() && task.id.as_deref() != Some(&*task.title) {
                facts.push(crate::diagnostic::quote(&task.title));
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
            let why = self.why(&task.places);
            self.row(task.name(), &facts, &why)?;
        }
        self.more(tasks.len())
    }

    fn orders(&mut self) -> io::Result<()> {
        let edges = &self.plan.edges;
        if edges.is_empty() {
            return Ok(());
        }
        self.title("Orders", edges.len())?;
        for edge in edges.iter().take(self.limit) {
            let arrow = if edge.relation == plan::Relation::With { "beside" } else { "before" };
            let name = format!("{} {arrow} {}", self.plan.name(edge.before), self.plan.name(edge.after));
            let why = self.why(&[edge.place]);
            self.row(&name, &[], &why)?;
        }
        self.more(edges.len())
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
                facts.extend(gate.criteria.first().map(|c| crate::diagnostic::quote(self.source.slice(*c))));
                let why = self.why(&[gate.place]);
                self.row(&gate.name, &facts, &why)?;
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
                let why = self.why(&[prompt.place]);
                self.row(&prompt.title, &facts, &why)?;
            }
        }
        let mentions = &self.plan.prompt_mentions;
        if !mentions.is_empty() {
            self.title("Mentions of prompts", mentions.len())?;
            for mention in mentions.iter().take(self.limit) {
                let why = self.why(&[mention.place]);
                self.row(&mention.id, &[], &why)?;
            }
        }
        Ok(())
    }

    fn artifacts(&mut self) -> io::Result<()> {
        let artifacts = &self.plan.artifacts;
        if artifacts.is_empty() {
            return Ok(());
        }
        self.title("Artifacts", artifacts.len())?;
        for artifact in artifacts.iter().take(self.limit) {
            let fact = if artifact.produced { "made" } else { "waited for" };
            let why = self.why(&[artifact.place]);
            self.row(&artifact.path, &[fact.to_owned()], &why)?;
        }
        self.more(artifacts.len())
    }

    fn figures(&mut self) -> io::Result<()> {
        let figures = &self.plan.figures;
        if figures.is_empty() {
            return Ok(());
        }
        self.title("Figures", figures.len())?;
        for figure in figures.iter().take(self.limit) {
            let why = self.why(&[figure.place]);
            let role = format!("{:?}", figure.role).to_lowercase();
            self.row(&figure.subject, &[figure.quantity.to_string(), role], &why)?;
        }
        self.more(figures.len())
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
            let line = self.line(self.document.block(table.block).span);
            self.row(&format!("line {line}, {} rows, {kind}", table.rows.len()), &columns, "")?;
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
            let name = format!("line {}", self.line(entry.span));
            let teach = entry.teach.as_ref().map(|t| format!("planvet.toml could say: {t}")).unwrap_or_default();
            let what = crate::diagnostic::quote(&entry.what);
            self.row(&name, &[what], &escape::terminal(&teach))?;
        }
        self.more(list.len())
    }
}
