//! A flowchart of Mermaid (<https://mermaid.js.org/syntax/flowchart.html>).

use super::{Drawing, Knot, Part, Shape, class};
use crate::message::escape;
use std::fmt::Write as _;

/// How each state looks.
const CLASSES: &str = "  classDef done fill:#d8f0d8,stroke:#3a7a3a,color:#111
  classDef doing fill:#dce8fa,stroke:#3a5a9a,color:#111
  classDef blocked fill:#f8dcdc,stroke:#9a3a3a,color:#111
  classDef dropped fill:#eeeeee,stroke:#888888,color:#666
";

pub(super) fn text(drawing: &Drawing) -> String {
    let mut out = "flowchart TD\n".to_owned();
    let several = drawing.documents.len() > 1;
    for sheet in &drawing.documents {
        match several {
            true => part(&sheet.whole, 1, &mut out),
            false => within(&sheet.whole, 1, &mut out),
        }
    }
    for order in drawing.documents.iter().flat_map(|sheet| &sheet.orders) {
        let arrow = if order.beside { "-.-" } else { "-->" };
        let _ = writeln!(out, "  {} {arrow} {}", order.from.id, order.to.id);
    }
    if out.contains(":::") {
        out.push_str(CLASSES);
    }
    out
}

fn part(it: &Part, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    // Without anything in it, a part would be no part to Mermaid.
    if it.some_knot().is_none() {
        let _ = writeln!(out, "{indent}{}[\"{}\"]", it.id, label(&it.name));
        return;
    }
    let _ = writeln!(out, "{indent}subgraph {}[\"{}\"]", it.id, label(&it.name));
    within(it, depth + 1, out);
    let _ = writeln!(out, "{indent}end");
}

fn within(it: &Part, depth: usize, out: &mut String) {
    it.knots.iter().for_each(|it| knot(it, depth, out));
    it.parts.iter().for_each(|it| part(it, depth, out));
}

fn knot(it: &Knot, depth: usize, out: &mut String) {
    let (open, close) = match it.shape {
        Shape::Task => ("[", "]"),
        Shape::Gate => ("{{", "}}"),
        Shape::Group => ("([", "])"),
    };
    let class = class(it.status).map(|class| format!(":::{class}")).unwrap_or_default();
    let lines = [&it.name, &it.title, &it.owners].into_iter().filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(|line| label(line)).collect();
    let _ = writeln!(out, "{}{}{open}\"{}\"{close}{class}", "  ".repeat(depth), it.id, lines.join("<br/>"));
}

/// Text inside of quotation marks: whatever could be read as Mermaid, Markdown or HTML is written as an entity.
fn label(text: &str) -> String {
    let mut out = String::new();
    for c in escape::terminal(text).chars() {
        match c {
            ' ' | '.' | ',' | '-' | '_' | '/' | '(' | ')' | '+' | '=' | '!' | '?' | '\'' => out.push(c),
            c if c.is_alphanumeric() || !c.is_ascii() => out.push(c),
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    // Of blanks alone there would be no label.
    if out.trim().is_empty() { "?".to_owned() } else { out }
}
