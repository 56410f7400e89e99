//! A patch in an error's text.

use super::{DELETE_FROM, RETAIN_KEYS, SET_ORDER};
use crate::api::Value;
use crate::api::json::float_text;
use crate::api::value::Map;

/// A value as Go prints it with `%v`: `map[spec:map[replicas:2]]`.
pub fn go_text(value: &Value) -> String {
    let joined = |texts: Vec<String>| texts.join(" ");
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => float_text(*number),
        Value::String(text) => text.to_string(),
        Value::List(list) => {
            format!("[{}]", joined(list.as_slice().iter().map(go_text).collect()))
        }
        Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key}:{}", go_text(value)));
            format!("map[{}]", joined(entries.collect()))
        }
    }
}

/// A strategic merge patch as the API server shows it when the patched object is refused: it has
/// used up the directives by then, and with them the lists that they order.
pub fn shown_patch(patch: &Value) -> String {
    go_text(&used_up(patch))
}

fn used_up(patch: &Value) -> Value {
    let Value::Map(map) = patch else { return patch.clone() };
    let used = |key: &str| {
        key == RETAIN_KEYS
            || key.starts_with(SET_ORDER)
            || map.contains(&format!("{SET_ORDER}{key}"))
            || (key.starts_with(DELETE_FROM)
                && map.contains(&key.replacen(DELETE_FROM, SET_ORDER, 1)))
    };
    let rest: Map = map
        .iter()
        .filter(|(key, _)| !used(key))
        .map(|(key, value)| (key.clone(), used_up(value)))
        .collect();
    Value::Map(rest)
}
