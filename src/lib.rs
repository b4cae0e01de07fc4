//! planvet vets plans: the Markdown playbooks, wave plans, task lists and
//! checklists with which people and coding agents divide work.
//!
//! One way leads through the house: bytes → [`source`] → [`markdown`] → [`plan`] →
//! [`family`] → [`rules`] → [`suppression`] → [`report`] → bytes. [`check`] strings the
//! stages together; [`cli`], [`server`] and [`hook`] are doors into it. Each module knows
//! only those above it in the table of CONTRIBUTING.md, which a test holds.

pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod discovery;
pub mod evidence;
pub mod family;
pub mod fix;
pub mod git;
pub mod hook;
pub mod init;
pub mod markdown;
pub mod message;
pub mod plan;
pub mod project;
pub mod report;
pub mod results;
pub mod rules;
pub mod server;
pub mod settings;
pub mod source;
pub mod suppression;
pub mod workspace;
