//! The language of Graphviz (<https://graphviz.org/doc/info/lang.html>).

use super::{
    Drawing, End, Knot, Part, Shape, class,
    nested::{Writing, lines},
};
use crate::message::escape;
use std::fmt::Write as _;

pub(super) fn text(drawing: &Drawing) -> String {
    let mut out = "digraph plan {\n  compound=true;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, \
                   fontname=\"sans-serif\"];\n  graph [fontname=\"sans-serif\"];\n"
        .to_owned();
    Writing { open, close: "}", empty: None, knot }.all(drawing, &mut out);
    for order in drawing.documents.iter().flat_map(|sheet| &sheet.orders) {
        let mut looks = Vec::new();
        // An order with a part is one with a node in it, and is cut off at its border.
        looks.extend(order.from.inside.as_ref().map(|_| format!("ltail=cluster_{}", order.from.id)));
        looks.extend(order.to.inside.as_ref().map(|_| format!("lhead=cluster_{}", order.to.id)));
        looks.extend(order.beside.then(|| "dir=none, style=dotted, constraint=false".to_owned()));
        let looks = if looks.is_empty() { String::new() } else { format!(" [{}]", looks.join(", ")) };
        let _ = writeln!(out, "  {} -> {}{looks};", node(&order.from), node(&order.to));
    }
    out + "}\n"
}

/// The node where an order ends.
fn node(end: &End) -> &str {
    end.inside.as_deref().unwrap_or(&end.id)
}

fn open(part: &Part) -> String {
    format!("subgraph cluster_{} {{ label=\"{}\";", part.id, label(&part.name))
}

fn knot(it: &Knot) -> String {
    let shape = match it.shape {
        Shape::Task => "",
        Shape::Gate => ", shape=hexagon, style=filled",
        Shape::Group => ", shape=folder, style=filled",
    };
    let color = match class(it.status) {
        Some("done") => ", fillcolor=\"#d8f0d8\"",
        Some("doing") => ", fillcolor=\"#dce8fa\"",
        Some("blocked") => ", fillcolor=\"#f8dcdc\"",
        Some(_) => ", fillcolor=\"#eeeeee\"",
        None => "",
    };
    format!("{} [label=\"{}\"{shape}{color}];", it.id, lines(it, label, "\\n"))
}

/// Text inside of quotation marks: no end of them, no escape of a label's and no entity of HTML.
fn label(text: &str) -> String {
    let mut out = String::new();
    for c in escape::terminal(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}
