//! What is wrong with a text that is no YAML, in the words of Go's library.

use crate::diagnostic::Span;
use saphyr_parser::ScanError;
use std::fmt;

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The line that the message names, counted from 1 in the document as Go's library counts;
    /// it may lie one before the place.
    pub line: Option<usize>,
    /// The place of the fault, in bytes of the whole text.
    pub span: Span,
    /// What is wrong: `did not find expected key`.
    pub message: String,
}

impl fmt::Display for Error {
    /// `yaml: line 6: did not find expected key`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("yaml: ")?;
        if let Some(line) = self.line {
            write!(formatter, "line {line}: ")?;
        }
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// How Go's library words a fault, and which line it names for it.
struct Wording {
    message: &'static str,
    blames: Blames,
}

/// Go's library counts lines from 0 and corrects that only for what its scanner finds.
#[derive(Clone, Copy)]
enum Blames {
    /// The fault's own line.
    Scanner,
    /// The line before the collection's first, or before the fault's if the collection starts
    /// on the first line.
    Collection,
}

const fn scanner(message: &'static str) -> Wording {
    Wording { message, blames: Blames::Scanner }
}

const fn collection(message: &'static str) -> Wording {
    Wording { message, blames: Blames::Collection }
}

/// Our parser's words, by a part of them, and Go's for the same fault.
const WORDINGS: &[(&str, Wording)] = &[
    ("block mapping, did not find", collection("did not find expected key")),
    ("block collection, did not", collection("did not find expected '-' indicator")),
    ("flow mapping, did not find", collection("did not find expected ',' or '}'")),
    ("flow sequence, expected", collection("did not find expected ',' or ']'")),
    ("did not find expected node", collection("did not find expected node content")),
    ("expected <document", collection("did not find expected <document start>")),
    ("unknown anchor", collection("unknown anchor referenced")),
    ("mapping values are not", scanner("mapping values are not allowed in this context")),
    ("simple key expect", scanner("could not find expected ':'")),
    ("quoted scalar, found unexpected end", scanner("found unexpected end of stream")),
    ("unexpected document indicator", scanner("found unexpected document indicator")),
    ("unknown escape", scanner("found unknown escape character")),
    ("hexadecimal number", scanner("did not find expected hexdecimal number")),
    ("escape code", scanner("found invalid Unicode character escape code")),
    ("unexpected character", scanner("found character that cannot start any token")),
    ("tab", scanner("found character that cannot start any token")),
    ("block sequence entries", scanner("block sequence entries are not allowed in this context")),
    ("anchor or alias", scanner("did not find expected alphabetic or numeric character")),
    ("indentation indicator equal", scanner("found an indentation indicator equal to 0")),
    ("comment or line break", scanner("did not find expected comment or line break")),
];

impl Error {
    /// A fault that Go's library names no line for.
    pub(super) fn lineless(span: Span, message: impl Into<String>) -> Error {
        Error { line: None, span, message: message.into() }
    }

    /// A fault that the parser found.  `collection` is the line, from 1, on which the innermost
    /// open collection starts.
    pub(super) fn from_scan(error: &ScanError, span: Span, collection: Option<usize>) -> Error {
        let line = error.marker().line();
        let found = WORDINGS.iter().find(|(part, _)| error.info().contains(part));
        let (message, blames) = match found {
            Some((_, wording)) => (wording.message, wording.blames),
            None => (error.info(), Blames::Scanner),
        };
        let line = match blames {
            Blames::Scanner if line == 1 => 0,
            Blames::Scanner => line,
            Blames::Collection => match collection {
                Some(start) if start > 1 => start - 1,
                _ => line.saturating_sub(1),
            },
        };
        Error { line: (line > 0).then_some(line), span, message: message.to_owned() }
    }
}
