//! `ls`: the files' names.

use super::Tool;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "ls",
    usage: "[FILE]…",
    summary: "print the names of the files",
    start: |words, terminal| {
        let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
        let missing = wanted
            .iter()
            .find(|name| name.as_str() != "." && !terminal.files.contains_key(name.as_str()));
        if let Some(name) = missing {
            let text = format!("ls: cannot access '{name}': No such file or directory");
            return Said::error(text, 2);
        }
        let is_shown = |name: &&String| {
            wanted.is_empty() || wanted.iter().any(|word| *word == *name || *word == ".")
        };
        let names = terminal.files.keys().filter(is_shown);
        Said::text(names.map(|name| format!("{name}\n")).collect::<String>())
    },
};
