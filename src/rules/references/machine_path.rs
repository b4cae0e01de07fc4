//! See `rules/references/machine-path.md`.

use crate::{
    diagnostic::{Diagnostic, quote},
    markdown::{BlockId, InlineKind, Kind, SectionId},
    plan::{Name, Role, Word, fold},
    rules::{Context, Findings},
    source::{Sign, Source, Span, window},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// How many further places a finding points at.
const PLACES: usize = 4;

/// In how many sections the paths into one home are told one by one; in more it is a habit of the document.
const APART: usize = 2;

/// How much of a sentence around a path is read, in bytes.
const SENTENCE: usize = 200;

/// The longest path, in bytes, and what follows it between quotation marks.
const LONGEST: usize = 1_000;

/// What stands before the name of somebody's home.
const HOMES: [&str; 3] = ["/home/", "/Users/", "/mnt/c/Users/"];

/// A path that only one machine has.
struct Found<'t> {
    /// The whole path.
    span: Span,
    /// The home or drive with which it begins.
    root: &'t str,
    /// The section, bold lines left out: they are too little to hold a finding of their own.
    section: SectionId,
}

/// Finds absolute paths into somebody's home or drive, in what is copied or followed. One home, or one drive,
/// in one section is one finding, and one altogether where many sections hold it.
pub fn check(cx: &Context, out: &mut Findings) {
    if !cx.counts.is_plan() && cx.plan.prompts.is_empty() {
        return;
    }
    let mut homes: FxHashMap<&str, Vec<Found>> = FxHashMap::default();
    let mut end = 0;
    let accounts = Accounts::new();
    for at in places(cx.source) {
        let Some(found) = (at >= end).then(|| found(cx, at, &accounts)).flatten() else { continue };
        end = found.span.end as usize;
        homes.entry(found.root).or_default().push(found);
    }
    for known in homes.into_values() {
        let parts: Vec<&[Found]> = known.chunk_by(|a, b| a.section == b.section).collect();
        if parts.len() > APART {
            out.push(finding(cx, out, &known));
        } else {
            parts.into_iter().for_each(|part| out.push(finding(cx, out, part)));
        }
    }
}

/// Where in the text of `source` such a path may begin, in order.
fn places(source: &Source) -> impl Iterator<Item = usize> {
    let text = source.text();
    let mount = HOMES[2].len() - HOMES[1].len();
    // Of a slash behind a colon, the colon tells.
    let slash = move |at: usize| match &text.as_bytes()[at.saturating_sub(1)..] {
        _ if text[at..].starts_with(':') => Some(at + 1),
        [b':', ..] if at > 0 => None,
        _ => Some(at),
    };
    source.each(Sign::Home).filter_map(slash).filter_map(move |at| match text[..at].strip_suffix(':') {
        Some(before) if absolute(text, before.len()).is_some() => Some(before.len()),
        _ if !HOMES[..2].iter().any(|home| text[at..].starts_with(home)) => None,
        _ => Some(if text[..at].ends_with(&HOMES[2][..mount]) { at - mount } else { at }),
    })
}

fn finding(cx: &Context, out: &Findings, places: &[Found]) -> Diagnostic {
    let first = &places[0];
    let whose = match first.root.rsplit(['/', '\\']).find(|part| !part.is_empty()) {
        Some(name) if !name.ends_with(':') && first.root.len() > 3 => format!("lies in the home of `{name}`"),
        _ => format!("lies on drive `{}`", first.root),
    };
    let others = match places.len() - 1 {
        more if more > PLACES => format!(", as are paths below `{}` in {more} other places", first.root),
        _ => String::new(),
    };
    let finding = out
        .at(first.span, format!("`{}` is there on one machine only{others}", quote(cx.text(first.span))))
        .label(whose)
        .help(help(cx, first))
        .gathers(places.iter().map(|place| place.span));
    finding.also(places[1..].iter().map(|other| (other.span, "and here")))
}

/// What to write instead.
fn help(cx: &Context, found: &Found) -> &'static str {
    if cx.source.text()[..found.span.start as usize].trim_end_matches('/').ends_with("file:") {
        return "link to it from where this document lies, as in `[plan](plan.md)`";
    }
    "write what lies in the repository from its root, and what lies elsewhere with a variable or placeholder \
     that each reader fills in"
}

