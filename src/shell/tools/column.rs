//! `column`: words below each other.

use super::Tool;
use super::filter::{Options, read};
use super::gather::{Gather, joined};
use crate::shell::said::Said;

/// No column is made wider than this: a single long word must not fill the memory.
const WIDEST: usize = 400;

/// The row.
pub static TOOL: Tool = Tool {
    name: "column",
    usage: "-t [-s SEPARATORS] [FILE]…",
    summary: "align the words of lines in columns",
    start: |words, _| {
        let options = match Options::read("column", words, "t", "so") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        if !options.has('t') {
            return Said::error("column: only tables can be made here: column -t", 1);
        }
        let separators = options.value('s').map(str::to_owned);
        let between = options.value('o').unwrap_or("  ").to_owned();
        let print = move |lines: Vec<String>| table(&lines, separators.as_deref(), &between);
        read("column", options.words, Gather::new(print))
    },
};

/// Lines whose words begin below each other.  Words end at blanks, however many, unless other
/// signs part them.
fn table(lines: &[String], separators: Option<&str>, between: &str) -> String {
    let cells = |line: &String| -> Vec<String> {
        let words: Vec<&str> = match separators {
            Some(signs) => line.split(|sign| signs.contains(sign)).collect(),
            None => line.split_whitespace().collect(),
        };
        words.into_iter().map(str::to_owned).collect()
    };
    let rows: Vec<Vec<String>> =
        lines.iter().filter(|line| !line.trim().is_empty()).map(cells).collect();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        for (place, cell) in row.iter().enumerate() {
            let width = cell.chars().take(WIDEST).count();
            match widths.get_mut(place) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    let line = |row: &Vec<String>| {
        let last = row.len().saturating_sub(1);
        let padded = row.iter().zip(&widths).enumerate().map(|(place, (cell, width))| {
            if place == last { cell.clone() } else { format!("{cell:<width$}") }
        });
        padded.collect::<Vec<_>>().join(between)
    };
    joined(&rows.iter().map(line).collect::<Vec<_>>())
}
