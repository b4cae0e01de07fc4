//! See `rules/text/broken-table.md`.

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Safety},
    markdown::BlockId,
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;

/// How many lines without a line of dashes are surely rows.
const ROWS: usize = 3;

/// From how many tables on it is a habit of the document, and told once.
const HABIT: usize = 3;

/// Finds rows that are drawn as a line of text, since their line of dashes is missing or does not fit.
pub fn check(cx: &Context, out: &mut Findings) {
    if cx.document.barred.is_empty() {
        return;
    }
    // These are told as rows of the table above them.
    let cut_off: FxHashSet<BlockId> = cx.plan.tables.iter().filter_map(|table| table.cut_off).collect();
    let barred = cx.document.barred.iter().copied().filter(|block| !cut_off.contains(block));
    let broken: Vec<Broken> = barred.filter_map(|block| broken(cx, block)).collect();
    match &broken[..] {
        [first, others @ ..] if broken.len() >= HABIT => {
            let found = first.told(out, &format!(", and so it is with {} more", others.len()));
            let found = found.also(others.iter().map(|other| (other.place, "and here")));
            out.push(found.gathers(broken.iter().map(|b| b.place)));
        }
        few => few.iter().for_each(|one| out.push(one.told(out, "").fix(one.fix.clone()))),
    }
}

/// Rows that are drawn as a line of text.
struct Broken {
    place: Span,
    why: String,
    help: &'static str,
    fix: Option<Fix>,
}

impl Broken {
    fn told(&self, out: &Findings, more: &str) -> Diagnostic {
        out.at(self.place, format!("this table is drawn as a line of text: {}{more}", self.why))
            .label("does not make a table")
            .help(self.help)
    }
}

/// Why the rows of a paragraph make no table; `None` where they may be meant for a line of text.
fn broken(cx: &Context, block: BlockId) -> Option<Broken> {
    let span = cx.document.block(block).span;
    let text = cx.text(span);
    let mut lines = text.lines().map(str::trim);
    let (header, second) = (lines.next()?, lines.next()?);
    let columns = cells(header)?.count();
    let rows: Vec<usize> = lines.map_while(|line| Some(cells(line)?.count())).collect();
    let Some(dashes) = dashes(second) else {
        let surely = columns > 1 && rows.len() + 2 >= ROWS && cells(second)?.count() == columns;
        return surely.then(|| Broken {
            place: span.of_part(text, header),
            why: "below its header the line of dashes is missing".to_owned(),
            help: "put a line of dashes, such as `|---|---|`, below the header",
            fix: None,
        });
    };
    let (why, help) = match dashes.len() {
        _ if !second.is_ascii() => (
            "the line below its header is of long dashes".to_owned(),
            "write it with the `-` of the keyboard: `|---|---|`",
        ),
        count if count != columns => (
            format!("its header has {columns} cells, and the line of dashes {count}"),
            "give the line of dashes as many cells as the header has",
        ),
        _ if second.contains("||") => (
            "a cell of its line of dashes is empty".to_owned(),
            "write dashes between all bars, or take out the bar too many",
        ),
        _ => return None,
    };
    let place = span.of_part(text, second);
    let line = dashes.iter().copied().chain(std::iter::repeat("---")).take(columns);
    let line = line.fold("|".to_owned(), |line, cell| line + cell + "|");
    let fits = !rows.is_empty() && rows.iter().all(|&cells| cells == columns);
    let fix = fits.then(|| Fix {
        safety: Safety::Safe,
        message: format!("write `{line}`"),
        edits: vec![Edit { span: place, text: line }],
    });
    Some(Broken { place, why, help, fix })
}

/// The cells of a line of dashes, each as it should be; dashes that a word processor made longer are some.
fn dashes(line: &str) -> Option<Vec<&'static str>> {
    let drawn = |cell: &str| {
        let inner = cell.trim_matches(':');
        let sides = (cell.starts_with(':'), cell.len() > 1 && cell.ends_with(':'));
        inner.chars().all(|c| matches!(c, '-' | '–' | '—' | '―' | '−')).then_some(match sides {
            (false, false) => "---",
            (true, false) => ":---",
            (false, true) => "---:",
            (true, true) => ":---:",
        })
    };
    // One bar too many makes an empty cell; a row of empty cells is no line of dashes.
    let found: Vec<&str> = cells(line)?.map(|cell| drawn(cell.trim())).collect::<Option<_>>()?;
    line.contains(|c: char| !matches!(c, '|' | ':' | ' ')).then_some(found)
}

/// The cells of a row that begins and ends with a bar.
fn cells(row: &str) -> Option<impl Iterator<Item = &str>> {
    let inner = row.strip_prefix('|')?.strip_suffix('|').filter(|inner| !inner.ends_with('\\'))?;
    let mut escaped = false;
    Some(inner.split(move |c| {
        let bar = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        bar
    }))
}
