//! `echo`: prints its words.

use super::Tool;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "echo",
    usage: "[-n] [-e] [WORD]…",
    summary: "print the words",
    start: |words, _| {
        let flags = words.iter().take_while(|word| matches!(word.as_str(), "-n" | "-e" | "-ne"));
        let flags: Vec<&String> = flags.collect();
        let mut text = words[flags.len()..].join(" ");
        if flags.iter().any(|flag| flag.contains('e')) {
            text = text.replace("\\n", "\n").replace("\\t", "\t");
        }
        if !flags.iter().any(|flag| flag.contains('n')) {
            text.push('\n');
        }
        Said::text(text)
    },
};
