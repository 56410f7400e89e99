//! `jq`: parts of JSON, for simple paths: `.items[].metadata.name`, `.spec.replicas`,
//! `.items | length`, `keys`.

use super::filter::{Filter, Options, read};
use super::{Terminal, Tool};
use crate::api::Value;
use crate::api::{json, text};
use crate::kubectl::process::{Output, Process};
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "jq",
    usage: "[-r] [-c] PATH",
    summary: "print parts of JSON: `.items[].metadata.name`, `.items | length`",
    start: jq,
};

/// No path leads to more values than this.
const LIMIT: usize = 100_000;

fn jq(words: &[String], _: &mut Terminal) -> Box<dyn Process> {
    let options = match Options::read("jq", words, "rcMS", "") {
        Ok(options) => options,
        Err(complaint) => return complaint,
    };
    let path = options.words.first().map_or(".", String::as_str);
    let Some(steps) = steps(path) else {
        let what = "jq: error: only paths such as .items[].metadata.name, length and keys, joined";
        return Said::error(format!("{what} by |, are understood here"), 3);
    };
    let files = options.words.iter().skip(1).cloned().collect();
    let [raw, compact] = ['r', 'c'].map(|flag| options.has(flag));
    read("jq", files, Jq { steps, raw, compact, text: String::new() })
}

#[derive(Clone)]
struct Jq {
    steps: Vec<Part>,
    raw: bool,
    compact: bool,
    text: String,
}

impl Filter for Jq {
    fn line(&mut self, line: &str, _: &mut String) -> bool {
        self.text.extend([line, "\n"]);
        true
    }

    fn end(&mut self, output: &mut Output) -> u8 {
        let Ok(value) = text::parse_value(&self.text) else {
            output.error("jq: parse error: this is no JSON");
            return 2;
        };
        let mut values = vec![value];
        for step in &self.steps {
            values = values.iter().flat_map(|value| step.of(value)).take(LIMIT).collect();
        }
        for value in &values {
            match value.as_str().filter(|_| self.raw) {
                Some(text) => output.line(text),
                None if self.compact => output.line(json::to_json(value)),
                None => output.line(indented(value)),
            }
        }
        0
    }

    fn fork(&self) -> Box<dyn Filter> {
        Box::new(self.clone())
    }
}

/// JSON as jq writes it: kubectl indents by four spaces, jq by two.
fn indented(value: &Value) -> String {
    let text = json::to_json_pretty(value);
    let lines = text.lines().map(|line| {
        let inner = line.trim_start();
        format!("{}{inner}", " ".repeat((line.len() - inner.len()) / 2))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A step of a path.
#[derive(Clone)]
enum Part {
    Field(String),
    Item(i64),
    All,
    Length,
    Keys,
}

impl Part {
    /// Where the step leads from a value.
    fn of(&self, value: &Value) -> Vec<Value> {
        match self {
            Part::Field(name) => vec![value.get(name).clone()],
            Part::Item(place) => {
                let items = value.items();
                let length = i64::try_from(items.len()).unwrap_or(0);
                let place = if *place < 0 { length + place } else { *place };
                let item = usize::try_from(place).ok().and_then(|place| items.get(place));
                vec![item.cloned().unwrap_or_default()]
            }
            Part::All => {
                let inner = value.entries().iter().map(|(_, value)| value.clone());
                value.items().iter().cloned().chain(inner).collect()
            }
            Part::Length => {
                let text = value.as_str().map_or(0, |text| text.chars().count());
                let length = value.items().len() + value.entries().len() + text;
                vec![Value::from(i64::try_from(length).unwrap_or(0))]
            }
            Part::Keys => {
                let mut keys: Vec<String> =
                    value.entries().iter().map(|(key, _)| key.to_string()).collect();
                crate::order::sort(&mut keys);
                vec![keys.into_iter().map(Value::from).collect::<Vec<Value>>().into()]
            }
        }
    }
}

/// Reads a path; `None` if it is not understood.
fn steps(path: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for piece in path.split('|') {
        let mut rest = piece.trim();
        match rest {
            "length" => parts.push(Part::Length),
            "keys" => parts.push(Part::Keys),
            _ => {}
        }
        if matches!(rest, "length" | "keys" | ".") {
            continue;
        }
        if !rest.starts_with('.') {
            return None;
        }
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix("[").or_else(|| rest.strip_prefix(".[")) {
                let quoted = inner.strip_prefix('"').and_then(|inner| inner.split_once("\"]"));
                let (part, after) = match quoted {
                    Some((name, after)) => (Part::Field(name.to_owned()), after),
                    None => match inner.split_once(']')? {
                        ("", after) => (Part::All, after),
                        (place, after) => (Part::Item(place.parse().ok()?), after),
                    },
                };
                parts.push(part);
                rest = after;
                continue;
            }
            let inner = rest.strip_prefix('.')?;
            if let Some((name, after)) = inner.strip_prefix('"').and_then(|i| i.split_once('"')) {
                parts.push(Part::Field(name.to_owned()));
                rest = after;
                continue;
            }
            let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let end = inner.find(|letter| !is_name(letter)).unwrap_or(inner.len());
            if end == 0 {
                return None;
            }
            parts.push(Part::Field(inner[..end].to_owned()));
            rest = inner[end..].trim_start_matches('?');
        }
    }
    Some(parts)
}
