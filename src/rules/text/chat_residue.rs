//! See `rules/text/chat-residue.md`.

use crate::{
    diagnostic::quote,
    markdown::{BlockId, InlineKind, Kind, SectionId},
    plan::{Phrase, PhraseHit, Topic, Word},
    rules::{Context, Findings},
    source::{Span, window},
};

/// The longest text before the phrase in its sentence: "If anything is unclear, let me know …".
const LEAD: usize = 60;

/// How much is read before a phrase to find where its sentence begins, in bytes.
const SENTENCE: usize = 400;

/// Finds talk of an assistant to its user; a question and the offers under it are one finding.
pub fn check(cx: &Context, out: &mut Findings) {
    // Where the run of talk so far ends: text before it belongs to a finding already.
    let mut told = 0;
    let talks = |hit: &&PhraseHit| match hit.phrase {
        Phrase::Chat => true,
        Phrase::ChatEdge => is_edge(cx, hit),
        _ => false,
    };
    let asking = heading(cx);
    asking.into_iter().for_each(|title| asked(cx, out, title));
    if ![Phrase::Chat, Phrase::ChatEdge].iter().any(|&phrase| cx.plan.has_phrase(phrase)) {
        return marks(cx, out);
    }
    let mut passed = Passed::default();
    let open = |hit: &&PhraseHit| !asking.is_some_and(|title| title.overlaps(hit.span)) && !is_answered(cx, hit);
    for hit in cx.plan.phrases.iter().filter(talks).filter(open) {
        let Some(start) = (hit.span.start >= told).then(|| speech(cx, hit, &mut passed)).flatten() else { continue };
        let text = cx.document.text_span(hit.block);
        let span = Span { start, end: text.end.max(hit.span.end) };
        let offers = offers(cx, hit.block);
        told = offers.map_or(span.end, |list| cx.document.block(list).span.end);
        let mut finding = out
            .at(span, format!("this is talk of an assistant, not part of the plan: \"{}\"", quote(cx.text(span))))
            .label("said to whoever asked for the document")
            .help("delete it; what it offers or leaves out, write out here or note as a task");
        if let Some(list) = offers {
            let first = BlockId(list.0 + 1);
            finding = finding.related(cx.document.text_span(first), "the offers that go with it");
        }
        out.push(finding);
    }
    marks(cx, out);
}

/// The one heading that asks whoever wanted the document whether to go on: "### Do you want me to proceed?"
fn heading(cx: &Context) -> Option<Span> {
    let asks = |title: &str| title.trim_end_matches(['*', '_', ' ']).ends_with(['?', '？']);
    let mut asking = (1..).zip(cx.document.sections.iter().skip(1)).filter(|(_, section)| asks(&section.title));
    // Several questions are those of a list, or the lines of a dialogue.
    let (Some((at, section)), None) = (asking.next(), asking.next()) else { return None };
    let title = section.title.trim_start_matches(|c: char| !c.is_alphabetic() && c != '¿');
    let said = |topic| cx.plan.within(SectionId(at), topic);
    let quoted = section.title.contains(['"', '“', '„', '«', '`', '「']);
    let handed_over = [Topic::Prompt, Topic::Template, Topic::PerAgent].into_iter().any(said);
    let asks = !quoted && !handed_over && cx.settings.vocabulary.begins(title, Word::AskingLeave);
    asks.then_some(section.title_span)
}

/// Tells of such a heading.
fn asked(cx: &Context, out: &mut Findings, title: Span) {
    let text = quote(cx.text(title));
    let finding = out
        .at(title, format!("this is talk of an assistant, not part of the plan: \"{text}\""))
        .label("said to whoever asked for the document")
        .help("delete it; what it offers or leaves out, write out here or note as a task");
    out.push(finding);
}

