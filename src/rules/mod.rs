//! The rules. Each costs two files and a line: its page under `rules/`, its
//! module here, and its line in the table below.

mod mend;
mod views;
mod wish;

use crate::{
    diagnostic::{Diagnostic, Rule},
    evidence::ledger::{self, Entry},
    family::{Kin, Member},
    markdown::{BlockId, Document},
    plan::{self, Boxes, Counts, Plan, Task, TaskId, Titles, Word, names, quantity::Quantity, sums::Sum},
    project::Project,
    settings::{RequireEvidence, Settings},
    source::{Places, Source, Span, window},
};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// How much of a line is read to each side of a place, in bytes.
const LINE: usize = 400;

/// What a rule may look at: one document and its surroundings.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The text.
    pub source: &'a Source,
    /// Its blocks.
    pub document: &'a Document,
    /// What they mean.
    pub plan: &'a Plan,
    /// Facts about the repository around it.
    pub project: &'a Project,
    /// What the configuration asks.
    pub settings: &'a Settings,
    /// The document among those of its plan.
    pub kin: Kin<'a>,
    /// How much was understood.
    pub counts: Counts,
    digits: &'a Places,
    found: &'a Found,
}

/// What several rules look up in a document, found when the first of them asks.
#[derive(Default)]
pub struct Found {
    records: OnceCell<Vec<Entry>>,
    titles: OnceCell<Titles>,
    boxes: OnceCell<Vec<TaskId>>,
}

impl<'a> Context<'a> {
    /// Of one document of a plan; `found` is still empty.
    pub fn new(kin: Kin<'a>, project: &'a Project, settings: &'a Settings, found: &'a Found) -> Self {
        let Member { source, document, plan } = kin.own();
        let (counts, digits) = (plan.counts(), source.digits());
        Self { source, document, plan, project, settings, kin, counts, digits, found }
    }

    /// The items that have records, with these.
    pub fn records(&self) -> &'a [Entry] {
        self.found.records.get_or_init(|| ledger::of(self.kin.own(), self.project, self.settings))
    }

    /// The sections by what names them.
    pub fn titles(&self) -> &'a Titles {
        self.found.titles.get_or_init(|| Titles::new(self.document, self.plan))
    }

    /// The tasks that stand as boxes.
    pub fn boxes(&self) -> Boxes<'a> {
        Boxes::known(self.plan, self.found.boxes.get_or_init(|| Boxes::ids(self.plan)))
    }

    /// What is asked of the tick of a task.
    pub fn required(&self, task: &Task) -> Option<&'a RequireEvidence> {
        self.settings.require.evidence(|| self.plan.is_gate(task))
    }

    /// The text inside `span`.
    pub fn text(&self, span: crate::source::Span) -> &'a str {
        self.source.slice(span)
    }

    /// The figure of an item that can be added to `claim`; `None` where it has none, several, or takes something off.
    pub fn figure_like(&self, item: BlockId, claim: &Quantity) -> Option<Quantity> {
        plan::figure_like(self.source.text(), self.document, &self.settings.vocabulary, item, claim)
    }

    /// Whether a digit stands inside `span`.
    pub fn holds_digit(&self, span: crate::source::Span) -> bool {
        self.digits.any_in(span)
    }

    /// Whether a line says that what it names may be no part of a total: it is struck out, was moved or
    /// cancelled, or is a part of another thing.
    pub fn is_left_out(&self, line: &str) -> bool {
        let words = &self.settings.vocabulary;
        line.contains("~~") || words.says(line, Word::LeftOut) || words.begins(line, Word::Apart)
    }

    /// Whether a total may leave out a row or an item: what [`is_left_out`](Self::is_left_out), breaks and milestones,
    /// as `| Lunch break | 1 h |`.
    pub fn may_be_left_out(&self, line: &str) -> bool {
        self.is_left_out(line) || line.split('|').any(|cell| self.settings.vocabulary.is_landmark(cell))
    }

    /// Whether figures come to `whole` without a few of them, whose lines alone bear a remark in brackets: "Poster (extra)".
    pub fn rest_comes_to(&self, parts: &[(&Quantity, &str)], whole: &Quantity) -> bool {
        let rest: Vec<&Quantity> = parts.iter().filter(|(_, line)| !names::has_remark(line)).map(|(q, _)| *q).collect();
        let few = rest.len() < parts.len() && 2 * rest.len() > parts.len();
        few && Sum::of(rest).is_some_and(|sum| sum.low == whole.low && sum.high == whole.high)
    }

    /// The line in which `span` begins, so much of it as is read: [`LINE`] bytes to each side.
    pub fn line(&self, span: crate::source::Span) -> &'a str {
        let text = self.source.text();
        &text[window::line(text, span.start as usize, LINE)]
    }
}

