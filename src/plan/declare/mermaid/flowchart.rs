//! Flowcharts: orders between nodes that name tasks or groups of the plan, subgraphs that are phases.

use crate::{
    plan::{
        Name, Noun, Vocabulary,
        declare::sections,
        model::*,
        names,
        read::{GUESS, LIKELY, Reader},
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// How many nodes on both sides of one link are taken; whoever joins more draws no order.
const JOINED: usize = 24;

/// How a link is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stroke {
    /// `-->`, `==>`.
    Line,
    /// `-.->`: often something weaker than an order.
    Dotted,
    /// `-->|depends on|`: what comes first is at its head.
    Turned,
    /// `~~~`, `---`, `<-->`: no order.
    None,
}

/// An edge between nodes, by their ids.
#[derive(Debug, PartialEq, Eq)]
struct Link<'t> {
    from: &'t str,
    to: &'t str,
    stroke: Stroke,
}

/// What a chart says.
#[derive(Debug, Default)]
struct Chart<'t> {
    /// What is written in nodes and subgraphs, by their ids.
    texts: FxHashMap<&'t str, &'t str>,
    links: Vec<Link<'t>>,
    /// Subgraphs with their titles and the nodes first named in them.
    subgraphs: Vec<(&'t str, Vec<&'t str>)>,
}

/// Adds what the chart in `body` says about known things.
pub(super) fn read(reader: &mut Reader, body: Span) {
    let raw = reader.slice(body);
    let chart = Chart::read(reader.vocabulary, raw);
    subgraphs(reader, body, &chart);
    if chart.links.is_empty() {
        return;
    }
    let titles = reader.group_titles();
    let mut nodes: FxHashMap<&str, Option<Node>> = FxHashMap::default();
    for link in &chart.links {
        for id in [link.from, link.to] {
            nodes.entry(id).or_insert_with(|| {
                let named = |name: &str| reader.resolve_name(name, &titles);
                named(id)
                    .or_else(|| chart.texts.get(id).and_then(|text| named(text)))
                    .or_else(|| bare(reader, &chart, id))
            });
        }
    }
    for link in chart.links {
        let node = |id: &str| nodes.get(id).copied().flatten();
        let (first, second) = if link.stroke == Stroke::Turned { (link.to, link.from) } else { (link.from, link.to) };
        if let (Some(before), Some(after)) = (node(first), node(second))
            && before != after
        {
            let sure = if link.stroke == Stroke::Dotted { GUESS } else { LIKELY };
            let place = Place::new(body.of_part(raw, second), Why::Diagram, sure);
            reader.plan.edges.push(Edge { before, after, relation: Relation::After, place });
        }
    }
}

/// The task that has the id of a node, in whatever case; where something is written in the node, it may be another one.
fn bare(reader: &Reader, chart: &Chart, id: &str) -> Option<Node> {
    let numbered = id.starts_with(|c: char| c.is_alphabetic()) && id.contains(|c: char| c.is_ascii_digit());
    let alone = numbered && chart.texts.get(id).is_none_or(|text| *text == id);
    let task = alone.then(|| reader.tasks.get(&names::id_key(id)))?;
    task.map(|&task| Node::Task(task))
}

/// "Phase 1: Core" around nodes is that phase, and the tasks that they name are of it. One
/// alone may be the name of anything.
fn subgraphs(reader: &mut Reader, body: Span, chart: &Chart) {
    let raw = reader.slice(body);
    let found: Vec<_> = chart
        .subgraphs
        .iter()
        .filter_map(|(title, members)| {
            let (word, Noun::Group(axis), rest) = sections::leading_noun(title, reader)? else { return None };
            let (label, _, rest) = sections::leading_label(rest)?;
            Some((word, axis, label, rest, body.of_part(raw, title), members))
        })
        .collect();
    if found.len() < 2 {
        return;
    }
    for (word, axis, label, title, span, members) in found {
        let group = reader.group(&word, label, title, axis, Place::new(span, Why::Diagram, LIKELY));
        for member in members {
            let named = |name: &str| match reader.mentions(name).as_slice() {
                [Node::Task(task)] => Some(*task),
                _ => None,
            };
            let task = named(member).or_else(|| chart.texts.get(member).and_then(|text| named(text)));
            if let Some(task) = task {
                reader.plan.tasks[task.index()].group.get_or_insert(group);
            }
        }
    }
}

