//! Which of the files that a task names it changes: "Add tests for a.rs to b.rs" writes b.rs.

use super::bare;
use crate::plan::{Name, Vocabulary, names::Key};

/// Whether the files of a text are changed, told one after the other.
pub(super) struct Writes<'t> {
    raw: &'t str,
    /// What its first word says, once that was asked.
    verb: Option<Verb>,
    /// Where the file before ends, and whether it is written.
    last: Option<(usize, bool)>,
}

/// What the verb with which a text begins does to the files behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// It leaves all of them alone: "verify".
    Reads,
    /// It leaves its object alone and may write another: "copy a.rs to b.rs".
    Takes,
    /// It changes its object, whatever follows: "create a.rs and name it in b.rs".
    Writes,
    /// Anything else.
    Other,
}

impl<'t> Writes<'t> {
    /// About the files of `raw`.
    pub fn new(raw: &'t str) -> Self {
        Self { raw, verb: None, last: None }
    }

    /// Whether the file at `start..end` is written; files are asked for from left to right.
    pub fn next(&mut self, start: usize, end: usize) -> bool {
        let verb = *self.verb.get_or_insert_with(|| verb(self.raw));
        let writes = verb != Verb::Reads
            && match self.last {
                None => self.is_first_written(verb, start, end),
                Some((from, before)) => self.is_written(&self.raw[from..start], before),
            };
        self.last = Some((end, writes));
        writes
    }

    fn is_first_written(&self, verb: Verb, start: usize, end: usize) -> bool {
        let before = clause(&self.raw[..start]);
        let previous = words(before).next_back().unwrap_or("");
        if is_source(previous) || words(before).any(denies) || is_of_calls(before) {
            return false;
        }
        // "Add a.rs to the ignore list in .gitignore" names it there, and makes nothing of it.
        if is_put_on_list(previous, &self.raw[end..]) {
            return false;
        }
        match verb {
            Verb::Takes => is_into(previous),
            // Who names two files and says with no known word what becomes of the first may only look at it.
            Verb::Other if !is_into(previous) => !goes_into(&self.raw[end..]) && !names_another(&self.raw[end..]),
            _ => true,
        }
    }

    /// Whether a file is written that stands behind another, with `between` between the two.
    fn is_written(&self, between: &str, before: bool) -> bool {
        if words(between).all(is_joint) && !between.contains('(') {
            return before && !between.contains(';');
        }
        if is_of_calls(between) {
            return false;
        }
        let remark = between.matches('(').count() > between.matches(')').count();
        let own = clause(between);
        let turns = words(own).any(|w| denies(w) || is_model(w));
        let previous = words(between).next_back().unwrap_or("");
        !remark && !turns && (is_into(previous) || is_write(previous))
    }
}

/// Whether the files of a list of changed ones are certainly so, told one after the other.
pub(super) struct Listed<'t> {
    raw: &'t str,
    /// Where the file before ends, and whether what leads to it says that it is changed.
    last: Option<(usize, bool)>,
}

impl<'t> Listed<'t> {
    /// About the files of `raw`.
    pub fn new(raw: &'t str) -> Self {
        Self { raw, last: None }
    }

    /// Whether the file at `start..end`, behind which the next one begins at `next`, has no remark, or one that says
    /// that it is changed.
    pub fn next(&mut self, start: usize, end: usize, next: usize) -> bool {
        let (from, before) = self.last.unwrap_or((0, true));
        let lead = &self.raw[from..start];
        // "docs/a.md (see src/a.rs)": brackets behind a file are about that one.
        let inside = self.last.is_some() && lead.matches('(').count() > lead.matches(')').count();
        let own = lead.rsplit([',', ';', '\n', '|', '>', ')']).next().unwrap_or(lead);
        let parted = lead.contains([';', '\n', '|', '>']);
        let led = !inside && changed(own).unwrap_or(before || parted);
        self.last = Some((end, led));
        let behind = self.raw[end..next].trim_start_matches(['`', '*', ' ']);
        let remark = match behind.strip_prefix('(') {
            Some(rest) => rest.split(')').next(),
            None => behind.split([',', ';', '\n', '|', '<', '(']).next(),
        };
        led && remark.and_then(changed).unwrap_or(true)
    }
}

