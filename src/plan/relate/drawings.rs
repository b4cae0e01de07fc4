//! Orders drawn with lines and arrows in fences.
//!
//! ```text
//! T001 ──┬──▶ T002 ──▶ T003        T001 (schema)
//!        └──▶ T004                 ├── T002
//!                                  └── T004
//! ```

use super::{resolve::may_name, sentences::says_dependency};
use crate::{
    markdown::{Block, BlockId, Kind, SectionId},
    plan::{
        Topic, Word,
        ask::orders::Orders,
        declare::timelines,
        model::*,
        names::{self, Ref},
        read::{Fence, GUESS, LIKELY, Reader},
    },
    source::{Span, window},
};
use aho_corasick::packed::Searcher;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// The most lines and columns of a drawing that is read; what is larger is a listing.
const LINES: usize = 200;
const COLUMNS: usize = 240;
/// The most words of a name.
const WORDS: usize = 6;
/// The most orders of one drawing.
const EDGES: usize = 500;

/// What lines that join have.
static JOINS: LazyLock<Strokes> = LazyLock::new(|| Strokes::new(["--", "->", "─", "→", "▶", "►", "▼", "↓"]));
/// How lines that point back begin, and one that points up.
static BACK: LazyLock<Strokes> = LazyLock::new(|| Strokes::new(["←─", "◄─", "◀─", "←-", "<-", "<─", "▲", "↑"]));

