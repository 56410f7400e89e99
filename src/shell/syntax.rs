//! A line as bash reads it: words with quotes, pipes, redirections, here-documents, lists.

use super::blocks;
use std::iter::Peekable;
use std::str::CharIndices;

/// Steps with what joins each to the one before, before blocks are gathered.
type List = Vec<(Join, Pipeline)>;
/// Commands whose outputs flow into the next one's input.
pub type Pipeline = Vec<Command>;

/// When a step of a list is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// In any case: the first, or after `;`.
    Always,
    /// If the one before succeeded: `&&`.
    And,
    /// If the one before failed: `||`.
    Or,
}

/// A command with its redirections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// Its words before expansion.
    pub words: Vec<Word>,
    /// `> file` and the like, in order.
    pub redirections: Vec<Redirection>,
}

/// Where an input comes from or an output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirection {
    /// `< file`.
    From(Word),
    /// `> file`.
    To(Word),
    /// `>> file`.
    Append(Word),
    /// `2> file`; only `/dev/null` makes a difference.
    ErrorTo(Word),
    /// `2>&1`.
    ErrorToOut,
    /// `<<END` with the text that follows, or `<<< text`.
    Text(Word),
}

/// A word's parts, which are joined after expansion.
pub type Word = Vec<Part>;

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself; unquoted text may hold `*` and `?` patterns.
    Text(String),
    /// Text in quotes or after a backslash.
    Quoted(String),
    /// `$name`; in quotes it is one word whatever it holds.
    Variable {
        /// The name, or `?`.
        name: String,
        /// What `${name:-other}` falls back to.
        fallback: Option<String>,
        /// Whether it stands in double quotes.
        quoted: bool,
    },
    /// `$(line)`.
    Substitution {
        /// The line.
        line: String,
        /// Whether it stands in double quotes.
        quoted: bool,
    },
}

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// More is to follow: an open quote, a here-document without its end, a pipe at the end.
    Incomplete(String),
    /// This does not belong here.
    Unexpected(String),
}

/// How deep `$(…)` may nest, and how many words a line may have.
const WORD_LIMIT: usize = 10_000;

/// Reads a line, which may hold line breaks.
///
/// # Errors
/// Where bash would complain or ask for more.
pub fn parse(text: &str) -> Result<blocks::List, SyntaxError> {
    blocks::gather(steps(text)?)
}

fn steps(text: &str) -> Result<List, SyntaxError> {
    let mut reader = Reader { text, characters: text.char_indices().peekable(), pending: vec![] };
    let mut list = List::new();
    let mut pipeline = Pipeline::new();
    let mut command = Command::default();
    let mut join = Join::Always;
    let mut piped = false;
    let mut count = 0;
    loop {
        count += 1;
        if count > WORD_LIMIT {
            return Err(SyntaxError::Unexpected("line too long".to_owned()));
        }
        match reader.token()? {
            Token::Word(word) => command.words.push(word),
            Token::Redirection(make) => {
                let redirection = reader.redirection(make)?;
                command.redirections.push(redirection);
            }
            Token::HereDocument { strip } => {
                let Token::Word(end) = reader.token()? else {
                    return Err(SyntaxError::Unexpected("newline".to_owned()));
                };
                let quoted = end.iter().any(|part| matches!(part, Part::Quoted(_)));
                reader.pending.push(HereDocument {
                    end: plain(&end),
                    strip,
                    quoted,
                    place: (list.len(), pipeline.len(), command.redirections.len()),
                });
                command.redirections.push(Redirection::Text(Word::new()));
            }
            Token::Pipe => {
                finish(&mut pipeline, &mut command, "|")?;
                piped = true;
                continue;
            }
            token @ (Token::Join(_) | Token::Newline | Token::End) => {
                let empty = command == Command::default();
                if empty && piped && token != Token::Newline {
                    return Err(SyntaxError::Incomplete(String::new()));
                }
                if !empty {
                    pipeline.push(std::mem::take(&mut command));
                } else if let Token::Join(next) = token
                    && pipeline.is_empty()
                {
                    return Err(SyntaxError::Unexpected(next_text(next).to_owned()));
                }
                if empty && piped {
                    continue;
                }
                if !pipeline.is_empty() {
                    list.push((join, std::mem::take(&mut pipeline)));
                    join = Join::Always;
                }
                match token {
                    Token::Join(next) => join = next,
                    Token::End if join != Join::Always => {
                        return Err(SyntaxError::Incomplete(String::new()));
                    }
                    Token::End if !reader.pending.is_empty() => {
                        return Err(SyntaxError::Incomplete(String::new()));
                    }
                    Token::End => return Ok(list),
                    _ => reader.here_documents(&mut list)?,
                }
            }
        }
        piped = false;
    }
}

