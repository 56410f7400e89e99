//! What server-side apply finds in a manifest that the type table doesn't have, or has otherwise
//! (`sigs.k8s.io/structured-merge-diff`).

use crate::api::schema::{Field, Leaf, ListType, Shape, Type};
use crate::api::{Kind, Value, json};

/// Every field that is not declared, or of another type, by its path: `.spec.replcas: field not
/// declared in schema`.
pub fn undeclared(kind: Kind, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (key, child) in value.entries() {
        if !matches!(key.as_str(), "apiVersion" | "kind") {
            member(Type::of(kind), key, child, "", &mut found);
        }
    }
    found
}

fn member(holder: Type, key: &str, value: &Value, place: &str, found: &mut Vec<String>) {
    let path = format!("{place}.{key}");
    let Some(field) = holder.field(key) else {
        found.push(format!("{path}: field not declared in schema"));
        return;
    };
    match field.shape {
        Shape::One(Leaf::Object(fields)) => members(fields, value, &path, found),
        Shape::List(Leaf::Object(fields)) => {
            for (index, item) in value.items().iter().enumerate() {
                let place = format!("{path}[{}]", item_name(&field, item, index));
                members(fields, item, &place, found);
            }
        }
        Shape::Map(Leaf::Object(fields)) => {
            for (key, item) in value.entries() {
                members(fields, item, &format!("{path}.{key}"), found);
            }
        }
        Shape::One(leaf) => found.extend(mistyped(leaf, value).map(|why| format!("{path}: {why}"))),
        Shape::Map(leaf) => {
            for (key, value) in value.entries() {
                found.extend(mistyped(leaf, value).map(|why| format!("{path}.{key}: {why}")));
            }
        }
        _ => {}
    }
}

/// Why a value is none of this plain type.
fn mistyped(leaf: Leaf, value: &Value) -> Option<String> {
    let shown = || match value {
        Value::String(text) => text.to_string(),
        other => json::to_json(other),
    };
    let go_type = match value {
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        _ => "",
    };
    match (leaf, value) {
        (_, Value::Null | Value::List(_) | Value::Map(_)) => None,
        (Leaf::Int32 | Leaf::Int64, Value::String(_) | Value::Bool(_)) => {
            Some(format!("expected numeric (int or float), got {go_type}"))
        }
        (Leaf::String, Value::String(_)) | (Leaf::Bool, Value::Bool(_)) => None,
        (Leaf::String, _) => {
            Some(format!("expected string, got &value.valueUnstructured{{Value:{}}}", shown()))
        }
        (Leaf::Bool, _) => Some(format!("expected boolean, got &{{{}}}", shown())),
        _ => None,
    }
}

fn members(fields: Type, value: &Value, place: &str, found: &mut Vec<String>) {
    for (key, child) in value.entries() {
        member(fields, key, child, place, found);
    }
}

/// An item of a list is named by its keys, `name="web"`, if the list has some.
fn item_name(field: &Field, item: &Value, index: usize) -> String {
    let ListType::Map(keys) = field.list else { return index.to_string() };
    let said = keys.split(',').filter(|key| !item.get(key).is_null());
    let texts: Vec<String> =
        said.map(|key| format!("{key}={}", json::to_json(item.get(key)))).collect();
    texts.join(",")
}
