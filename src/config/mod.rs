//! `planvet.toml`: what is asked of a project's plans, as its owners write it.

mod error;
mod file;
mod find;
mod layer;
#[cfg(test)]
mod tests;

pub use error::{ConfigError, Problem};
pub use file::{File, UnknownRule, schema};
pub use find::{Config, Configs, LastGood, NAMES};
pub use layer::{Layer, Selector};
