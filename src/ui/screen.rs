//! The terminal's screen and command line.

use crate::kubectl::process::Stream;
use crate::session::{Chunk, Completion};
use std::collections::VecDeque;
use std::rc::Rc;

/// The most lines that are kept.
const LINES: usize = 600;
/// The most lines that can be recalled.
const RECALLED: usize = 200;
/// The longest line of output that is kept, in bytes.
const LONGEST: usize = 4_000;

/// What a line on the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A command, after its prompt.
    Command,
    /// What a command printed.
    Output,
    /// What a command complained of.
    Error,
    /// A word of the terminal itself.
    Quiet,
}

/// A line on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, counted from the first line ever.
    pub number: usize,
    /// What it is.
    pub kind: LineKind,
    /// Its text, without the line break.
    pub text: String,
}

/// The screen, what is being typed, and what was.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    lines: VecDeque<Rc<Line>>,
    written: usize,
    is_open: bool,
    /// What stands on the command line.
    pub input: String,
    /// What Tab found, when it found more than one thing.
    pub choices: Rc<Vec<String>>,
    /// The search among earlier lines, while there is one.
    pub search: Option<Search>,
    recalled: VecDeque<String>,
    cursor: Option<usize>,
    draft: String,
}

/// A search among earlier lines: Ctrl-R, as in bash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What is looked for.
    pub query: String,
    /// The newest line that has it, or the last one found if none has.
    pub found: String,
    /// Its number among the recalled lines.
    at: Option<usize>,
    is_failing: bool,
}

impl Search {
    /// What stands before the query.
    pub fn label(&self) -> String {
        let failed = if self.is_failing { "failed " } else { "" };
        format!("({failed}reverse-i-search)")
    }

    /// Looks among the first `end` lines, from the last back.
    fn look(&mut self, lines: &VecDeque<String>, end: usize) {
        let before = lines.iter().take(end).enumerate();
        let at = { before }.rfind(|(_, line)| line.contains(&self.query));
        self.is_failing = at.is_none();
        if let Some((at, line)) = at {
            self.at = Some(at);
            self.found.clone_from(line);
        }
    }
}

impl Screen {
    /// The lines, oldest first.
    pub fn lines(&self) -> Vec<Rc<Line>> {
        self.lines.iter().cloned().collect()
    }

    /// Shows what the session printed.
    pub fn print(&mut self, chunk: Chunk) {
        match chunk {
            Chunk::Line(line) => {
                self.is_open = false;
                self.push(LineKind::Command, line);
            }
            Chunk::Text(stream, text) => self.write(stream, &text),
            Chunk::Interrupt => self.push(LineKind::Quiet, "^C".to_owned()),
            Chunk::Exit(_) => self.is_open = false,
            Chunk::Clear => self.lines.clear(),
        }
    }

    /// Says something in the terminal's own name.
    pub fn note(&mut self, text: &str) {
        self.is_open = false;
        self.push(LineKind::Quiet, text.to_owned());
    }

    fn write(&mut self, stream: Stream, text: &str) {
        let kind = if stream == Stream::Out { LineKind::Output } else { LineKind::Error };
        for piece in text.split_inclusive('\n') {
            let (line, ends) = match piece.strip_suffix('\n') {
                Some(line) => (line, true),
                None => (piece, false),
            };
            let line: String = line.chars().take(LONGEST).collect();
            match self.lines.back_mut().filter(|last| self.is_open && last.kind == kind) {
                Some(last) => Rc::make_mut(last).text.push_str(&line),
                None => self.push(kind, line),
            }
            self.is_open = !ends;
        }
    }

    fn push(&mut self, kind: LineKind, text: String) {
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        self.written += 1;
        self.lines.push_back(Rc::new(Line { number: self.written, kind, text }));
    }

    /// The command line has this text now; while earlier lines are searched, the query has it.
    pub fn type_in(&mut self, text: String) {
        self.choices = Rc::default();
        let Some(search) = &mut self.search else {
            self.input = text;
            return;
        };
        search.query = text;
        let end = search.at.map_or(self.recalled.len(), |at| at + 1);
        search.look(&self.recalled, end);
    }

    /// Begins to search earlier lines, or goes on to an earlier one.
    pub fn search(&mut self) {
        self.choices = Rc::default();
        let search = self.search.get_or_insert_default();
        if !search.query.is_empty() {
            let end = search.at.unwrap_or(self.recalled.len());
            search.look(&self.recalled, end);
        }
    }

    /// Brings the line that the search found to the command line.
    pub fn accept(&mut self) {
        if let Some(search) = self.search.take() {
            self.cursor = search.at;
            if search.at.is_some() {
                self.input = search.found;
            }
        }
    }

    /// Gives the search up; `false` if there is none.
    pub fn leave_search(&mut self) -> bool {
        self.search.take().is_some()
    }

    /// Ctrl-L: the screen is empty.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.choices = Rc::default();
    }

    /// Takes what was typed or found, to run it.
    pub fn enter(&mut self) -> String {
        self.accept();
        self.choices = Rc::default();
        std::mem::take(&mut self.input)
    }

    /// Goes on with the word before `cursor` as far as that is certain, and shows the choices
    /// where there are several.
    pub fn complete(&mut self, cursor: usize, completion: &Completion) {
        self.choices = Rc::default();
        let Some(first) = completion.choices.first() else { return };
        let mut word = first.clone();
        for choice in &completion.choices[1..] {
            let same = word.char_indices().zip(choice.chars()).find(|((_, a), b)| a != b);
            word.truncate(same.map_or(word.len().min(choice.len()), |((place, _), _)| place));
        }
        if completion.choices.len() > 1 {
            self.choices = Rc::new(completion.choices.clone());
        } else if !word.ends_with(['=', '/']) {
            word.push(' ');
        }
        if self.input.get(completion.start..cursor).is_some() {
            self.input.replace_range(completion.start..cursor, &word);
        }
    }

    /// Remembers a line for ↑.
    pub fn remember(&mut self, line: &str) {
        self.cursor = None;
        if line.trim().is_empty() || self.recalled.back().is_some_and(|last| last == line) {
            return;
        }
        if self.recalled.len() == RECALLED {
            self.recalled.pop_front();
        }
        self.recalled.push_back(line.to_owned());
    }

    /// Brings back an earlier or later line; after the last comes what was being typed.
    pub fn recall(&mut self, by: isize) {
        self.accept();
        let end = self.recalled.len();
        if self.cursor.is_none_or(|cursor| cursor >= end) {
            self.draft.clone_from(&self.input);
        }
        let at = self.cursor.unwrap_or(end).saturating_add_signed(by).min(end);
        self.cursor = Some(at);
        self.input = self.recalled.get(at).unwrap_or(&self.draft).clone();
    }
}
