//! `grep`: the lines that match.

use super::Tool;
use super::filter::{Filter, Options, read};
use super::pattern::Pattern;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "grep",
    usage: "[-EFcinoqvw] PATTERN [FILE]…",
    summary: "print the lines that match",
    start: |words, _| {
        let mut options = match Options::read("grep", words, "EFcinoqvwh", "e") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let pattern = match options.value('e') {
            Some(pattern) => pattern.to_owned(),
            None if options.words.is_empty() => {
                return Said::error("usage: grep [-EFcinoqvw] PATTERN [FILE]…", 2);
            }
            None => options.words.remove(0),
        };
        let pattern = if options.has('F') {
            Ok(Pattern::fixed(&pattern, options.has('i')))
        } else {
            Pattern::parse(&pattern, options.has('E'), options.has('i'))
        };
        match pattern {
            Err(fault) => Said::error(format!("grep: {fault}"), 2),
            Ok(pattern) => {
                let files = std::mem::take(&mut options.words);
                let letters = options.flags.iter().map(|(letter, _)| *letter).collect();
                read("grep", files, Grep { pattern, flags: letters, number: 0, found: 0 })
            }
        }
    },
};

#[derive(Clone)]
struct Grep {
    pattern: Pattern,
    flags: String,
    number: usize,
    found: usize,
}

impl Grep {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// The parts of a line that match; with `-w` only those that are whole words.
    fn parts(&self, line: &str) -> Vec<(usize, usize)> {
        let letters: Vec<char> = line.chars().collect();
        let is_word = |place: Option<usize>| {
            place
                .and_then(|place| letters.get(place))
                .is_some_and(|letter| letter.is_alphanumeric() || *letter == '_')
        };
        let mut parts = Vec::new();
        let mut first = 0;
        while let Some((start, end)) = self.pattern.find_from(line, first) {
            let is_whole = !is_word(start.checked_sub(1)) && !is_word(Some(end));
            if !self.has('w') || is_whole {
                parts.push((start, end));
                if !self.has('o') {
                    break;
                }
            }
            first = end.max(start + 1);
        }
        parts
    }
}

impl Filter for Grep {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        self.number += 1;
        let parts = self.parts(line);
        if parts.is_empty() != self.has('v') {
            return true;
        }
        self.found += 1;
        if self.has('q') {
            return false;
        }
        if self.has('c') {
            return true;
        }
        let number = if self.has('n') { format!("{}:", self.number) } else { String::new() };
        if self.has('o') {
            for (start, end) in parts.into_iter().filter(|(start, end)| end > start) {
                let part: String = line.chars().skip(start).take(end - start).collect();
                printed.push_str(&format!("{number}{part}\n"));
            }
        } else {
            printed.push_str(&format!("{number}{line}\n"));
        }
        true
    }

    fn end(&mut self, printed: &mut String) -> u8 {
        if self.has('c') && !self.has('q') {
            printed.push_str(&format!("{}\n", self.found));
        }
        u8::from(self.found == 0)
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}
