//! Whether what is cited beside an item is what the document's own rule for ticks asks for.

use super::{Desk, Outcome, Target};
use crate::{
    evidence::{Evidence, Kind, all_own},
    family::Member,
    plan::{Proofs, TaskId},
    results::NotGreen,
};

/// How many of the items around one are asked.
const AROUND: usize = 8;

impl Desk<'_> {
    /// What of `asked` is not cited beside an item, below it, or beside the items that it is a part of. A commit or
    /// report that is not there, and a report that is red, is cited: other rules say what is wrong with it.
    pub fn uncited(&self, id: TaskId, asked: Proofs) -> Proofs {
        let Member { source, document, plan } = self.member;
        let mut cited = self.beside(plan.task(id));
        let around = std::iter::successors(plan.task(id).parent, |id| plan.task(*id).parent).take(AROUND);
        cited.extend(around.flat_map(|id| all_own(source.text(), document, plan.task(id))));
        let commit = asked.commit && !cited.iter().any(|e| self.is_commit(e));
        let report = asked.report && !cited.iter().any(|e| self.is_report(e));
        Proofs { commit, report, ..Proofs::default() }
    }

    fn is_commit(&self, evidence: &Evidence) -> bool {
        evidence.kind == Kind::Commit && !matches!(self.target(evidence), Target::Told)
    }

    /// Whether this is a report of tests, or the page of a run, which holds one.
    fn is_report(&self, evidence: &Evidence) -> bool {
        match evidence.kind {
            Kind::Run => !matches!(self.target(evidence), Target::Told),
            Kind::Artifact => match self.look(evidence) {
                Outcome::Told => false,
                // Coverage and analyses are none.
                Outcome::Report(report) => {
                    !matches!(report.as_ref().as_ref().map(|r| r.green()), Ok(Err(NotGreen::NoTests(_))))
                }
                _ => true,
            },
            _ => false,
        }
    }
}
