//! Rows and boxes that are about another document: `| [Printer](plans/printer.md) | Done |`, `- [x] [Sums](sums.md)`,
//! `- [x] 001.md - Schema`. What only cites one is about something else.

use crate::{
    markdown::{BlockId, Kind, Link},
    plan::{Dialect, Name, Role, model::*, read::Reader},
    workspace,
};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Finds what is about other documents; what names several is about none of them.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Pointer> {
    let leads = |link: &&Link| is_document(&link.target);
    let links: Vec<&Link> = reader.document.links.iter().filter(leads).collect();
    let mut found = if links.is_empty() { Vec::new() } else { of_links(reader, &links) };
    let told: Vec<Node> = found.iter().map(|pointer| pointer.subject).collect();
    found.extend(of_names(reader).filter(|pointer| !told.contains(&pointer.subject)));
    found.extend(of_entries(reader));
    found
}

/// Whether a link leads to a document of the repository as a whole, or to a folder of one.
fn is_document(target: &str) -> bool {
    let inside = !target.contains([':', '#', '?', '<']) && !target.starts_with('/');
    inside && (target.ends_with('/') || workspace::is_document(Path::new(target)))
}

/// Where a link stands.
struct Site {
    /// The row or the item.
    whole: BlockId,
    /// The cell; the item itself, where it is none.
    part: BlockId,
}

fn of_links(reader: &Reader, links: &[&Link]) -> Vec<Pointer> {
    let mut by_site: FxHashMap<BlockId, (Site, &Link, bool)> = FxHashMap::default();
    for link in links {
        let Some(site) = site(reader, link) else { continue };
        let known = by_site.entry(site.whole).or_insert((site, link, true));
        known.2 &= known.1.target == link.target;
    }
    let rows = rows(reader, &by_site);
    let alone = by_site.into_values().filter(|(.., alone)| *alone);
    let mut found: Vec<Pointer> = alone.filter_map(|(site, link, _)| pointer(reader, &rows, &site, link)).collect();
    found.sort_unstable_by_key(|pointer| pointer.span);
    found
}

/// The row or the innermost item around a link.
fn site(reader: &Reader, link: &Link) -> Option<Site> {
    let block = reader.document.block_at(link.span.start)?;
    let mut part = block;
    for around in std::iter::once(block).chain(reader.document.ancestors(block)) {
        match reader.document.block(around).kind {
            Kind::Row { .. } => return Some(Site { whole: around, part }),
            Kind::Item { .. } => return Some(Site { whole: around, part: around }),
            _ => part = around,
        }
    }
    None
}

/// The rows that hold a link, with their tables.
fn rows<'r>(
    reader: &'r Reader,
    sites: &FxHashMap<BlockId, (Site, &Link, bool)>,
) -> FxHashMap<BlockId, (&'r Table, &'r Row)> {
    let all = reader.plan.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (row.block, (table, row))));
    all.filter(|(block, _)| sites.contains_key(block)).collect()
}

/// What a link in a row or an item says that this is about; nothing where that is the writing of the document.
fn pointer(reader: &Reader, rows: &FxHashMap<BlockId, (&Table, &Row)>, site: &Site, link: &Link) -> Option<Pointer> {
    let block = reader.document.block_at(link.span.start)?;
    let shown = reader.plain_in(block, link.span).trim().to_owned();
    let (subject, name, named) = match rows.get(&site.whole) {
        Some((table, row)) => of_row(reader, table, row, site.part, &shown)?,
        None => of_item(reader, site.whole, &shown)?,
    };
    let section = &reader.document.section(reader.section(site.whole)).title;
    let is_text = is_text(reader, &shown) || named && is_plan(reader, name) || is_text(reader, section);
    (!is_text).then(|| Pointer { subject, name: name.into(), target: link.target.clone(), span: link.span, named })
}