/// Where a rule puts its findings.
pub struct Findings<'a> {
    rule: &'static Rule,
    list: &'a mut Vec<Diagnostic>,
    /// The places of which this rule speaks.
    told: FxHashSet<Span>,
}

impl Findings<'_> {
    /// A new finding of this rule, to be completed and given to [`Findings::push`].
    pub fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule, span, message)
    }

    /// Whether this rule speaks of that very place already.
    pub fn tell(&self, span: Span) -> bool {
        self.told.contains(&span)
    }

    /// Whether this rule speaks of a place that shares something with that one.
    pub fn tells_within(&self, span: Span) -> bool {
        self.told.iter().any(|told| told.overlaps(span))
    }

    /// Reports it.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.told.insert(diagnostic.span);
        self.list.push(diagnostic);
    }
}

/// The rules that say that a tick is not what it claims, by their names.
pub const TICKS: [&str; 3] = ["failed-evidence", "stale-evidence", "unproven-tick"];

/// What a rule does with a document.
pub type Check = fn(&Context, &mut Findings);

/// Runs the rule that has this number in [`all`] on one document.
pub fn run(number: usize, context: &Context, list: &mut Vec<Diagnostic>) {
    if let Some(check) = CHECKS[number] {
        check(context, &mut Findings { rule: &RULES[number], list, told: FxHashSet::default() });
    }
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().iter().find(|r| r.name == name)
}

/// The names of a family's rules, as a sentence lists them; `None` where there is no such family.
pub fn of_family(name: &str) -> Option<String> {
    let names: Vec<_> = all().iter().filter(|r| r.family == name).map(|r| r.name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The name that `name` was perhaps meant to be.
pub fn similar(name: &str) -> Option<&'static str> {
    let near = |rule: &Rule| strsim::jaro_winkler(rule.name, name);
    let best = all().iter().max_by(|a, b| near(a).total_cmp(&near(b)))?;
    (near(best) > 0.8).then_some(best.name)
}

/// Every rule, in the order of the table.
pub fn all() -> &'static [Rule] {
    &RULES
}

