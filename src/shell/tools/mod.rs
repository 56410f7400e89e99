//! The small tools of a terminal: one file a tool, one row each.

mod alias;
mod awk;
mod base64;
mod canary;
mod cat;
mod column;
mod cut;
mod date;
mod each;
mod echo;
mod export;
mod expr;
mod filter;
mod gather;
mod grep;
mod head;
mod help;
mod history;
mod jq;
mod ls;
mod pattern;
mod printf;
mod rm;
mod sed;
mod seq;
mod sleep;
mod sort;
mod tail;
mod tee;
mod test;
mod timeout;
mod tr;
mod uniq;
mod watch;
mod wc;
mod xargs;

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
pub static TOOLS: &[&Tool] = &[
    &test::BRACKET,
    &alias::TOOL,
    &awk::TOOL,
    &base64::TOOL,
    &test::BREAK,
    &canary::TOOL,
    &cat::TOOL,
    &history::CLEAR_TOOL,
    &test::CONTINUE,
    &column::TOOL,
    &cut::TOOL,
    &date::TOOL,
    &echo::TOOL,
    &export::ENV,
    &export::TOOL,
    &expr::TOOL,
    &test::FALSE,
    &grep::TOOL,
    &head::TOOL,
    &help::TOOL,
    &history::TOOL,
    &jq::TOOL,
    &cat::LESS,
    &ls::TOOL,
    &export::PRINTENV,
    &printf::TOOL,
    &export::PWD,
    &rm::TOOL,
    &sed::TOOL,
    &seq::TOOL,
    &sleep::TOOL,
    &sort::TOOL,
    &tail::TOOL,
    &tee::TOOL,
    &test::TOOL,
    &timeout::TOOL,
    &tr::TOOL,
    &test::TRUE,
    &alias::UNALIAS,
    &uniq::TOOL,
    &export::UNSET,
    &watch::TOOL,
    &wc::TOOL,
    &xargs::TOOL,
];

/// The tool of this name.
pub fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().copied().find(|tool| tool.name == name)
}
