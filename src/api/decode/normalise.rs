//! What the API server keeps of what it was sent.

use crate::api::json::float_text;
use crate::api::quantity::Quantity;
use crate::api::schema::{Leaf, Shape, Type};
use crate::api::value::{List, Map};
use crate::api::{Kind, Object, Value};
use crate::time::Time;

/// The object that the API server makes of a manifest; see [`normalise`].
pub fn object(kind: Kind, value: &Value) -> Object {
    Object::from_value(kind, normalise(kind, value))
}

/// A manifest without what the API server does not keep: nulls, unknown fields, values of a wrong
/// type, empty lists and empty maps of plain values.  Quantities and instants get their one form.
pub fn normalise(kind: Kind, value: &Value) -> Value {
    Value::Map(fields(Type::of(kind), value.as_map().unwrap_or(&Map::default())))
}

fn fields(wanted: Type, map: &Map) -> Map {
    map.iter()
        .filter_map(|(key, value)| {
            let field = wanted.field(key)?;
            let kept = match (field.shape, value) {
                (Shape::One(one), _) => leaf(one, value)?,
                (Shape::List(item), Value::List(list)) => {
                    let items = list.as_slice().iter().map(|value| kept_item(item, value));
                    let items: List = items.collect::<Option<List>>()?;
                    // An autoscaler that wants no policies is refused; one that says nothing of
                    // them gets the usual ones.
                    let is_said = !items.as_slice().is_empty() || key == "policies";
                    is_said.then_some(Value::List(items))?
                }
                (Shape::Map(item), Value::Map(map)) => {
                    let entries = map
                        .iter()
                        .filter_map(|(key, value)| Some((key.clone(), kept_item(item, value)?)));
                    let entries: Map = entries.collect();
                    (!entries.is_empty()).then_some(Value::Map(entries))?
                }
                _ => return None,
            };
            // The API's own name for it costs nothing to copy.
            Some((field.name, kept))
        })
        .collect()
}

/// A null among a list's items or a map's values reads as the type's empty value.
fn kept_item(wanted: Leaf, value: &Value) -> Option<Value> {
    match (wanted, value) {
        (Leaf::String | Leaf::Bytes, Value::Null) => Some(Value::from("")),
        (Leaf::Object(_), Value::Null) => Some(Value::Map(Map::default())),
        _ => leaf(wanted, value),
    }
}

fn leaf(wanted: Leaf, value: &Value) -> Option<Value> {
    match (wanted, value) {
        (_, Value::Null) => None,
        (Leaf::Object(wanted), Value::Map(map)) => Some(Value::Map(fields(wanted, map))),
        (Leaf::Quantity, _) => {
            let text = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Int(number) => number.to_string(),
                Value::Float(number) => float_text(*number),
                _ => return None,
            };
            Quantity::parse(&text).ok().map(|quantity| Value::from(quantity.to_string()))
        }
        (Leaf::Time, Value::String(text)) => Time::parse(text).map(|time| time.rfc3339().into()),
        (Leaf::MicroTime, Value::String(text)) => {
            Time::parse(text).map(|time| time.rfc3339_micro().into())
        }
        (Leaf::Any, _)
        | (Leaf::String | Leaf::Bytes | Leaf::IntOrString, Value::String(_))
        | (Leaf::Int32 | Leaf::Int64 | Leaf::IntOrString, Value::Int(_))
        | (Leaf::Bool, Value::Bool(_)) => Some(value.clone()),
        _ => None,
    }
}
