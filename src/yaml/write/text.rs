//! Texts put down in one of YAML's styles, folded after the eightieth column.

use super::analysis::{Style, is_break, is_printable};
use std::fmt::Write;

/// After this column a line is broken at its next blank.
const WIDTH: usize = 80;

/// The text that grows.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    /// Characters on the current line.
    column: usize,
}

impl Writer {
    pub(super) fn finish(mut self) -> String {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.chars().count();
    }

    /// Begins a line.  A literal may have ended with the line break already.
    pub(super) fn new_line(&mut self, indent: usize) {
        if self.column > 0 || self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    /// Writes a text whose further lines begin at column `indent`.
    pub(super) fn string(&mut self, text: &str, style: Style, indent: usize, folds: bool) {
        match style {
            Style::Plain => self.folded(text, indent, folds, |_, index| index > 0),
            Style::Single => {
                self.push("'");
                let text = text.replace('\'', "''");
                let length = text.chars().count();
                self.folded(&text, indent, folds, |_, index| index > 0 && index + 1 < length);
                self.push("'");
            }
            Style::Double => self.double(text, indent, folds),
            Style::Literal => self.literal(text, indent),
        }
    }

    /// Writes a text, broken at the single blanks behind the width where that may be.
    fn folded(
        &mut self,
        text: &str,
        indent: usize,
        folds: bool,
        may_break: impl Fn(char, usize) -> bool,
    ) {
        let mut characters = text.chars().enumerate().peekable();
        let mut after_blank = false;
        while let Some((index, character)) = characters.next() {
            let blank = character == ' ';
            let before_blank = characters.peek().is_some_and(|(_, next)| *next == ' ');
            if blank
                && folds
                && !after_blank
                && !before_blank
                && self.column > WIDTH
                && may_break(character, index)
            {
                self.new_line(indent);
            } else {
                self.text.push(character);
                self.column += 1;
            }
            after_blank = blank;
        }
    }

    fn double(&mut self, text: &str, indent: usize, folds: bool) {
        self.push("\"");
        let characters: Vec<char> = text.chars().collect();
        let mut after_blank = false;
        for (index, character) in characters.iter().copied().enumerate() {
            let blank = character == ' ';
            let inside = index > 0 && index + 1 < characters.len();
            if blank && folds && !after_blank && self.column > WIDTH && inside {
                self.new_line(indent);
                if characters[index + 1] == ' ' {
                    self.push("\\");
                }
            } else {
                self.escaped(character);
            }
            after_blank = blank;
        }
        self.push("\"");
    }

    fn escaped(&mut self, character: char) {
        let short = match character {
            '\0' => "\\0",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{b}' => "\\v",
            '\u{c}' => "\\f",
            '\r' => "\\r",
            '\u{1b}' => "\\e",
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{85}' => "\\N",
            '\u{2028}' => "\\L",
            '\u{2029}' => "\\P",
            other => {
                let mut text = String::new();
                let number = u32::from(other);
                let _ = match number {
                    _ if is_printable(other) => write!(text, "{other}"),
                    0..=0xff => write!(text, "\\x{number:02X}"),
                    0x100..=0xffff => write!(text, "\\u{number:04X}"),
                    _ => write!(text, "\\U{number:08X}"),
                };
                return self.push(&text);
            }
        };
        self.push(short);
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.push("|");
        if text.starts_with([' ', '\n']) {
            self.push("2");
        }
        match text.strip_suffix(is_break) {
            None => self.push("-"),
            Some(rest) if rest.is_empty() || rest.ends_with(is_break) => self.push("+"),
            Some(_) => {}
        }
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            self.text.push('\n');
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n(' ', indent));
            }
            self.text.push_str(line);
        }
        self.column = 1;
        if text.ends_with('\n') {
            self.text.push('\n');
            self.column = 0;
        }
    }
}
