//! The functions of templates.

use crate::api::{Value, base64};
use crate::kubectl::printers::go_text::{go_text, type_name};
use std::cmp::Ordering;

const FUNCTIONS: [&str; 17] = [
    "and",
    "or",
    "not",
    "len",
    "index",
    "print",
    "printf",
    "println",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "base64decode",
    "exists",
    "html",
];

/// Whether there is a function of this name.
pub fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

/// Whether a value counts as true: neither nothing nor empty nor zero.
pub fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Int(number) => *number != 0,
        Value::Float(number) => *number != 0.0,
        Value::String(text) => !text.is_empty(),
        Value::List(items) => !items.as_slice().is_empty(),
        Value::Map(map) => !map.is_empty(),
    }
}

/// Calls a function.
///
/// # Errors
/// There is none of this name, or the arguments do not suit it.
pub fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let one = || match arguments {
        [one] => Ok(one),
        _ => Err(format!("wrong number of args for {name}: want 1 got {}", arguments.len())),
    };
    match name {
        "and" => choose(arguments, |value| !is_true(value)),
        "or" => choose(arguments, is_true),
        "not" => Ok((!is_true(one()?)).into()),
        "len" => length(one()?),
        "index" => index(arguments),
        "exists" => Ok(index(arguments).is_ok_and(|value| !value.is_null()).into()),
        "print" => Ok(joined(arguments).into()),
        "println" => {
            let texts: Vec<String> = arguments.iter().map(go_text).collect();
            Ok(format!("{}\n", texts.join(" ")).into())
        }
        "printf" => printf(arguments),
        "eq" => equals_any(arguments),
        "ne" => match arguments {
            [_, _] => Ok((!equals_any(arguments)?.is_true()).into()),
            _ => compare(name, arguments, Ordering::is_ne),
        },
        "lt" => compare(name, arguments, Ordering::is_lt),
        "le" => compare(name, arguments, Ordering::is_le),
        "gt" => compare(name, arguments, Ordering::is_gt),
        "ge" => compare(name, arguments, Ordering::is_ge),
        "base64decode" => {
            let text = match one()? {
                Value::String(text) => text.as_str(),
                Value::Null => return Err("invalid value; expected string".to_owned()),
                _ => return Err("wrong type for value; expected string".to_owned()),
            };
            let bytes = base64::decode(text)
                .map_err(|place| format!("illegal base64 data at input byte {place}"))?;
            Ok(String::from_utf8_lossy(&bytes).into_owned().into())
        }
        "html" => Ok(escape_html(&joined(arguments)).into()),
        other => Err(format!("function {other:?} not defined")),
    }
}

/// The first value that decides, else the last.
fn choose(arguments: &[Value], decides: impl Fn(&Value) -> bool) -> Result<Value, String> {
    let chosen = arguments.iter().find(|value| decides(value)).or(arguments.last());
    chosen.cloned().ok_or_else(|| "wrong number of args: want at least 1 got 0".to_owned())
}

fn length(value: &Value) -> Result<Value, String> {
    match value {
        Value::String(text) => Ok(text.len().into()),
        Value::List(items) => Ok(items.as_slice().len().into()),
        Value::Map(map) => Ok(map.len().into()),
        Value::Null => Err("len of nil pointer".to_owned()),
        other => Err(format!("len of type {}", type_name(other))),
    }
}

fn index(arguments: &[Value]) -> Result<Value, String> {
    let [first, keys @ ..] = arguments else { return Err("missing argument for index".to_owned()) };
    keys.iter().try_fold(first.clone(), |value, key| match (&value, key) {
        (Value::Map(map), Value::String(key)) => Ok(map.get(key).clone()),
        (Value::List(items), Value::Int(place)) => {
            let found = usize::try_from(*place).ok().and_then(|place| items.as_slice().get(place));
            found.cloned().ok_or_else(|| {
                match usize::try_from(*place) == Ok(items.as_slice().len()) {
                    // Go's check is off by one, and the list's own comes next.
                    true => "reflect: slice index out of range".to_owned(),
                    false => format!("index out of range: {place}"),
                }
            })
        }
        (Value::Null, _) => Err("index of untyped nil".to_owned()),
        (other, _) => Err(format!("can't index item of type {}", type_name(other))),
    })
}

