//! A plan as JSON: all that was recognised, the tables, checklists and
//! prompts included. One object a document.

use super::{json, locate::Locator};
use crate::{
    markdown::Document,
    plan::{Assignee, Node, Place, Plan, StatusClaim, Vocabulary},
    source::{Source, Span},
};
use serde_json::{Value, json};

/// The model of one document.
pub fn value(source: &Source, document: &Document, plan: &Plan, words: &Vocabulary) -> Value {
    let model = Model { source, document, plan, words, locator: Locator::new(source) };
    json!({
        "path": source.path(),
        "dialect": plan.dialect,
        "part": plan.part,
        "template": plan.template,
        "archived": plan.archived,
        "sections": model.sections(),
        "actors": model.actors(),
        "groups": model.groups(),
        "tasks": model.tasks(),
        "assignments": model.assignments(),
        "orders": model.orders(),
        "unresolved": model.unresolved(),
        "gates": model.gates(),
        "prompts": model.prompts(),
        "prompt_mentions": model.prompt_mentions(),
        "shells": model.shells(),
        "requirements": model.requirements(),
        "requirement_mentions": model.requirement_mentions(),
        "malformed": model.malformed(),
        "artifacts": model.artifacts(),
        "figures": model.figures(),
        "tables": model.tables(),
        "fields": model.fields(),
        "tick_policies": plan.tick_policies.iter().map(|p| model.text(p.span)).collect::<Vec<_>>(),
        "not_understood": model.not_understood(),
    })
}

struct Model<'a> {
    source: &'a Source,
    document: &'a Document,
    plan: &'a Plan,
    words: &'a Vocabulary,
    locator: Locator<'a>,
}

