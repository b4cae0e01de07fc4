//! Lines of text that name what the list right below them speaks of: "**Home page** ✅", then "- Status: done".

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{Role, model::Field, read::Reader},
};
use rustc_hash::FxHashMap;

/// Whether a line that begins with bold text, and says more than that, stands right above the list of `item`.
pub(super) fn is_titled(reader: &Reader, item: BlockId) -> bool {
    let line = |block: BlockId| {
        reader.document.labels_in(block).is_empty() && is_bold(reader.slice(reader.document.block(block).span))
    };
    line_above(reader, item).is_some_and(line)
}

/// Where several lists of a section each say the same of what the line above them names, none speaks of the section:
/// "Home page:", then "- Status: done", "List page:", then "- Status: open".
pub(super) fn share(reader: &mut Reader) {
    let named = |field: &Field| {
        let line = line_above(reader, field.item?)?;
        let ends = reader.slice(reader.document.block(line).span).trim_end().ends_with([':', '：']);
        ends.then_some((field.section, field.role?, line))
    };
    let mut lines: FxHashMap<(SectionId, Role), Vec<BlockId>> = FxHashMap::default();
    let fields = reader.plan.fields.iter().enumerate();
    let found: Vec<_> =
        fields.filter_map(|(at, field)| named(field).map(|(section, role, line)| (at, section, role, line))).collect();
    for &(_, section, role, line) in &found {
        let known = lines.entry((section, role)).or_default();
        if known.last() != Some(&line) {
            known.push(line);
        }
    }
    for (at, section, role, _) in found {
        reader.plan.fields[at].titled |= lines[&(section, role)].len() > 1;
    }
}

/// The paragraph right above the outermost list around an item.
fn line_above(reader: &Reader, item: BlockId) -> Option<BlockId> {
    let document = reader.document;
    let list = document.ancestors(item).filter(|&b| matches!(document.block(b).kind, Kind::List { .. })).last()?;
    // A line of bold text alone opens a section.
    let above =
        document.previous_sibling(list).filter(|&b| document.section(document.block(b).section).heading != Some(b))?;
    let text = reader.slice(document.block(above).span);
    (document.block(above).kind == Kind::Paragraph && !text.trim_end().contains('\n')).then_some(above)
}

/// Whether a line begins with bold text, whatever marks stand before it, and no colon says that it is a key.
fn is_bold(line: &str) -> bool {
    let text = line.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '_'));
    let inner = text.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    inner.is_some_and(|(title, rest)| !title.ends_with([':', '：']) && !rest.trim_start().starts_with([':', '：']))
}
