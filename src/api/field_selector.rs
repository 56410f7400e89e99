//! Field selectors: `status.phase=Running,spec.nodeName!=node-1`.

use super::kind::Kind;
use super::object::Object;
use super::value::Value;

/// A term of a field selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// `status.phase`.
    pub field: String,
    /// The text it must have, or must not.
    pub value: String,
    /// Whether it must.
    pub equal: bool,
}

/// Reads `status.phase=Running,spec.nodeName!=node-1` (`fields.ParseSelector`).
///
/// # Errors
/// Why it cannot be read, in the API's words.
pub fn parse_fields(text: &str) -> Result<Vec<FieldTerm>, String> {
    let mut terms = Vec::new();
    for part in split_unescaped(text).into_iter().filter(|part| !part.is_empty()) {
        terms.push(
            field_term(part)
                .ok_or_else(|| format!("invalid selector: '{text}'; can't understand '{part}'"))?,
        );
    }
    Ok(terms)
}

fn split_unescaped(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (index, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn field_term(part: &str) -> Option<FieldTerm> {
    let (field, operator, value) = split_term(part)?;
    Some(FieldTerm { field: field.to_owned(), value: unescape(value)?, equal: operator != "!=" })
}

/// The parts of a term: its field, the first operator, and the value as it is written.
pub fn split_term(term: &str) -> Option<(&str, &str, &str)> {
    let places = term.char_indices().map(|(index, _)| term.split_at(index));
    let mut splits = places.flat_map(|(field, rest)| {
        ["!=", "==", "="].map(|operator| Some((field, operator, rest.strip_prefix(operator)?)))
    });
    splits.find_map(|split| split)
}

fn unescape(value: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                escaped @ ('\\' | ',' | '=') => text.push(escaped),
                _ => return None,
            },
            ',' | '=' => return None,
            other => text.push(other),
        }
    }
    Some(text)
}

/// The fields by which objects of a kind can be chosen, besides their name and namespace.
fn selectable(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Pod => &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.podIPs",
            "status.nominatedNodeName",
        ],
        Kind::Node => &["spec.unschedulable"],
        Kind::Namespace => &["status.phase"],
        Kind::Secret => &["type"],
        Kind::Service => &["spec.clusterIP", "spec.type"],
        Kind::ReplicationController => &["status.replicas"],
        Kind::Job | Kind::StatefulSet => &["status.successful"],
        Kind::Event => &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
        _ => &[],
    }
}

/// Why the API server chooses no objects of a kind by a field; `None` if it does
/// (`AddFieldLabelConversionFunc` of each group).
pub fn unsupported(kind: Kind, field: &str) -> Option<String> {
    let has = field == "metadata.name"
        || field == "metadata.namespace" && kind != Kind::Node && kind != Kind::Namespace
        || selectable(kind).contains(&field);
    if has {
        return None;
    }
    Some(match kind {
        Kind::Job => format!("field label \"{field}\" not supported for batchv1.Job"),
        Kind::StatefulSet => {
            format!("field label not supported for appsv1.StatefulSet: {field}")
        }
        kind if !selectable(kind).is_empty() => format!("field label not supported: {field}"),
        _ => format!(
            "\"{field}\" is not a known field selector: only \"metadata.name\", \
             \"metadata.namespace\""
        ),
    })
}

impl FieldTerm {
    /// Whether an object has the field's value.
    pub fn matches(&self, object: &Object) -> bool {
        let text = match self.field.as_str() {
            "metadata.name" => object.meta.name.to_string(),
            "metadata.namespace" => object.meta.namespace.to_string(),
            "source" => object.body.at("source.component").str().to_owned(),
            "status.successful" => {
                object.status().get("succeeded").as_int().unwrap_or_default().to_string()
            }
            path => match object.body.at(path) {
                Value::Null if path == "status.replicas" => "0".to_owned(),
                Value::Null if path.ends_with("hostNetwork") || path.ends_with("able") => {
                    "false".to_owned()
                }
                Value::Null => String::new(),
                Value::String(text) => text.to_string(),
                other => super::json::to_json(other),
            },
        };
        (text == self.value) == self.equal
    }
}
