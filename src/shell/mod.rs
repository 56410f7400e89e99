//! The terminal: words, pipes, files, machines, and the foreground process.

mod expand;
mod pipeline;
mod said;
mod script;
mod syntax;
mod tools;

pub use script::Script;
pub use syntax::SyntaxError;

use crate::kubectl::process::{Files, Kubeconfig, Process};
use said::Said;
use std::collections::BTreeMap;

/// How many lines `history` remembers.
const HISTORY_LIMIT: usize = 1_000;

/// What outlives a line: files, the current namespace, variables, the lines before.
#[derive(Clone, Debug, Default)]
pub struct Terminal {
    /// The learner's files by name.
    pub files: Files,
    /// What `kubectl config` holds.
    pub config: Kubeconfig,
    /// Variables by name.
    pub variables: BTreeMap<String, String>,
    /// The lines given so far, oldest first.
    pub history: Vec<String>,
    /// The exit status of the last command: `$?`.
    pub exit: u8,
}

impl Terminal {
    /// Remembers a line for `history`.
    pub fn remember(&mut self, line: &str) {
        if self.history.len() == HISTORY_LIMIT {
            self.history.remove(0);
        }
        self.history.push(line.to_owned());
    }
}

/// Whether a line can be run as it is; otherwise the terminal asks for its next line (an open
/// quote, a here-document without its end).
pub fn is_complete(line: &str) -> bool {
    !matches!(syntax::parse(line), Err(SyntaxError::Incomplete(_)))
}

/// Starts the command of these words.
fn start(words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    let Some((name, rest)) = words.split_first() else { return Said::text("") };
    if let Some(tool) = tools::find(name) {
        return (tool.start)(rest, terminal);
    }
    Said::error(format!("bash: {name}: command not found"), 127)
}
