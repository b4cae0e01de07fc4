//! Blanks: what stands in a task or a prompt where somebody was to write a name,
//! a value, or what is to be done.

mod proposals;
mod unwritten;

use crate::{
    markdown::{BlockId, SectionId},
    plan::{Name, Role, Topic, Word, model::*, read::Reader},
    source::{Span, window},
};

/// Reads the blanks of tasks and prompts.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Blank> {
    let mut found = Vec::new();
    for (id, entry) in reader.plan.tasks() {
        task(reader, id, entry, &mut found);
    }
    for (index, prompt) in reader.plan.prompts.iter().enumerate().filter(|(_, p)| p.kind == PromptKind::Prompt) {
        prompt_lines(reader, index, prompt.body, &mut found);
    }
    contacts(reader, &mut found);
    finished(reader, &mut found);
    ready(reader, &mut found);
    found
}

/// `**Lead**: [Name and phone]`, or a cell `[Name]`, under a heading about people: whom to call is still to be named.
fn contacts(reader: &Reader, blanks: &mut Vec<Blank>) {
    let personal = |span: Span| {
        let Some(inside) = in_brackets(reader, span) else { return false };
        let first = inside.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        reader.vocabulary.is_name(first, Name::Personal)
    };
    let fields = reader
        .plan
        .fields
        .iter()
        .filter(|f| f.why == Why::Label && personal(f.value) && is_about_people(reader, f.section));
    let mut found: Vec<(Span, SectionId)> = fields.map(|f| (f.value, f.section)).collect();
    let bracketed = |t: &&Table| reader.slice(reader.document.block(t.block).span).contains('[');
    for table in reader.plan.tables.iter().filter(bracketed).filter(|t| is_about_people(reader, t.section)) {
        let cells = table.rows.iter().flat_map(|row| &row.cells).map(|&cell| reader.cell_span(cell));
        found.extend(cells.filter(|&cell| personal(cell)).map(|cell| (cell, table.section)));
    }
    let blank = |(span, section)| Blank { span, form: BlankForm::Named, holder: Holder::Contact(section) };
    blanks.extend(found.into_iter().map(blank));
}

/// Whether a heading is about people: who has which role, whom to call.
fn is_about_people(reader: &Reader, section: SectionId) -> bool {
    let title = reader.document.section(section).title.to_lowercase();
    ["contact", "team", "role", "escalation", "on-call", "on call", "stakeholder"].iter().any(|w| title.contains(w))
        && ![Topic::Template, Topic::Prompt].iter().any(|&t| reader.plan.within(section, t))
}

/// What a value holds that is nothing but brackets, no link and no box.
fn in_brackets<'r>(reader: &'r Reader, span: Span) -> Option<&'r str> {
    let inside = reader.slice(span).strip_prefix('[')?.strip_suffix(']')?;
    let plain = inside.len() > 1 && inside.len() <= LONGEST && !inside.contains(['[', ']']);
    (plain && !reader.document.defines(&inside.to_lowercase())).then_some(inside)
}

/// `**Completed:** [Date]` in a part that is done: nobody wrote what there is to know.
fn finished(reader: &Reader, blanks: &mut Vec<Blank>) {
    let asks = |span: Span| {
        let Some(inside) = in_brackets(reader, span) else { return false };
        let first = inside.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        reader.vocabulary.is_name(first, Name::Asking)
    };
    let done = |section: SectionId| {
        let around = reader.plan.sections_around(reader.document, section);
        let states = around.map(|s| &reader.plan.sections[s.0 as usize]).find_map(|facts| {
            let task = facts.task.map(|t| &reader.plan.task(t).statuses);
            task.or(facts.group.map(|g| &reader.plan.group(g).statuses))
        });
        states.is_some_and(|s| s.iter().any(|s| s.status == Status::Done && s.said != Said::Mark))
    };
    let fields = reader.plan.fields.iter().filter(|f| f.why == Why::Label && asks(f.value));
    let found: Vec<Span> = fields.filter(|f| done(f.section)).map(|f| f.value).collect();
    let blank = |span| Blank { span, form: BlankForm::Named, holder: Holder::Finished };
    blanks.extend(found.into_iter().map(blank));
}

