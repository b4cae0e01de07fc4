//! What holds for one document: which rules run, how bad their findings are, what must hold, which words are understood.

mod evidence;

pub use evidence::{Check, CheckKind, Level, RequireEvidence};

use crate::{
    diagnostic::{Rule, Severity},
    plan::Vocabulary,
};
use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, str::FromStr, sync::Arc};

/// From which severity on a run ends with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Info,
    /// None.
    Never,
}

impl FailOn {
    /// As users write them.
    pub const CHOICES: [(&'static str, Self); 4] =
        [("error", Self::Error), ("warning", Self::Warning), ("info", Self::Info), ("never", Self::Never)];

    /// Whether a finding of `severity` counts.
    pub fn reached(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

/// `require.owner`: which work must have an owner, so that its absence is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequireOwner {
    /// Every task.
    EveryTask,
    /// Work whose siblings have one.
    Convention,
}

/// `require.gate`: which phases must end in a gate, so that its absence is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequireGate {
    /// Every phase.
    EveryPhase,
    /// A phase whose siblings have one.
    Convention,
}

/// `[require]`: what must hold here; `None` where the configuration does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Require {
    /// Owners.
    pub owner: Option<RequireOwner>,
    /// Gates.
    pub gate: Option<RequireGate>,
    /// What the tick of an item must rest on.
    pub items: Option<Arc<RequireEvidence>>,
    /// What the tick of a gate must rest on.
    pub gates: Option<Arc<RequireEvidence>>,
}

impl Require {
    /// What the tick of a task must rest on; `gate` says whether it is that of a gate.
    pub fn evidence(&self, gate: impl FnOnce() -> bool) -> Option<&RequireEvidence> {
        self.gates.as_deref().filter(|_| gate()).or(self.items.as_deref())
    }
}

/// A day of the calendar, as the command line names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub jiff::civil::Date);

impl FromStr for Date {
    type Err = String;

    /// Reads `2026-03-31`.
    fn from_str(text: &str) -> Result<Self, String> {
        let whole = text.len() == "2026-03-31".len();
        let read = whole.then(|| jiff::civil::Date::strptime("%Y-%m-%d", text).ok()).flatten();
        read.map(Self).ok_or_else(|| "write a day as 2026-03-31".to_owned())
    }
}

/// What holds for one document, after files, overrides and flags are merged.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whether a rule runs where anything says so, by its name.
    pub(crate) enabled: FxHashMap<&'static str, bool>,
    /// Severity where the configuration names one, by the rule's name.
    pub(crate) severity: FxHashMap<&'static str, Severity>,
    /// From which severity on the exit code is 1.
    pub fail_on: FailOn,
    /// What must hold.
    pub require: Require,
    /// The day that dates are compared with, where the command line names one.
    pub today: Option<Date>,
    /// The checks that are declared, by name.
    pub checks: Arc<BTreeMap<String, Check>>,
    /// The words that are understood.
    pub vocabulary: Arc<Vocabulary>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: FxHashMap::default(),
            severity: FxHashMap::default(),
            fail_on: FailOn::default(),
            require: Require::default(),
            today: None,
            checks: Arc::default(),
            vocabulary: Vocabulary::standard(),
        }
    }
}

impl Settings {
    /// The day that dates are compared with: the command line's, else this day in Greenwich.
    pub fn today(&self) -> jiff::civil::Date {
        self.today.map_or_else(|| jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date(), |today| today.0)
    }

    /// Whether `rule` runs at all.
    pub fn enabled(&self, rule: &Rule) -> bool {
        self.enabled.get(rule.name).copied().unwrap_or_else(|| rule.page().default)
    }

    /// The severity that the configuration demands for `rule`, whatever the rule says.
    pub fn forced(&self, rule: &Rule) -> Option<Severity> {
        self.severity.get(rule.name).copied()
    }
}
