//! The defects. To add one: a function that puts it into a clean plan wherever there is a
//! place for it, and a line in the table.

use crate::clean::{Clean, Mutant};
use planvet::{
    markdown::{BlockId, Kind},
    plan::{Assignee, Duty, Mode, Node, PromptKind, Relation, Role, Status, Task, TaskId, TaskKind, Why},
    source::Span,
};

/// A defect and the rule that knows it.
pub struct Defect {
    pub rule: &'static str,
    pub what: &'static str,
    /// The clean plan with the defect, once for each place; none where the plan has no place for it.
    pub put: fn(&Clean) -> Vec<Mutant>,
}

macro_rules! defects {
    ($($rule:literal $what:literal $put:ident;)*) => {
        /// Every defect: the rule, what is done, the function that does it.
        pub const DEFECTS: &[Defect] = &[$(Defect { rule: $rule, what: $what, put: $put }),*];
    };
}

defects! {
    "missing-owner" "an owner's cell is emptied" blank_owner;
    "missing-owner" "an owner is still to be named" owner_to_come;
    "unknown-owner" "an owner is not in the roster" strange_owner;
    "dependency-cycle" "two tasks wait for each other" close_cycle;
    "dependency-cycle" "a task waits for itself" wait_for_itself;
    "unknown-dependency" "a task waits for what is not there" wait_for_nothing;
    "duplicate-id" "a task gets the id of another" same_id;
    "parallel-dependency" "a parallel task waits for its neighbour" wait_for_neighbour;
    "backward-dependency" "a task waits for a later phase" wait_for_later;
    "premature-tick" "a task is done before its dependency" tick_early;
    "open-children" "a parent is ticked over open children" tick_parent;
    "status-conflict" "a phase with open boxes is called complete" complete_heading;
    "progress-mismatch" "one box too many is said to be ticked" wrong_progress;
    "wrong-total" "a total is one too high" wrong_total;
    "double-booked" "one is booked twice in a parallel wave" book_twice;
    "write-conflict" "two parallel tasks write one file" same_file;
    "vague-gate" "a gate asks for a wish" vague_gate;
    "unproduced-artifact" "a gate waits for what nobody makes" missing_artifact;
    "unconditional-gate" "success is said whatever happened" unconditional_gate;
    "undefined-prompt" "a prompt is named that is not there" undefined_prompt;
    "invalid-payload" "a comma is missing in JSON" invalid_payload;
    "unfilled-placeholder" "a name is still to be inserted" unfilled_task;
    "machine-path" "the way leads into somebody's home" machine_path;
    "prose-in-shell" "a sentence stands among commands" prose_in_shell;
    "mojibake" "a character is read as CP1252" garble;
    "chat-residue" "an offer is left at the end" chat;
    "elided-content" "the rest is left out" elide;
    "broken-fence" "the last fence is not closed" open_fence;
    "malformed-checkbox" "a box loses its space" break_box;
    "conflict-marker" "a merge is left unresolved" conflict;
    "conflict-marker" "a merge with its base is left unresolved" conflict_with_base;
    "ragged-table" "a row gets a cell too many" ragged_row;
    "duplicate-section" "a section is pasted again" paste_section;
    "empty-section" "a heading is left without text" empty_section;
    "escaped-newlines" "a paragraph is escaped twice" escape;
}

/// Owner cells of tasks that are not finished.
fn owner_cells(clean: &Clean) -> impl Iterator<Item = Span> {
    let owned = clean.plan.assignments.iter().filter(|a| a.duty == Duty::Owner && a.place.why == Why::Cell);
    let named = owned.filter(|a| matches!(a.assignee, Assignee::Actors(_)));
    let open = named.filter(|a| match a.subject {
        Node::Task(task) => !matches!(clean.plan.task(task).status(), Some(Status::Done | Status::Dropped)),
        _ => false,
    });
    open.map(|a| a.place.span)
}

fn blank_owner(clean: &Clean) -> Vec<Mutant> {
    owner_cells(clean).map(|cell| clean.replace(cell, "")).collect()
}

fn owner_to_come(clean: &Clean) -> Vec<Mutant> {
    owner_cells(clean).map(|cell| clean.replace(cell, "TBD")).collect()
}

