//! Tables and sections as a whole.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::markdown::{BlockId, Kind};

defects! {
    "ragged-table" "a row gets a cell too many" ragged_row;
    "duplicate-section" "a section is pasted again" paste_section;
    "empty-section" "a heading is left without text" empty_section;
}

fn ragged_row(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for row in clean.plan.tables.iter().flat_map(|t| &t.rows) {
        let block = clean.document.block(row.block);
        let raw = clean.slice(block.span);
        if clean.is_plan() && raw.trim_end().ends_with('|') {
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
        if prose && clean.is_plan() && whole.len() > 120 {
            mutants.push(clean.append(whole));
        }
    }
    mutants
}

fn empty_section(clean: &Clean) -> Vec<Mutant> {
    let second = clean.document.sections.iter().filter(|s| s.level == 2 && s.end > s.start).count();
    if second > 2 { clean.at_end("## Travel") } else { Vec::new() }
}
