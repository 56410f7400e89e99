//! A dash too many: `- port: 80` and below it `- targetPort: 80`, which makes two of one.

use crate::api::decode::Document;
use crate::api::schema::{Leaf, Shape, Type};
use crate::diagnostic::{Diagnostic, Fix, Severity, Span};
use crate::yaml::{Entry, Node};

/// The findings of a document of a type.
pub(super) fn diagnostics(text: &str, document: &Document, wanted: Type) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    examine(text, wanted, document.node(), &mut found);
    found
}

fn examine(text: &str, wanted: Type, node: &Node, found: &mut Vec<Diagnostic>) {
    for entry in node.entries() {
        match wanted.field(&entry.key).map(|field| field.shape) {
            Some(Shape::One(Leaf::Object(inner))) => examine(text, inner, &entry.value, found),
            Some(Shape::List(Leaf::Object(inner))) => {
                let items = entry.value.items();
                let torn = items.windows(2).filter(|pair| is_torn(inner, &pair[0], &pair[1]));
                found.extend(torn.filter_map(|pair| diagnostic(text, &pair[1])));
                items.iter().for_each(|item| examine(text, inner, item, found));
            }
            _ => {}
        }
    }
}

/// Whether two items are rather one: the second lacks what an item must have and the first has,
/// and they have no key in common.
fn is_torn(wanted: Type, first: &Node, second: &Node) -> bool {
    let mut required = wanted.fields().filter(|field| field.required);
    let lacks =
        required.any(|field| first.get(field.name).is_some() && second.get(field.name).is_none());
    lacks
        && !second.entries().is_empty()
        && second.entries().iter().all(|entry| first.get(&entry.key).is_none())
}

fn diagnostic(text: &str, item: &Node) -> Option<Diagnostic> {
    let key: &Entry = item.entries().iter().min_by_key(|entry| entry.key_span)?;
    let before = text.get(..key.key_span.start)?;
    let dash = before.trim_end().strip_suffix('-')?.len();
    Some(Diagnostic {
        code: "stray-dash",
        severity: Severity::Error,
        span: Span { start: dash, end: key.key_span.end },
        message: format!("the dash before {} begins another item", key.key),
        help: "What belongs to one item has one dash, before its first key; the other keys stand \
               below that key."
            .to_owned(),
        fix: Some(Fix {
            title: "take away the dash".to_owned(),
            span: Span { start: dash, end: dash + 1 },
            replacement: " ".to_owned(),
        }),
    })
}
