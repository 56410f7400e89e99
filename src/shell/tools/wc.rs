//! `wc`: counts lines, words and bytes.

use super::Tool;
use super::filter::{Options, read};
use super::gather::{Gather, joined};

/// The row.
pub static TOOL: Tool = Tool {
    name: "wc",
    usage: "[-lwc] [FILE]…",
    summary: "count lines, words and bytes",
    start: |words, _| {
        let options = match Options::read("wc", words, "lwc", "") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let flags: String = options.flags.iter().map(|(letter, _)| *letter).collect();
        let print = move |lines: Vec<String>| {
            let text = joined(&lines);
            let counts =
                [('l', lines.len()), ('w', text.split_whitespace().count()), ('c', text.len())];
            let wanted: Vec<String> = counts
                .iter()
                .filter(|(letter, _)| flags.is_empty() || flags.contains(*letter))
                .map(|(_, count)| count.to_string())
                .collect();
            match wanted.as_slice() {
                [only] => format!("{only}\n"),
                several => {
                    let columns: Vec<String> =
                        several.iter().map(|count| format!("{count:>7}")).collect();
                    format!("{}\n", columns.join(" "))
                }
            }
        };
        read("wc", options.words, Gather::new(print))
    },
};