fn strange_owner(clean: &Clean) -> Vec<Mutant> {
    let roster = clean.plan.actors.iter().filter(|a| a.roster).count();
    let known = |cell: &Span| clean.plan.actors.iter().any(|a| a.roster && *a.name == *clean.slice(*cell));
    if roster < 2 {
        return Vec::new();
    }
    owner_cells(clean).filter(known).map(|cell| clean.replace(cell, "Quentin")).collect()
}

/// Cells that say what an open task with an id waits for, with that id.
fn waiting(clean: &Clean) -> Vec<(TaskId, &str, Span)> {
    let cells = clean.cells(Role::Depends).filter(|(_, _, task, _)| clean.is_open(*task));
    cells.filter_map(|(_, _, task, cell)| Some((task, clean.plan.task(task).id.as_deref()?, cell))).collect()
}

fn close_cycle(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for edge in clean.plan.edges.iter().filter(|e| e.place.why == Why::Cell && e.relation == Relation::After) {
        let (Node::Task(before), Node::Task(after)) = (edge.before, edge.after) else { continue };
        let own = waiting(clean);
        let (Some(first), Some(second)) = (own.iter().find(|w| w.0 == before), own.iter().find(|w| w.0 == after))
        else {
            continue;
        };
        // In a later phase it would be a dependency on that phase as well.
        if clean.plan.task(before).group == clean.plan.task(after).group {
            mutants.push(clean.replace(first.2, second.1));
        }
    }
    mutants
}

fn wait_for_itself(clean: &Clean) -> Vec<Mutant> {
    waiting(clean).into_iter().map(|(_, id, cell)| clean.replace(cell, id)).collect()
}

fn wait_for_nothing(clean: &Clean) -> Vec<Mutant> {
    let stem = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    // A form that only one or two ids have may be that of something larger.
    let own =
        |id: &str| clean.plan.tasks.iter().filter(|t| t.id.as_deref().is_some_and(|i| stem(i) == stem(id))).count() > 2;
    let waiting = waiting(clean).into_iter().filter(|(_, id, _)| own(id));
    waiting.map(|(_, id, cell)| clean.replace(cell, &format!("{}987", stem(id)))).collect()
}

fn same_id(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (id, name, span) in clean.lone_ids().filter(|(id, _, _)| clean.is_open(*id)) {
        let task = clean.plan.task(id);
        // A review is no work, and an id in a heading names a section.
        let alike = |other: &Task| other.table == task.table && other.places[0].why == task.places[0].why;
        let other = clean.plan.tasks().find(|(o, t)| *o < id && t.id.is_some() && t.group == task.group && alike(t));
        if let Some((_, other)) =
            other.filter(|_| task.kind == TaskKind::Work && matches!(task.places[0].why, Why::Row | Why::Box))
        {
            let given = other.id.as_deref().unwrap_or_default();
            // A part keeps the number of the whole before its own.
            if given.contains('.') == name.contains('.') {
                mutants.push(clean.replace(span, given));
            }
        }
    }
    mutants
}

/// Open boxes with an id, for a remark behind their text.
fn remarked(clean: &Clean) -> Vec<(TaskId, &str, Span)> {
    let boxes = clean.plan.tasks().filter(|(id, t)| clean.is_open(*id) && t.places[0].why == Why::Box);
    // Numbers with a dash between them may be a range.
    let named = boxes.filter_map(|(id, t)| Some((id, t.id.as_deref()?, t.span())));
    named.filter(|(_, name, _)| !name.starts_with(|c: char| c.is_ascii_digit()) || !name.contains('-')).collect()
}

fn wait_for_neighbour(clean: &Clean) -> Vec<Mutant> {
    let parallel: Vec<_> =
        remarked(clean).into_iter().filter(|(id, _, _)| clean.plan.task(*id).parallel.is_some()).collect();
    let pairs = parallel.windows(2).filter(|p| clean.plan.task(p[0].0).group == clean.plan.task(p[1].0).group);
    pairs.map(|p| clean.insert(p[1].2.end, &format!(" (depends on {})", p[0].1))).collect()
}

