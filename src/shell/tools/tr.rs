//! `tr`: letters in place of others.

use super::Tool;
use super::filter::{Filter, Options, read};
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "tr",
    usage: "[-ds] SET [SET]",
    summary: "put letters in place of others, or take them away",
    start: |words, _| {
        let options = match Options::read("tr", words, "ds", "") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let sets: Vec<Vec<char>> = options.words.iter().map(|word| set(word)).collect();
        let Some((from, rest)) = sets.split_first() else {
            return Said::error("tr: missing operand", 1);
        };
        let to = rest.first().cloned().unwrap_or_default();
        let (delete, squeeze) = (options.has('d'), options.has('s'));
        if to.is_empty() && !delete && !squeeze {
            return Said::error(format!("tr: missing operand after ‘{}’", options.words[0]), 1);
        }
        read("tr", Vec::new(), Tr { from: from.clone(), to, delete, squeeze, last: None })
    },
};

#[derive(Clone)]
struct Tr {
    from: Vec<char>,
    to: Vec<char>,
    delete: bool,
    squeeze: bool,
    last: Option<char>,
}

impl Filter for Tr {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        for letter in line.chars().chain(['\n']) {
            let place = self.from.iter().position(|from| *from == letter);
            if self.delete && place.is_some() {
                continue;
            }
            let made = place
                .and_then(|place| self.to.get(place).or(self.to.last()))
                .copied()
                .unwrap_or(letter);
            let repeats = self.squeeze && place.is_some() && self.last == Some(made);
            if !repeats {
                printed.push(made);
            }
            self.last = Some(made);
        }
        true
    }

    fn end(&mut self, _: &mut String) -> u8 {
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}

/// The letters of a set: `a-z`, `[:upper:]`, `\n`.
fn set(text: &str) -> Vec<char> {
    let text = text
        .replace("[:upper:]", "A-Z")
        .replace("[:lower:]", "a-z")
        .replace("[:digit:]", "0-9")
        .replace("[:space:]", " \t\n")
        .replace("\\n", "\n")
        .replace("\\t", "\t");
    let letters: Vec<char> = text.chars().collect();
    let mut set = Vec::new();
    let mut place = 0;
    while let Some(&from) = letters.get(place) {
        match (letters.get(place + 1), letters.get(place + 2)) {
            (Some('-'), Some(&to)) if from <= to => {
                set.extend((from..=to).take(1_000));
                place += 3;
            }
            _ => {
                set.push(from);
                place += 1;
            }
        }
    }
    set
}
