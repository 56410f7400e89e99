//! Values written as Go's library writes them: keys in their natural order, lists at the column
//! of their key, texts quoted where they would read as something else, long lines folded.

mod analysis;
mod order;
mod text;

use super::node::{Content, Entry, Node};
use analysis::style_of;
use order::natural;
use std::borrow::Cow;
use text::Writer;

/// Writes a value; the text ends with a line break.
pub fn write(node: &Node) -> String {
    let mut writer = Writer::default();
    block(&mut writer, node, 0);
    writer.finish()
}

/// Writes a value where the writer stands; its further lines begin at column `indent`.
fn block(writer: &mut Writer, node: &Node, indent: usize) {
    match &node.content {
        Content::Map(entries) if !entries.is_empty() => map(writer, entries, indent),
        Content::List(items) if !items.is_empty() => list(writer, items, indent),
        _ => scalar(writer, node, indent),
    }
}

fn map(writer: &mut Writer, entries: &[Entry], indent: usize) {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    crate::order::sort_by(&mut sorted, |left, right| natural(&left.key, &right.key));
    for (index, entry) in sorted.iter().enumerate() {
        if index > 0 {
            writer.new_line(indent);
        }
        writer.string(&entry.key, style_of(&entry.key, true), indent, false);
        writer.push(":");
        match &entry.value.content {
            Content::Map(entries) if !entries.is_empty() => {
                writer.new_line(indent + 2);
                map(writer, entries, indent + 2);
            }
            Content::List(items) if !items.is_empty() => {
                writer.new_line(indent);
                list(writer, items, indent);
            }
            _ => {
                writer.push(" ");
                scalar(writer, &entry.value, indent + 2);
            }
        }
    }
}

fn list(writer: &mut Writer, items: &[Node], indent: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            writer.new_line(indent);
        }
        writer.push("- ");
        block(writer, item, indent + 2);
    }
}

/// Writes a value that has no parts.
fn scalar(writer: &mut Writer, node: &Node, indent: usize) {
    let word: Cow<str> = match &node.content {
        Content::Null => "null".into(),
        Content::Bool(truth) => truth.to_string().into(),
        Content::Int(number) => number.to_string().into(),
        Content::Float(number) => float(*number).into(),
        Content::List(_) => "[]".into(),
        Content::Map(_) => "{}".into(),
        Content::String(text) => {
            return writer.string(text, style_of(text, false), indent.max(2), true);
        }
    };
    writer.push(&word);
}

/// The shortest text of a number, with an exponent from a million on (Go's `%g`).
fn float(number: f64) -> String {
    let text = format!("{number:e}");
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        _ => number.to_string(),
    }
}
