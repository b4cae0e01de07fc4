//! A total at the end of a fence of plain text: "Phase 1: Freeze (3 days)", …, "Total: 14 days".

use super::is_program;
use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Total,
        model::*,
        quantity::{self, Quantity, Unit},
        read::Reader,
    },
    source::Span,
};
use memchr::memmem;

/// The longest fence that is read, in bytes.
const LONGEST: usize = 2_000;

/// Reads the fences whose last line is a total, and each line before it one figure.
pub(super) fn read(reader: &Reader, found: &mut Vec<Addition>) {
    let total_of = memmem::Finder::new(b"otal");
    for &code in &reader.document.code {
        let Kind::Code { body, .. } = reader.document.block(code).kind else { continue };
        let total = body.len() <= LONGEST && total_of.find(reader.slice(body).as_bytes()).is_some();
        if total && reader.digits.any_in(body) && !is_program(reader, body.start as usize) {
            found.extend(fence(reader, code, body));
        }
    }
}

fn fence(reader: &Reader, code: BlockId, body: Span) -> Option<Addition> {
    let text = reader.slice(body);
    let mut lines = text.lines().filter(|line| line.contains(char::is_alphanumeric));
    let mut before: Vec<&str> = Vec::new();
    let section = reader.section(code);
    let total = lines.by_ref().find_map(|line| {
        let named = line.split_once(':').filter(|(key, _)| {
            let total = Total::named(reader.vocabulary, reader.document, section, key.trim(), &[]);
            total == Some(Total::Plain) && !line.starts_with(' ')
        });
        if named.is_none() {
            before.push(line);
        }
        named
    });
    let (key, value) = total.filter(|_| lines.next().is_none() && before.len() > 1)?;
    let whole = quantity::each(value, body.of_part(text, value).start).next();
    let whole = whole.filter(|q| !matches!(q.unit, Unit::None | Unit::Percent))?;
    let part = |line: &&str| last(line, body.of_part(text, line), &whole);
    let parts = before.iter().map(part).collect::<Option<_>>()?;
    Some(Addition { whole, parts, text: body, form: AdditionForm::Lines { key: body.of_part(text, key) } })
}

/// The one figure like `claim` with which a line ends, but for a bracket or one that counts something else: "1,755 lines
/// (3 files)".
fn last(line: &str, span: Span, claim: &Quantity) -> Option<Quantity> {
    let mut same = quantity::each(line, span.start).filter(|q| q.comparable(claim) && q.unit != Unit::None);
    let (found, None) = (same.next()?, same.next()) else { return None };
    let behind = &line[(found.span.end - span.start) as usize..];
    let before = line[..(found.span.start - span.start) as usize].trim_end();
    let set_off = before.ends_with(['(', ':', '-', '–', '—', '|', '.']) || before.ends_with('~');
    let behind = behind.trim_matches([' ', '|', '│']);
    let inside = behind.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let counts = |inside| quantity::cell(inside, 0).is_some_and(|q| q.unit.noun().is_some() || q.unit == Unit::Percent);
    let ends = behind.trim_matches([')', ']']).is_empty() || inside.is_some_and(counts);
    (set_off && ends).then_some(found)
}
