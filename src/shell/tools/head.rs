//! `head`: the first lines.

use super::Tool;
use super::filter::{Filter, Options, read};
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "head",
    usage: "[-n COUNT] [FILE]…",
    summary: "print the first lines, 10 unless told",
    start: |words, _| {
        let options = match Options::read("head", words, "", "n") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let count = options.value('n').unwrap_or("10");
        match count.parse() {
            Ok(left) => read("head", options.words, Head { left }),
            Err(_) => Said::error(format!("head: invalid number of lines: ‘{count}’"), 1),
        }
    },
};

#[derive(Clone)]
struct Head {
    left: usize,
}

impl Filter for Head {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        if self.left > 0 {
            printed.push_str(line);
            printed.push('\n');
            self.left -= 1;
        }
        self.left > 0
    }

    fn end(&mut self, _: &mut String) -> u8 {
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}