impl<'t> Chart<'t> {
    fn read(words: &Vocabulary, raw: &'t str) -> Self {
        let mut chart = Self::default();
        let mut open: Vec<usize> = Vec::new();
        for line in raw.lines().map(str::trim) {
            match line.split([' ', '\t', ';']).next().unwrap_or("") {
                "style" | "classDef" | "class" | "linkStyle" | "click" | "direction" | "graph" | "flowchart"
                | "flowchart-elk" | "" => {
                    // `graph TD; A --> B`.
                    if let Some((_, rest)) = line.split_once(';').filter(|_| line.starts_with(['g', 'f'])) {
                        chart.statement(words, rest, &open);
                    }
                }
                word if word.starts_with("%%") => {}
                "end" => {
                    open.pop();
                }
                "subgraph" => {
                    let mut cursor = Cursor { rest: line["subgraph".len()..].trim_start() };
                    let title = match cursor.node() {
                        Some((id, text)) if cursor.rest.trim().is_empty() => {
                            chart.texts.insert(id, text.unwrap_or(id));
                            text.unwrap_or(id)
                        }
                        // `subgraph Phase 1` and `subgraph "Phase 1"` have no id beside the title.
                        _ => line["subgraph".len()..].trim().trim_matches('"'),
                    };
                    open.push(chart.subgraphs.len());
                    chart.subgraphs.push((title, Vec::new()));
                }
                _ => chart.statement(words, line, &open),
            }
        }
        chart
    }

    /// `A & B -->|text| C --> D; E --> F`.
    fn statement(&mut self, words: &Vocabulary, line: &'t str, open: &[usize]) {
        let mut cursor = Cursor { rest: line };
        let (mut left, mut stroke): (Vec<&str>, Stroke) = (Vec::new(), Stroke::None);
        loop {
            let mut nodes = Vec::new();
            while let Some((id, text)) = cursor.node() {
                if let Some(text) = text {
                    self.texts.insert(id, text);
                }
                if let Some(&subgraph) = open.last() {
                    self.subgraphs[subgraph].1.push(id);
                }
                nodes.push(id);
                if !cursor.takes("&") {
                    break;
                }
            }
            let pairs = left.len() * nodes.len();
            if stroke != Stroke::None && pairs <= JOINED * JOINED {
                let links = left.iter().flat_map(|&from| nodes.iter().map(move |&to| Link { from, to, stroke }));
                self.links.extend(links);
            }
            if nodes.is_empty() {
                return;
            }
            if cursor.takes(";") {
                (left, stroke) = (Vec::new(), Stroke::None);
                continue;
            }
            match cursor.link(words) {
                Some(next) => (left, stroke) = (nodes, next),
                None => return,
            }
        }
    }
}

/// The rest of a line.
struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    /// Whether `token` comes next; it is taken.
    fn takes(&mut self, token: &str) -> bool {
        let taken = self.rest.trim_start().strip_prefix(token);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    /// `id`, `id[text]`, `id(["text"])`, `id{text}`, `id>text]`, `id@{ label: "text" }`, `id:::class`.
    fn node(&mut self) -> Option<(&'t str, Option<&'t str>)> {
        let rest = self.rest.trim_start();
        let end = id_end(rest);
        let (id, after) = rest.split_at(end);
        if id.is_empty() {
            return None;
        }
        self.rest = after;
        let text = self.shape();
        if let Some(class) = self.rest.strip_prefix(":::") {
            let end = class.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(class.len());
            self.rest = &class[end..];
        }
        Some((id, text))
    }

    /// What is written in a node.
    fn shape(&mut self) -> Option<&'t str> {
        if let Some(data) = self.rest.strip_prefix("@{") {
            let (data, rest) = data.split_once('}').unwrap_or((data, ""));
            self.rest = rest;
            return data.split_once("label:").map(|(_, label)| label.trim().trim_matches('"'));
        }
        if !self.rest.starts_with(['[', '(', '{', '>']) {
            return None;
        }
        let inner = self.rest.trim_start_matches(['[', '(', '{', '>', '/', '\\']);
        let closers = [']', ')', '}'];
        let (text, rest) = match inner.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => inner.split_at(inner.find(closers).unwrap_or(inner.len())),
        };
        self.rest = rest.trim_start_matches([' ', '/', '\\']).trim_start_matches(closers);
        Some(text.trim_matches(['`', ' ', '/', '\\'])).filter(|t| !t.is_empty())
    }

    /// `-->`, `---`, `==>`, `-.->`, `<-->`, `--o`, `--x`, `~~~`, with text inside or behind.
    fn link(&mut self, words: &Vocabulary) -> Option<Stroke> {
        let rest = self.rest.trim_start();
        // `e1@-->` names the edge.
        let named = rest.split_once('@').filter(|(id, r)| !id.contains([' ', '-']) && r.starts_with(['-', '=']));
        let rest = named.map_or(rest, |(_, r)| r);
        let bare = rest.trim_start_matches(['<', 'o', 'x']);
        let both = rest.starts_with('<');
        let mut said = "";
        let (stroke, after) = if let Some(after) = bare.strip_prefix("~~~") {
            (Stroke::None, after.trim_start_matches('~'))
        } else if let Some(after) = bare.strip_prefix("-.") {
            let (text, after) = closing(after, "-")?;
            said = text;
            (Stroke::Dotted, after)
        } else if let Some(after) = bare.strip_prefix("--") {
            let (text, after) = closing(after, "--")?;
            said = text;
            (Stroke::Line, after)
        } else {
            let (text, after) = closing(bare.strip_prefix("==")?, "==")?;
            said = text;
            (Stroke::Line, after)
        };
        let headed = after.strip_prefix('>');
        let after =
            headed.unwrap_or_else(|| after.strip_prefix(['o', 'x']).filter(|a| a.starts_with(' ')).unwrap_or(after));
        self.rest = after;
        if let Some((text, after)) = after.trim_start().strip_prefix('|').and_then(|t| t.split_once('|')) {
            (said, self.rest) = (text, after);
        }
        let says = |name: Name| said.split(|c: char| !c.is_alphanumeric()).any(|word| words.is_name(word, name));
        Some(match stroke {
            _ if both || headed.is_none() || says(Name::LeadingBack) || says(Name::Using) => Stroke::None,
            Stroke::Line if says(Name::Needing) => Stroke::Turned,
            stroke => stroke,
        })
    }
}

