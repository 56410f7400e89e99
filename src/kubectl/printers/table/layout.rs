//! What a table of a kind consists of.

use crate::api::{Object, Value};
use crate::time::Time;

/// A table's columns, and how an object fills them.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The columns in order.
    pub columns: &'static [Column],
    /// An object's cells, one for each column, also for the wide ones.
    pub cells: fn(&Object, &RowContext) -> Vec<String>,
}

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// As it is printed: `LAST SEEN`.
    pub heading: &'static str,
    /// Whether it is shown with `-o wide` only.
    pub wide: bool,
}

/// What a row depends on besides its object.
#[derive(Clone, Copy, Debug)]
pub struct RowContext {
    /// Ages are counted up to this instant.
    pub now: Time,
    /// Whether `-o wide` asks for long cells in full.
    pub wide: bool,
}

/// A column that is always shown.
pub(super) const fn column(heading: &'static str) -> Column {
    Column { heading, wide: false }
}

/// A column that is shown with `-o wide`.
pub(super) const fn wide(heading: &'static str) -> Column {
    Column { heading, wide: true }
}

/// The object's name.
pub(super) fn name(object: &Object) -> String {
    object.meta.name.to_string()
}

/// The object's age.
pub(super) fn age(object: &Object, context: &RowContext) -> String {
    crate::kubectl::printers::duration::age(object.meta.creation_timestamp, context.now)
}

/// When the object was made, for the kinds that have no columns of their own.
pub(super) fn created_at(object: &Object) -> String {
    object.meta.creation_timestamp.map_or_else(String::new, |time| time.rfc3339().to_string())
}

/// A field's number; 0 if it is missing.
pub(super) fn number(value: &Value) -> String {
    value.int().to_string()
}

/// A field's text or number as it stands there; `missing` if there is none.
pub(super) fn text_or(value: &Value, missing: &str) -> String {
    match value {
        Value::String(text) if !text.is_empty() => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => missing.to_owned(),
    }
}

/// One field of each item of a list, joined by commas.
pub(super) fn joined(items: &Value, field: &str) -> String {
    let texts: Vec<&str> = items.items().iter().map(|item| item.get(field).str()).collect();
    texts.join(",")
}

/// The names and the images of a pod template's containers, each joined by commas.
pub(super) fn containers_and_images(pod_spec: &Value) -> [String; 2] {
    let containers = pod_spec.get("containers");
    [joined(containers, "name"), joined(containers, "image")]
}

/// At most three of the texts, joined by commas, and how many more there are; `empty` if there
/// are none.
pub(super) fn at_most_three(texts: &[String], empty: &str) -> String {
    const SHOWN: usize = 3;
    match texts.len() {
        0 => empty.to_owned(),
        length if length > SHOWN => {
            format!("{} + {} more...", texts[..SHOWN].join(","), length - SHOWN)
        }
        _ => texts.join(","),
    }
}
