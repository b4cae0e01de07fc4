//! Tables that say who is responsible, accountable, consulted and informed: by letters under
//! names, or by names under those four words.

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{Name, Role, Table, fold, is_mark, model::*, names, read::Reader},
    source::Span,
};

/// Longest cell of letters, in bytes: `R/A`, `**A**`, `R, A, C`.
const LONGEST: usize = 40;

/// How many columns must hold letters, and how many rows.
const LEAST: usize = 2;

/// How many columns may stand before the letters.
const LEADING: usize = 3;

/// Words with which a document asks for one who is accountable.
const ONE: [&str; 8] = [
    "exactly one a ",
    "exactly one accountable",
    "only one a ",
    "only one accountable",
    "one accountable per",
    "one a per",
    "single accountable",
    "one accountable role per",
];

/// Reads `table` where it is such a matrix; whether it is one and nothing else. Where the rows name people and wait for
/// each other, they are tasks as well.
pub(in crate::plan) fn read(reader: &mut Reader, table: &Table) -> bool {
    let letters = lettered(reader, table);
    let has =
        |of: &[Role]| table.columns.iter().any(|c| reader.vocabulary.roles(&c.name).iter().any(|r| of.contains(r)));
    // Below "Responsible" an empty cell would be told of twice.
    let ordered = letters.is_none() && has(&[Role::Depends, Role::Blocks]) && !has(&[Role::Owner]);
    let Some(rows) = letters.or_else(|| named(reader, table)) else { return false };
    // Tables of one part share its rule.
    let rule = match reader.plan.raci.last() {
        Some(last) if reader.plan.raci.len() > LEAST => last.rule,
        _ => rule(reader, table),
    };
    reader.plan.raci.push(Raci { block: table.block, rows, rule });
    !ordered
}

/// Where the document asks for exactly one who is accountable in each row: in the part around the table, or before all
/// parts.
fn rule(reader: &Reader, table: &Table) -> Option<Span> {
    let document = reader.document;
    let parent = document.section(table.section).parent;
    let near = |s: SectionId| s == table.section || s == parent || document.section(s).parent == parent || s.0 < 2;
    let said = document.iter().filter(|(_, b)| matches!(b.kind, Kind::Paragraph) && near(b.section));
    said.map(|(id, _)| document.text_span(id)).find(|&span| {
        let raw = reader.slice(span);
        let folded = raw.to_ascii_lowercase().replace("**", "").replace('`', "");
        ONE.iter().any(|words| folded.contains(words))
    })
}

/// `| Task | Ada | Sam |` over `R/A` and `C`; a week or a number may stand before the task, and a note behind.
fn lettered(reader: &Reader, table: &Table) -> Option<Vec<RaciRow>> {
    // Most tables are known by a few cells not to be one.
    let coded = |&c: &BlockId| {
        let raw = reader.slice(reader.cell_span(c));
        raw.len() <= LONGEST && raw.chars().take(2).all(|c| !c.is_lowercase() && !c.is_ascii_digit())
    };
    let first = table.rows.first().filter(|r| r.cells.len() > LEAST)?;
    let from = (1..=LEADING).find(|&c| first.cells.get(c).is_some_and(coded))?;
    let to = from + first.cells[from..].iter().take_while(|c| coded(c)).count();
    if to - from < LEAST {
        return None;
    }
    let mut rows = Vec::new();
    let mut seen = [false; 4];
    let mut columns = vec![false; to];
    for row in table.rows.iter().filter(|r| !r.total) {
        let Some(&name) = row.cells.get(from - 1) else { continue };
        let cells = &row.cells[from..row.cells.len().min(to).max(from)];
        let mut entry = RaciRow::new(reader, name, row.block);
        let (mut in_part, mut settled, mut any) = (Vec::new(), None, false);
        for (column, &cell) in cells.iter().enumerate() {
            let plain = reader.plain(cell);
            // "A for IT staff", "C, A when asked": of a part, or on a condition.
            let scoped = plain.len() > 1 && plain.contains(char::is_lowercase);
            if plain.len() > LONGEST {
                settled.get_or_insert(reader.cell_span(cell));
            }
            for letter in letters(&plain).or_else(|| reader.vocabulary.is_no_owner(&plain).then(String::new))?.chars() {
                any = true;
                columns[from + column] = true;
                let span = reader.cell_span(cell);
                match letter {
                    'R' => entry.responsible.push(span),
                    'A' if scoped => in_part.push(span),
                    'A' => entry.accountable.push(span),
                    _ => {}
                }
                if let Some(known) = "RACI".find(letter) {
                    seen[known] = true;
                }
            }
        }
        // Who is it for a part is not one too many; a sentence in place of a letter says who decides.
        if entry.accountable.is_empty() {
            entry.accountable.extend(in_part.first().copied().or(settled));
        }
        if entry.responsible.is_empty() {
            entry.responsible.extend(settled);
        }
        // Dashes or "n/a" in all of them: the row heads others, or is nobody's on purpose.
        rows.extend((any || settled.is_some()).then_some(entry));
    }
    let [r, a, c, i] = seen;
    let columns = columns.iter().filter(|used| **used).count();
    // `R` and `A` alone are rights or grades.
    (r && a && (c || i) && columns >= LEAST && rows.len() >= LEAST && (c && i || said(reader, table))).then_some(rows)
}

