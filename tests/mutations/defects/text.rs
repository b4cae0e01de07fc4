//! Text that is not what its author wrote, or not theirs.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    markdown::SectionId,
    plan::{TaskKind, Why},
    source::Span,
};

defects! {
    "mojibake" "a character is read as CP1252" garble;
    "chat-residue" "an offer is left at the end" chat;
    "elided-content" "the rest is left out" elide;
    "broken-fence" "the last fence is not closed" open_fence;
    "malformed-checkbox" "a box loses its space" break_box;
    "conflict-marker" "a merge is left unresolved" conflict;
    "conflict-marker" "a merge with its base is left unresolved" conflict_with_base;
    "escaped-newlines" "a paragraph is escaped twice" escape;
    "quoted-bound" "a bound begins an item" quoted_bound;
    "doubled-word" "a word is written twice" doubled_word;
    "self-rename" "a name is replaced by itself" self_rename;
    "emphasized-path" "a path loses its underscores" emphasized_path;
    "vague-criterion" "a criterion becomes a wish" vague_criterion;
}

fn garble(clean: &Clean) -> Vec<Mutant> {
    let marks = clean.text().char_indices().filter(|(_, c)| matches!(c, '→' | '✅' | '—' | '│'));
    let garbled = marks.filter_map(|(at, c)| {
        let bytes = c.to_string().into_bytes();
        let (read, failed) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        (!failed).then(|| clean.replace(Span::new(at, at + bytes.len()), &read))
    });
    garbled.collect()
}

fn chat(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("Would you like me to write the next part as well?")
}

fn elide(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("*(remaining tasks omitted for brevity)*")
}

fn open_fence(clean: &Clean) -> Vec<Mutant> {
    let open = |mutant: Mutant| Mutant { text: mutant.text.trim_end().trim_end_matches('`').to_owned(), ..mutant };
    clean.at_end("```text\nThe end of the log\n```").into_iter().map(open).collect()
}

fn break_box(clean: &Clean) -> Vec<Mutant> {
    let open = clean.plan.tasks().filter(|(id, _)| clean.is_open(*id));
    let leaves = open
        .filter(|(id, t)| t.id.is_none() && t.places[0].why == Why::Box && t.parent.is_none() && !clean.has_parts(*id));
    leaves
        .filter_map(|(_, t)| clean.tick_box(t))
        .filter(|&s| clean.slice(s) == "[ ]")
        .map(|s| clean.replace(s, "[]"))
        .collect()
}

fn quoted_bound(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("- >90% of the answers are read")
}

fn doubled_word(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("Ada keeps the the answers.")
}

fn self_rename(clean: &Clean) -> Vec<Mutant> {
    // Below such a heading it may be shown or tried what happens then.
    let last = SectionId(clean.document.sections.len() as u32 - 1);
    let shown = |title: &str| ["Tests", "Template"].iter().any(|word| title.contains(word));
    let around = clean.plan.sections_around(&clean.document, last).any(|s| shown(&clean.document.section(s).title));
    let renamed = || clean.at_end("Rename `old_answers` to `old_answers` everywhere.");
    if around { Vec::new() } else { renamed() }
}

fn emphasized_path(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("The answers lie beside notes/**answers**/old.md at the end.")
}

fn conflict(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("<<<<<<< HEAD\nAda asks the host.\n=======\nBen asks the host.\n>>>>>>> notes")
}

fn conflict_with_base(clean: &Clean) -> Vec<Mutant> {
    clean.at_end(
        "<<<<<<< HEAD\nAda asks the host.\n||||||| 1f2e3d4\nSomebody asks the host.\n=======\nBen asks the host.\n>>>>>>> notes",
    )
}

fn escape(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("Two things are left.\\n\\n- The keys of the hall\\n- The lamps")
}

fn vague_criterion(clean: &Clean) -> Vec<Mutant> {
    let criteria = clean.plan.tasks().filter(|(id, t)| t.kind == TaskKind::Criterion && clean.is_open(*id));
    // A gate that asks for a wish is vague-gate's.
    let gated = |id| clean.plan.gates.iter().any(|g| g.tasks.contains(&id));
    let plain = criteria.filter(|(id, t)| t.id.is_none() && !gated(*id) && !clean.slice(t.span()).contains('\n'));
    plain.map(|(_, t)| clean.replace(t.span(), "Everything works properly")).collect()
}
