//! See `rules/references/machine-path.md`.

use crate::{
    diagnostic::{Diagnostic, quote},
    markdown::{BlockId, InlineKind, Kind, SectionId},
    plan::Word,
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// How many further places a finding points at.
const PLACES: usize = 4;

/// How many findings one home gets in a document; the last one holds the rest.
const FINDINGS: usize = 2;

/// What stands before the name of somebody's home.
const HOMES: [&str; 3] = ["/home/", "/Users/", "/mnt/c/Users/"];

/// A path that only one machine has.
struct Found<'t> {
    /// The whole path.
    span: Span,
    /// The home or drive with which it begins.
    root: &'t str,
}

/// Finds absolute paths into somebody's home or drive, in what is copied or
/// followed. One home, or one drive, in one section is one finding, and from the
/// second on all the rest.
pub fn check(cx: &Context, out: &mut Findings) {
    if !cx.plan.counts().is_plan() && cx.plan.prompts.is_empty() {
        return;
    }
    let places = places(cx.source.text());
    // Most documents end here.
    if places.is_empty() {
        return;
    }
    let mut findings: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known: FxHashMap<(SectionId, &str), usize> = FxHashMap::default();
    let mut by_home: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for (passage, prose, section) in passages(*cx, &places) {
        let mut at = 0;
        while let Some(found) = next(cx, cx.text(passage), passage, &mut at, prose) {
            let home = by_home.get(found.root).filter(|(count, _)| *count == FINDINGS).map(|(_, last)| last);
            match known.get(&(section, found.root)).or(home) {
                Some(&index) => {
                    let (finding, more) = &mut findings[index];
                    if *more < PLACES {
                        *finding = finding.clone().related(found.span, "and here");
                    }
                    *more += 1;
                }
                None => {
                    known.insert((section, found.root), findings.len());
                    let count = by_home.get(found.root).map_or(0, |(count, _)| *count);
                    by_home.insert(found.root, (count + 1, findings.len()));
                    findings.push((finding(cx, out, &found), 0));
                }
            }
        }
    }
    for (mut finding, more) in findings {
        if more > PLACES {
            finding.message += &format!(" (and in {more} more places)");
        }
        out.push(finding);
    }
}

/// Where in `text` such a path may stand, in order.
fn places(text: &str) -> Vec<usize> {
    let find = |mark: &'static str| memchr::memmem::find_iter(text.as_bytes(), mark);
    // The third holds the second.
    let homes = HOMES[..2].iter().flat_map(|home| find(home));
    let drives = [":\\", ":/"].into_iter().flat_map(find).filter(|&at| absolute(text, at).is_some());
    let mut places: Vec<usize> = homes.chain(drives).collect();
    places.sort_unstable();
    places
}

fn finding(cx: &Context, out: &Findings, found: &Found) -> Diagnostic {
    let whose = match found.root.rsplit(['/', '\\']).find(|part| !part.is_empty()) {
        Some(name) if !name.ends_with(':') && found.root.len() > 3 => format!("lies in the home of `{name}`"),
        _ => format!("lies on drive `{}`", found.root),
    };
    out.at(found.span, format!("`{}` is there on one machine only", quote(cx.text(found.span))))
        .label(whose)
        .help("write it from the root of the repository, or with a placeholder that each reader fills in")
}

/// What is copied or followed: code blocks, code spans, links, and prose (where the flag is set,
/// a word before the path must say that it is to be followed).
fn passages<'a>(cx: Context<'a>, places: &'a [usize]) -> impl Iterator<Item = (Span, bool, SectionId)> + use<'a> {
    let (document, plan) = (cx.document, cx.plan);
    let outer = move |section: SectionId| {
        // A bold line is too little to hold a finding of its own.
        plan.sections_around(document, section).find(|s| document.section(*s).level != 7).unwrap_or(section)
    };
    let holds_any = move |span: Span| {
        let next = places.partition_point(|&place| place < span.start as usize);
        places.get(next).is_some_and(|&place| place < span.end as usize)
    };
    document.iter().filter(move |(_, block)| holds_any(block.span)).flat_map(move |(id, block)| {
        let mut spans = Vec::new();
        match block.kind {
            Kind::Code { body, .. } if !is_output(&cx, id) => spans.push((body, false)),
            Kind::Html => spans.push((block.span, false)),
            Kind::Paragraph | Kind::Cell { .. } | Kind::Heading(_) => {
                spans.extend(document.inlines_of(id).iter().filter_map(|inline| match inline.kind {
                    InlineKind::Code | InlineKind::Html => Some((inline.span, false)),
                    InlineKind::Text => Some((inline.span, true)),
                    InlineKind::Link(link) => document.links.get(link as usize).map(|l| (l.span, false)),
                    _ => None,
                }));
            }
            _ => {}
        }
        let section = outer(block.section);
        spans.into_iter().map(move |(span, prose)| (span, prose, section)).collect::<Vec<_>>()
    })
}