/// Whether what was asked is only told: "Do you approve it? — asked on 3 March, Ana said yes".
fn is_answered(cx: &Context, hit: &PhraseHit) -> bool {
    let end = cx.document.block(hit.block).span.end.max(hit.span.end);
    let behind = window::after(cx.text(Span { start: hit.span.end, end }), 0, SENTENCE);
    let answer = behind.split_once(['?', '？']).map(|(_, answer)| answer.trim_start_matches(['*', '_', ' ']));
    answer.is_some_and(|answer| answer.starts_with(['—', '–', '→', '(']))
}

/// Citations and notes that a chat program wrote for itself; one finding a document.
fn marks(cx: &Context, out: &mut Findings) {
    let hits = cx.plan.phrases_of(Phrase::ChatMark).filter(|h| cx.document.code_over(h.span).is_none());
    let hits: Vec<&PhraseHit> = hits.collect();
    let Some((first, others)) = hits.split_first() else { return };
    let text = quote(cx.text(first.span));
    let mut finding = out
        .at(first.span, format!("`{text}` is a mark of a chat program, which leads nowhere outside of it"))
        .label("means nothing to a reader")
        .help("delete it, or write down the source that it stands for")
        .gathers(hits.iter().map(|hit| hit.span));
    finding = finding.also(others.iter().map(|more| (more.span, "and here")));
    out.push(finding);
}

/// Whether a paragraph that begins with the phrase, or a sentence of it, opens the
/// document, before any heading, or closes it.
fn is_edge(cx: &Context, hit: &PhraseHit) -> bool {
    let block = cx.document.block(hit.block);
    let text = cx.text(Span { start: block.span.start, end: hit.span.start });
    let text = window::before(text, text.len(), SENTENCE);
    let leads = || text[sentence_start(text)..].chars().all(|c| !c.is_alphanumeric());
    let spaced = |id: &BlockId| matches!(cx.document.block(*id).kind, Kind::Rule | Kind::Html | Kind::FrontMatter);
    let ends = |step: fn(&crate::markdown::Document, BlockId) -> Option<BlockId>| {
        std::iter::successors(step(cx.document, hit.block), |&id| step(cx.document, id)).find(|id| !spaced(id))
    };
    let opens = || ends(crate::markdown::Document::previous_sibling).is_none() && block.section.0 == 0;
    let headed = cx.document.sections.len() > 1;
    let closes = || ends(crate::markdown::Document::next_sibling).is_none();
    headed && block.parent.is_none() && (opens() || closes()) && leads()
}

/// Where the sentence begins in which the document itself speaks to a user;
/// `None` where it quotes such talk or tells somebody to say so.
fn speech(cx: &Context, hit: &PhraseHit, passed: &mut Passed) -> Option<u32> {
    let block = cx.document.block(hit.block);
    let quoted = || cx.document.ancestors(hit.block).any(|b| is_quotation(cx, b));
    // Code shows what a program prints, a tag what a dialogue holds.
    let mut shown = || cx.document.code_over(hit.span).is_some() || passed.holds_tag(cx, hit.block);
    // A line of a dialogue begins with its speaker.
    let spoken = || cx.document.labels_in(hit.block).first().is_some_and(|l| l.key.end <= hit.span.start);
    // What stands right under "Prompt A" is the prompt; what follows all prompts, or the fence with this one, is not.
    let handed_over = || {
        let topics = &cx.plan.sections[block.section.0 as usize].topics;
        let start = cx.document.section(block.section).start;
        let fenced = || (start..hit.block.0).any(|b| matches!(cx.document.blocks[b as usize].kind, Kind::Code { .. }));
        [Topic::Prompt, Topic::Template, Topic::PerAgent].into_iter().any(|t| topics.contains(t)) && !fenced()
    };
    // An item with a title of its own is a point of the plan: "**Post** — drafted, ready when you are".
    let titled = || block.parent.is_some() && cx.text(cx.document.text_span(hit.block)).starts_with("**");
    if !matches!(block.kind, Kind::Paragraph) || quoted() || shown() || spoken() || handed_over() || titled() {
        return None;
    }
    let text = cx.document.text_span(hit.block);
    let open = passed.quotes(cx, text.start, hit);
    let before = cx.text(Span { start: text.start.min(hit.span.start), end: hit.span.start });
    let before = window::before(before, before.len(), SENTENCE);
    let sentence = sentence_start(before);
    let lead = &before[sentence..];
    // A colon or "e.g." introduces what somebody else says; a quotation mark says so outright.
    let introduced = [":", "e.g.", "i.e."].iter().any(|end| before[..sentence].trim_end().ends_with(end));
    let told =
        introduced || open || lead.contains([':', '"', '“', '”', '«', '„', '‘']) || lead.trim_start().starts_with('\'');
    let lead = lead.trim_start_matches(|c: char| !c.is_alphanumeric());
    let told = told || cx.settings.vocabulary.says(lead, Word::Telling);
    (!told && lead.len() <= LEAD).then(|| hit.span.start - lead.len() as u32)
}

