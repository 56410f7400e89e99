//! Manifests that are none of any kind.

use crate::api::decode::{Document, Unidentified};
use crate::api::kind::KINDS;
use crate::api::nearest::nearest;
use crate::api::{Kind, Value};
use crate::diagnostic::{Diagnostic, Fix, Severity, Span};

/// The finding of a document without a kind that the cluster serves.
pub(super) fn diagnostic(text: &str, document: &Document, fault: &Unidentified) -> Diagnostic {
    let value = document.value();
    match fault {
        Unidentified::Invalid(_) => invalid(document, &value, fault),
        Unidentified::UnknownKind { api_version, kind } => {
            unknown(text, document, fault, (api_version, kind))
        }
    }
}

fn invalid(document: &Document, value: &Value, fault: &Unidentified) -> Diagnostic {
    let start = document.span.start;
    let known = of_name(value.get("kind").str()).filter(|_| value.get("apiVersion").is_null());
    Diagnostic {
        code: "missing-kind",
        severity: Severity::Error,
        span: document.place(""),
        message: fault.to_string(),
        help: "Every object says first what it is: apiVersion and kind.".to_owned(),
        fix: known.map(|kind| Fix {
            title: format!("add apiVersion: {}", kind.api_version()),
            span: Span { start, end: start },
            replacement: format!("apiVersion: {}\n", kind.api_version()),
        }),
    }
}

fn unknown(
    text: &str,
    document: &Document,
    fault: &Unidentified,
    (api_version, name): (&str, &str),
) -> Diagnostic {
    let names = || KINDS.iter().map(|kind| kind.row().name);
    let (field, wanted) = match of_name(name) {
        Some(kind) => ("apiVersion", Some(kind.api_version())),
        None => ("kind", nearest(name, names())),
    };
    let span = document.place(field);
    let help = match (wanted, field) {
        (Some(wanted), "apiVersion") => format!("A {name} has the apiVersion {wanted}."),
        (Some(wanted), _) => format!("Did you mean {wanted}?"),
        (None, _) => format!("The cluster serves no such kind in {api_version}."),
    };
    Diagnostic {
        code: "unknown-kind",
        severity: Severity::Error,
        span,
        message: fault.to_string(),
        help,
        fix: wanted.filter(|_| span.start < span.end && span.end <= text.len()).map(|wanted| Fix {
            title: format!("write {wanted}"),
            span,
            replacement: wanted.to_owned(),
        }),
    }
}

fn of_name(name: &str) -> Option<Kind> {
    KINDS.iter().copied().find(|kind| kind.row().name == name)
}
