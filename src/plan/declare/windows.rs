//! When groups are, counted from the start of the plan: "Phase 2: Core (Weeks 3–5)", `| Phase 2 | Weeks 3–5 |`,
//! "**Timeline:** Weeks 3–5", "- Weeks 3–5: Phase 2".

use super::sections;
use crate::{
    plan::{
        Name, Noun, Role,
        model::*,
        quantity::{self, TimeUnit, Window, bare_window, windows},
        read::Reader,
    },
    source::{Span, window},
};

/// Longest line that is read, in bytes.
const LINE: usize = 160;

/// Reads the windows of groups.
pub(in crate::plan) fn read(reader: &mut Reader) {
    if reader.plan.groups.is_empty() {
        return;
    }
    let mut found: Vec<(GroupId, WindowClaim)> = Vec::new();
    for (id, group) in reader.plan.groups() {
        // "Week 3" itself is when it is.
        if !quantity::is_time(&group.word) {
            found.extend(of_places(reader, group).map(|claim| (id, claim)));
        }
    }
    found.extend(of_rows(reader));
    found.extend(of_labels(reader));
    // What nothing else says when it is, a list alone cannot contradict.
    if !found.is_empty() {
        found.extend(of_items(reader));
    }
    found.sort_by_key(|(group, claim)| (*group, claim.window.span.start));
    found.dedup_by_key(|(group, claim)| (*group, claim.window.span));
    for (group, claim) in found {
        reader.plan.groups[group.index()].windows.push(claim);
    }
}

/// What the headings and drawn lines of a group say.
fn of_places<'r>(reader: &'r Reader, group: &'r Group) -> impl Iterator<Item = WindowClaim> + 'r {
    group.places.iter().filter_map(|place| {
        let line = match place.why {
            Why::Heading | Why::BoldLine => reader.document.block(reader.document.block_at(place.span.start)?).span,
            Why::Timeline => {
                let line = window::line(reader.text, place.span.start as usize, 2 * LINE);
                Span::new(line.start, line.end)
            }
            _ => return None,
        };
        let window = set_off(reader, line)?;
        Some(WindowClaim { window, why: place.why })
    })
}

/// The only window of a line, where it is set off from the words beside it: "Phase 2: Core (Weeks 3–5)".
fn set_off(reader: &Reader, line: Span) -> Option<Window> {
    if line.len() > LINE || !reader.digits.any_in(line) {
        return None;
    }
    let text = reader.slice(line);
    let window = only(text, line.start)?;
    let before = text[..(window.span.start - line.start) as usize].trim_end_matches([' ', '*', '_', '~', '#']);
    let after = text[(window.span.end - line.start) as usize..].trim_start_matches(['*', '_']);
    let introduced = before.is_empty()
        || before.ends_with(['(', '（', '[', ',', ':', '：', '·', '|', '│', '-', '–', '—', ';', '】'])
        || !before.contains(char::is_alphanumeric);
    (introduced && ends(after)).then_some(window)
}

/// The window of a text that has only one.
fn only(text: &str, base: u32) -> Option<Window> {
    let mut found = windows(text, base);
    found.next().filter(|_| found.next().is_none())
}

/// Whether what stands behind a window does not go on about it: "Weeks 5, 7", "Week 3 – end", "Week 3 review".
fn ends(after: &str) -> bool {
    let rest = after.trim_start();
    match rest.chars().next() {
        None => true,
        Some(')' | '）' | ']' | '|' | '│' | '·' | ':' | '：' | '(' | '（') => true,
        Some(',' | ';') => !rest[1..].trim_start().starts_with(|c: char| c.is_ascii_digit()),
        Some(sign @ ('-' | '–' | '—')) => {
            // A bracket that is still open holds the other end.
            let open = rest.find(')').is_some_and(|close| !rest[..close].contains('('));
            after.starts_with(' ') && rest[sign.len_utf8()..].starts_with(' ') && !open
        }
        // A sign that only decorates.
        Some(c) => !c.is_ascii() && !c.is_alphanumeric(),
    }
}

