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
    let tabs = tabs(text, error.span);
    let help = match tabs {
        Some(_) => "YAML is indented with blanks only; a tab stands here.",
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
        fix: tabs.map(|span| Fix {
            title: "replace the tabs by blanks".to_owned(),
            span,
            replacement: text[span.start..span.end].replace('\t', "  "),
        }),
    }
}

/// The blanks at the start of the fault's line, if tabs are among them.
fn tabs(text: &str, fault: Span) -> Option<Span> {
    let start = text[..fault.start].rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..];
    let end = start + line.find(|other| other != ' ' && other != '\t').unwrap_or(line.len());
    text[start..end].contains('\t').then_some(Span { start, end })
}