/// The path at `at`, where that is copied or followed.
fn found<'t>(cx: &Context<'t>, at: usize, accounts: &Accounts<'t>) -> Option<Found<'t>> {
    let block = cx.document.block_at(at as u32)?;
    let (passage, prose) = passage(cx, block, at as u32)?;
    let text = cx.text(passage);
    let hit = at - passage.start as usize;
    let (start, name) = absolute(text, hit)?;
    let path = &text[start..end(text, start)];
    let before = window::before(text, start, SENTENCE);
    let before = before.rsplit('\n').next().unwrap_or(before);
    // Who searches for such a path wants to be rid of it.
    let searched = ["grep ", "rg ", "sed "].iter().any(|tool| before.contains(tool));
    let root = root(cx, path, name, accounts)?;
    let start = passage.start as usize + start;
    let span = Span::new(start, start + path.len());
    // A sentence may begin in a line before.
    let said = || &cx.source.text()[cx.document.block(block).span.start as usize..start];
    if !stands_free(before, path) || searched || prose && !is_followed(cx, said()) || is_told(cx, block, span) {
        return None;
    }
    let section = cx.document.block(block).section;
    let section = cx.plan.sections_around(cx.document, section).find(|s| cx.document.section(*s).level != 7)?;
    Some(Found { span, root, section })
}

/// The code block, code span, link or text that holds the byte at `at`; whether it is prose, in which a word
/// before the path must say that it is to be followed. A heading is neither copied nor followed.
fn passage(cx: &Context, id: BlockId, at: u32) -> Option<(Span, bool)> {
    let holds = |span: Span| span.start <= at && at < span.end;
    let block = cx.document.block(id);
    match block.kind {
        Kind::Code { body, .. } => (holds(body) && !is_output(cx, id)).then_some((body, false)),
        Kind::Html => Some((block.span, false)),
        Kind::Paragraph | Kind::Cell { .. } => {
            let link = cx.document.link_over(Span::new(at as usize, at as usize + 1));
            let plain = |kind| matches!(kind, InlineKind::Code | InlineKind::Html | InlineKind::Text);
            let own = || cx.document.inline_at(id, at).filter(|inline| plain(inline.kind));
            link.map(|l| (l.span, false)).or_else(|| own().map(|i| (i.span, i.kind == InlineKind::Text)))
        }
        _ => None,
    }
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

/// Whether a path is only told of: in a finished item, among evidence, below a heading that says that paths are
/// absolute here, or beside words that put any other path in its place.
fn is_told(cx: &Context, block: BlockId, span: Span) -> bool {
    let document = cx.document;
    let ticked =
        |b: BlockId| matches!(document.block(b).kind, Kind::Item { mark: Some(m) } if matches!(m.mark, 'x' | 'X'));
    let line = |b: BlockId| cx.text(document.block(b).span).lines().next().unwrap_or_default();
    let proves = |b: BlockId| cx.settings.vocabulary.is(line(b).trim_end_matches(['*', '_', ':', ' ']), Role::Evidence);
    let proof = |b: BlockId| {
        document.previous_sibling(b).is_some_and(|b| document.block(b).kind == Kind::Paragraph && proves(b))
    };
    let meant = || {
        let headings = cx.plan.sections_around(document, document.block(block).section);
        headings.into_iter().any(|s| fold(&document.section(s).title).contains("absolute"))
    };
    let alike = || {
        let after = window::after(cx.source.text(), span.end as usize, SENTENCE);
        let sentence = after.split(['\n', '.']).next().unwrap_or_default();
        document.block(block).kind == Kind::Paragraph && cx.settings.vocabulary.says(sentence, Word::Alike)
    };
    document.ancestors(block).any(|b| ticked(b) || proof(b)) || meant() || alike() || is_converted(cx.line(span))
}

/// Whether a line says how paths of one system are written on another: "`C:\Users\ann\x` → `/mnt/c/Users/ann/x`".
fn is_converted(line: &str) -> bool {
    let sides = ["→", "->"].iter().find_map(|arrow| line.split_once(arrow));
    sides.is_some_and(|(one, other)| {
        one.contains('\\') != other.contains('\\') && one.contains("Users") && other.contains("Users")
    })
}

/// Where the path begins whose first `/` or `:` stands at `hit`, and where in it the name of a home or folder does.
fn absolute(text: &str, hit: usize) -> Option<(usize, usize)> {
    let rest = &text[hit..];
    if let Some(prefix) = HOMES.iter().find(|p| rest.starts_with(**p)) {
        return Some((hit, prefix.len()));
    }
    let rest = rest.strip_prefix(':')?;
    // A backslash in a string stands twice.
    let separator =
        ["\\\\", "\\", "/"].into_iter().find(|s| rest.starts_with(s)).filter(|_| !rest.starts_with("//"))?;
    let users = ["Users", "users"].iter().any(|u| rest[separator.len()..].starts_with(u));
    // A small letter before a colon is many a thing, unless homes lie there or it is that of a usual drive, and a
    // backslash follows.
    let drive = |c: char| separator != "/" && matches!(c, 'c' | 'd' | 'e');
    let letter = |c: char| c.is_ascii_uppercase() || drive(c) || users && c.is_ascii_lowercase();
    if !text[..hit].ends_with(letter) {
        return None;
    }
    Some((hit - 1, 2 + separator.len() + if users { "Users".len() + separator.len() } else { 0 }))
}

/// The home or drive with which `path` begins, where that is somebody's; `name` is where its name stands.
fn root<'t>(cx: &Context<'t>, path: &'t str, name: usize, accounts: &Accounts<'t>) -> Option<&'t str> {
    let rest = path.get(name..)?;
    let len = rest.find(['/', '\\'])?;
    let (folder, below) = (&rest[..len], rest[len..].trim_start_matches(['/', '\\']));
    // `vncuser` is the account of a service.
    let service = folder.ends_with("user");
    let plain = folder.len() > 1
        && folder.contains(|c: char| c.is_alphabetic())
        && folder.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' '));
    let somebodys = plain && !service && !cx.settings.vocabulary.is_name(folder, Name::SharedHome);
    // Two levels: `/home/feed` may be the address of a page.
    let deep = below.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '<' | '{' | '$'));
    let drive = path.as_bytes().get(1) == Some(&b':') && name <= 4;
    let served = || accounts.get_or_init(|| self::accounts(cx.source.text())).contains(folder);
    (somebodys && deep && (drive || !served())).then(|| if drive { &path[..2] } else { &path[..name + len] })
}

