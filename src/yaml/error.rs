//! What is wrong with a text that is no YAML, in the words of Go's library.

use super::MAX_BYTES;
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
    /// Whether it is fine YAML and only has no JSON, of which another library speaks.
    pub is_of_json: bool,
}

impl fmt::Display for Error {
    /// `yaml: line 6: did not find expected key`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_of_json {
            return formatter.write_str(&self.message);
        }
        formatter.write_str("yaml: ")?;
        if let Some(line) = self.line {
            write!(formatter, "line {line}: ")?;
        }
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    /// The fault of a text of more than [`MAX_BYTES`] bytes.
    pub fn too_large(span: Span) -> Error {
        Error::lineless(span, format!("exceeded max size of {MAX_BYTES} bytes"))
    }

    /// A fault that Go's library names no line for.
    pub(super) fn lineless(span: Span, message: impl Into<String>) -> Error {
        Error { line: None, span, message: message.into(), is_of_json: false }
    }

    /// The fault of what JSON cannot say.
    pub(super) fn of_json(span: Span, message: impl Into<String>) -> Error {
        Error { is_of_json: true, ..Error::lineless(span, message) }
    }

    /// The fault of an alias, with which the rest of the text begins, for what has no anchor.
    pub(super) fn unknown_anchor(span: Span, rest: &str) -> Error {
        let name = rest.trim_start_matches('*');
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        let name = name.split(|letter| !is_name(letter)).next().unwrap_or_default();
        Error::lineless(span, format!("unknown anchor '{name}' referenced"))
    }

    /// What only our own parser minds: its words are not Go's.
    pub(super) fn own(error: &ScanError, span: Span) -> Error {
        let line = error.marker().line();
        Error {
            line: (line > 1).then_some(line),
            span,
            message: "did not find expected key".into(),
            is_of_json: false,
        }
    }
}
