//! Values as YAML, and what a YAML text means as a value.

use super::json_syntax::as_yaml;
use super::value::{List, Map, Value};
use crate::yaml::{self, Content, Entry, Node};

/// Writes a value as `kubectl -o yaml` does: keys sorted, lists at their key's column.
pub fn to_yaml(value: &Value) -> String {
    yaml::write(&to_node(value))
}

/// A node's value, without its places.
pub fn to_value(node: &Node) -> Value {
    match &node.content {
        Content::Null => Value::Null,
        Content::Bool(truth) => Value::Bool(*truth),
        Content::Int(number) => Value::Int(*number),
        Content::Float(number) => Value::Float(*number),
        Content::String(text) => Value::String(text.clone()),
        Content::List(items) => Value::List(items.iter().map(to_value).collect::<List>()),
        Content::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|entry| (entry.key.clone(), to_value(&entry.value)))
                .collect::<Map>(),
        ),
    }
}

/// A value as a node that stands nowhere.
pub fn to_node(value: &Value) -> Node {
    Node::placeless(match value {
        Value::Null => Content::Null,
        Value::Bool(truth) => Content::Bool(*truth),
        Value::Int(number) => Content::Int(*number),
        Value::Float(number) => Content::Float(*number),
        Value::String(text) => Content::String(text.clone()),
        Value::List(list) => Content::List(list.as_slice().iter().map(to_node).collect()),
        Value::Map(map) => Content::Map(
            map.iter()
                .map(|(key, value)| Entry {
                    key: key.into(),
                    key_span: crate::diagnostic::Span::default(),
                    value: to_node(value),
                })
                .collect(),
        ),
    })
}

/// The value of a text's first document, as `--patch` and the like take it: JSON or YAML.
///
/// # Errors
/// When the text is neither.
pub fn parse_value(text: &str) -> Result<Value, yaml::Error> {
    let text = match text.trim_start().starts_with(['{', '[']) {
        true => as_yaml(text),
        false => text.into(),
    };
    let chunks = yaml::split(&text);
    let chunk = chunks.iter().find(|chunk| !chunk.text.trim().is_empty());
    chunk.map_or(Ok(Value::Null), |chunk| Ok(to_value(&yaml::parse(chunk)?.node)))
}
