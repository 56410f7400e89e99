//! `tr`: letters in place of others.

use super::Tool;
use super::filter::{Filter, Options, read};
use crate::kubectl::process::Output;
use crate::ordered::OrderedMap;
use crate::shell::said::Said;

/// How many letters ranges may add to a set.
const LARGEST: usize = 10_000;

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
        let to = rest.first().map(Vec::as_slice).unwrap_or_default();
        let (deletes, squeezes) = (options.has('d'), options.has('s'));
        if to.is_empty() && !deletes && !squeezes {
            return Said::error(format!("tr: missing operand after ‘{}’", options.words[0]), 1);
        }
        let made = |(place, letter): (usize, &char)| {
            (*letter, *to.get(place).or(to.last()).unwrap_or(letter))
        };
        let letters = from.iter().enumerate().map(made).collect();
        read("tr", Vec::new(), Tr { letters, deletes, squeezes, last: None })
    },
};

#[derive(Clone)]
struct Tr {
    /// What is put in place of each letter.
    letters: OrderedMap<char, char>,
    deletes: bool,
    squeezes: bool,
    last: Option<char>,
}

impl Filter for Tr {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        for letter in line.chars().chain(['\n']) {
            let made = self.letters.get(&letter).copied();
            if self.deletes && made.is_some() {
                continue;
            }
            let letter = made.unwrap_or(letter);
            if !self.squeezes || made.is_none() || self.last != Some(letter) {
                printed.push(letter);
            }
            self.last = Some(letter);
        }
        true
    }

    fn end(&mut self, _: &mut Output) -> u8 {
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
                set.extend((from..=to).take(LARGEST.saturating_sub(set.len())));
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
