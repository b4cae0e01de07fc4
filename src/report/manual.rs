//! Rule pages for a terminal and for programs: `planvet rule`.

use super::style::{Painter, wrap};
use crate::diagnostic::{Rule, Safety, Severity, example};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::Serialize;

/// Which of its examples a page prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Examples {
    /// The first ones.
    Few,
    /// All, which may be a thousand lines.
    All,
}

/// The page of `rule`, wrapped to `width` columns, headings bold where `color` is wanted.
pub fn page(rule: &Rule, color: bool, width: usize, examples: Examples) -> String {
    let paint = Painter::new(color);
    let page = rule.page();
    let mut facts = vec![paint.severity(page.severity, page.severity.word()), format!("family {}", rule.family)];
    facts.push(if page.default { "on by default" } else { "off by default" }.into());
    match page.fix {
        Some(Safety::Safe) => facts.push("with a safe fix".into()),
        Some(Safety::Unsafe) => facts.push("with an unsafe fix".into()),
        None => {}
    }
    if !page.needs.is_empty() {
        facts.push(format!("needs {}", page.needs.join(", ")));
    }
    facts.push(format!("since {}", page.since));
    let mut printer = Printer { paint, width, ..Printer::default() };
    let facts = super::style::wrap(&facts.join(", "), width, "", "").join("\n");
    printer.out.push_str(&format!("{}\n{facts}\n", paint.bold(rule.name)));
    let (brief, left_out) = match examples {
        Examples::Few => example::brief(page.body),
        Examples::All => (page.body.to_owned(), 0),
    };
    for event in Parser::new(&brief) {
        printer.take(event);
    }
    if !page.yields_to.is_empty() {
        printer.block(&format!("Gives way to {} about the same thing.", page.yields_to.join(", ")), 2);
    }
    if left_out > 0 {
        let more = if left_out == 1 { "1 more example" } else { &format!("{left_out} more examples") };
        printer.block(&format!("{more}: planvet rule {} --examples", rule.name), 0);
    }
    printer.out
}

/// `rules` by family, a line each.
pub fn list<'a>(rules: impl IntoIterator<Item = &'a Rule>, color: bool, width: usize) -> String {
    let paint = Painter::new(color);
    let rules: Vec<_> = rules.into_iter().collect();
    let names = rules.iter().map(|r| r.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut family = "";
    for rule in rules {
        if rule.family != family {
            out.push_str(if family.is_empty() { "" } else { "\n" });
            out.push_str(&format!("{}\n", paint.bold(rule.family)));
            family = rule.family;
        }
        let page = rule.page();
        let severity = paint.severity(page.severity, page.severity.word());
        let first = format!("  {:names$}  {severity}{} ", rule.name, " ".repeat(8 - page.severity.word().len()));
        let off = if page.default { "" } else { " (off by default)" };
        for line in wrap(&format!("{}{off}", page.summary), width, &first, &" ".repeat(names + 13)) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// What programs read of a rule.
#[derive(Serialize)]
pub struct Facts {
    name: &'static str,
    family: &'static str,
    severity: Severity,
    default: bool,
    fix: Option<Safety>,
    since: &'static str,
    readiness: bool,
    needs: Vec<&'static str>,
    yields_to: Vec<&'static str>,
    url: Option<String>,
    summary: &'static str,
    body: &'static str,
}

impl Facts {
    /// The facts of `rule`.
    pub fn of(rule: &'static Rule) -> Self {
        let page = rule.page();
        Self {
            name: rule.name,
            family: rule.family,
            severity: page.severity,
            default: page.default,
            fix: page.fix,
            since: page.since,
            readiness: page.readiness,
            needs: page.needs.clone(),
            yields_to: page.yields_to.clone(),
            url: rule.url(),
            summary: page.summary,
            body: page.body,
        }
    }
}

/// Prints the Markdown that our pages use.
#[derive(Default)]
struct Printer {
    out: String,
    paint: Painter,
    width: usize,
    /// Text of the block under way.
    text: String,
    /// The lists around it; a number where the list counts, and whether its item has begun to print.
    lists: Vec<(Option<u64>, bool)>,
    /// The file of the fence under way.
    path: Option<String>,
    /// Whether a list item was printed last.
    after_item: bool,
}

impl Printer {
    fn take(&mut self, event: Event) {
        match event {
            Event::Text(text) => self.text.push_str(&text),
            Event::Code(code) => self.text.push_str(&format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::End(TagEnd::Heading(level)) => self.heading(level),
            Event::End(TagEnd::Paragraph) => self.paragraph(),
            Event::Start(Tag::List(start)) => {
                self.paragraph();
                self.lists.push((start, false));
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
            }
            Event::Start(Tag::Item) => {
                if let Some((_, begun)) = self.lists.last_mut() {
                    *begun = false;
                }
            }
            Event::End(TagEnd::Item) => {
                self.paragraph();
                if let Some((Some(number), _)) = self.lists.last_mut() {
                    *number += 1;
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.paragraph();
                self.path = example::path_of(&kind);
            }
            Event::End(TagEnd::CodeBlock) => self.code(),
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let title = std::mem::take(&mut self.text);
        self.after_item = false;
        // The title is the rule's name, which is printed already.
        if level != HeadingLevel::H1 {
            let indent = if level == HeadingLevel::H2 { "" } else { "  " };
            self.out.push_str(&format!("\n{indent}{}\n", self.paint.bold(&title)));
        }
    }

    /// Columns of the text in the list item under way.
    fn indent(&self) -> usize {
        2 + self.lists.iter().map(|(number, _)| if number.is_some() { 3 } else { 2 }).sum::<usize>()
    }

    fn paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        let indent = self.indent();
        let Some((number, begun)) = self.lists.last_mut() else { return self.block(&text, indent) };
        let bullet = match (std::mem::replace(begun, true), number) {
            (true, _) => String::new(),
            (false, Some(number)) => format!("{number}. "),
            (false, None) => "- ".into(),
        };
        // The items of a list stand close; the list itself and what follows inside an item do not.
        if bullet.is_empty() || !self.after_item {
            self.out.push('\n');
        }
        self.lines(&text, &format!("{bullet:>indent$}"), indent);
        self.after_item = true;
    }

    fn block(&mut self, text: &str, indent: usize) {
        self.out.push('\n');
        self.lines(text, &" ".repeat(indent), indent);
    }

    fn lines(&mut self, text: &str, first: &str, indent: usize) {
        self.after_item = false;
        for line in wrap(text.trim(), self.width, first, &" ".repeat(indent)) {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    /// A fence: of a file, with its path and an arrow at each line with a finding.
    fn code(&mut self) {
        let text = std::mem::take(&mut self.text);
        let indent = " ".repeat(self.indent() + 2);
        self.out.push('\n');
        self.after_item = false;
        let (mut code, mut marks) = (text.clone(), Vec::new());
        if let Some(path) = self.path.take() {
            self.out.push_str(&format!("  {}\n", self.paint.dim(&path)));
            (code, marks) = example::strip_marks(&text).unwrap_or((text, marks));
        }
        for (i, line) in code.lines().enumerate() {
            let arrow = if marks.contains(&(i as u32 + 1)) { "  ◀" } else { "" };
            self.out.push_str(format!("{indent}{line}{arrow}").trim_end());
            self.out.push('\n');
        }
    }
}