fn wait_for_later(clean: &Clean) -> Vec<Mutant> {
    let open = remarked(clean);
    let mut mutants = Vec::new();
    for (id, _, span) in &open {
        let Some(group) = clean.plan.task(*id).group else { continue };
        let later = open.iter().find(|(other, _, _)| {
            let theirs = clean.plan.task(*other).group;
            theirs.is_some_and(|g| clean.plan.precedes(group, g) == Some(true))
                // What already waits for this one would close a cycle.
                && !clean.plan.edges.iter().any(|e| e.after == Node::Task(*other))
        });
        if let Some((_, name, _)) = later {
            mutants.push(clean.insert(span.end, &format!(" (depends on {name})")));
        }
    }
    mutants
}

fn tick_early(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for edge in clean.plan.edges.iter().filter(|e| e.relation == Relation::After && e.place.why == Why::Inline) {
        let (Node::Task(before), Node::Task(after)) = (edge.before, edge.after) else { continue };
        let task = clean.plan.task(after);
        let parent = clean.plan.tasks.iter().any(|t| t.parent == Some(after));
        if clean.is_open(before) && clean.is_open(after) && !parent {
            mutants.extend(clean.tick_box(task).map(|mark| clean.replace(mark, "[x]")));
        }
    }
    mutants
}

fn tick_parent(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (id, task) in clean.plan.tasks().filter(|(id, _)| clean.is_open(*id)) {
        let open = clean.plan.tasks().any(|(child, t)| t.parent == Some(id) && clean.is_open(child));
        let waits = clean.plan.edges.iter().any(|e| e.after == Node::Task(id));
        if let Some(mark) = clean.tick_box(task).filter(|_| open && !waits) {
            mutants.push(clean.replace(mark, "[x]"));
        }
    }
    mutants
}

fn complete_heading(clean: &Clean) -> Vec<Mutant> {
    let groups = clean.plan.groups.iter().filter_map(|g| g.section.filter(|_| g.statuses.is_empty()));
    let open = groups.filter(|s| {
        let inside = clean.document.section(*s);
        let boxes = clean.plan.tasks().filter(|(_, t)| (inside.start..inside.end).contains(&t.block.0));
        boxes.filter(|(id, t)| clean.is_open(*id) && clean.tick_box(t).is_some()).count() > 1
    });
    open.map(|s| clean.document.section(s).title_span).map(|title| clean.insert(title.end, " — COMPLETE")).collect()
}

fn wrong_progress(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for section in clean.document.sections.iter().filter(|s| (2..7).contains(&s.level)) {
        let inside = clean.plan.tasks.iter().filter(|t| (section.start..section.end).contains(&t.block.0));
        let boxes: Vec<_> = inside.filter(|t| clean.tick_box(t).is_some()).collect();
        let plain = boxes.iter().all(|t| t.parent.is_none() && t.required() && t.kind == TaskKind::Work);
        let done = boxes.iter().filter(|t| t.done()).count();
        if plain && boxes.len() > 2 && done + 1 < boxes.len() {
            let claim = format!("\n\n**Progress:** {}/{} tasks complete", done + 1, boxes.len());
            let end = section.title_span.end;
            mutants.push(clean.insert(end, &claim));
        }
    }
    mutants
}

/// The number with which a cell begins, marks left out, where nothing but a unit follows.
fn number(text: &str) -> Option<(usize, i64)> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - from);
    let (before, rest) = (&text[..from], text[from + digits..].trim_matches(['*', '_']));
    let plain = before.trim_matches(['*', '_']).is_empty() && !rest.contains(|c: char| c.is_ascii_digit() || c == '%');
    plain.then(|| Some((from, text[from..from + digits].parse().ok()?))).flatten()
}

fn wrong_total(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for table in &clean.plan.tables {
        // Only where the clean total is the plain sum of all rows above it.
        let [parts @ .., total] = table.rows.as_slice() else { continue };
        if !total.total || parts.iter().any(|r| r.total) || parts.len() < 2 {
            continue;
        }
        for (column, &cell) in total.cells.iter().enumerate() {
            let span = clean.cell(cell);
            let text = clean.slice(span);
            let sum: Option<i64> =
                parts.iter().map(|r| Some(number(clean.slice(clean.cell(*r.cells.get(column)?)))?.1)).sum();
            let Some((at, value)) = number(text).filter(|(_, value)| Some(*value) == sum) else { continue };
            mutants.push(clean.replace(
                span,
                &format!("{}{}", &text[..at], text[at..].replacen(&value.to_string(), &(value + 1).to_string(), 1)),
            ));
        }
    }
    mutants
}

