//! Comments that were meant as ignores and are none: `planvet-disable`, `planvet:ignore`, `planvet-ignor`.

use crate::rules;

/// How ignores begin.
pub(super) const FORMS: [&str; 4] =
    ["planvet-ignore", "planvet-ignore-start", "planvet-ignore-end", "planvet-ignore-file"];

/// How other tools call what silences them.
const VERBS: [&str; 12] =
    ["ignore", "ignores", "ignored", "disable", "enable", "off", "on", "skip", "suppress", "silence", "allow", "noqa"];

/// How like one of [`FORMS`] a word has to be.
const LIKENESS: f64 = 0.8;

/// How long the words are at the start of a comment that plainly were to silence planvet, and what to write instead.
///
/// A comment may well speak of planvet: its name and a verb apart count only where a rule follows.
pub(super) fn meant(text: &str) -> Option<(usize, &'static str)> {
    // Nearly every comment ends here.
    if !text.starts_with(['p', 'P']) {
        return None;
    }
    let mut words = text.split_whitespace();
    let first = words.next()?.trim_end_matches([':', ',']);
    let folded = folded(first);
    if let Some(verb) = folded.strip_prefix("planvet-") {
        if VERBS.contains(&verb.split('-').next().unwrap_or(verb)) {
            return Some((first.len(), form(verb)));
        }
    } else if folded == "planvet" {
        let verb = words.next()?;
        let rule = words.next()?.trim_end_matches([':', ',']);
        let end = verb.as_ptr() as usize + verb.len() - text.as_ptr() as usize;
        return (VERBS.contains(&verb) && rules::find(rule).is_some()).then(|| (end, form(verb)));
    }
    let like = FORMS.map(|form| (strsim::normalized_damerau_levenshtein(&folded, form), form));
    let best = like.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness >= LIKENESS);
    best.map(|(_, form)| (first.len(), form))
}

fn folded(word: &str) -> String {
    word.to_ascii_lowercase().replace(['_', ':', '.', '/'], "-")
}

/// The form for a verb and what is joined to it: `disable-file`.
fn form(verb: &str) -> &'static str {
    let says = |words: &[&str]| verb.split('-').any(|part| words.contains(&part));
    match () {
        () if says(&["file"]) => FORMS[3],
        () if says(&["enable", "on", "end"]) => FORMS[2],
        () if says(&["start", "begin"]) => FORMS[1],
        () => FORMS[0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_plainly_means_planvet_is_told() {
        for (text, word, form) in [
            ("planvet-disable missing-owner", "planvet-disable", "planvet-ignore"),
            ("planvet-disable-next-line mojibake", "planvet-disable-next-line", "planvet-ignore"),
            ("planvet:ignore missing-owner: later", "planvet:ignore", "planvet-ignore"),
            ("planvet-ignor missing-owner", "planvet-ignor", "planvet-ignore"),
            ("planvet_ignore_file mojibake", "planvet_ignore_file", "planvet-ignore-file"),
            ("Planvet-Ignore: why", "Planvet-Ignore", "planvet-ignore"),
            ("planvetignore", "planvetignore", "planvet-ignore"),
            ("planvet-ignroe-end", "planvet-ignroe-end", "planvet-ignore-end"),
            ("planvet-enable", "planvet-enable", "planvet-ignore-end"),
            ("planvet ignore missing-owner: later", "planvet ignore", "planvet-ignore"),
            ("planvet: disable  mojibake", "planvet: disable", "planvet-ignore"),
        ] {
            assert_eq!(meant(text), Some((word.len(), form)), "{text}");
        }
    }

    #[test]
    fn what_only_speaks_of_it_is_not() {
        for text in [
            "planvet",
            "planvet ignores this table",
            "planvet ignore comments are explained below",
            "planvet: harbour",
            "planvet-baseline.toml holds the rest",
            "plan: harbour",
            "plan-ignore this",
            "prettier-ignore",
            "pylint: disable=all",
            "",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
