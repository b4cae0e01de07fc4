//! Mermaid: tasks and orders of a gantt chart; orders between known names of a flowchart.

mod flowchart;
mod gantt;

use crate::plan::{
    ask::orders::Orders,
    model::*,
    read::{Fence, Reader},
};

/// Reads every Mermaid fence.
pub(in crate::plan) fn read(reader: &mut Reader) {
    for &Fence { block, info, body } in reader.fences {
        if !reader.slice(info).starts_with("mermaid") {
            continue;
        }
        let raw = reader.slice(body);
        let first = raw.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with("%%") && !l.starts_with("---"));
        match first.and_then(|l| l.split_whitespace().next()) {
            Some("gantt") => gantt::read(reader, block, reader.section(block), body),
            Some("graph" | "flowchart" | "flowchart-elk") => flowchart::read(reader, body),
            _ => {}
        }
    }
}

/// Where each link of the charts that the plan itself orders points the other way, arrows lead to what is needed, and
/// no chart orders anything.
pub(in crate::plan) fn settle(reader: &mut Reader) {
    let drawn = |e: &Edge| e.place.why == Why::Diagram && e.place.confidence != Confidence::Explicit;
    if !reader.plan.edges.iter().any(drawn) {
        return;
    }
    let mut told = Orders::among(&reader.plan, |e| e.place.why != Why::Diagram);
    let mut contrary = 0;
    for edge in reader.plan.edges.iter().filter(|e| drawn(e)) {
        let (before, after) = (reader.plan.canonical(edge.before), reader.plan.canonical(edge.after));
        if told.leads(before, after) {
            return;
        }
        contrary += usize::from(told.leads(after, before));
    }
    if contrary > 1 {
        reader.plan.edges.retain(|e| !drawn(e));
    }
}