/// Whether the first value equals one of the others.
fn equals_any(arguments: &[Value]) -> Result<Value, String> {
    let [first, others @ ..] = arguments else {
        return Err("missing argument for comparison".to_owned());
    };
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in others {
        // What is not there equals nothing, and is no fault.
        if first.is_null() != other.is_null() {
            continue;
        }
        if order(first, other)?.is_eq() {
            return Ok(true.into());
        }
    }
    Ok(false.into())
}

fn compare(
    name: &str,
    arguments: &[Value],
    holds: impl Fn(Ordering) -> bool,
) -> Result<Value, String> {
    let [left, right] = arguments else {
        let got = arguments.len();
        return Err(format!("wrong number of args for {name}: want 2 got {got}"));
    };
    Ok(holds(order(left, right)?).into())
}

fn order(left: &Value, right: &Value) -> Result<Ordering, String> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Ok(left.cmp(right)),
        (Value::Int(left), Value::Int(right)) => Ok(left.cmp(right)),
        (Value::Float(left), Value::Float(right)) => Ok(left.total_cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Ok(left.cmp(right)),
        (Value::Null, Value::Null) => Ok(Ordering::Equal),
        _ => Err("incompatible types for comparison".to_owned()),
    }
}

/// Joins values; spaces come between those that are no texts.
fn joined(arguments: &[Value]) -> String {
    let mut text = String::new();
    let mut before: Option<&Value> = None;
    for argument in arguments {
        let is_text = |value: &Value| matches!(value, Value::String(_));
        if before.is_some_and(|before| !is_text(before) && !is_text(argument)) {
            text.push(' ');
        }
        text.push_str(&go_text(argument));
        before = Some(argument);
    }
    text
}

/// The verbs `%s`, `%v`, `%d`, `%q`, `%t`, `%f`, each with a width; `-` puts the text left.
fn printf(arguments: &[Value]) -> Result<Value, String> {
    const WIDEST: usize = 1_000;
    let [Value::String(format), values @ ..] = arguments else {
        return Err("printf wants a format first".to_owned());
    };
    let mut values = values.iter();
    let mut text = String::new();
    let mut rest = format.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let left = after.starts_with('-');
        let after = after.strip_prefix('-').unwrap_or(after);
        let digits = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
        let (width, after) = after.split_at(digits);
        let width = width.split('.').next().unwrap_or_default();
        let width = width.parse::<usize>().unwrap_or_default().min(WIDEST);
        let mut characters = after.chars();
        let verb = characters.next();
        rest = characters.as_str();
        let shown = match verb {
            Some('%') => "%".to_owned(),
            Some(verb) => values
                .next()
                .map_or_else(|| format!("%!{verb}(MISSING)"), |value| formatted(verb, value)),
            None => "%!(NOVERB)".to_owned(),
        };
        text.push_str(&if left { format!("{shown:<width$}") } else { format!("{shown:>width$}") });
    }
    text.push_str(rest);
    Ok(text.into())
}

fn formatted(verb: char, value: &Value) -> String {
    match (verb, value) {
        ('v', value) => go_text(value),
        ('s', Value::String(text)) => text.to_string(),
        ('s', Value::List(_) | Value::Map(_)) => go_text(value),
        ('q', Value::String(text)) => format!("{text:?}"),
        ('d', Value::Int(number)) => number.to_string(),
        ('t', Value::Bool(truth)) => truth.to_string(),
        ('f', Value::Float(number)) => format!("{number:.6}"),
        (verb, value) => format!("%!{verb}({}={})", type_name(value), go_text(value)),
    }
}

fn escape_html(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