/// What the one cell of a row says that tells when its group is.
fn of_rows(reader: &Reader) -> Vec<(GroupId, WindowClaim)> {
    let mut found = Vec::new();
    for table in reader.plan.tables.iter().filter(|t| t.kind == TableKind::Groups) {
        let when = |column: &Column| {
            let unit = quantity::time_word(&column.key);
            let calendar =
                reader.vocabulary.is_name(&column.key, Name::Calendar) || column.role == Some(Role::Duration);
            (unit.is_some() || calendar).then_some(unit)
        };
        let columns: Vec<(usize, Option<TimeUnit>)> =
            table.columns.iter().enumerate().skip(1).filter_map(|(at, column)| Some((at, when(column)?))).collect();
        for (at, unit) in columns {
            let mut bare = false;
            let mut rows: Vec<(GroupId, WindowClaim)> = Vec::new();
            for row in &table.rows {
                let (Some(Node::Group(group)), Some(&cell)) = (row.subject, row.cells.get(at)) else { continue };
                let span = reader.cell_span(cell);
                let text = reader.slice(span);
                let told = || only(text, span.start).filter(|window| is_whole(text, span.start, window));
                let window = told().or_else(|| bare_window(text, span.start, unit?).inspect(|_| bare = true));
                rows.extend(window.map(|window| (group, WindowClaim { window, why: Why::Row })));
            }
            // Bare numbers are lengths where they do not go on from row to row.
            if !bare || goes_on(&rows) {
                found.extend(rows);
            }
        }
    }
    found
}

/// Whether a window is all that a text says, but for a remark in brackets behind it.
fn is_whole(text: &str, base: u32, window: &Window) -> bool {
    let before = &text[..(window.span.start - base) as usize];
    let after = text[(window.span.end - base) as usize..].trim_start_matches(['*', '_', ' ']);
    !before.contains(char::is_alphanumeric) && (after.is_empty() || after.starts_with('('))
}

/// Whether windows follow one another from the start.
fn goes_on(rows: &[(GroupId, WindowClaim)]) -> bool {
    let windows = || rows.iter().map(|(_, claim)| claim.window);
    let follows = |(a, b): (Window, Window)| b.first > a.first && b.last >= a.last;
    windows().next().is_some_and(|w| w.first <= 1) && rows.len() > 1 && windows().zip(windows().skip(1)).all(follows)
}

/// What the labels right below a group's heading say.
fn of_labels(reader: &Reader) -> Vec<(GroupId, WindowClaim)> {
    let labels = reader.plan.fields.iter().filter(|f| f.why == Why::Label && reader.digits.any_in(f.value));
    let told = labels.filter_map(|field| {
        let group = reader.plan.sections[field.section.0 as usize].group?;
        let key = reader.slice(field.key);
        let calendar = field.role == Some(Role::Duration) || reader.vocabulary.is_name(key, Name::Calendar);
        let own = reader.plan.group(group).section == Some(field.section) && field.of_section(reader.document);
        let text = reader.slice(field.value);
        let window = (calendar && own).then(|| only(text, field.value.start))??;
        is_whole(text, field.value.start, &window).then_some((group, WindowClaim { window, why: Why::Label }))
    });
    told.collect()
}

/// What lists say that name a group and when it is: "Weeks 3–5: Phase 2 Core", "Phase 2: Core (Weeks 3–5)".
fn of_items(reader: &Reader) -> Vec<(GroupId, WindowClaim)> {
    let told = reader.numbered.iter().filter_map(|&(_, block)| {
        let line = reader.document.block(block).span;
        let text = Some(reader.slice(line)).filter(|text| text.len() <= LINE && !text.contains('\n'))?;
        let window = only(text, line.start)?;
        let start = (window.span.start - line.start) as usize;
        let leads = !text[..start].contains(char::is_alphanumeric);
        let name = match leads {
            true => text[(window.span.end - line.start) as usize..]
                .trim_start_matches(['*', '_', ' '])
                .strip_prefix([':', '-', '–', '—', '：'])?,
            false => {
                set_off(reader, line)?;
                text
            }
        };
        let group = leading_group(reader, name.trim_start_matches(['*', '_', ' ', '-', '–', '—', ':']))?;
        Some((group, WindowClaim { window, why: Why::Item }))
    });
    told.collect()
}

/// The group whose kind and number a text begins with.
fn leading_group(reader: &Reader, text: &str) -> Option<GroupId> {
    let (word, Noun::Group(_), after) = sections::leading_noun(text, reader)? else { return None };
    let (label, separated, _) = sections::leading_label(after)?;
    match reader.numbered(&word, label) {
        Some(Node::Group(group)) if separated || after.trim_start().len() > label.len() => Some(group),
        _ => None,
    }
}