fn book_twice(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for group in clean.plan.groups.iter().filter(|g| matches!(g.mode, Some((Mode::Parallel, _)))) {
        let drawn = group.places.iter().any(|p| p.why == Why::Timeline);
        if let [first, second, ..] = group.members.as_slice()
            && drawn
        {
            mutants.push(clean.replace(second.span, clean.slice(first.span)));
        }
    }
    mutants
}

fn same_file(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let marked: Vec<_> = clean.plan.tasks().filter(|(id, t)| t.parallel.is_some() && clean.is_open(*id)).collect();
    for pair in marked.windows(2) {
        let (a, b) = (pair[0].1, pair[1].1);
        let written = |t: &Task| t.files.iter().find(|f| f.writes).map(|f| (f.path.clone(), f.span));
        if let (Some((path, _)), Some((_, span))) = (written(a), written(b))
            && a.group == b.group
            && a.section == b.section
        {
            mutants.push(clean.replace(span, &path));
        }
    }
    mutants
}

fn vague_gate(clean: &Clean) -> Vec<Mutant> {
    let gates =
        clean.plan.gates.iter().filter(|g| g.place.why == Why::Label && g.tasks.is_empty() && g.statuses.is_empty());
    let single = gates.filter_map(|g| <[Span; 1]>::try_from(g.criteria.clone()).ok());
    single.map(|[criterion]| clean.replace(criterion, "Everything looks good")).collect()
}

fn missing_artifact(clean: &Clean) -> Vec<Mutant> {
    let awaited = clean.plan.gates.iter().flat_map(|g| &g.criteria).filter(|c| clean.slice(**c).contains(" exists"));
    let files = awaited.filter_map(|&criterion| {
        let text = clean.slice(criterion);
        let file = text.split('`').nth(1).filter(|f| f.contains('.'))?;
        Some(criterion.of_part(text, file))
    });
    files.map(|file| clean.replace(file, "nobody/makes-this.txt")).collect()
}

fn unconditional_gate(clean: &Clean) -> Vec<Mutant> {
    let strict = clean.plan.shells.iter().filter(|s| s.strict && s.lines.len() > 2);
    let set = strict.filter_map(|s| s.lines.iter().find(|l| clean.slice(l.span) == "set -e").map(|l| (s, l)));
    set.filter_map(|(shell, line)| {
        let marker = shell.lines.iter().find(|l| clean.slice(l.span).contains("> WAVE"))?;
        Some(clean.replace(line.span, ":").at(clean.slice(marker.span)))
    })
    .collect()
}

fn undefined_prompt(clean: &Clean) -> Vec<Mutant> {
    let named = clean.plan.prompts.iter().filter(|p| p.kind == PromptKind::Prompt);
    let ids: Vec<&str> = named.filter_map(|p| p.id.as_deref()).collect();
    let letters = ids.len() > 1 && ids.iter().all(|id| id.len() == 1 && id.starts_with(char::is_alphabetic));
    if !letters {
        return Vec::new();
    }
    vec![clean.append("The last lane is closed with prompt Q.")]
}

/// Whether anything of a plan is in the document; some rules speak of nothing else.
fn is_plan(clean: &Clean) -> bool {
    clean.plan.counts().is_plan()
}

/// `text` at the end of a plan.
fn at_end(clean: &Clean, text: &str) -> Vec<Mutant> {
    is_plan(clean).then(|| clean.append(text)).into_iter().collect()
}

fn invalid_payload(clean: &Clean) -> Vec<Mutant> {
    let mutants = at_end(clean, "Send this:\n\n```json\n{\n  \"lane\": 3\n  \"state\": \"done\"\n}\n```");
    mutants.into_iter().map(|m| m.at("\"lane\": 3")).collect()
}

fn unfilled_task(clean: &Clean) -> Vec<Mutant> {
    let plain = |text: &str| !text.ends_with([')', ':', '`', ']']) && text.contains(' ');
    let open = clean.plan.tasks().filter(|(id, t)| clean.is_open(*id) && t.places[0].why == Why::Box);
    let spans = open.map(|(_, t)| t.span()).filter(|&s| plain(clean.slice(s)));
    spans.map(|s| clean.insert(s.end, " with [insert name]")).collect()
}

