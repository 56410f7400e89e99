//! Values written as JSON, the way Go's `encoding/json` writes them.

use super::value::Value;
use std::fmt::Write;

/// One line without spaces: `{"app":"web"}`.
pub fn to_json(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value, None);
    text
}

/// Lines indented by four spaces a level, as `kubectl -o json` prints them.
pub fn to_json_pretty(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value, Some(0));
    text
}

fn write_value(text: &mut String, value: &Value, level: Option<usize>) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Value::Int(number) => {
            let _ = write!(text, "{number}");
        }
        Value::Float(number) => text.push_str(&float_text(*number)),
        Value::String(string) => write_string(text, string),
        Value::List(list) => {
            write_items(text, level, ['[', ']'], list.as_slice(), |text, item, level| {
                write_value(text, item, level);
            });
        }
        Value::Map(map) => {
            write_items(text, level, ['{', '}'], map.as_slice(), |text, (key, item), level| {
                write_string(text, key);
                text.push(':');
                if level.is_some() {
                    text.push(' ');
                }
                write_value(text, item, level);
            });
        }
    }
}

/// A number as Go writes it in JSON: very large and very small ones with an exponent.
pub fn float_text(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{number:e}");
        return if text.contains("e-") { text } else { text.replace('e', "e+") };
    }
    format!("{number}")
}

fn write_items<Item>(
    text: &mut String,
    level: Option<usize>,
    [open, close]: [char; 2],
    items: &[Item],
    write_item: impl Fn(&mut String, &Item, Option<usize>),
) {
    let inner = level.map(|level| level + 1);
    text.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        break_line(text, inner);
        write_item(text, item, inner);
    }
    if !items.is_empty() {
        break_line(text, level);
    }
    text.push(close);
}

fn break_line(text: &mut String, level: Option<usize>) {
    if let Some(level) = level {
        text.push('\n');
        text.extend(std::iter::repeat_n("    ", level));
    }
}

/// A text in double quotes.  `<`, `>`, `&` and the line separators are escaped as Go does it.
pub fn write_string(text: &mut String, string: &str) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(character));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

/// What JSON calls a value.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Float(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}
