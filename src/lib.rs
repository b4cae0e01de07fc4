//! planvet vets plans: the Markdown playbooks, wave plans, task lists and
//! checklists with which people and coding agents divide work.
//!
//! One way leads through the house, and each stage knows only those before it:
//! bytes → [`source`] → [`markdown`] → [`plan`] → [`rules`] → [`diagnostic`] →
//! [`report`]. [`check`] strings them together; [`cli`] is a door into it.

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
