//! `sort`: lines in order.

use super::Tool;
use super::filter::{Options, read};
use super::gather::{Gather, joined};
use crate::shell::said::Said;
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
        // `2`, `2,2`, and `2nr`, whose letters are flags.
        let spec = options.value('k').unwrap_or("1");
        let spec = spec.split([',', '.']).next().unwrap_or_default();
        let letters = spec.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let Ok(column) = spec[..spec.len() - letters.len()].parse::<usize>() else {
            return Said::error(format!("sort: invalid number at field start: ‘{spec}’"), 2);
        };
        let separator = options.value('t').and_then(|separator| separator.chars().next());
        let [numeric, reverse, unique] =
            ['n', 'r', 'u'].map(|flag| options.has(flag) || letters.contains(flag));
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

/// What a line is ordered by: all of it from a column on, counted from 1.
fn key(line: &str, column: usize, separator: Option<char>) -> &str {
    let mut rest = line;
    for _ in 1..column {
        if rest.is_empty() {
            break;
        }
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
