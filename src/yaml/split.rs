//! A text's documents, cut apart before any of them is read, as kubectl does: what is wrong with
//! one says nothing of the others.

use crate::diagnostic::Span;

/// A piece of a text between two lines of `---`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'text> {
    /// Its text, without the separators.
    pub text: &'text str,
    /// Where it stands in the whole text.
    pub span: Span,
}

/// Cuts a text at its separators.  There is always at least one chunk; any of them may be empty.
pub fn split(text: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut offset = 0;
    let chunk = |start, end| Chunk { text: &text[start..end], span: Span { start, end } };
    for line in text.split_inclusive('\n') {
        if is_separator(line) {
            chunks.push(chunk(start, offset));
            start = offset + line.len();
        }
        offset += line.len();
    }
    chunks.push(chunk(start, text.len()));
    chunks
}

/// A line of `---` with nothing behind but blanks and a comment; any other is left to the parser.
fn is_separator(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| {
        let rest = rest.trim();
        rest.is_empty() || rest.starts_with('#')
    })
}
