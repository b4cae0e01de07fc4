//! A rule's page: the only place where its facts stand.
//!
//! ```text
//! ---
//! severity: error            # error | warning | info
//! default: true              # false: pedantic, off unless selected
//! since: 0.1.0
//! readiness: false           # true: skipped in archives and on finished work
//! fix: safe                  # safe | unsafe, where the rule offers one
//! needs: [repository]        # what must be there beside the document
//! today: 2026-03-01          # the day on which its examples run
//! git: [First commit]        # commits to make before they run; the first holds their files
//! yields-to: [other-rule]    # whose finding about the same thing makes this one superfluous
//! ---
//! # rule-name
//!
//! One line that says what it finds.
//!
//! ## Why
//! ## Silent when
//! ## Bad / ## Good           # with ```md path=docs/plan.md fences, which are tests
//! ```

use super::{
    Rule,
    example::{self, Kind},
};
use crate::diagnostic::{Safety, Severity};

/// What a page says.
#[derive(Debug, Clone)]
pub struct Page {
    /// How bad its findings are unless they say otherwise.
    pub severity: Severity,
    /// Whether it is on by default.
    pub default: bool,
    /// The version that brought it.
    pub since: &'static str,
    /// Whether it speaks only of work to come, so that archives are left alone.
    pub readiness: bool,
    /// Whether it offers a fix, and of which kind.
    pub fix: Option<Safety>,
    /// What must be there beside the document (`repository`).
    pub needs: Vec<&'static str>,
    /// Rules whose finding about the same thing makes this one superfluous.
    pub yields_to: Vec<&'static str>,
    /// `today:` of its examples, as YYYY-MM-DD.
    pub today: Option<&'static str>,
    /// Subjects of the commits that its examples need; the first commit holds their files.
    pub git: Vec<&'static str>,
    /// One line that says what it finds.
    pub summary: &'static str,
    /// The Markdown after the front matter.
    pub body: &'static str,
}

impl Page {
    /// Reads a page. Our own pages are tested to be well formed; an unknown key is ignored here.
    pub fn parse(name: &str, text: &'static str) -> Self {
        let (front, body) = split(text);
        let mut page = Page {
            severity: Severity::Warning,
            default: true,
            since: "",
            readiness: false,
            fix: None,
            needs: Vec::new(),
            yields_to: Vec::new(),
            today: None,
            git: Vec::new(),
            summary: "",
            body,
        };
        for line in front.lines() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.split(" #").next().unwrap_or(value).trim();
            match key.trim() {
                "severity" => {
                    page.severity = match value {
                        "error" => Severity::Error,
                        "info" => Severity::Info,
                        _ => Severity::Warning,
                    }
                }
                "default" => page.default = value != "false",
                "since" => page.since = value,
                "readiness" => page.readiness = value == "true",
                "fix" => {
                    page.fix = match value {
                        "safe" => Some(Safety::Safe),
                        "unsafe" => Some(Safety::Unsafe),
                        _ => None,
                    }
                }
                "needs" => page.needs = list(value),
                "yields-to" => page.yields_to = list(value),
                "today" => page.today = Some(value),
                "git" => page.git = list(value),
                _ => {}
            }
        }
        page.summary = body.lines().map(str::trim).find(|l| !l.is_empty() && *l != format!("# {name}")).unwrap_or("");
        page
    }
}

/// `[a, b]`.
fn list(value: &'static str) -> Vec<&'static str> {
    value.trim_matches(['[', ']']).split(',').map(str::trim).filter(|s| !s.is_empty()).collect()
}

/// Front matter and body.
fn split(text: &str) -> (&str, &str) {
    text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", text))
}

/// What is wrong with the page of `rule`, a sentence each; our own pages are tested to have nothing.
pub(super) fn problems(rule: &Rule) -> Vec<String> {
    let (front, body) = split(rule.text());
    let mut problems = front_problems(front);
    let page = rule.page();
    let mut lines = body.lines().skip_while(|l| l.is_empty());
    if lines.next() != Some(&format!("# {}", rule.name)) {
        problems.push(format!("does not begin with `# {}`", rule.name));
    }
    let after: Vec<_> = lines.skip_while(|l| l.is_empty()).take(2).collect();
    if !page.summary.ends_with('.') || page.summary.starts_with('#') || after != [page.summary, ""] {
        problems.push("its summary is not one line that ends with a full stop".into());
    }
    if !body.lines().any(|l| l == "## Why") {
        problems.push("has no `## Why`".into());
    }
    match example::parse(body) {
        Err(problem) => problems.push(problem),
        // The engine's own rules speak of planvet; not all can be shown by a document.
        Ok(_) if rule.family == "planvet" => {}
        Ok(examples) => {
            for kind in [Kind::Bad, Kind::Good] {
                if !examples.iter().any(|e| e.kind == kind) {
                    problems.push(format!("has no example under `## {kind:?}`"));
                }
            }
        }
    }
    problems
}

fn front_problems(front: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = Vec::new();
    for line in front.lines() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let (key, value) = (key.trim(), value.split(" #").next().unwrap_or("").trim());
        let good = match key {
            "severity" => matches!(value, "error" | "warning" | "info"),
            "default" | "readiness" => matches!(value, "true" | "false"),
            "fix" => matches!(value, "safe" | "unsafe"),
            "since" => is_numbers(value, '.'),
            "today" => value.len() == 10 && is_numbers(value, '-'),
            "needs" => list_of(value).is_some_and(|l| l.iter().all(|n| matches!(*n, "repository" | "evidence"))),
            "git" | "yields-to" => list_of(value).is_some_and(|l| !l.is_empty()),
            _ => {
                problems.push(format!("`{key}` is no key of a page"));
                continue;
            }
        };
        if !good {
            problems.push(format!("`{key}: {value}` is no value of that key"));
        }
        if seen.contains(&key) {
            problems.push(format!("`{key}` stands twice"));
        }
        seen.push(key);
    }
    for key in ["severity", "since"] {
        if !seen.contains(&key) {
            problems.push(format!("`{key}` is missing"));
        }
    }
    problems
}

/// Three numbers with `separator` between.
fn is_numbers(value: &str, separator: char) -> bool {
    let parts: Vec<_> = value.split(separator).collect();
    parts.len() == 3 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}

fn list_of(value: &str) -> Option<Vec<&str>> {
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split(',').map(str::trim).filter(|s| !s.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_keys_and_values_are_told() {
        let front = "severity: fatal\nsverity: error\nfix: yes\ngit: x\ngit: [a]\ntoday: 1.1.2026";
        assert_eq!(
            front_problems(front),
            [
                "`severity: fatal` is no value of that key",
                "`sverity` is no key of a page",
                "`fix: yes` is no value of that key",
                "`git: x` is no value of that key",
                "`git` stands twice",
                "`today: 1.1.2026` is no value of that key",
                "`since` is missing",
            ]
        );
    }
}
