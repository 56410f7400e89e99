//! `cat`: files, as they are.

use super::Tool;
use super::each::Each;
use super::filter::{Options, read};
use super::gather::Gather;

/// The row.
pub static TOOL: Tool = Tool {
    name: "cat",
    usage: "[-n] [FILE]…",
    summary: "print files, with `-n` with the numbers of their lines",
    start: |words, _| match Options::read("cat", words, "n", "") {
        Ok(options) if options.has('n') => {
            let numbered = |lines: Vec<String>| {
                let lines = lines.iter().enumerate();
                lines.map(|(number, line)| format!("{:>6}\t{line}\n", number + 1)).collect()
            };
            read("cat", options.words, Gather::new(numbered))
        }
        Ok(options) => read("cat", options.words, Each(|line: &str| Some(line.to_owned()))),
        Err(complaint) => complaint,
    },
};

/// `less` shows the same: the terminal scrolls by itself.
pub static LESS: Tool = Tool {
    name: "less",
    usage: "[FILE]…",
    summary: "print files; the terminal scrolls by itself",
    start: |words, _| read("less", words.to_vec(), Each(|line: &str| Some(line.to_owned()))),
};
