//! `sort`: lines in order.

use super::Tool;
use super::filter::{Options, read};
use super::gather::{Gather, joined};
use std::cmp::Ordering;

/// The row.
pub static TOOL: Tool = Tool {
    name: "sort",
    usage: "[-nru] [-k COLUMN] [-t SEPARATOR] [FILE]…",
    summary: "print the lines in order",
    start: |words, _| {
        let options = match Options::read("sort", words, "nrub", "kt") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let column = options.value('k').unwrap_or_default();
        let column = column.split([',', '.']).next().and_then(|column| column.parse().ok());
        let separator = options.value('t').and_then(|separator| separator.chars().next());
        let [numeric, reverse, unique] = ['n', 'r', 'u'].map(|flag| options.has(flag));
        let print = move |mut lines: Vec<String>| {
            let order = |left: &String, right: &String| {
                let (left_key, right_key) =
                    (key(left, column, separator), key(right, column, separator));
                let by_key = if numeric {
                    number(left_key).total_cmp(&number(right_key))
                } else {
                    left_key.cmp(right_key)
                };
                let order = by_key.then_with(|| left.cmp(right));
                if reverse { order.reverse() } else { order }
            };
            crate::order::sort_by(&mut lines, order);
            if unique {
                lines.dedup_by(|later, earlier| order(later, earlier) == Ordering::Equal);
            }
            joined(&lines)
        };
        read("sort", options.words, Gather::new(print))
    },
};

/// What a line is ordered by: all of it, or from a column on, counted from 1.
fn key(line: &str, column: Option<usize>, separator: Option<char>) -> &str {
    let Some(column) = column.filter(|column| *column > 1) else { return line };
    let mut rest = line;
    for _ in 1..column {
        rest = match separator {
            Some(separator) => rest.split_once(separator).map_or("", |(_, rest)| rest),
            None => {
                let word = rest.trim_start();
                word.find(char::is_whitespace).map_or("", |end| word[end..].trim_start())
            }
        };
    }
    rest
}

/// The number at the beginning of a text; 0 if there is none.
fn number(text: &str) -> f64 {
    let text = text.trim_start();
    let is_part = |(place, letter): (usize, char)| {
        letter.is_ascii_digit() || letter == '.' || (place == 0 && letter == '-')
    };
    let end = text.char_indices().find(|part| !is_part(*part)).map_or(text.len(), |(end, _)| end);
    crate::float::parse(&text[..end]).unwrap_or(0.0)
}
