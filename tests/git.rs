//! Reading real repositories with the real git: nothing is run, nothing is written, and every id is git's own.

#[path = "git/clones.rs"]
mod clones;
#[path = "git/commits.rs"]
mod commits;
#[path = "git/hostile.rs"]
mod hostile;
#[path = "git/place.rs"]
mod place;
#[path = "git/working.rs"]
mod working;
