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

/// The collection that is open where a fault is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// The line on which it starts, from 1.
    pub line: usize,
    /// How it must go on.
    pub kind: OpenKind,
}

/// What an [`Open`] collection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OpenKind {
    /// A list or map by lines.
    Block,
    /// A list in brackets.
    FlowList,
    /// A map in braces.
    FlowMap,
}

/// Which line Go's library names.  It counts from 0 and corrects that only for what its scanner
/// finds; and a place on the first line is none to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blames {
    /// The fault's own line, which our parser names, too.
    Fault,
    /// The line before the collection's first, or before the fault's if the collection starts
    /// on the first line.
    Collection,
    /// The line before the fault's, whatever is open.
    Node,
    /// The line on which the key starts that lacks its colon.
    Key,
    /// The line on which the scalar starts, or the one where the fault shows if that is the first.
    Scalar,
}

/// Our parser's words, by a part of them, and Go's for the same fault.  Without Go's, it is what
/// the open collection lacks.
const WORDINGS: &[(&str, Option<&str>, Blames)] = &[
    ("block mapping, did not find", Some("did not find expected key"), Blames::Collection),
    ("block collection, did not", Some("did not find expected '-' indicator"), Blames::Collection),
    ("did not find expected node", Some("did not find expected node content"), Blames::Node),
    ("expected <document", Some("did not find expected <document start>"), Blames::Collection),
    (
        "mapping values are not",
        Some("mapping values are not allowed in this context"),
        Blames::Fault,
    ),
    ("simple key expect", Some("could not find expected ':'"), Blames::Key),
    ("found unexpected end", Some("found unexpected end of stream"), Blames::Scalar),
    ("document indicator", Some("found unexpected document indicator"), Blames::Scalar),
    ("unknown escape", Some("found unknown escape character"), Blames::Fault),
    ("hexadecimal number", Some("did not find expected hexdecimal number"), Blames::Fault),
    ("escape code", Some("found invalid Unicode character escape code"), Blames::Fault),
    (
        "plain scalar, found a tab",
        Some("found a tab character that violates indentation"),
        Blames::Scalar,
    ),
    ("unexpected character", Some("found character that cannot start any token"), Blames::Fault),
    ("tab", Some("found character that cannot start any token"), Blames::Fault),
    (
        "block sequence entries",
        Some("block sequence entries are not allowed in this context"),
        Blames::Fault,
    ),
    (
        "anchor or alias",
        Some("did not find expected alphabetic or numeric character"),
        Blames::Fault,
    ),
    (
        "indentation indicator equal",
        Some("found an indentation indicator equal to 0"),
        Blames::Fault,
    ),
    ("comment or line break", Some("did not find expected comment or line break"), Blames::Fault),
    ("expected tag URI", Some("did not find expected tag URI"), Blames::Fault),
];

impl Error {
    /// The fault of a text of more than [`MAX_BYTES`] bytes.
    pub fn too_large(span: Span) -> Error {
        Error::lineless(span, format!("exceeded max size of {MAX_BYTES} bytes"))
    }

    /// A fault that Go's library names no line for.
    pub(super) fn lineless(span: Span, message: impl Into<String>) -> Error {
        Error { line: None, span, message: message.into() }
    }

    /// The fault of an alias, with which the rest of the text begins, for what has no anchor.
    pub(super) fn unknown_anchor(span: Span, rest: &str) -> Error {
        let name = rest.trim_start_matches('*');
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        let name = name.split(|letter| !is_name(letter)).next().unwrap_or_default();
        Error::lineless(span, format!("unknown anchor '{name}' referenced"))
    }

    /// A fault that the parser found at `span` of the text, whose place counts from the text's
    /// start.
    pub(super) fn from_scan(error: &ScanError, span: Span, text: &str, open: Open) -> Error {
        // Our parser names the comment's line, Go's library the next one, which it cannot take.
        let commented = error.info().contains("comment intercepting");
        let fault = error.marker().line() + usize::from(commented);
        if error.info().contains("unknown anchor") {
            return Error::unknown_anchor(span, &text[span.start..]);
        }
        if error.info().contains("indentation in quoted scalar") {
            return Error::of_quoted(span, text, fault, open);
        }
        let found = WORDINGS.iter().find(|(part, ..)| error.info().contains(part));
        let (message, blames) = match found {
            Some((_, Some(message), blames)) if open.kind == OpenKind::Block => (*message, *blames),
            Some((_, Some(message), blames)) if *blames != Blames::Collection => {
                (*message, *blames)
            }
            _ => (open.lacks(), Blames::Collection),
        };
        let line = match blames {
            Blames::Fault if fault == 1 => 0,
            Blames::Fault => fault,
            Blames::Collection if open.line > 1 => open.line - 1,
            Blames::Collection | Blames::Node => fault.saturating_sub(1),
            Blames::Key => key_line(text, span.start, fault),
            Blames::Scalar => {
                let tab = text[span.start..].find("\n\t").filter(|_| message.contains("tab"));
                scalar_line(text, tab.map(|tab| span.start + tab + 1), fault)
            }
        };
        Error { line: (line > 0).then_some(line), span, message: message.to_owned() }
    }

    /// A quoted text that goes on where it may not.  Go's library reads on to the next quotation
    /// mark, and is surprised by what follows.
    fn of_quoted(span: Span, text: &str, fault: usize, open: Open) -> Error {
        let rest = &text[span.start..];
        let quote = if rest.starts_with('\'') { '\'' } else { '"' };
        let (line, message) = match rest.get(1..).and_then(|inside| inside.find(quote)) {
            None => (scalar_line(text, None, fault), "found unexpected end of stream"),
            Some(_) if open.line > 1 => (open.line - 1, open.lacks()),
            Some(end) => (fault - 1 + breaks(&rest[..=end]), open.lacks()),
        };
        Error { line: (line > 0).then_some(line), span, message: message.to_owned() }
    }
}

impl Open {
    /// What must come next in it.
    fn lacks(self) -> &'static str {
        match self.kind {
            OpenKind::Block => "did not find expected key",
            OpenKind::FlowList => "did not find expected ',' or ']'",
            OpenKind::FlowMap => "did not find expected ',' or '}'",
        }
    }
}

fn breaks(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// The line on which a key starts whose colon is missed at a place: above it, as long as the lines
/// there are nothing but text.
fn key_line(text: &str, place: usize, line: usize) -> usize {
    let above = text[..place].lines().rev().skip(usize::from(!text[..place].ends_with('\n')));
    let is_text = |line: &&str| {
        let line = line.trim();
        let key = line.contains(": ") || line.ends_with(':');
        !(line.is_empty() || line.starts_with("- ") || line.starts_with('#') || key)
    };
    let line = line - above.take_while(is_text).count().min(line - 1);
    if line == 1 { 0 } else { line }
}

/// The line of a scalar; if that is the first, the one of the place where its fault shows, which
/// may be the text's end.
fn scalar_line(text: &str, shown: Option<usize>, line: usize) -> usize {
    if line > 1 {
        return line;
    }
    match breaks(&text[..shown.unwrap_or(text.len())]) {
        0 => 0,
        breaks => breaks + 1,
    }
}
