//! Kinds without a layout of their own: every field under a readable label.

use super::lines::Lines;
use super::metadata;
use crate::api::{Object, Value};
use crate::kubectl::printers::go_text::go_text;
use crate::store::View;

/// Words that are written in capitals.
const ACRONYMS: [&str; 5] = ["API", "URL", "UID", "OSB", "GUID"];
/// Fields of the metadata that are not repeated among the others.
const SHOWN_ABOVE: [&str; 5] = ["name", "namespace", "labels", "annotations", "managedFields"];

/// Describes an object by its fields.
pub fn describe(object: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, object);
    metadata::labels_and_annotations(out, object);
    let mut value = object.to_value();
    if let Some(Value::Map(fields)) = value.make_map().get_mut("metadata") {
        SHOWN_ABOVE.iter().for_each(|field| drop(fields.remove(field)));
    }
    write(out, 0, &value);
}

/// Writes the fields of a map.
pub fn write(out: &mut Lines, level: usize, value: &Value) {
    for (field, item) in value.entries() {
        let label = label(field);
        match item {
            Value::Map(_) => {
                out.line(level, format_args!("{label}:"));
                write(out, level + 1, item);
            }
            Value::List(items) => {
                out.line(level, format_args!("{label}:"));
                for item in items.as_slice() {
                    match item {
                        Value::Map(_) => write(out, level + 1, item),
                        other => out.line(level + 1, go_text(other)),
                    }
                }
            }
            other => out.field(level, &label, go_text(other)),
        }
    }
}

/// `Simple Field` for `simpleField`; names with other signs stay as they are (`smartLabelFor`).
pub fn label(field: &str) -> String {
    if !field.chars().all(|character| character.is_alphabetic() || character == '-') {
        return field.to_owned();
    }
    let mut words: Vec<String> = Vec::new();
    let mut before = '-';
    for character in field.chars() {
        let begins = character == '-'
            || before == '-'
            || (character.is_uppercase() && before.is_lowercase());
        match words.last_mut() {
            Some(word) if !begins => word.push(character),
            _ => words.push(character.to_string()),
        }
        before = character;
    }
    words.iter().map(|word| titled(word)).collect::<Vec<_>>().join(" ")
}

fn titled(word: &str) -> String {
    let capitals = word.to_uppercase();
    if ACRONYMS.contains(&capitals.as_str()) {
        return capitals;
    }
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), characters.as_str())
}
