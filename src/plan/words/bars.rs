//! Bars of progress that are drawn with signs: `[███░░░░░░░] 30%`, `30 % ▰▰▰▱▱▱▱▱▱▱`.

use crate::source::Span;

/// The fewest signs of a bar.
const LEAST: usize = 5;

/// What full and empty parts are drawn with.
const SIGNS: [(&[char], &[char]); 4] =
    [(&['█'], &['░']), (&['■'], &['□']), (&['▰'], &['▱']), (&['=', '#'], &['-', '.', ' '])];

/// A bar beside a percentage.
#[derive(Debug, PartialEq)]
pub(in crate::plan) struct Bar {
    /// How many signs are full.
    pub full: usize,
    /// How many there are.
    pub all: usize,
    /// The percentage as written.
    pub claimed: f64,
    /// Where that stands in the line.
    pub span: Span,
}

/// Whether a text may hold a bar: most have none of its signs.
pub(in crate::plan) fn any_in(text: &str) -> bool {
    let drawn = || text.contains(['█', '░', '▓', '■', '□', '▰', '▱']);
    text.contains("[=") || text.contains("[#") || !text.is_ascii() && drawn()
}

/// Whether a text ends with a bar, framed or not.
pub(in crate::plan) fn closes(text: &str) -> bool {
    let last = text.trim_end_matches([' ', ']', '`']).chars().next_back();
    last.is_some_and(|c| SIGNS.iter().take(3).any(|(full, empty)| full.contains(&c) || empty.contains(&c)))
}

/// The only bar of a line, where the only percentage of the line stands right beside it.
pub(in crate::plan) fn read(line: &str) -> Option<Bar> {
    let sign = line.find('%').filter(|at| !line[at + 1..].contains('%'))?;
    let head = line[..sign].trim_end();
    let from = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let claimed: f64 = head[from..].parse().ok().filter(|percent| (0.0..=100.0).contains(percent))?;
    let (start, end, full) = drawn(line)?;
    // Between the two stand only brackets and marks.
    let between = if end <= from { line.get(end..from)? } else { line.get(sign + 1..start)? };
    let near = between.chars().all(|c| matches!(c, ' ' | ']' | '[' | '*' | '`' | '|' | ':' | '(')) && between.len() < 8;
    let all = line[start..end].chars().count();
    near.then(|| Bar { full, all, claimed, span: Span::new(from, sign + 1) })
}

/// Where the only bar of a line stands, and how many of its signs are full.
fn drawn(line: &str) -> Option<(usize, usize, usize)> {
    SIGNS.iter().find_map(|(full, empty)| {
        let part = |c: char| full.contains(&c) || empty.contains(&c);
        let plain = full[0].is_ascii();
        let start = match plain {
            true => line.find("[=").or_else(|| line.find("[#"))? + 1,
            false => line.find(part)?,
        };
        let rest = &line[start..];
        let filled = rest.len() - rest.trim_start_matches(|c| full.contains(&c)).len();
        let head = rest[filled..].strip_prefix('>').filter(|_| plain).map_or(0, |_| 1);
        let open = &rest[filled + head..];
        let blank = open.len() - open.trim_start_matches(|c| empty.contains(&c)).len();
        let end = start + filled + head + blank;
        let (before, after) = (line[..start].chars().next_back(), line[end..].chars().next());
        // Eighths of a sign, and a second bar, make it another drawing.
        let whole = !line[end..].contains(part) && !after.is_some_and(|c| ('\u{2580}'..='\u{259f}').contains(&c));
        let framed = before == Some('[') && after == Some(']');
        let both = filled > 0 && blank > 0;
        let all = line[start..end].chars().count();
        let drawn = all >= LEAST && (framed || both && !plain) && (plain || whole);
        drawn.then(|| (start, end, rest[..filled].chars().count() + head))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars() {
        for (line, bar) in [
            ("Progress: [███░░░░░░░] 9%", Some((3, 10, 9.0))),
            ("`[====================--]` 80%", Some((20, 22, 80.0))),
            ("40 % ▰▰▱▱▱", Some((2, 5, 40.0))),
            ("[#####>----] 60%", Some((6, 10, 60.0))),
            ("░░░░░ 0%", None),
            ("[░░░░░░░░░░] 0%", Some((0, 10, 0.0))),
            ("███▌░░░ 50%", None),
            ("███░░░ 50% to ██████ 100%", None),
            ("███░░░ of 12, which are 50%", None),
            ("[===] 100%", None),
        ] {
            assert_eq!(read(line).map(|bar| (bar.full, bar.all, bar.claimed)), bar, "{line}");
        }
    }
}
