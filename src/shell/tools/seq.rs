//! `seq`: numbers in a row.

use super::Tool;
use crate::shell::said::Said;

/// The most numbers that are printed.
const LIMIT: i64 = 10_000;

/// The row.
pub static TOOL: Tool = Tool {
    name: "seq",
    usage: "[FIRST] LAST",
    summary: "print the numbers from FIRST, or 1, to LAST",
    start: |words, _| {
        let numbers: Option<Vec<i64>> = words.iter().map(|word| word.parse().ok()).collect();
        let (first, last) = match numbers.as_deref() {
            Some([last]) => (1, *last),
            Some([first, last]) => (*first, *last),
            _ => return Said::error("usage: seq [FIRST] LAST", 1),
        };
        let last = last.min(first.saturating_add(LIMIT - 1));
        Said::text((first..=last).map(|number| format!("{number}\n")).collect::<String>())
    },
};
