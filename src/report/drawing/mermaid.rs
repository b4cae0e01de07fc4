//! A flowchart of Mermaid (<https://mermaid.js.org/syntax/flowchart.html>).

use super::{
    Drawing, Knot, Part, Shape, class,
    nested::{Writing, lines},
};
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
    // Without anything in it, a part would be no part to Mermaid.
    Writing { open, close: "end", empty: Some(named), knot }.all(drawing, &mut out);
    for order in drawing.documents.iter().flat_map(|sheet| &sheet.orders) {
        let arrow = if order.beside { "-.-" } else { "-->" };
        let _ = writeln!(out, "  {} {arrow} {}", order.from.id, order.to.id);
    }
    if out.contains(":::") {
        out.push_str(CLASSES);
    }
    out
}

fn open(part: &Part) -> String {
    format!("subgraph {}", named(part))
}

fn named(part: &Part) -> String {
    format!("{}[\"{}\"]", part.id, label(&part.name))
}

fn knot(it: &Knot) -> String {
    let (open, close) = match it.shape {
        Shape::Task => ("[", "]"),
        Shape::Gate => ("{{", "}}"),
        Shape::Group => ("([", "])"),
    };
    let class = class(it.status).map(|class| format!(":::{class}")).unwrap_or_default();
    format!("{}{open}\"{}\"{close}{class}", it.id, lines(it, label, "<br/>"))
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
