//! What is no YAML, and what is mostly the reason.

use crate::diagnostic::{Diagnostic, Fix, Severity, Span};
use crate::yaml::Error;

/// A part of Go's message, and what to do about it.
const HELP: &[(&str, &str)] = &[
    ("did not find expected key", "This line is indented differently from its neighbours."),
    ("expected '-'", "An item of a list must stand in the same column as the items before it."),
    (
        "mapping values",
        "A value with a colon and a blank in it needs quotes; or a line is indented too far.",
    ),
    (
        "could not find expected ':'",
        "A colon is missing behind a key, or the blank behind the colon.",
    ),
    ("end of stream", "A quotation mark is opened and never closed."),
    ("expected ',' or ']'", "A [ is opened and not closed, or a comma is missing."),
    ("expected ',' or '}'", "A { is opened and not closed, or a comma is missing."),
    ("unknown anchor", "A text that begins with * needs quotes."),
    ("alphabetic or numeric", "A text that begins with * or & needs quotes."),
    ("cannot start any token", "A text that begins with @, ` or % needs quotes."),
    ("unknown escape", "Inside of double quotes, a backslash is written \\\\."),
    ("aliasing", "Aliases in it stand for too much."),
];

/// The finding of a text that cannot be read.
pub(super) fn diagnostic(text: &str, error: &Error) -> Diagnostic {
    let odd = odd_indentation(text, error.span);
    let help = match odd {
        Some(span) if text[span.start..span.end].contains('\t') => {
            "YAML is indented with blanks only; a tab stands here."
        }
        Some(_) => "These blanks are not plain ones; they often come with text from a web page.",
        None => {
            let found = HELP.iter().find(|(part, _)| error.message.contains(part));
            found.map_or("", |(_, help)| *help)
        }
    };
    Diagnostic {
        code: "yaml-syntax",
        severity: Severity::Error,
        span: error.span,
        message: error.to_string(),
        help: help.to_owned(),
        fix: odd.map(|span| Fix {
            title: "indent with plain blanks".to_owned(),
            span,
            replacement: text[span.start..span.end].replace('\t', "  ").replace(NO_BREAK, " "),
        }),
    }
}

/// The blank that lines are not broken at.
const NO_BREAK: char = '\u{a0}';

/// The document's last indentation up to the line behind the fault that has more than plain blanks
/// in it.
fn odd_indentation(text: &str, fault: Span) -> Option<Span> {
    let mut start = text[..fault.start].rfind("\n---").map_or(0, |separator| separator + 1);
    let mut found = None;
    let mut behind = 0;
    for line in text[start..].split_inclusive('\n') {
        behind += usize::from(start > fault.start);
        if behind > 1 {
            break;
        }
        let blanks = line.len() - line.trim_start_matches([' ', '\t', NO_BREAK]).len();
        if line[..blanks].contains(['\t', NO_BREAK]) {
            found = Some(Span { start, end: start + blanks });
        }
        start += line.len();
    }
    found
}
