//! The small tools of a terminal: one file a tool, one row each.

mod echo;
mod help;

use super::Terminal;
use crate::kubectl::process::Process;

/// A tool.
pub struct Tool {
    /// The word that starts it.
    pub name: &'static str,
    /// What follows the word.
    pub usage: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Starts it with the words after its name.
    pub start: fn(&[String], &mut Terminal) -> Box<dyn Process>,
}

/// All tools, by name.
pub static TOOLS: &[&Tool] = &[&echo::TOOL, &help::TOOL];

/// The tool of this name.
pub fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().copied().find(|tool| tool.name == name)
}
