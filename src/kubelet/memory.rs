//! Programs that take more memory than their container may have: the kernel kills them.

use crate::api::{Quantity, Value};

/// Whether a container's program takes more memory than its limit.
pub fn is_exceeded(container: &Value, words: impl FnOnce() -> Vec<String>) -> bool {
    let limit = container.get("resources").get("limits").get("memory");
    if limit.is_null() {
        return false;
    }
    let words = words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let limit = Quantity::of(limit).value();
    taken(&words).is_some_and(|bytes| bytes > limit)
}

/// What a program is known to take; nothing where nobody knows.
fn taken(words: &[&str]) -> Option<i64> {
    let (name, rest) = words.split_first()?;
    match name.rsplit('/').next()? {
        "stress" | "stress-ng" => {
            let after = |flags: &[&str]| {
                let place = rest.iter().position(|word| flags.contains(word))?;
                rest.get(place + 1)
            };
            let workers: i64 = after(&["--vm", "-m"])?.parse().ok()?;
            let each = after(&["--vm-bytes"]).and_then(|text| bytes(text));
            Some(each.unwrap_or(256 << 20).saturating_mul(workers.max(0)))
        }
        // It reads a single line that never ends.
        "tail" if rest.contains(&"/dev/zero") => Some(i64::MAX),
        _ => None,
    }
}

/// `250M`, as `stress` reads it.
fn bytes(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    let power = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(1 << power)
}
