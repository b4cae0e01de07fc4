//! The way to go of a plan that names no tasks: headings that count on, what stands below "Implementation order",
//! "Phases", "Tasks" or "Next steps", the items of what is called a checklist or roadmap, headings that mark files as new
//! or changed.

use super::hours;
use crate::{
    markdown::{BlockId, Kind, Section, SectionId},
    plan::{Noun, Word, declare::sections, fold, read::Reader},
};

/// From how many headings or items on they are a way to go.
const STEPS: usize = 2;

/// Counts the steps, where nothing else was recognised and the document is called a plan.
pub(in crate::plan) fn read(reader: &Reader) -> usize {
    let rows = reader.plan.steps + hours::timed(&reader.plan.hours);
    if reader.plan.counts().is_plan() || !is_called_plan(reader) {
        return rows;
    }
    let told = [numbered(reader), labelled(reader), parts(reader), items(reader), marked(reader)];
    told.into_iter().filter(|&count| count >= STEPS).fold(rows, usize::max)
}

/// The most headings of one rank that count on.
fn numbered(reader: &Reader) -> usize {
    let headings = |level: u8| {
        let facts = reader.document.sections.iter().zip(&reader.plan.sections);
        facts.filter(|(section, facts)| section.level == level && facts.number.is_some()).count()
    };
    (2..5).map(headings).max().unwrap_or(0)
}

/// The headings and items that begin with the name of a phase, agent or task: "- **Week 1**: Setup".
fn labelled(reader: &Reader) -> usize {
    let document = reader.document;
    let is_named = |text: &str| {
        let found = sections::leading_noun(text.trim_start_matches(['*', '_']), reader);
        found.and_then(|(_, _, rest)| sections::leading_label(rest)).is_some_and(|(_, separated, _)| separated)
    };
    let headings = document.sections.iter().filter(|section| section.level > 1 && is_named(&section.title)).count();
    let items = document.items.iter().filter(|&&item| is_named(reader.slice(document.text_span(item)))).count();
    headings.max(items)
}

/// The headings right below one that says that the way stands there: "Workstreams".
fn parts(reader: &Reader) -> usize {
    let sections = &reader.document.sections;
    let way = |section: SectionId| is_way(reader, &sections[section.0 as usize]);
    sections.iter().filter(|section| (3..7).contains(&section.level) && way(section.parent)).count()
}

/// The items of the lists that tell the way, those within others left out.
fn items(reader: &Reader) -> usize {
    let document = reader.document;
    let all = is_called(reader, Word::ListName);
    let tells = |list: BlockId| {
        let section = document.section(document.block(list).section);
        let ordered = matches!(document.block(list).kind, Kind::List { ordered: true });
        // What stands right below the title of a plan is the plan.
        all || lists_tasks(reader, section) || ordered && (section.level <= 1 || is_way(reader, section))
    };
    let outer = |list: &BlockId| document.block(*list).parent.is_none();
    let told = document.lists.iter().copied().filter(outer).filter(|&list| tells(list));
    told.map(|list| document.children(list).count()).sum()
}

/// The headings and items that say of a file that it is made, changed or deleted: `#### [MODIFY] parser.rs`.
fn marked(reader: &Reader) -> usize {
    let document = reader.document;
    let is_marked = |text: &str| {
        let mark = text.trim_start_matches('*').strip_prefix('[').and_then(|rest| rest.split_once(']'));
        mark.is_some_and(|(mark, _)| reader.vocabulary.is_word(&fold(mark), Word::FileMark))
    };
    let headings = document.sections.iter().filter(|section| is_marked(&section.title)).count();
    let items = document.items.iter().filter(|&&item| is_marked(reader.slice(document.text_span(item)))).count();
    headings + items
}

/// Whether the heading of a section says that the way to go stands below it.
fn is_way(reader: &Reader, section: &Section) -> bool {
    section.level > 1 && (reader.vocabulary.says(&section.title, Word::Way) || lists_tasks(reader, section))
}

/// Whether the heading of a section says that its lists are tasks, in any order: "Suggested tasks", "Todos".
fn lists_tasks(reader: &Reader, section: &Section) -> bool {
    let last = section.title.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    let tasks = |word: &str| {
        let word = fold(word);
        reader.vocabulary.noun(&word) == Some(Noun::Task) && !reader.vocabulary.is_one(&word)
    };
    section.level > 1 && last.is_some_and(tasks)
}

/// Whether the document is a plan by its title, by the names of its file and folder, or because it is about one phase.
fn is_called_plan(reader: &Reader) -> bool {
    let folder =
        || reader.path.rsplit('/').nth(1).is_some_and(|folder| reader.vocabulary.is_word(folder, Word::PlanName));
    is_called(reader, Word::PlanName) || folder() || title(reader).is_some_and(|title| is_of_group(reader, title))
}

