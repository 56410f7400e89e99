//! Everything that the editor says of a manifest, in one pass: what is no YAML, what is no object,
//! what no field is called, what has the wrong type, and what the API server would refuse.

mod field;
mod header;
mod stray_dash;
mod syntax;
mod validation;

use super::decode::{self, Document};
use super::reindent::reindent;
use super::schema::Type;
use crate::diagnostic::{Diagnostic, Fix, Severity, Span};
use crate::yaml::Duplicate;

/// The most findings of one sort that are made of one document.
const MOST: usize = 100;

/// Every finding in a text of manifests, ordered by place.
pub fn diagnose(text: &str) -> Vec<Diagnostic> {
    if let Some(lost) = lost_indentation(text) {
        return vec![lost];
    }
    let mut found = Vec::new();
    for document in decode::documents(text) {
        match document {
            Ok(document) => document_findings(text, &document, &mut found),
            Err(error) => found.push(syntax::diagnostic(text, &error)),
        }
    }
    crate::order::sort_by_key(&mut found, |diagnostic| (diagnostic.span, diagnostic.severity));
    found
}

fn document_findings(text: &str, document: &Document, found: &mut Vec<Diagnostic>) {
    found.extend(duplicates(text, &document.duplicates));
    let kind = match &document.kind {
        Ok(kind) => *kind,
        Err(fault) => return found.push(header::diagnostic(text, document, fault)),
    };
    let problems = document.problems();
    found.extend(problems.iter().take(MOST).map(|problem| field::diagnostic(text, kind, problem)));
    let stray = stray_dash::diagnostics(text, document, Type::of(kind));
    // A field that is misspelt or torn off is missing, too: one finding of the two is enough.
    if problems.is_empty() && stray.is_empty() {
        found.extend(validation::diagnostics(document));
    }
    found.extend(stray.into_iter().take(MOST));
}

/// All other findings follow from this one.
fn lost_indentation(text: &str) -> Option<Diagnostic> {
    let replacement = reindent(text)?;
    let start = text.len() - text.trim_start().len();
    let end = start + text[start..].lines().next().map_or(0, str::len);
    Some(Diagnostic {
        code: "lost-indentation",
        severity: Severity::Error,
        span: Span { start, end },
        message: "this manifest has lost its indentation".to_owned(),
        help: "In YAML the indentation says what belongs to what. Which key can stand under which \
               is known for every kind, so it can be restored."
            .to_owned(),
        fix: Some(Fix {
            title: "restore the indentation".to_owned(),
            span: Span { start: 0, end: text.len() },
            replacement,
        }),
    })
}

fn duplicates(text: &str, duplicates: &[Duplicate]) -> Vec<Diagnostic> {
    let second_header = duplicates
        .iter()
        .filter(|duplicate| matches!(duplicate.key.as_str(), "apiVersion" | "kind"))
        .map(|duplicate| duplicate.second)
        .filter(|span| span.start == 0 || text[..span.start].ends_with('\n'))
        .min();
    if let Some(span) = second_header {
        return vec![missing_separator(span)];
    }
    duplicates
        .iter()
        .take(MOST)
        .map(|duplicate| Diagnostic {
            code: "duplicate-key",
            severity: Severity::Warning,
            span: duplicate.second,
            message: format!("key \"{}\" already set in map", duplicate.key),
            help: format!(
                "It stands in line {}, too. Only the last one counts.",
                line_of(text, duplicate.first.start)
            ),
            fix: None,
        })
        .collect()
}

/// Another object begins where the first one has not ended.
fn missing_separator(span: Span) -> Diagnostic {
    Diagnostic {
        code: "missing-separator",
        severity: Severity::Error,
        span,
        message: "another object begins here without a line of --- before it".to_owned(),
        help: "Without the line, this object's keys overwrite those of the one above.".to_owned(),
        fix: Some(Fix {
            title: "insert ---".to_owned(),
            span: Span { start: span.start, end: span.start },
            replacement: "---\n".to_owned(),
        }),
    }
}

/// The line of a byte, counted from 1.
fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|letter| **letter == b'\n').count() + 1
}