/// The accounts on servers that a document names, once they were asked for.
type Accounts<'t> = OnceCell<FxHashSet<&'t str>>;

/// `deploy` of `ssh deploy@203.0.113.7`: a home of that name is on that server.
fn accounts(text: &str) -> FxHashSet<&str> {
    let host = |at: &usize| text[at + 1..].starts_with(|c: char| c.is_alphanumeric() || "$<{[".contains(c));
    let name = |at| text[..at].rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))).next();
    memchr::memchr_iter(b'@', text.as_bytes()).filter(host).filter_map(name).collect()
}

/// Where the path ends that begins at `start`: at the quotation mark that matches the one before it,
/// else at white space or a bracket.
fn end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let line = window::after(rest, 0, LONGEST);
    let line = &line[..line.find('\n').unwrap_or(line.len())];
    let quote = text[..start].chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
    let len = match quote.and_then(|q| line.find(q)) {
        // In a code span, options may follow a path.
        Some(close) => line[..close]
            .match_indices(" -")
            .find(|(at, _)| !line[at + 2..].starts_with(' '))
            .map(|(at, _)| at)
            .or(line[..close].find(" && "))
            .unwrap_or(close),
        None => line
            .char_indices()
            .find(|&(at, c)| c.is_whitespace() && !line[..at].ends_with('\\') || "\"'`)]}>,;|*".contains(c))
            .map_or(line.len(), |(at, _)| at),
    };
    start + line[..len].trim_end_matches(['.', ':', '!', '?', '\\']).len()
}

/// Whether `path` may begin behind `before`: not inside a longer path, an address or a volume of a container.
fn stands_free(before: &str, path: &str) -> bool {
    // In an address, a drive stands behind a third slash.
    let before = if path.starts_with('/') { before } else { before.strip_suffix('/').unwrap_or(before) };
    before.ends_with("file://")
        || before.chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'`([=,<|>".contains(c))
}

/// Whether the word before a path tells a reader to go there, in a sentence that does not tell what was done.
fn is_followed(cx: &Context, before: &str) -> bool {
    let near = window::before(before, before.len(), SENTENCE);
    let end = [". ", ".\n"].iter().filter_map(|end| near.rfind(end)).max();
    let sentence = &near[end.unwrap_or(0)..];
    if cx.settings.vocabulary.says(sentence, Word::Narrating) {
        return false;
    }
    let before = before.trim_end_matches([' ', ':', '*', '_', '=', '"', '\'']);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    cx.settings.vocabulary.is_name(word, Name::Whereabouts)
}
