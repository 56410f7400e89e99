//! What server-side apply finds in a manifest that the type table doesn't have, or has otherwise
//! (`sigs.k8s.io/structured-merge-diff`).

use super::go_text;
use crate::api::schema::{Field, Leaf, ListType, Shape, Type};
use crate::api::{Kind, Value, json};
use crate::ordered::OrderedSet;

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
    match (field.shape, value) {
        (_, Value::Null) => {}
        (Shape::One(leaf), _) => one(leaf, value, &path, found),
        (Shape::List(leaf), Value::List(_)) => list(&field, leaf, value.items(), &path, found),
        (Shape::Map(leaf), Value::Map(_)) => {
            for (key, item) in value.entries() {
                one(leaf, item, &format!("{path}.{key}"), found);
            }
        }
        (Shape::List(_), _) => found.push(format!("{path}: expected list, got {}", shown(value))),
        (Shape::Map(_), _) => found.push(format!("{path}: expected map, got {}", shown(value))),
    }
}

fn one(leaf: Leaf, value: &Value, path: &str, found: &mut Vec<String>) {
    match (leaf, value) {
        (_, Value::Null) => {}
        (Leaf::Object(fields), Value::Map(_)) => {
            for (key, child) in value.entries() {
                member(fields, key, child, path, found);
            }
        }
        (Leaf::Object(_), _) => found.push(format!("{path}: expected map, got {}", shown(value))),
        _ => found.extend(mistyped(leaf, value).map(|why| format!("{path}: {why}"))),
    }
}

/// A list whose items have keys is read no further than where one of them is missing.
fn list(field: &Field, leaf: Leaf, items: &[Value], path: &str, found: &mut Vec<String>) {
    let mut names: OrderedSet<String> = OrderedSet::new();
    for (index, item) in items.iter().enumerate() {
        let name = match item_name(field, item, index) {
            Ok(name) => name,
            Err(why) => return found.push(format!("{path}: element {index}: {why}")),
        };
        if names.contains(&name) {
            found.push(format!("{path}: duplicate entries for key {name}"));
        }
        one(leaf, item, &format!("{path}{name}"), found);
        names.insert(name);
    }
}

/// Why a value is none of this plain type.
fn mistyped(leaf: Leaf, value: &Value) -> Option<String> {
    let go_type = match value {
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
        _ => "",
    };
    match (leaf, value) {
        (Leaf::Int32 | Leaf::Int64, Value::Int(_) | Value::Float(_)) => None,
        (Leaf::Int32 | Leaf::Int64, _) => {
            Some(format!("expected numeric (int or float), got {go_type}"))
        }
        (Leaf::String | Leaf::Bytes, Value::String(_)) | (Leaf::Bool, Value::Bool(_)) => None,
        (Leaf::String | Leaf::Bytes, _) => {
            let value = go_syntax(value);
            Some(format!("expected string, got &value.valueUnstructured{{Value:{value}}}"))
        }
        (Leaf::Bool, _) => Some(format!("expected boolean, got {}", shown(value))),
        _ => None,
    }
}

/// A value as Go prints what holds it.
fn shown(value: &Value) -> String {
    format!("&{{{}}}", go_text(value))
}

/// A value in Go's own syntax (`%#v`).
fn go_syntax(value: &Value) -> String {
    match value {
        Value::List(_) => {
            let items: Vec<String> = value.items().iter().map(go_syntax).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Map(_) => {
            let entries = value.entries().iter();
            let entries: Vec<String> =
                entries.map(|(key, value)| format!("{key:?}:{}", go_syntax(value))).collect();
            format!("map[string]interface {{}}{{{}}}", entries.join(", "))
        }
        Value::Null => "interface {}(nil)".to_owned(),
        other => json::to_json(other),
    }
}

/// An item of a list is named by its keys, `[name="web"]`, or by itself in a set, `[="x"]`.
fn item_name(field: &Field, item: &Value, index: usize) -> Result<String, String> {
    let keys = match field.list {
        ListType::Atomic => return Ok(format!("[{index}]")),
        ListType::Set => return Ok(format!("[={}]", json::to_json(item))),
        ListType::Map(keys) => keys,
    };
    match item {
        Value::Map(_) => {}
        Value::Null => {
            return Err("associative list with keys may not have a null element".to_owned());
        }
        _ => return Err("associative list with keys may not have non-map elements".to_owned()),
    }
    let mut texts = Vec::new();
    for key in keys.split(',') {
        let text = match (item.get(key), key) {
            (Value::Null, "protocol") => "\"TCP\"".to_owned(),
            (Value::Null, _) if field.name == "imagePullSecrets" => "\"\"".to_owned(),
            (Value::Null, _) if item.as_map().is_none_or(|map| !map.contains(key)) => {
                return Err(format!(
                    "associative list with keys has an element that omits key field {key:?} (and \
                     doesn't have default value)"
                ));
            }
            (value, _) => json::to_json(value),
        };
        texts.push(format!("{key}={text}"));
    }
    Ok(format!("[{}]", texts.join(",")))
}