fn machine_path(clean: &Clean) -> Vec<Mutant> {
    at_end(clean, "The draft is at `/home/karla/work/draft/notes.md`.")
}

fn prose_in_shell(clean: &Clean) -> Vec<Mutant> {
    let prose = "Now open the dashboard and compare the numbers with those of yesterday.";
    at_end(clean, &format!("Then:\n\n```bash\ncargo build\n{prose}\n```"))
        .into_iter()
        .map(|m| m.at("Now open"))
        .collect()
}

fn garble(clean: &Clean) -> Vec<Mutant> {
    let marks = clean.text().char_indices().filter(|(_, c)| matches!(c, '→' | '✅' | '—' | '│'));
    let garbled = marks.filter_map(|(at, c)| {
        let bytes = c.to_string().into_bytes();
        let (read, failed) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        (!failed).then(|| clean.replace(Span::new(at, at + bytes.len()), &read))
    });
    garbled.collect()
}

fn chat(clean: &Clean) -> Vec<Mutant> {
    at_end(clean, "Would you like me to write the next part as well?")
}

fn elide(clean: &Clean) -> Vec<Mutant> {
    at_end(clean, "*(remaining tasks omitted for brevity)*")
}

fn open_fence(clean: &Clean) -> Vec<Mutant> {
    let open = |mutant: Mutant| Mutant { text: mutant.text.trim_end().trim_end_matches('`').to_owned(), ..mutant };
    at_end(clean, "```text\nThe end of the log\n```").into_iter().map(open).collect()
}

fn break_box(clean: &Clean) -> Vec<Mutant> {
    let open = clean.plan.tasks().filter(|(id, _)| clean.is_open(*id));
    let leaves = open.filter(|(id, t)| {
        t.id.is_none()
            && t.places[0].why == Why::Box
            && t.parent.is_none()
            && !clean.plan.tasks.iter().any(|c| c.parent == Some(*id))
    });
    leaves
        .filter_map(|(_, t)| clean.tick_box(t))
        .filter(|&s| clean.slice(s) == "[ ]")
        .map(|s| clean.replace(s, "[]"))
        .collect()
}

fn conflict(clean: &Clean) -> Vec<Mutant> {
    at_end(clean, "<<<<<<< HEAD\nAda asks the host.\n=======\nBen asks the host.\n>>>>>>> notes")
}

fn conflict_with_base(clean: &Clean) -> Vec<Mutant> {
    at_end(
        clean,
        "<<<<<<< HEAD\nAda asks the host.\n||||||| 1f2e3d4\nSomebody asks the host.\n=======\nBen asks the host.\n>>>>>>> notes",
    )
}

fn ragged_row(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for row in clean.plan.tables.iter().flat_map(|t| &t.rows) {
        let block = clean.document.block(row.block);
        let raw = clean.slice(block.span);
        if is_plan(clean) && raw.trim_end().ends_with('|') {
            mutants.push(clean.insert(block.span.start + raw.trim_end().len() as u32, " see below |"));
        }
    }
    mutants
}

fn paste_section(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (index, section) in clean.document.sections.iter().enumerate().filter(|(_, s)| s.level == 2) {
        let facts = &clean.plan.sections[index];
        let Some(heading) = section.heading.filter(|_| facts.group.is_none() && facts.task.is_none()) else { continue };
        let until =
            clean.document.blocks.get(section.end as usize).map_or(clean.text().len(), |b| b.span.start as usize);
        let whole = clean.text()[clean.document.block(heading).span.start as usize..until].trim();
        let inside = (section.start..section.end).map(BlockId);
        // Tasks, numbers and fields would stand twice as well, and other rules know that.
        let prose = inside.clone().all(|b| {
            matches!(clean.document.block(b).kind, Kind::Paragraph | Kind::List { .. } | Kind::Item { mark: None })
        });
        if prose && is_plan(clean) && whole.len() > 120 {
            mutants.push(clean.append(whole));
        }
    }
    mutants
}

fn empty_section(clean: &Clean) -> Vec<Mutant> {
    let second = clean.document.sections.iter().filter(|s| s.level == 2 && s.end > s.start).count();
    if second > 2 { at_end(clean, "## Travel") } else { Vec::new() }
}

fn escape(clean: &Clean) -> Vec<Mutant> {
    at_end(clean, "Two things are left.\\n\\n- The keys of the hall\\n- The lamps")
}
