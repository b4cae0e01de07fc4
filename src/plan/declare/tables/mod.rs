//! Tables: a column has a role when its heading says so and its cells behave so.

mod advance;
mod columns;
mod foot;
mod groups;
mod kind;
mod landmarks;
mod nested;
mod relations;
mod roster;
mod work;

pub use nested::is_below;

use super::raci;
use crate::{
    markdown::{BlockId, Kind},
    plan::{DONE_MARKS, Name, Word, model::*, read::Reader, words::states},
};
use smallvec::SmallVec;

/// Reads every table.
pub(in crate::plan) fn read(reader: &mut Reader) {
    // One question to all of them before the next: the code for all of these would fit into no cache.
    let mut tables: Vec<Table> = reader.document.tables.iter().filter_map(|&block| table(reader, block)).collect();
    // Letters under "Lead" are no names.
    let lettered: Vec<bool> = tables.iter().map(|table| raci::read(reader, table)).collect();
    for (table, _) in tables.iter_mut().zip(&lettered).filter(|(_, lettered)| !**lettered) {
        columns::roles(reader, table);
    }
    columns::of_one_phase(reader, &mut tables);
    for (mut table, lettered) in tables.into_iter().zip(lettered) {
        nested::read(reader, &mut table);
        if !lettered {
            act(reader, &mut table);
        }
        reader.plan.tables.push(table);
    }
}

/// The columns and rows of a table.
fn table(reader: &Reader, block: BlockId) -> Option<Table> {
    let document = reader.document;
    let mut rows = document.rows(block);
    let header = rows.next()?;
    let columns: Vec<Column> =
        document.children(header).map(|cell| Column::new(reader.plain(cell).trim(), reader.cell_span(cell))).collect();
    let mut table = Table {
        block,
        section: document.block(block).section,
        columns,
        kind: TableKind::Other,
        rows: Vec::new(),
        cut_off: cut_off(reader, block),
        swallowed: None,
    };
    // Text right below a table is a row of one cell for every renderer, and for nobody else.
    let several = table.columns.len() > 1;
    let is_text = |row: &BlockId| several && !reader.slice(document.block(*row).span).contains('|');
    let mut rows = rows.peekable();
    while let Some(block) = rows.next() {
        if is_text(&block) {
            table.swallowed = Some(block);
            break;
        }
        let cells: SmallVec<_> = document.children(block).collect();
        let total = is_total(reader, &cells) || rows.peek().is_none_or(is_text) && is_bare_total(reader, &cells);
        table.rows.push(Row { block, cells, total, part_of: None, subject: None });
    }
    Some(table)
}

/// Takes up what a table says whose columns have their roles.
fn act(reader: &mut Reader, table: &mut Table) {
    table.kind = kind::kind(reader, table);
    if table.kind == TableKind::Work {
        foot::read(reader, table);
    }
    advance::read(reader, table);
    let id = TableId(reader.plan.tables.len() as u32);
    match table.kind {
        TableKind::Work => work::work(reader, table, id),
        TableKind::Groups => groups::groups(reader, table),
        TableKind::Roster => roster::roster(reader, table),
        TableKind::Fields => key_values(reader, table),
        _ => {}
    }
    if table.kind == TableKind::Other && !table.columns.iter().any(|c| c.role.is_some()) && table.columns.len() > 2 {
        let names: Vec<&str> = table.columns.iter().map(|c| &*c.name).collect();
        let header = reader.document.rows(table.block).next().unwrap_or(table.block);
        reader.plan.not_understood.push(NotUnderstood {
            span: reader.document.block(header).span,
            what: format!("a table without a column whose role is known: {}", names.join(", ")),
            teach: table.columns.first().map(|c| format!("[vocabulary] task-headings = [{:?}]", c.name)),
        });
    }
}

/// Whether a row adds up the others: its first text is Total, Subtotal, Sum.
fn is_total(reader: &Reader, cells: &[BlockId]) -> bool {
    // "Total" may stand right before its figures.
    let first = || cells.iter().position(|&cell| !reader.cell_span(cell).is_empty()).filter(|&first| first > 1);
    cells.iter().take(2).chain(first().map(|first| &cells[first])).any(|&cell| {
        let plain = reader.plain(cell);
        let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let word = match plain.as_bytes() {
            // Most cells have no marks around them.
            bytes if letter(bytes.first()) && letter(bytes.last()) => &*plain,
            _ => plain.trim_matches(|c: char| !c.is_alphanumeric()),
        };
        let begins = |with: &str| word.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
        let ends = |with: &str| {
            let from = word.len().checked_sub(with.len());
            from.and_then(|from| word.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(with))
        };
        let begins = || begins("total ") || begins("subtotal");
        let ends = || ends(" total") || ends(" subtotal");
        reader.vocabulary.is_word(word, Word::Total)
            || word.starts_with(['t', 'T', 's', 'S']) && begins()
            || word.ends_with(['l', 'L']) && ends()
    })
}

