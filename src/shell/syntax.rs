//! A line as bash reads it: words with quotes, pipes, redirections, here-documents, lists.

use super::blocks;
use super::reader::{Reader, Token};

/// Steps with what joins each to the one before, before blocks are gathered.
type List = Vec<(Join, Pipeline)>;
/// Commands whose outputs flow into the next one's input.
pub type Pipeline = Vec<Command>;

/// When a step of a list is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Join {
    /// In any case: the first, or after `;`.
    #[default]
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
    /// `<<END` with the text that follows, or `<<< text`.
    Text(Word),
    /// `> file`, `2>> file`, `&> file`.
    To {
        /// What goes there.
        streams: Streams,
        /// Whether it goes after what the file holds.
        append: bool,
        /// The file's name.
        file: Word,
    },
    /// `2>&1`: errors go where the output goes so far.
    ErrorToOut,
    /// `>&2`: the output goes where errors go so far.
    OutToError,
}

/// The streams that a redirection is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streams {
    /// The standard output.
    Out,
    /// The standard error.
    Error,
    /// Both of them.
    Both,
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

/// How many words and operators a line may have.
const TOKEN_LIMIT: usize = 10_000;

/// Reads a line, which may hold line breaks.
///
/// # Errors
/// Where bash would complain or ask for more.
pub fn parse(text: &str) -> Result<blocks::List, SyntaxError> {
    blocks::gather(steps(text)?)
}

fn steps(text: &str) -> Result<List, SyntaxError> {
    let mut reader = Reader::new(text);
    let mut steps = Steps::default();
    for _ in 0..TOKEN_LIMIT {
        match reader.token()? {
            Token::Word(word) => steps.command.words.push(word),
            Token::Redirection(redirection) => steps.command.redirections.push(redirection),
            Token::HereDocument { end, strip } => steps.await_document(&end, strip),
            Token::Pipe => steps.pipe()?,
            Token::Join(join) => steps.join(join)?,
            Token::Newline => {
                steps.end_step();
                steps.read_documents(&mut reader)?;
            }
            Token::End => return steps.finish(),
        }
    }
    Err(SyntaxError::Unexpected("line too long".to_owned()))
}

/// The steps of a line, as far as it has been read.
#[derive(Default)]
struct Steps {
    list: List,
    /// How the next step is joined to the last one.
    join: Join,
    /// The commands before the last `|`.
    pipeline: Pipeline,
    command: Command,
    /// The here-documents that come after the end of the line.
    awaited: Vec<HereDocument>,
}

/// A here-document whose text has not come yet.
struct HereDocument {
    end: String,
    strip: bool,
    quoted: bool,
    /// The places of its step, its command, and itself among the redirections.
    place: (usize, usize, usize),
}

impl Steps {
    fn pipe(&mut self) -> Result<(), SyntaxError> {
        if self.command == Command::default() {
            return Err(SyntaxError::Unexpected("|".to_owned()));
        }
        self.pipeline.push(std::mem::take(&mut self.command));
        Ok(())
    }

    fn join(&mut self, join: Join) -> Result<(), SyntaxError> {
        if self.command == Command::default() {
            let operator = match join {
                Join::Always => ";",
                Join::And => "&&",
                Join::Or => "||",
            };
            return Err(SyntaxError::Unexpected(operator.to_owned()));
        }
        self.end_step();
        self.join = join;
        Ok(())
    }

    /// Ends a step, unless a command is still to come.
    fn end_step(&mut self) {
        if self.command != Command::default() {
            self.pipeline.push(std::mem::take(&mut self.command));
            let pipeline = std::mem::take(&mut self.pipeline);
            self.list.push((std::mem::take(&mut self.join), pipeline));
        }
    }

    fn finish(mut self) -> Result<List, SyntaxError> {
        self.end_step();
        let is_open = !self.pipeline.is_empty() || self.join != Join::Always;
        if is_open || !self.awaited.is_empty() {
            return Err(SyntaxError::Incomplete(String::new()));
        }
        Ok(self.list)
    }

    fn await_document(&mut self, end: &Word, strip: bool) {
        let redirections = &mut self.command.redirections;
        self.awaited.push(HereDocument {
            end: plain(end),
            strip,
            quoted: end.iter().any(|part| matches!(part, Part::Quoted(_))),
            place: (self.list.len(), self.pipeline.len(), redirections.len()),
        });
        redirections.push(Redirection::Text(Word::new()));
    }

    /// Reads the here-documents that the line just ended asked for.
    fn read_documents(&mut self, reader: &mut Reader) -> Result<(), SyntaxError> {
        for document in std::mem::take(&mut self.awaited) {
            let body = reader.here_document(&document.end, document.strip)?;
            let mut word = Word::new();
            match document.quoted {
                true => word.push(Part::Quoted(body)),
                false => Reader::new(&body).expanding(&mut word, None)?,
            }
            let (step, command, redirection) = document.place;
            let pipeline = match self.list.get_mut(step) {
                Some((_, pipeline)) => pipeline,
                None => &mut self.pipeline,
            };
            let command = pipeline.get_mut(command);
            let slot = command.and_then(|command| command.redirections.get_mut(redirection));
            if let Some(slot) = slot {
                *slot = Redirection::Text(word);
            }
        }
        Ok(())
    }
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
