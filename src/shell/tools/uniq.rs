//! `uniq`: lines that repeat the one before are left out.

use super::Tool;
use super::filter::{Filter, Options, read};
use crate::kubectl::process::{Output, Stream};

/// The row.
pub static TOOL: Tool = Tool {
    name: "uniq",
    usage: "[-cdu] [FILE]",
    summary: "leave out lines that repeat the one before",
    start: |words, _| {
        let options = match Options::read("uniq", words, "cdu", "") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let flags = options.flags.iter().map(|(letter, _)| *letter).collect();
        read("uniq", options.words, Uniq { flags, last: None, count: 0 })
    },
};

#[derive(Clone)]
struct Uniq {
    flags: String,
    last: Option<String>,
    count: usize,
}

impl Uniq {
    fn print(&mut self, printed: &mut String) {
        let Some(line) = self.last.take() else { return };
        let is_wanted = (!self.flags.contains('d') || self.count > 1)
            && (!self.flags.contains('u') || self.count == 1);
        if !is_wanted {
            return;
        }
        if self.flags.contains('c') {
            printed.push_str(&format!("{:>7} ", self.count));
        }
        printed.push_str(&line);
        printed.push('\n');
    }
}

impl Filter for Uniq {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        if self.last.as_deref() == Some(line) {
            self.count += 1;
        } else {
            self.print(printed);
            self.last = Some(line.to_owned());
            self.count = 1;
        }
        true
    }

    fn end(&mut self, output: &mut Output) -> u8 {
        let mut printed = String::new();
        self.print(&mut printed);
        output.push(Stream::Out, &printed);
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}
