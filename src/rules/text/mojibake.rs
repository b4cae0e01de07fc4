//! See `rules/text/mojibake.md`.

use crate::{
    diagnostic::{Edit, Fix, Safety, quote},
    rules::{Context, Findings},
    source::{Garbling, Repair},
};

/// Reports every line in which text was repaired.
pub fn check(cx: &Context, out: &mut Findings) {
    let lines = cx.source.lines();
    let line = |repair: &Repair| lines.line_of(repair.span.start as usize);
    for repairs in cx.source.repairs().chunk_by(|a, b| line(a) == line(b)) {
        report(cx, repairs, out);
    }
}

/// Reports the `repairs` of one line, of which there is one at least.
fn report(cx: &Context, repairs: &[Repair], out: &mut Findings) {
    let [first, rest @ ..] = repairs else { return };
    let mut tables: Vec<Garbling> = repairs.iter().map(|r| r.garbling).collect();
    tables.sort_unstable();
    tables.dedup();
    let tables = tables.iter().map(|t| t.name()).collect::<Vec<_>>().join(" and as ");
    let meant = quote(cx.text(first.span));
    let what = match rest.len() {
        0 => format!("`{meant}` is garbled"),
        more => format!("`{meant}` and {more} more on this line are garbled"),
    };
    let all: Vec<&str> = repairs.iter().map(|r| cx.source.on_disk(r.span)).collect();
    let finding = out
        .at(first.span, format!("{what}: UTF-8 text was read as {tables} and saved again"))
        .label(format!("stands in the file as `{}`", quote(cx.source.on_disk(first.span))))
        .help("planvet reads the text as it was meant, other tools and agents do not: apply the fix to write it back")
        .detail(all.join(" "))
        .fix(Fix {
            safety: Safety::Safe,
            message: "write the text as it was meant".to_owned(),
            edits: repairs.iter().map(|r| Edit { span: r.span, text: cx.text(r.span).to_owned() }).collect(),
        });
    out.push(finding);
}
