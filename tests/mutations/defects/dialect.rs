//! The grammar of formats.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::plan::{Dialect, Part, TaskKind, Why};

defects! {
    "malformed-task" "a task loses its id" lost_id;
    "needs-clarification" "a task is not yet clear" unclear;
    "wrong-group" "a task has the number of another group" moved_task;
}

fn lost_id(clean: &Clean) -> Vec<Mutant> {
    if !matches!(clean.plan.dialect, Dialect::SpecKit | Dialect::OpenSpec | Dialect::Kiro | Dialect::Superpowers) {
        return Vec::new();
    }
    let named = clean.open_boxes().filter_map(|(id, t, _)| Some((id, t, t.id_span?)));
    let plain = named.filter(|(id, t, _)| !clean.has_parts(*id) && clean.is_free(*id) && t.parent.is_none());
    plain
        .map(|(_, _, span)| {
            let behind = clean.text()[span.end as usize..].chars().take_while(|c| matches!(c, '.' | ' ' | ':')).count();
            clean.replace(planvet::source::Span { start: span.start, end: span.end + behind as u32 }, "")
        })
        .collect()
}

fn unclear(clean: &Clean) -> Vec<Mutant> {
    let plain = |text: &str| !text.contains('\n');
    let open = clean.open_boxes().filter(|(_, t, _)| plain(clean.slice(t.span())) && t.kind == TaskKind::Work);
    let open = open.filter(|_| clean.plan.part != Part::Review && !clean.plan.template);
    open.map(|(_, t, _)| clean.insert(t.span().end, " [NEEDS CLARIFICATION: by when?]")).collect()
}

fn moved_task(clean: &Clean) -> Vec<Mutant> {
    if clean.plan.archived {
        return Vec::new();
    }
    let boxes: Vec<_> = clean.plan.tasks().filter(|(_, t)| t.places[0].why == Why::Box && t.id.is_some()).collect();
    let mut mutants = Vec::new();
    for (id, task) in &boxes {
        let (Some(name), Some(span)) = (task.id.as_deref(), task.id_span) else { continue };
        // `2.3` in the second group becomes `1.9`.
        let Some((group, number)) = name.split_once('.') else { continue };
        let other = boxes.iter().filter_map(|(_, t)| t.id.as_deref()?.split_once('.')).find(|(g, _)| *g != group);
        if let Some((other, _)) = other.filter(|_| !number.contains('.') && clean.is_free(*id) && !clean.has_parts(*id))
        {
            mutants.push(clean.replace(span, &format!("{other}.9")));
        }
    }
    mutants
}