/// A row whose `cell` is nothing but a link.
fn of_row<'r>(
    reader: &'r Reader,
    table: &Table,
    row: &Row,
    cell: BlockId,
    shown: &'r str,
) -> Option<(Node, &'r str, bool)> {
    let column = &table.columns[row.cells.iter().position(|&other| other == cell)?];
    let subject = row.subject?;
    let name: &str = match subject {
        Node::Task(task) => &reader.plan.task(task).title,
        Node::Group(group) => &reader.plan.group(group).title,
        Node::Actor(_) => return None,
    };
    // A row may wait for what its cell links to, or have been shown by it.
    let free = matches!(column.role, None | Some(Role::Task | Role::Id | Role::Files | Role::Outputs));
    if !free || is_text(reader, &column.name) || reader.plain(cell).trim() != shown {
        return None;
    }
    let named = name.is_empty() || opens(name, shown) || column.role == Some(Role::Id);
    Some((subject, if name.is_empty() { shown } else { name }, named))
}

/// A box that is a link, or whose format puts one below it.
fn of_item<'r>(reader: &'r Reader, item: BlockId, shown: &str) -> Option<(Node, &'r str, bool)> {
    let task = *reader.task_blocks.get(&item)?;
    let title = &*reader.plan.task(task).title;
    let name = if is_registered(reader) { without_field(title, shown) } else { title };
    (is_registered(reader) || opens(name, shown)).then_some((Node::Task(task), name, true))
}

/// Whether a name ends with what a text is called that is no list of work: "Parser design".
fn is_text(reader: &Reader, name: &str) -> bool {
    last(name).is_some_and(|word| reader.vocabulary.is_name(word, Name::Writing))
}

/// Whether a name is that of a document, which may be what is to be written: "Rollout plan".
fn is_plan(reader: &Reader, name: &str) -> bool {
    last(name).is_some_and(|word| reader.vocabulary.is_name(word, Name::PlanDocument))
}

/// The last word of a name.
fn last(name: &str) -> Option<&str> {
    name.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty())
}

/// Whether a name is what a link shows, with at most a remark behind it that is set off: "Sums — all of them".
fn opens(name: &str, shown: &str) -> bool {
    let Some(rest) = name.strip_prefix(shown).filter(|_| !shown.is_empty()) else { return false };
    let rest = rest.trim_start_matches(['*', '_', '`']);
    !rest.trim_start().starts_with(char::is_alphanumeric) && (rest.is_empty() || !rest.starts_with(['/', '.']))
}

/// Whether each box of a document is a track whose folder is linked below it, as Conductor keeps them.
fn is_registered(reader: &Reader) -> bool {
    reader.plan.dialect == Dialect::Conductor && reader.path.ends_with("tracks.md")
}

/// A title without the field behind it that shows a link: "Track: Reader Link: ./tracks/reader/".
fn without_field<'t>(title: &'t str, shown: &str) -> &'t str {
    let name = title.find(shown).map_or(title, |at| title[..at].trim_end());
    name.strip_suffix(':').and_then(|name| name.rsplit_once(' ')).map_or(name, |(name, _)| name)
}

/// The stories of the BMAD method, each of which has a file beside the list of their states that is called as it.
fn of_entries<'r>(reader: &'r Reader) -> impl Iterator<Item = Pointer> + 'r {
    let stories = reader.plan.tasks().filter(|(_, task)| task.parent.is_some() && !task.optional);
    let entries = stories.filter(|(_, task)| task.places.first().is_some_and(|place| place.why == Why::Entry));
    entries.filter(|_| reader.plan.dialect == Dialect::Bmad).filter_map(|(id, task)| {
        let span = task.id_span?;
        let (subject, target) = (Node::Task(id), format!("{}.md", reader.slice(span)).into());
        Some(Pointer { subject, name: task.title.clone(), target, span, named: true })
    })
}

/// Boxes that begin with the name of a document beside this one.
fn of_names<'r>(reader: &'r Reader) -> impl Iterator<Item = Pointer> + 'r {
    reader.plan.tasks().filter_map(|(id, task)| {
        let file = task.files.first().filter(|_| task.places.first().is_some_and(|p| p.why == Why::Box))?;
        let rest = task.title.strip_prefix(&*file.path).filter(|_| workspace::is_document(Path::new(&*file.path)))?;
        // "plan.md written" says what was done with it.
        let name = rest.strip_prefix(" - ").or_else(|| rest.strip_prefix(" — ")).or_else(|| rest.strip_prefix(": "))?;
        let (subject, target) = (Node::Task(id), file.path.clone());
        Some(Pointer { subject, name: name.into(), target, span: file.span, named: true })
    })
}
