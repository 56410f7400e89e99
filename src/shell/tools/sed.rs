//! `sed`: lines changed, left away or chosen, by instructions.

use super::Tool;
use super::filter::{Filter, Options, read};
use super::pattern::Pattern;
use crate::kubectl::process::{Output, Process};
use crate::shell::Terminal;
use crate::shell::disk::{self, FULL};
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "sed",
    usage: "[-Ein] 's/PATTERN/TEXT/[g][; …]' [FILE]…",
    summary: "put text in place of other text; also `/PATTERN/d`, `2,5p`; `-i` changes the files",
    start,
};

fn start(words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    let options = match Options::read("sed", words, "Einr", "e") {
        Ok(options) => options,
        Err(complaint) => return complaint,
    };
    let mut files = options.words.clone();
    let mut texts: Vec<String> = options.values('e').map(str::to_owned).collect();
    if texts.is_empty() {
        if files.is_empty() {
            return Said::error("sed: no script specified", 1);
        }
        texts.push(files.remove(0));
    }
    let extended = options.has('E') || options.has('r');
    let mut sed =
        Sed { instructions: Vec::new(), is_quiet: options.has('n'), number: 0, is_full: false };
    for (text, number) in texts.iter().zip(1..) {
        match instructions(text.trim(), extended) {
            Ok(more) => sed.instructions.extend(more),
            Err(why) => return Said::error(format!("sed: -e expression #{number}: {why}"), 1),
        }
    }
    if !options.has('i') {
        return read("sed", files, sed);
    }
    for name in &files {
        let Some(text) = terminal.files.get(name).cloned() else {
            return Said::error(format!("sed: can't read {name}: No such file or directory"), 2);
        };
        let mut changed = String::new();
        sed.number = 0;
        let is_done = text.lines().all(|line| sed.line(line, &mut changed));
        if !is_done || !disk::write(&mut terminal.files, name, &changed, false) {
            return Said::error(format!("sed: couldn't write {name}: {FULL}"), PANICKED);
        }
    }
    Said::exit(0)
}

/// No line, and nothing that is printed for one, grows longer than this.
const LONGEST: usize = 1 << 20;
/// What it exits with when one would.
const PANICKED: u8 = 4;

/// What is done with each line, and how many have been seen.
#[derive(Clone)]
struct Sed {
    instructions: Vec<Instruction>,
    is_quiet: bool,
    number: usize,
    /// Whether a line has grown too long.
    is_full: bool,
}

#[derive(Clone)]
struct Instruction {
    lines: Lines,
    command: Command,
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

/// Reads instructions with semicolons or the ends of lines between them.
fn instructions(text: &str, extended: bool) -> Result<Vec<Instruction>, String> {
    let between = |letter: char| letter == ';' || letter.is_whitespace();
    let mut instructions = Vec::new();
    let mut rest = text.trim_start_matches(between);
    while !rest.is_empty() {
        let (instruction, after) = Instruction::parse(rest, extended)?;
        instructions.push(instruction);
        rest = after.trim_start_matches(between);
    }
    Ok(instructions)
}

impl Instruction {
    /// Reads one, and gives back what follows it.
    fn parse(text: &str, extended: bool) -> Result<(Instruction, &str), String> {
        let (lines, rest) = Lines::parse(text, extended)?;
        let (command, rest) = Command::parse(rest.trim_start(), extended)?;
        Ok((Instruction { lines, command }, rest))
    }
}

impl Lines {
    /// Reads which lines are meant, all of them if nothing is said.
    fn parse(text: &str, extended: bool) -> Result<(Lines, &str), String> {
        if let Some(rest) = text.strip_prefix('/') {
            let (pattern, rest) = until(rest, '/').ok_or("unterminated address regex")?;
            return Ok((Lines::Matching(Pattern::parse(&pattern, extended, false)?), rest));
        }
        let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != ',');
        let (numbers, rest) = text.split_at(end.unwrap_or(text.len()));
        let (first, last) = numbers.split_once(',').unwrap_or((numbers, numbers));
        match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) => Ok((Lines::Numbers(first, last), rest)),
            _ if numbers.is_empty() => Ok((Lines::All, rest)),
            _ => Err("invalid usage of line address 0".to_owned()),
        }
    }

    /// Whether a line with this number is among them.
    fn contain(&self, line: &str, number: usize) -> bool {
        match self {
            Lines::All => true,
            Lines::Numbers(first, last) => (*first..=*last).contains(&number),
            Lines::Matching(pattern) => pattern.matches(line).next().is_some(),
        }
    }
}

