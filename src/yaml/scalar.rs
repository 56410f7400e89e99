//! What a plain word means: the rules of YAML 1.1 as Go's library keeps them.

use super::node::Content;

/// What a plain scalar means.  Dates stay text, as they do on their way to JSON.
pub fn resolve(text: &str) -> Content {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Content::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Content::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Content::Bool(false)
        }
        ".nan" | ".NaN" | ".NAN" => Content::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Content::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Content::Float(f64::NEG_INFINITY),
        _ => number(text).unwrap_or_else(|| Content::String(text.into())),
    }
}

fn number(text: &str) -> Option<Content> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return None;
    }
    let plain = text.replace('_', "");
    integer(&plain).or_else(|| float(&plain))
}

/// A whole number in any of Go's notations: `10`, `0x1f`, `0b11`, `0o17` and, for 15, `017`.
fn integer(text: &str) -> Option<Content> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (16, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some(two) if two.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let size = u64::from_str_radix(digits, radix).ok()?;
    match (i64::try_from(size), negative) {
        (Ok(size), false) => Some(Content::Int(size)),
        (Ok(size), true) => Some(Content::Int(-size)),
        (Err(_), true) if size == 1 << 63 => Some(Content::Int(i64::MIN)),
        (Err(_), true) => float(text),
        // The nearest number that JSON's readers would make of it.
        #[allow(clippy::cast_precision_loss)]
        (Err(_), false) => Some(Content::Float(size as f64)),
    }
}

/// A number with a point or an exponent.  A whole one is written without them in JSON, and so
/// read as a whole number after all.
fn float(text: &str) -> Option<Content> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut rest = unsigned.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let mut digits = unsigned.len() - rest.len();
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
        digits += fraction.len() - rest.len();
    }
    if digits == 0 {
        return None;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let all_digits = exponent.bytes().all(|digit| digit.is_ascii_digit());
        rest = if exponent.is_empty() || !all_digits { "no number" } else { "" };
    }
    if !rest.is_empty() {
        return None;
    }
    let number = crate::float::parse(text)?;
    number.is_finite().then(|| whole(number))
}

/// 2^63, the first whole number that is too large.
const LIMIT: f64 = 9_223_372_036_854_775_808.0;

fn whole(number: f64) -> Content {
    if number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number) {
        #[allow(clippy::cast_possible_truncation)]
        Content::Int(number as i64)
    } else {
        Content::Float(number)
    }
}