fn next_text(join: Join) -> &'static str {
    match join {
        Join::Always => ";",
        Join::And => "&&",
        Join::Or => "||",
    }
}

fn finish(
    pipeline: &mut Pipeline,
    command: &mut Command,
    operator: &str,
) -> Result<(), SyntaxError> {
    if *command == Command::default() {
        return Err(SyntaxError::Unexpected(operator.to_owned()));
    }
    pipeline.push(std::mem::take(command));
    Ok(())
}

/// A word's text where nothing is expanded.
pub fn plain(word: &Word) -> String {
    word.iter()
        .map(|part| match part {
            Part::Text(text) | Part::Quoted(text) => text.as_str(),
            Part::Variable { name, .. } => name,
            Part::Substitution { line, .. } => line,
        })
        .collect()
}

type MakeRedirection = fn(Word) -> Redirection;

#[derive(Clone, PartialEq)]
enum Token {
    Word(Word),
    Redirection(MakeKind),
    HereDocument { strip: bool },
    Pipe,
    Join(Join),
    Newline,
    End,
}

#[derive(Clone, Copy, PartialEq)]
enum MakeKind {
    From,
    To,
    Append,
    ErrorTo,
    ErrorToOut,
    Text,
}

struct HereDocument {
    end: String,
    strip: bool,
    quoted: bool,
    place: (usize, usize, usize),
}

