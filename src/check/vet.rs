//! From documents that are understood to findings, each rule over a batch.

use super::{Checked, Clock, Stage, circumstances};
use crate::{
    diagnostic::{Diagnostic, Rule, Subject},
    family::{Kin, Member},
    plan,
    project::Project,
    rules::{self, Context, Found},
    settings::{FailOn, Settings},
    source::{Intervals, Span},
    suppression::{identity, ignores},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// A document that is to be vetted among those of its plan.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub kin: Kin<'a>,
    pub settings: &'a Settings,
    pub project: &'a Project,
    /// Whether each finding gets the key by which it is known again.
    pub keys: bool,
}

/// What a document came to, without its text.
pub(super) struct Vetted {
    diagnostics: Vec<Diagnostic>,
    suppressed: usize,
    counts: plan::Counts,
}

impl Vetted {
    pub fn of(self, member: &Member, fail_on: FailOn) -> Checked {
        let Self { diagnostics, suppressed, counts } = self;
        let source = Some(member.source.clone());
        Checked { source, diagnostics, suppressed, counts, ..Checked::new(member.source.path(), fail_on) }
    }
}

/// Vets each of `cases`.
pub(super) fn vet(cases: &[Case], clock: &mut impl Clock) -> Vec<Vetted> {
    let found: Vec<_> = cases.iter().map(|_| Found::default()).collect();
    let mut open: Vec<Open> = cases.iter().zip(&found).map(|(case, found)| Open::new(case, found)).collect();
    for (index, rule) in rules::all().iter().enumerate() {
        clock.run(Stage::Rule(index), || open.iter_mut().for_each(|open| open.ask(index, rule)));
    }
    cases.iter().zip(open).map(|(case, open)| case.judge(open)).collect()
}

/// A document that rules look at.
struct Open<'a> {
    context: Context<'a>,
    found: Vec<Diagnostic>,
}

impl<'a> Open<'a> {
    fn new(case: &Case<'a>, found: &'a Found) -> Self {
        let context = Context::new(case.kin, case.project, case.settings, found);
        Self { context, found: Vec::new() }
    }

    fn ask(&mut self, number: usize, rule: &Rule) {
        // Any Markdown may hold odd text; only in a plan is it ours to judge.
        let ours = rule.family != "text" || self.context.counts.is_plan();
        if ours && self.context.settings.enabled(rule) {
            rules::run(number, &self.context, &mut self.found);
        }
    }
}

impl Case<'_> {
    /// What remains of what the rules found.
    fn judge(&self, open: Open) -> Vetted {
        let Open { context: Context { counts, .. }, found: mut diagnostics } = open;
        let Member { source, document, plan } = self.kin.own();
        drop_covered(&mut diagnostics);
        drop_superfluous(&mut diagnostics);
        circumstances::weigh(plan, document, &mut diagnostics);
        let suppressed = ignores::apply(source, document, self.settings, self.project, &mut diagnostics);
        for d in &mut diagnostics {
            if let Some(severity) = self.settings.forced(d.rule) {
                d.severity = severity;
            }
        }
        // Whoever resolves a conflict decides what the text is.
        if diagnostics.iter().any(|d| d.fix.is_some()) && source.holds_conflict() {
            diagnostics.iter_mut().for_each(|d| d.fix = None);
        }
        for d in diagnostics.iter_mut().filter(|_| self.keys) {
            d.key = Some(identity::key(self.kin.own(), d));
            d.parts = identity::parts(self.kin.own(), d);
        }
        sort(&mut diagnostics);
        Vetted { diagnostics, suppressed, counts }
    }
}

pub(super) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| (a.span, a.rule.name, &a.message).cmp(&(b.span, b.rule.name, &b.message)));
}

/// Drops what has a place in a part of which another finding says that nothing can be said of it yet: a task that both
/// sides of a conflict have is no task twice.
fn drop_covered(diagnostics: &mut Vec<Diagnostic>) {
    let covered: Vec<(Span, ())> = diagnostics.iter().filter_map(|d| Some((d.covers?, ()))).collect();
    if covered.is_empty() {
        return;
    }
    let covered = Intervals::new(covered);
    diagnostics.retain(|d| {
        let related = d.related.iter().filter(|r| r.elsewhere.is_none()).map(|r| r.span);
        d.covers.is_some() || ![d.span].into_iter().chain(related).any(|at| covered.touching(at).next().is_some())
    });
}

/// One defect, one finding: drops what yields to another finding about the same thing.
pub(super) fn drop_superfluous(diagnostics: &mut Vec<Diagnostic>) {
    let strong: FxHashSet<&str> = diagnostics.iter().flat_map(|d| d.rule.page().yields_to.iter().copied()).collect();
    if strong.is_empty() {
        return;
    }
    let mut spans: FxHashMap<&str, Vec<(Span, Option<Subject>)>> = FxHashMap::default();
    let mut subjects: FxHashSet<(&str, Subject)> = FxHashSet::default();
    for d in diagnostics.iter().filter(|d| strong.contains(d.rule.name)) {
        let own = d.related.iter().filter(|r| r.elsewhere.is_none()).map(|r| r.span);
        spans.entry(d.rule.name).or_default().extend(own.chain([d.span]).map(|span| (span, d.subject)));
        subjects.extend(d.subject.map(|subject| (d.rule.name, subject)));
    }
    let spans: FxHashMap<_, _> = spans.into_iter().map(|(rule, list)| (rule, Intervals::new(list))).collect();
    diagnostics.retain(|d| {
        // Where both say what they are about, that decides; else whether one stands in a place of the other.
        let beside = |(span, subject): &(Span, Option<Subject>)| {
            !(d.subject.is_some() && subject.is_some()) && d.span.overlaps(*span)
        };
        !d.rule.page().yields_to.iter().any(|rule| {
            d.subject.is_some_and(|subject| subjects.contains(&(*rule, subject)))
                || spans.get(rule).is_some_and(|list| list.touching(d.span).any(beside))
        })
    });
}
