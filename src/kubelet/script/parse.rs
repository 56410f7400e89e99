//! A script's text becomes commands.

use super::words::{Token, tokens};

/// A command of a script.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Words, the first of which is the command's name; and where its output goes.
    Simple(Vec<String>, Output),
    /// One after the other.
    Sequence(Vec<Command>),
    /// One, and others that are run only if what was before them succeeds (`true`) or fails
    /// (`false`).
    Chain(Box<Command>, Vec<(bool, Command)>),
    /// `while` (`true`) or `until` (`false`): condition and body.
    Loop(bool, Box<Command>, Box<Command>),
    /// `for`: the variable, the words, the body.
    For(String, Vec<String>, Box<Command>),
    /// `if`: condition, body, and what else.
    If(Box<Command>, Box<Command>, Option<Box<Command>>),
}

/// Where a command's output goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Output {
    /// To the container's log.
    #[default]
    Log,
    /// To a file.
    File(String),
}

/// How deep commands may nest.
const DEPTH: usize = 50;

/// Reads a script; `None` if it has something that is not understood.
pub fn parse(script: &str) -> Option<Command> {
    let tokens = tokens(script)?;
    let mut parser = Parser { tokens: &tokens, depth: 0 };
    let command = parser.sequence(&[])?;
    parser.tokens.is_empty().then_some(command)
}

struct Parser<'tokens> {
    tokens: &'tokens [Token],
    depth: usize,
}

impl Parser<'_> {
    /// Commands up to one of these words, which is left.
    fn sequence(&mut self, ends: &[&str]) -> Option<Command> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut commands = Vec::new();
        loop {
            while self.tokens.first() == Some(&Token::End) {
                self.tokens = &self.tokens[1..];
            }
            match self.tokens.first() {
                None => break,
                Some(Token::Word(word)) if ends.contains(&word.as_str()) => break,
                Some(_) => commands.push(self.chain()?),
            }
        }
        self.depth -= 1;
        Some(Command::Sequence(commands))
    }

    fn chain(&mut self) -> Option<Command> {
        let first = self.command()?;
        let mut others = Vec::new();
        loop {
            let on_success = match self.tokens.first() {
                Some(Token::And) => true,
                Some(Token::Or) => false,
                _ if others.is_empty() => return Some(first),
                _ => return Some(Command::Chain(Box::new(first), others)),
            };
            self.tokens = &self.tokens[1..];
            while self.tokens.first() == Some(&Token::End) {
                self.tokens = &self.tokens[1..];
            }
            others.push((on_success, self.command()?));
        }
    }

    fn command(&mut self) -> Option<Command> {
        let Some(Token::Word(word)) = self.tokens.first() else { return None };
        match word.as_str() {
            "while" | "until" => {
                let positive = word == "while";
                self.tokens = &self.tokens[1..];
                let condition = self.sequence(&["do"])?;
                self.expect("do")?;
                let body = self.sequence(&["done"])?;
                self.expect("done")?;
                Some(Command::Loop(positive, Box::new(condition), Box::new(body)))
            }
            "for" => self.for_loop(),
            "if" => {
                self.tokens = &self.tokens[1..];
                self.branches()
            }
            "do" | "done" | "then" | "else" | "elif" | "fi" | "in" | "case" | "function" => None,
            _ => self.simple(),
        }
    }

    fn for_loop(&mut self) -> Option<Command> {
        self.expect("for")?;
        let variable = self.word()?;
        self.expect("in")?;
        let mut words = Vec::new();
        while let Some(Token::Word(word)) = self.tokens.first() {
            words.push(word.clone());
            self.tokens = &self.tokens[1..];
        }
        self.sequence(&["do"])?;
        self.expect("do")?;
        let body = self.sequence(&["done"])?;
        self.expect("done")?;
        Some(Command::For(variable, words, Box::new(body)))
    }

    fn branches(&mut self) -> Option<Command> {
        let condition = self.sequence(&["then"])?;
        self.expect("then")?;
        let body = self.sequence(&["else", "elif", "fi"])?;
        let other = match self.word()?.as_str() {
            "else" => {
                let other = self.sequence(&["fi"])?;
                self.expect("fi")?;
                Some(Box::new(other))
            }
            "elif" => {
                self.depth += 1;
                let other = if self.depth > DEPTH { None } else { self.branches() };
                self.depth -= 1;
                Some(Box::new(other?))
            }
            _ => None,
        };
        Some(Command::If(Box::new(condition), Box::new(body), other))
    }

    fn simple(&mut self) -> Option<Command> {
        let mut words = Vec::new();
        let mut output = Output::Log;
        loop {
            match self.tokens.first() {
                Some(Token::Word(word)) => words.push(word.clone()),
                Some(Token::Redirect) => {
                    self.tokens = &self.tokens[1..];
                    let Some(Token::Word(target)) = self.tokens.first() else { return None };
                    output = match target.as_str() {
                        "&1" | "&2" | "/dev/stdout" | "/dev/stderr" | "/proc/1/fd/1" => Output::Log,
                        file => Output::File(file.to_owned()),
                    };
                }
                _ => break,
            }
            self.tokens = &self.tokens[1..];
        }
        (!words.is_empty()).then_some(Command::Simple(words, output))
    }

    fn word(&mut self) -> Option<String> {
        let Some(Token::Word(word)) = self.tokens.first() else { return None };
        self.tokens = &self.tokens[1..];
        Some(word.clone())
    }

    fn expect(&mut self, word: &str) -> Option<()> {
        (self.word()? == word).then_some(())
    }
}