/// Whether a remark on a file says that it is changed; nothing where it says nothing.
fn changed(remark: &str) -> Option<bool> {
    let says = |word: &str| Vocabulary::shipped().is_name(word, Name::Edit) || is_write(word);
    let glue = |word: &str| is_joint(word) || Vocabulary::shipped().is_name(word, Name::ListGlue);
    if words(remark).next_back().is_some_and(is_source) {
        return Some(false);
    }
    let mut said = words(remark).filter(|w| w.contains(char::is_alphabetic) && !glue(w)).peekable();
    said.peek()?;
    Some(!words(remark).any(denies) && said.any(says))
}

/// Whether the first words behind a file say that it stays as it is: "a.rs stays untouched".
pub(super) fn is_said_unchanged(rest: &str) -> bool {
    words(rest).take(2).any(|w| matches!(&*lower(w), "unchanged" | "untouched"))
}

/// Whether what leads to a file is what others have to do with it: "Replace calls to a.rs in b.rs".
fn is_of_calls(before: &str) -> bool {
    let mut last = words(before).rev();
    last.next().is_some_and(|to| matches!(to, "to" | "of"))
        && last.next().is_some_and(|what| {
            matches!(
                &*lower(what),
                "according" | "call" | "calls" | "import" | "imports" | "reference" | "references" | "link" | "links"
            )
        })
}

/// Whether the file behind "add" is put on a list that stands in another file.
fn is_put_on_list(previous: &str, rest: &str) -> bool {
    let rest = rest.split([';', '(']).next().unwrap_or(rest);
    let mut behind = words(rest);
    let list = |w: &str| matches!(&*lower(w), "list" | "lists" | "allowlist" | "denylist");
    lower(previous) == "add"
        && behind.next() == Some("to")
        && behind.any(list)
        && behind.next().is_some_and(|w| matches!(w, "in" | "of"))
}

/// The part of `text` behind its last clause.
fn clause(text: &str) -> &str {
    text.rfind([';', '.', ':', '—', '(']).map_or(text, |at| &text[at..])
}

/// The words of a text, without marks around them; arrows are words.
fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '(' | ')' | '"' | '|'))
        .map(bare)
        .filter(|w| !w.is_empty())
}

/// A word in lower case; most are short, and then nothing is allocated.
fn lower(word: &str) -> Key {
    let mut lower = Key::from(word);
    lower.make_ascii_lowercase();
    lower
}

/// Whether a later file is what the text writes: "benchmark a.rs in b.rs", "turn a.rs → b.ts".
fn goes_into(rest: &str) -> bool {
    let rest = rest.split([';', '(']).next().unwrap_or(rest);
    let mut into = false;
    words(rest).any(|word| std::mem::replace(&mut into, is_into(word)) && super::is_path(super::strip_line(word)))
}

/// Whether a later file is named with words of its own before it: "based on a.rs, write b.rs".
fn names_another(rest: &str) -> bool {
    let rest = rest.split([';', '(']).next().unwrap_or(rest);
    let mut own = false;
    words(rest).any(|word| match super::is_path(super::strip_line(word)) {
        true => own,
        false => {
            own |= !is_joint(word);
            false
        }
    })
}

/// Whether a word joins two names.
fn is_joint(word: &str) -> bool {
    matches!(word, "and" | "or" | "&" | "+" | "plus")
}

