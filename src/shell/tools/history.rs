//! `history`: the lines before this one.  `clear`: an empty screen.

use super::Tool;
use crate::shell::CLEAR;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "history",
    usage: "[COUNT]",
    summary: "print the lines typed so far",
    start: |words, terminal| {
        let count = words.first().and_then(|word| word.parse().ok()).unwrap_or(usize::MAX);
        let first = terminal.history.len().saturating_sub(count);
        let lines = terminal.history.iter().enumerate().skip(first);
        Said::text(
            lines.map(|(place, line)| format!("{:>5}  {line}\n", place + 1)).collect::<String>(),
        )
    },
};

/// Clears the screen.
pub static CLEAR_TOOL: Tool =
    Tool { name: "clear", usage: "", summary: "clear the screen", start: |_, _| Said::text(CLEAR) };
