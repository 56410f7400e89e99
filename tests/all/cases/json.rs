//! JSON as values.

use podarium::api::{FieldName, Value};

/// The same value in Podarium's own form.
pub fn to_value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Float(number.as_f64().unwrap_or_default()), Value::Int),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(to_value).collect()),
        serde_json::Value::Object(entries) => Value::Map(
            entries.iter().map(|(key, item)| (FieldName::new(key), to_value(item))).collect(),
        ),
    }
}
