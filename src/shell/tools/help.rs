//! `help`: what there is to type.

use super::{TOOLS, Tool};
use crate::shell::PROGRAMS;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "help",
    usage: "",
    summary: "print this list",
    start: |_, terminal| {
        let mut text = String::from("Commands:\n");
        let inside: &[&Tool] = if terminal.container.is_some() { PROGRAMS } else { &[] };
        let rows = inside
            .iter()
            .chain(TOOLS)
            .map(|tool| (format!("{} {}", tool.name, tool.usage), tool.summary));
        let rows: Vec<(String, &str)> = rows.collect();
        let width = rows.iter().map(|(left, _)| left.chars().count()).max().unwrap_or_default();
        for (left, right) in rows {
            text.push_str(&format!("  {left:width$}  {right}\n"));
        }
        Said::text(text)
    },
};
