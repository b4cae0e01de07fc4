//! The plan as a tree: what editors show as symbols, fold and select.

use super::view::{Facts, View};
use crate::{
    markdown::{Kind, SectionId},
    message::{escape, quote},
    plan::{Gate, Group, Node, PromptKind, Task, TaskId, TaskKind},
    source::Span,
};
use gen_lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, Position, SelectionRange, SymbolKind};

/// Something of the plan with the text that belongs to it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name, one line.
    pub name: String,
    /// What is known of it, in a few words; may be empty.
    pub detail: String,
    /// What editors draw beside it.
    pub kind: SymbolKind,
    /// All that belongs to it.
    pub span: Span,
    /// What is shown when it is chosen.
    pub selection: Span,
}

/// What the plan consists of, in the order of the text, what holds others before these.
pub fn entries(view: View) -> Vec<Entry> {
    let (plan, facts) = (view.plan(), &view.facts());
    let sections = 1..view.member.document.sections.len();
    let mut found: Vec<Entry> = sections.filter_map(|at| section(view, facts, at)).collect();
    found.extend(plan.distinct_tasks().filter_map(|(id, task)| of_task(view, facts, id, task)));
    found.extend(plan.groups.iter().filter(|group| group.section.is_none()).filter_map(|group| of_group(view, group)));
    found.extend(plan.gates.iter().map(|gate| of_gate(view, gate)));
    found.extend(plan.prompts.iter().filter_map(|prompt| {
        let what = if prompt.kind == PromptKind::Prompt { "prompt" } else { "template" };
        let name = prompt.id.as_deref().map_or_else(|| prompt.title.to_string(), |id| format!("{what} {id}"));
        entry(name, what.to_owned(), SymbolKind::Function, view.block(prompt.block), view.block(prompt.block))
    }));
    found.sort_by_key(|e| (e.span.start, std::cmp::Reverse(e.span.end)));
    found
}

fn entry(name: String, detail: String, kind: SymbolKind, span: Span, selection: Span) -> Option<Entry> {
    let name = escape::terminal(&quote(&name)).into_owned();
    let detail = escape::terminal(&detail).into_owned();
    // Clients refuse a symbol without a name, or one that is selected outside of itself.
    let selection = if span.contains(selection) { selection } else { Span::at(span.start as usize) };
    (!name.trim().is_empty()).then_some(Entry { name, detail, kind, span, selection })
}

/// A heading with what stands below it: a phase, a task, or a mere part of the text.
fn section(view: View, facts: &Facts, at: usize) -> Option<Entry> {
    let document = &view.member.document;
    let section = &document.sections[at];
    let said = &view.plan().sections[at];
    if section.level > 6 && said.group.is_none() {
        return None;
    }
    let (kind, detail) = match (said.group, said.task) {
        (Some(group), _) => (SymbolKind::Namespace, group_detail(view, view.plan().group(group))),
        (_, Some(task)) => (SymbolKind::Key, task_detail(view, facts, task)),
        _ => (SymbolKind::String, String::new()),
    };
    entry(section.title.to_string(), detail, kind, view.section(SectionId(at as u32)), section.title_span)
}

fn of_task(view: View, facts: &Facts, id: TaskId, task: &Task) -> Option<Entry> {
    let block = view.member.document.block(task.block);
    if matches!(block.kind, Kind::Heading(_)) {
        // It stands as its section.
        return None;
    }
    let name = match &task.id {
        Some(id) => format!("{id} {}", task.title),
        None => task.title.to_string(),
    };
    // What was read of a drawing has no block of its own.
    let own = view.plan().task_at(task.block) == Some(id);
    let span = if own { view.block(task.block) } else { view.trimmed(task.span()) };
    entry(name, task_detail(view, facts, id), SymbolKind::Key, span.to(task.span()), task.span())
}

