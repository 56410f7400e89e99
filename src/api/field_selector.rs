//! Field selectors: `status.phase=Running,spec.nodeName!=node-1`.

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

impl FieldTerm {
    /// Whether an object has the field's value.
    pub fn matches(&self, object: &Object) -> bool {
        let text = match self.field.as_str() {
            "metadata.name" => object.meta.name.to_string(),
            "metadata.namespace" => object.meta.namespace.to_string(),
            path => match object.body.at(path) {
                Value::Null => String::new(),
                Value::String(text) => text.to_string(),
                other => super::json::to_json(other),
            },
        };
        (text == self.value) == self.equal
    }
}
