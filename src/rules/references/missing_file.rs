//! See `rules/references/missing-file.md`.

use crate::{
    diagnostic::{Diagnostic, quote},
    markdown::{BlockId, InlineKind, Kind, SectionId},
    plan::{Pointer, Topic, Word},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The most files that are asked for: each that is missing costs a search through the document.
const FILES: usize = 100;

/// How many further places a finding points at.
const PLACES: usize = 8;

/// A file that the plan points at.
struct Pointed<'t> {
    path: &'t str,
    at: Span,
    block: BlockId,
    how: How,
}

/// In which way a plan points at a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// By a link.
    Linked,
    /// As one of the files of a list.
    Listed,
    /// As what is to be read first.
    Needed,
}

/// Finds links to files, and files to be read first, that the repository does not have; one finding a file.
pub fn check(cx: &Context, out: &mut Findings) {
    // A form, and a document of another repository, point at what is elsewhere.
    if cx.project.root().is_none() || cx.source.path().starts_with('/') || cx.plan.template || !cx.counts.is_plan() {
        return;
    }
    let mut known: FxHashMap<&str, Option<usize>> = FxHashMap::default();
    let mut findings = Vec::new();
    let pointed: Vec<Pointed> = linked(cx).chain(prerequisites(cx)).chain(numbered(cx)).chain(folders(cx)).collect();
    for file in &pointed {
        match known.get(file.path) {
            Some(Some(index)) => {
                let finding: &mut Diagnostic = &mut findings[*index];
                if finding.related.len() < PLACES {
                    *finding = finding.clone().related(file.at, "and here");
                }
            }
            Some(None) => {}
            None if findings.len() == FILES => break,
            None => {
                let missing = is_missing(cx, file);
                known.insert(file.path, missing.then_some(findings.len()));
                if missing {
                    let (message, help) = match file.how {
                        How::Needed => (
                            "is to be read first, and is not there",
                            "write it, name the one that is meant, or take it off the list",
                        ),
                        How::Listed => ("is listed, and is not there", "write it, or take it off the list"),
                        How::Linked => {
                            ("is linked, and is not there", "mend the path, or say which step writes the file")
                        }
                    };
                    let path = quote(file.path);
                    findings.push(
                        out.at(file.at, format!("`{path}` {message}"))
                            .label(format!(
                                "no such {} in the repository",
                                if path.ends_with('/') { "folder" } else { "file" }
                            ))
                            .help(help),
                    );
                }
            }
        }
    }
    findings.into_iter().for_each(|finding| out.push(finding));
}

/// The files of links.
fn linked<'a>(cx: &Context<'a>) -> impl Iterator<Item = Pointed<'a>> + use<'a> {
    let document = cx.document;
    document.links.iter().filter_map(move |link| {
        let path = link.target.split(['#', '?']).next()?;
        // A path from the root of a site, an address and a name without ending lead to pages that are made elsewhere.
        let ours = !path.starts_with(['/', '<']) && !path.contains(':') && has_ending(path);
        let block = document.block_at(link.span.start).filter(|_| ours)?;
        Some(Pointed { path, at: link.span, block, how: How::Linked })
    })
}

/// The files that items begin with where a heading or label says that they come first.
fn prerequisites<'a>(cx: &Context<'a>) -> impl Iterator<Item = Pointed<'a>> + use<'a> {
    let (document, plan) = (cx.document, cx.plan);
    let text = cx.source.text();
    let wanted: Vec<SectionId> = (0..document.sections.len() as u32)
        .map(SectionId)
        .filter(|s| plan.sections[s.0 as usize].topics.contains(Topic::Reading))
        .collect();
    wanted.into_iter().flat_map(move |section| {
        let section = document.section(section);
        (section.start..section.end).map(BlockId).filter_map(move |item| {
            let Kind::Item { .. } = document.block(item).kind else { return None };
            let block = document.text_block(item)?;
            let first = document
                .inlines_of(block)
                .iter()
                .find(|i| !matches!(i.kind, InlineKind::Strong | InlineKind::Emphasis))?;
            let at = document.code_span(text, first.span);
            let path = &text[at.range()];
            let is_path =
                first.kind == InlineKind::Code && has_ending(path) && (path.contains('/') || path.ends_with(".md"));
            is_path.then_some(Pointed { path, at, block, how: How::Needed })
        })
    })
}

