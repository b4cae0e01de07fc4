//! Where formats keep the documents of one plan: by the path of one of them, the folder of all.

/// A folder whose documents are one plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home<'p> {
    /// The folder, a part of the path that was asked about, without a slash at its end.
    pub folder: &'p str,
    /// Which of its documents belong to the plan.
    pub inside: Inside,
}

/// Which documents of a folder belong to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// Those that lie in it directly.
    Direct,
    /// All below it.
    All,
    /// Those that lie directly in one of these folders of it, or anywhere below one with `/**` behind its name.
    Folders(&'static [&'static str]),
}

/// How a format lays out its documents.
struct Layout {
    /// The folders around, outermost first.
    around: &'static [&'static str],
    /// Whether a folder of that name inside is a plan's own; `None` where the last folder of `around` is the home.
    own: Option<fn(&str) -> bool>,
    inside: Inside,
}

/// One line a layout; the longer of two that begin alike comes first.
const LAYOUTS: &[Layout] = &[
    Layout { around: &[".kiro", "specs"], own: Some(|_| true), inside: Inside::Direct },
    Layout { around: &["openspec", "changes", "archive"], own: Some(|_| true), inside: Inside::All },
    Layout { around: &["openspec", "changes"], own: Some(|name| name != "archive"), inside: Inside::All },
    Layout { around: &["conductor", "tracks"], own: Some(|_| true), inside: Inside::Direct },
    Layout { around: &[".planning", "phases"], own: Some(|_| true), inside: Inside::Direct },
    Layout { around: &[".planning"], own: None, inside: Inside::Direct },
    Layout { around: &[".claude", "epics"], own: Some(|_| true), inside: Inside::Direct },
    Layout { around: &["backlog"], own: None, inside: Inside::Folders(BACKLOG) },
    Layout { around: &["specs"], own: Some(is_numbered), inside: Inside::Direct },
];

/// The folders in which Backlog.md keeps its tasks, each of which may hold one on which another waits, and the
/// milestones of these.
const BACKLOG: &[&str] =
    &["tasks", "completed", "drafts", "milestones/**", "archive/tasks", "archive/drafts", "archive/milestones"];

/// A file that says where a format keeps its documents, from its own folder.
#[derive(Debug)]
pub struct Marker {
    /// Its name.
    pub file: &'static str,
    /// The keys under which it names the folder of all.
    keys: &'static [&'static str],
    /// Which folder it is where the file does not say so.
    folder: &'static str,
}

/// One line a format.
pub const MARKERS: &[Marker] = &[Marker { file: ".taskmd.yaml", keys: &["dir", "task-dir"], folder: "tasks" }];

impl Marker {
    /// The folder that `text`, what stands in the file, names.
    pub fn folder<'t>(&self, text: &'t str) -> &'t str {
        let value = |line: &'t str| {
            let (_, value) = line.split_once(':').filter(|(key, _)| self.keys.contains(key))?;
            Some(value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']))
        };
        text.lines().find_map(value).filter(|folder| !folder.is_empty()).unwrap_or(self.folder)
    }
}

/// `014-barcode-intake`, as spec-kit names the folder of a feature.
fn is_numbered(name: &str) -> bool {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    digits >= 3 && name[digits..].starts_with('-')
}

/// The home of the document at `path`, which has `/` on every system; `None` where no format says so.
pub fn home(path: &str) -> Option<Home<'_>> {
    let parts: Vec<&str> = path.split('/').collect();
    let end = |part: &str| part.as_ptr().addr() - path.as_ptr().addr() + part.len();
    LAYOUTS.iter().find_map(|layout| {
        let at = parts.windows(layout.around.len()).position(|folders| folders == layout.around)?;
        let last = at + layout.around.len() - usize::from(layout.own.is_none());
        let below = parts.get(last + 1..).filter(|below| !below.is_empty())?;
        let own = layout.own.is_none_or(|own| own(parts[last]));
        let belongs = match layout.inside {
            Inside::Direct => below.len() == 1,
            Inside::All => true,
            Inside::Folders(names) => is_among(names, &below[..below.len() - 1].join("/")),
        };
        (own && belongs).then(|| Home { folder: &path[..end(parts[last])], inside: layout.inside })
    })
}

/// Whether `folder` is one of these, or lies below one of which all is meant, `milestones/**`.
fn is_among(names: &[&str], folder: &str) -> bool {
    names.iter().any(|name| match name.strip_suffix("/**") {
        Some(name) => folder.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        None => *name == folder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes() {
        for (path, folder) in [
            (".kiro/specs/login/tasks.md", Some(".kiro/specs/login")),
            ("app/.kiro/specs/login/design.md", Some("app/.kiro/specs/login")),
            (".kiro/specs/tasks.md", None),
            ("specs/014-intake/spec.md", Some("specs/014-intake")),
            ("specs/014-intake/contracts/api.md", None),
            ("specs/intake/spec.md", None),
            ("openspec/changes/add-x/specs/auth/spec.md", Some("openspec/changes/add-x")),
            ("openspec/changes/archive/2026-01-02-x/tasks.md", Some("openspec/changes/archive/2026-01-02-x")),
            ("openspec/changes/archive/x.md", None),
            ("backlog/tasks/back-1 - a.md", Some("backlog")),
            ("backlog/drafts/draft-1 - a.md", Some("backlog")),
            (".claude/epics/login/001.md", Some(".claude/epics/login")),
            ("backlog/milestones/m-1 - a.md", Some("backlog")),
            ("backlog/milestones/2026/m-3 - a.md", Some("backlog")),
            ("backlog/milestones-old/m-3 - a.md", None),
            ("backlog/docs/a.md", None),
            ("docs/plan.md", None),
        ] {
            assert_eq!(home(path).map(|h| h.folder), folder, "{path}");
        }
    }

    #[test]
    fn folders_that_a_file_names() {
        for (text, folder) in [
            ("", "tasks"),
            ("dir: ./tasks\nweb:\n  port: 8080\n", "./tasks"),
            ("id:\n  dir: x\ndir: \"docs/tasks\" # ours\n", "docs/tasks"),
            ("task-dir: .plan/epics\r\n", ".plan/epics"),
            ("dir:\n", "tasks"),
        ] {
            assert_eq!(MARKERS[0].folder(text), folder, "{text}");
        }
    }
}
