//! `-o kyaml`: YAML in its stricter form, with braces, and every text in quotes.

use crate::api::Value;
use crate::api::json::to_json;

/// A value as a document of KYAML.
pub fn to_kyaml(value: &Value) -> String {
    let mut text = "---\n".to_owned();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            text.push_str("{\n");
            for (key, value) in map.iter() {
                indent(depth + 1, text);
                match is_plain(key) {
                    true => text.push_str(key),
                    false => text.push_str(&to_json(&Value::from(key.as_str()))),
                }
                text.push_str(": ");
                write(value, depth + 1, text);
                text.push_str(",\n");
            }
            indent(depth, text);
            text.push('}');
        }
        list @ Value::List(_) if !list.items().is_empty() => write_list(list.items(), depth, text),
        other => text.push_str(&to_json(other)),
    }
}

/// Maps stand close to the brackets, anything else on lines of its own.
fn write_list(items: &[Value], depth: usize, text: &mut String) {
    let is_map = |item: &Value| matches!(item, Value::Map(map) if !map.is_empty());
    if items.iter().all(is_map) {
        text.push('[');
        for (index, item) in items.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { ", " });
            write(item, depth, text);
        }
        text.push(']');
        return;
    }
    text.push_str("[\n");
    for item in items {
        indent(depth + 1, text);
        write(item, depth + 1, text);
        text.push_str(",\n");
    }
    indent(depth, text);
    text.push(']');
}

fn indent(depth: usize, text: &mut String) {
    text.push_str(&"  ".repeat(depth));
}

/// Whether a key can be taken for nothing but a text.
fn is_plain(key: &str) -> bool {
    let words = ["y", "yes", "n", "no", "on", "off", "true", "false", "null"];
    key.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter))
        && !words.contains(&key.to_lowercase().as_str())
}