/// The boxes that are called as the file of a task, `- [ ] 004.md - Report`, where others of them have theirs.
fn numbered<'a>(cx: &Context<'a>) -> impl Iterator<Item = Pointed<'a>> + use<'a> {
    let counted =
        |path: &str| path.strip_suffix(".md").is_some_and(|n| n.len() > 1 && n.bytes().all(|b| b.is_ascii_digit()));
    let linked: FxHashSet<u32> = cx.document.links.iter().map(|link| link.span.start).collect();
    let named = |pointer: &&Pointer| counted(&pointer.target) && !linked.contains(&pointer.span.start);
    let files: Vec<&Pointer> = cx.plan.pointers.iter().filter(named).collect();
    let there = files.iter().filter(|file| !cx.project.lacks(cx.source.path(), &file.target)).count();
    let (document, habit) = (cx.document, there > 1 && there * 2 > files.len());
    files.into_iter().filter(move |_| habit).filter_map(move |file| {
        let block = document.block_at(file.span.start)?;
        Some(Pointed { path: &file.target, at: file.span, block, how: How::Listed })
    })
}

/// The folders that rows and boxes are about: a name that ends with a slash is that of one.
fn folders<'a>(cx: &Context<'a>) -> impl Iterator<Item = Pointed<'a>> + use<'a> {
    let document = cx.document;
    let linked = cx.plan.pointers.iter().filter(|pointer| pointer.target.ends_with('/'));
    linked.filter_map(move |pointer| {
        let block = document.block_at(pointer.span.start)?;
        Some(Pointed { path: &pointer.target, at: pointer.span, block, how: How::Linked })
    })
}

/// Whether `path` ends as a file does: `plan.md`, no version and no domain.
fn has_ending(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.starts_with(|c: char| c.is_ascii_alphabetic())
            && ending.chars().all(|c| c.is_ascii_alphanumeric())
            && !matches!(ending, "com" | "org" | "io" | "dev" | "net")
    })
}

fn is_missing(cx: &Context, file: &Pointed) -> bool {
    let path = file.path.replace("%20", " ");
    let line = path.rsplit_once(':').filter(|(_, n)| n.starts_with(|c: char| c.is_ascii_digit()));
    let path = line.map_or(path.as_str(), |(path, _)| path);
    let placeholder = path.contains(['*', '<', '>', '{', '$', '[', '%', '…', '~', '\\', '|'])
        || path.contains("...")
        || path.contains("XXX")
        || path.contains("YYYY");
    // What is built, installed or secret is in no repository.
    let made = path.split('/').any(|part| crate::workspace::is_made(part) || part.starts_with(".env"));
    !placeholder && !made && cx.project.lacks(cx.source.path(), path) && !is_to_come(cx, file)
}

/// Whether a step of the plan writes the file, or its own text says that it is not there yet.
fn is_to_come(cx: &Context, file: &Pointed) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    let section = cx.document.block(file.block).section;
    let aside = [Topic::Template, Topic::Later, Topic::Prompt].iter().any(|&t| cx.plan.within(section, t));
    let made = |path: &str| path.rsplit('/').next() == Some(name);
    // What stands beside a word for making is an output.
    let makes =
        |span| cx.settings.vocabulary.words(cx.text(span)).any(|(w, _)| matches!(w, Word::Change | Word::Making));
    let written = || {
        cx.document.iter().any(|(id, block)| {
            matches!(block.kind, Kind::Paragraph | Kind::Cell { .. } | Kind::Heading(_))
                && cx.text(block.span).contains(name)
                && cx.document.inlines_of(id).iter().any(|i| i.kind == InlineKind::Text && makes(i.span))
        })
    };
    aside || cx.plan.artifacts.iter().any(|a| a.produced && made(&a.path)) || written()
}
