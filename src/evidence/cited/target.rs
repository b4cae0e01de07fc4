//! What a piece of evidence points at.

use crate::evidence::Kind;

/// What a piece of evidence points at, without the marks and tags around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'t> {
    /// A commit of this repository, by the digits of its id.
    Commit(&'t str),
    /// A page: of a change, an issue, a run; the id of a commit where it is one's.
    Page(&'t str, Option<&'t str>),
    /// `#12`, run 5120.
    Number(&'t str),
    /// A file, by its path.
    File(&'t str),
    /// Nothing that could be looked up: words, a count, a date, a form that is not filled in.
    Told,
}

impl<'t> Target<'t> {
    /// What `text`, evidence of `kind`, points at.
    pub fn of(kind: Kind, text: &'t str) -> Self {
        // `[the run](https://…)` is cut at its blanks, not at its brackets.
        let text = text.rsplit_once("](").map_or(text, |(_, target)| target);
        let text = text.trim_end_matches(['.', ')', ']']);
        let text = text.split_once(':').filter(|(key, rest)| is_tag(key) && !rest.is_empty()).map_or(text, |t| t.1);
        if let Some(found) = text.find("://").map(|_| page(text)) {
            return found;
        }
        match kind {
            Kind::Commit if is_id(text) => Self::Commit(text),
            Kind::Reference | Kind::Run if text.bytes().any(|b| b.is_ascii_digit()) && !is_form(text) => {
                Self::Number(text)
            }
            Kind::Artifact => file(text),
            _ => Self::Told,
        }
    }
}

fn is_tag(key: &str) -> bool {
    ["commit", "sha", "report", "run", "ci", "pr", "issue", "verified", "evidence"]
        .iter()
        .any(|t| key.eq_ignore_ascii_case(t))
}

/// Whether this may be the beginning of a commit's id.
fn is_id(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether something is still to be filled in, or stands for many.
fn is_form(text: &str) -> bool {
    text.contains(['<', '>', '{', '}', '$', '*', '[', ']', '…', '|', '`', '"']) || text.contains("...")
}

/// A file, where its path could be one.
fn file(text: &str) -> Target<'_> {
    let text = text.split(['#', '?']).next().unwrap_or(text);
    let line = text.rsplit_once(':').filter(|(_, n)| n.starts_with(|c: char| c.is_ascii_digit()));
    let path = line.map_or(text, |(path, _)| path);
    let odd = path.is_empty() || path.len() > LONGEST_PATH || is_form(path) || path.contains(['\\', ':', '~']);
    // Signs that turn the direction of writing, and others that nobody sees, are in no honest path.
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if odd || path.contains(hidden) { Target::Told } else { Target::File(path) }
}

/// The longest path that is looked up, in bytes.
const LONGEST_PATH: usize = 1000;

/// A page, where its address is well formed: a host, and the number that such a page has.
fn page(text: &str) -> Target<'_> {
    let start = text.find("http").filter(|_| !is_form(text));
    let Some(url) = start.map(|at| &text[at..]) else { return Target::Told };
    let Some((scheme, rest)) = url.split_once("://") else { return Target::Told };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
    let named = !host.is_empty() && host.chars().all(plain) && host.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !matches!(scheme, "http" | "https") || !named || !path.chars().all(|c| c.is_ascii_graphic()) {
        return Target::Told;
    }
    let mut parts = path.split(['/', '?', '#']).filter(|p| !p.is_empty());
    let mut commit = None;
    while let Some(part) = parts.next() {
        let next = parts.clone().next().unwrap_or("");
        match part {
            "commit" | "commits" if !is_id(next) => return Target::Told,
            "commit" | "commits" => commit = Some(next),
            "runs" | "pipelines" | "jobs" | "builds" | "pull" | "pulls" | "issues" | "merge_requests"
                if !next.bytes().any(|b| b.is_ascii_digit()) =>
            {
                return Target::Told;
            }
            _ => {}
        }
    }
    Target::Page(url, commit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pointed_at() {
        let run = "https://ci.example/o/r/actions/runs/12";
        for (kind, text, target) in [
            (Kind::Commit, "a1b2c3d", Target::Commit("a1b2c3d")),
            (Kind::Commit, "commit:a1b2c3d", Target::Commit("a1b2c3d")),
            (Kind::Commit, "commit:<sha>", Target::Told),
            (Kind::Commit, "commit:--upload-pack=x", Target::Told),
            (Kind::Commit, "commit:a1", Target::Told),
            (Kind::Run, run, Target::Page(run, None)),
            (Kind::Run, "run:https://ci.example/o/r/actions/runs/12", Target::Page(run, None)),
            (Kind::Run, "run](https://ci.example/o/r/actions/runs/12", Target::Page(run, None)),
            (Kind::Run, "https://ci.example/o/r/actions/runs/<id>", Target::Told),
            (Kind::Run, "https://ci.example/o/r/actions/runs/latest", Target::Told),
            (Kind::Run, "https:///actions/runs/1", Target::Told),
            (Kind::Run, "5120", Target::Number("5120")),
            (Kind::Reference, "pr:#12", Target::Number("#12")),
            (Kind::Reference, "https://x.example/o/r/pull/", Target::Told),
            (Kind::Artifact, "report:out/unit.xml", Target::File("out/unit.xml")),
            (Kind::Artifact, "report](out/unit.xml#L3", Target::File("out/unit.xml")),
            (Kind::Artifact, "reports/*.xml", Target::Told),
            (Kind::Artifact, "reports/\u{202e}lmx.tinu", Target::Told),
            (Kind::Artifact, "C:/reports/unit.xml", Target::Told),
            (Kind::Named, "verified:2026-01-31", Target::Told),
            (Kind::Count, "132", Target::Told),
        ] {
            assert_eq!(Target::of(kind, text), target, "{text}");
        }
        let page = Target::of(Kind::Commit, "https://x.example/o/r/commit/a1b2c3d4");
        assert_eq!(page, Target::Page("https://x.example/o/r/commit/a1b2c3d4", Some("a1b2c3d4")));
    }
}