/// Whether a block quotes; `> [!IMPORTANT]` sets off what the document itself says.
fn is_quotation(cx: &Context, block: BlockId) -> bool {
    let block = cx.document.block(block);
    let text = cx.text(block.span).trim_start_matches(['>', ' ']);
    let called = |name: &str| text.strip_prefix("[!").is_some_and(|rest| rest.starts_with(name));
    block.kind == Kind::Quote && !CALLOUTS.iter().any(|name| called(name))
}

/// What a document itself sets off, by GitHub's names; others are citations.
const CALLOUTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// What the hits so far passed in the text of their block, so that many of them read it once.
#[derive(Default)]
struct Passed {
    block: Option<BlockId>,
    at: u32,
    /// Whether the straight quotation marks so far leave one open, and whether the last of the others opens.
    open: [bool; 2],
    tagged: Option<bool>,
}

impl Passed {
    fn enter(&mut self, block: BlockId) {
        if self.block != Some(block) {
            *self = Self { block: Some(block), ..Self::default() };
        }
    }

    /// Whether a quotation is open where `hit` begins, in a text that begins at `start`.
    fn quotes(&mut self, cx: &Context, start: u32, hit: &PhraseHit) -> bool {
        self.enter(hit.block);
        let from = self.at.max(start).min(hit.span.start);
        for c in cx.text(Span { start: from, end: hit.span.start }).chars() {
            match c {
                '"' => self.open[0] ^= true,
                '“' | '”' => self.open[1] = c == '“',
                _ => {}
            }
        }
        self.at = hit.span.start;
        self.open.contains(&true)
    }

    /// Whether a tag that is no comment stands in a block.
    fn holds_tag(&mut self, cx: &Context, block: BlockId) -> bool {
        self.enter(block);
        let inlines = || cx.document.inlines_of(block).iter();
        let tag = |span| !cx.text(span).starts_with("<!--");
        *self.tagged.get_or_insert_with(|| inlines().any(|i| i.kind == InlineKind::Html && tag(i.span)))
    }
}

/// The offset of the last sentence that begins in `before`.
fn sentence_start(before: &str) -> usize {
    let mut start = 0;
    let mut previous = ' ';
    for (at, c) in before.char_indices() {
        if c == '\n' || c.is_whitespace() && matches!(previous, '.' | '!' | '?' | ':') {
            start = at + 1;
        }
        if !matches!(c, '*' | '_' | ')') {
            previous = c;
        }
    }
    start
}

/// The list under a sentence that ends with a colon.
fn offers(cx: &Context, block: BlockId) -> Option<BlockId> {
    let asks = cx.text(cx.document.text_span(block)).trim_end_matches(['*', '_', ' ']).ends_with([':', '?']);
    let next = cx.document.next_sibling(block).filter(|_| asks)?;
    matches!(cx.document.block(next).kind, Kind::List { .. }).then_some(next)
}