/// Whether a block shows what a program printed, as the line before it says.
fn is_output(cx: &Context, block: BlockId) -> bool {
    let before = cx.document.previous_sibling(block).map(|b| cx.text(cx.document.text_span(b)));
    before.is_some_and(|text| {
        let text = text.trim_end_matches(['*', '_', ' ']);
        let last = text.rsplit(['\n', '.']).next().unwrap_or(text);
        last.ends_with(':') && cx.settings.vocabulary.says(last, Word::Output)
    })
}

/// The next such path in `text`, which stands at `passage`.
fn next<'t>(cx: &Context, text: &'t str, passage: Span, at: &mut usize, prose: bool) -> Option<Found<'t>> {
    while let Some(hit) = memchr::memchr2(b'/', b':', &text.as_bytes()[*at..]) {
        let hit = *at + hit;
        *at = hit + 1;
        let Some((start, name)) = absolute(text, hit) else { continue };
        let path = &text[start..end(text, start)];
        let before = &text[text[..start].rfind('\n').map_or(0, |n| n + 1)..start];
        // Who searches for such a path wants to be rid of it.
        let searched = ["grep ", "rg ", "sed "].iter().any(|tool| before.contains(tool));
        let Some(root) = root(cx, path, name) else { continue };
        if !stands_free(before) || searched || prose && !is_followed(cx, before) {
            continue;
        }
        *at = start + path.len();
        let start = passage.start as usize + start;
        return Some(Found { span: Span::new(start, start + path.len()), root });
    }
    None
}

/// Where the path begins whose first `/` or `:` stands at `hit`, and where in it the name of a home or folder does.
fn absolute(text: &str, hit: usize) -> Option<(usize, usize)> {
    let rest = &text[hit..];
    if let Some(prefix) = HOMES.iter().find(|p| rest.starts_with(**p)) {
        return Some((hit, prefix.len()));
    }
    let letter = text[..hit].ends_with(|c: char| c.is_ascii_uppercase());
    let rest = rest.strip_prefix(':').filter(|_| letter)?;
    // A backslash in a string stands twice.
    let separator =
        ["\\\\", "\\", "/"].into_iter().find(|s| rest.starts_with(s)).filter(|_| !rest.starts_with("//"))?;
    let users = ["Users", "users"].iter().any(|u| rest[separator.len()..].starts_with(u));
    Some((hit - 1, 2 + separator.len() + if users { "Users".len() + separator.len() } else { 0 }))
}

/// The home or drive with which `path` begins, where that is somebody's; `name` is where its name stands.
fn root<'t>(cx: &Context, path: &'t str, name: usize) -> Option<&'t str> {
    let rest = path.get(name..)?;
    let len = rest.find(['/', '\\'])?;
    let (folder, below) = (&rest[..len], rest[len..].trim_start_matches(['/', '\\']));
    let plain = folder.len() > 1
        && folder.contains(|c: char| c.is_alphabetic())
        && folder.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' '));
    let somebodys = plain && !cx.settings.vocabulary.is_word(folder, Word::SharedHome);
    // Two levels: `/home/feed` may be the address of a page.
    let deep = below.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '<' | '{' | '$'));
    let drive = path.as_bytes().get(1) == Some(&b':') && name <= 4;
    // `ssh deploy@203.0.113.7`: the home is on that server.
    let served = || {
        let mut places = memchr::memmem::find_iter(cx.source.text().as_bytes(), folder);
        let behind = |at: usize| cx.source.text()[at + len..].strip_prefix('@');
        places.any(|at| {
            behind(at).is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || "$<{[".contains(c)))
        })
    };
    (somebodys && deep && (drive || !served())).then(|| if drive { &path[..2] } else { &path[..name + len] })
}

/// Where the path ends that begins at `start`: at the quotation mark that matches the one before it,
/// else at white space or a bracket.
fn end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let quote = text[..start].chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
    let len = match quote.and_then(|q| line.find(q)) {
        // In a code span, options may follow a path.
        Some(close) => line[..close].find(" -").or(line[..close].find(" && ")).unwrap_or(close),
        None => line
            .char_indices()
            .find(|&(at, c)| c.is_whitespace() && !line[..at].ends_with('\\') || "\"'`)]}>,;|*".contains(c))
            .map_or(line.len(), |(at, _)| at),
    };
    start + line[..len].trim_end_matches(['.', ':', '!', '?', '\\']).len()
}

/// Whether a path may begin behind `before`: not inside a longer path, an address or a volume of a container.
fn stands_free(before: &str) -> bool {
    before.ends_with("file://")
        || before.chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'`([=,<|>".contains(c))
}

/// Whether the word before a path tells a reader to go there.
fn is_followed(cx: &Context, before: &str) -> bool {
    let before = before.trim_end_matches([' ', ':', '*', '_', '=', '"', '\'']);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    cx.settings.vocabulary.is_word(word, Word::Whereabouts)
}
