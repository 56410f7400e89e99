//! One document's text, read: the parser's events become a tree of places and values.

use super::error::Error;
use super::node::Node;
use super::split::Chunk;
use super::tree::Tree;
use super::{MAX_BYTES, MAX_DEPTH};
use crate::diagnostic::Span;
use saphyr_parser::{Event, Marker, Parser, ScanError};
use smol_str::SmolStr;

/// A document, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What it means; null if there is nothing in it.
    pub node: Node,
    /// The keys that stand twice in their map.  The last one counts.
    pub duplicates: Vec<Duplicate>,
}

/// A key that stands in its map for the second time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The key.
    pub key: SmolStr,
    /// Where it stood before, which is without effect.
    pub first: Span,
    /// Where it stands again.
    pub second: Span,
}

/// Reads a chunk's first document; Go's library looks no further either.
///
/// # Errors
/// When the text is no YAML, or larger, deeper or more multiplied by aliases than is allowed.
pub fn parse(chunk: &Chunk) -> Result<Parsed, Error> {
    check_text(chunk)?;
    if chunk.text.trim().is_empty() {
        return Tree::new().finish(Span { start: chunk.span.start, end: chunk.span.start });
    }
    let mut mended: Option<String> = None;
    for _ in 0..MOST_TABS {
        let chunk = Chunk { text: mended.as_deref().unwrap_or(chunk.text), span: chunk.span };
        match parse_once(&chunk) {
            Err(Refusal::Tab(place)) => {
                let mut text = chunk.text.to_owned();
                text.replace_range(place..=place, " ");
                mended = Some(text);
            }
            Err(Refusal::Error(error)) => return Err(error),
            Ok(parsed) => return Ok(parsed),
        }
    }
    Err(Error::lineless(chunk.span, "found too many tab characters behind colons"))
}

/// How many tabs behind colons a document may have.
const MOST_TABS: usize = 100;

/// Why a document was not read.
enum Refusal {
    /// At this byte of the chunk a tab stands behind a colon, where our parser wants a blank and
    /// Go's library takes either.
    Tab(usize),
    /// It is no YAML.
    Error(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Error(error)
    }
}

fn parse_once(chunk: &Chunk) -> Result<Parsed, Refusal> {
    let places = Places::of(chunk);
    let mut tree = Tree::new();
    for event in Parser::new_from_str(chunk.text) {
        let (event, span) = event.map_err(|error| refusal(&error, &places, &tree))?;
        let line = span.start.line();
        let span = Span { start: places.byte(span.start), end: places.byte(span.end) };
        tree.add(&event, span, line)?;
        if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
            break;
        }
    }
    Ok(tree.finish(Span { start: chunk.span.start, end: chunk.span.start })?)
}

fn refusal(error: &ScanError, places: &Places, tree: &Tree) -> Refusal {
    let start = places.byte(*error.marker());
    let span = Span { start, end: places.line_end(start) };
    if error.info() == "recursion limit exceeded" {
        return Error::lineless(span, too_deep()).into();
    }
    let (text, offset) = (places.chunk.text, places.chunk.span.start);
    let inside = Span { start: start - offset, end: span.end - offset };
    let tab = text[..inside.start].strip_suffix('\t').map(str::len);
    if let Some(tab) = tab.filter(|_| error.info().contains("must be followed by a valid")) {
        return Refusal::Tab(tab);
    }
    Error { span, ..Error::from_scan(error, inside, text, tree.innermost()) }.into()
}

/// What is said of values nested deeper than [`MAX_DEPTH`].
pub(super) fn too_deep() -> String {
    format!("exceeded max depth of {MAX_DEPTH}")
}

/// Refuses what must not reach the parser.
fn check_text(chunk: &Chunk) -> Result<(), Error> {
    if chunk.text.len() > MAX_BYTES {
        return Err(Error::too_large(chunk.span));
    }
    let control = chunk.text.char_indices().find(|(_, character)| is_control(*character));
    control.map_or(Ok(()), |(index, character)| {
        let start = chunk.span.start + index;
        let span = Span { start, end: start + character.len_utf8() };
        Err(Error::lineless(span, "control characters are not allowed"))
    })
}

fn is_control(character: char) -> bool {
    let allowed = matches!(character, '\t' | '\n' | '\r' | '\u{85}' | '\u{feff}');
    !allowed && (character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}'))
}

/// Turns the parser's counts of characters into bytes of the whole text.
struct Places<'text> {
    chunk: Chunk<'text>,
    /// The byte at which each character starts; empty if each character is one byte.
    starts: Vec<usize>,
}

impl<'text> Places<'text> {
    fn of(chunk: &Chunk<'text>) -> Places<'text> {
        let starts = if chunk.text.is_ascii() {
            Vec::new()
        } else {
            chunk.text.char_indices().map(|(start, _)| start).collect()
        };
        Places { chunk: *chunk, starts }
    }

    fn byte(&self, marker: Marker) -> usize {
        let length = self.chunk.text.len();
        let inside = if self.starts.is_empty() {
            marker.index().min(length)
        } else {
            self.starts.get(marker.index()).copied().unwrap_or(length)
        };
        self.chunk.span.start + inside
    }

    /// The end of the line on which a byte of the whole text lies.
    fn line_end(&self, byte: usize) -> usize {
        let rest = &self.chunk.text[byte - self.chunk.span.start..];
        byte + rest.find(['\n', '\r']).unwrap_or(rest.len())
    }
}
