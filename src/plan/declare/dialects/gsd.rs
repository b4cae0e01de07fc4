//! Get Shit Done: plans of XML tasks under front matter with waves, and the roadmap over them.
//! Grammar: the templates of get-shit-done. `<task>` may hold blank lines and Markdown, so
//! it is found in the text and not in the blocks.

mod requirements;

use super::{Page, cut, has_keys, path_parts};
use crate::{
    plan::{
        Axis,
        model::*,
        read::{Reader, SURE},
    },
    source::Span,
};
use memchr::memmem;

/// The longest title that is taken from an objective, in bytes.
const TITLE: usize = 100;

/// Whether a document is of GSD: its folder, or the front matter of a plan.
pub(super) fn is(page: &Page) -> bool {
    let (_, mut folders) = path_parts(page.path);
    folders.any(|f| f == ".planning") || has_keys(page.front, &["phase", "plan", "wave"])
}

/// Reads the tasks of a plan, and the plans of a roadmap.
pub(super) fn read(reader: &mut Reader) {
    plans_by_id(reader);
    signed_off(reader);
    tasks(reader);
    requirements::read(reader);
}

/// The plan that the front matter describes, and its tasks.
fn tasks(reader: &mut Reader) {
    let Some(plan) = plan(reader) else { return };
    let front = reader.document.block(reader.plan.task(plan).block).span;
    for span in elements(reader.text, Span { start: front.end, end: reader.text.len() as u32 }, "task") {
        task(reader, plan, span);
    }
}

/// The plan itself: a task of a wave, with the files of all its tasks.
fn plan(reader: &mut Reader) -> Option<TaskId> {
    let value = |key: &str| reader.front_values(key).next();
    let first = value("wave")?;
    let (wave, number) = (first.value, value("plan").unwrap_or(first));
    let (place, block, section) = (placed(number.value), number.block, number.section);
    let written = || {
        let phase = reader.slice(value("phase")?.value);
        let digits = phase.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(phase.len());
        Some(format!("{}-{}", &phase[..digits], reader.slice(value("plan")?.value)))
    };
    let written = written();
    let id_span = written.is_some().then_some(place.span);
    let id = written.or_else(|| filed(reader.path).map(str::to_owned))?;
    let body = Span { start: reader.document.block(block).span.end, end: reader.text.len() as u32 };
    let objective = elements(reader.text, body, "objective").next();
    let title = objective.and_then(|span| reader.slice(span).lines().map(str::trim).find(|l| !l.is_empty()));
    let mut task = Task::new(title.map_or("", |t| cut(t, TITLE)), place, block, section);
    task.id = Some(id.into());
    task.id_span = id_span;
    let changed = |f: &Field| FileRef { path: reader.slice(f.value).into(), span: f.value, writes: true };
    task.files = reader.front_values("files_modified").map(changed).collect();
    let waits: Vec<Span> = reader.front_values("depends_on").map(|f| f.value).collect();
    task.group = Some(reader.group("wave", reader.slice(wave), "", Axis::Time, placed(wave)));
    let task = reader.task(task);
    for span in waits {
        reader.outside(task, Relation::After, placed(span));
    }
    Some(task)
}

/// The phase and the plan in the name of a file: `02-03-PLAN.md`.
fn filed(path: &str) -> Option<&str> {
    let (file, _) = path_parts(path);
    plan_id(file).filter(|id| file[id.len()..].eq_ignore_ascii_case("-PLAN.md"))
}

/// A place in the front matter.
fn placed(span: Span) -> Place {
    Place::new(span, Why::FrontMatter, SURE)
}

/// `<task type="auto">` with a name, files, a check and an end.
fn task(reader: &mut Reader, plan: TaskId, span: Span) {
    let part = |name| elements(reader.text, span, name).next();
    let Some(named) = part("name") else { return };
    let raw = reader.slice(named).trim();
    let place = Place::new(named.of_part(reader.slice(named), raw), Why::Dialect, SURE);
    let block = reader.document.block_at(named.start).unwrap_or(reader.plan.task(plan).block);
    let mut task = Task::new(raw, place, block, reader.section(block));
    // "Task 2: Wire the command".
    if let Some((number, title)) = raw.strip_prefix("Task ").and_then(|r| r.split_once(':'))
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    {
        task.id = Some(number.into());
        task.id_span = Some(place.span.of_part(raw, number));
        task.title = title.trim().into();
    }
    task.parent = Some(plan);
    task.group = reader.plan.task(plan).group;
    if let Some(list) = part("files") {
        let raw = reader.slice(list);
        let paths = raw.split(['\n', ',']).map(|p| p.trim().trim_matches('`'));
        let paths = paths.filter_map(|p| p.split([' ', '(']).next()).filter(|p| p.contains(['.', '/']));
        task.files =
            paths.map(|path| FileRef { path: path.into(), span: list.of_part(raw, path), writes: true }).collect();
    }
    // The element's own tag stands right before what it holds.
    let tag = reader.text[..span.start as usize].rfind('<').map_or("", |at| &reader.text[at..span.start as usize]);
    let checkpoint = tag.contains("\"checkpoint");
    let criteria = ["how-to-verify", "verify", "done", "decision", "instructions"].map(part);
    let name = task.title.clone();
    let task = reader.task(task);
    if checkpoint {
        reader.plan.gates.push(Gate {
            name,
            kind: GateKind::Checkpoint,
            guards: None,
            place,
            criteria: criteria.into_iter().flatten().collect(),
            tasks: vec![task],
            statuses: Few::new(),
        });
    }
}

