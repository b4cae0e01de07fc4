//! The parts and nodes of a drawing, one inside the other, in any language that has such.

use super::{Drawing, Knot, Part};

/// How a language writes them, without the blanks in front of a line.
pub(super) struct Writing {
    /// The line with which a part begins.
    pub open: fn(&Part) -> String,
    pub close: &'static str,
    /// The line for a part without anything in it, where that is no part to the language.
    pub empty: Option<fn(&Part) -> String>,
    pub knot: fn(&Knot) -> String,
}

impl Writing {
    /// All parts and nodes; several documents are a part each.
    pub fn all(&self, drawing: &Drawing, out: &mut String) {
        let several = drawing.documents.len() > 1;
        for sheet in &drawing.documents {
            match several {
                true => self.part(&sheet.whole, 1, out),
                false => self.within(&sheet.whole, 1, out),
            }
        }
    }

    fn part(&self, part: &Part, depth: usize, out: &mut String) {
        if let Some(empty) = self.empty.filter(|_| part.some_knot().is_none()) {
            return line(&empty(part), depth, out);
        }
        line(&(self.open)(part), depth, out);
        self.within(part, depth + 1, out);
        line(self.close, depth, out);
    }

    fn within(&self, part: &Part, depth: usize, out: &mut String) {
        part.knots.iter().for_each(|knot| line(&(self.knot)(knot), depth, out));
        part.parts.iter().for_each(|part| self.part(part, depth, out));
    }
}

fn line(text: &str, depth: usize, out: &mut String) {
    (0..depth).for_each(|_| out.push_str("  "));
    out.push_str(text);
    out.push('\n');
}

/// The lines of a node, those that say nothing left out.
pub(super) fn lines(knot: &Knot, label: fn(&str) -> String, between: &str) -> String {
    let lines = [&knot.name, &knot.title, &knot.owners].into_iter().filter(|line| !line.is_empty());
    lines.map(|line| label(line)).collect::<Vec<_>>().join(between)
}
