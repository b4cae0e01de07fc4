//! What a repository needs so that planvet works in it: a configuration that fits its plans, and the settings that
//! make a coding agent ask.

pub mod checks;
pub mod configuration;
pub mod place;
pub mod settings;
pub mod survey;

/// Who must own tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Every task needs an owner.
    EveryTask,
    /// A task needs an owner where its neighbours have one.
    Convention,
    /// Owners are not asked for.
    Off,
}

/// Where a gate must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// After every phase.
    EveryPhase,
    /// After a phase where the others have one.
    Convention,
    /// Gates are not asked for.
    Off,
}

/// What a tick must rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Nothing.
    None,
    /// Something that is named beside it and exists.
    Named,
    /// A declared check that passed on the files as they are.
    Recorded,
}

/// What is asked of the plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    /// Of owners.
    pub owner: Owner,
    /// Of gates.
    pub gate: Gate,
    /// Of ticks.
    pub evidence: Evidence,
}

impl Default for Wishes {
    /// What planvet asks for without a configuration.
    fn default() -> Self {
        Self { owner: Owner::Convention, gate: Gate::Convention, evidence: Evidence::None }
    }
}

/// A choice: how the command line names it, what it is, and what it means to a person.
pub type Choice<T> = (&'static str, T, &'static str);

impl Owner {
    /// All choices.
    pub const ALL: [Choice<Self>; 3] = [
        ("every-task", Self::EveryTask, "every task has one"),
        ("convention", Self::Convention, "a task has one where its neighbours do"),
        ("off", Self::Off, "nobody asks"),
    ];
}

impl Gate {
    /// All choices.
    pub const ALL: [Choice<Self>; 3] = [
        ("every-phase", Self::EveryPhase, "every phase ends in one"),
        ("convention", Self::Convention, "a phase ends in one where the others do"),
        ("off", Self::Off, "nobody asks"),
    ];
}

impl Evidence {
    /// All choices.
    pub const ALL: [Choice<Self>; 3] = [
        ("none", Self::None, "a box is enough"),
        ("named", Self::Named, "it names a commit, a file or a report that exists"),
        ("recorded", Self::Recorded, "a declared check passed on the files as they are"),
    ];
}
