//! The way to go of a plan that names no tasks: a numbered list below "Implementation order", "Phases", "Next steps".

use super::{Word, read::Reader};
use crate::markdown::{BlockId, Kind};

/// From how many items on a numbered list is a way to go.
const STEPS: usize = 3;

/// Counts the steps of such lists, where nothing else was recognised and the document is called a plan.
pub(super) fn read(reader: &mut Reader) {
    if reader.plan.counts().is_plan() || !is_called_plan(reader) {
        return;
    }
    let document = reader.document;
    let numbered =
        document.lists.iter().filter(|&&list| matches!(document.block(list).kind, Kind::List { ordered: true }));
    let steps: Vec<BlockId> = numbered
        .copied()
        .filter(|&list| {
            let section = document.section(document.block(list).section);
            section.level > 1 && reader.vocabulary.says(&section.title, Word::Way)
        })
        .collect();
    let items = steps.into_iter().map(|list| document.children(list).count());
    reader.plan.steps = items.filter(|&items| items >= STEPS).sum();
}

/// Whether the title of the document, or its file name, says that it is a plan.
fn is_called_plan(reader: &Reader) -> bool {
    let file = reader.path.rsplit('/').next().unwrap_or(reader.path);
    let name = file.split('.').next().unwrap_or(file).replace(['-', '_'], " ");
    let title = reader.document.sections.get(1).filter(|section| section.level == 1);
    let says = |text: &str| reader.vocabulary.says(text, Word::PlanName);
    says(&name) || title.is_some_and(|section| says(&section.title))
}

#[cfg(test)]
mod tests {
    use crate::{config::Settings, markdown::Document, plan::Plan, source::Source};

    fn steps(path: &str, text: &str) -> usize {
        let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
        Plan::read(&source, &Document::parse(source.text()), &Settings::default()).counts().steps
    }

    #[test]
    fn a_numbered_list_is_the_way_of_what_is_called_a_plan() {
        let list = "1. **Setup**: the manifest\n2. **Profiles**: the schema\n3. **Launch**: the image\n";
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Implementation order\n\n{list}")), 3);
        assert_eq!(steps("docs/a.md", &format!("# Migration plan\n\n## Phases\n\n{list}")), 3);
        // Any guide has steps, and a plan has lists of other things.
        assert_eq!(steps("README.md", &format!("# Runner\n\n## Steps\n\n{list}")), 0);
        assert_eq!(steps("PLAN.md", &format!("# Runner\n\n## Commands\n\n{list}")), 0);
    }
}
