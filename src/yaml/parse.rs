//! One document's text, read: the parser's events become a tree of places and values.

use super::error::Error;
use super::libyaml;
use super::node::Node;
use super::split::Chunk;
use super::tree::Tree;
use super::{MAX_BYTES, MAX_DEPTH};
use crate::diagnostic::Span;
use saphyr_parser::{Event, Marker, Parser, ScanError};
use smol_str::SmolStr;
use std::borrow::Cow;

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
    let read = parse_mended(chunk);
    let in_doubt = match &read {
        // Here our parser takes more than Go's library does.
        Ok(_) => chunk.text.contains(['\t', '&']),
        Err(refusal) => refusal.is_of_text,
    };
    let fault = in_doubt.then(|| libyaml::fault(chunk.text, chunk.span.start)).flatten();
    match (fault, read) {
        // Our parser's place is the better one where it is the same line.
        (Some(fault), Err(refusal)) if same_line(chunk, fault.span, refusal.error.span) => {
            Err(Error { span: refusal.error.span, ..fault })
        }
        (Some(fault), _) => Err(fault),
        (None, read) => read.map_err(|refusal| refusal.error),
    }
}

fn same_line(chunk: &Chunk, one: Span, other: Span) -> bool {
    let [first, last] = [one.start.min(other.start), one.start.max(other.start)];
    let offset = chunk.span.start;
    !chunk.text[first - offset..last - offset].contains('\n')
}

/// Reads a text, with blanks where only our parser wants them.
fn parse_mended(chunk: &Chunk) -> Result<Parsed, Refusal> {
    let mut text = Cow::Borrowed(chunk.text);
    for _ in 0..MOST_MENDS {
        let refusal = match parse_once(&Chunk { text: &text, span: chunk.span }) {
            Ok(parsed) => return Ok(parsed),
            Err(refusal) => refusal,
        };
        let Some(place) = refusal.mend else { return Err(refusal) };
        text.to_mut().replace_range(place..=place, " ");
    }
    Err(Error::lineless(chunk.span, "found too many tab characters behind colons").into())
}

/// How many places of a document are mended that only our parser minds.
const MOST_MENDS: usize = 50;

/// Why a document was not read.
struct Refusal {
    error: Error,
    /// Whether the text is no YAML to our parser, and not only too much of it.
    is_of_text: bool,
    /// The byte of the chunk that our parser would rather see as a blank, where Go's library
    /// takes either.
    mend: Option<usize>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        let is_of_text =
            !error.message.contains("exceeded") && !error.message.contains("excessive");
        Refusal { error, is_of_text, mend: None }
    }
}

fn parse_once(chunk: &Chunk) -> Result<Parsed, Refusal> {
    let places = Places::of(chunk);
    let mut tree = Tree::new();
    for event in Parser::new_from_str(chunk.text) {
        let (event, span) = event.map_err(|error| refusal(&error, &places))?;
        let line = span.start.line();
        let span = Span { start: places.byte(span.start), end: places.byte(span.end) };
        tree.add(&event, span, line)?;
        if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
            break;
        }
    }
    Ok(tree.finish(Span { start: chunk.span.start, end: chunk.span.start })?)
}

fn refusal(error: &ScanError, places: &Places) -> Refusal {
    let start = places.byte(*error.marker());
    let span = Span { start, end: places.line_end(start) };
    if error.info() == "recursion limit exceeded" {
        return Error::lineless(span, too_deep()).into();
    }
    let (text, offset) = (places.chunk.text, places.chunk.span.start);
    let inside = start - offset;
    if error.info().contains("unknown anchor") {
        return Error::unknown_anchor(span, &text[inside..]).into();
    }
    let mend = mend(text, inside, error.info());
    Refusal { error: Error::own(error, span), is_of_text: true, mend }
}

/// Where a blank would help: a tab behind a colon; the break before a line that is not indented
/// inside of brackets or quotes, where no indentation is needed.
fn mend(text: &str, fault: usize, info: &str) -> Option<usize> {
    let before = &text[..fault];
    if info.contains("must be followed by a valid") {
        return before.strip_suffix('\t').map(str::len);
    }
    let in_flow = info == "invalid indentation" || info.contains("indentation in flow construct");
    let place = if in_flow {
        let place = before.rfind('\n')?;
        let line = before[..place].rfind('\n').map_or(0, |start| start + 1);
        (!before[line..place].contains('#')).then_some(place)?
    } else if info.contains("indentation in quoted scalar") {
        let quote = text[fault..].chars().next()?;
        let end = fault + 1 + text[fault + 1..].find(quote)?;
        let place = fault + text[fault..end].find('\n')?;
        (!text[place + 1..].starts_with(['\n', '\r'])).then_some(place)?
    } else {
        return None;
    };
    (!text[..place].ends_with('\r')).then_some(place)
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
