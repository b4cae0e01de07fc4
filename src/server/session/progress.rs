//! How far the reading of the workspace has come, as the client shows it.

use super::Session;
use lsp_server::{RequestId, Response};
use serde_json::{Value, json};

/// What the client was told of the reading that goes on.
#[derive(Debug, Default)]
pub struct Progress {
    /// Counts the readings: each has a token of its own.
    count: u32,
    state: State,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing.
    #[default]
    Quiet,
    /// It was asked whether it can show it, under this number.
    Asked(RequestId),
    /// It shows it.
    Shown,
}

impl Session {
    /// Shows how far the reading has come, where that takes long enough to ask for a place to show it.
    pub(super) fn show(&mut self, done: usize, total: usize) {
        if total == 0 || !self.client.progress {
            return;
        }
        let over = done >= total;
        match self.progress.state {
            State::Quiet if !over => {
                let token = self.token();
                let id = self.ask("window/workDoneProgress/create", json!({ "token": token }));
                self.progress.state = State::Asked(id);
            }
            State::Shown if over => self.report(json!({ "kind": "end" })),
            State::Shown => {
                let message = format!("{done} of {total} files");
                self.report(json!({ "kind": "report", "percentage": 100 * done / total, "message": message }));
            }
            State::Quiet | State::Asked(_) => {}
        }
        if over && self.progress.state != State::Quiet {
            // An answer that comes now begins nothing.
            self.progress = Progress { count: self.progress.count + 1, state: State::Quiet };
        }
    }

    /// Begins when the client has a place to show it, as the protocol wants.
    pub(super) fn answered(&mut self, response: &Response) {
        if self.progress.state == State::Asked(response.id.clone()) && response.response_result.is_ok() {
            self.progress.state = State::Shown;
            self.report(json!({ "kind": "begin", "title": "planvet reads the plans", "percentage": 0 }));
        }
    }

    fn report(&self, value: Value) {
        self.notify("$/progress", json!({ "token": self.token(), "value": value }));
    }

    fn token(&self) -> String {
        format!("planvet/index/{}", self.progress.count)
    }
}
