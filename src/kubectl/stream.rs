//! The documents of a file (`YAMLOrJSONDecoder`): one JSON value after the other, or YAML.

use crate::api::decode::{self, Entry};
use crate::api::json_syntax::{Fault, as_yaml, first_value};
use crate::yaml::MAX_BYTES;

/// The documents of a text in order, each with why it cannot be read.
pub fn documents(text: &str) -> Vec<Result<Entry, String>> {
    let may_be_json = text.trim_start().starts_with('{') && text.len() <= MAX_BYTES;
    if may_be_json { values(text) } else { yaml(text) }
}

fn values(text: &str) -> Vec<Result<Entry, String>> {
    let mut documents = Vec::new();
    let (mut rest, mut count) = (text, 0);
    while !rest.trim_start().is_empty() {
        match first_value(rest.as_bytes()) {
            Ok(end) => {
                let (value, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                documents.extend(yaml(&as_yaml(value)));
                (rest, count) = (after, count + 1);
            }
            // Two values make it JSON for good; until then it may yet be YAML.
            Err(fault) if count > 1 => {
                documents.push(Err(fault.why.unwrap_or_else(|| EARLY_END.to_owned())));
                break;
            }
            Err(fault) => {
                let offset = text.len() - rest.len();
                let mut others = yaml(without_leading_space(rest));
                if let Some(first @ Err(_)) = others.first_mut() {
                    *first = Err(told(offset, fault));
                }
                documents.append(&mut others);
                break;
            }
        }
    }
    documents
}

const EARLY_END: &str = "unexpected EOF";

fn yaml(text: &str) -> Vec<Result<Entry, String>> {
    let told = |error| format!("error converting YAML to JSON: {error}");
    decode::entries(text).into_iter().map(|entry| entry.map_err(told)).collect()
}

/// A fault of JSON is told even where YAML was tried as well.
fn told(offset: usize, fault: Fault) -> String {
    match fault.why {
        Some(why) => format!("json: offset {}: {why}", offset + fault.offset),
        None => EARLY_END.to_owned(),
    }
}

/// What is left between two values does not count, up to the end of its line.
fn without_leading_space(text: &str) -> &str {
    let text = text.trim_start_matches(|sign: char| sign.is_whitespace() && sign != '\n');
    text.strip_prefix('\n').unwrap_or(text)
}