/// Whether a title names one of several groups: "Phase 1: Core".
fn is_of_group(reader: &Reader, title: &str) -> bool {
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let group = words.next().is_some_and(|word| matches!(reader.vocabulary.noun(&fold(word)), Some(Noun::Group(_))));
    group && words.next().is_some_and(|label| label.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the title of the document, or its file name, holds such a word.
fn is_called(reader: &Reader, word: Word) -> bool {
    let file = reader.path.rsplit('/').next().unwrap_or(reader.path);
    let name = file.split('.').next().unwrap_or(file).replace(['-', '_'], " ");
    let says = |text: &str| reader.vocabulary.says(text, word);
    says(&name) || title(reader).is_some_and(says)
}

/// The title of the document.
fn title<'a>(reader: &Reader<'a>) -> Option<&'a str> {
    let document = reader.document;
    document.sections.get(1).filter(|section| section.level == 1).map(|section| &*section.title)
}

#[cfg(test)]
mod tests {
    use crate::{
        markdown::Document,
        plan::{Plan, Vocabulary},
        source::Source,
    };

    fn steps(path: &str, text: &str) -> usize {
        let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
        Plan::read(&source, &Document::parse(source.text()), &Vocabulary::standard()).counts().steps
    }

    #[test]
    fn what_stands_below_a_telling_heading_is_the_way_of_what_is_called_a_plan() {
        let list = "1. **Setup**: the manifest\n2. **Profiles**: the schema\n3. **Launch**: the image\n";
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Implementation order\n\n{list}")), 3);
        assert_eq!(steps("docs/a.md", &format!("# Migration plan\n\n## Phases\n\n{list}")), 3);
        assert_eq!(steps("docs/plans/a.md", &format!("# Runner\n\n## Next\n\n{list}")), 3);
        assert_eq!(steps("docs/a.md", &format!("# Phase 2: Runner\n\n## Suggested tasks\n\n{list}")), 3);
        assert_eq!(steps("docs/a.md", &format!("# Aufgabenliste\n\n{list}")), 3);
        assert_eq!(steps("docs/release-process.md", "# Release\n\n## 1. Bump\n\n## 2. Tag\n\n## 3. Publish\n"), 3);
        // Any guide has steps, and a plan has lists of other things.
        assert_eq!(steps("README.md", &format!("# Runner\n\n## Steps\n\n{list}")), 0);
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Commands\n\n{list}")), 0);
        assert_eq!(steps("docs/a.md", &format!("# Phase diagrams\n\n## Tasks\n\n{list}")), 0);
    }

    #[test]
    fn tasks_and_checklists_need_no_numbers() {
        let list = "- Keys\n- Mail\n  - to all\n- Names\n";
        assert_eq!(steps("docs/a.md", &format!("# Launch checklist\n\n## Before\n\n{list}")), 3);
        assert_eq!(steps("ROADMAP.md", "# Runner\n\n## Q1\n\n- Keys\n\n## Q2\n\n- Mail\n"), 2);
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Tasks\n\n{list}")), 3);
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Next\n\n{list}")), 0);
    }

    #[test]
    fn what_begins_with_the_name_of_a_phase_or_agent_is_a_step() {
        assert_eq!(steps("PLAN.md", "# Runner\n\n- Phase 1: Keys\n- **Phase 2**: Mail\n- Mail of phase 3\n"), 2);
        assert_eq!(steps("plans/a.md", "# Runner\n\n## Team\n\n### Agent 1: Keys\n\n### Agent 2 (after Agent 1)\n"), 2);
        assert_eq!(steps("PLAN.md", "# Runner\n\n- Phase 1 is done\n- Phase 2 begins\n"), 0);
    }

    #[test]
    fn headings_below_a_telling_one_are_parts_of_the_way() {
        let parts = "### A. Core\n\nFirst.\n\n### B. Pages\n\nThen.\n";
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Workstreams\n\n{parts}")), 2);
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Options\n\n{parts}")), 0);
    }

    #[test]
    fn files_that_are_marked_as_changed_are_steps() {
        let changes = "#### [MODIFY] [a.rs](src/a.rs)\n\n- Split it\n\n#### [NEW] b.rs\n";
        assert_eq!(steps("plan.md", &format!("# Runner\n\n## Files\n\n{changes}")), 2);
        assert_eq!(steps("plan.md", "# Runner\n\n- **[NEW] `a.rs`**\n- **[DELETE] `b.rs`**\n- [docs](a.md)\n"), 2);
    }
}
