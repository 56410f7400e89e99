//! Values as Go's `fmt` prints them, and text that is safe for a terminal.

use crate::api::Value;
use crate::api::status_error::quote;

/// `text`, `[a b]`, `map[key:value]`, `<nil>` (`fmt.Sprint`).
pub fn go_text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::String(text) => text.to_string(),
        Value::List(items) => {
            let items: Vec<String> = items.as_slice().iter().map(go_text).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{key}:{}", go_text(value))).collect();
            format!("map[{}]", entries.join(" "))
        }
    }
}

/// `"text"`, `[]interface {}{"a", 1}`, `map[string]interface {}{"key":true}` (`%#v`).
pub fn go_syntax(value: &Value) -> String {
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => go_text(value),
        Value::String(text) => quote(text),
        Value::List(items) => {
            let items: Vec<String> = items.as_slice().iter().map(go_syntax).collect();
            format!("{}{{{}}}", type_name(value), items.join(", "))
        }
        Value::Map(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}:{}", quote(key), go_syntax(value)))
                .collect();
            format!("{}{{{}}}", type_name(value), entries.join(", "))
        }
    }
}

/// Makes what would steer a terminal visible (`printers.WriteEscaped`).
pub fn escape_terminal(text: &str) -> String {
    text.replace('\u{1b}', "^[").replace('\r', "\\r")
}

/// Go's name for the type of a decoded value.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int64",
        Value::Float(_) => "float64",
        Value::String(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
    }
}