/// `**Deployment date:** [TBD]` in a document whose status says that it is ready, approved or done: what is needed to
/// begin is not there. What is written down when the work is over may be blank until then.
fn ready(reader: &Reader, blanks: &mut Vec<Blank>) {
    if reader.plan.template {
        return;
    }
    let of_all = |f: &Field| reader.document.section(f.section).level <= 1 || f.why == Why::FrontMatter;
    let said = |says: fn(&Reader, &str) -> bool| {
        let stated = |f: &&Field| f.role == Some(Role::Status) && of_all(f) && says(reader, reader.slice(f.value));
        reader.plan.fields.iter().find(stated)
    };
    let begun = said(|_, status| is_ready(status));
    let Some(status) = begun.or_else(|| said(proposals::is_taken)) else { return };
    let mut found: Vec<Span> = Vec::new();
    if begun.is_some() {
        values(reader, &mut found);
    }
    // Others have parts that wait for their day.
    if proposals::unsigned(reader, &mut found) {
        unwritten::read(reader, &mut found);
    }
    found.sort_unstable();
    found.dedup();
    if found.len() <= FORM {
        let blank = |span| Blank { span, form: BlankForm::Todo, holder: Holder::Ready(status.value) };
        blanks.extend(found.into_iter().map(blank));
    }
}

/// The fields without a value of a document of which the work may begin, and the names that are to come in its lists of
/// people.
fn values(reader: &Reader, found: &mut Vec<Span>) {
    let aside = [Topic::Template, Topic::Prompt, Topic::Legend, Topic::PerAgent];
    let asked = |f: &&Field| {
        // An owner that is missing is told as such.
        let undecided = || f.role != Some(Role::Owner) && is_undecided(reader, reader.slice(f.value));
        matches!(f.why, Why::Label | Why::Cell)
            && (asks_value(reader, f.value) || undecided())
            && !is_for_later(reader.slice(f.key))
            && !aside.iter().any(|&topic| reader.plan.within(f.section, topic))
    };
    // "| Tech lead | TBD |" where whoever runs the work looks for names.
    let people = reader.plan.tables.iter().filter(|t| t.kind != TableKind::Work && is_about_people(reader, t.section));
    let cells = people.flat_map(|t| &t.rows).flat_map(|row| &row.cells).map(|&cell| reader.cell_span(cell));
    let unnamed = cells.filter(|&cell| is_undecided(reader, reader.slice(cell)));
    let fields = reader.plan.fields.iter().filter(asked).map(|f| f.value);
    found.extend(fields.chain(unnamed).take(FORM + 1));
}

/// Whether a text says only that it is still to be decided.
fn is_undecided(reader: &Reader, text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    reader.vocabulary.is_name(bare, Name::Undecided)
}

/// From how many blanks on a document is a form to be copied, whatever its status says.
const FORM: usize = 12;

