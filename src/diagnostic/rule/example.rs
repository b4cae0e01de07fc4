//! The examples of a rule's page, which are its tests.
//!
//! Each stands under `## Bad` or `## Good`; a `###` heading begins another one. An
//! example is one or more fences, each with the path of a file in its info string:
//! ```` ```md path=docs/plan.md ````. `<!-- here -->` at the end of a line says that a
//! finding of the rule starts on that line; alone on its line, on the next one. The
//! marks, and lines that hold only marks, are no part of the file.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use std::ops::Range;

/// The mark of a line with a finding.
pub const HERE: &str = "<!-- here -->";

/// Whether a rule must speak or be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The rule finds something at each mark.
    Bad,
    /// No rule finds anything.
    Good,
}

/// One example.
#[derive(Debug, Clone)]
pub struct Example {
    /// What is expected of the rule.
    pub kind: Kind,
    /// Its `###` heading; empty where there is none.
    pub title: String,
    /// The files, in the order of the page.
    pub files: Vec<File>,
}

/// One file of an example.
#[derive(Debug, Clone)]
pub struct File {
    /// Relative to the project's root.
    pub path: String,
    /// The text without its marks.
    pub text: String,
    /// Lines (from 1) on which a finding starts, ascending; one entry a finding.
    pub marks: Vec<u32>,
}

/// The examples of a page.
///
/// # Errors
/// What would keep one from being run, in a sentence.
pub(super) fn parse(body: &str) -> Result<Vec<Example>, String> {
    let mut reader = Reader::default();
    for event in Parser::new(body) {
        reader.take(event)?;
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    examples: Vec<Example>,
    /// The section we are in.
    kind: Option<Kind>,
    /// The example under way; pushed when it ends.
    current: Option<Example>,
    /// The `path=` of the fence under way.
    path: Option<String>,
    /// Text of the heading or fence under way.
    text: String,
}

impl Reader {
    fn take(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Start(Tag::Heading { .. }) => self.text.clear(),
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => {
                self.end_example()?;
                self.kind = match self.text.as_str() {
                    "Bad" => Some(Kind::Bad),
                    "Good" => Some(Kind::Good),
                    _ => None,
                };
                self.begin_example(String::new());
            }
            Event::End(TagEnd::Heading(HeadingLevel::H3)) => {
                // A section may begin with its first `###`.
                if self.current.as_ref().is_some_and(|e| e.title.is_empty() && e.files.is_empty()) {
                    self.current = None;
                }
                self.end_example()?;
                let title = std::mem::take(&mut self.text);
                self.begin_example(title);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.text.clear();
                self.path = path_of(&kind);
                match (self.kind, &self.path) {
                    (Some(_), None) => return Err("a code block under Bad or Good has no `path=`".into()),
                    (None, Some(path)) => return Err(format!("`{path}` stands outside Bad and Good")),
                    (_, Some(path)) if !is_inside(path) => return Err(format!("`{path}` leaves the project")),
                    _ => {}
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let (Some(path), Some(example)) = (self.path.take(), &mut self.current) {
                    let (text, marks) = strip_marks(&self.text).map_err(|e| format!("{path}: {e}"))?;
                    example.files.push(File { path, text, marks });
                }
            }
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            _ => {}
        }
        Ok(())
    }

    fn begin_example(&mut self, title: String) {
        self.current = self.kind.map(|kind| Example { kind, title, files: Vec::new() });
    }

    fn end_example(&mut self) -> Result<(), String> {
        let Some(example) = self.current.take() else { return Ok(()) };
        let name = if example.title.is_empty() { format!("{:?}", example.kind) } else { example.title.clone() };
        let marks: usize = example.files.iter().map(|f| f.marks.len()).sum();
        match (example.kind, marks) {
            _ if example.files.is_empty() => return Err(format!("no file stands under `{name}`")),
            (Kind::Bad, 0) => return Err(format!("`{name}` does not mark what is bad with `{HERE}`")),
            (Kind::Good, 1..) => return Err(format!("`{name}` is good, but has a `{HERE}`")),
            _ => self.examples.push(example),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Example>, String> {
        self.end_example()?;
        Ok(self.examples)
    }
}

/// How many examples a page in brief has of each kind.
const FEW: usize = 3;

/// The page in brief, and how many of its examples that leaves out: the first ones of each kind show what is meant, the
/// others hold the rule to it.
pub fn brief(body: &str) -> (String, usize) {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let (mut kept, mut left_out, mut end, mut titled) = (0, 0, 0, false);
    for (event, range) in Parser::new(body).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                cuts.last_mut().filter(|cut| cut.end == body.len()).into_iter().for_each(|cut| cut.end = range.start);
                (kept, titled) = (0, false);
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H3, .. }) => {
                titled = true;
                kept += 1;
            }
            // The files below a title are one example.
            Event::Start(Tag::CodeBlock(kind)) if !titled && path_of(&kind).is_some() => kept += 1,
            Event::End(TagEnd::CodeBlock) if kept <= FEW => {
                end = range.end;
                continue;
            }
            _ => continue,
        }
        if kept > FEW {
            left_out += 1;
            if kept == FEW + 1 {
                cuts.push(end..body.len());
            }
        }
    }
    let mut brief = String::new();
    let mut from = 0;
    for cut in cuts {
        brief.push_str(&body[from..cut.start]);
        brief.push_str("\n\n");
        from = cut.end;
    }
    brief.push_str(&body[from..]);
    (brief.trim_end().to_owned() + "\n", left_out)
}

