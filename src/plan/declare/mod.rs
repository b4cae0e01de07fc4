//! The readers of what there is: tasks, groups, actors, gates and prompts, whatever format they stand in.

pub(super) mod branches;
pub(super) mod bygone;
pub(super) mod checklists;
pub(super) mod dialects;
pub(super) mod fields;
pub(super) mod footer;
pub(super) mod frontmatter;
pub(super) mod gates;
pub(super) mod legend;
pub(super) mod mermaid;
pub(super) mod modes;
pub(super) mod numbered_items;
pub(super) mod phrases;
pub(super) mod prompts;
pub(super) mod raci;
pub(super) mod remarks;
pub(super) mod requirements;
pub(super) mod rosters;
pub(super) mod sections;
pub(super) mod slots;
pub(super) mod standings;
pub(super) mod tables;
pub(super) mod timelines;
pub(super) mod titles;
pub(super) mod windows;
