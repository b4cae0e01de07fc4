//! See `rules/text/mojibake.md`.

use crate::{
    diagnostic::{Edit, Fix, Safety, Subject, quote},
    rules::{Context, Findings},
    source::{Garbling, Repair},
};

/// Reports all text that was repaired, as one finding.
pub fn check(cx: &Context, out: &mut Findings) {
    let repairs = cx.source.repairs();
    let Some(first) = repairs.first() else { return };
    let line = |repair: &Repair| cx.source.lines().line_of(repair.span.start as usize);
    let mut lines: Vec<&Repair> = repairs.iter().collect();
    lines.dedup_by_key(|r| line(r));

    let mut tables: Vec<Garbling> = repairs.iter().map(|r| r.garbling).collect();
    tables.sort_unstable();
    tables.dedup();
    let tables = tables.iter().map(|t| t.name()).collect::<Vec<_>>().join(" and as ");
    let what = match lines.len() {
        1 => "1 line is garbled".to_owned(),
        n => format!("{n} lines are garbled"),
    };
    let stands = |repair: &Repair| format!("stands in the file as `{}`", quote(cx.source.on_disk(repair.span)));

    let mut finding = out
        .at(first.span, format!("{what}: UTF-8 text was read as {tables} and saved again"))
        .label(stands(first))
        .help("planvet reads the text as it was meant, other tools and agents do not: apply the fix to write it back")
        .about(Subject::Document)
        .gathers(repairs.iter().map(|repair| repair.span))
        .fix(Fix {
            safety: Safety::Safe,
            message: "write the text as it was meant".to_owned(),
            edits: repairs.iter().map(|r| Edit { span: r.span, text: cx.text(r.span).to_owned() }).collect(),
        });
    finding = finding.also(lines.iter().skip(1).map(|repair| (repair.span, stands(repair))));
    out.push(finding);
}
