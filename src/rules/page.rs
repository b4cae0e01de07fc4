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
    /// One line that says what it finds.
    pub summary: &'static str,
    /// The Markdown after the front matter.
    pub body: &'static str,
}

impl Page {
    /// Reads a page. Our own pages are tested to be well formed; an unknown key is ignored here.
    pub fn parse(name: &str, text: &'static str) -> Self {
        let (front, body) =
            text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", text));
        let mut page = Page {
            severity: Severity::Warning,
            default: true,
            since: "",
            readiness: false,
            fix: None,
            needs: Vec::new(),
            yields_to: Vec::new(),
            today: None,
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