/// The letters of a cell: `R/A`, "A, R", `-`, "R (decides)"; `None` where it holds anything else.
fn letters(cell: &str) -> Option<String> {
    let bare = names::without_glosses(cell);
    // "a" alone is written in haste.
    if let [letter @ (b'r' | b'a' | b'c' | b'i')] = bare.trim().as_bytes() {
        return Some(char::from(letter.to_ascii_uppercase()).into());
    }
    let mut found = String::new();
    // "A recommendation": what follows in small letters is a gloss too.
    let coded = bare.split_whitespace().take_while(|w| !w.starts_with(char::is_lowercase));
    for c in coded.flat_map(str::chars) {
        match c {
            'R' | 'A' | 'C' | 'I' | 'S' | 'V' => found.push(c),
            '/' | ',' | '+' | '&' | '*' | '-' | '–' | '—' | '|' | '`' | '.' => {}
            c if is_mark(c) => {}
            _ => return None,
        }
    }
    Some(found)
}

/// Whether the headings around a table, or its own, name the method.
fn said(reader: &Reader, table: &Table) -> bool {
    let sections = reader.plan.sections_around(reader.document, table.section);
    let mut titles = sections.map(|s| fold(&reader.document.section(s).title).into_owned());
    let method =
        |t: &str| ["raci", "rasci", "responsibility matrix", "responsibility assignment"].iter().any(|w| t.contains(w));
    titles.any(|t| method(&t)) || table.columns.first().is_some_and(|c| method(&c.key))
}

/// `| Task | Responsible | Accountable | Consulted | Informed |` over names.
fn named(reader: &Reader, table: &Table) -> Option<Vec<RaciRow>> {
    let worded = |word: &str| table.columns.iter().position(|c| heads(&c.key, word));
    // A letter alone is one of the four only beside the other three.
    let all = ["r", "a", "c", "i"].map(|letter| table.columns.iter().position(|c| *c.key == *letter));
    let (responsible, accountable) = match all {
        [Some(r), Some(a), Some(_), Some(_)] => (r, a),
        [r, a, c, i] => {
            let found = (worded("responsible").or(r)?, worded("accountable").or(a)?);
            worded("consulted").or(worded("informed")).or(c.and(i))?;
            // At least one of the two says what the letters mean.
            found.ne(&(r.unwrap_or(usize::MAX), a.unwrap_or(usize::MAX))).then_some(found)?
        }
    };
    let names = |row: &Row, column: usize| {
        let Some(&cell) = row.cells.get(column) else { return Vec::new() };
        let (span, plain) = (reader.cell_span(cell), reader.plain(cell));
        if reader.vocabulary.is_no_owner(&plain) || reader.vocabulary.is_owner_placeholder(&plain) {
            return Vec::new();
        }
        let raw = reader.slice(span);
        let parts = raw.split([',', ';']).flat_map(|p| p.split(" & ")).flat_map(|p| p.split(" + ")).map(str::trim);
        let parts: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
        // "Ada (until June), Sam (from July)" is one at a time.
        let one = if parts.iter().all(|p| p.ends_with(')')) { 1 } else { parts.len() };
        parts.into_iter().take(one).map(|p| span.of_part(raw, p)).collect()
    };
    let rows = table.rows.iter().filter(|r| !r.total && r.cells.len() > 1).filter_map(|row| {
        let entry = RaciRow::new(reader, *row.cells.first()?, row.block);
        let (responsible, accountable) = (names(row, responsible), names(row, accountable));
        let several = |span: &Span| reader.vocabulary.is_name(reader.slice(*span), Name::Several);
        let together = accountable.iter().copied().find(several);
        Some(RaciRow { responsible, accountable, together, ..entry })
    });
    let filled = |row: &RaciRow| !(row.responsible.is_empty() && row.accountable.is_empty());
    Some(rows.filter(filled).collect::<Vec<_>>()).filter(|rows| rows.len() >= LEAST)
}

/// Whether a column's heading is that word, its letter before or behind it: "Responsible (R)", "R (Responsible)".
fn heads(key: &str, word: &str) -> bool {
    // Most are shorter.
    if key.len() < word.len() {
        return false;
    }
    let letter = &word[..1];
    let mut parts = key.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(only), None, None) => only == word,
        (Some(first), Some(second), None) => first == word && second == letter || first == letter && second == word,
        _ => false,
    }
}

impl RaciRow {
    fn new(reader: &Reader, name: BlockId, block: BlockId) -> Self {
        Self {
            name: reader.plain(name).trim().into(),
            span: reader.cell_span(name),
            block,
            responsible: Vec::new(),
            accountable: Vec::new(),
            together: None,
        }
    }
}
