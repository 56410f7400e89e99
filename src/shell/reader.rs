//! Signs become tokens: words with quotes, operators, redirections, here-documents.

use super::syntax::{Join, Part, Redirection, Streams, SyntaxError, Word};
use std::iter::Peekable;
use std::str::CharIndices;

/// Signs that end a word that has no quotes.
const ENDS: &str = " \t\r\n;|&<>()";

/// What a line is made of.
#[derive(Clone, PartialEq)]
pub enum Token {
    /// A word.
    Word(Word),
    /// `> file` and the like.
    Redirection(Redirection),
    /// `<<`: the text comes after the end of the line.
    HereDocument {
        /// The line that ends the text.
        end: Word,
        /// Whether tabs before its lines are left out.
        strip: bool,
    },
    /// `|`.
    Pipe,
    /// `;`, `&&`, `||`.
    Join(Join),
    /// The end of a line.
    Newline,
    /// There is nothing more.
    End,
}

/// Reads a text from its start.
pub struct Reader<'text> {
    text: &'text str,
    characters: Peekable<CharIndices<'text>>,
}

impl Reader<'_> {
    /// At the start of a text.
    pub fn new(text: &str) -> Reader<'_> {
        Reader { text, characters: text.char_indices().peekable() }
    }

    fn peek(&mut self) -> Option<char> {
        self.characters.peek().map(|(_, character)| *character)
    }

    fn next(&mut self) -> Option<char> {
        self.characters.next().map(|(_, character)| character)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.characters.next_if(|(_, character)| *character == wanted).is_some()
    }

    fn take_all(&mut self, wanted: &str) -> bool {
        let start = self.characters.peek().map_or(self.text.len(), |(index, _)| *index);
        let is_there = self.text[start..].starts_with(wanted);
        if is_there {
            for _ in wanted.chars() {
                self.next();
            }
        }
        is_there
    }

    /// Passes over blanks, comments and ends of lines that a backslash takes away.
    fn skip_blanks(&mut self) {
        while self.take(' ') || self.take('\t') || self.take('\r') || self.take_all("\\\n") {}
        if self.peek() == Some('#') {
            while self.peek().is_some_and(|character| character != '\n') {
                self.next();
            }
        }
    }

    /// The next token.
    ///
    /// # Errors
    /// Where bash would complain or ask for more.
    pub fn token(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        for (operator, streams) in [
            ("1>", Streams::Out),
            ("2>", Streams::Error),
            (">", Streams::Out),
            ("&>", Streams::Both),
        ] {
            if self.take_all(operator) {
                return self.output(streams).map(Token::Redirection);
            }
        }
        for (operator, token) in [
            ("&&", Token::Join(Join::And)),
            ("||", Token::Join(Join::Or)),
            ("|", Token::Pipe),
            (";", Token::Join(Join::Always)),
            ("\n", Token::Newline),
        ] {
            if self.take_all(operator) {
                return Ok(token);
            }
        }
        match self.peek() {
            None => Ok(Token::End),
            Some('<') => self.input(),
            Some(other @ ('&' | '(' | ')')) => Err(SyntaxError::Unexpected(other.to_string())),
            Some(_) => self.word().map(Token::Word),
        }
    }

    /// What follows a `>`.
    fn output(&mut self, streams: Streams) -> Result<Redirection, SyntaxError> {
        let joined = match streams {
            Streams::Out if self.take_all("&2") => Some(Redirection::OutToError),
            Streams::Error if self.take_all("&1") => Some(Redirection::ErrorToOut),
            _ => None,
        };
        if let Some(joined) = joined {
            return Ok(joined);
        }
        let append = self.take('>');
        Ok(Redirection::To { streams, append, file: self.operand()? })
    }

    /// What begins with `<`.
    fn input(&mut self) -> Result<Token, SyntaxError> {
        if self.take_all("<(") {
            // What `source` would read: nothing has to be switched on here.
            let line = self.parenthesized()?;
            return Ok(Token::Word(vec![Part::Substitution { line, quoted: true }]));
        }
        if self.take_all("<<<") {
            return Ok(Token::Redirection(Redirection::Text(self.operand()?)));
        }
        if self.take_all("<<") {
            let strip = self.take('-');
            return Ok(Token::HereDocument { end: self.operand()?, strip });
        }
        self.next();
        Ok(Token::Redirection(Redirection::From(self.operand()?)))
    }

    /// The word that an operator needs after it.
    fn operand(&mut self) -> Result<Word, SyntaxError> {
        self.skip_blanks();
        match self.peek() {
            None | Some('\n') => Err(SyntaxError::Unexpected("newline".to_owned())),
            Some(other) if ENDS.contains(other) => Err(SyntaxError::Unexpected(other.to_string())),
            Some(_) => self.word(),
        }
    }

    fn word(&mut self) -> Result<Word, SyntaxError> {
        let mut word = Word::new();
        let mut text = String::new();
        while let Some(character) = self.peek().filter(|character| !ENDS.contains(*character)) {
            self.next();
            if !matches!(character, '\'' | '"' | '\\' | '$' | '`') {
                text.push(character);
                continue;
            }
            if !text.is_empty() {
                word.push(Part::Text(std::mem::take(&mut text)));
            }
            match character {
                '\'' => word.push(Part::Quoted(self.until('\'')?)),
                '"' => self.expanding(&mut word, Some('"'))?,
                '$' => word.push(self.dollar(false)?),
                '`' => word.push(Part::Substitution { line: self.until('`')?, quoted: false }),
                _ => match self.next() {
                    None => return Err(SyntaxError::Incomplete("\\".to_owned())),
                    Some('\n') => {}
                    Some(other) => word.push(Part::Quoted(other.to_string())),
                },
            }
        }
        if !text.is_empty() {
            word.push(Part::Text(text));
        }
        Ok(word)
    }

    fn until(&mut self, end: char) -> Result<String, SyntaxError> {
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(SyntaxError::Incomplete(end.to_string())),
                Some(character) if character == end => return Ok(text),
                Some(character) => text.push(character),
            }
        }
    }

    /// Text up to a closing quote, or all there is if nothing ends it, as in a here-document:
    /// its variables and substitutions are expanded.
    pub fn expanding(&mut self, word: &mut Word, end: Option<char>) -> Result<(), SyntaxError> {
        let mut text = String::new();
        loop {
            let Some(character) = self.next() else {
                match end {
                    Some(end) => return Err(SyntaxError::Incomplete(end.to_string())),
                    None => break,
                }
            };
            match character {
                closing if Some(closing) == end => break,
                '\\' => match self.peek() {
                    Some('\n') => {
                        self.next();
                    }
                    Some(next) if matches!(next, '\\' | '$' | '`') || Some(next) == end => {
                        text.extend(self.next());
                    }
                    _ => text.push('\\'),
                },
                '$' => {
                    word.push(Part::Quoted(std::mem::take(&mut text)));
                    word.push(self.dollar(true)?);
                }
                '`' => {
                    word.push(Part::Quoted(std::mem::take(&mut text)));
                    word.push(Part::Substitution { line: self.until('`')?, quoted: true });
                }
                other => text.push(other),
            }
        }
        word.push(Part::Quoted(text));
        Ok(())
    }

    /// What follows a `$`.
    fn dollar(&mut self, quoted: bool) -> Result<Part, SyntaxError> {
        if self.take('(') {
            let line = self.parenthesized()?;
            // `$((1+2))` is what `expr` says.
            let sum = line.strip_prefix('(').and_then(|line| line.strip_suffix(')'));
            let line = sum.map_or(line.clone(), |sum| format!("expr {}", super::quote(sum)));
            return Ok(Part::Substitution { line, quoted });
        }
        if self.take('{') {
            let inner = self.until('}')?;
            let (name, fallback) = match inner.split_once(":-") {
                Some((name, fallback)) => (name.to_owned(), Some(fallback.to_owned())),
                None => (inner, None),
            };
            return Ok(Part::Variable { name, fallback, quoted });
        }
        let mut name = String::new();
        if self.take('?') {
            name.push('?');
        }
        while name != "?"
            && let Some(character) = self.peek()
            && (character.is_ascii_alphanumeric() || character == '_')
        {
            self.next();
            name.push(character);
        }
        if name.is_empty() {
            return Ok(Part::Quoted("$".to_owned()));
        }
        Ok(Part::Variable { name, fallback: None, quoted })
    }

    /// The text up to the closing parenthesis, which may hold quotes and parentheses itself.
    fn parenthesized(&mut self) -> Result<String, SyntaxError> {
        let mut text = String::new();
        let mut depth = 1;
        let mut quote = None;
        loop {
            let Some(character) = self.next() else {
                return Err(SyntaxError::Incomplete(")".to_owned()));
            };
            match (character, quote) {
                ('\'' | '"', None) => quote = Some(character),
                (end, Some(open)) if end == open => quote = None,
                ('(', None) => depth += 1,
                (')', None) => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(text);
                    }
                }
                _ => {}
            }
            text.push(character);
        }
    }

    /// The text of a here-document, up to the line that ends it.
    ///
    /// # Errors
    /// That line has not come yet.
    pub fn here_document(&mut self, end: &str, strip: bool) -> Result<String, SyntaxError> {
        let mut body = String::new();
        loop {
            let mut line = String::new();
            let mut ended = true;
            while let Some(character) = self.next() {
                if character == '\n' {
                    ended = false;
                    break;
                }
                line.push(character);
            }
            let content = if strip { line.trim_start_matches('\t') } else { &line };
            if content == end {
                return Ok(body);
            }
            if ended {
                return Err(SyntaxError::Incomplete(end.to_owned()));
            }
            body.push_str(content);
            body.push('\n');
        }
    }
}
