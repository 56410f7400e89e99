//! `rm`: removes files.

use super::Tool;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "rm",
    usage: "[-f] FILE…",
    summary: "remove files",
    start: |words, terminal| {
        let forced = words.iter().any(|word| word.starts_with('-') && word.contains('f'));
        for name in words.iter().filter(|word| !word.starts_with('-')) {
            if terminal.files.remove(name).is_none() && !forced {
                return Said::error(
                    format!("rm: cannot remove '{name}': No such file or directory"),
                    1,
                );
            }
        }
        Said::text("")
    },
};