/// Where an id ends: at white space, a bracket, or the first sign of a link.
fn id_end(text: &str) -> usize {
    let links = ["--", "==", "-.", "~~~", "<-", "<=", ":::"];
    text.char_indices()
        .find(|&(at, c)| {
            c.is_whitespace()
                || matches!(c, '[' | '(' | '{' | '>' | '&' | ';' | '|' | '"' | '@')
                || (matches!(c, '-' | '=' | '~' | '<' | ':') && links.iter().any(|l| text[at..].starts_with(l)))
        })
        .map_or(text.len(), |(at, _)| at)
}

/// The text of a link and what follows its strokes, its head first: ` text --> B` and `> B` behind `--`.
fn closing<'t>(after: &'t str, stroke: &str) -> Option<(&'t str, &'t str)> {
    let strokes = ['-', '=', '.'];
    // The link goes on at once: `-->`, `---->`, `-.->`.
    let bare = after.trim_start_matches(strokes);
    if bare.len() < after.len() || after.starts_with(['>', 'o', 'x']) && !stroke.starts_with("-.") {
        return Some(("", bare));
    }
    let at = after.find(stroke)?;
    let text = after[..at].trim_matches([' ', '"', '.']);
    Some((text, after[at..].trim_start_matches(strokes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(raw: &str) -> Vec<(&str, &str)> {
        Chart::read(&Vocabulary::standard(), raw).links.into_iter().map(|l| (l.from, l.to)).collect()
    }

    #[test]
    fn arrows_of_all_forms() {
        for line in [
            "A --> B",
            "A-->B",
            "A ----> B",
            "A -->|then| B",
            "A -- then --> B",
            "A ==> B",
            "A == then ==> B",
            "A -.-> B",
            "A -. then .-> B",
            "A[\"x --> y & z\"] --> B{Ready?}",
            "A([a]):::hot --> B@{ shape: rect, label: \"b\" }",
            "A e1@--> B",
            "A --> B;",
        ] {
            assert_eq!(links(line), [("A", "B")], "{line}");
        }
        for line in ["A --- B", "A ~~~ B", "A <--> B", "A --o B", "A --x B", "A -- no --> B", "A -->|retry| B", "A"] {
            assert!(links(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn what_a_link_says() {
        let strokes =
            |raw| Chart::read(&Vocabulary::standard(), raw).links.into_iter().map(|l| l.stroke).collect::<Vec<_>>();
        assert_eq!(strokes("A -->|depends on| B"), [Stroke::Turned]);
        assert_eq!(strokes("A -- needs --> B"), [Stroke::Turned]);
        assert!(strokes("A -->|calls| B").is_empty());
        assert!(strokes("A -- feedback --> B").is_empty());
    }

    #[test]
    fn chains_and_joins() {
        assert_eq!(links("A & B --> C --> D"), [("A", "C"), ("B", "C"), ("C", "D")]);
        assert_eq!(links("graph TD; A-->B; B-->C"), [("A", "B"), ("B", "C")]);
        assert_eq!(links("W1-A --> W1-B"), [("W1-A", "W1-B")]);
    }

    #[test]
    fn subgraphs_with_their_nodes() {
        let chart = Chart::read(
            &Vocabulary::standard(),
            "subgraph P1[\"Phase 1: Core\"]\n  A --> B\nend\nsubgraph Phase 2\n  C\nend\nP1 --> C\n",
        );
        assert_eq!(chart.subgraphs, [("Phase 1: Core", vec!["A", "B"]), ("Phase 2", vec!["C"])]);
        assert_eq!(chart.texts.get("P1"), Some(&"Phase 1: Core"));
    }

    #[test]
    fn hostile() {
        for raw in [
            "A[é --> ",
            "é-->ü",
            "A -- ",
            "A -.",
            "A@{",
            "subgraph",
            "A \"",
            "--> B",
            "A:::",
            "& & &",
            "A==",
            "A<-",
            "A -- x",
        ] {
            let _ = Chart::read(&Vocabulary::standard(), raw);
        }
    }
}
