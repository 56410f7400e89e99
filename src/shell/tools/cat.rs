//! `cat`: files, as they are.

use super::Tool;
use super::each::Each;
use super::filter::read;

/// The row.
pub static TOOL: Tool = Tool {
    name: "cat",
    usage: "[FILE]…",
    summary: "print files",
    start: |words, _| read("cat", words.to_vec(), Each(|line: &str| Some(line.to_owned()))),
};

/// `less` shows the same: the terminal scrolls by itself.
pub static LESS: Tool = Tool {
    name: "less",
    usage: "[FILE]…",
    summary: "print files; the terminal scrolls by itself",
    start: |words, _| read("less", words.to_vec(), Each(|line: &str| Some(line.to_owned()))),
};
