//! The language server through its binary: bare messages here, and real clients where they are installed.

mod support;

#[path = "server/clients.rs"]
mod clients;
#[path = "server/configuration.rs"]
mod configuration;
#[path = "server/drafts.rs"]
mod drafts;
#[path = "server/editor.rs"]
mod editor;
#[path = "server/follows.rs"]
mod follows;
#[path = "server/plans.rs"]
mod plans;
#[path = "server/robust.rs"]
mod robust;
#[path = "server/same.rs"]
mod same;
#[path = "server/ticking.rs"]
mod ticking;