macro_rules! rules {
    ($($family:ident { $($module:ident $name:literal $(= $check:ident)?;)* })*) => {
        $( #[allow(missing_docs)] pub mod $family { $( rules!(@module $module $($check)?); )* } )*
        static RULES: [Rule; rules!(@count $($($module)*)*)] = [$($(
            Rule::new(
                stringify!($family),
                $name,
                include_str!(concat!("../../rules/", stringify!($family), "/", $name, ".md")),
            ),
        )*)*];
        /// What each of them does; nothing where the engine reports it.
        static CHECKS: [Option<Check>; RULES.len()] = [$($( rules!(@check $family $module $($check)?), )*)*];
        /// Rules that the engine itself reports, since they speak of planvet and not of a plan.
        pub mod engine { $($( rules!(@name $module $name $($check)?); )*)* }
    };
    (@module $module:ident) => { pub mod $module; };
    (@module $module:ident engine) => {};
    (@check $family:ident $module:ident) => { Some($family::$module::check) };
    (@check $family:ident $module:ident engine) => { None };
    (@name $module:ident $name:literal) => {};
    (@name $module:ident $name:literal engine) => {
        /// The rule of that name.
        pub fn $module() -> &'static crate::diagnostic::Rule { super::find($name).expect("a rule of the table") }
    };
    (@count) => { 0 };
    (@count $head:ident $($tail:ident)*) => { 1 + rules!(@count $($tail)*) };
}

// One line a rule: its module and its name. `= engine`: the engine reports it.
rules! {
    planvet {
        internal_error "internal-error" = engine;
        unreadable_file "unreadable-file" = engine;
        unused_ignore "unused-ignore" = engine;
        stale_baseline "stale-baseline" = engine;
        unknown_rule "unknown-rule" = engine;
        ignore_without_reason "ignore-without-reason" = engine;
    }
    ownership {
        missing_owner "missing-owner";
        unknown_owner "unknown-owner";
        idle_owner "idle-owner";
        unowned_task "unowned-task";
        same_backup "same-backup";
        wrong_accountable "wrong-accountable";
        roster_mismatch "roster-mismatch";
    }
    dependencies {
        dependency_cycle "dependency-cycle";
        unknown_dependency "unknown-dependency";
        duplicate_id "duplicate-id";
        backward_dependency "backward-dependency";
        parallel_dependency "parallel-dependency";
        premature_tick "premature-tick";
        edge_mismatch "edge-mismatch";
        conflicting_order "conflicting-order";
        dead_dependency "dead-dependency";
        stale_blocker "stale-blocker";
        disconnected_task "disconnected-task";
    }
    arithmetic {
        wrong_total "wrong-total";
        wrong_sum "wrong-sum";
        wrong_count "wrong-count";
        wrong_percentage "wrong-percentage";
        conflicting_value "conflicting-value";
    }
    gates {
        missing_gate "missing-gate";
        missing_rollback "missing-rollback";
        premature_gate "premature-gate";
        skipped_gate "skipped-gate";
        unconditional_gate "unconditional-gate";
        unproduced_artifact "unproduced-artifact";
        vague_gate "vague-gate";
    }
    evidence {
        unproven_tick "unproven-tick";
        failed_evidence "failed-evidence";
        unknown_evidence "unknown-evidence";
        stale_evidence "stale-evidence";
        ready_to_tick "ready-to-tick";
        open_children "open-children";
        status_conflict "status-conflict";
        progress_mismatch "progress-mismatch";
        split_status "split-status";
    }
    schedule {
        double_booked "double-booked";
        wrong_duration "wrong-duration";
        impossible_date "impossible-date";
        inverted_dates "inverted-dates";
        wrong_weekday "wrong-weekday";
        overdue "overdue";
        hour_overrun "hour-overrun";
        conflicting_cadence "conflicting-cadence";
    }
    parallel {
        write_conflict "write-conflict";
        shared_branch "shared-branch";
        overlapping_assignment "overlapping-assignment";
        wrong_concurrency "wrong-concurrency";
    }
    prompts {
        missing_verification "missing-verification";
        invalid_payload "invalid-payload";
        undefined_prompt "undefined-prompt";
        unfilled_placeholder "unfilled-placeholder";
    }
    references {
        broken_anchor "broken-anchor";
        machine_path "machine-path";
        unknown_requirement "unknown-requirement";
        uncovered_requirement "uncovered-requirement";
        missing_file "missing-file";
        undefined_reference "undefined-reference";
        undetailed_phase "undetailed-phase";
    }
    commands {
        prose_in_shell "prose-in-shell";
        risky_command "risky-command";
        unknown_script "unknown-script";
        unreachable_command "unreachable-command";
    }
    dialect {
        malformed_task "malformed-task";
        needs_clarification "needs-clarification";
        wrong_group "wrong-group";
    }
    text {
        broken_fence "broken-fence";
        broken_table "broken-table";
        chat_residue "chat-residue";
        conflict_marker "conflict-marker";
        doubled_word "doubled-word";
        duplicate_section "duplicate-section";
        elided_content "elided-content";
        emphasized_path "emphasized-path";
        empty_section "empty-section";
        escaped_newlines "escaped-newlines";
        malformed_checkbox "malformed-checkbox";
        mojibake "mojibake";
        quoted_bound "quoted-bound";
        ragged_table "ragged-table";
        self_rename "self-rename";
        vague_criterion "vague-criterion";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_well_formed() {
        let problems: Vec<_> = all()
            .iter()
            .flat_map(|r| r.problems().into_iter().map(move |p| format!("rules/{}/{}.md {p}", r.family, r.name)))
            .collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    #[test]
    fn a_rule_yields_to_others_alone() {
        for rule in all() {
            for name in &rule.page().yields_to {
                assert!(find(name).is_some_and(|other| other.name != rule.name), "{} yields to `{name}`", rule.name);
            }
        }
    }
}
