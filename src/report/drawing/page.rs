//! A page of HTML that stands alone: no script, nothing from elsewhere.

use super::{Drawing, Knot, Order, Part, Shape, Sheet, class};
use crate::message::escape;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// The browser, too, takes nothing but this style.
const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plans</title>
<style>
body { font: 1rem/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #111; background: #fff }
section { border-left: 3px solid #ccc; margin: 1rem 0; padding-left: 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
tr.gate { font-weight: bold }
tr.done { background: #d8f0d8 } tr.doing { background: #dce8fa } tr.blocked { background: #f8dcdc }
tr.dropped { color: #666; text-decoration: line-through }
:target { outline: 2px solid #3a5a9a }
</style>
</head>
<body>
"#;

pub(super) fn text(drawing: &Drawing) -> String {
    let mut out = HEAD.to_owned();
    for sheet in &drawing.documents {
        Page::new(sheet).write(&mut out);
    }
    out + "</body>\n</html>\n"
}

/// The page of one document.
struct Page<'s> {
    sheet: &'s Sheet,
    /// What everything is called, by its id.
    names: FxHashMap<&'s str, &'s str>,
    /// What each waits for, by its id.
    waits: FxHashMap<&'s str, Vec<&'s Order>>,
}

impl<'s> Page<'s> {
    fn new(sheet: &'s Sheet) -> Self {
        let mut names = FxHashMap::default();
        named(&sheet.whole, &mut names);
        let mut waits: FxHashMap<&str, Vec<&Order>> = FxHashMap::default();
        for order in &sheet.orders {
            waits.entry(&order.to.id).or_default().push(order);
        }
        Self { sheet, names, waits }
    }

    fn write(&self, out: &mut String) {
        let _ = writeln!(out, "<h1>{}</h1>", escaped(&self.sheet.path));
        self.within(&self.sheet.whole, out);
    }

    fn part(&self, it: &Part, depth: usize, out: &mut String) {
        let level = depth.min(6);
        let _ = writeln!(out, "<section id=\"{}\">\n<h{level}>{}</h{level}>", it.id, escaped(&it.name));
        let waits = self.waits_of(&it.id);
        if !waits.is_empty() {
            let _ = writeln!(out, "<p>Waits for: {waits}</p>");
        }
        self.within_at(it, depth, out);
        out.push_str("</section>\n");
    }

    fn within(&self, it: &Part, out: &mut String) {
        self.within_at(it, 1, out);
    }

    fn within_at(&self, it: &Part, depth: usize, out: &mut String) {
        if !it.knots.is_empty() {
            out.push_str(
                "<table>\n<tr><th>Name</th><th>What</th><th>Owner</th><th>State</th><th>Waits for</th></tr>\n",
            );
            it.knots.iter().for_each(|it| self.row(it, out));
            out.push_str("</table>\n");
        }
        it.parts.iter().for_each(|it| self.part(it, depth + 1, out));
    }

    fn row(&self, it: &Knot, out: &mut String) {
        let gate = (it.shape == Shape::Gate).then_some("gate");
        let classes: Vec<&str> = class(it.status).into_iter().chain(gate).collect();
        let state = it.status.map(|status| status.word()).unwrap_or_default();
        let what = match (it.shape, &*it.title) {
            (Shape::Gate, "") => "gate".to_owned(),
            (_, title) => escaped(title),
        };
        let (id, classes) = (&it.id, classes.join(" "));
        let cells = [escaped(&it.name), what, escaped(&it.owners), state.to_owned(), self.waits_of(id)];
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        let _ = writeln!(out, "<tr id=\"{id}\" class=\"{classes}\">{cells}</tr>");
    }

    /// Links to what something waits for.
    fn waits_of(&self, id: &str) -> String {
        let orders = self.waits.get(id).into_iter().flatten();
        let links = orders.map(|order| {
            let name = self.names.get(&*order.from.id).copied().unwrap_or_default();
            let beside = if order.beside { " (beside)" } else { "" };
            format!("<a href=\"#{}\">{}</a>{beside}", order.from.id, escaped(name))
        });
        links.collect::<Vec<_>>().join(", ")
    }
}

fn named<'s>(it: &'s Part, names: &mut FxHashMap<&'s str, &'s str>) {
    names.insert(&it.id, &it.name);
    names.extend(it.knots.iter().map(|knot| (&*knot.id, &*knot.name)));
    it.parts.iter().for_each(|part| named(part, names));
}

/// Text between tags.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in escape::terminal(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
