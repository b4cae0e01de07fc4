//! The way to go of a plan that names no tasks: headings that count on, a numbered list below "Implementation order",
//! "Phases" or "Next steps", the items of what is called a checklist.

use super::hours;
use crate::{
    markdown::{BlockId, Kind},
    plan::{Word, read::Reader},
};

/// From how many headings or items on they are a way to go.
const STEPS: usize = 3;

/// Counts the steps, where nothing else was recognised and the document is called a plan.
pub(in crate::plan) fn read(reader: &Reader) -> usize {
    let rows = reader.plan.steps + hours::timed(&reader.plan.hours);
    if reader.plan.counts().is_plan() || !is_called(reader, Word::PlanName) {
        return rows;
    }
    let document = reader.document;
    let checklist = is_called(reader, Word::ChecklistName);
    let tells = |&&list: &&BlockId| {
        let section = document.section(document.block(list).section);
        let numbered = matches!(document.block(list).kind, Kind::List { ordered: true });
        checklist || numbered && section.level > 1 && reader.vocabulary.says(&section.title, Word::Way)
    };
    let lists = document.lists.iter().filter(tells).map(|&list| document.children(list).count());
    let items: usize = lists.filter(|&items| items >= STEPS).sum();
    let headings = |level: u8| {
        let facts = document.sections.iter().zip(&reader.plan.sections);
        facts.filter(|(section, facts)| section.level == level && facts.number.is_some()).count()
    };
    let headings = (2..5).map(headings).filter(|&count| count >= STEPS).max();
    rows.max(headings.unwrap_or(0)).max(items)
}

/// Whether the title of the document, or its file name, holds such a word.
fn is_called(reader: &Reader, word: Word) -> bool {
    let file = reader.path.rsplit('/').next().unwrap_or(reader.path);
    let name = file.split('.').next().unwrap_or(file).replace(['-', '_'], " ");
    let title = reader.document.sections.get(1).filter(|section| section.level == 1);
    let says = |text: &str| reader.vocabulary.says(text, word);
    says(&name) || title.is_some_and(|section| says(&section.title))
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
    fn a_numbered_list_is_the_way_of_what_is_called_a_plan() {
        let list = "1. **Setup**: the manifest\n2. **Profiles**: the schema\n3. **Launch**: the image\n";
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Implementation order\n\n{list}")), 3);
        assert_eq!(steps("docs/a.md", &format!("# Migration plan\n\n## Phases\n\n{list}")), 3);
        assert_eq!(steps("docs/release-process.md", "# Release\n\n## 1. Bump\n\n## 2. Tag\n\n## 3. Publish\n"), 3);
        assert_eq!(steps("docs/a.md", "# Launch checklist\n\n## Before\n\n- Keys\n- Mail\n- Names\n"), 3);
        // Any guide has steps, and a plan has lists of other things.
        assert_eq!(steps("README.md", &format!("# Runner\n\n## Steps\n\n{list}")), 0);
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Commands\n\n{list}")), 0);
    }
}