/// What stands inside each element `name` of `within` that is opened and closed, in order.
fn elements<'t>(text: &'t str, within: Span, name: &str) -> impl Iterator<Item = Span> + 't {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut at, end) = (within.start as usize, within.end as usize);
    std::iter::from_fn(move || {
        loop {
            let start = at + memmem::find(text.get(at..end)?.as_bytes(), open.as_bytes())?;
            let after = start + open.len();
            // `<task>` and `<task type="auto">`, not `<tasks>`.
            if !text[after..end].starts_with(['>', ' ', '\n', '\r', '\t']) {
                at = after;
                continue;
            }
            let body = after + text[after..end].find('>')? + 1;
            let stop = body + memmem::find(&text.as_bytes()[body..end], close.as_bytes())?;
            at = stop + close.len();
            return Some(Span::new(body, stop));
        }
    })
}

/// The boxes of "Validation Sign-Off" say that the document was looked at.
fn signed_off(reader: &mut Reader) {
    for task in reader.task_ids() {
        let section = reader.plan.task(task).section;
        if reader.boxed(task).is_some() && &*reader.document.section(section).title == "Validation Sign-Off" {
            reader.plan.tasks[task.index()].kind = TaskKind::Review;
        }
    }
}

/// `- [x] 02-03: Wire it` and `- [ ] 02-03-PLAN.md — Wire it` name plans.
fn plans_by_id(reader: &mut Reader) {
    for task in reader.task_ids() {
        let Some((span, raw)) = reader.boxed(task).filter(|_| reader.plan.task(task).id.is_none()) else { continue };
        let Some(id) = plan_id(raw) else { continue };
        let rest = &raw[id.len()..];
        let rest = rest.strip_prefix("-PLAN.md").unwrap_or(rest);
        let title = rest.trim_start_matches([':', '—', '–', '-', ' ', '*']);
        let id = span.of_part(raw, id);
        reader.name_task(task, id, title);
        reader.plan.tasks[task.index()].files.clear();
    }
}

/// `02-03`, `02.1-03`: a phase and a plan of it.
fn plan_id(raw: &str) -> Option<&str> {
    let end = raw.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.')))?;
    let id = raw[..end].trim_end_matches(['-', '.']);
    let (phase, plan) = id.split_once('-')?;
    let number = |part: &str| (1..=5).contains(&part.len()) && part.starts_with(|c: char| c.is_ascii_digit());
    let named = raw[id.len()..].starts_with([':', ' ']) || raw[id.len()..].starts_with("-PLAN");
    (number(phase) && number(plan) && !plan.contains('-') && named).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_plans() {
        for (raw, id) in [
            ("02-03: Wire it", Some("02-03")),
            ("02.1-03-PLAN.md — Wire it", Some("02.1-03")),
            ("2026-03-01: released", None),
            ("3 files moved", None),
            ("10-12", None),
        ] {
            assert_eq!(plan_id(raw), id, "{raw}");
        }
    }

    #[test]
    fn names_of_files_that_are_ids() {
        for (path, id) in [
            (".planning/phases/02-x/02-03-PLAN.md", Some("02-03")),
            ("02.1-03-PLAN.md", Some("02.1-03")),
            ("02-03-SUMMARY.md", None),
            ("02-03-PLAN-old.md", None),
            ("02-PLAN.md", None),
        ] {
            assert_eq!(filed(path), id, "{path}");
        }
    }

    #[test]
    fn elements_that_are_opened_and_closed() {
        let text = "<tasks>\n<task type=\"auto\"><name>a</name></task>\n<task>b</task>\n<task>open";
        let whole = Span::new(0, text.len());
        let found: Vec<&str> = elements(text, whole, "task").map(|s| &text[s.range()]).collect();
        assert_eq!(found, ["<name>a</name>", "b"]);
    }
}