impl Model<'_> {
    fn range(&self, span: Span) -> Value {
        json!(json::Range::from(self.locator.range(span)))
    }

    /// A text with its place.
    fn text(&self, span: Span) -> Value {
        json!({ "text": self.source.slice(span), "range": self.range(span) })
    }

    fn place(&self, place: &Place) -> Value {
        json!({ "range": self.range(place.span), "why": place.why, "confidence": place.confidence })
    }

    fn places(&self, places: &[Place]) -> Vec<Value> {
        places.iter().map(|p| self.place(p)).collect()
    }

    fn statuses(&self, claims: &[StatusClaim]) -> Vec<Value> {
        claims.iter().map(|c| json!({ "status": c.status, "said": c.said, "place": self.place(&c.place) })).collect()
    }

    fn sections(&self) -> Vec<Value> {
        let facts = self.document.sections.iter().zip(&self.plan.sections).enumerate().skip(1);
        facts
            .map(|(id, (section, facts))| {
                json!({
                    "id": id, "level": section.level, "title": section.title, "parent": section.parent.0,
                    "number": facts.number, "topics": facts.topics, "group": facts.group, "actor": facts.actor,
                    "task": facts.task, "range": self.range(section.title_span),
                })
            })
            .collect()
    }

    fn actors(&self) -> Vec<Value> {
        let actors = self.plan.actors.iter().enumerate();
        actors
            .map(|(id, actor)| {
                let active: Vec<&str> = actor.active.iter().map(|a| self.source.slice(a.span)).collect();
                json!({
                    "id": id, "name": actor.name, "kind": actor.kind, "declared": actor.roster, "role": actor.role,
                    "active": active, "places": self.places(&actor.places),
                })
            })
            .collect()
    }

    fn groups(&self) -> Vec<Value> {
        let groups = self.plan.groups();
        groups
            .map(|(id, group)| {
                let durations: Vec<Value> = group.durations.iter().map(|d| self.text(d.span)).collect();
                let windows: Vec<Value> = group.windows.iter().map(|claim| self.text(claim.window.span)).collect();
                let members: Vec<Value> =
                    group.members.iter().map(|m| json!({ "actor": m.actor, "range": self.range(m.span) })).collect();
                json!({
                    "id": id, "kind": group.word, "label": group.label, "title": group.title, "axis": group.axis,
                    "mode": group.mode.map(|(mode, _)| mode), "durations": durations, "windows": windows,
                    "members": members,
                    "branch": group.branch.map(|b| self.text(b)), "parent": group.parent,
                    "statuses": self.statuses(&group.statuses), "places": self.places(&group.places),
                })
            })
            .collect()
    }

    fn tasks(&self) -> Vec<Value> {
        let tasks = self.plan.tasks();
        tasks
            .map(|(id, task)| {
                let files: Vec<Value> = task
                    .files
                    .iter()
                    .map(|f| json!({ "path": f.path, "writes": f.writes, "range": self.range(f.span) }))
                    .collect();
                json!({
                    "id": id, "name": task.id, "title": task.title, "kind": task.kind, "status": task.status(),
                    "statuses": self.statuses(&task.statuses), "group": task.group, "parent": task.parent,
                    "same_as": self.plan.repeats.get(&id), "section": task.section.0, "table": task.table, "parallel": task.parallel.is_some(),
                    "optional": task.optional, "files": files, "places": self.places(&task.places),
                })
            })
            .collect()
    }

    fn assignments(&self) -> Vec<Value> {
        let given = self.plan.assignments.iter();
        given
            .map(|a| {
                let actors = match &a.assignee {
                    Assignee::Actors(list) => json!(list),
                    Assignee::Missing => Value::Null,
                    Assignee::Nobody => json!([]),
                };
                json!({ "subject": node(a.subject), "duty": a.duty, "actors": actors, "place": self.place(&a.place) })
            })
            .collect()
    }

    fn orders(&self) -> Vec<Value> {
        let edges = self.plan.edges.iter();
        edges
            .map(|e| {
                json!({
                    "before": node(e.before), "after": node(e.after), "relation": e.relation,
                    "place": self.place(&e.place),
                })
            })
            .collect()
    }

    fn unresolved(&self) -> Vec<Value> {
        let dangling = self.plan.dangling.iter();
        dangling.map(|d| json!({ "subject": node(d.subject), "text": d.text, "place": self.place(&d.place) })).collect()
    }

    fn gates(&self) -> Vec<Value> {
        let gates = self.plan.gates.iter();
        gates
            .map(|g| {
                let criteria: Vec<Value> = g.criteria.iter().map(|c| self.text(*c)).collect();
                json!({
                    "name": g.name, "kind": g.kind, "guards": g.guards, "criteria": criteria, "tasks": g.tasks,
                    "statuses": self.statuses(&g.statuses), "place": self.place(&g.place),
                })
            })
            .collect()
    }

    fn prompts(&self) -> Vec<Value> {
        let prompts = self.plan.prompts.iter();
        prompts
            .map(|p| {
                let placeholders: Vec<Value> = p.placeholders.iter().map(|s| self.text(*s)).collect();
                json!({
                    "kind": p.kind, "id": p.id, "title": p.title, "body": self.text(p.body),
                    "placeholders": placeholders, "place": self.place(&p.place),
                })
            })
            .collect()
    }

    fn prompt_mentions(&self) -> Vec<Value> {
        let mentions = self.plan.prompt_mentions.iter();
        mentions.map(|m| json!({ "id": m.id, "elsewhere": m.elsewhere, "place": self.place(&m.place) })).collect()
    }

    fn shells(&self) -> Vec<Value> {
        let shells = self.plan.shells.iter();
        shells
            .map(|s| {
                let lines: Vec<Value> = s
                    .lines
                    .iter()
                    .map(|l| json!({ "kind": l.kind, "text": self.source.slice(l.span), "range": self.range(l.span) }))
                    .collect();
                json!({ "section": s.section.0, "strict": s.strict, "lines": lines })
            })
            .collect()
    }

    fn requirements(&self) -> Vec<Value> {
        let list = self.plan.requirements.iter();
        list.map(|r| {
            json!({ "kind": r.kind, "id": r.id, "key": r.key, "range": self.range(r.span), "text": self.text(r.text) })
        })
        .collect()
    }

    fn requirement_mentions(&self) -> Vec<Value> {
        let list = self.plan.requirement_mentions.iter();
        list.map(|m| json!({ "id": m.id, "key": m.key, "task": m.task(), "range": self.range(m.span) })).collect()
    }

    fn malformed(&self) -> Vec<Value> {
        let list = self.plan.malformed.iter();
        list.map(|m| json!({ "fault": m.fault, "text": self.text(m.span), "example": m.example.map(|e| self.text(e)) }))
            .collect()
    }

    fn artifacts(&self) -> Vec<Value> {
        let artifacts = self.plan.artifacts.iter();
        artifacts
            .map(|a| json!({ "path": a.path, "produced": a.produced, "group": a.group, "place": self.place(&a.place) }))
            .collect()
    }

    fn figures(&self) -> Vec<Value> {
        let figures = self.plan.figures.iter();
        figures
            .map(|f| {
                let subject = f.subject(self.source.text(), self.document, self.words);
                let role = f.role(&subject, self.source.text(), self.words);
                json!({
                    "subject": subject, "value": f.quantity.to_string(), "low": f.quantity.low,
                    "high": f.quantity.high, "role": role, "section": f.section.0, "table": f.table,
                    "place": self.place(&f.place),
                })
            })
            .collect()
    }

    fn tables(&self) -> Vec<Value> {
        let tables = self.plan.tables.iter().enumerate();
        tables
            .map(|(id, t)| {
                let columns: Vec<Value> = t.columns.iter().map(|c| json!({ "name": c.name, "role": c.role })).collect();
                let rows: Vec<Value> = t
                    .rows
                    .iter()
                    .map(|r| {
                        let cells: Vec<_> =
                            r.cells.iter().map(|&c| self.document.plain(self.source.text(), c).trim().to_owned()).collect();
                        json!({ "cells": cells, "total": r.total, "subject": r.subject.map(node) })
                    })
                    .collect();
                let range = self.range(self.document.block(t.block).span);
                json!({ "id": id, "kind": t.kind, "section": t.section.0, "columns": columns, "rows": rows, "range": range })
            })
            .collect()
    }

    fn fields(&self) -> Vec<Value> {
        let fields = self.plan.fields.iter();
        fields
            .map(|f| {
                json!({
                    "role": f.role, "key": self.source.slice(f.key), "value": self.source.slice(f.value), "why": f.why,
                    "section": f.section.0, "range": self.range(f.key.to(f.value)),
                })
            })
            .collect()
    }

    fn not_understood(&self) -> Vec<Value> {
        let list = self.plan.not_understood.iter();
        list.map(|n| json!({ "what": n.what, "teach": n.teach, "range": self.range(n.span) })).collect()
    }
}

/// `{"task": 3}`: an index into the list of that name.
fn node(node: Node) -> Value {
    json!(node)
}
