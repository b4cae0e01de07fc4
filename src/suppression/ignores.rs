//! Ignores: comments in a document that silence a rule in a place.
//!
//! `<!-- planvet-ignore RULE, RULE: why -->`, or `-- why` as other tools have it, inside a row, item, heading or
//! paragraph covers just that; on a line of its own, the next whole block.
//! `planvet-ignore-start` and `-end` cover what stands between them, and nest;
//! `planvet-ignore-file` covers the document. Front matter takes the same words after
//! a `#`, and `planvet-ignore` covers the front matter there.

mod audit;
mod granted;
mod meant;
mod ranges;

use crate::{
    diagnostic::{Diagnostic, Rule},
    markdown::{BlockId, Comment, Document, Kind},
    project::Project,
    rules,
    settings::Settings,
    source::{Intervals, Source, Span},
};
use audit::Audit;
use granted::Granted;
use meant::meant;
use ranges::Open;
use rustc_hash::{FxHashMap, FxHashSet};

const WORD: &str = "planvet-ignore";

/// Drops what the document's ignores silence and reports ignores that are stale, unknown or without a reason.
/// Gives the number of findings that were dropped.
pub fn apply(
    source: &Source,
    document: &Document,
    settings: &Settings,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> usize {
    let header = document.blocks.first().filter(|b| matches!(b.kind, Kind::FrontMatter | Kind::Data)).map(|b| b.span);
    // Nearly every document ends here.
    let speaks = |span: Span| {
        let text = source.slice(span);
        text.contains(WORD) || meant(text.trim()).is_some()
    };
    if !document.comments.iter().map(|c| c.body).chain(header).any(speaks) {
        return 0;
    }
    let ignores = read(source, document);
    let before = diagnostics.len();
    let granted = Granted::of(source, settings, project);
    let used = silence(&ignores, granted.as_ref(), diagnostics);
    let silenced = before - diagnostics.len();
    for (at, ignore) in ignores.iter().enumerate() {
        let audit = Audit { source, settings, project, ignore };
        audit.unknown(diagnostics);
        audit.stale(|name| used.contains(&(at, name)), diagnostics);
        audit.reason(diagnostics);
    }
    silenced
}

/// Whether an ignore of the document silences `rule` at an offset.
pub(super) fn silences(source: &Source, document: &Document, rule: &Rule, at: u32) -> bool {
    let here = Span::at(at as usize);
    let covers =
        |name: &Name| name.rule.is_some_and(|r| r.name == rule.name) && name.cover.is_some_and(|c| c.overlaps(here));
    read(source, document).iter().flat_map(|ignore| &ignore.names).any(covers)
}

/// An ignore and one of its names, by their indices.
type Use = (usize, usize);

/// Drops what `ignores` cover, where nothing says which are `granted` or this one is; gives which name of which ignore
/// did so, or would.
fn silence(ignores: &[Ignore], granted: Option<&Granted>, diagnostics: &mut Vec<Diagnostic>) -> FxHashSet<Use> {
    let mut by_rule = FxHashMap::<&str, Vec<(Span, Use)>>::default();
    for (i, ignore) in ignores.iter().enumerate() {
        for (n, name) in ignore.names.iter().enumerate() {
            if let (Some(rule), Some(cover)) = (name.rule, name.cover) {
                by_rule.entry(rule.name).or_default().push((cover, (i, n)));
            }
        }
    }
    let by_rule: FxHashMap<_, _> = by_rule.into_iter().map(|(rule, covers)| (rule, Intervals::new(covers))).collect();
    let mut used = FxHashSet::default();
    diagnostics.retain_mut(|d| {
        let start = Span::at(d.span.start as usize);
        let cover = by_rule.get(d.rule.name).and_then(|covers| covers.touching(start).next());
        used.extend(cover.map(|c| c.1));
        let Some((_, (at, _))) = cover else { return true };
        let refused = granted.is_some_and(|granted| granted.refuses(&ignores[*at], d.rule));
        if refused {
            d.help = format!("{}; {}", d.help, granted::NOT_COUNTED);
        }
        refused
    });
    used
}

/// One comment that silences.
#[derive(Debug)]
struct Ignore {
    /// The whole comment, as a fix removes it.
    span: Span,
    /// `planvet-ignore…`, what a finding about the comment itself points at.
    word: Span,
    /// Whether that word is one that planvet knows.
    known: bool,
    names: Vec<Name>,
    /// Words behind the rules that are none: a reason that nothing sets apart.
    prose: Option<Span>,
    reason: bool,
    alone: bool,
    end: Option<End>,
}

#[derive(Debug)]
struct Name {
    span: Span,
    rule: Option<&'static Rule>,
    /// Where it silences that rule; `None` where nothing follows.
    cover: Option<Span>,
    /// Whether a `-end` ended that.
    closed: bool,
}

/// What a `-end` came to.
#[derive(Debug)]
struct End {
    /// Which of its names close nothing.
    idle: Vec<usize>,
    /// Whether it closes nothing at all.
    whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Here,
    Start,
    End,
    File,
    Unknown,
}

/// What stands in a comment.
struct Directive {
    reach: Reach,
    word: Span,
    names: Vec<Name>,
    prose: Option<Span>,
    reason: bool,
}

/// Every ignore of the document, in order.
fn read(source: &Source, document: &Document) -> Vec<Ignore> {
    let whole = Span::new(0, source.text().len());
    let mut ignores: Vec<Ignore> = Vec::new();
    let mut open = Open::default();
    front_matter(source, document, &mut ignores);
    let mut ahead = Ahead::default();
    for comment in &document.comments {
        let Some(directive) = directive(source, comment.body) else { continue };
        let cover = match directive.reach {
            Reach::Here => covered(source, document, comment, &mut ahead),
            Reach::File => Some(whole),
            Reach::Start => Some(Span { start: comment.span.end, end: whole.end }),
            Reach::End | Reach::Unknown => None,
        };
        let reach = directive.reach;
        let mut ignore = Ignore::new(directive, comment.span, cover, comment.alone);
        match reach {
            Reach::Start => open.start(ignores.len(), &ignore),
            Reach::End => {
                let (idle, whole) = open.end(&ignore.names, comment.span.start, &mut ignores);
                ignore.end = Some(End { idle, whole });
            }
            _ => {}
        }
        ignores.push(ignore);
    }
    ignores
}

fn front_matter(source: &Source, document: &Document, ignores: &mut Vec<Ignore>) {
    let Some(block) = document.blocks.first().filter(|b| matches!(b.kind, Kind::FrontMatter | Kind::Data)) else {
        return;
    };
    let text = source.slice(block.span);
    for line in text.lines() {
        let Some(hash) = line.find('#').filter(|_| line.contains(WORD)) else { continue };
        let comment = block.span.of_part(text, &line[hash..]);
        let body = block.span.of_part(text, &line[hash + 1..]);
        let Some(directive) = directive(source, body) else { continue };
        let cover = match directive.reach {
            Reach::Here => Some(block.span),
            Reach::File => Some(Span::new(0, source.text().len())),
            _ => None,
        };
        let alone = line[..hash].trim().is_empty();
        ignores.push(Ignore::new(directive, comment, cover, alone));
    }
}

/// Reads `planvet-ignore… RULE, RULE: why` and `… -- why`; `None` for any other comment.
fn directive(source: &Source, body: Span) -> Option<Directive> {
    let raw = source.slice(body);
    let text = raw.trim();
    let Some(rest) = text.strip_prefix(WORD) else {
        let (length, _) = meant(text)?;
        let word = body.of_part(raw, &text[..length]);
        return Some(Directive { reach: Reach::Unknown, word, names: Vec::new(), prose: None, reason: false });
    };
    let end = rest.find(|c: char| c.is_whitespace() || c == ':').unwrap_or(rest.len());
    let reach = match &rest[..end] {
        "" => Reach::Here,
        "-start" => Reach::Start,
        "-end" => Reach::End,
        "-file" => Reach::File,
        _ => Reach::Unknown,
    };
    let (named, reason) = apart(&rest[end..]);
    let (named, prose) = without_prose(named);
    let names = named.split(SEPARATORS).filter(|name| !name.is_empty());
    Some(Directive {
        reach,
        word: body.of_part(raw, &text[..WORD.len() + end]),
        names: names.map(|name| Name::new(body.of_part(raw, name), rules::find(name))).collect(),
        prose: prose.map(|prose| body.of_part(raw, prose)),
        reason: prose.is_some() || !reason.trim().is_empty(),
    })
}

/// What stands between the names of rules.
const SEPARATORS: [char; 5] = [',', ' ', '\t', '\n', '\r'];

/// The names and the reason: behind a colon, or behind dashes that stand alone.
fn apart(text: &str) -> (&str, &str) {
    let is_dash = |word: &&str| word.chars().all(|c| matches!(c, '-' | '–' | '—'));
    let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let dashes = text.split_whitespace().find(is_dash).map(|dash| (at(dash), dash.len()));
    match text.find(':').map(|at| (at, 1)).into_iter().chain(dashes).min() {
        Some((at, length)) => (&text[..at], &text[at + length..]),
        None => (text, ""),
    }
}

/// The names, and the words behind the last that are none, without a comma: one may be mistyped, several are prose.
fn without_prose(text: &str) -> (&str, Option<&str>) {
    let start = text.rfind(',').map_or(0, |comma| comma + 1);
    let words: Vec<&str> = text[start..].split_whitespace().collect();
    let known = words.iter().rposition(|word| rules::find(word).is_some());
    match known.and_then(|at| words.get(at + 1..)) {
        Some([first, _, ..]) => {
            let (names, prose) = text.split_at(first.as_ptr() as usize - text.as_ptr() as usize);
            (names, Some(prose.trim_end()))
        }
        _ => (text, None),
    }
}

impl Ignore {
    fn new(directive: Directive, span: Span, cover: Option<Span>, alone: bool) -> Self {
        let Directive { reach, word, mut names, prose, reason } = directive;
        names.iter_mut().for_each(|name| name.cover = cover);
        Self { span, word, known: reach != Reach::Unknown, names, prose, reason, alone, end: None }
    }
}

impl Name {
    fn new(span: Span, rule: Option<&'static Rule>) -> Self {
        Self { span, rule, cover: None, closed: false }
    }

    /// Ends its cover at `end`.
    fn close(&mut self, end: u32) {
        self.closed = true;
        if let Some(cover) = &mut self.cover {
            cover.end = end.max(cover.start);
        }
    }
}

/// What a plain `planvet-ignore` covers.
fn covered(source: &Source, document: &Document, comment: &Comment, ahead: &mut Ahead) -> Option<Span> {
    let block = document.block(comment.block);
    let target = if comment.alone && block.kind == Kind::Html {
        ahead.next_block(source, document, comment.block).or_else(|| item_of(document, comment.block))?
    } else if let Kind::Cell { .. } = block.kind {
        block.parent.unwrap_or(comment.block)
    } else {
        item_of(document, comment.block).unwrap_or(comment.block)
    };
    let span = document.block(target).span;
    // Without the line ending, so that it does not touch what follows.
    let length = source.slice(span).trim_end().len();
    Some(Span::new(span.start as usize, span.start as usize + length))
}

/// The last walk over comments that stand one behind the other: from where it began to what follows them.
#[derive(Default)]
struct Ahead {
    walk: Option<(BlockId, BlockId, Option<BlockId>)>,
}

impl Ahead {
    /// The block that follows the one at `id`, comments left out.
    fn next_block(&mut self, source: &Source, document: &Document, id: BlockId) -> Option<BlockId> {
        let is_comment = |id: &BlockId| {
            let block = document.block(*id);
            block.kind == Kind::Html && source.slice(block.span).trim_start().starts_with("<!--")
        };
        if let Some((from, last, found)) = self.walk
            && from <= id
            && id <= last
            && document.block(from).parent == document.block(id).parent
        {
            return found;
        }
        let mut last = id;
        let mut next = document.next_sibling(id);
        while let Some(comment) = next.filter(is_comment) {
            last = comment;
            next = document.next_sibling(comment);
        }
        self.walk = Some((id, last, next));
        next
    }
}

/// The item whose own text the block at `id` is, or at whose end it stands.
fn item_of(document: &Document, id: BlockId) -> Option<BlockId> {
    let parent = document.block(id).parent?;
    let is_item = matches!(document.block(parent).kind, Kind::Item { .. });
    let own = document.text_block(parent) == Some(id) || document.block(id).kind == Kind::Html;
    (is_item && own).then_some(parent)
}

#[cfg(test)]
#[path = "ignores_tests.rs"]
mod tests;
