//! What libyaml finds wrong with a text.  Go's library is a port of it, so its words and lines are
//! those that kubectl prints; what it reads without complaint is left to our own parser, which
//! knows the places of values.

use super::error::Error;
use crate::diagnostic::Span;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// What its scanner does; its parser does the rest.
const SCANNED: [&str; 4] =
    ["scanning", "parsing a quoted scalar", "parsing a tag", "parsing a %TAG directive"];
/// Faults without a context that its scanner finds.
const OF_SCANNER: [&str; 3] = [
    "mapping values are not allowed in this context",
    "mapping keys are not allowed in this context",
    "block sequence entries are not allowed in this context",
];
/// The fault of a document that does not begin.
const NO_DOCUMENT: &str = "did not find expected <document start>";
/// Minded by libyaml alone.
const NOT_IN_GO: &str = "found unexpected ':'";

/// The most steps that reading may take, each byte being as many as there are brackets: libyaml
/// looks at all that are open whenever it goes on.
const MOST_STEPS: usize = 200_000_000;

/// The first fault of a text that starts at an offset of the whole one.
pub(super) fn fault(text: &str, offset: usize) -> Option<Error> {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if brackets * text.len() > MOST_STEPS {
        return None;
    }
    let document = serde_yaml::Deserializer::from_str(text).next()?;
    let told = IgnoredAny::deserialize(document).err()?.to_string();
    let (fault, context) = match told.split_once(", while ") {
        Some((fault, context)) => (fault, Some(context)),
        None => (told.as_str(), None),
    };
    let (problem, place) = placed(fault);
    let start = place.map_or(0, |(line, column)| byte_at(text, line, column));
    let end = start + text[start..].find(['\n', '\r']).unwrap_or(text.len() - start);
    let span = Span { start: offset + start, end: offset + end };
    if problem == "unknown anchor" {
        return Some(Error::unknown_anchor(span, &text[start..]));
    }
    let is_known = context.is_some() || OF_SCANNER.contains(&problem) || problem == NO_DOCUMENT;
    if !is_known || problem == NOT_IN_GO {
        return None;
    }
    let of_scanner = context.map_or(problem != NO_DOCUMENT, |context| {
        SCANNED.iter().any(|words| context.starts_with(words))
    });
    let line_of = |place: Option<(usize, usize)>| place.map_or(0, |(line, _)| line - 1);
    // Go's library counts from 0, which it takes for no line, and corrects that only for what its
    // scanner finds.
    let line = match line_of(context.and_then(|context| placed(context).1)) {
        0 => line_of(place),
        line => line,
    };
    let line = (line > 0).then_some(line + usize::from(of_scanner));
    Some(Error { line, span, message: problem.to_owned(), is_of_json: false })
}

/// `found … at line 3 column 1`: the text before, the line and the column, both from 1.
fn placed(text: &str) -> (&str, Option<(usize, usize)>) {
    let Some((before, place)) = text.split_once(" at line ") else {
        return (text.split(" at position ").next().unwrap_or(text), None);
    };
    let numbers = place
        .split_once(" column ")
        .and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)))
        .filter(|(line, column)| *line > 0 && *column > 0);
    (before, numbers)
}

fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let rest = &text[start..];
    let inside = rest.char_indices().nth(column - 1).map_or(rest.len(), |(index, _)| index);
    start + inside
}