struct Reader<'text> {
    text: &'text str,
    characters: Peekable<CharIndices<'text>>,
    pending: Vec<HereDocument>,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        self.characters.peek().map(|(_, character)| *character)
    }

    fn next(&mut self) -> Option<char> {
        self.characters.next().map(|(_, character)| character)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.characters.next_if(|(_, character)| *character == wanted).is_some()
    }

    fn rest(&mut self) -> &str {
        let start = self.characters.peek().map_or(self.text.len(), |(index, _)| *index);
        &self.text[start..]
    }

    fn token(&mut self) -> Result<Token, SyntaxError> {
        while self.take(' ') || self.take('\t') || self.take('\r') {}
        if self.rest().starts_with("\\\n") {
            self.next();
            self.next();
            return self.token();
        }
        if self.rest().starts_with("2>") {
            self.next();
            self.next();
            if self.rest().starts_with("&1") {
                self.next();
                self.next();
                return Ok(Token::Redirection(MakeKind::ErrorToOut));
            }
            self.take('>');
            return Ok(Token::Redirection(MakeKind::ErrorTo));
        }
        let Some(character) = self.peek() else { return Ok(Token::End) };
        let token = match character {
            '\n' => Token::Newline,
            ';' => Token::Join(Join::Always),
            '#' => {
                while self.peek().is_some_and(|character| character != '\n') {
                    self.next();
                }
                return self.token();
            }
            '|' => {
                self.next();
                return Ok(if self.take('|') { Token::Join(Join::Or) } else { Token::Pipe });
            }
            '&' => {
                self.next();
                return match self.peek() {
                    Some('&') => {
                        self.next();
                        Ok(Token::Join(Join::And))
                    }
                    Some('>') => Err(SyntaxError::Unexpected("&>".to_owned())),
                    _ => Err(SyntaxError::Unexpected("&".to_owned())),
                };
            }
            '>' => {
                self.next();
                let kind = if self.take('>') { MakeKind::Append } else { MakeKind::To };
                return Ok(Token::Redirection(kind));
            }
            '<' => {
                self.next();
                if self.take('(') {
                    // What `source` would read: nothing has to be switched on here.
                    let line = self.parenthesized()?;
                    return Ok(Token::Word(vec![Part::Substitution { line, quoted: true }]));
                }
                if !self.take('<') {
                    return Ok(Token::Redirection(MakeKind::From));
                }
                if self.take('<') {
                    return Ok(Token::Redirection(MakeKind::Text));
                }
                return Ok(Token::HereDocument { strip: self.take('-') });
            }
            '(' | ')' => return Err(SyntaxError::Unexpected(character.to_string())),
            _ => return Ok(Token::Word(self.word()?)),
        };
        self.next();
        Ok(token)
    }

    fn redirection(&mut self, kind: MakeKind) -> Result<Redirection, SyntaxError> {
        let make: MakeRedirection = match kind {
            MakeKind::ErrorToOut => return Ok(Redirection::ErrorToOut),
            MakeKind::From => Redirection::From,
            MakeKind::To => Redirection::To,
            MakeKind::Append => Redirection::Append,
            MakeKind::ErrorTo => Redirection::ErrorTo,
            MakeKind::Text => Redirection::Text,
        };
        match self.token()? {
            Token::Word(word) => Ok(make(word)),
            _ => Err(SyntaxError::Unexpected("newline".to_owned())),
        }
    }

    fn word(&mut self) -> Result<Word, SyntaxError> {
        let mut word = Word::new();
        let mut text = String::new();
        while let Some(character) = self.peek() {
            match character {
                ' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | '<' | '>' | '(' | ')' => break,
                '\'' => {
                    self.next();
                    flush(&mut word, &mut text);
                    word.push(Part::Quoted(self.until('\'')?));
                }
                '"' => {
                    self.next();
                    flush(&mut word, &mut text);
                    self.double_quoted(&mut word)?;
                }
                '\\' => {
                    self.next();
                    match self.next() {
                        None => return Err(SyntaxError::Incomplete("\\".to_owned())),
                        Some('\n') => {}
                        Some(other) => {
                            flush(&mut word, &mut text);
                            word.push(Part::Quoted(other.to_string()));
                        }
                    }
                }
                '$' => {
                    self.next();
                    flush(&mut word, &mut text);
                    word.push(self.dollar(false)?);
                }
                '`' => {
                    self.next();
                    flush(&mut word, &mut text);
                    word.push(Part::Substitution { line: self.until('`')?, quoted: false });
                }
                other => {
                    self.next();
                    text.push(other);
                }
            }
        }
        flush(&mut word, &mut text);
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

    fn double_quoted(&mut self, word: &mut Word) -> Result<(), SyntaxError> {
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(SyntaxError::Incomplete("\"".to_owned())),
                Some('"') => break,
                Some('\\') => match self.next() {
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => text.push(escaped),
                    Some('\n') => {}
                    Some(other) => text.extend(['\\', other]),
                    None => return Err(SyntaxError::Incomplete("\"".to_owned())),
                },
                Some('$') => {
                    word.push(Part::Quoted(std::mem::take(&mut text)));
                    word.push(self.dollar(true)?);
                }
                Some('`') => {
                    word.push(Part::Quoted(std::mem::take(&mut text)));
                    word.push(Part::Substitution { line: self.until('`')?, quoted: true });
                }
                Some(other) => text.push(other),
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

    /// Reads the here-documents that the line just ended asked for.
    fn here_documents(&mut self, list: &mut List) -> Result<(), SyntaxError> {
        for document in std::mem::take(&mut self.pending) {
            let body = self.here_document(&document)?;
            let word = if document.quoted {
                vec![Part::Quoted(body)]
            } else {
                let escaped = body.replace('"', "\\\"");
                let quoted = format!("{escaped}\"");
                let mut inner = Reader {
                    text: &quoted,
                    characters: quoted.char_indices().peekable(),
                    pending: vec![],
                };
                let mut word = Word::new();
                inner.double_quoted(&mut word)?;
                word
            };
            let (step, command, redirection) = document.place;
            let slot = list
                .get_mut(step)
                .and_then(|(_, pipeline)| pipeline.get_mut(command))
                .and_then(|command| command.redirections.get_mut(redirection));
            if let Some(slot) = slot {
                *slot = Redirection::Text(word);
            }
        }
        Ok(())
    }

    fn here_document(&mut self, document: &HereDocument) -> Result<String, SyntaxError> {
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
            let content = if document.strip { line.trim_start_matches('\t') } else { &line };
            if content == document.end {
                return Ok(body);
            }
            if ended {
                return Err(SyntaxError::Incomplete(document.end.clone()));
            }
            body.push_str(content);
            body.push('\n');
        }
    }
}

fn flush(word: &mut Word, text: &mut String) {
    if !text.is_empty() {
        word.push(Part::Text(std::mem::take(text)));
    }
}
