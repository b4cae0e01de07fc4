//! What CI runs: the steps of the action and the script of the GitLab component, run as they stand there.

mod support;

#[path = "ci/action.rs"]
mod action;
#[path = "ci/gitlab.rs"]
mod gitlab;
#[path = "ci/script.rs"]
mod script;
