//! `tail`: the last lines.

use super::Tool;
use super::filter::{Options, read};
use super::gather::{Gather, joined};
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "tail",
    usage: "[-n COUNT|+FIRST] [FILE]…",
    summary: "print the last lines, 10 unless told",
    start: |words, _| {
        let options = match Options::read("tail", words, "", "n") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let count = options.value('n').unwrap_or("10").to_owned();
        let from_start = count.strip_prefix('+').map(str::to_owned);
        let Ok(number) = from_start.as_deref().unwrap_or(&count).parse::<usize>() else {
            return Said::error(format!("tail: invalid number of lines: ‘{count}’"), 1);
        };
        let from_start = from_start.is_some();
        let print = move |lines: Vec<String>| {
            let first = if from_start {
                number.saturating_sub(1).min(lines.len())
            } else {
                lines.len().saturating_sub(number)
            };
            joined(&lines[first..])
        };
        read("tail", options.words, Gather::new(print))
    },
};