/// Strokes that are looked for at once.
struct Strokes([&'static str; 8], Option<Searcher>);

impl Strokes {
    fn new(strokes: [&'static str; 8]) -> Self {
        Self(strokes, Searcher::new(strokes))
    }

    /// Whether one of them stands in `text`.
    fn any_in(&self, text: &str) -> bool {
        match &self.1 {
            Some(searcher) => searcher.find(text).is_some(),
            None => self.0.iter().any(|stroke| text.contains(stroke)),
        }
    }
}

/// Reads the fences whose lines join things of the plan, and the numbered lists that say in which order they come.
pub(in crate::plan) fn read(reader: &mut Reader) {
    if reader.plan.tasks.len() + reader.plan.groups.len() < 2 {
        return;
    }
    let mut known: Option<Known> = None;
    // Most names hold a number: "Track A" does not.
    let lettered =
        reader.plan.groups.iter().any(|g| !g.label.is_empty() && !g.label.contains(|c: char| c.is_ascii_digit()));
    for &Fence { block, info, body } in reader.fences {
        if !lettered && reader.digits.within(body).take(2).count() < 2 {
            continue;
        }
        let raw = reader.slice(body);
        if !timelines::is_drawing(reader.slice(info)) || raw.len() > LINES * COLUMNS || !JOINS.any_in(raw) {
            continue;
        }
        // Lines that point back are not followed, and what else is drawn with them not either.
        if BACK.any_in(raw) {
            continue;
        }
        let section = reader.document.block(block).section;
        if reader.vocabulary.says(&reader.document.section(section).title, Word::OtherOrder) {
            continue;
        }
        let links = Drawing::of(reader, body, lettered).map(|drawing| drawing.links()).unwrap_or_default();
        let about = reader.plan.within(section, Topic::Order);
        add(reader, &mut known, links, about);
    }
    for links in counted(reader) {
        add(reader, &mut known, links, true);
    }
}

/// What was read before.
struct Known {
    orders: Orders,
    /// What timelines show, with its lengths and members.
    timed: FxHashSet<(Node, Node)>,
}

/// Adds the orders of a drawing, `about` order or not, where it means by its lines what the plan declares.
fn add(reader: &mut Reader, known: &mut Option<Known>, links: Vec<Link>, about: bool) {
    if links.is_empty() {
        return;
    }
    let known = known.get_or_insert_with(|| {
        let timed = reader.plan.edges.iter().filter(|e| e.place.why == Why::Timeline).map(|e| (e.before, e.after));
        Known { orders: Orders::of(&reader.plan), timed: timed.collect() }
    });
    let (mut agree, mut contrary) = (0, 0);
    for link in &links {
        let (before, after) = (reader.plan.canonical(link.before), reader.plan.canonical(link.after));
        agree += usize::from(known.orders.leads(before, after));
        contrary += usize::from(known.orders.leads(after, before));
    }
    // A tree may hang what comes first below what waits for it, or parts below their whole.
    let meant = |l: &Link| match l.way {
        Way::Shown | Way::Counted => contrary <= agree.max(1),
        Way::Hung => (about && contrary <= agree) || (agree > 1 && 2 * contrary <= agree),
    };
    let fresh = |l: &Link| !known.timed.contains(&(l.before, l.after));
    for Link { before, after, at, way } in links.into_iter().filter(meant).filter(fresh) {
        let place = Place::new(at, Why::Arrow, if way == Way::Shown { LIKELY } else { GUESS });
        reader.plan.edges.push(Edge { before, after, relation: Relation::After, place });
    }
}

/// Numbered lists under a heading about the order of work, each item of which names one thing.
fn counted(reader: &Reader) -> Vec<Vec<Link>> {
    let document = reader.document;
    let ordered = |s: SectionId| {
        let title = || document.section(s).title.to_lowercase();
        reader.plan.sections[s.0 as usize].topics.contains(Topic::Order)
            && ["order", "sequence"].iter().any(|w| title().contains(w))
    };
    let any = reader.plan.topics.contains(Topic::Order);
    if !any || !(0..document.sections.len()).any(|s| ordered(SectionId(s as u32))) {
        return Vec::new();
    }
    let numbered = |b: &Block| matches!(b.kind, Kind::List { ordered: true }) && ordered(b.section);
    let lists = reader.document.lists.iter().copied().filter(|&list| numbered(document.block(list)));
    let links = |list: BlockId| {
        let named: Option<Vec<(Node, Span)>> = document
            .children(list)
            .take(LINES)
            .map(|item| {
                let span = document.text_span(item);
                let raw = reader.slice(span);
                let name = [": ", " - ", " — ", " – "]
                    .iter()
                    .filter_map(|end| raw.find(end))
                    .min()
                    .map_or(raw, |end| &raw[..end]);
                let name = name.trim_matches(['*', '`', ':', ' ']);
                match nodes(reader, name)[..] {
                    [node] => Some((node, span.of_part(raw, name))),
                    _ => None,
                }
            })
            .collect();
        let links = |named: Vec<(Node, Span)>| {
            named
                .windows(2)
                .map(|p| Link { before: p[0].0, after: p[1].0, at: p[1].1, way: Way::Counted })
                .filter(|l| l.before != l.after)
                .collect()
        };
        named.filter(|n| n.len() > 2).map(links)
    };
    lists.filter_map(links).collect()
}

/// One thing drawn before another.
struct Link {
    before: Node,
    after: Node,
    /// Where the later one is named.
    at: Span,
    way: Way,
}

/// How a drawing says what comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By an arrow.
    Shown,
    /// By a number.
    Counted,
    /// By what hangs below what.
    Hung,
}

/// A text between two strokes that names something.
struct Piece {
    row: usize,
    /// Its columns, the last one excluded.
    from: usize,
    to: usize,
    nodes: Vec<Node>,
    span: Span,
}

/// What lines and names there are.
struct Drawing {
    cells: Vec<Vec<char>>,
    pieces: Vec<Piece>,
}

/// The sides to which a stroke is open.
const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const UP: u8 = 4;
const DOWN: u8 = 8;

fn open(c: char) -> u8 {
    match c {
        '─' | '━' | '═' | '-' | '=' => LEFT | RIGHT,
        '│' | '┃' | '║' | '|' => UP | DOWN,
        '├' | '╠' | '+' => UP | DOWN | RIGHT,
        '└' | '╰' | '╚' => UP | RIGHT,
        '┌' | '╭' | '╔' => DOWN | RIGHT,
        '┐' | '╮' | '╗' => DOWN | LEFT,
        '┘' | '╯' | '╝' => UP | LEFT,
        '┤' | '╣' => UP | DOWN | LEFT,
        '┬' | '╦' => LEFT | RIGHT | DOWN,
        '┴' | '╩' => LEFT | RIGHT | UP,
        '┼' | '╬' => LEFT | RIGHT | UP | DOWN,
        '→' | '►' | '▶' | '>' | '⇒' | '➔' | '➜' => LEFT | RIGHT,
        '↓' | '▼' | '⇓' => UP | DOWN,
        _ => 0,
    }
}

fn is_crossing(c: char) -> bool {
    matches!(c, '┼' | '╬')
}

fn is_head(c: char) -> bool {
    matches!(c, '→' | '►' | '▶' | '>' | '⇒' | '➔' | '➜' | '↓' | '▼' | '⇓')
}

impl Drawing {
    fn of(reader: &Reader, body: Span, lettered: bool) -> Option<Self> {
        let pieces = pieces(reader, body, lettered);
        if pieces.len() < 2 {
            return None;
        }
        let mut cells = Vec::new();
        for line in window::lines(reader.slice(body)) {
            let cell = |(_, c, stroke): (usize, char, bool)| match stroke {
                true => c,
                false if c.is_whitespace() => ' ',
                false => 'x',
            };
            let row: Vec<char> = strokes(line).map(cell).collect();
            if cells.len() == LINES || row.len() > COLUMNS {
                return None;
            }
            cells.push(row);
        }
        Some(Self { cells, pieces })
    }

    /// What the strokes lead from one name to another.
    fn links(&self) -> Vec<Link> {
        let nets = self.nets();
        let mut from: FxHashMap<usize, Vec<&Piece>> = FxHashMap::default();
        let mut to: FxHashMap<usize, Vec<(&Piece, bool)>> = FxHashMap::default();
        for piece in &self.pieces {
            let net = |row: Option<usize>, column: Option<usize>, side: u8| {
                let (row, column) = (row?, column?);
                let cell = *self.cells.get(row)?.get(column)?;
                (open(cell) & side != 0).then(|| (nets[row][column], is_head(cell)))
            };
            let row = Some(piece.row);
            let gap = |column: usize| self.cells[piece.row].get(column) == Some(&' ');
            // A space may stand between a name and its line.
            let right = piece.to + usize::from(gap(piece.to));
            let left = piece.from.checked_sub(1).and_then(|c| if gap(c) { c.checked_sub(1) } else { Some(c) });
            if let Some((net, _)) = net(row, Some(right), LEFT) {
                from.entry(net).or_default().push(piece);
            }
            if let Some((net, head)) = net(row, left, RIGHT) {
                to.entry(net).or_default().push((piece, head));
            }
            let below = (piece.from..piece.to).find_map(|c| net(Some(piece.row + 1), Some(c), UP));
            if let Some((net, _)) = below {
                from.entry(net).or_default().push(piece);
            }
            // A corner above leads to its own side.
            let upright = |&c: &usize| {
                let above = piece.row.checked_sub(1).and_then(|row| self.cells[row].get(c));
                above.is_some_and(|&cell| open(cell) == UP | DOWN)
            };
            let above = (piece.from..piece.to).filter(upright);
            let above = above.filter_map(|c| net(piece.row.checked_sub(1), Some(c), DOWN)).next();
            if let Some((net, head)) = above {
                to.entry(net).or_default().push((piece, head));
            }
        }
        let mut links = Vec::new();
        for (net, sources) in &from {
            for (source, (target, arrow)) in
                sources.iter().flat_map(|s| to.get(net).into_iter().flatten().map(move |t| (s, t)))
            {
                for (&before, &after) in source.nodes.iter().flat_map(|b| target.nodes.iter().map(move |a| (b, a))) {
                    let alike =
                        matches!((before, after), (Node::Task(_), Node::Task(_)) | (Node::Group(_), Node::Group(_)));
                    if alike && before != after && links.len() < EDGES {
                        let way = if *arrow { Way::Shown } else { Way::Hung };
                        links.push(Link { before, after, at: target.span, way });
                    }
                }
            }
        }
        links.sort_by_key(|l| (l.at, l.before));
        links
    }

    /// The strokes that hang together: the number of each cell's net, 0 where no stroke is.
    fn nets(&self) -> Vec<Vec<usize>> {
        let mut nets: Vec<Vec<usize>> = self.cells.iter().map(|line| vec![0; line.len()]).collect();
        let mut drawn = 0;
        let cell = |row: usize, column: usize| self.cells.get(row).and_then(|r| r.get(column)).copied().unwrap_or(' ');
        for (row, line) in self.cells.iter().enumerate() {
            for column in (0..line.len()).filter(|&c| open(line[c]) != 0) {
                if nets[row][column] != 0 {
                    continue;
                }
                let new = drawn + 1;
                let mut work = vec![(row, column)];
                while let Some((r, c)) = work.pop() {
                    if nets[r][c] != 0 {
                        continue;
                    }
                    nets[r][c] = new;
                    drawn += 1;
                    let sides = open(cell(r, c));
                    // Lines that cross do not meet.
                    if is_crossing(cell(r, c)) {
                        continue;
                    }
                    let near = [
                        (LEFT, RIGHT, Some(r), c.checked_sub(1)),
                        (RIGHT, LEFT, Some(r), Some(c + 1)),
                        (UP, DOWN, r.checked_sub(1), Some(c)),
                        (DOWN, UP, Some(r + 1), Some(c)),
                    ];
                    for (out, back, r, c) in near {
                        let (Some(mut r), Some(mut c)) = (r, c) else { continue };
                        if sides & out == 0 {
                            continue;
                        }
                        while is_crossing(cell(r, c)) && r > 0 && c > 0 {
                            match out {
                                LEFT => c -= 1,
                                RIGHT => c += 1,
                                UP => r -= 1,
                                _ => r += 1,
                            }
                        }
                        if !is_crossing(cell(r, c)) && open(cell(r, c)) & back != 0 {
                            work.push((r, c));
                        }
                    }
                }
            }
        }
        nets
    }
}

/// The names in a drawing. Most lines of one have none, as most names hold a number.
fn pieces(reader: &Reader, body: Span, lettered: bool) -> Vec<Piece> {
    let raw = reader.slice(body);
    let mut pieces = Vec::new();
    for (row, line) in window::lines(raw).enumerate().take(LINES) {
        let span = body.of_part(raw, line);
        let named = |span: Span| reader.digits.any_in(span) || lettered && may_name(reader.slice(span));
        if !named(span) {
            continue;
        }
        let ends = strokes(line).enumerate().filter(|(_, (.., stroke))| *stroke);
        let ends = ends.map(|(column, (at, c, _))| (at, at + c.len_utf8(), column + 1));
        // Where the text behind the last stroke begins, and in which column.
        let (mut from, mut column) = (0, 0);
        for (end, behind, next) in ends.chain([(line.len(), line.len(), 0)]) {
            let part = &line[std::mem::replace(&mut from, behind)..end];
            let first = std::mem::replace(&mut column, next);
            let text = part.trim();
            let span = span.of_part(line, text);
            let nodes = if named(span) { nodes(reader, text) } else { Vec::new() };
            if !nodes.is_empty() {
                let from = first + part.chars().take_while(|c| c.is_whitespace()).count();
                pieces.push(Piece { row, from, to: from + text.chars().count(), nodes, span });
            }
        }
    }
    pieces
}

/// The characters of a line, each with its place, and whether it is a stroke: a dash alone joins two words, and several
/// make a line.
fn strokes(line: &str) -> impl Iterator<Item = (usize, char, bool)> {
    let dash = |c: Option<char>| matches!(c, Some('-' | '=' | '─'));
    let behind = |at: usize| line[at + 1..].chars().next();
    let mut before = None;
    line.char_indices().map(move |(at, c)| {
        let before = before.replace(c);
        let stroke = match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => false,
            '-' | '=' => dash(before) || dash(behind(at)) || behind(at) == Some('>'),
            '>' => dash(before),
            '+' => dash(behind(at)),
            _ => open(c) != 0,
        };
        (at, c, stroke)
    })
}

/// What a piece of text names, and nothing else.
fn nodes(reader: &Reader, text: &str) -> Vec<Node> {
    let outside = names::without_glosses(text);
    let bare = outside.trim().trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#');
    if bare.starts_with(char::is_lowercase) || bare.split_whitespace().count() > WORDS {
        return Vec::new();
    }
    let mut found = reader.mentions(bare);
    // "Storage (Phase 2)".
    if found.is_empty() && outside.len() > bare.len() {
        found = reader.mentions(text);
    }
    if found.is_empty()
        && let Some(first) = bare.split([' ', ':']).next().filter(|id| id.contains(|c: char| c.is_ascii_digit()))
        && let [Ref::Id(id)] = names::refs(reader.vocabulary, first, 0).as_slice()
    {
        found.extend(reader.id_node(id.text, Node::Actor(ActorId(0))));
    }
    if found.is_empty() || says_dependency(reader, bare) {
        return Vec::new();
    }
    // Of several things one may only be spoken of: "T4 tests of T3".
    if found.len() > 1 && names::refs(reader.vocabulary, bare, 0).len() != found.len() { Vec::new() } else { found }
}