fn verb(raw: &str) -> Verb {
    let verb = raw.split_whitespace().find(|w| w.len() > 2 && w.bytes().all(|b| b.is_ascii_alphabetic())).unwrap_or("");
    match lower(verb).as_str() {
        "verify" | "check" | "read" | "review" | "run" | "confirm" | "test" | "validate" | "inspect" | "ensure"
        | "see" | "analyze" | "analyse" | "audit" | "study" | "compare" | "execute" | "measure" | "measures"
        | "profile" | "lint" | "examine" | "explore" | "assess" | "monitor" | "watch" => Verb::Reads,
        "make" if raw.contains("ake sure") => Verb::Reads,
        // A command names what it is run on.
        "npx" | "npm" | "pnpm" | "yarn" | "bunx" | "cargo" | "pytest" | "jest" | "vitest" => Verb::Reads,
        "import" | "reuse" | "use" | "mock" | "stub" | "cover" | "benchmark" | "describe" | "document" | "link"
        | "copy" | "port" | "convert" | "translate" | "wrap" | "snapshot" | "parse" | "load" | "consume" | "call"
        | "mirror" | "reference" | "cite" | "summarize" | "summarise" => Verb::Takes,
        word if is_write(word) => Verb::Writes,
        _ => Verb::Other,
    }
}

/// Whether a verb changes the file behind it.
fn is_write(word: &str) -> bool {
    Vocabulary::shipped().is_name(word, Name::Coding)
}

/// Whether the word before a file says that something comes to be in it: "in a.rs", "→ b.rs".
fn is_into(word: &str) -> bool {
    matches!(lower(word).as_str(), "in" | "into" | "to" | "at" | "within" | "inside" | "→" | "->")
}

/// Whether the word before a file says that it is only looked at: "per contracts/api.md".
fn is_source(word: &str) -> bool {
    let foreign = || Vocabulary::shipped().is_name(word, Name::LookedAt);
    matches!(
        lower(word).as_str(),
        "per" | "from" | "see" | "using" | "against" | "via" | "like" | "than" | "follow" | "following" | "match"
        | "matching" | "reference" | "read" | "uses" | "by" | "imports" | "calls" | "after" | "before" | "as" | "of"
        | "for" | "with" | "about" | "run" | "runs" | "running" | "execute"
        // What runs a file leaves it alone.
        | "python" | "python3" | "pytest" | "node" | "deno" | "bun" | "ruby" | "php" | "perl" | "bash" | "sh" | "zsh"
        | "jest" | "vitest" | "playwright"
    ) || foreign()
}

/// Whether a word between two files says that the second one is what the first goes by: "as the pattern in b.rs".
fn is_model(word: &str) -> bool {
    matches!(
        lower(word).as_str(),
        "pattern"
            | "patterns"
            | "template"
            | "example"
            | "examples"
            | "same"
            | "based"
            | "depends"
            | "depending"
            | "requires"
            | "needs"
            | "defined"
            | "described"
            | "documented"
            | "shown"
            | "listed"
            | "specified"
            | "found"
            | "exists"
            | "existing"
            | "that"
            | "which"
            | "so"
    )
}

/// Words that say that what follows is left alone.
fn denies(word: &str) -> bool {
    if Vocabulary::shipped().is_name(word, Name::LeftAlone) {
        return true;
    }
    // Most words begin with another letter.
    word.starts_with(['n', 'N', 'w', 'W', 'd', 'D', 'u', 'U'])
        && matches!(
            lower(word).as_str(),
            "no" | "not" | "nothing" | "never" | "without" | "don't" | "unchanged" | "untouched"
        )
}

#[cfg(test)]
mod tests {
    use super::super::listed_files;
    use crate::{plan::files, source::Span};

