//! Which documents there are: what the paths of a command line name and no configuration excludes, and which of them
//! form one plan, by a format's folder, by `[[plan]]` or by a key.

mod find;
mod keys;
#[cfg(test)]
mod tests;
mod units;

pub use find::{Found, find, folders};
pub use keys::Keys;
pub use units::{Unit, tie_of, units};
