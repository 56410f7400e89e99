//! `sed`: lines changed, left away or chosen, by one instruction.

use super::Tool;
use super::filter::{Filter, Options, read};
use super::pattern::Pattern;
use crate::kubectl::process::Process;
use crate::shell::Terminal;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "sed",
    usage: "[-Ein] 's/PATTERN/TEXT/[g]' [FILE]…",
    summary: "put text in place of other text; also `/PATTERN/d`, `2,5p`; `-i` changes the files",
    start,
};

fn start(words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    let options = match Options::read("sed", words, "Einr", "e") {
        Ok(options) => options,
        Err(complaint) => return complaint,
    };
    let mut files = options.words.clone();
    let text = match options.value('e') {
        Some(text) => text.to_owned(),
        None if files.is_empty() => return Said::error("sed: no script specified", 1),
        None => files.remove(0),
    };
    let extended = options.has('E') || options.has('r');
    let mut sed = match Sed::parse(text.trim(), extended, options.has('n')) {
        Ok(sed) => sed,
        Err(why) => return Said::error(format!("sed: -e expression #1: {why}"), 1),
    };
    if !options.has('i') {
        return read("sed", files, sed);
    }
    for name in &files {
        let Some(text) = terminal.files.get(name).cloned() else {
            return Said::error(format!("sed: can't read {name}: No such file or directory"), 2);
        };
        let mut changed = String::new();
        sed.number = 0;
        for line in text.lines() {
            sed.line(line, &mut changed);
        }
        terminal.files.insert(name.clone(), changed);
    }
    Said::exit(0)
}

/// An instruction, and how many lines it has seen.
#[derive(Clone)]
struct Sed {
    lines: Lines,
    command: Command,
    is_quiet: bool,
    number: usize,
}

/// Which lines an instruction is for.
#[derive(Clone)]
enum Lines {
    All,
    Numbers(usize, usize),
    Matching(Pattern),
}

#[derive(Clone)]
enum Command {
    Substitute { pattern: Pattern, text: String, all: bool, prints: bool },
    Delete,
    Print,
}

impl Sed {
    fn parse(text: &str, extended: bool, is_quiet: bool) -> Result<Sed, String> {
        let read = |pattern: &str, flags: &str| {
            Pattern::parse(pattern, extended, flags.contains(['i', 'I'])).map_err(str::to_owned)
        };
        let (lines, rest) = if let Some(rest) = text.strip_prefix('/') {
            let (pattern, rest) = until(rest, '/').ok_or("unterminated address regex")?;
            (Lines::Matching(read(&pattern, "")?), rest)
        } else {
            let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != ',');
            let (numbers, rest) = text.split_at(end.unwrap_or(text.len()));
            let (first, last) = numbers.split_once(',').unwrap_or((numbers, numbers));
            match (first.parse(), last.parse()) {
                (Ok(first), Ok(last)) => (Lines::Numbers(first, last), rest),
                _ if numbers.is_empty() => (Lines::All, rest),
                _ => return Err("invalid usage of line address 0".to_owned()),
            }
        };
        let mut letters = rest.trim_start().chars();
        let command = match letters.next() {
            Some('d') => Command::Delete,
            Some('p') => Command::Print,
            Some('s') => {
                let end = letters.next().ok_or("unterminated `s' command")?;
                let (pattern, rest) =
                    until(letters.as_str(), end).ok_or("unterminated `s' command")?;
                let (text, flags) = until(rest, end).ok_or("unterminated `s' command")?;
                Command::Substitute {
                    pattern: read(&pattern, flags)?,
                    text,
                    all: flags.contains('g'),
                    prints: flags.contains('p'),
                }
            }
            Some(other) => return Err(format!("unknown command: `{other}'")),
            None => return Err("missing command".to_owned()),
        };
        Ok(Sed { lines, command, is_quiet, number: 0 })
    }
}

/// The text up to a letter that no backslash stands before, and what follows it.
fn until(text: &str, end: char) -> Option<(String, &str)> {
    let mut found = String::new();
    let mut letters = text.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '\\' => match letters.next()?.1 {
                next if next == end => found.push(next),
                next => found.extend(['\\', next]),
            },
            letter if letter == end => return Some((found, &text[place + end.len_utf8()..])),
            letter => found.push(letter),
        }
    }
    None
}

/// A line with the matches replaced; `None` if there are none.
fn substitute(line: &str, pattern: &Pattern, text: &str, all: bool) -> Option<String> {
    let letters: Vec<char> = line.chars().collect();
    let (mut made, mut place) = (String::new(), 0);
    let mut found = false;
    while let Some((start, end)) = pattern.find_from(line, place) {
        found = true;
        made.extend(&letters[place..start]);
        let mut wanted = text.chars();
        while let Some(letter) = wanted.next() {
            match letter {
                '&' => made.extend(&letters[start..end]),
                '\\' => match wanted.next() {
                    Some('n') => made.push('\n'),
                    Some('t') => made.push('\t'),
                    next => made.extend(next),
                },
                letter => made.push(letter),
            }
        }
        place = end;
        if start == end {
            made.extend(letters.get(end));
            place = end + 1;
        }
        if !all || place > letters.len() {
            break;
        }
    }
    made.extend(letters.get(place..).unwrap_or_default());
    found.then_some(made)
}

impl Filter for Sed {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        self.number += 1;
        let is_meant = match &self.lines {
            Lines::All => true,
            Lines::Numbers(first, last) => (*first..=*last).contains(&self.number),
            Lines::Matching(pattern) => pattern.find_from(line, 0).is_some(),
        };
        let mut line = line.to_owned();
        let mut again = false;
        if is_meant {
            match &self.command {
                Command::Delete => return true,
                Command::Print => again = true,
                Command::Substitute { pattern, text, all, prints } => {
                    if let Some(made) = substitute(&line, pattern, text, *all) {
                        line = made;
                        again = *prints;
                    }
                }
            }
        }
        line.push('\n');
        for _ in 0..usize::from(!self.is_quiet) + usize::from(again) {
            printed.push_str(&line);
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