/// The `path=` of a fence's info string.
pub(crate) fn path_of(kind: &CodeBlockKind) -> Option<String> {
    let CodeBlockKind::Fenced(info) = kind else { return None };
    info.split_whitespace().find_map(|word| word.strip_prefix("path=")).map(str::to_string)
}

fn is_inside(path: &str) -> bool {
    !path.is_empty() && !path.starts_with('/') && !path.contains('\\') && path.split('/').all(|part| part != "..")
}

/// The text without its marks, and the lines that they meant.
pub(crate) fn strip_marks(text: &str) -> Result<(String, Vec<u32>), String> {
    let (mut out, mut marks) = (String::with_capacity(text.len()), Vec::new());
    let (mut line_number, mut waiting) = (1, 0);
    for line in text.split_inclusive('\n') {
        let (mut rest, mut count) = (line.trim_end(), 0);
        while let Some(before) = rest.strip_suffix(HERE) {
            rest = before.trim_end();
            count += 1;
        }
        if rest.contains(HERE) {
            return Err(format!("line {line_number}: `{HERE}` stands neither at the end of a line nor alone"));
        }
        if count > 0 && rest.trim().is_empty() {
            waiting += count;
            continue;
        }
        marks.extend(std::iter::repeat_n(line_number, waiting + count));
        waiting = 0;
        // Without a mark, a line keeps its trailing spaces.
        out.push_str(if count > 0 { rest } else { line.trim_end_matches('\n') });
        out.push_str(if line.ends_with('\n') { "\n" } else { "" });
        line_number += 1;
    }
    if waiting > 0 {
        return Err(format!("`{HERE}` stands after the last line"));
    }
    Ok((out, marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_in_brief_has_the_first_examples_of_each_kind() {
        let fence = |path: &str| format!("```md path={path}.md\n{path}\n```\n\n");
        let fences = |paths: &[&str]| paths.iter().map(|path| fence(path)).collect::<String>();
        let (bad, good) = (fences(&["a", "b", "c"]), fences(&["e"]));
        let page = |bad: &str, good: &str| format!("# r\n\nIt is.\n\n## Bad\n\n{bad}## Good\n\n{good}");
        assert_eq!(brief(&page(&bad, &good)), (page(&bad, &good).trim_end().to_owned() + "\n", 0));
        // The fourth one and what leads to it are left out, and so are all files below a title.
        let many = format!("{bad}In words:\n\n{}### Two files\n\n{}", fence("d"), fences(&["x", "y"]));
        let (text, left_out) = brief(&page(&many, &good));
        assert_eq!(left_out, 2);
        assert!(text.contains("## Good\n\n```md path=e.md") && !text.contains("In words"), "{text}");
        assert!(!text.contains("Two files") && !text.contains("path=x"), "{text}");
    }

    #[test]
    fn reads_several_examples_of_several_files() {
        let body = "# r\n\n## Why\n\n```sh\nx\n```\n\n## Bad\n\n### One\n\n```md path=a.md\nx <!-- here -->\n```\n\n```toml path=planvet.toml\n[a]\n```\n\n### Two\n\n````md path=b.md\n<!-- here -->\n```\ny\n```\n````\n\n## Good\n\n```md path=c.md\nz  \n```\n";
        let examples = parse(body).expect("well formed");
        let shown: Vec<_> = examples
            .iter()
            .map(|e| {
                let files: Vec<_> = e.files.iter().map(|f| (&*f.path, &*f.text, &*f.marks)).collect();
                (e.kind, &*e.title, files)
            })
            .collect();
        assert_eq!(
            shown,
            [
                (Kind::Bad, "One", vec![("a.md", "x\n", &[1][..]), ("planvet.toml", "[a]\n", &[])]),
                (Kind::Bad, "Two", vec![("b.md", "```\ny\n```\n", &[1][..])]),
                (Kind::Good, "", vec![("c.md", "z  \n", &[][..])]),
            ]
        );
    }

    #[test]
    fn refuses_what_would_not_run() {
        for (body, why) in [
            ("## Bad\n\ntext\n", "no file stands under `Bad`"),
            ("## Bad\n\n```md\nx\n```\n", "a code block under Bad or Good has no `path=`"),
            ("## Bad\n\n```md path=a.md\nx\n```\n", "`Bad` does not mark what is bad with `<!-- here -->`"),
            ("## Good\n\n```md path=a.md\nx <!-- here -->\n```\n", "`Good` is good, but has a `<!-- here -->`"),
            ("## Silent when\n\n```md path=a.md\nx\n```\n", "`a.md` stands outside Bad and Good"),
            ("## Good\n\n```md path=../a.md\nx\n```\n", "`../a.md` leaves the project"),
        ] {
            assert_eq!(parse(body).expect_err(body), why);
        }
    }

    #[test]
    fn marks_stand_at_the_end_or_alone() {
        let (text, marks) = strip_marks("a\n<!-- here -->\n| b | <!-- here -->\nc <!-- here --> <!-- here -->\nd")
            .expect("well formed");
        assert_eq!((text.as_str(), marks), ("a\n| b |\nc\nd", vec![2, 2, 3, 3]));
        assert!(strip_marks("a <!-- here --> b").is_err());
        assert!(strip_marks("a\n<!-- here -->\n").is_err());
    }
}
