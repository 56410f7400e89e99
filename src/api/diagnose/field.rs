//! Fields that are none, and values of the wrong type.

use crate::api::Kind;
use crate::api::decode::{Fault, Problem};
use crate::api::nearest::nearest;
use crate::api::schema::Type;
use crate::diagnostic::{Diagnostic, Fix, Severity, Span};

/// The finding of a field that cannot be read.
pub(super) fn diagnostic(text: &str, kind: Kind, problem: &Problem) -> Diagnostic {
    let (code, help, fix) = match &problem.fault {
        Fault::UnknownField { within } => {
            let (help, fix) = unknown(kind, problem, *within);
            ("unknown-field", help, fix)
        }
        Fault::Mismatch { found, wanted, .. } => {
            let (help, fix) = mismatch(text, problem.span, found, wanted);
            ("wrong-type", help, fix)
        }
        Fault::Malformed(_) => (
            "malformed-value",
            "Values under data are written in base64; stringData takes them as they are."
                .to_owned(),
            None,
        ),
        Fault::Refused(message) if message.contains("quantit") => (
            "malformed-value",
            "A quantity is a number with or without a suffix, such as 500m, 2, 128Mi or 1Gi."
                .to_owned(),
            None,
        ),
        Fault::Refused(_) => ("malformed-value", String::new(), None),
    };
    Diagnostic {
        code,
        severity: Severity::Error,
        span: problem.span,
        message: problem.to_string(),
        help,
        fix,
    }
}

fn unknown(kind: Kind, problem: &Problem, within: Type) -> (String, Option<Fix>) {
    let name = last_name(&problem.path);
    let near = nearest(name, within.fields().map(|field| field.name));
    if let Some(near) = near {
        let fix = Fix {
            title: format!("write {near}"),
            span: problem.span,
            replacement: near.to_owned(),
        };
        return (format!("Did you mean {near}?"), Some(fix));
    }
    let help = match home_of(kind, name) {
        Some(home) => format!("{name} stands in {home}; see to the indentation."),
        None => format!("A {} has no such field.", within.name()),
    };
    (help, None)
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// The shortest path in a kind's objects to a type that has the field.
fn home_of(kind: Kind, name: &str) -> Option<String> {
    let mut seen = vec![Type::of(kind)];
    let mut waiting = vec![(Type::of(kind), String::new())];
    while !waiting.is_empty() {
        let mut next = Vec::new();
        for (owner, path) in waiting {
            if !path.is_empty() && owner.field(name).is_some() {
                return Some(path);
            }
            let fields = owner.fields().filter(|field| !skipped(field.name));
            for (field, inner) in fields.filter_map(|field| Some((field, field.shape.object()?))) {
                if !seen.contains(&inner) {
                    seen.push(inner);
                    let dot = if path.is_empty() { "" } else { "." };
                    next.push((inner, format!("{path}{dot}{}", field.name)));
                }
            }
        }
        waiting = next;
    }
    None
}

/// What nobody writes by hand.
fn skipped(name: &str) -> bool {
    matches!(name, "status" | "managedFields" | "ephemeralContainers")
}

fn mismatch(text: &str, span: Span, found: &str, wanted: &str) -> (String, Option<Fix>) {
    let written = text.get(span.start..span.end).unwrap_or_default();
    let fix =
        |title: &str, replacement: String| Some(Fix { title: title.to_owned(), span, replacement });
    let is_text = wanted == "string" || (wanted.contains('.') && !wanted.starts_with(['[', 'm']));
    if is_text && (found == "bool" || found.starts_with("number")) {
        return (
            "Without quotes YAML reads this as something other than text.".to_owned(),
            fix("put it in quotes", format!("\"{written}\"")),
        );
    }
    if found == "string" && (wanted.starts_with("int") || wanted == "bool") {
        let bare = written.trim_matches(['"', '\'']);
        let fits = if wanted == "bool" {
            matches!(bare, "true" | "false")
        } else {
            bare.parse::<i64>().is_ok()
        };
        if fits {
            return (
                "In quotes it is text, and a bare value is wanted here.".to_owned(),
                fix("take away the quotes", bare.to_owned()),
            );
        }
    }
    (format!("What is wanted here is {}.", plain(wanted)), None)
}

/// A Go type in words.
fn plain(wanted: &str) -> &str {
    match wanted {
        "int32" | "int64" => "a whole number",
        "bool" => "true or false",
        "string" => "a text",
        _ if wanted.starts_with("[]") => "a list: each item begins with a dash",
        _ if wanted.starts_with("map[") || wanted.ends_with("ResourceList") => {
            "keys with values, indented"
        }
        _ => "an object: keys of its own, indented",
    }
}
