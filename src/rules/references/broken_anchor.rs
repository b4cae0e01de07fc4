//! See `rules/references/broken-anchor.md`.

use crate::{
    diagnostic::{Diagnostic, quote},
    markdown::{Anchors, BlockId, Document, Kind, Link},
    project::Project,
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;
use std::cell::LazyCell;

/// How many further links a finding points at.
const PLACES: usize = 8;

/// The most other documents that are looked into for one.
const OTHERS: usize = 40;

/// Finds links to a section that is not there. Links of one list, such as a table of contents, are one finding.
pub fn check(cx: &Context, out: &mut Findings) {
    let links: Vec<(&Link, &str, &str)> = cx.document.links.iter().filter_map(pointing).collect();
    if links.is_empty() || !cx.counts.is_plan() {
        return;
    }
    let own = LazyCell::new(|| Anchors::of(cx.source.text(), cx.document));
    let mut others: FxHashMap<&str, Option<Anchors>> = FxHashMap::default();
    let mut findings: Vec<(Diagnostic, usize)> = Vec::new();
    let mut by_list: FxHashMap<BlockId, usize> = FxHashMap::default();
    for (link, file, anchor) in links {
        let anchors = match file {
            "" => &*own,
            _ if others.len() >= OTHERS && !others.contains_key(file) => continue,
            _ => match others.entry(file).or_insert_with(|| anchors_of(cx.project, cx.source.path(), file)) {
                Some(anchors) => anchors,
                None => continue,
            },
        };
        let anchor = decoded(anchor);
        if anchors.has(&anchor) || anchors.perhaps(&anchor) && elsewhere(cx.project) {
            continue;
        }
        let list = list_around(cx.document, link);
        if let Some(&known) = list.and_then(|list| by_list.get(&list)) {
            let many = findings.len() >= PLACES;
            let (finding, more) = &mut findings[known];
            *more += 1;
            if *more <= PLACES {
                let near = if many { None } else { anchors.near(&anchor) };
                let label = match near {
                    Some(near) => format!("nor for this link; did you mean `#{}`?", quote(near)),
                    None => "nor for this link".to_owned(),
                };
                *finding = finding.clone().related(link.span, label);
            }
            continue;
        }
        by_list.extend(list.map(|list| (list, findings.len())));
        let near = if findings.len() < PLACES { anchors.near(&anchor) } else { None };
        findings.push((broken(out, link, file, &anchor, near), 0));
    }
    for (mut finding, more) in findings {
        if more > 0 {
            finding.message += &format!(
                ", and {more} more {} in this list",
                if more == 1 { "link leads nowhere" } else { "links lead nowhere" }
            );
        }
        out.push(finding);
    }
}

fn broken(out: &Findings, link: &Link, file: &str, anchor: &str, near: Option<&str>) -> Diagnostic {
    let place = if file.is_empty() { "here".to_owned() } else { format!("in `{}`", quote(file)) };
    let finding = out
        .at(link.span, format!("no heading {place} has the anchor `#{}`", quote(anchor)))
        .label("leads to the top of the page");
    match near {
        Some(near) => finding.help(format!("did you mean `#{}`?", quote(near))),
        None => finding.help("link to a heading that is there, or add the section that is missing"),
    }
}

/// The file (empty for the own document) and the anchor that a link points at, where it is ours to look.
fn pointing(link: &Link) -> Option<(&Link, &str, &str)> {
    let (file, anchor) = link.target.split_at(memchr::memchr(b'#', link.target.as_bytes())?);
    let anchor = &anchor[1..];
    let ours = file.is_empty() || !file.contains(':') && !file.starts_with('/') && is_markdown(file);
    // `#` alone goes nowhere on purpose; lines, routes and texts are no headings.
    let line = anchor.strip_prefix(['L', 'l']).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    let special = anchor.is_empty() || line || anchor.contains([':', '/', '=', '!', '{', '<', '$']);
    let top = matches!(anchor, "top" | "readme" | "section" | "anchor" | "heading");
    (ours && !special && !top).then_some((link, file, anchor))
}

fn is_markdown(file: &str) -> bool {
    [".md", ".markdown"].iter().any(|end| file.ends_with(end))
}

/// Whether the documents become a site whose anchors are made in another way than GitHub's.
fn elsewhere(project: &Project) -> bool {
    let makers =
        ["mkdocs.yml", "docs/mkdocs.yml", "book.toml", "docs/book.toml", ".gitlab-ci.yml", "conf.py", "docs/conf.py"];
    makers.iter().any(|file| project.exists("", file) == Some(true))
}

/// The anchors of another document of the repository, where that is there.
fn anchors_of(project: &Project, document: &str, file: &str) -> Option<Anchors> {
    let text = project.read_beside(document, &decoded(file))?;
    Some(Anchors::of(&text, &Document::parse(&text)))
}

/// The outermost list around a link.
fn list_around(document: &Document, link: &Link) -> Option<BlockId> {
    let block = document.block_at(link.span.start)?;
    document.ancestors(block).filter(|&b| matches!(document.block(b).kind, Kind::List { .. })).last()
}

/// `text` with `%C3%BC` as `ü`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |at: usize| bytes.get(at).and_then(|b| (*b as char).to_digit(16)).map(|d| d as u8);
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