fn task_detail(view: View, facts: &Facts, id: TaskId) -> String {
    let task = view.plan().task(id);
    let kind = match task.kind {
        TaskKind::Work => None,
        TaskKind::Criterion => Some("criterion"),
        TaskKind::Review => Some("review"),
        TaskKind::Landmark => Some("landmark"),
    };
    let owners = facts.owners(Node::Task(id)).join(", ");
    let owners = (!owners.is_empty()).then_some(owners);
    let parts = [kind.map(str::to_owned), task.status().map(|s| s.word().to_owned()), owners];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn of_group(view: View, group: &Group) -> Option<Entry> {
    let span = view.trimmed(group.span());
    entry(group.name(), group_detail(view, group), SymbolKind::Namespace, span, span)
}

fn group_detail(view: View, group: &Group) -> String {
    let lengths = group.durations.first().map(|d| d.quantity.to_string());
    let mode = group.mode.map(|(mode, _)| format!("{mode:?}").to_lowercase());
    let members: Vec<&str> = group.members.iter().map(|m| &*view.plan().actor(m.actor).name).take(4).collect();
    let members = (!members.is_empty()).then(|| members.join(", "));
    [lengths, mode, members].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn of_gate(view: View, gate: &Gate) -> Entry {
    let guards = gate.guards.map(|group| format!("after {}", view.plan().group(group).name()));
    let span = view.trimmed(gate.place.span);
    let all = gate.criteria.iter().fold(span, |all, criterion| all.to(*criterion));
    let name = if gate.name.trim().is_empty() { "gate" } else { &gate.name };
    Entry {
        name: escape::terminal(&quote(name)).into_owned(),
        detail: escape::terminal(&guards.unwrap_or_else(|| "gate".to_owned())).into_owned(),
        kind: SymbolKind::Event,
        span: all,
        selection: span,
    }
}

/// What the document consists of, as a tree.
pub fn symbols(view: View) -> Vec<DocumentSymbol> {
    // The way from the root to where the last entry was put.
    let mut open: Vec<(Span, DocumentSymbol)> = Vec::new();
    let mut roots = Vec::new();
    let close = |open: &mut Vec<(Span, DocumentSymbol)>, roots: &mut Vec<DocumentSymbol>| {
        let Some((_, done)) = open.pop() else { return };
        match open.last_mut() {
            Some((_, parent)) => parent.children.get_or_insert_default().push(done),
            None => roots.push(done),
        }
    };
    for mut entry in entries(view) {
        while open.last().is_some_and(|(span, _)| span.end <= entry.span.start) {
            close(&mut open, &mut roots);
        }
        if let Some((around, _)) = open.last() {
            // What reaches beyond what holds it is cut, since trees have no room for it.
            entry.span.end = entry.span.end.min(around.end);
            entry.selection.end = entry.selection.end.min(around.end);
        }
        open.push((entry.span, symbol(view, &entry)));
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

#[expect(deprecated, reason = "the field is there, and must be left out")]
fn symbol(view: View, entry: &Entry) -> DocumentSymbol {
    DocumentSymbol {
        name: entry.name.clone(),
        detail: (!entry.detail.is_empty()).then(|| entry.detail.clone()),
        kind: entry.kind,
        tags: None,
        deprecated: None,
        range: view.range(entry.span),
        selection_range: view.range(entry.selection),
        children: None,
    }
}

/// What can be folded: sections, lists below an item, tables, fences, comments, front matter.
pub fn folds(view: View) -> Vec<FoldingRange> {
    let document = &view.member.document;
    let mut found = Vec::new();
    let mut fold = |span: Span, kind: Option<FoldingRangeKind>| {
        let range = view.range(view.trimmed(span));
        if range.end.line > range.start.line {
            found.push(FoldingRange {
                start_line: range.start.line,
                start_character: None,
                end_line: range.end.line,
                end_character: None,
                kind,
                collapsed_text: None,
            });
        }
    };
    for at in 1..document.sections.len() {
        fold(view.section(SectionId(at as u32)), Some(FoldingRangeKind::Region));
    }
    for block in &document.blocks {
        match block.kind {
            Kind::Item { .. } | Kind::Table | Kind::Code { .. } | Kind::FrontMatter => fold(block.span, None),
            Kind::Html => fold(block.span, Some(FoldingRangeKind::Comment)),
            _ => {}
        }
    }
    found.sort_by_key(|f| (f.start_line, std::cmp::Reverse(f.end_line)));
    found.dedup_by_key(|f| f.start_line);
    nest(&mut found);
    found
}

/// Cuts folds where those end that hold them: editors drop one that crosses another, as a section does that begins
/// inside of an item.
fn nest(folds: &mut Vec<FoldingRange>) {
    let mut ends: Vec<u32> = Vec::new();
    folds.retain_mut(|fold| {
        while ends.pop_if(|end| *end < fold.start_line).is_some() {}
        fold.end_line = ends.last().map_or(fold.end_line, |end| fold.end_line.min(*end));
        ends.push(fold.end_line);
        fold.end_line > fold.start_line
    });
}

/// What is selected when a selection at `position` is grown, step by step: block, item, section, document.
pub fn selection(view: View, position: Position) -> SelectionRange {
    let document = &view.member.document;
    let offset = view.offset(position);
    let at = Span::at(offset as usize);
    let mut spans: Vec<Span> = vec![Span::new(0, view.source().text().len())];
    let block = document.block_at(offset);
    if let Some(block) = block {
        let around: Vec<SectionId> = view.plan().sections_around(document, document.block(block).section).collect();
        spans.extend(around.iter().rev().filter(|s| s.0 > 0).map(|&section| view.section(section)));
        let blocks: Vec<_> = std::iter::once(block).chain(document.ancestors(block)).collect();
        spans.extend(blocks.iter().rev().map(|&b| view.block(b)));
        spans.push(document.text_span(block));
    }
    spans.push(super::names::word(view, offset));
    let mut chain: Option<SelectionRange> = None;
    for span in spans.into_iter().filter(|span| span.overlaps(at)) {
        let range = view.range(span);
        if chain.as_ref().is_none_or(|outer| outer.range != range && inside(range, outer.range)) {
            chain = Some(SelectionRange { range, parent: chain.map(Box::new) });
        }
    }
    chain.unwrap_or_else(|| SelectionRange { range: view.range(at), parent: None })
}

fn inside(inner: gen_lsp_types::Range, outer: gen_lsp_types::Range) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

impl View<'_> {
    /// A section with its heading.
    fn section(&self, id: SectionId) -> Span {
        let document = &self.member.document;
        let section = document.section(id);
        let heading = section.heading.map_or(section.title_span, |b| document.block(b).span);
        let last = (section.end as usize).checked_sub(1).and_then(|last| document.blocks.get(last));
        let end = last.map_or(heading.end, |block| self.last_byte(block.span).max(heading.end));
        Span { start: heading.start, end }
    }

    fn last_byte(&self, span: Span) -> u32 {
        self.trimmed(span).end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check, project::Project, server::text::Encoding, settings::Settings, workspace::Input};

    /// The folds of `text`, as lines from 0.
    fn folds_of(text: &str) -> Vec<[u32; 2]> {
        let input = Input { path: "a.md".into(), shown: "a.md".into(), bytes: Some(text.into()) };
        let (settings, project) = (Settings::default(), Project::default());
        let member = check::read(input, &settings, &Default::default()).expect("text");
        let view = View { member: &member, settings: &settings, project: &project, encoding: Encoding::Utf16 };
        folds(view).iter().map(|fold| [fold.start_line, fold.end_line]).collect()
    }

    #[test]
    fn folds_lie_inside_of_each_other() {
        assert_eq!(folds_of("# A\n\n- [ ] one\n  - two\n  - three\n\n## B\n\ntext\n"), [[0, 8], [2, 4], [6, 8]]);
        let parts = [
            "# A",
            "## B",
            "- one",
            "  - two",
            "    ```sh",
            "    code",
            "  ~~~",
            "  # C",
            "| a |",
            "|---|",
            "",
            "text",
            "<!-- c",
            "-->",
            "> - three",
            ">   ```",
        ];
        // Every text of five of these lines would be a million; a walk with a fixed step meets all kinds of them.
        for seed in 0..5_000_usize {
            let lines: Vec<&str> = (0..8)
                .scan(seed * 7_919 + 1, |state, _| {
                    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    parts.get((*state >> 33) % parts.len()).copied()
                })
                .collect();
            let text = lines.join("\n");
            let folds = folds_of(&text);
            for (at, [start, end]) in folds.iter().enumerate() {
                assert!(start < end, "{folds:?} in {text}");
                let crosses = |[from, to]: &[u32; 2]| (start..=end).contains(&from) && to > end;
                assert!(!folds[at + 1..].iter().any(crosses), "{folds:?} in {text}");
            }
        }
    }
}
