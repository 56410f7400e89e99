//! `grep`: the lines that match.

use super::Tool;
use super::filter::{Filter, Options, read};
use super::pattern::{Pattern, is_of_word};
use crate::kubectl::process::Output;
use crate::shell::said::Said;
use std::collections::VecDeque;

/// The row.
pub static TOOL: Tool = Tool {
    name: "grep",
    usage: "[-EFcinoqvw] [-A COUNT] [-B COUNT] PATTERN [FILE]…",
    summary: "print the lines that match",
    start: |words, _| {
        let mut options = match Options::read("grep", words, "EFcinoqvwh", "eABC") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let mut patterns: Vec<String> = options.values('e').map(str::to_owned).collect();
        if patterns.is_empty() {
            if options.words.is_empty() {
                return Said::error("usage: grep [-EFcinoqvw] PATTERN [FILE]…", 2);
            }
            patterns.push(options.words.remove(0));
        }
        let one = |pattern: &String| match options.has('F') {
            true => Ok(Pattern::fixed(pattern, options.has('i'))),
            false => Pattern::parse(pattern, options.has('E'), options.has('i')),
        };
        // A line is found by any of them.
        let pattern = patterns.iter().map(one).reduce(|one, other| Ok(one?.or(other?)));
        let pattern = pattern.unwrap_or(Err("no pattern"));
        match pattern {
            Err(fault) => Said::error(format!("grep: {fault}"), 2),
            Ok(pattern) => {
                let files = std::mem::take(&mut options.words);
                let letters = options.flags.iter().map(|(letter, _)| *letter).collect();
                let count = |flag: char| {
                    let text = options.value(flag).or(options.value('C'))?;
                    text.parse::<usize>().ok()
                };
                let around = (count('B').unwrap_or(0), count('A').unwrap_or(0));
                let grep = Grep {
                    pattern,
                    flags: letters,
                    number: 0,
                    found: 0,
                    around,
                    before: VecDeque::new(),
                    left: 0,
                    printed: 0,
                };
                read("grep", files, grep)
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
    /// How many lines before and after a match are printed with it.
    around: (usize, usize),
    /// The last lines that were not printed.
    before: VecDeque<String>,
    /// How many more lines are printed after a match.
    left: usize,
    /// The number of the last line that was printed.
    printed: usize,
}

impl Grep {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// A line that does not match: printed if it follows closely, else kept for the next match.
    fn beside(&mut self, line: &str, printed: &mut String) {
        if self.has('c') || self.has('q') || self.has('o') {
            return;
        }
        let number = if self.has('n') { format!("{}-", self.number) } else { String::new() };
        let text = format!("{number}{line}\n");
        if self.left > 0 {
            self.left -= 1;
            self.printed = self.number;
            printed.push_str(&text);
        } else if self.around.0 > 0 {
            if self.before.len() == self.around.0 {
                self.before.pop_front();
            }
            self.before.push_back(text);
        }
    }

    /// Prints what stands before a match, after dashes if lines were left out.
    fn lead(&mut self, printed: &mut String) {
        let first = self.number - self.before.len();
        if self.around != (0, 0) && self.printed > 0 && first > self.printed + 1 {
            printed.push_str("--\n");
        }
        printed.extend(self.before.drain(..));
        self.left = self.around.1;
        self.printed = self.number;
    }

    /// The parts of a line that match, or the first of them where no more is asked for; with `-w`
    /// only those that are whole words.
    fn parts(&self, line: &str) -> Vec<String> {
        let letters: Vec<char> = line.chars().collect();
        let is_word = |place: Option<usize>| {
            place.and_then(|place| letters.get(place)).is_some_and(|letter| is_of_word(*letter))
        };
        let is_meant = |(start, end): &(usize, usize)| {
            !self.has('w') || (!is_word(start.checked_sub(1)) && !is_word(Some(*end)))
        };
        let most = if self.has('o') { usize::MAX } else { 1 };
        let parts = self.pattern.matches(line).filter(is_meant).take(most);
        parts.map(|(start, end)| letters[start..end].iter().collect()).collect()
    }
}

impl Filter for Grep {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        self.number += 1;
        let parts = self.parts(line);
        if parts.is_empty() != self.has('v') {
            self.beside(line, printed);
            return true;
        }
        self.found += 1;
        if self.has('q') {
            return false;
        }
        if self.has('c') {
            return true;
        }
        self.lead(printed);
        let number = if self.has('n') { format!("{}:", self.number) } else { String::new() };
        if self.has('o') {
            for part in parts.iter().filter(|part| !part.is_empty()) {
                printed.push_str(&format!("{number}{part}\n"));
            }
        } else {
            printed.push_str(&format!("{number}{line}\n"));
        }
        true
    }

    fn end(&mut self, output: &mut Output) -> u8 {
        if self.has('c') && !self.has('q') {
            output.line(self.found.to_string());
        }
        u8::from(self.found == 0)
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}