/// Whether a status says that work may begin or is over.
fn is_ready(status: &str) -> bool {
    let status = status.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let says = ["ready", "approved", "final", "done", "complete", "completed", "signed off"];
    let plain = !["review", "draft", "pending", "not ", "needs", "partial", "await", "comment", "input"]
        .iter()
        .any(|w| status.contains(w));
    plain && says.iter().any(|w| status.strip_prefix(w).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

/// Whether a value is a blank for a date, a name or a link, and nothing else: `[TBD]`, `[repo link]`, `YYYY-MM-DD`.
fn asks_value(reader: &Reader, value: Span) -> bool {
    let Some(inside) = in_brackets(reader, value) else { return reader.slice(value) == "YYYY-MM-DD" };
    let mut words = inside.split(' ').filter(|w| !w.is_empty());
    let (first, last) = (words.next().unwrap_or(""), inside.rsplit(' ').next().unwrap_or(""));
    let is = |word: &str, name: Name| reader.vocabulary.is_name(word, name);
    inside == "YYYY-MM-DD" || is_todo(inside) || is(first, Name::Asking) || is(last, Name::Asked)
}

/// Whether a key asks for what is known only when the work is over, or says in what form something is written.
fn is_for_later(key: &str) -> bool {
    let key = key.to_lowercase();
    let words = [
        "complet",
        "actual",
        "result",
        "sign",
        "approv",
        "verified",
        "tested",
        "executed",
        "performed",
        "finish",
        "end",
        "outcome",
        "observed",
        "reviewed",
        "decided",
        "closed",
        "format",
        "example",
        "pattern",
    ];
    words.iter().any(|w| key.contains(w))
}

fn task(reader: &Reader, id: TaskId, task: &Task, blanks: &mut Vec<Blank>) {
    let span = task.span();
    let raw = reader.slice(span);
    if task.title.len() <= "[tbd]".len() && is_todo(&task.title) {
        if is_described(reader, task) {
            return;
        }
        blanks.push(Blank { span, form: BlankForm::Todo, holder: Holder::Task(id) });
        return;
    }
    // Most tasks have none, and a look at their bytes shows it.
    let bracketed = memchr::memchr3(b'<', b'{', b'[', raw.as_bytes()).is_some();
    let value = open_value(raw);
    let ruled = memchr::memchr(b'_', raw.as_bytes()).is_some_and(|at| raw[at..].contains(RULE));
    if !bracketed && !ruled && value.is_none() {
        return;
    }
    let block = task.block;
    let mut found: Vec<(Span, BlankForm)> = Vec::new();
    found.extend(value.map(|value| (span.of_part(raw, value), BlankForm::Todo)));
    if ruled {
        found.extend(lines(raw, span).map(|blank| (blank, BlankForm::Line)));
    }
    if bracketed {
        let mut quoted = Quoted::new(raw);
        let blanks = named(raw, span, Case::Any).into_iter().filter(|&b| is_blank(reader, span, b));
        let blanks = blanks.filter(|b| !quoted.holds((b.start - span.start) as usize) && !is_sought(reader, span, *b));
        found.extend(blanks.take(MOST).map(|b| (b, BlankForm::Named)));
    }
    // What a word of this says is about blanks, and no blank: code, forms, legends.
    if found.is_empty()
        || reader.vocabulary.says(&task.title, Word::AboutBlanks)
        || [Topic::Template, Topic::Legend].iter().any(|&t| reader.plan.within(reader.section(block), t))
        || among_prompts(reader, block)
    {
        return;
    }
    // Nobody reads of more.
    found.truncate(MOST);
    found.retain(|(blank, _)| !in_code(reader, *blank));
    blanks.extend(found.into_iter().map(|(span, form)| Blank { span, form, holder: Holder::Task(id) }));
}

/// From how many words on a cell says what is to be done.
const DESCRIBING: usize = 3;

/// Whether another cell of the task's row says what is to be done: only the number of its ticket is to come.
fn is_described(reader: &Reader, task: &Task) -> bool {
    let table = task.table.map(|table| &reader.plan.tables[table.index()]);
    let row = table.and_then(|t| Some(&t.rows[t.rows.binary_search_by_key(&task.block, |row| row.block).ok()?]));
    row.is_some_and(|row| row.cells.iter().any(|&cell| words_of(reader.slice(reader.cell_span(cell))) >= DESCRIBING))
}

/// How many words a text has.
fn words_of(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count()
}

/// Whether a part of the document is about prompts; where its title says so, its tasks are still to be done.
fn among_prompts(reader: &Reader, block: BlockId) -> bool {
    let about = |s: SectionId| reader.plan.sections[s.0 as usize].topics.contains(Topic::Prompt);
    let mut around = reader.plan.sections_around(reader.document, reader.section(block));
    around.any(|s| reader.document.section(s).level > 1 && about(s))
}

fn prompt_lines(reader: &Reader, index: usize, body: Span, blanks: &mut Vec<Blank>) {
    let text = reader.slice(body);
    let mut found: Vec<(Span, BlankForm)> = Vec::new();
    for line in text.lines() {
        found.extend(open_value(line).map(|value| (body.of_part(text, value), BlankForm::Todo)));
        if memchr::memchr3(b'<', b'{', b'[', line.as_bytes()).is_none() {
            continue;
        }
        let line_span = body.of_part(text, line);
        for blank in named(line, line_span, Case::Any) {
            if is_todo(reader.slice(blank)) || leads_to_blank(reader, reader.slice(blank)) {
                found.push((blank, BlankForm::Todo));
            }
        }
    }
    found.sort_unstable_by_key(|(span, _)| *span);
    found.dedup_by_key(|(span, _)| *span);
    let holder = Holder::Prompt(index);
    blanks.extend(found.into_iter().map(|(span, form)| Blank { span, form, holder }));
}

/// What stands where something is still to come. "To do" and "todo" are states and names of things.
const TODO: [&str; 9] = ["TODO", "TBD", "TBA", "TBC", "FIXME", "XXX", "???", "tbd", "tba"];

/// `Branch: TBD` — what stands behind the last colon of a line, where that is still to come.
fn open_value(line: &str) -> Option<&str> {
    let marked = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`');
    let bare = line.trim_end_matches(|c: char| marked(c) || matches!(c, ']' | '>' | '}' | ')' | '.'));
    if !TODO.iter().any(|todo| bare.ends_with(todo)) {
        return None;
    }
    let (_, value) = line.rsplit_once(": ")?;
    Some(value.trim_matches(marked)).filter(|value| is_todo(value))
}

/// Whether `text` says that something is still to come, and nothing else.
fn is_todo(text: &str) -> bool {
    let held = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '<' | '>' | '{' | '}' | '(' | ')' | '.');
    TODO.contains(&text.trim_matches(held))
}

/// Whether brackets begin as an order to whoever fills them in: `[insert date]`, `<your name>`.
fn leads_to_blank(reader: &Reader, blank: &str) -> bool {
    let inside = blank.trim_matches(['[', ']', '<', '>', '{', '}', ' ']);
    let first = inside.split([' ', '_', ':', '-']).next().unwrap_or("");
    inside.len() > first.len() && reader.vocabulary.is_name(first, Name::FillIn)
}

/// Pairs of quotation marks.
const PAIRS: [(char, char); 4] = [('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’')];

/// What of a text stands between quotation marks: words that somebody is to be sent or shown. It is asked in the order
/// of the text, which is read once.
struct Quoted<'t> {
    text: &'t str,
    at: usize,
    /// Whether the straight marks so far leave one open.
    straight: bool,
    /// Whether the last mark of each pair so far opens.
    open: [bool; PAIRS.len()],
    /// Where the last straight mark stands, and the last that closes each pair.
    last: (Option<usize>, [Option<usize>; PAIRS.len()]),
}

impl<'t> Quoted<'t> {
    fn new(text: &'t str) -> Self {
        let last = (text.rfind('"'), PAIRS.map(|(_, close)| text.rfind(close)));
        Self { text, at: 0, straight: false, open: [false; PAIRS.len()], last }
    }

    /// Whether the byte at `at` does, which is none before the last that was asked for.
    fn holds(&mut self, at: usize) -> bool {
        let passed = &self.text[self.at..at];
        self.at = at;
        for mark in passed.chars().filter(|&c| c == '"' || !c.is_ascii()) {
            self.straight ^= mark == '"';
            for (open, pair) in self.open.iter_mut().zip(PAIRS) {
                *open = mark == pair.0 || *open && mark != pair.1;
            }
        }
        let follows = |last: Option<usize>| last.is_some_and(|last| last >= at);
        let paired = self.open.iter().zip(self.last.1).any(|(&open, last)| open && follows(last));
        self.straight && follows(self.last.0) || paired
    }
}

/// How far before a blank is looked, in bytes.
const LEAD: usize = 24;

/// Whether a task is to find what looks like a blank: "Check that no [TBD] is left", "Search for [TODO]".
fn is_sought(reader: &Reader, task: Span, blank: Span) -> bool {
    let before = &reader.text[task.start as usize..blank.start as usize];
    let before = window::before(before, before.len(), LEAD).trim_end();
    reader.vocabulary.words(before).any(|(word, at)| word == Word::Sought && at.end == before.len())
}

/// Whether a placeholder in a task can be nothing else.
fn is_blank(reader: &Reader, task: Span, blank: Span) -> bool {
    let raw = reader.slice(blank);
    let before = window::before(reader.slice(task), (blank.start - task.start) as usize, WORD);
    let after = &reader.text[blank.end as usize..task.end as usize];
    let inside = raw.trim_matches(['[', ']', '<', '>', '{', '}']).trim();
    if raw.starts_with('{') {
        return raw.starts_with("{{");
    }
    let named = leads_to_blank(reader, raw) || is_todo(raw);
    if raw.starts_with('[') {
        // A tag stands at the start, a link before its target; a reference has a definition.
        let tag = before.trim().is_empty() || before.trim_end().ends_with(']');
        let link = after.starts_with(['(', '[', ':']) || reader.document.defines(&inside.to_lowercase());
        // `[service]` is what a program may be called with.
        let phrase = inside.contains(' ') || inside.starts_with(char::is_uppercase);
        return !tag && !link && (named || phrase && reader.vocabulary.is_name(inside, Name::Blank));
    }
    // `Vec<NAME>` is a type, `--name <NAME>` how a program is called, `<DIV>` a tag.
    let typed = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '/' | '.'));
    let called = before.split_whitespace().next_back().is_some_and(|word| word.starts_with('-') && word.len() > 1);
    let shouted = inside.len() > 2
        && inside.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-' | ' '))
        && (inside.contains(['_', '-', ' ']) || reader.vocabulary.is_name(inside, Name::Blank));
    !typed && !called && (named || shouted)
}

/// What a blank drawn as a line has at least.
const RULE: &str = "____";

/// Blanks drawn as lines in the middle of a sentence. Behind a colon there is room for a result, or for several:
/// "Range: from ____ to ____".
fn lines(raw: &str, span: Span) -> impl Iterator<Item = Span> + '_ {
    raw.match_indices(RULE).filter_map(move |(at, _)| {
        let (before, rest) = (&raw[..at], &raw[at..]);
        let several = || rest.trim_start_matches('_').contains(RULE) || before.contains(RULE);
        if before.ends_with('_') || before.contains(':') && several() {
            return None;
        }
        let after = rest.trim_start_matches('_');
        let lead = before.trim_end_matches(' ');
        let joins = lead.ends_with(|c: char| c.is_alphanumeric())
            && before.ends_with(' ')
            && after.trim_start().starts_with(char::is_alphabetic)
            && after.starts_with(' ');
        joins.then(|| Span::new(span.start as usize + at, span.start as usize + raw.len() - after.len()))
    })
}

fn in_code(reader: &Reader, span: Span) -> bool {
    reader.document.code_over(span).is_some()
}

/// How many blanks of one task are looked at.
const MOST: usize = 12;

/// How much is read of what stands before a blank, in bytes: a word or two.
const WORD: usize = 120;

/// Longest placeholder, in bytes.
const LONGEST: usize = 64;

/// Which words in square brackets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Case {
    /// `[NAME]`.
    Upper,
    /// `[NAME]`, `[your name]`.
    Any,
}

/// The placeholders of a text to copy: `<NAME>`, `{{name}}`, `{name}`, `[NAME]`.
pub(in crate::plan) fn named(body: &str, span: Span, case: Case) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let bytes = body.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr3(b'<', b'{', b'[', &bytes[at..]) {
        let open = at + next;
        at = open + 1;
        let double = bytes[open] == b'{' && bytes.get(open + 1) == Some(&b'{');
        let close = match (bytes[open], double) {
            (b'<', _) => ">",
            (b'{', true) => "}}",
            (b'{', false) => "}",
            _ => "]",
        };
        let from = open + if double { 2 } else { 1 };
        let Some(len) = window::after(body, from, LONGEST).find(close) else { continue };
        let inside = &body[from..from + len];
        let ok = match bytes[open] {
            b'<' => is_angle(inside),
            b'{' => is_name(inside),
            _ => {
                (case == Case::Any && !inside.is_empty() || is_shouted(inside))
                    && !body[from + len + 1..].starts_with('(')
            }
        };
        if ok {
            let end = from + len + close.len();
            found.push(Span::new(span.start as usize + open, span.start as usize + end));
            at = end;
        }
    }
    found
}

/// `<topic>`, `<Name of the file>`; no HTML, no generics, no comparison.
fn is_angle(inside: &str) -> bool {
    const HTML: [&str; 16] = [
        "br", "b", "i", "p", "li", "ul", "ol", "div", "span", "code", "pre", "details", "summary", "td", "tr", "table",
    ];
    inside.starts_with(|c: char| c.is_alphabetic())
        && !inside.contains(['<', '=', '"', '\n', ';'])
        && inside.chars().count() <= 48
        && !HTML.contains(&inside.to_ascii_lowercase().as_str())
}

fn is_name(inside: &str) -> bool {
    let trimmed = inside.trim();
    !trimmed.is_empty()
        && trimmed.len() <= 40
        && trimmed.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && trimmed.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '))
        && !trimmed.contains("  ")
}

fn is_shouted(inside: &str) -> bool {
    inside.len() >= 3
        && inside.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | ' ' | '/'))
        && inside.contains(|c: char| c.is_ascii_uppercase())
        && !inside.contains(|c: char| c.is_ascii_digit())
}