impl Command {
    /// Reads one, up to what parts it from the next.
    fn parse(text: &str, extended: bool) -> Result<(Command, &str), String> {
        let mut letters = text.chars();
        let part = |text: &str| text.find([';', '\n']).unwrap_or(text.len());
        match letters.next() {
            Some(letter @ ('d' | 'p')) => {
                let (extra, rest) = letters.as_str().split_at(part(letters.as_str()));
                if !extra.trim().is_empty() {
                    return Err("extra characters after command".to_owned());
                }
                Ok((if letter == 'd' { Command::Delete } else { Command::Print }, rest))
            }
            Some('s') => {
                let open = "unterminated `s' command";
                let end = letters.next().ok_or(open)?;
                let (pattern, rest) = until(letters.as_str(), end).ok_or(open)?;
                let (text, rest) = until(rest, end).ok_or(open)?;
                let (flags, rest) = rest.split_at(part(rest));
                if flags.trim().contains(|flag| !"gpiI".contains(flag)) {
                    return Err("unknown option to `s'".to_owned());
                }
                if has_reference(&text) {
                    return Err("references such as \\1 are not known here".to_owned());
                }
                let pattern = Pattern::parse(&pattern, extended, flags.contains(['i', 'I']))?;
                let (all, prints) = (flags.contains('g'), flags.contains('p'));
                Ok((Command::Substitute { pattern, text, all, prints }, rest))
            }
            Some(other) => Err(format!("unknown command: `{other}'")),
            None => Err("missing command".to_owned()),
        }
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

/// Whether a text names a group of the pattern.
fn has_reference(text: &str) -> bool {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' && letters.next().is_some_and(|next| next.is_ascii_digit()) {
            return true;
        }
    }
    false
}

/// A line with the matches replaced; `None` if there are none.
fn substitute(line: &str, pattern: &Pattern, text: &str, all: bool) -> Option<String> {
    let letters: Vec<char> = line.chars().collect();
    let (mut made, mut place) = (String::new(), 0);
    let mut found = false;
    for (start, end) in pattern.matches(line).take(if all { usize::MAX } else { 1 }) {
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
    }
    made.extend(&letters[place..]);
    found.then_some(made)
}

impl Filter for Sed {
    fn line(&mut self, line: &str, printed: &mut String) -> bool {
        self.number += 1;
        let mut line = line.to_owned();
        // What `-i` has printed so far is as much as the file may hold.
        let most = LONGEST + printed.len();
        for instruction in &self.instructions {
            if !instruction.lines.contain(&line, self.number) {
                continue;
            }
            let prints = match &instruction.command {
                Command::Delete => return true,
                Command::Print => true,
                Command::Substitute { pattern, text, all, prints } => {
                    let made = substitute(&line, pattern, text, *all);
                    let prints = *prints && made.is_some();
                    line = made.unwrap_or(line);
                    prints
                }
            };
            if prints {
                printed.extend([&line, "\n"]);
            }
            if line.len().max(printed.len()) > most {
                self.is_full = true;
                return false;
            }
        }
        if !self.is_quiet {
            printed.extend([&line, "\n"]);
        }
        true
    }

    fn end(&mut self, output: &mut Output) -> u8 {
        if self.is_full {
            output.error(format!("sed: couldn't write: {FULL}"));
            return PANICKED;
        }
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}
