//! The text of a description while it is written.

use crate::api::{Quantity, Value};
use crate::kubectl::printers::go_text::escape_terminal;
use crate::kubectl::printers::tabwriter::TabWriter;
use crate::time::Time;
use std::fmt::{Display, Write};

/// Lines, each at a level of indentation; tabs part what is aligned in columns.
#[derive(Debug, Default)]
pub struct Lines {
    text: String,
}

impl Lines {
    /// A line of text.
    pub fn line(&mut self, level: usize, text: impl Display) {
        let _ = writeln!(self.text, "{}{text}", "  ".repeat(level));
    }

    /// `Name:  value`.
    pub fn field(&mut self, level: usize, name: &str, value: impl Display) {
        self.line(level, format_args!("{name}:\t{value}"));
    }

    /// `Name:  value`, unless there is no value.
    pub fn field_if_any(&mut self, level: usize, name: &str, value: &Value) {
        if let Some(text) = shown(value) {
            self.field(level, name, text);
        }
    }

    /// `Name:  value`, with other words where there is no value.
    pub fn field_or(&mut self, level: usize, name: &str, value: &Value, missing: &str) {
        self.field(level, name, shown(value).as_deref().unwrap_or(missing));
    }

    /// Headings with dashes below them, and rows, in columns.
    pub fn table(&mut self, level: usize, headings: &[&str], rows: &[Vec<String>]) {
        self.line(level, headings.join("\t"));
        let dashes: Vec<String> = headings.iter().map(|text| "-".repeat(text.len())).collect();
        self.line(level, dashes.join("\t"));
        for row in rows {
            self.line(level, row.join("\t"));
        }
    }

    /// The whole text with its tabs.
    pub fn finish_with_tabs(self) -> String {
        escape_terminal(&self.text)
    }

    /// The whole text in its columns.
    pub fn finish(self) -> String {
        TabWriter::for_description().align(&escape_terminal(&self.text))
    }
}

/// A text or number as it is printed; `None` for nothing and for the empty text.
pub fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// `True` or `False`.
pub fn capitalised(truth: bool) -> &'static str {
    if truth { "True" } else { "False" }
}

/// What Go prints of a time that there is none of.
const NO_TIME: &str = "Mon, 01 Jan 0001 00:00:00 +0000";

/// `Thu, 01 Jan 2026 00:00:00 +0000`.
pub fn long_time(time: &Value) -> String {
    Time::parse(time.str()).map_or_else(|| NO_TIME.to_owned(), Time::rfc1123z)
}

/// A quantity in its shortest form: `1` for `1000m`.
pub fn quantity(value: &Value) -> String {
    Quantity::of(value).to_string()
}

/// Texts joined by commas.
pub fn joined(items: &Value, separator: &str) -> String {
    items.items().iter().map(Value::str).collect::<Vec<_>>().join(separator)
}
