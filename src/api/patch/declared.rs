//! What server-side apply finds in a manifest that the type table doesn't have
//! (`sigs.k8s.io/structured-merge-diff`).

use crate::api::schema::{Field, Leaf, ListType, Shape, Type};
use crate::api::{Kind, Value, json};

/// Every field that is not declared, by its path: `.spec.replcas: field not declared in schema`.
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
        _ => {}
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
