//! `head`: the first lines.

use super::Tool;
use super::filter::{Filter, Options, read};
use crate::kubectl::process::Output;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "head",
    usage: "[-n COUNT | -c BYTES] [FILE]…",
    summary: "print the first lines, 10 unless told",
    start: |words, _| {
        let options = match Options::read("head", words, "", "nc") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let counts_bytes = options.has('c');
        let count = options.value(if counts_bytes { 'c' } else { 'n' }).unwrap_or("10");
        match count.parse() {
            Ok(left) => read("head", options.words, Head { left, counts_bytes }),
            Err(_) => {
                let unit = if counts_bytes { "bytes" } else { "lines" };
                Said::error(format!("head: invalid number of {unit}: ‘{count}’"), 1)
            }
        }
    },
};

#[derive(Clone)]
struct Head {
    left: usize,
    counts_bytes: bool,
}

impl Filter for Head {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        if self.counts_bytes {
            for sign in line.chars().chain(['\n']) {
                // A sign that is cut in two would be none.
                match self.left.checked_sub(sign.len_utf8()) {
                    Some(left) => self.left = left,
                    None => {
                        self.left = 0;
                        break;
                    }
                }
                printed.push(sign);
            }
        } else if self.left > 0 {
            printed.push_str(line);
            printed.push('\n');
            self.left -= 1;
        }
        self.left > 0
    }

    fn end(&mut self, _: &mut Output) -> u8 {
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}
