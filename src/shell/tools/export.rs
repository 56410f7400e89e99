//! `export`: gives variables values.

use super::Tool;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "export",
    usage: "NAME=VALUE…",
    summary: "give a variable a value",
    start: |words, terminal| {
        for word in words {
            if let Some((name, value)) = word.split_once('=') {
                terminal.variables.insert(name.to_owned(), value.to_owned());
            }
        }
        Said::text("")
    },
};