    #[test]
    fn what_a_task_writes() {
        let table = [
            ("Create src/m.rs", "src/m.rs"),
            ("[US1] Implement the model in src/m.rs", "src/m.rs"),
            ("Create src/m.rs and name it in src/a.rs", "src/m.rs src/a.rs"),
            ("Update src/m.rs, src/a.rs and src/b.rs", "src/m.rs src/a.rs src/b.rs"),
            ("Extend src/a.rs; update src/m.rs", "src/a.rs src/m.rs"),
            ("Own src/m.rs: write it", "src/m.rs"),
            ("src/m.rs: add the type", "src/m.rs"),
            ("Settings (a.toml, b.toml)", "a.toml b.toml"),
            ("Move src/m.rs to src/a.rs", "src/m.rs src/a.rs"),
            ("Add tests for src/m.rs to tests/a.rs", "tests/a.rs"),
            ("Cover src/m.rs with unit tests in tests/a.rs", "tests/a.rs"),
            ("Write e2e test for src/m.rs", ""),
            ("Benchmark src/m.rs in benches/a.rs", "benches/a.rs"),
            ("Freeze src/m.rs in tests/a.snap", "tests/a.snap"),
            ("Import src/m.rs in src/a.rs", "src/a.rs"),
            ("Write src/a.rs following the pattern in src/m.rs", "src/a.rs"),
            ("Write src/a.rs (depends on types in src/m.rs)", "src/a.rs"),
            ("Write src/a.rs with the settings, same structure as src/m.rs", "src/a.rs"),
            ("Copy src/m.rs to lib/a.ts", "lib/a.ts"),
            ("Convert src/m.rs → lib/a.ts", "lib/a.ts"),
            ("Document it in docs/a.md, see src/x.rs and src/m.rs", "docs/a.md"),
            ("Register nothing in src/m.rs; only edit src/a.rs", "src/a.rs"),
            ("Write src/a.rs; do not touch src/m.rs", "src/a.rs"),
            ("Write src/a.rs so that src/m.rs can use it", "src/a.rs"),
            ("Profile src/m.rs", ""),
            ("Make sure src/m.rs is in the list of src/a.rs", ""),
            ("Make src/m.rs faster", "src/m.rs"),
            ("Add src/m.rs to the ignore list in .eslintignore.json", ".eslintignore.json"),
            ("Add src/m.rs to the list", "src/m.rs"),
            ("Replace calls to src/m.rs in src/a.rs", "src/a.rs"),
            ("Based on src/m.rs, write src/a.rs", "src/a.rs"),
            ("According to src/m.rs write src/a.rs", "src/a.rs"),
            ("Anhand von src/m.rs docs/a.md schreiben", ""),
            ("Написать тесты для src/m.rs", ""),
            ("为 src/m.rs 编写测试", ""),
            ("Write docs/a.md with a link to src/m.rs", "docs/a.md"),
            ("Write src/a.rs; src/m.rs stays untouched", "src/a.rs"),
            ("Sin tocar src/m.rs, escribir docs/a.md", ""),
            ("Move the rows with `python manage.py migrate`", ""),
        ];
        for (text, want) in table {
            let found = files(text, Span::new(0, text.len()), false);
            let written: Vec<&str> = found.iter().filter(|f| f.writes).map(|f| &*f.path).collect();
            assert_eq!(written.join(" "), want, "{text}");
        }
    }

    #[test]
    fn what_a_list_of_files_says() {
        let table = [
            ("`src/m.rs`", "src/m.rs"),
            ("src/m.rs, src/a.rs and src/b.rs", "src/m.rs src/a.rs src/b.rs"),
            ("Modify: src/m.rs, src/a.rs", "src/m.rs src/a.rs"),
            ("src/m.rs (new)<br>src/a.rs", "src/m.rs src/a.rs"),
            ("src/m.rs (10-20)", "src/m.rs"),
            ("docs/a.md, `src/m.rs` (read)", "docs/a.md"),
            ("docs/a.md (see src/m.rs)", ""),
            ("docs/a.md; reference: src/m.rs, src/b.rs", "docs/a.md"),
            ("docs/a.md; no changes to src/m.rs", "docs/a.md"),
            ("docs/a.md, src/m.rs (sin modificar)", "docs/a.md"),
            ("docs/a.md, src/m.rs (solo lectura), src/b.rs", "docs/a.md src/b.rs"),
            ("src/m.rs（参照）, src/b.rs", "src/b.rs"),
        ];
        for (text, want) in table {
            let found = listed_files(text, Span::new(0, text.len()));
            let written: Vec<&str> = found.iter().filter(|f| f.writes).map(|f| &*f.path).collect();
            assert_eq!(written.join(" "), want, "{text}");
        }
    }
}
