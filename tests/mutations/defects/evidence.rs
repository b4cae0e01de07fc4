//! What ticks, states and progress claim.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    evidence,
    markdown::Kind,
    plan::{Said, Status, Task, TaskId, TaskKind, Vocabulary, Why, Word},
};

defects! {
    "open-children" "a parent is ticked over open children" tick_parent;
    "status-conflict" "a phase with open boxes is called complete" complete_heading;
    "status-conflict" "a section with open rows is called complete" complete_rows;
    "status-conflict" "an open box is said to be done" said_done;
    "status-conflict" "the box of a row that is open is ticked" tick_row;
    "status-conflict" "a ticked item says that it was skipped" skipped;
    "progress-mismatch" "one box too many is said to be ticked" wrong_progress;
    "progress-mismatch" "a stated progress runs ahead" ahead_of_boxes;
    "unproven-tick" "a tick without evidence, where the plan asks for it" unproven;
    "failed-evidence" "a ticked item has failed tests beside it" failed;
    "unknown-evidence" "a ticked item cites a report that is not there" cites_nothing;
    "split-status" "another document says that it is done" split;
}

fn tick_parent(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (id, task) in clean.plan.tasks().filter(|(id, _)| clean.is_open(*id)) {
        let open = clean.plan.tasks().any(|(child, t)| t.parent == Some(id) && clean.is_open(child));
        if open && clean.is_free(id) {
            mutants.extend(clean.tick(task));
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

fn complete_rows(clean: &Clean) -> Vec<Mutant> {
    // Rows that state in one word that they are open, in a section in which no box and no other statement stands.
    let open = |t: &&Task| {
        let row = t.places[0].why == Why::Row && t.required() && t.places.len() == 1;
        row && matches!(t.statuses[..], [s] if s.said == Said::Word && s.status == Status::Open)
    };
    let mut sections: Vec<_> = clean.plan.tasks.iter().filter(open).map(|t| t.section).collect();
    sections.dedup();
    let silent = |s: &planvet::markdown::SectionId| {
        let section = clean.document.section(*s);
        let inside = |block: u32| (section.start..section.end).contains(&block);
        let boxes = clean.plan.tasks.iter().any(|t| inside(t.block.0) && clean.tick_box(t).is_some());
        let own = clean.plan.sections[s.0 as usize].group.is_none_or(|g| clean.plan.group(g).statuses.is_empty());
        (2..7).contains(&section.level) && !boxes && own && clean.plan.scope_statuses.iter().all(|c| c.section != *s)
    };
    let titles = sections.into_iter().filter(silent).map(|s| clean.document.section(s).title_span);
    titles.map(|title| clean.insert(title.end, " — COMPLETE")).collect()
}

fn said_done(clean: &Clean) -> Vec<Mutant> {
    // The text of an item ends with its line; a code span or a bracket may hold a word of its own.
    let plain = |text: &str| !text.ends_with(['`', ')', ']', ':']) && !text.contains('\n');
    let open = clean.open_boxes().filter(|(id, t, _)| plain(clean.slice(t.span())) && !clean.has_parts(*id));
    // What is said of a phase is said in other places as well.
    let phase = |t: &Task| clean.plan.groups.iter().any(|g| g.places.iter().any(|p| t.span().overlaps(p.span)));
    let open = open.filter(|(id, t, _)| clean.is_free(*id) && !phase(t));
    open.map(|(_, t, _)| clean.insert(t.span().end, " — DONE")).collect()
}

fn skipped(clean: &Clean) -> Vec<Mutant> {
    let ticked = |t: &Task| t.statuses.iter().any(|s| s.said == Said::Box && s.status == Status::Done);
    // The remark stands at the end of a line of words; a review is no work.
    let plain = |t: &Task| {
        let text = clean.slice(t.span());
        t.kind == TaskKind::Work
            && t.places[0].why == Why::Box
            && text.ends_with(char::is_alphabetic)
            && !text.contains('\n')
    };
    let done =
        clean.plan.tasks().filter(|(id, t)| ticked(t) && plain(t) && clean.is_free(*id) && !clean.has_parts(*id));
    done.map(|(_, t)| clean.insert(t.span().end, " (skipped)")).collect()
}

fn tick_row(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (later, first) in &clean.plan.repeats {
        let (box_of, row) = (clean.plan.task(*later), clean.plan.task(*first));
        let stated = row.statuses.iter().any(|s| s.said == Said::Word && s.status == Status::Open);
        if let Some(mark) = clean.tick_box(box_of).filter(|m| stated && clean.slice(*m) == "[ ]") {
            mutants.push(clean.replace(mark, "[x]"));
        }
    }
    mutants.sort_by_key(|m| m.line);
    mutants
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

/// `1/3` in a cell, a field or a heading of a plan whose boxes bear it out.
fn ahead_of_boxes(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (id, block) in clean.document.iter() {
        let told = matches!(block.kind, Kind::Cell { .. } | Kind::Paragraph | Kind::Heading(_));
        let span = clean.document.text_span(id);
        let text = clean.slice(span);
        let claim = text.split([' ', '(', ')', '*']).find_map(|word| {
            let (done, of) = word.split_once('/')?;
            Some((word, done.parse::<usize>().ok()?, of.parse::<usize>().ok()?))
        });
        // A single box is no list that anybody counts.
        let Some((word, done, of)) = claim.filter(|(_, done, of)| told && done < of && *of > 1) else { continue };
        let progress =
            ["progress", "complete", "done", "tasks"].iter().any(|w| clean.text().to_lowercase().contains(w));
        // A percentage beside it would be wrong as well.
        // "Mon 6/10" is a day.
        let day = clean.plan.dates.iter().any(|d| d.day.span.overlaps(span.of_part(text, word)));
        if progress && !day && !text.contains('%') && clean.plan.shares.iter().all(|s| s.block != id) {
            mutants.push(clean.replace(span.of_part(text, word), &format!("{}/{of}", done + 1)));
        }
    }
    mutants
}

fn unproven(clean: &Clean) -> Vec<Mutant> {
    if clean.plan.tick_policies.is_empty() {
        return Vec::new();
    }
    let leaves = clean.open_boxes().filter(|(id, t, _)| {
        // A gate and what waits for others have rules of their own.
        let gate = clean.plan.gates.iter().any(|g| g.tasks.contains(id));
        !gate && !clean.has_parts(*id) && t.parent.is_none() && clean.is_free(*id) && t.group.is_none()
    });
    let bare = leaves.filter(|(_, t, _)| !clean.slice(t.span()).contains(['`', '#']));
    bare.map(|(_, _, mark)| clean.replace(mark, "[x]")).collect()
}

fn failed(clean: &Clean) -> Vec<Mutant> {
    let ticked = clean.plan.tasks().filter(|(_, t)| {
        t.done() && t.kind == TaskKind::Work && t.places[0].why == Why::Box && clean.tick_box(t).is_some()
    });
    // "Every", "first", "from": such an item may tell of what was before.
    let words = Vocabulary::standard();
    let certain = |text: &str| !text.contains('\n') && !words.says(text, Word::Excused);
    let plain = ticked.filter(|(_, t)| certain(clean.slice(clean.line_span(t.span()))));
    plain.map(|(_, t)| clean.insert(t.span().end, " (12 passed, 3 failed)")).collect()
}

fn cites_nothing(clean: &Clean) -> Vec<Mutant> {
    let ticked = clean.plan.tasks().filter(|(_, t)| {
        t.done() && t.kind != TaskKind::Review && t.places[0].why == Why::Box && clean.tick_box(t).is_some()
    });
    // The line of a commit that is made up has its own finding.
    let commit = |t: &Task| {
        let cited = evidence::all(clean.text(), &clean.document, &clean.plan, t);
        cited.iter().any(|e| e.kind == evidence::Kind::Commit)
    };
    let others = ticked.filter(|(_, t)| !commit(t));
    others.map(|(_, t)| clean.insert(t.span().end, " report:none.xml")).collect()
}

fn split(clean: &Clean) -> Vec<Mutant> {
    // Of two documents the first one speaks. What waits for others would be done too early as well.
    let shared = |id: TaskId| {
        let name = clean.plan.task(id).id.as_deref();
        clean.is_free(id) && name.is_some_and(|name| clean.echoed.contains(name))
    };
    let words = clean.status_words().filter(|(id, _)| shared(*id)).map(|(_, word)| clean.replace(word, "Done"));
    let boxes = clean.open_boxes().filter(|(id, ..)| shared(*id) && !clean.has_parts(*id));
    words.chain(boxes.filter_map(|(_, t, _)| clean.tick(t))).collect()
}