/// Whether a last row holds nothing but figures in bold, and not in the first column: `| | **17** | |`.
fn is_bare_total(reader: &Reader, cells: &[BlockId]) -> bool {
    let mut texts = cells.iter().map(|&cell| reader.slice(reader.cell_span(cell)));
    let figure = |text: &str| {
        let inside = text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
        inside.is_some_and(|inside| inside.starts_with(|c: char| c.is_ascii_digit()))
    };
    texts.next().is_some_and(str::is_empty) && {
        let mut filled = texts.filter(|text| !text.is_empty()).peekable();
        filled.peek().is_some() && filled.all(figure)
    }
}

/// The cells of a column as plain text, total rows left out.
fn cells<'r>(reader: &'r Reader, table: &'r Table, column: usize) -> impl Iterator<Item = std::borrow::Cow<'r, str>> {
    table.rows.iter().filter(|r| !r.total).filter_map(move |r| r.cells.get(column)).map(|&c| reader.plain(c))
}

/// The state that a status cell says, and whether by word or by mark alone.
pub(in crate::plan) fn state(reader: &Reader, cell: &str) -> Option<(Status, Said)> {
    let cell = cell.trim();
    if let Some(status) = match cell {
        "[ ]" | "☐" | "⬜" | "◻️" | "◻" => Some(Status::Open),
        "[x]" | "[X]" | "☑" | "☑️" | "[✅]" => Some(Status::Done),
        _ => None,
    } {
        return Some((status, Said::Box));
    }
    if let Some(status) = states::stated(reader.vocabulary, cell) {
        return Some((status, Said::Word));
    }
    // What is in progress may stand at 0 %.
    if let Some(status) = states::hundredths(cell) {
        return Some((status, Said::Mark));
    }
    let mark = cell.chars().next()?;
    let rest = cell[mark.len_utf8()..].trim_start_matches('\u{fe0f}').trim();
    if !rest.is_empty() {
        let cited = DONE_MARKS.contains(&mark) && states::cites(reader.vocabulary, rest);
        return cited.then_some((Status::Done, Said::Mark));
    }
    // A dot or a diamond is the phase at hand to one and done to the next, unless a legend says it.
    let told = || reader.plan.legend.iter().any(|(known, _)| *known == mark);
    let unclear = matches!(mark, '●' | '◐' | '🔶') && !told();
    reader.plan.mark_status(mark).filter(|_| !unclear).map(|status| (status, Said::Mark))
}

/// The state that a cell of a column says: below "Passed" a cross is a result, and the work may be done.
fn state_in(reader: &Reader, column: &Column, cell: &str) -> Option<(Status, Said)> {
    let result = || columns::is_called(reader, column, Name::Result);
    tick_in(reader, column, cell).filter(|said| *said != (Status::Open, Said::Mark) || !result())
}

/// The state or the answer in a cell of a column: below "Done" or "Erledigt" also "Yes" and "x".
fn tick_in(reader: &Reader, column: &Column, cell: &str) -> Option<(Status, Said)> {
    let answer = || {
        let is = |name: Name| reader.vocabulary.is_name(cell.trim(), name);
        let status = if is(Name::Affirmed) { Some(Status::Done) } else { is(Name::Denied).then_some(Status::Open) };
        status.filter(|_| columns::is_called(reader, column, Name::Ticked)).map(|status| (status, Said::Mark))
    };
    state(reader, cell).or_else(answer)
}

/// Rows that are fields.
fn key_values(reader: &mut Reader, table: &Table) {
    for row in &table.rows {
        let (Some(&key), Some(&value)) = (row.cells.first(), row.cells.get(1)) else { continue };
        let name = reader.plain(key);
        let role = reader.vocabulary.roles(&name).first().copied();
        let span = reader.cell_span(key);
        let bare = reader.slice(span).trim_matches(['*', '_', '`', ' ', ':']);
        let field = Field {
            role,
            key: span.of_part(reader.slice(span), bare),
            value: reader.cell_span(value),
            block: value,
            body: None,
            item: None,
            titled: false,
            section: table.section,
            why: Why::Cell,
        };
        reader.plan.fields.push(field);
    }
}

/// The paragraph right behind a table that holds nothing but rows: each line begins and ends with a bar, and has cells.
fn cut_off(reader: &Reader, table: BlockId) -> Option<BlockId> {
    let next = reader.document.next_sibling(table)?;
    let block = reader.document.block(next);
    let text = reader.slice(block.span);
    let row = |line: &str| {
        let line = line.trim();
        let inner = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
        inner.is_some_and(|cells| cells.contains('|') && cells.contains(char::is_alphanumeric))
    };
    // Who repeats the header begins another table, if only with a line of dashes.
    let header = reader.document.rows(table).next().map(|header| reader.slice(reader.document.block(header).span));
    let repeated = |line: &str| header.is_some_and(|header| header.trim() == line.trim());
    (block.kind == Kind::Paragraph && text.starts_with('|') && text.lines().all(row))
        .then_some(next)
        .filter(|_| !text.lines().next().is_some_and(repeated))
}
