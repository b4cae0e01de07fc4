//! What a broken fence costs: the text that shows as code.

use super::{FenceDefect, FenceFault, Line, NESTED, fence_lines};
use crate::{
    markdown::{Document, Kind},
    source::Span,
};

/// What the parser takes for code behind the fence's meant end: the first piece, and where the last one ends;
/// all of an unclosed fence. The parser's reading and the author's are followed until they agree.
pub(super) fn swallowed(text: &str, document: &Document, id: u32, body: Span, defect: &FenceDefect) -> (Span, u32) {
    let Some(close) = defect.close else { return (body, body.end) };
    if defect.fault == FenceFault::Underindented {
        // The item around it ends what is opened there.
        let next = document.blocks[id as usize + 1..].iter().find_map(|b| match b.kind {
            Kind::Code { body, .. } if b.span.end > close.start && b.span.start >= close.start => Some(body),
            _ => None,
        });
        let body = next.unwrap_or_default();
        return (body, body.end);
    }
    let mut lines = fence_lines(text, close.start as usize, text.len()).take(NESTED);
    let (mut parser, mut author) = (Open::default(), Open::default());
    if let Some(line) = lines.next() {
        parser.pass(&line);
    }
    let (mut first, mut until, mut at) = (None, 0, close.end as usize);
    while parser != author {
        let line = lines.next();
        let end = line.as_ref().map_or(text.len(), |l| l.span.start as usize);
        if parser.0.is_some() && author.0.is_none() && !text[at..end].trim().is_empty() {
            first = first.or(Some(Span::new(at, end)));
            until = at + text[at..end].trim_end().len();
        }
        let Some(line) = line else { break };
        parser.pass(&line);
        author.pass(&line);
        at = line.span.end as usize;
    }
    (first.unwrap_or_default(), until as u32)
}

/// The fence that is open: its mark and how often that stands there.
#[derive(Default, PartialEq, Eq)]
struct Open(Option<(u8, usize)>);

impl Open {
    fn pass(&mut self, line: &Line) {
        match self.0 {
            None => self.0 = Some((line.mark, line.count)),
            Some((mark, count)) if line.mark == mark && line.count >= count && !line.info => self.0 = None,
            Some(_) => {}
        }
    }
}
