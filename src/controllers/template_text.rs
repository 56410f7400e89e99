//! A pod template as Go writes its structures out, types and all: the text of which Kubernetes
//! takes the hash.  So a template has the hash here that it has there.

use crate::api::{Map, Value, json};
use std::fmt::Write;
use std::sync::OnceLock;

/// The structures, one a line: each field as `Name:type`, `Name=key:type` if its key in YAML is
/// another than the name suggests, `Name` if it is a text, `+Type` if it is written inline.  Types
/// are Go's, but for the package `v1` of those that begin with a capital.
const FIELDS: &str = include_str!("template_fields.txt");
/// The structures by their names, in order, with their fields: a template asks for a hundred.
static STRUCTURES: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
/// A moment that was never set.
const NO_TIME: &str = "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}";

/// The text of a template.
pub fn template_text(template: &Value) -> String {
    let mut text = String::with_capacity(4_096);
    write_typed(&mut text, template, "PodTemplateSpec");
    text
}

fn write_typed(text: &mut String, value: &Value, kind: &str) {
    let bare = kind.trim_start_matches(['*', '[', ']']);
    let package = if bare.starts_with(char::is_uppercase) { "v1." } else { "" };
    let _ = write!(text, "({}{package}{bare})", &kind[..kind.len() - bare.len()]);
    write_value(text, value, kind);
}

fn write_value(text: &mut String, value: &Value, kind: &str) {
    if let Some(kind) = kind.strip_prefix('*') {
        return if value.is_null() {
            text.push_str("<nil>")
        } else {
            write_value(text, value, kind)
        };
    }
    if let Some(kind) = kind.strip_prefix("[]") {
        return write_all(text, "", value.items(), |text, item| write_value(text, item, kind));
    }
    match kind {
        "map[string]string" => write_map(text, value, "string"),
        "ResourceList" => write_map(text, value, "resource.Quantity"),
        "resource.Quantity" => write_quantity(text, value.str()),
        "intstr.IntOrString" => write_number_or_text(text, value),
        "Time" => text.push_str(NO_TIME),
        "bool" => text.push_str(if value.is_true() { "true" } else { "false" }),
        "int32" | "int64" => {
            let _ = write!(text, "{}", value.int());
        }
        kind => match fields(kind) {
            Some(fields) => write_fields(text, value, fields),
            None => write_other(text, value),
        },
    }
}

/// Items between brackets; nothing at all is `<nil>`, since protobuf forgets what is empty.
fn write_all<Item>(
    text: &mut String,
    before: &str,
    items: &[Item],
    write: impl Fn(&mut String, &Item),
) {
    if items.is_empty() {
        return text.push_str("<nil>");
    }
    text.push_str(before);
    for (place, item) in items.iter().enumerate() {
        text.push(if place == 0 { '[' } else { ' ' });
        write(text, item);
    }
    text.push(']');
}

fn write_map(text: &mut String, value: &Value, kind: &str) {
    let entries = value.as_map().map_or(&[][..], Map::as_slice);
    write_all(text, "map", entries, |text, (key, value)| {
        text.push_str(key);
        text.push(':');
        write_value(text, value, kind);
    });
}

/// A text of any type, or one of the old kinds of volumes, whose fields are not listed.
fn write_other(text: &mut String, value: &Value) {
    match value.as_str() {
        Some(string) => text.push_str(string),
        None if value.is_null() => {}
        None => text.push_str(&json::to_json(value)),
    }
}

fn fields(kind: &str) -> Option<&'static str> {
    let structures = STRUCTURES.get_or_init(|| {
        let mut structures: Vec<_> =
            FIELDS.lines().filter_map(|line| line.split_once(' ')).collect();
        crate::order::sort(&mut structures);
        structures
    });
    let place = structures.binary_search_by(|(name, _)| (*name).cmp(kind)).ok()?;
    Some(structures[place].1)
}

fn write_fields(text: &mut String, value: &Value, fields: &str) {
    for (place, field) in fields.split(' ').enumerate() {
        text.push(if place == 0 { '{' } else { ' ' });
        if let Some(inline) = field.strip_prefix('+') {
            text.push_str(inline);
            text.push(':');
            write_typed(text, value, inline);
            continue;
        }
        let (name, kind) = field.split_once(':').unwrap_or((field, "string"));
        let (name, key) = match name.split_once('=') {
            Some((name, key)) => (name, key.to_owned()),
            None => (name, key_of(name)),
        };
        text.push_str(name);
        text.push(':');
        write_typed(text, value.get(&key), kind);
    }
    text.push('}');
}

/// The key in YAML that a field's name suggests: `dnsPolicy` for `DNSPolicy`.
fn key_of(name: &str) -> String {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let lowered = if capitals > 1 && capitals < name.len() { capitals - 1 } else { capitals };
    name[..lowered].to_ascii_lowercase() + &name[lowered..]
}

fn write_number_or_text(text: &mut String, value: &Value) {
    let kind = i32::from(value.as_str().is_some());
    let (number, string) = (value.int(), value.str());
    let _ =
        write!(text, "{{Type:(intstr.Type){kind} IntVal:(int32){number} StrVal:(string){string}}}");
}

/// An amount in its canonical form, as it is held after parsing.
fn write_quantity(text: &mut String, amount: &str) {
    let amount = if amount.is_empty() { "0" } else { amount };
    let end = amount.find(|sign: char| sign.is_ascii_alphabetic()).unwrap_or(amount.len());
    let (digits, suffix) = amount.split_at(end);
    let number: i64 = digits.parse().unwrap_or_default();
    let (value, scale, format) = match suffix {
        _ if amount == "0" => (0, 0, ""),
        "Ki" => (number << 10, 0, "BinarySI"),
        "Mi" => (number << 20, 0, "BinarySI"),
        "Gi" => (number << 30, 0, "BinarySI"),
        "Ti" => (number << 40, 0, "BinarySI"),
        "n" => (number, -9, "DecimalSI"),
        "u" => (number, -6, "DecimalSI"),
        "m" => (number, -3, "DecimalSI"),
        "k" => (number, 3, "DecimalSI"),
        "M" => (number, 6, "DecimalSI"),
        "G" => (number, 9, "DecimalSI"),
        "T" => (number, 12, "DecimalSI"),
        "P" => (number, 15, "DecimalSI"),
        "" => (number, 0, "DecimalSI"),
        power => (number, power[1..].parse().unwrap_or_default(), "DecimalExponent"),
    };
    let _ = write!(
        text,
        "{{i:(resource.int64Amount){{value:(int64){value} scale:(resource.Scale){scale}}} \
         d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){amount} \
         Format:(resource.Format){format}}}"
    );
}
