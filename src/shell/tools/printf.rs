//! `printf`: prints words in a format.

use super::Tool;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "printf",
    usage: "FORMAT [WORD]…",
    summary: "print the words in a format",
    start: |words, _| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let Some((format, words)) = words.split_first() else {
            return Said::error("printf: usage: printf FORMAT [WORD]…", 2);
        };
        match crate::kubelet::printf(format, words) {
            Ok(text) => Said::text(text),
            Err(fault) => Said::error(format!("printf: {fault}"), 1),
        }
    },
};
